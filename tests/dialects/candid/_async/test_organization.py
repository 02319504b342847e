"""Our own client: service facilities and payers, against a sandbox over a real socket."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from polyclinic.candid import (
    AsyncCandid,
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
    ValidationFailed,
)
from polyclinic.sdk.errors import Conflict, NotFound
from tests.dialects.candid.office import ADDRESS


@pytest.fixture
async def candid(practice: dict[str, Any]) -> AsyncIterator[AsyncCandid]:
    block = practice["candid"]
    async with AsyncCandid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def facility(**changes: Any) -> OrganizationServiceFacilityCreate:
    given = {"name": "Stark Tower", "aliases": [], "telecoms": [], "address": ADDRESS}
    return OrganizationServiceFacilityCreate.model_validate({**given, **changes})


async def test_service_facilities(candid: AsyncCandid) -> None:
    places = candid.organization_service_facilities
    created = await places.create(facility(external_id="a/1"))
    await places.create(facility(name="Stark House"))
    id = created.organization_service_facility_id
    assert await places.get(id) == await places.get_by_external_id("a/1") == created
    changed = await places.update(id, OrganizationServiceFacilityUpdate(npi="1999999984"))
    assert (changed.name, changed.npi) == ("Stark Tower", "1999999984")
    assert [each.name async for each in places.list(name="stark", page_size=1)] == ["Stark House", "Stark Tower"]
    assert [each.name async for each in places.list(external_ids=["a/1"])] == ["Stark Tower"]
    with pytest.raises(Conflict):
        await places.create(facility(external_id="a/1"))
    with pytest.raises(ValidationFailed) as refused:
        await places.update(id, OrganizationServiceFacilityUpdate.model_construct(npi="1"))
    assert set(refused.value.problems) == {"npi"}
    await places.delete(id)
    with pytest.raises(NotFound):
        await places.get(id)


async def test_payers(candid: AsyncCandid) -> None:
    found = [payer.payer_uuid async for payer in candid.payers.list("molina", page_size=3)]
    assert len(found) > 5
    assert [payer.payer_uuid async for payer in candid.payers.list_v3("molina")] == found
    payer, older = await candid.payers.get(found[0]), await candid.payers.get_v3(found[0])
    assert (older.payer_name, older.payer_id) == (payer.payer_name, payer.payer_ids.claims_payer_id)
