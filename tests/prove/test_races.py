"""Of many who want the same at the same moment, exactly one gets it. Through the server, round after round."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.contest import Contest, assert_no_slot_is_held_twice
from tests.dialects.candid.pre_encounter.people import SMALL
from tests.support.proofs import Proof
from tests.support.server import RunningSandbox

ROUNDS = 25
AT_ONCE = 16

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which engine the sandbox of this test stands on."""
    return str(request.node.callspec.params["unlimited_sandbox"])


@pytest.fixture
def doors(unlimited_sandbox: RunningSandbox) -> Practice:
    return open_doors(unlimited_sandbox.new_practice())


def at_once(call: Callable[[int], requests.Response]) -> list[requests.Response]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(call, range(AT_ONCE)))


def statuses(answers: list[requests.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def patient(doors: Practice, **changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Ida",
        "last_name": "Wells",
        "date_of_birth": "1990-07-16",
        "patient_specialties": ["PHYSICAL_THERAPY"],
        "status": "ACTIVE",
        "provider_id": doors.provider_id,
        "provider_service_location_id": doors.blocks["carestack"]["facility_id"],
        **changes,
    }


def test_one_external_id(doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims("Of many who create under one `source_id` at once, one does; the others hear so", on=engine)
    proof.counts(rounds=proof.times(ROUNDS), writers_in_each=AT_ONCE)
    door = doors.silna
    for number in range(proof.times(ROUNDS)):
        body = patient(doors, source_id=f"ehr-{number}")
        url = f"{door.base_url}/public/v1/patients/"
        answers = at_once(lambda _, b=body, u=url: requests.post(u, json=b, headers=door.headers, timeout=TIMEOUT))  # type: ignore[misc]  # defaults bind the round
        assert statuses(answers) == {201: 1, 400: AT_ONCE - 1}
        query = {"provider_id": doors.provider_id, "source_id": f"ehr-{number}"}
        assert len(door.call("GET", "/public/v1/patients/", params=query)["records"]) == 1


def test_one_slot(doors: Practice) -> None:
    door = doors.drchrono
    doctor = door.call("GET", "/api/doctors")["results"][0]
    strict = next(each for each in door.call("GET", "/api/offices")["results"] if each["name"].endswith("Hill Office"))
    for number in range(ROUNDS):
        start = f"2031-{number // 25 + 1:02}-{number % 25 + 1:02}T09:00:00"
        form = {"doctor": doctor["id"], "office": strict["id"], "duration": 30, "exam_room": 1, "patient": ""}
        found = door.call("GET", "/api/patients")["results"][0]
        form |= {"patient": found["id"], "scheduled_time": start}
        url = f"{door.base_url}/api/appointments"
        answers = at_once(lambda _, f=form, u=url: requests.post(u, json=f, headers=door.headers, timeout=TIMEOUT))  # type: ignore[misc]  # defaults bind the round
        assert statuses(answers) == {201: 1, 409: AT_ONCE - 1}


@pytest.mark.timeout(3600)
def test_ten_thousand_bookings_of_a_hundred_slots(doors: Practice) -> None:
    """By 32 clients of four APIs at an office that refuses overlaps: each slot is taken once, all others hear so."""
    contest = Contest(doors)
    taken = contest.run(100, 10_016)
    assert_no_slot_is_held_twice(contest, 100, taken)


def test_one_version(doors: Practice) -> None:
    """Everybody read the same version: one change is taken, the others are told the latest."""
    door = doors.candid
    held = door.call("POST", "/patients/v1", json=SMALL)
    for _ in range(ROUNDS):
        url = f"{door.base_url}/patients/v1/{held['id']}/{held['version'] + 1}"

        def change(number: int, url: str = url) -> requests.Response:
            changed = {**SMALL, "name": {**SMALL["name"], "family": f"Wells-{number}"}}
            return requests.put(url, json=changed, headers=door.headers, timeout=TIMEOUT)

        answers = at_once(change)
        assert statuses(answers) == {200: 1, 409: AT_ONCE - 1}
        (taken,) = (answer.json() for answer in answers if answer.ok)
        held = door.call("GET", f"/patients/v1/{held['id']}")
        assert (held["version"], held["name"]["family"]) == (taken["version"], taken["name"]["family"])


def test_one_object_without_versions(doors: Practice) -> None:
    """Where an API has no versions nobody's change gets lost: each changes one field, and all are there."""
    door = doors.drchrono
    fields = ("city", "address", "home_phone", "cell_phone", "middle_name", "employer", "emergency_contact_name")
    number = door.call("GET", "/api/patients")["results"][0]["id"]
    url = f"{door.base_url}/api/patients/{number}"
    for turn in range(ROUNDS):
        values = {
            name: f"+1555{turn:03}{at:04}" if "phone" in name else f"{turn}-{at}" for at, name in enumerate(fields)
        }

        def change(at: int, values: dict[str, str] = values) -> requests.Response:
            name = fields[at % len(fields)]
            return requests.patch(url, json={name: values[name]}, headers=door.headers, timeout=TIMEOUT)

        done = at_once(change)
        taken = {fields[at % len(fields)] for at, answer in enumerate(done) if answer.ok}
        assert {answer.status_code for answer in done} <= {200, 204, 409}
        assert taken, "somebody gets through"
        held = door.call("GET", f"/api/patients/{number}")
        assert {name: held[name] for name in taken} == {name: values[name] for name in taken}
