"""A facility's entry in the registry: its id there, and who may see it."""

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.organisation import registry
from polyclinic.core.organisation.model import FACILITY, Facility, Registration, RegistrationStatus
from polyclinic.core.organisation.operations import add_facility, read_facility, remove_facility, search_facilities
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import ExternalIdTaken, NotFound
from polyclinic.core.shared.queries import Has, Query
from tests.support.store import open_context

NEW = "01a202f1-26b7-7308-95c6-26316debac75"


async def test_ids_are_of_the_state_and_nobody_else_s(store: Store, practice_id: str) -> None:
    first = f"IN07{int(NEW.replace('-', ''), 16) % 10**8:08}"
    second = f"IN07{(int(first[4:]) + 1) % 10**8:08}"
    ctx = open_context(store, practice_id)
    await add_facility(ctx, with_external_id(Facility(name="Holder"), registry.REGISTRY, first))
    await ctx.commit()

    ctx = open_context(store, practice_id)
    entered = await registry.enter(ctx, Facility(id=NEW, name="Clinic", registration=Registration()), 7)
    assert entered.external_id(registry.REGISTRY) == second
    given = with_external_id(Facility(name="Known", registration=Registration()), registry.REGISTRY, "IN0700000000")
    assert (await registry.enter(ctx, given, 7)).external_id(registry.REGISTRY) == "IN0700000000"
    await ctx.commit()
    copy = with_external_id(Facility(name="Copy", registration=Registration()), registry.REGISTRY, "IN0700000000")
    with pytest.raises(ExternalIdTaken):
        await registry.enter(open_context(store, practice_id), copy, 7)


async def test_a_place_is_entered_once_and_approved_when_somebody_answers(store: Store, practice_id: str) -> None:
    def registered(facility: Facility) -> Facility:
        return Facility(id=facility.id, name=facility.name, version=facility.version, registration=Registration())

    ctx = open_context(store, practice_id)
    place = await add_facility(ctx, Facility(name="Corner"))
    await ctx.commit()
    ctx = open_context(store, practice_id)
    entered = await registry.enter_existing(ctx, place.id, registered, 32)
    await ctx.commit()
    assert str(entered.external_id(registry.REGISTRY)).startswith("IN32")
    with pytest.raises(ExternalIdTaken):
        await registry.enter_existing(open_context(store, practice_id), place.id, registered, 32)

    ctx = open_context(store, practice_id)
    approved = await registry.answered_for(ctx, place.id, lambda facility: facility)
    assert approved.registration is not None
    assert approved.registration.status is RegistrationStatus.APPROVED
    unregistered = await add_facility(ctx, Facility(name="Other"))
    assert (await registry.answered_for(ctx, unregistered.id, lambda facility: facility)).registration is None


async def test_marks_are_those_of_the_registration(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    place = await registry.enter(ctx, Facility(name="A", registration=Registration(ownership="P", account="x:y")), 1)
    await ctx.commit()

    async def found(mark: str) -> list[str]:
        page = await search_facilities(open_context(store, practice_id), Query(FACILITY, (Has("registered", (mark,)),)))
        return [each.id for each in page.items]

    assert await found("ownership:P") == await found("account:x:y") == [place.id]
    assert await found("ownership:G") == await found("district:") == []


async def test_a_credential_of_some_facilities_sees_no_other(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    one, two = [await add_facility(ctx, Facility(name=name)) for name in ("One", "Two")]
    await ctx.commit()
    limited = Scope(facilities=frozenset({one.id}))
    ctx = open_context(store, practice_id, scope=limited)
    assert [each.id for each in (await search_facilities(ctx, Query(FACILITY))).items] == [one.id]
    assert (await read_facility(ctx, one.id)).name == "One"
    with pytest.raises(NotFound):
        await remove_facility(ctx, two.id)
