"""A merge moves everything of a patient to another, and its undoing brings back what it moved."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core import merging
from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.identity.model import USER, User
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.errors import Merged
from polyclinic.core.patients.model import PATIENT, Patient, PatientMerge
from polyclinic.core.scheduling import operations as scheduling
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import Entity, ExternalId, with_external_id
from polyclinic.core.shared.errors import ExternalIdTaken, Invalid, NotFound, UnknownReference, VersionConflict
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Query
from tests.support.store import open_context

T = TypeVar("T")
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


async def run(store: Store, practice_id: str, work: Callable[[Context], Awaitable[T]]) -> T:
    return await perform(lambda: open_context(store, practice_id), work)


async def person(store: Store, practice_id: str, given: str, **changes: Any) -> Patient:
    draft = Patient(name=HumanName(given, "Silva"), **changes)
    return await run(store, practice_id, lambda ctx: patients.create(ctx, draft))


async def undo(store: Store, practice_id: str, merge: PatientMerge) -> PatientMerge:
    return await run(store, practice_id, lambda ctx: merging.undo(ctx, merge.id))


async def put_all(store: Store, practice_id: str, *objects: tuple[Kind[Any], Entity]) -> list[Any]:
    async def put(ctx: Context) -> list[Any]:
        return [await ctx.put(kind, entity) for kind, entity in objects]

    return await run(store, practice_id, put)


async def belongings(store: Store, practice_id: str, patient_id: str) -> dict[str, int]:
    ctx = open_context(store, practice_id)
    where = (Is("patient_id", patient_id),)
    counts = {kind.name: await ctx.count(Query(kind, where, active=None)) for kind in merging.REFERRING}
    return {name: count for name, count in counts.items() if count}


async def held(store: Store, practice_id: str, patient: Patient) -> Patient:
    found = await open_context(store, practice_id).get(PATIENT, patient.id)
    assert found is not None
    return found


def test_whatever_refers_to_a_patient_can_be_moved() -> None:
    """A kind with a ``patient_id`` that declares no key of that name would be left behind."""
    known = {kind.name for kind in merging.REFERRING} | {"timeline_entry"}
    referring = {kind.name for kind in ALL_KINDS if "patient_id" in {each.name for each in fields(kind.entity)}}
    assert referring == known


async def test_everything_moves_and_comes_back(store: Store, practice_id: str) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    visit = Appointment(start=START, end=START + timedelta(minutes=30), patient_id=anna.id)
    await put_all(
        store,
        practice_id,
        (COVERAGE, Coverage(patient_id=ana.id, order=1, payer_name="Ana's")),
        (COVERAGE, Coverage(patient_id=anna.id, order=1, payer_name="first")),
        (COVERAGE, Coverage(patient_id=anna.id, order=2, payer_name="second")),
        (COVERAGE, Coverage(patient_id=anna.id, payer_name="unplaced")),
        (APPOINTMENT, visit),
        (APPOINTMENT, replace(visit, id=new_id(), active=False)),
        (DOCUMENT, Document(patient_id=anna.id, name="card")),
        (USER, User(username="anna", patient_id=anna.id)),
    )
    before = await belongings(store, practice_id, anna.id)
    assert before == {"coverage": 3, "appointment": 2, "document": 1, "user": 1}

    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    assert await belongings(store, practice_id, anna.id) == {}
    assert await belongings(store, practice_id, ana.id) == {**before, "coverage": 4}
    tombstone = await held(store, practice_id, anna)
    assert (tombstone.active, tombstone.merged_into) == (False, ana.id)
    assert await plans(store, practice_id, ana.id) == {"Ana's": 1, "first": 2, "second": 3, "unplaced": None}

    late = await put_all(store, practice_id, (DOCUMENT, Document(patient_id=ana.id, name="made since")))
    undone = await run(store, practice_id, lambda ctx: merging.undo(ctx, merge.id, version=1))
    assert (undone.active, undone.version) == (False, 2)
    assert await belongings(store, practice_id, anna.id) == before
    assert await belongings(store, practice_id, ana.id) == {"coverage": 1, "document": 1}
    assert late[0].patient_id == ana.id
    assert await plans(store, practice_id, anna.id) == {"first": 1, "second": 2, "unplaced": None}
    restored = await held(store, practice_id, anna)
    assert (restored.active, restored.merged_into) == (True, None)
    with pytest.raises(NotFound):
        await undo(store, practice_id, merge)


async def plans(store: Store, practice_id: str, patient_id: str) -> dict[str, int | None]:
    page = await open_context(store, practice_id).find(Query(COVERAGE, (Is("patient_id", patient_id),)))
    return {plan.payer_name: plan.order for plan in page.items}


async def test_the_survivor_is_found_by_the_ids_of_both(store: Store, practice_id: str) -> None:
    ana = await person(store, practice_id, "Ana", external_ids=(ExternalId("a", "1"),))
    anna = await person(store, practice_id, "Anna", external_ids=(ExternalId("a", "2"), ExternalId("b", "3")))
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    ctx = open_context(store, practice_id)
    for system, value in (("a", "1"), ("a", "2"), ("b", "3")):
        found = await ctx.get_by_external_id(PATIENT, system, value)
        assert found is not None
        assert (found.id, found.external_id("a")) == (ana.id, "1")
    assert (await patients.read_by_external_id(ctx, "a", "2")).id == anna.id

    match = patients.Match("a", "2")
    updated, new = await run(store, practice_id, lambda ctx: patients.upsert(ctx, match, anna, lambda p: p))
    assert (updated.id, new) == (ana.id, False)
    assert {each.value for each in updated.external_ids} == {"1", "2", "3"}

    await undo(store, practice_id, merge)
    assert (await held(store, practice_id, ana)).external_ids == ana.external_ids
    assert (await held(store, practice_id, anna)).external_ids == anna.external_ids


async def test_an_id_that_was_given_away_keeps_a_merge(store: Store, practice_id: str) -> None:
    ana = await person(store, practice_id, "Ana")
    anna = await person(store, practice_id, "Anna", external_ids=(ExternalId("a", "2"),))
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    await run(store, practice_id, lambda ctx: patients.update(ctx, ana.id, lambda p: with_external_id(p, "a", None)))
    await person(store, practice_id, "Eve", external_ids=(ExternalId("a", "2"),))
    with pytest.raises(ExternalIdTaken):
        await undo(store, practice_id, merge)


async def test_merges_in_a_row(store: Store, practice_id: str) -> None:
    a, b, c = [await person(store, practice_id, given) for given in "ABC"]
    await put_all(store, practice_id, (DOCUMENT, Document(patient_id=a.id)))
    first = await run(store, practice_id, lambda ctx: merging.merge(ctx, b.id, a.id))
    second = await run(store, practice_id, lambda ctx: merging.merge(ctx, c.id, b.id))
    assert [(await held(store, practice_id, each)).merged_into for each in (a, b, c)] == [c.id, c.id, None]
    assert await belongings(store, practice_id, c.id) == {"document": 1}
    with pytest.raises(Merged):
        await undo(store, practice_id, first)
    with pytest.raises(Merged):
        await run(store, practice_id, lambda ctx: patients.restore(ctx, a.id))
    for merge in (second, first):
        await undo(store, practice_id, merge)
    assert [(await held(store, practice_id, each)).merged_into for each in (a, b, c)] == [None, None, None]
    assert await belongings(store, practice_id, a.id) == {"document": 1}


async def test_what_is_no_merge(store: Store, practice_id: str) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    with pytest.raises(Invalid, match="itself"):
        await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, ana.id))
    with pytest.raises(UnknownReference):
        await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, "nobody"))
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    with pytest.raises(UnknownReference):
        await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    with pytest.raises(VersionConflict):
        await run(store, practice_id, lambda ctx: merging.undo(ctx, merge.id, version=2))


async def test_the_users_of_both_are_written_to_and_leave_like_the_survivor(store: Store, practice_id: str) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    await put_all(store, practice_id, *((USER, User(username=each.id, patient_id=each.id)) for each in (ana, anna)))
    await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    mail = (Telecom("email", "ana@example.com"),)
    await run(store, practice_id, lambda ctx: patients.update(ctx, ana.id, lambda ana: replace(ana, telecoms=mail)))
    users = (await open_context(store, practice_id).find(Query(USER))).items
    assert [user.email for user in users] == ["ana@example.com", "ana@example.com"]
    eva = await person(store, practice_id, "Eva")
    await put_all(store, practice_id, (USER, User(username="eva", patient_id=eva.id)))
    shown = await patients.users_of(open_context(store, practice_id), [ana.id, eva.id])
    assert {id: user.username for id, user in shown.items()} == {ana.id: ana.id, eva.id: "eva"}
    await run(store, practice_id, lambda ctx: patients.delete(ctx, eva.id))

    await run(store, practice_id, lambda ctx: patients.delete(ctx, ana.id))
    assert not (await open_context(store, practice_id).find(Query(USER))).items
    await run(store, practice_id, lambda ctx: patients.restore(ctx, ana.id))
    assert len((await open_context(store, practice_id).find(Query(USER))).items) == 2


async def test_whoever_is_booked_meanwhile_is_not_left_behind(store: Store, practice_id: str) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]

    async def book(hour: int) -> bool:
        visit = Appointment(start=START, end=START + timedelta(hours=hour), patient_id=anna.id)
        try:
            await run(store, practice_id, lambda ctx: scheduling.book(ctx, visit))
        except UnknownReference:
            return False
        return True

    async def merge() -> PatientMerge:
        return await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))

    booked = await asyncio.gather(*(book(n) for n in (1, 2)), merge(), *(book(n) for n in (3, 4)))
    count = sum(each is True for each in booked)
    assert await belongings(store, practice_id, anna.id) == {}
    assert (await belongings(store, practice_id, ana.id)).get("appointment", 0) == count


async def test_thousands_move_at_once(store: Store, practice_id: str) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    for _ in range(3):
        papers = [(DOCUMENT, Document(patient_id=anna.id)) for _ in range(800)]
        await put_all(store, practice_id, *papers)
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    assert len(merge.moved["document"]) == 2400
    assert await belongings(store, practice_id, ana.id) == {"document": 2400}
    await undo(store, practice_id, merge)
    assert await belongings(store, practice_id, anna.id) == {"document": 2400}


async def test_too_many_are_refused(store: Store, practice_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST", 2)
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    await put_all(store, practice_id, *((DOCUMENT, Document(patient_id=anna.id)) for _ in range(3)))
    with pytest.raises(Invalid, match="more than 2"):
        await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    assert await belongings(store, practice_id, anna.id) == {"document": 3}


async def test_the_survivors_own_plans_are_billed_first(store: Store, practice_id: str) -> None:
    """Also those that nobody had given a place, whoever's are the older ones."""
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    await put_all(store, practice_id, (COVERAGE, Coverage(patient_id=anna.id, order=1, payer_name="hers")))
    await put_all(store, practice_id, (COVERAGE, Coverage(patient_id=anna.id, payer_name="unplaced")))
    await put_all(store, practice_id, (COVERAGE, Coverage(patient_id=ana.id, payer_name="own")))
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    assert await plans(store, practice_id, ana.id) == {"own": 1, "hers": 2, "unplaced": None}
    first = await coverages.primary(open_context(store, practice_id), ana.id)
    assert first is not None
    assert first.payer_name == "own"
    await undo(store, practice_id, merge)
    assert await plans(store, practice_id, anna.id) == {"hers": 1, "unplaced": None}


async def test_plans_that_were_billed_among_others_since_come_back_in_that_order(
    store: Store, practice_id: str
) -> None:
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    own, a, b = await put_all(
        store,
        practice_id,
        (COVERAGE, Coverage(patient_id=ana.id, order=1, payer_name="own")),
        (COVERAGE, Coverage(patient_id=anna.id, order=1, payer_name="a")),
        (COVERAGE, Coverage(patient_id=anna.id, order=2, payer_name="b")),
    )
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    order = [a.id, b.id, own.id]
    await run(store, practice_id, lambda ctx: coverages.set_filing_order(ctx, ana.id, order))
    await undo(store, practice_id, merge)
    assert await plans(store, practice_id, anna.id) == {"a": 1, "b": 2}
    assert await plans(store, practice_id, ana.id) == {"own": 3}


def named(patient: Patient, value: str, **changes: Any) -> tuple[Kind[Coverage], Coverage]:
    """A plan with an id that is unique within its patient."""
    id = ExternalId("s", value, patient.id)
    return COVERAGE, Coverage(patient_id=patient.id, external_ids=(id,), **changes)


async def test_ids_of_plans_go_along(store: Store, practice_id: str) -> None:
    """One that the survivor has given, too, is not seen until the merge is undone."""
    ana, anna = [await person(store, practice_id, given) for given in ("Ana", "Anna")]
    _, same, other = await put_all(
        store, practice_id, named(ana, "1", order=1), named(anna, "1", order=1), named(anna, "2", order=2)
    )

    async def ids(*patients: Patient) -> list[list[str | None]]:
        found = await open_context(store, practice_id).get_many(COVERAGE, [same.id, other.id])
        return [[found[plan.id].external_id("s", patient.id) for plan in (same, other)] for patient in patients]

    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    assert await ids(ana) == [[None, "2"]]
    with pytest.raises(ExternalIdTaken):
        await run(store, practice_id, lambda ctx: coverages.create(ctx, named(ana, "2")[1]))
    await undo(store, practice_id, merge)
    assert await ids(anna, ana) == [["1", "2"], [None, None]]


async def test_all_users_of_a_survivor_come_and_go_with_it(store: Store, practice_id: str) -> None:
    ana, anna, bo = [await person(store, practice_id, given) for given in ("Ana", "Anna", "Bo")]
    for username, patient in (("anna", anna), ("ana", ana), ("bo", bo)):
        await put_all(store, practice_id, (USER, User(username=username, patient_id=patient.id)))

    async def signing_in() -> set[str]:
        return {user.username for user in (await open_context(store, practice_id).find(Query(USER))).items}

    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    await run(store, practice_id, lambda ctx: patients.delete(ctx, ana.id))
    assert await signing_in() == {"bo"}
    await undo(store, practice_id, merge)
    assert await signing_in() == {"anna", "bo"}


async def test_users_are_written_to_as_their_own_patient_again(store: Store, practice_id: str) -> None:
    ana = await person(store, practice_id, "Ana")
    anna = await person(store, practice_id, "Anna", telecoms=(Telecom("email", "anna@example.com"),))
    user = User(username="anna", name="Anna Silva", email="anna@example.com", patient_id=anna.id)
    await put_all(store, practice_id, (USER, user))
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    mail = (Telecom("email", "ana@example.com"),)
    await run(store, practice_id, lambda ctx: patients.update(ctx, ana.id, lambda p: replace(p, telecoms=mail)))
    await undo(store, practice_id, merge)
    again = await open_context(store, practice_id).need(USER, user.id)
    assert (again.name, again.email, again.patient_id) == ("Anna Silva", "anna@example.com", anna.id)


async def test_a_survivor_with_another_id_of_its_own_keeps_those_that_a_merge_gave_it(
    store: Store, practice_id: str
) -> None:
    ana, anna = [
        await person(store, practice_id, given, external_ids=(ExternalId("a", given),)) for given in ("Ana", "Anna")
    ]
    merge = await run(store, practice_id, lambda ctx: merging.merge(ctx, ana.id, anna.id))
    await run(store, practice_id, lambda ctx: patients.update(ctx, ana.id, lambda p: with_external_id(p, "a", "new")))
    found = await open_context(store, practice_id).get_by_external_id(PATIENT, "a", "Anna")
    assert found is not None
    assert (found.id, found.external_id("a")) == (ana.id, "new")
    await undo(store, practice_id, merge)
    assert (await held(store, practice_id, ana)).external_ids == (ExternalId("a", "new"),)
    assert (await held(store, practice_id, anna)).external_ids == anna.external_ids
