# generated: edit the _async file of the same name, then run "make format"
"""Our own client: service facilities and payers, against a sandbox over a real socket."""

from collections.abc import Iterator
from typing import Any

import pytest

from polyclinic.candid import (
    Candid,
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
    ValidationFailed,
)
from polyclinic.sdk.errors import Conflict, NotFound
from tests.dialects.candid.office import ADDRESS


@pytest.fixture
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def facility(**changes: Any) -> OrganizationServiceFacilityCreate:
    given = {"name": "Stark Tower", "aliases": [], "telecoms": [], "address": ADDRESS}
    return OrganizationServiceFacilityCreate.model_validate({**given, **changes})


def test_service_facilities(candid: Candid) -> None:
    places = candid.organization_service_facilities
    created = places.create(facility(external_id="a/1"))
    places.create(facility(name="Stark House"))
    id = created.organization_service_facility_id
    assert places.get(id) == places.get_by_external_id("a/1") == created
    changed = places.update(id, OrganizationServiceFacilityUpdate(npi="1999999984"))
    assert (changed.name, changed.npi) == ("Stark Tower", "1999999984")
    assert [each.name for each in places.list(name="stark", page_size=1)] == ["Stark House", "Stark Tower"]
    assert [each.name for each in places.list(external_ids=["a/1"])] == ["Stark Tower"]
    with pytest.raises(Conflict):
        places.create(facility(external_id="a/1"))
    with pytest.raises(ValidationFailed) as refused:
        places.update(id, OrganizationServiceFacilityUpdate.model_construct(npi="1"))
    assert set(refused.value.problems) == {"npi"}
    places.delete(id)
    with pytest.raises(NotFound):
        places.get(id)


def test_payers(candid: Candid) -> None:
    found = [payer.payer_uuid for payer in candid.payers.list("molina", page_size=3)]
    assert len(found) > 5
    assert [payer.payer_uuid for payer in candid.payers.list_v3("molina")] == found
    payer, older = candid.payers.get(found[0]), candid.payers.get_v3(found[0])
    assert (older.payer_name, older.payer_id) == (payer.payer_name, payer.payer_ids.claims_payer_id)
