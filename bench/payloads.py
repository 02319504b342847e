"""The requests of the load."""

import json
from typing import Any
from urllib.parse import urlencode

from bench.load import request

JSON = {"Content-Type": "application/json"}
PATIENTS = 500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_ADDRESS = {"address1": "1234 Main St", "address2": "Apt 9876", "city": "Asgard", "state": "CA", "zip_code": "94109"}


def encounter(number: int) -> dict[str, Any]:
    """A create body of about 2 KB: a clean visit of one of 500 patients, whose turns come round again and again."""
    patient = number % PATIENTS
    return {
        "external_id": f"bench-visit-{number}",
        "date_of_service": "2026-05-23",
        "billable_status": "BILLABLE",
        "responsible_party": "INSURANCE_PAY",
        "patient_authorized_release": True,
        "benefits_assigned_to_provider": True,
        "provider_accepts_assignment": True,
        "place_of_service_code": "10",
        "patient": {
            "external_id": f"bench-patient-{patient}",
            "first_name": "Loki",
            "last_name": f"Laufeyson{patient}",
            "date_of_birth": "1983-12-17",
            "gender": "male",
            "address": {**_ADDRESS, "zip_plus_four_code": "1234"},
            "phone_numbers": [{"number": "4155550100", "type": "Mobile"}],
            "email": "loki@example.com",
        },
        "subscriber_primary": {
            "first_name": "Loki",
            "last_name": "Laufeyson",
            "gender": "male",
            "patient_relationship_to_subscriber_code": "18",
            "insurance_card": {"member_id": "M123456", "payer_name": "Aetna", "payer_id": "60054"},
        },
        "billing_provider": {
            "organization_name": "Acme Health PC",
            "npi": "1234567893",
            "tax_id": "123456789",
            "address": {**_ADDRESS, "zip_plus_four_code": "1234"},
        },
        "rendering_provider": {"first_name": "Doctor", "last_name": "Strange", "npi": "1245319599"},
        "diagnoses": [{"code_type": "ABK", "code": "E11.9"}, {"code_type": "ABF", "code": "I10"}],
        "service_lines": [
            {
                "procedure_code": code,
                "modifiers": [],
                "quantity": "1.0",
                "units": "UN",
                "charge_amount_cents": 1500,
                "diagnosis_pointers": [0, 1],
            }
            for code in ("99212", "97110", "97140")
        ],
        "clinical_notes": [],
    }


def create_encounter(path: str, headers: dict[str, str], number: int) -> bytes:
    return request("POST", path, {**headers, **JSON}, json.dumps(encounter(number)).encode())


def booking(number: int) -> dict[str, str | int]:
    """One of the half hours that follow each other for decades."""
    day, slot = 1 + number // 48 % 28, number % 48
    return {
        "doctor": "/api/doctors/1234",
        "office": "/api/offices/3456",
        "patient": "/api/patients/5678",
        "duration": 30,
        "exam_room": 1,
        "scheduled_time": f"20{30 + number // 1344 % 60:02d}-01-{day:02d}T{slot // 2:02d}:{slot % 2 * 30:02d}:00",
    }


def book(path: str, headers: dict[str, str], number: int) -> bytes:
    return request("POST", path, {**headers, **FORM}, urlencode(booking(number)).encode())
