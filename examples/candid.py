"""An encounter through Candid Health's API: recorded, found again, its insurance added.

Start ``polyclinic sandbox --data DIR`` first, then: ``python examples/candid.py DIR/sandbox.json``
"""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from polyclinic.candid import (
    BillingProvider,
    Candid,
    DiagnosisCreate,
    EncounterCreate,
    EncounterUpdate,
    ExternalIdTaken,
    InsuranceCardCreate,
    PatientCreate,
    RenderingProvider,
    ServiceLineCreate,
    StreetAddressLongZip,
    StreetAddressShortZip,
    SubscriberCreate,
)


def visit(external_id: str) -> EncounterCreate:
    """A telehealth visit that has not been told who insures the patient."""
    return EncounterCreate(
        external_id=external_id,
        date_of_service=date(2026, 1, 15),
        billable_status="BILLABLE",
        responsible_party="INSURANCE_PAY",
        patient_authorized_release=True,
        benefits_assigned_to_provider=True,
        provider_accepts_assignment=True,
        place_of_service_code="02",
        patient=PatientCreate(
            external_id=f"patient-of-{external_id}",
            first_name="Loki",
            last_name="Laufeyson",
            date_of_birth=date(1983, 12, 17),
            gender="male",
            address=StreetAddressShortZip(address1="1234 Main St", city="Albany", state="NY", zip_code="12207"),
        ),
        billing_provider=BillingProvider(
            organization_name="Acme Health PC",
            npi="1234567893",
            tax_id="123456789",
            address=StreetAddressLongZip(
                address1="1 Elm St", city="Albany", state="NY", zip_code="12207", zip_plus_four_code="1234"
            ),
        ),
        rendering_provider=RenderingProvider(first_name="Stephen", last_name="Strange", npi="1245319599"),
        diagnoses=[DiagnosisCreate(code_type="ABK", code="E66.9")],
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
    external_id = f"visit-{uuid4()}"
    with Candid(**block) as candid:
        created = candid.encounters.create(visit(external_id))
        claim = created.claims[0]
        print(f"recorded {created.patient.first_name}'s visit of {created.date_of_service}: {claim.status}")
        try:
            candid.encounters.create(visit(external_id))
        except ExternalIdTaken:
            (found,) = candid.encounters.list(external_id=external_id)
            print(f"sent twice, recorded once: {found.encounter_id == created.encounter_id}")

        insurance = SubscriberCreate(
            first_name="Loki",
            last_name="Laufeyson",
            gender="male",
            patient_relationship_to_subscriber_code="18",
            insurance_card=InsuranceCardCreate(member_id="W123456789", payer_name="Aetna", payer_id="60054"),
        )
        insured = candid.encounters.update(created.encounter_id, EncounterUpdate(subscriber_primary=insurance))
        print(f"insured by {insurance.insurance_card.payer_name}: {insured.claims[0].status}")


if __name__ == "__main__":
    main(*sys.argv[1:])
