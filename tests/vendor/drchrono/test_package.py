"""The published Python package, unchanged. Its hosts are fixed, so its transport is pointed at the sandbox.

It follows ``next`` as an absolute URL, which this version's is not: its lists are kept to one page. It compares answers
with 200 where it means their status, so its calls for summaries, C-CDA and onpatient always return None: what became of
them is seen on the way. Its user groups and medications are of later versions, and not found.
"""

import inspect
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from drchrono import drc

from tests.dialects.drchrono.contract.reference import check_answer, operation_at
from tests.dialects.drchrono.contract.requests import SERVED

HOSTS = {"drchrono.com", "app.drchrono.com"}
PARTS = ("patients", "appointments", "documents", "medications", "doctors", "users")


@pytest.fixture
def answers() -> list[requests.Response]:
    """All that was answered."""
    return []


@pytest.fixture
def client(practice: dict[str, Any], monkeypatch: pytest.MonkeyPatch, answers: list[requests.Response]) -> Any:
    """The package's client of a fresh practice. Every answer is held to the reference."""
    base_url = practice["drchrono"]["base_url"]
    send = requests.adapters.HTTPAdapter.send

    def redirected(self: Any, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        url = urlsplit(request.url or "")
        assert url.hostname in HOSTS, "nothing is sent elsewhere"
        request.url = f"{base_url}{url.path}" + (f"?{url.query}" if url.query else "")
        options["proxies"] = {}
        answer = send(self, request, **options)
        check_answer(request.method or "", url.path, answer.status_code, answer.content)
        answers.append(answer)
        return answer

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


def test_every_call_of_the_package_is_answered(client: Any, answers: list[requests.Response]) -> None:
    patient = client.patients().patientlist(False)[0]
    appointment = client.appointments().appointment_list("2020-01-01")[0]
    given = {
        "patient_id": str(patient["id"]),
        "appointment_id": appointment["id"],
        "appointment_startdate": "2020-01-01",
        "doctor_id": client.doctors().doctorlist[0]["id"],
        "user_id": client.users().userlist[0]["id"],
        "verbose_true": True,
        "group_id": 1,
        "medication_id": 1,
        "date": "2014-02-24",
        "description": "A letter",
        "doctor": patient["doctor"],
        "document": {"document": ("letter.pdf", b"%PDF-1.4")},
        "patient": f"/api/patients/{patient['id']}",
        "metatags": "[]",
    }
    answers.clear()
    names = [(part, name) for part in PARTS for name in vars(type(getattr(client, part)())) if name[0] != "_"]
    for part, name in names:
        manager = getattr(client, part)()
        try:
            if inspect.isroutine(call := inspect.getattr_static(manager, name)):
                call(manager, *(given[each] for each in list(inspect.signature(call).parameters)[1:]))
            else:
                getattr(manager, name)
        except KeyError:
            # a list that is not there has no results
            assert answers[-1].status_code == 404
    assert len(answers) == len(names) == 17
    for answer in answers:
        operation = operation_at(answer.request.method or "", (answer.request.path_url).partition("?")[0])
        served = operation is not None and (operation.method, operation.path) in SERVED
        success = 201 if answer.request.method == "POST" else 200
        assert answer.status_code == (success if served else 404), answer.url
