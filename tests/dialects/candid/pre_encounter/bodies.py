"""Bodies of the pre-encounter API that several tests send."""

from typing import Any

ADDRESS: dict[str, Any] = {
    "use": "HOME",
    "line": ["1234 Main St", "Apt 9876"],
    "city": "Asgard",
    "state": "CA",
    "postal_code": "94109-1234",
    "country": "US",
}


def coverage(patient_id: str, **changes: Any) -> dict[str, Any]:
    """A plan of Aetna's that the patient's mother holds, with every member that a client can write."""
    plan = {
        "member_id": "AETNA12345",
        "payer_id": "60054",
        "payer_name": "Aetna",
        "additional_payer_information": {"availity_payer_id": "AETNA"},
        "group_number": "G-77",
        "name": "Choice POS II",
        "plan_type": "13",
        "type": "C1",
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "insurance_card_image_locator": "cards/1",
        "address": ADDRESS,
        "payer_plan_group_id": "d5e9c84f-c2b2-4bf4-b4b0-7ffd7a9ffc32",
        "carve_outs": [
            {"carve_out": "BEHAVIORAL", "member_id": "B1", "payer_id": "87726", "payer_name": "UHC", "plan_type": "12"}
        ],
    }
    body = {
        "status": "ACTIVE",
        "subscriber": {
            "name": {"family": "Laufeyson", "given": ["Frigga", "Fjorgynn"], "use": "OFFICIAL", "suffix": "Sr"},
            "date_of_birth": "1960-02-03",
            "biological_sex": "FEMALE",
            "address": ADDRESS,
            "employer_name": "Asgard",
        },
        "relationship": "CHILD",
        "patient": patient_id,
        "insurance_plan": plan,
        "verified": True,
        "benefits": {
            "plan_coverage": {"in_network": {"deductible": {"individual": 1500.5, "family": 3000.0}}},
            "service_specific_coverage": [
                {
                    "service_code": "98",
                    "in_network_flat": [
                        {"type": "COPAY", "coverageLevel": "INDIVIDUAL", "unit": "CURRENCY", "value": 25.0}
                    ],
                }
            ],
            "notes": "Called the payer",
        },
        "orcon": True,
        "auto_update_enabled": False,
        "previous_appointment_copays": {"MD_Visit": 2500},
    }
    return {**body, **changes}
