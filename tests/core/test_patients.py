"""Patients: an upsert makes or changes exactly one patient, whatever others do meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.operations import disable_user, enable_user
from polyclinic.core.identity.policy import INVITE, READ_ALL, WRITE_ALL
from polyclinic.core.patients.errors import DuplicatePatient
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.patients.operations import Match, create, create_with_user, delete, restore, update, upsert
from polyclinic.core.shared.changes import GuardFailed
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import Conflict, ExternalIdTaken, Invalid, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.support.store import open_context

ANA = Patient(name=HumanName("Ana", "Silva"), birth_date=date(1990, 1, 2))
INVITER = READ_ALL | WRITE_ALL | {INVITE}
BY_ID = Match("sys", "1")
BY_NAME = Match("sys", "1", by_name=True)


def renamed(patient: Patient) -> Patient:
    return replace(patient, race="changed")


async def add(store: Store, practice_id: str, draft: Patient) -> Patient:
    return await perform(lambda: open_context(store, practice_id), lambda ctx: create(ctx, draft))


class Interrupted:
    """The real records, with something that happens right after the first look for an external id."""

    def __init__(self, records: Any, happens: Callable[[], Awaitable[object]]) -> None:
        self._records = records
        self._happens: Callable[[], Awaitable[object]] | None = happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    async def get_by_external_id(self, *arguments: Any) -> Any:
        found = await self._records.get_by_external_id(*arguments)
        happens, self._happens = self._happens, None
        if happens is not None:
            await happens()
        return found


def interrupted(store: Store, practice_id: str, happens: Callable[[], Awaitable[object]]) -> Context:
    ctx = open_context(store, practice_id)
    ctx.records = Interrupted(ctx.records, happens)
    return ctx


@pytest.mark.parametrize("match", [BY_ID, BY_NAME], ids=["by id", "by name"])
async def test_whoever_is_created_meanwhile_is_updated(store: Store, practice_id: str, match: Match) -> None:
    faster = with_external_id(replace(ANA, id=Patient(name=ANA.name).id), "sys", "1")
    ctx = interrupted(store, practice_id, lambda: add(store, practice_id, faster))

    patient, new = await upsert(ctx, match, ANA, renamed)
    await ctx.commit()

    assert (patient.id, patient.race, new) == (faster.id, "changed", False)
    assert await open_context(store, practice_id).count(Query(PATIENT)) == 1


async def test_whoever_is_deleted_meanwhile_is_made_anew(store: Store, practice_id: str) -> None:
    gone = await add(store, practice_id, with_external_id(ANA, "sys", "1"))
    draft = replace(ANA, id=Patient(name=ANA.name).id)

    async def go() -> None:
        await perform(lambda: open_context(store, practice_id), lambda ctx: delete(ctx, gone.id))

    contexts = [open_context(store, practice_id), interrupted(store, practice_id, go)]
    patient, new = await perform(contexts.pop, lambda ctx: upsert(ctx, BY_ID, draft, renamed))

    assert (patient.id, new, contexts) == (draft.id, True, [])


async def test_a_namesake_that_comes_meanwhile_fails_the_guard(store: Store, practice_id: str) -> None:
    namesake = replace(ANA, id=Patient(name=ANA.name).id)
    ctx = open_context(store, practice_id)
    await upsert(ctx, BY_NAME, ANA, renamed)
    await add(store, practice_id, namesake)

    with pytest.raises(GuardFailed):
        await ctx.commit()
    again = open_context(store, practice_id)
    patient, new = await upsert(again, BY_NAME, ANA, renamed)
    await again.commit()
    assert (patient.id, new) == (namesake.id, False)


async def test_another_systems_id_is_not_the_upserts_business(store: Store, practice_id: str) -> None:
    await add(store, practice_id, with_external_id(ANA, "chart", "7"))
    draft = with_external_id(replace(ANA, id=Patient(name=ANA.name).id), "chart", "7")

    with pytest.raises(ExternalIdTaken) as taken:
        await upsert(open_context(store, practice_id), BY_ID, draft, renamed)
    assert taken.value.system == "chart"


async def test_an_edit_that_changes_nothing_writes_nothing(store: Store, practice_id: str) -> None:
    patient = await add(store, practice_id, ANA)
    ctx = open_context(store, practice_id)

    assert await update(ctx, patient.id, lambda current: replace(current, race="")) == patient
    assert not ctx.change


async def test_parallel_upserts_of_two_ids_share_one_namesake(store: Store, practice_id: str) -> None:
    await add(store, practice_id, ANA)

    async def put(value: str) -> bool:
        match = replace(BY_NAME, value=value)
        draft = replace(ANA, id=Patient(name=ANA.name).id)
        _, new = await perform(lambda: open_context(store, practice_id), lambda ctx: upsert(ctx, match, draft, renamed))
        return new

    assert sorted(await asyncio.gather(*(put(value) for value in "ab"))) == [False, True]


async def test_what_no_patient_can_be(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    with pytest.raises(Invalid) as refused:
        await create(ctx, replace(ANA, name=HumanName(middle="x"), birth_date=date(9999, 1, 1)))
    assert [problem.path for problem in refused.value.problems] == [("name",), ("birth_date",)]
    with pytest.raises(UnknownReference) as unknown:
        await create(ctx, replace(ANA, facility_id="f", legal_entity_id="l", group_ids=("g",)))
    assert [problem.path for problem in unknown.value.problems] == [
        ("facility_id",),
        ("legal_entity_id",),
        ("group_ids", 0),
    ]


async def test_a_patients_user_comes_and_goes_with_the_patient(store: Store, practice_id: str) -> None:
    async def act(work: Callable[[Context], Awaitable[Any]]) -> Any:
        return await perform(lambda: open_context(store, practice_id, permissions=INVITER), work)

    async def users() -> list[str]:
        return [user.patient_id or "" for user in (await open_context(store, practice_id).find(Query(USER))).items]

    async def sign_up(name: str) -> str:
        draft = Patient(name=HumanName(given=name, family="Diaz"))
        patient, _ = await act(lambda ctx: create_with_user(ctx, draft, "Ana@example.com", "en_US"))
        return str(patient.id)

    first = await sign_up("Ana")
    with pytest.raises(DuplicatePatient):
        await sign_up("Anna")
    await act(lambda ctx: delete(ctx, first))
    assert await users() == []
    await act(lambda ctx: restore(ctx, first))
    assert await users() == [first]

    await act(lambda ctx: delete(ctx, first))
    second = await sign_up("Anna")
    await act(lambda ctx: restore(ctx, first))
    assert await users() == [second], "the name is another's by now"


async def test_whoever_was_disabled_does_not_come_back_with_the_patient(store: Store, practice_id: str) -> None:
    async def act(work: Callable[[Context], Awaitable[Any]]) -> Any:
        return await perform(lambda: open_context(store, practice_id, permissions=INVITER), work)

    async def live() -> bool:
        return (await open_context(store, practice_id).need(USER, user.id, deleted=True)).active

    draft = Patient(name=HumanName(given="Ana", family="Diaz"))
    patient, user = await act(lambda ctx: create_with_user(ctx, draft, "ana@example.com", "en_US"))
    await act(lambda ctx: disable_user(ctx, "ana@example.com"))
    for change in (restore, delete, restore):
        await act(partial(change, patient_id=patient.id))
        assert not await live()
    await act(lambda ctx: enable_user(ctx, "ana@example.com"))
    assert await live()
    await act(partial(delete, patient_id=patient.id))
    await act(partial(restore, patient_id=patient.id))
    assert await live()


@pytest.mark.parametrize("owner", ["a deleted patient", "a disabled clerk"])
async def test_a_user_name_goes_to_one_of_those_who_want_it_at_once(store: Store, owner: str) -> None:
    for _ in range(5):
        practice_id = new_id()

        async def act(work: Callable[[Context], Awaitable[Any]], practice_id: str = practice_id) -> Any:
            return await perform(lambda: open_context(store, practice_id, permissions=INVITER), work)

        def sign_up(name: str, act: Callable[..., Awaitable[Any]] = act) -> Awaitable[Any]:
            draft = Patient(name=HumanName(given=name, family="Diaz"))
            return act(lambda ctx: create_with_user(ctx, draft, "Ana@example.com", "en_US"))

        if owner == "a disabled clerk":
            await act(lambda ctx: ctx.put(USER, User(username="ANA@example.com", active=False)))
            back = act(lambda ctx: enable_user(ctx, "ana@example.com"))
        else:
            first, _ = await sign_up("Ana")
            await act(partial(delete, patient_id=first.id))
            back = act(partial(restore, patient_id=first.id))
        outcomes = await asyncio.gather(back, *map(sign_up, ("Anna", "Anne", "Hanna")), return_exceptions=True)
        refused = [each for each in outcomes if isinstance(each, Exception)]
        assert {type(each) for each in refused} <= {DuplicatePatient, Conflict}
        users = (await open_context(store, practice_id).find(Query(USER))).items
        assert len(users) == 1
        # a patient comes back in any case, if need be without the user
        without = owner == "a deleted patient" and users[0].patient_id != first.id
        assert len(refused) == (2 if without else 3)
