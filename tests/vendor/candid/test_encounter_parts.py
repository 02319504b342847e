"""What an encounter is made of, through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import requests
from candid.core.api_error import ApiError
from candid.resources.commons import State, StreetAddressShortZip
from candid.resources.commons.errors import (
    EntityConflictError,
    EntityNotFoundError,
    HttpRequestValidationError,
    HttpRequestValidationsError,
    UnprocessableEntityError,
)
from candid.resources.diagnoses import DiagnosisTypeCode, StandaloneDiagnosisCreate
from candid.resources.diagnoses.errors import (
    DiagnosisNotFoundHttpError,
    DisallowMultiplePrimaryDiagnosisHttpError,
    ServiceLinesMustHaveAtLeastOneDiagnosisHttpError,
)
from candid.resources.encounter_providers.resources.v_2 import (
    InitialReferringProvider,
    InitialReferringProviderUpdate,
    OrderingProvider,
    OrderingProviderUpdate,
    ReferringProvider,
    ReferringProviderUpdate,
    RenderingProvider,
    SupervisingProvider,
    SupervisingProviderUpdate,
)
from candid.resources.encounter_supplemental_information.resources.v_1 import (
    CreateSupplementalInformationRequest,
    UpdateSupplementalInformationRequest,
)
from candid.resources.encounters.resources.v_4 import Encounter
from candid.resources.encounters.resources.v_4.errors import (
    EncounterExternalIdUniquenessError,
    EncounterRenderingOrAttendingProviderRequired,
)
from candid.resources.encounters_universal import UniversalEncounterCreate, UniversalEncounterUpdate
from candid.resources.guarantor.resources.v_1 import GuarantorCreate, GuarantorUpdate
from candid.resources.guarantor.resources.v_1.errors import EncounterHasExistingGuarantorError
from candid.resources.health_care_code_information.resources.v_1 import (
    HealthCareCodeInformationCreate,
    PrincipalDiagnosisNew,
)
from candid.resources.medication_dispense.resources.v_1 import MedicationDispenseCreate
from candid.resources.service_lines.resources.v_2 import (
    ServiceLineCreateStandalone,
    ServiceLineUpdate,
    UniversalServiceLineCreate,
    UniversalServiceLineCreateStandalone,
    UniversalServiceLineUpdate,
)
from candid.resources.superbills.resources.v_1 import SuperbillOutputFormat
from candid.resources.x_12.resources.v_1 import TypeOfBillCompositeUpdate_RawCode

from tests.between.conftest import TIMEOUT
from tests.vendor.candid.connect import Caller, calling
from tests.vendor.candid.test_package import billing_provider, getting_started, patient

LINES, PROVIDERS, GUARANTORS = "service_lines.v_2", "encounter_providers.v_2", "guarantor.v_1"
NOTES, PAPERWORK = "billing_notes.v_2", "encounter_supplemental_information.v_1"
JANE = {"npi": "1245319599", "first_name": "Jane", "last_name": "Foster"}


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def encounter(candid: Caller) -> Encounter:
    created: Encounter = candid("encounters.v_4.create", request=getting_started())
    return created


def line(encounter: Encounter, **changes: Any) -> ServiceLineCreateStandalone:
    given = {
        "claim_id": encounter.claims[0].claim_id,
        "procedure_code": "99213",
        "quantity": "2",
        "units": "UN",
        "diagnosis_id_zero": encounter.diagnoses[0].diagnosis_id,
    }
    return ServiceLineCreateStandalone(**{**given, **changes})


def test_service_lines(candid: Caller, encounter: Encounter) -> None:
    added = candid(f"{LINES}.create", request=line(encounter, external_id="l-1", charge_amount_cents=2500))
    assert (added.claim_id, added.quantity, added.charge_amount_cents) == (encounter.claims[0].claim_id, "2", 2500)
    with pytest.raises(EntityConflictError) as taken:
        candid(f"{LINES}.create", request=line(encounter, external_id="l-1"))
    assert taken.value.body.entity_name == "service_line"
    with pytest.raises(HttpRequestValidationError) as unknown:
        candid(f"{LINES}.create", request=line(encounter, diagnosis_id_zero=uuid4()))
    assert unknown.value.body.field_name == "diagnosis_id_zero"

    changed = candid(f"{LINES}.update", added.service_line_id, request=ServiceLineUpdate(description="long"))
    assert (changed.description, changed.charge_amount_cents) == ("long", 2500)
    assert candid(f"{LINES}.update", added.service_line_id, request=ServiceLineUpdate()) == changed
    put = candid(f"{LINES}.upsert_by_external_id", "l-1", request=line(encounter, charge_amount_cents=1))
    assert (put.service_line_id, put.charge_amount_cents) == (added.service_line_id, 1)
    with pytest.raises(EntityNotFoundError):
        candid(f"{LINES}.upsert_by_external_id", "l-1", request=line(encounter, claim_id=uuid4()))

    candid(f"{LINES}.delete", added.service_line_id)
    for call in ("delete", "update", "update_universal"):
        request = {} if call == "delete" else {"request": UniversalServiceLineUpdate(note="x")}
        with pytest.raises(EntityNotFoundError):
            candid(f"{LINES}.{call}", added.service_line_id, **request)
    assert candid("encounters.v_4.get", encounter.encounter_id).claims == encounter.claims


def test_diagnoses(candid: Caller, encounter: Encounter) -> None:
    request = StandaloneDiagnosisCreate(encounter_id=encounter.encounter_id, code_type="ABK", code="I10")
    added = candid("diagnoses.create", request=request)
    assert (added.encounter_id, added.code) == (encounter.encounter_id, "I10")
    first, second = (each.diagnosis_id for each in encounter.diagnoses)
    with pytest.raises(DisallowMultiplePrimaryDiagnosisHttpError) as two:
        candid("diagnoses.update", first, code_type=DiagnosisTypeCode.ABK)
    assert two.value.body.existing_primary_diagnosis_id == added.diagnosis_id
    assert candid("diagnoses.update", added.diagnosis_id, code="I11.9").code == "I11.9"

    candid("diagnoses.delete", first)
    with pytest.raises(ServiceLinesMustHaveAtLeastOneDiagnosisHttpError) as last:
        candid("diagnoses.delete", second)
    assert last.value.body.service_line_id == encounter.claims[0].service_lines[0].service_line_id
    for call, changes in (("delete", {}), ("update", {"code": "I10"})):
        with pytest.raises(DiagnosisNotFoundHttpError) as gone:
            candid(f"diagnoses.{call}", first, **changes)
        assert gone.value.body.diagnosis_id == first


@pytest.mark.parametrize(
    ("role", "new", "update"),
    [
        ("referring", ReferringProvider, ReferringProviderUpdate),
        ("initial_referring", InitialReferringProvider, InitialReferringProviderUpdate),
        ("supervising", SupervisingProvider, SupervisingProviderUpdate),
        ("ordering", OrderingProvider, OrderingProviderUpdate),
    ],
)
def test_providers(candid: Caller, encounter: Encounter, role: str, new: Any, update: Any) -> None:
    holder = encounter.encounter_id
    if role == "ordering":
        holder = encounter.claims[0].service_lines[0].service_line_id
    if role == "initial_referring":
        with pytest.raises(UnprocessableEntityError):
            candid(f"{PROVIDERS}.create_{role}_provider", holder, request=new(**JANE))
        candid(f"{PROVIDERS}.create_referring_provider", holder, request=ReferringProvider(**JANE))
    made = candid(f"{PROVIDERS}.create_{role}_provider", holder, request=new(**JANE))
    assert (made.last_name, made.address) == ("Foster", encounter.billing_provider.address)
    with pytest.raises(EntityConflictError):
        candid(f"{PROVIDERS}.create_{role}_provider", holder, request=new(**JANE))
    changed = candid(f"{PROVIDERS}.update_{role}_provider", holder, request=update(last_name="Storm"))
    assert (changed.provider_id, changed.first_name, changed.last_name) == (made.provider_id, "Jane", "Storm")
    with pytest.raises(HttpRequestValidationsError):
        candid(f"{PROVIDERS}.update_{role}_provider", holder, request=update(npi="1"))
    if role == "initial_referring":
        with pytest.raises(EntityConflictError):
            candid(f"{PROVIDERS}.delete_referring_provider", holder)
    candid(f"{PROVIDERS}.delete_{role}_provider", holder)
    with pytest.raises(EntityNotFoundError):
        candid(f"{PROVIDERS}.delete_{role}_provider", holder)


def test_a_guarantor(candid: Caller, encounter: Encounter) -> None:
    address = StreetAddressShortZip(address_1="1 Hall", city="Asgard", state=State.CA, zip_code="94109")
    odin = GuarantorCreate(
        external_id="g-1", first_name="Odin", last_name="Borson", address=address, email="o@x.example"
    )
    made = candid(f"{GUARANTORS}.create", encounter.encounter_id, request=odin)
    with pytest.raises(EncounterHasExistingGuarantorError):
        candid(f"{GUARANTORS}.create", encounter.encounter_id, request=odin)
    with pytest.raises(HttpRequestValidationsError):
        candid(f"{GUARANTORS}.create", encounter.encounter_id, request=odin.model_copy(update={"email": None}))
    assert candid(f"{GUARANTORS}.get", made.guarantor_id) == made
    changed = candid(f"{GUARANTORS}.update", made.guarantor_id, request=GuarantorUpdate(phone_consent=True))
    assert changed == made.model_copy(update={"phone_consent": True})
    with pytest.raises(ApiError) as unknown:
        candid(f"{GUARANTORS}.get", uuid4())
    assert unknown.value.status_code == 404


def test_billing_notes(candid: Caller, encounter: Encounter) -> None:
    made = candid(f"{NOTES}.create", encounter_id=encounter.encounter_id, text="call first")
    assert candid(f"{NOTES}.update", made.billing_note_id, text="called").text == "called"
    with pytest.raises(HttpRequestValidationsError):
        candid(f"{NOTES}.update", made.billing_note_id, text="")
    candid(f"{NOTES}.delete", made.billing_note_id)
    with pytest.raises(EntityNotFoundError):
        candid(f"{NOTES}.delete", made.billing_note_id)


def test_supplemental_information(candid: Caller, encounter: Encounter) -> None:
    request = CreateSupplementalInformationRequest(
        attachment_report_type_code="OZ",
        attachment_transmission_code="EL",
        attachment_inclusion="included_on_next_submission",
    )
    id = encounter.encounter_id
    made = candid(f"{PAPERWORK}.create", id, request=request)
    update = UpdateSupplementalInformationRequest(attachment_control_number="A-1")
    changed = candid(f"{PAPERWORK}.update", id, made.supplemental_information_id, request=update)
    assert candid(f"{PAPERWORK}.get", id) == [changed]
    assert changed.attachment_control_number == "A-1"
    candid(f"{PAPERWORK}.delete", id, made.supplemental_information_id)
    with pytest.raises(EntityNotFoundError):
        candid(f"{PAPERWORK}.create", uuid4(), request=request)
    with pytest.raises(EntityNotFoundError):
        candid(f"{PAPERWORK}.update", id, made.supplemental_information_id, request=update)
    with pytest.raises(EntityNotFoundError):
        candid(f"{PAPERWORK}.delete", id, made.supplemental_information_id)


def test_an_institutional_encounter(candid: Caller) -> None:
    codes = HealthCareCodeInformationCreate(
        principal_diagnosis=PrincipalDiagnosisNew(
            primary_diagnosis_code="S72.001A", principal_diagnosis_code_qualifier="ABK"
        )
    )
    request = UniversalEncounterCreate(
        external_id="stay-1",
        date_of_service=date(2023, 5, 23),
        billable_status="BILLABLE",
        responsible_party="SELF_PAY",
        patient=patient(),
        patient_authorized_release=True,
        benefits_assigned_to_provider=True,
        provider_accepts_assignment=True,
        billing_provider=billing_provider(),
        submission_expectation="TARGET_INSTITUTIONAL",
        type_of_bill=TypeOfBillCompositeUpdate_RawCode(value="0111"),
        attending_provider=RenderingProvider(**JANE),
        health_care_code_information=codes,
        service_lines=[
            UniversalServiceLineCreate(revenue_code="0120", quantity="2.125", units="UN", diagnosis_pointers=[0])
        ],
    )
    with pytest.raises(EncounterRenderingOrAttendingProviderRequired):
        candid("encounters.v_4.create_universal", request=request.model_copy(update={"attending_provider": None}))
    made = candid("encounters.v_4.create_universal", request=request)
    assert (made.submission_expectation.value, made.type_of_bill.code) == ("TARGET_INSTITUTIONAL", "0111")
    assert made.attending_provider.last_name == "Foster"
    assert made.claims[0].service_lines[0].diagnosis_id_zero == made.diagnoses[0].diagnosis_id

    update = UniversalEncounterUpdate(discharge_hour=13, operating_provider=None)
    changed = candid("encounters.v_4.update_universal", made.encounter_id, request=update)
    assert changed.discharge_hour == 13
    with pytest.raises(EntityNotFoundError):
        candid("encounters.v_4.update_universal", uuid4(), request=update)
    added = candid(
        f"{LINES}.create_universal",
        request=UniversalServiceLineCreateStandalone(
            claim_id=made.claims[0].claim_id, revenue_code="0450", quantity="1.125", units="UN"
        ),
    )
    changed_line = candid(
        f"{LINES}.update_universal", added.service_line_id, request=UniversalServiceLineUpdate(revenue_code="0451")
    )
    assert (added.procedure_code, changed_line.revenue_code) == ("", "0451")


def test_superbills(candid: Caller, encounter: Encounter) -> None:
    asked: dict[str, Any] = {
        "patient_external_id": encounter.patient.external_id,
        "date_range_min": date(2023, 5, 1),
        "date_range_max": date(2023, 5, 31),
    }
    for wanted, start in ((None, b"PK"), (SuperbillOutputFormat.PDF, b"%PDF")):
        (made,) = candid("superbills.v_1.create_superbill", **asked, output_format=wanted).superbills
        assert made.date_range_max == date(2023, 5, 31)
        assert requests.get(made.authed_url, timeout=TIMEOUT).content.startswith(start)
    with pytest.raises(UnprocessableEntityError):
        candid("superbills.v_1.create_superbill", **{**asked, "patient_external_id": "nobody"})


def test_a_medication_dispense(candid: Caller, encounter: Encounter) -> None:
    request = MedicationDispenseCreate(
        medication_dispense_external_id="rx-1",
        patient_external_id=encounter.patient.external_id,
        procedure_code="J3490",
        quantity="2",
        units="UN",
        date_of_service=date(2023, 6, 1),
    )
    made = candid("medication_dispense.v_1.create", request=request)
    assert (made.external_id, made.patient.individual_id) == ("rx-1", encounter.patient.individual_id)
    with pytest.raises(EncounterExternalIdUniquenessError):
        candid("medication_dispense.v_1.create", request=request)
    with pytest.raises(EntityNotFoundError):
        candid("medication_dispense.v_1.create", request=request.model_copy(update={"patient_external_id": "x"}))
    with pytest.raises(HttpRequestValidationError):
        candid("medication_dispense.v_1.create", request=request.model_copy(update={"quantity": "1.25"}))
