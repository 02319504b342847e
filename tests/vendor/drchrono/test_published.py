"""The tutorial's requests run as they are printed, but for host and token, over a real socket."""

import os
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree

from tests.standards.gates import HL7, problems
from tests.vendor.drchrono.published import TIMEOUT, create_appointment, patient_list, upload_document


@pytest.fixture
def block(demo: dict[str, Any]) -> dict[str, Any]:
    """How to come in."""
    drchrono: dict[str, Any] = demo["drchrono"]
    return drchrono


def register(block: dict[str, Any], count: int) -> None:
    """Patients enough for several pages."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {block['access_token']}"
        for number in range(count):
            body = {
                "first_name": f"Extra {number}",
                "last_name": "Patient",
                "date_of_birth": "1990-01-02",
                "gender": "Other",
                "doctor": "/api/doctors/1234",
                "email": f"extra.{number}@example.com",
            }
            assert session.post(f"{block['base_url']}/api/patients", json=body, timeout=TIMEOUT).status_code == 201


def test_the_patient_list_to_its_end(block: dict[str, Any]) -> None:
    domain, token = block["base_url"], block["access_token"]
    before = {patient["id"] for patient in patient_list(domain, token)}
    assert 5678 in before
    register(block, 180)
    everybody = patient_list(domain, token)
    assert len(everybody) == len({patient["id"] for patient in everybody}) == len(before) + 180

    searched = patient_list(domain, token, "/api/patients?search=EXTRA&search=example.com")
    assert len(searched) == 180
    assert len(patient_list(domain, token, "/api/patients?search=extra.17%40")) == 1
    assert len(patient_list(domain, token, "/api/patients?date_of_birth=1990-01-02&gender=Other&search=extra")) == 180
    assert patient_list(domain, token, "/api/patients?gender=Male&search=extra") == []


def test_an_appointment_is_created_again_and_again(block: dict[str, Any]) -> None:
    for _ in range(2):
        created = create_appointment(block["base_url"], block["access_token"])
        assert created.status_code == 201
        assert created.json()["patient"] == "/api/patients/5678"
        assert created.json()["scheduled_time"] == "2014-08-01T14:30:00"


def test_a_document_is_uploaded_and_downloaded(block: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "your.pdf"
    file.write_bytes(b"%PDF-1.7\n" + os.urandom(3_000_000))
    created = upload_document(block["base_url"], block["access_token"], file)
    assert created.status_code == 201
    document = created.json()
    assert document["metatags"] == ["tag1", "tag2"]
    assert document["document"].startswith(f"{block['base_url']}/")
    downloaded = requests.get(document["document"], timeout=TIMEOUT)
    assert downloaded.content == file.read_bytes()
    assert downloaded.headers["content-type"] == "application/pdf"

    path = f"{block['base_url']}/api/documents?patient=5678"
    listed = requests.get(path, headers={"Authorization": f"Bearer {block['access_token']}"}, timeout=TIMEOUT).json()
    assert document["id"] in {each["id"] for each in listed["results"]}


def test_the_demo_patients_document_has_something_in_every_section(block: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {block['access_token']}"}
    answer = requests.get(f"{block['base_url']}/api/patients/5678/ccda", headers=headers, timeout=TIMEOUT)
    xml = answer.json()["ccda"]
    assert problems(xml) == []
    sections = etree.fromstring(xml).findall(".//cda:section", HL7)
    filled = [section.findtext("cda:title", "", HL7) for section in sections if section.findall("cda:entry", HL7)]
    assert filled == [
        "Allergies and adverse reactions",
        "Medications",
        "Problems",
        "Procedures",
        "Results",
        "Vital signs",
        "Social history",
        "Encounters",
        "Plan of treatment",
    ]
