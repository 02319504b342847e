"""The requests of the published tutorial, as ``requests`` sends them from there.

Written by us. Domain, token and the file to upload are variables. Two keys of the printed appointment lack their
closing quote, which are added.
"""

import json
from pathlib import Path
from typing import Any

import requests

TIMEOUT = 20


def patient_list(domain: str, token: str, first: str = "/api/patients") -> list[dict[str, Any]]:
    """Every patient: the tutorial puts the domain before ``next`` until that is null."""
    headers = {"Authorization": f"Bearer {token}"}
    patients: list[dict[str, Any]] = []
    patients_url = first
    while patients_url:
        data = requests.get(domain + patients_url, headers=headers, timeout=TIMEOUT).json()
        patients.extend(data["results"])
        patients_url = data["next"]
    return patients


def create_appointment(domain: str, token: str) -> requests.Response:
    data: dict[str, Any] = {
        "doctor": "/api/doctors/1234",
        "duration": 30,
        "office": "/api/offices/3456",
        "patient": "/api/patients/5678",
        "scheduled_time": "2014-08-01T14:30:00",
    }
    headers = {"Authorization": f"Bearer {token}"}
    return requests.post(f"{domain}/api/appointments", data=data, headers=headers, timeout=TIMEOUT)


def upload_document(domain: str, token: str, path: Path) -> requests.Response:
    data = {
        "doctor": "/api/doctors/1234",
        "patient": "/api/patients/5678",
        "description": "Short document description here",
        "date": "2014-02-24",
        "metatags": json.dumps(["tag1", "tag2"]),
    }
    headers = {"Authorization": f"Bearer {token}"}
    with path.open("rb") as file:
        files = {"document": file}
        return requests.post(f"{domain}/api/documents", data=data, files=files, headers=headers, timeout=TIMEOUT)
