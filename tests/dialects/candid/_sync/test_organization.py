# generated: edit the _async file of the same name, then run "make format"
"""Our own client: service facilities and payers, against a sandbox over a real socket."""

from collections.abc import Iterator
from typing import Any

import pytest

from polyclinic.candid import (
    Candid,
    EncounterCreate,
    OrganizationProviderCreateV2,
    OrganizationProviderUpdateV2,
    OrganizationServiceFacilityCreate,
    OrganizationServiceFacilityUpdate,
    ValidationFailed,
)
from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodesUpdate
from polyclinic.sdk.errors import Conflict, NotFound
from polyclinic.sdk.operation import FileUpload
from tests.dialects.candid.office import ADDRESS, body


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


def test_providers(candid: Candid) -> None:
    providers = candid.organization_providers
    doctor = {
        "npi": "1999999984",
        "is_rendering": True,
        "is_billing": False,
        "first_name": "Stephen",
        "last_name": "Strange",
        "provider_type": "INDIVIDUAL",
        "license_type": "MD",
        "qualifications": [],
    }
    created = providers.create(OrganizationProviderCreateV2.model_validate(doctor))
    id = created.organization_provider_id
    assert providers.get(id) == created
    changed = providers.update(id, OrganizationProviderUpdateV2(taxonomy_code="207Q00000X"))
    assert (changed.last_name, changed.taxonomy_code) == ("Strange", "207Q00000X")
    listed = providers.list(search_term="strange", sort="npi:asc", page_size=1)
    assert [each.organization_provider_id for each in listed] == [id]
    with pytest.raises(ValidationFailed) as refused:
        providers.update(id, OrganizationProviderUpdateV2(is_billing=True))
    assert set(refused.value.problems) == {"tax_id"}
    paper = providers.upload_attachment(id, "W9", FileUpload("w9.pdf", b"%PDF-1.7", "application/pdf"))
    with pytest.raises(Conflict):
        providers.upload_attachment(id, "W9", FileUpload("w9.pdf", b"%PDF-1.7", "application/pdf"))
    assert [each.provider_attachment_id for each in providers.attachments(id)] == [paper]
    assert "/attachments/" in providers.download_url(paper)
    providers.delete_attachment(paper)
    with pytest.raises(NotFound):
        providers.download_url(paper)


def test_programs_and_codes(candid: Candid, practice: dict[str, Any]) -> None:
    organization = practice["carium"]["organization_id"]
    made = candid.users.create_m2m("Intake", organization)
    block = practice["candid"]
    with Candid(block["base_url"], made.client_id, made.client_secret) as program:
        encounter = program.encounters.create(EncounterCreate.model_validate(body()))
    with pytest.raises(Conflict):
        candid.users.create_m2m("Intake", organization)
    codes = candid.health_care_codes.of_encounter(encounter.encounter_id)
    assert len(codes.other_diagnosis_information) == 2
    change = HealthCareCodesUpdate.model_validate({"other_diagnosis_information": []})
    assert (candid.health_care_codes.update(encounter.encounter_id, change)).other_diagnosis_information == []
