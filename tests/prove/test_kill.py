"""A server that is killed under load loses nothing that it acknowledged, and leaves nothing half done."""

import itertools
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests

from tests.conftest import ENGINES, new_database
from tests.support.operator import TIMEOUT, Operator

WRITERS = 8
PATIENTS = "/silna/public/v1/patients/"
PASSWORD = "correct horse battery"


@pytest.fixture(params=ENGINES)
def operator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    with new_database(request.param, tmp_path_factory) as url:
        yield Operator(url, tmp_path_factory.mktemp("installation"))


@dataclass(slots=True)
class Written:
    """One patient as one writer knows it: ``id`` once the creation was acknowledged, ``cities`` what it may hold.

    That is the last city acknowledged and, after it, one whose answer never came.
    """

    body: dict[str, Any]
    key: str
    id: str = ""
    cities: list[str | None] = field(default_factory=lambda: [None])


@dataclass(slots=True)
class Clinic:
    """A practice's doors, wherever the server listens."""

    practice: str
    silna: dict[str, str]
    url: str = ""
    carium: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    def open(self, url: str) -> None:
        self.url = url
        login = {"username": "ann@oak.example", "password": PASSWORD}
        answer = requests.post(f"{url}/carium/identity/v1/login/", json=login, timeout=TIMEOUT)
        self.carium = {"Authorization": f"Bearer {answer.json()['access-token']}"}
        provider = self.get("/silna/public/v1/providers/")["records"][0]["id"]
        place = self.get(f"/silna/public/v1/providers/{provider}/service-locations")["records"][0]["id"]
        self.body = {
            "first_name": "Ida",
            "last_name": "Wells",
            "date_of_birth": "1990-07-16",
            "patient_specialties": ["PHYSICAL_THERAPY"],
            "status": "ACTIVE",
            "provider_id": provider,
            "provider_service_location_id": place,
        }

    def get(self, path: str, **params: str) -> Any:
        answer = requests.get(self.url + path, headers=self.silna, params=params, timeout=TIMEOUT)
        assert answer.ok, answer.text
        return answer.json()


def found(operator: Operator) -> Clinic:
    """A practice with a user and a key, in a database without anything else."""
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    made = operator.run("keys", "create", "silna", "--practice", practice, "--name", "desk")
    key = re.search(r"^key: (\S+)", made, re.MULTILINE)
    assert key is not None
    user = ("users", "create", "ann@oak.example", "--practice", practice, "--role", "owner")
    operator.run(*user, POLYCLINIC_USER_PASSWORD=PASSWORD)
    return Clinic(practice, {"Authorization": f"Bearer {key[1]}"})


def write(clinic: Clinic, writer: int, written: list[Written]) -> None:
    """Create patients and move each of them twice, until nobody answers."""
    with requests.Session() as session:
        session.headers.update(clinic.silna)
        for number in itertools.count():
            patient = Written({**clinic.body, "source_id": f"w{writer}-{number}"}, f"key-{writer}-{number}")
            written.append(patient)
            try:
                answer = create(session, clinic, patient)
                assert answer.status_code == 201, answer.text
                patient.id = answer.json()["patient_id"]
                for city in ("Albany", "Troy"):
                    patient.cities.append(city)
                    moved = session.patch(f"{clinic.url}{PATIENTS}{patient.id}", json={"city": city}, timeout=TIMEOUT)
                    assert moved.status_code == 204, moved.text
                    patient.cities = [city]
            except (requests.ConnectionError, requests.Timeout):
                return


def create(session: requests.Session, clinic: Clinic, patient: Written) -> requests.Response:
    headers = {**clinic.silna, "Idempotency-Key": patient.key}
    return session.post(clinic.url + PATIENTS, json=patient.body, headers=headers, timeout=TIMEOUT)


def sign_up(clinic: Clinic, writer: int) -> None:
    """Make patients together with their users, in one change each, until nobody answers."""
    for number in itertools.count():
        attributes = {
            "first-name": "Ada",
            "last-name": "Byron",
            "birth-date": "1990-07-16",
            "gender": "female",
            "email": f"p{writer}-{number}@example.com",
            "organization-id": clinic.practice,
        }
        body = {"data": {"type": "ui-patients", "attributes": attributes}}
        try:
            url = f"{clinic.url}/carium/showboat/v1/patients/"
            assert requests.post(url, json=body, headers=clinic.carium, timeout=TIMEOUT).status_code == 201
        except (requests.ConnectionError, requests.Timeout):
            return


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_what_was_acknowledged_is_there_after_a_kill(operator: Operator) -> None:
    clinic = found(operator)
    written: list[list[Written]] = []
    for seconds in (2.0, 3.5):
        with operator.serving("--rate-limits", "off") as (process, url):
            clinic.open(url)
            batch: list[list[Written]] = [[] for _ in range(WRITERS)]
            offset = len(written)
            work = [threading.Thread(target=write, args=(clinic, offset + at, batch[at])) for at in range(WRITERS)]
            work += [threading.Thread(target=sign_up, args=(clinic, offset + at)) for at in range(2)]
            for thread in work:
                thread.start()
            time.sleep(seconds)
            process.kill()
            for thread in work:
                thread.join()
            written += batch

    patients = [patient for each in written for patient in each]
    acknowledged = [patient for patient in patients if patient.id]
    assert len(acknowledged) > 3 * WRITERS, "the server was killed before there was any load"
    with operator.serving("--rate-limits", "off") as (_, url):
        clinic.open(url)
        for patient in acknowledged:
            held = clinic.get(PATIENTS + patient.id)
            assert held["source_id"] == patient.body["source_id"]
            assert held["city"] in patient.cities
        with requests.Session() as session:
            for patient in acknowledged[-20:]:
                again = create(session, clinic, patient)
                assert (again.status_code, again.json()) == (201, {"patient_id": patient.id}), "not a replay"
            for patient in patients:
                if not patient.id:
                    assert_made_once(session, clinic, patient)
        assert_no_patient_lost_its_user(clinic)
    assert "whole" in operator.run("audit", "verify")


def assert_made_once(session: requests.Session, clinic: Clinic, patient: Written) -> None:
    """Whoever never heard an answer sends the request again, and there is one patient, whole."""
    deadline = time.monotonic() + 90  # a key in flight is given up after a minute
    while (answer := create(session, clinic, patient)).status_code == 409 and time.monotonic() < deadline:
        time.sleep(2)
    assert answer.status_code == 201, answer.text
    source_id = patient.body["source_id"]
    listed = clinic.get(PATIENTS, provider_id=patient.body["provider_id"], source_id=source_id)["records"]
    assert [each["id"] for each in listed] == [answer.json()["patient_id"]]
    assert {name: listed[0][name] for name in ("first_name", "last_name", "date_of_birth")} == {
        name: patient.body[name] for name in ("first_name", "last_name", "date_of_birth")
    }


def assert_no_patient_lost_its_user(clinic: Clinic) -> None:
    url, offset, seen = f"{clinic.url}/carium/showboat/v1/patients/", 0, 0
    while True:
        params = {"organization-id": clinic.practice, "page[limit]": "1000", "page[offset]": str(offset)}
        page = requests.get(url, headers=clinic.carium, params=params, timeout=TIMEOUT).json()["data"]
        signed_up = [each["attributes"] for each in page if each["attributes"]["last-name"] == "Byron"]
        assert all(each["username"] for each in signed_up)
        seen, offset = seen + len(signed_up), offset + len(page)
        if not page:
            break
    assert seen > 0
