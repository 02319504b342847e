# generated: edit the _async file of the same name, then run "make format"
"""What an encounter is made of, through our own client and a real socket."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from polyclinic.candid import (
    Candid,
    DiagnosisUpdate,
    Encounter,
    EncounterCreate,
    EntityConflict,
    GuarantorCreate,
    GuarantorExists,
    GuarantorUpdate,
    LastDiagnosisOfLine,
    MedicationDispenseCreate,
    OrderingProvider,
    OrderingProviderUpdate,
    ProviderRequired,
    ReferringProvider,
    ReferringProviderUpdate,
    SecondPrincipalDiagnosis,
    ServiceLineCreateStandalone,
    ServiceLineUpdate,
    StandaloneDiagnosisCreate,
    SuperbillCreate,
    SupervisingProvider,
    SupervisingProviderUpdate,
    SupplementalInformationCreate,
    SupplementalInformationUpdate,
    UniversalEncounterCreate,
    UniversalEncounterUpdate,
    UniversalServiceLineCreateStandalone,
    UniversalServiceLineUpdate,
    ValidationFailed,
)
from polyclinic.sdk.errors import NotFound
from tests.dialects.candid.office import body
from tests.dialects.candid.test_encounters_universal import JANE, stay
from tests.dialects.candid.test_parts import GUARANTOR, SHEET
from tests.dialects.candid.test_superbills import ASKED, DISPENSE


@pytest.fixture
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


@pytest.fixture
def encounter(candid: Candid) -> Encounter:
    return candid.encounters.create(EncounterCreate.model_validate(body()))


def test_service_lines(candid: Candid, encounter: Encounter) -> None:
    claim, first = encounter.claims[0], encounter.diagnoses[0].diagnosis_id
    sent = {"claim_id": claim.claim_id, "quantity": "2", "units": "UN", "diagnosis_id_zero": first}
    line = ServiceLineCreateStandalone.model_validate({**sent, "procedure_code": "99213", "external_id": "a/1"})
    added = candid.service_lines.create(line)
    with pytest.raises(EntityConflict) as taken:
        candid.service_lines.create(line)
    assert taken.value.entity == "service_line"
    changed = candid.service_lines.update(added.service_line_id, ServiceLineUpdate(note="long"))
    assert (changed.note, changed.quantity) == ("long", added.quantity)
    put = candid.service_lines.put("a/1", line)
    assert (put.service_line_id, put.note) == (added.service_line_id, None)

    bare = UniversalServiceLineCreateStandalone.model_validate({**sent, "revenue_code": "0450"})
    universal = candid.service_lines.create_universal(bare)
    update = UniversalServiceLineUpdate(revenue_code="0451")
    assert (candid.service_lines.update_universal(universal.service_line_id, update)).revenue_code == "0451"
    candid.service_lines.delete(universal.service_line_id)
    with pytest.raises(NotFound):
        candid.service_lines.delete(universal.service_line_id)


def test_diagnoses(candid: Candid, encounter: Encounter) -> None:
    sent = {"encounter_id": encounter.encounter_id, "code_type": "ABK", "code": "I10"}
    added = candid.diagnoses.create(StandaloneDiagnosisCreate.model_validate(sent))
    first, second = encounter.diagnoses
    with pytest.raises(SecondPrincipalDiagnosis):
        candid.diagnoses.update(first.diagnosis_id, DiagnosisUpdate(code_type="ABK"))
    assert (candid.diagnoses.update(added.diagnosis_id, DiagnosisUpdate(code="I11.9"))).code == "I11.9"
    candid.diagnoses.delete(first.diagnosis_id)
    with pytest.raises(LastDiagnosisOfLine):
        candid.diagnoses.delete(second.diagnosis_id)


def test_providers(candid: Candid, encounter: Encounter) -> None:
    providers, id = candid.encounter_providers, encounter.encounter_id
    line_id = encounter.claims[0].service_lines[0].service_line_id
    referring = ReferringProvider.model_validate(JANE)
    providers.create_referring(id, referring)
    with pytest.raises(EntityConflict) as taken:
        providers.create_referring(id, referring)
    assert taken.value.entity == "referring_provider"
    providers.create_initial_referring(id, referring)
    providers.create_supervising(id, SupervisingProvider.model_validate(JANE))
    providers.create_ordering(line_id, OrderingProvider.model_validate(JANE))
    changes = ReferringProviderUpdate(last_name="Storm")
    changed = [
        providers.update_referring(id, changes),
        providers.update_initial_referring(id, changes),
        providers.update_supervising(id, SupervisingProviderUpdate(last_name="Storm")),
        providers.update_ordering(line_id, OrderingProviderUpdate(last_name="Storm")),
    ]
    assert {each.last_name for each in changed} == {"Storm"}
    providers.delete_initial_referring(id)
    providers.delete_referring(id)
    providers.delete_supervising(id)
    providers.delete_ordering(line_id)
    assert (candid.encounters.get(id)) == encounter


def test_guarantor_notes_and_paperwork(candid: Candid, encounter: Encounter) -> None:
    id = encounter.encounter_id
    guarantor = candid.guarantors.create(id, GuarantorCreate.model_validate(GUARANTOR))
    with pytest.raises(GuarantorExists):
        candid.guarantors.create(id, GuarantorCreate.model_validate(GUARANTOR))
    assert candid.guarantors.get(guarantor.guarantor_id) == guarantor
    changed = candid.guarantors.update(guarantor.guarantor_id, GuarantorUpdate(phone_consent=True))
    assert changed.phone_consent

    note = candid.billing_notes.create(id, "call first")
    assert (candid.billing_notes.update(note.billing_note_id, "called")).text == "called"
    candid.billing_notes.delete(note.billing_note_id)
    with pytest.raises(NotFound):
        candid.billing_notes.create(uuid4(), "nobody")

    sheet = candid.supplemental_information.create(id, SupplementalInformationCreate.model_validate(SHEET))
    update = SupplementalInformationUpdate(attachment_control_number="A-1")
    after = candid.supplemental_information.update(id, sheet.supplemental_information_id, update)
    assert candid.supplemental_information.get(id) == [after]
    candid.supplemental_information.delete(id, sheet.supplemental_information_id)
    assert candid.supplemental_information.get(id) == []


def test_an_institutional_encounter(candid: Candid) -> None:
    with pytest.raises(ProviderRequired):
        candid.encounters.create_universal(UniversalEncounterCreate.model_validate(stay(attending_provider=...)))
    made = candid.encounters.create_universal(UniversalEncounterCreate.model_validate(stay()))
    assert made.type_of_bill is not None
    changes = UniversalEncounterUpdate(discharge_hour=13)
    assert (candid.encounters.update_universal(made.encounter_id, changes)).discharge_hour == 13
    with pytest.raises(ValidationFailed):
        candid.encounters.update_universal(
            made.encounter_id,
            UniversalEncounterUpdate.model_validate(
                {"date_of_service": "2023-05-23", "end_date_of_service": "2023-05-01"}
            ),
        )


def test_superbills_and_dispenses(candid: Candid, encounter: Encounter) -> None:
    made = candid.encounters.create_from_dispense(MedicationDispenseCreate.model_validate(DISPENSE))
    assert made.patient.individual_id == encounter.patient.individual_id
    (superbill,) = candid.encounters.superbills(SuperbillCreate.model_validate(ASKED))
    assert superbill.file_name.endswith(".docx")
