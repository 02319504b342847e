"""Companies and places: ids that somebody else gave belong to one of them only."""

from dataclasses import replace

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.identity.operations import scope_of
from polyclinic.core.organisation.model import FACILITY, Facility, LegalEntity
from polyclinic.core.organisation.operations import (
    add_facility,
    add_legal_entity,
    read_facility,
    search_facilities,
    update_facility,
)
from polyclinic.core.shared.entity import UNSTAMPED, with_external_id
from polyclinic.core.shared.errors import ExternalIdTaken, NotFound, UnknownReference
from polyclinic.core.shared.queries import Contains, Is, Query
from tests.support.store import open_context


async def test_an_external_id_is_used_once(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    company = await add_legal_entity(ctx, with_external_id(LegalEntity(name="Riverside PC"), "sys", "1"))
    place = await add_facility(ctx, with_external_id(Facility(name="Main"), "sys", "1"))
    other = await add_facility(ctx, Facility(name="Annex"))
    await ctx.commit()

    later = open_context(store, practice_id)
    with pytest.raises(ExternalIdTaken):
        await add_legal_entity(later, with_external_id(LegalEntity(name="Hill LLC"), "sys", "1"))
    with pytest.raises(ExternalIdTaken):
        await add_facility(later, with_external_id(Facility(name="Main"), "sys", "1"))
    with pytest.raises(ExternalIdTaken):
        await update_facility(later, other.id, lambda each: with_external_id(each, "sys", "1"))
    same = await update_facility(later, place.id, lambda each: replace(each, phone="+15552000100"))
    assert same.external_id("sys") == "1"
    with pytest.raises(UnknownReference):
        await add_facility(later, Facility(name="Far", legal_entity_id=place.id))
    assert (await add_facility(later, Facility(name="Near", legal_entity_id=company.id))).version == 1


async def test_places_are_found_by_any_part_of_their_name_and_by_state(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    place = await add_facility(ctx, Facility(name="São Paulo Clínica"))
    await ctx.commit()

    ctx = open_context(store, practice_id)
    for where in (Contains("name", "paulo cli"), Contains("name", "sa")):
        assert (await search_facilities(ctx, Query(FACILITY, (where,)))).items == [place]
    assert (await search_facilities(ctx, Query(FACILITY, (Is("state", "ny"),)))).items == []


async def test_a_limited_credential_sees_the_unassigned_if_it_holds_the_default(store: Store, practice_id: str) -> None:
    ctx = open_context(store, practice_id)
    one = (await add_legal_entity(ctx, LegalEntity(name="One"))).id
    two = (await add_legal_entity(ctx, LegalEntity(name="Two"))).id
    place = (await add_facility(ctx, Facility(name="Corner"))).id
    await ctx.commit()

    for company, seen in ((one, True), (two, False)):
        credential = Credential(
            practice_id=practice_id,
            kind=CredentialKind.API_KEY,
            dialect="test",
            subject="client:1",
            legal_entities=(company,),
            created_at=UNSTAMPED,
        )
        scope = scope_of(credential, {"legal_entity": one})
        ctx = open_context(store, practice_id, scope=scope)
        if seen:
            assert (await read_facility(ctx, place)).id == place
        else:
            with pytest.raises(NotFound):
                await read_facility(ctx, place)
    assert scope_of(credential).legal_entities == {two}
