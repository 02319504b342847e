"""A patient's way through Candid Health's API: registered, insured, checked, booked, seen, billed.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/candid.py DIR/sandbox.json``
"""

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from polyclinic.candid import (
    Address,
    BillingProvider,
    Candid,
    DiagnosisCreate,
    EligibilityRequest,
    EncounterCreateFromPreEncounter,
    ExternalIdTaken,
    FilingOrder,
    HumanName,
    MutableAppointment,
    MutableCoverage,
    MutablePatient,
    RenderingProvider,
    ServiceLineCreate,
    StreetAddressLongZip,
)

MEMBER = "AETNA12345"
CLINIC = StreetAddressLongZip(
    address1="1 Elm St", city="Albany", state="NY", zip_code="12207", zip_plus_four_code="1234"
)


def person(*coverages: UUID) -> MutablePatient:
    """Loki, whose plans are billed in this order."""
    return MutablePatient(
        name=HumanName(family="Laufeyson", given=["Loki"], use="OFFICIAL"),
        birth_date=date(1983, 12, 17),
        biological_sex="MALE",
        primary_address=Address(
            use="HOME", line=["1234 Main St"], city="Albany", state="NY", postal_code="12207", country="US"
        ),
        filing_order=FilingOrder(coverages=list(coverages)),
        other_names=[],
        other_addresses=[],
        other_telecoms=[],
        contacts=[],
        general_practitioners=[],
    )


def plan(patient_id: str) -> MutableCoverage:
    """What the patient's insurance card says."""
    return MutableCoverage.model_validate(
        {
            "status": "ACTIVE",
            "patient": UUID(patient_id),
            "relationship": "SELF",
            "subscriber": {"name": person().name, "date_of_birth": date(1983, 12, 17), "biological_sex": "MALE"},
            "insurance_plan": {"member_id": MEMBER, "payer_id": "60054", "payer_name": "Aetna"},
            "verified": False,
        }
    )


def question() -> EligibilityRequest:
    """Does Aetna pay for him?"""
    return EligibilityRequest.model_validate(
        {
            "payer_id": "60054",
            "provider": {"npi": "1999999984", "organization_name": "Acme Health PC"},
            "subscriber": {"first_name": "Loki", "last_name": "Laufeyson", "member_id": MEMBER},
        }
    )


def visit(external_id: str, patient_id: str, appointment_id: str) -> EncounterCreateFromPreEncounter:
    """What was done, and by whom. Who was treated and who pays is the patient's record's to say."""
    return EncounterCreateFromPreEncounter(
        external_id=external_id,
        pre_encounter_patient_id=UUID(patient_id),
        pre_encounter_appointment_ids=[UUID(appointment_id)],
        date_of_service=date(2026, 1, 15),
        billable_status="BILLABLE",
        patient_authorized_release=True,
        benefits_assigned_to_provider=True,
        provider_accepts_assignment=True,
        place_of_service_code="11",
        billing_provider=BillingProvider(
            organization_name="Acme Health PC", npi="1234567893", tax_id="123456789", address=CLINIC
        ),
        rendering_provider=RenderingProvider(first_name="Stephen", last_name="Strange", npi="1245319599"),
        diagnoses=[DiagnosisCreate(code_type="ABF", code="E66.9")],
        service_lines=[
            ServiceLineCreate(
                procedure_code="99212",
                quantity=Decimal("1.0"),
                units="UN",
                charge_amount_cents=1500,
                diagnosis_pointers=[0],
            )
        ],
    )


def main(sandbox_file: str) -> None:
    block = json.loads(Path(sandbox_file).read_text())["candid"]
    with Candid(**block) as candid:
        pre = candid.pre_encounter
        patient = pre.patients.create(person(), skip_duplicate_check=True)
        coverage = pre.coverages.create(plan(patient.id))
        pre.patients.update(patient.id, patient.version + 1, person(coverage.id))
        answer = pre.eligibility_checks.post(question()).parsed_response
        print(f"insured by Aetna: {answer.eligibility_status if answer else 'unknown'}")

        appointment = pre.appointments.create(
            MutableAppointment(
                patient_id=patient.id,
                start_timestamp=datetime(2026, 1, 15, 15, tzinfo=UTC),
                service_duration=30,
                services=[],
            )
        )
        print(f"booked for {appointment.start_timestamp:%Y-%m-%d}: {appointment.status}")

        sent = visit(f"visit-{uuid4()}", patient.id, appointment.id)
        encounter = candid.encounters.create_from_pre_encounter(sent)
        assert encounter.subscriber_primary is not None
        payer = encounter.subscriber_primary.insurance_card.payer_name
        print(f"{encounter.patient.first_name} was seen; {payer} is billed: {encounter.claims[0].status}")
        try:
            candid.encounters.create_from_pre_encounter(sent)
        except ExternalIdTaken:
            (found,) = candid.encounters.list(external_id=sent.external_id)
            print(f"sent twice, recorded once: {found.encounter_id == encounter.encounter_id}")

        for task in candid.tasks.list(encounter_id=encounter.encounter_id):
            print(f"to do: {task.description}")
            candid.tasks.close(task.task_id)
        print(f"done: {candid.encounters.get(encounter.encounter_id).claims[0].status}")


if __name__ == "__main__":
    main(*sys.argv[1:])
