"""Pre-service rules through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.commons import StreetAddressLongZip, StreetAddressShortZip
from candid.resources.commons.errors import EntityNotFoundError, UnprocessableEntityError
from candid.resources.encounter_providers.resources.v_2 import BillingProvider, RenderingProvider
from candid.resources.health_care_code_information.resources.v_1 import (
    HealthCareCodeInformationCreate,
    PrincipalDiagnosisNew,
)
from candid.resources.individual import PatientCreate, SubscriberCreate
from candid.resources.insurance_cards.resources.v_2 import InsuranceCardCreate
from candid.resources.pre_service_rules.resources.v_1 import PreServiceEncounterCreate
from candid.resources.service_lines.resources.v_2 import UniversalServiceLineCreate

from tests.vendor.candid.connect import Caller, calling

V1 = "pre_service_rules.v_1"
PLACE = {"address_1": "1 Main St", "city": "Fairfax", "state": "VA", "zip_code": "22031"}
JANE = {"first_name": "Jane", "last_name": "Doe", "gender": "female"}


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


def encounter(**changes: Any) -> PreServiceEncounterCreate:
    """The encounter of the package's own example."""
    diagnosis = PrincipalDiagnosisNew(primary_diagnosis_code="Z01.411", principal_diagnosis_code_qualifier="ABK")
    line = UniversalServiceLineCreate(
        procedure_code="99213", quantity="1", units="UN", charge_amount_cents=20600, diagnosis_pointers=[0]
    )
    card = InsuranceCardCreate(member_id="123456789", payer_name="Example Payer", payer_id="12345")
    given = {
        "external_id": "enc-123",
        "patient_authorized_release": True,
        "benefits_assigned_to_provider": True,
        "provider_accepts_assignment": True,
        "responsible_party": "INSURANCE_PAY",
        "submission_expectation": "TARGET_PROFESSIONAL",
        "date_of_service": date(2026, 10, 15),
        "place_of_service_code": "11",
        "patient": PatientCreate(
            external_id="p-456", date_of_birth=date(1960, 1, 1), address=StreetAddressShortZip(**PLACE), **JANE
        ),
        "rendering_provider": RenderingProvider(first_name="Ada", last_name="Lovelace", npi="1234567893"),
        "billing_provider": BillingProvider(
            npi="1558375857",
            tax_id="202265068",
            organization_name="Example Clinic",
            address=StreetAddressLongZip(zip_plus_four_code="4634", **PLACE),
        ),
        "subscriber_primary": SubscriberCreate(
            patient_relationship_to_subscriber_code="18", insurance_card=card, **JANE
        ),
        "health_care_code_information": HealthCareCodeInformationCreate(principal_diagnosis=diagnosis),
        "service_lines": [line],
    }
    return PreServiceEncounterCreate(**{**given, **changes})


def run(candid: Caller, entity: PreServiceEncounterCreate, **changes: Any) -> Any:
    given = {
        "pipeline_id": candid(f"{V1}.get_pipelines")[0].id,
        "enabled_rule_ids": [],
        "disabled_rule_ids": [],
        "idempotency_key": "enc-123-run-1",
    }
    return candid(f"{V1}.create_encounter_run", entity=entity, **{**given, **changes})


def test_a_run_finds_what_a_payer_would(candid: Caller) -> None:
    assert [each.run_type.value for each in candid(f"{V1}.get_pipelines")] == ["ENCOUNTER", "ENCOUNTER"]
    clean = candid(f"{V1}.get_run", run(candid, encounter()))
    assert (clean.actions, clean.edits, clean.error, clean.entity_external_id) == ([], None, None, "enc-123")

    line = encounter().service_lines[0].model_copy(update={"diagnosis_pointers": [0, 0]})
    flawed = encounter(subscriber_primary=None, service_lines=[line])
    run_id = run(candid, flawed, idempotency_key="enc-123-run-2")
    found = candid(f"{V1}.get_run", run_id, include_initial_entity_state=True)
    assert [action["field"] for action in found.actions] == [
        "subscriber_primary",
        "service_lines.0.diagnosis_pointers",
    ]
    assert found.edits == {"service_lines.0.diagnosis_pointers": [0]}
    assert found.initial_entity_state["patient"]["address"]["address1"] == "1 Main St"
    assert run(candid, encounter(), idempotency_key="enc-123-run-2") == run_id
    assert candid("encounters.v_4.get_all", external_id="enc-123").items == []

    rule_ids = [action["rule_id"] for action in found.actions]
    waived = run(candid, flawed, idempotency_key="enc-123-run-3", disabled_rule_ids=rule_ids)
    assert candid(f"{V1}.get_run", waived).actions == []


def test_refusals_of_runs(candid: Caller) -> None:
    with pytest.raises(UnprocessableEntityError) as unknown:
        run(candid, encounter(), pipeline_id="pre-service-claim-athena")
    assert "pipeline_id" in (unknown.value.body.message or "")
    with pytest.raises(UnprocessableEntityError):
        run(candid, encounter(), enabled_rule_ids=[uuid4()])
    missing = uuid4()
    with pytest.raises(EntityNotFoundError) as absent:
        candid(f"{V1}.get_run", missing)
    assert absent.value.body.id == str(missing)
