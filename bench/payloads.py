"""The requests of the load."""

import json
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from bench.load import request

JSON = {"Content-Type": "application/json"}
PATIENTS = 500
"""How many of a practice's patients come again and again."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_ADDRESS = {"address1": "1234 Main St", "address2": "Apt 9876", "city": "Asgard", "state": "CA", "zip_code": "94109"}


def encounter(number: int, patients: int) -> dict[str, Any]:
    """A create body of about 2 KB: a clean visit of one of so many patients, whose turns come round again and again."""
    patient = number % patients
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


def create_encounter(path: str, headers: dict[str, str], number: int, patients: int) -> bytes:
    return request("POST", path, {**headers, **JSON}, json.dumps(encounter(number, patients)).encode())


def booking(number: int, places: dict[str, str]) -> dict[str, str | int]:
    """One of the half hours from 4 o'clock that follow each other for decades; clocks are changed before that."""
    day, slot = divmod(number, 40)
    begins = f"{4 + slot // 2:02d}:{slot % 2 * 30:02d}:00"
    at = f"{date(2030, 1, 1) + timedelta(days=day)}T{begins}"
    return {**places, "duration": 30, "exam_room": 1, "scheduled_time": at}


def book(path: str, headers: dict[str, str], number: int, places: dict[str, str]) -> bytes:
    return request("POST", path, {**headers, **FORM}, urlencode(booking(number, places)).encode())


def person(number: int, organization: str, group: str) -> dict[str, Any]:
    """A patient as JSON:API has one, who is to sign in."""
    email = f"ada.{number}@bench.example"
    attributes = {
        "first-name": "Ada",
        "last-name": f"Okonkwo{number}",
        "birth-date": "1990-12-10",
        "gender": "female",
        "email": email,
        "mobile-phone": "+14155550100",
        "locale": "en_US",
        "individual-group-ids": [group],
        "username": email,
        "organization-id": organization,
    }
    return {"data": {"type": "ui-patients", "attributes": attributes}}


def synced(number: int, patients: int, provider: str, location: str) -> dict[str, Any]:
    """A patient that another system sends: every other one is new, the rest are so many known ones who have moved."""
    known = number % 2
    source = f"ehr-{number // 2 % patients}" if known else f"ehr-new-{number}"
    return {
        "source_id": source,
        "provider_id": provider,
        "first_name": "Ida",
        "last_name": f"Larsen {source}",
        "date_of_birth": "1984-02-29",
        "sex": "FEMALE",
        "address_line_1": f"{number} Elm Street",
        "city": "Albany",
        "state": "NY",
        "zip_code": "12207",
        "patient_specialties": ["PHYSICAL_THERAPY"],
        "status": "ACTIVE",
        "provider_service_location_id": location,
    }


FILE = {"original-filename": "letter.pdf", "Content-Type": "application/pdf"}
LETTER = (b"%PDF-1.7 " + bytes(range(256)) * 4000)[:1_000_000]
"""A megabyte that begins like what it is called."""
