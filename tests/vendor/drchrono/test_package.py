"""The published Python package, unchanged. Its hosts are fixed, so its transport is pointed at the sandbox.

It follows ``next`` as an absolute URL, which this version's is not: its lists are kept to one page. It compares answers
with 200 where it means their status, so its calls for summaries and C-CDA tell nothing and are not made.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from drchrono import drc

HOSTS = {"drchrono.com", "app.drchrono.com"}


@pytest.fixture
def client(practice: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package's client of a fresh practice."""
    base_url = practice["drchrono"]["base_url"]
    send = requests.adapters.HTTPAdapter.send

    def redirected(self: Any, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        url = urlsplit(request.url or "")
        assert url.hostname in HOSTS, "nothing is sent elsewhere"
        request.url = f"{base_url}{url.path}" + (f"?{url.query}" if url.query else "")
        options["proxies"] = {}
        return send(self, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", redirected)
    return drc(api_key=practice["drchrono"]["access_token"])


def test_patients(client: Any) -> None:
    patients = client.patients()
    for verbose in (True, False):
        listed = patients.patientlist(verbose)
        assert len(listed) == len({patient["id"] for patient in listed}) > 3
        assert patients.patient_single(listed[0]["id"], verbose) == listed[0]


def test_appointments(client: Any) -> None:
    appointments = client.appointments()
    listed = appointments.appointment_list("2020-01-01")
    assert len(listed) > 3
    assert appointments.appointment_single(listed[0]["id"]) == listed[0]
    assert appointments.appointment_list("2999-01-01") == []


def test_doctors_and_users(client: Any) -> None:
    doctors = client.doctors().doctorlist
    assert client.doctors().doctor_single(doctors[0]["id"]) == doctors[0]
    users = client.users().userlist
    assert client.users().user_single(users[0]["id"]) == users[0]
    assert {user["doctor"] for user in users} <= {f"/api/doctors/{doctor['id']}" for doctor in doctors}


def test_a_document(client: Any) -> None:
    patient = client.patients().patientlist(False)[0]
    created = client.documents().create_document(
        date="2014-02-24",
        description="A letter",
        doctor=patient["doctor"],
        document={"document": ("letter.pdf", b"%PDF-1.4")},
        patient=f"/api/patients/{patient['id']}",
        metatags='["tag1"]',
    )
    assert (created["description"], created["metatags"]) == ("A letter", ["tag1"])
