"""Of many who want the same at the same moment, exactly one gets it. Through the server, round after round."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.contest import CLIENTS, Contest, assert_no_slot_is_held_twice
from tests.dialects.candid.pre_encounter.people import SMALL
from tests.prove.people import patient
from tests.support.proofs import Proof
from tests.support.server import RunningSandbox

ROUNDS = 25
AT_ONCE = 64

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


def test_one_external_id(doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims("Of many who create under one `source_id` at once, one does; the others hear so", on=engine)
    proof.counts(rounds=proof.times(ROUNDS), writers_in_each=AT_ONCE)
    door = doors.silna
    made = []
    for number in range(proof.times(ROUNDS)):
        body = patient(doors, source_id=f"ehr-{number}")
        url = f"{door.base_url}/public/v1/patients/"
        answers = at_once(lambda _, b=body, u=url: requests.post(u, json=b, headers=door.headers, timeout=TIMEOUT))  # type: ignore[misc]  # defaults bind the round
        assert statuses(answers) == {201: 1, 400: AT_ONCE - 1}
        made.append(only_patient(doors, f"ehr-{number}")["id"])
    assert_moves(doors, made)


def test_one_source_id(doors: Practice, proof: Proof, engine: str) -> None:
    """Everybody writes whether it is there or not: it is made once, and everybody else writes over it."""
    proof.claims("Of many who put one `source_id` at once, one creates it and the others write over it", on=engine)
    door = doors.silna
    url = f"{door.base_url}/public/v1/patients/"
    made, refused = [], 0
    for number in range(proof.times(ROUNDS)):

        def write(at: int, source_id: str = f"put-{number}") -> requests.Response:
            body = patient(doors, source_id=source_id, city=f"Troy {at}")
            return requests.put(url, json=body, headers=door.headers, timeout=TIMEOUT)

        answers = at_once(write)
        found = statuses(answers)
        assert found[201] == 1, found
        assert set(found) <= {200, 201, 409}
        refused += found[409]
        held = only_patient(doors, f"put-{number}")
        assert {answer.json()["patient_id"] for answer in answers if answer.ok} == {held["id"]}
        assert held["city"] in {f"Troy {at}" for at, answer in enumerate(answers) if answer.ok}, "refused and written"
        made.append(held["id"])
    proof.counts(rounds=len(made), writers_in_each=AT_ONCE, told_to_try_again=refused)
    assert_moves(doors, made)


def only_patient(doors: Practice, source_id: str) -> dict[str, Any]:
    query = {"provider_id": doors.provider_id, "source_id": source_id}
    (held,) = doors.silna.call("GET", "/public/v1/patients/", params=query)["records"]
    found: dict[str, Any] = held
    return found


def assert_moves(doors: Practice, ids: list[str]) -> None:
    """What was raced for can be changed as ever."""
    for id in ids:
        doors.silna.call("PATCH", f"/public/v1/patients/{id}", 204, json={"city": "Albany"})
        assert doors.silna.call("GET", f"/public/v1/patients/{id}")["city"] == "Albany"


def test_one_slot(doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims("Of many who book one slot at once, one gets it; the others hear that it is taken", on=engine)
    proof.counts(rounds=proof.times(ROUNDS), bookings_in_each=AT_ONCE)
    door = doors.drchrono
    doctor = door.call("GET", "/api/doctors")["results"][0]
    strict = next(each for each in door.call("GET", "/api/offices")["results"] if each["name"].endswith("Hill Office"))
    found = door.call("GET", "/api/patients")["results"][0]
    url = f"{door.base_url}/api/appointments"
    for number in range(proof.times(ROUNDS)):
        start = f"2031-{number // 25 + 1:02}-{number % 25 + 1:02}T09:00:00"
        form = {"doctor": doctor["id"], "office": strict["id"], "duration": 30, "exam_room": 1, "patient": found["id"]}
        form |= {"scheduled_time": start}
        answers = at_once(lambda _, f=form: requests.post(url, json=f, headers=door.headers, timeout=TIMEOUT))  # type: ignore[misc]  # defaults bind the round
        assert statuses(answers) == {201: 1, 409: AT_ONCE - 1}
        (made,) = (answer.json() for answer in answers if answer.ok)
        place, changes = f"/api/appointments/{made['id']}", {"notes": "kept"}
        assert door.call("PATCH", place, json=changes) == {**made, **changes}


@pytest.mark.timeout(3600)
def test_ten_thousand_bookings_of_a_hundred_slots(doors: Practice, proof: Proof, engine: str) -> None:
    """By 32 clients of four APIs at an office that refuses overlaps: each slot is taken once, all others hear so."""
    proof.claims("Whichever of four APIs books, a slot is held once, and can be changed and given back", on=engine)
    slots, bookings = proof.times(100), proof.times(313) * CLIENTS
    proof.counts(slots=slots, bookings=bookings, clients=CLIENTS)
    contest = Contest(doors)
    taken = contest.run(slots, bookings)
    assert_no_slot_is_held_twice(contest, slots, taken)


def test_one_version(doors: Practice, proof: Proof, engine: str) -> None:
    """Everybody read the same version: one change is taken, the others are told the latest."""
    proof.claims("Of many who change one version at once, one does; the others are told the latest", on=engine)
    proof.counts(rounds=proof.times(ROUNDS), writers_in_each=AT_ONCE)
    door = doors.candid
    held = door.call("POST", "/patients/v1", json=SMALL)
    for _ in range(proof.times(ROUNDS)):
        url = f"{door.base_url}/patients/v1/{held['id']}/{held['version'] + 1}"

        def change(number: int, url: str = url) -> requests.Response:
            changed = {**SMALL, "name": {**SMALL["name"], "family": f"Wells-{number}"}}
            return requests.put(url, json=changed, headers=door.headers, timeout=TIMEOUT)

        answers = at_once(change)
        assert statuses(answers) == {200: 1, 409: AT_ONCE - 1}
        (taken,) = (answer.json() for answer in answers if answer.ok)
        held = door.call("GET", f"/patients/v1/{held['id']}")
        assert (held["version"], held["name"]["family"]) == (taken["version"], taken["name"]["family"])
    after = door.call("PUT", f"/patients/v1/{held['id']}/{held['version'] + 1}", json=SMALL)
    assert (after["version"], after["name"]) == (held["version"] + 1, SMALL["name"])


def test_one_object_without_versions(doors: Practice, proof: Proof, engine: str) -> None:
    """Where an API has no versions nobody's change gets lost: each changes one field, and all are there."""
    proof.claims("Of many who change fields of one object without versions, no change gets lost", on=engine)
    door = doors.drchrono
    fields = ("city", "address", "home_phone", "cell_phone", "middle_name", "employer", "emergency_contact_name")
    number = door.call("GET", "/api/patients")["results"][0]["id"]
    url = f"{door.base_url}/api/patients/{number}"
    refused = 0
    for turn in range(proof.times(ROUNDS)):
        values = {
            name: f"+1555{turn:03}{at:04}" if "phone" in name else f"{turn}-{at}" for at, name in enumerate(fields)
        }

        def change(at: int, values: dict[str, str] = values) -> requests.Response:
            name = fields[at % len(fields)]
            return requests.patch(url, json={name: values[name]}, headers=door.headers, timeout=TIMEOUT)

        done = at_once(change)
        taken = {fields[at % len(fields)] for at, answer in enumerate(done) if answer.ok}
        assert {answer.status_code for answer in done} <= {200, 204, 409}
        refused += statuses(done)[409]
        assert taken, "somebody gets through"
        held = door.call("GET", f"/api/patients/{number}")
        assert {name: held[name] for name in taken} == {name: values[name] for name in taken}
    proof.counts(rounds=proof.times(ROUNDS), writers_in_each=AT_ONCE, told_to_try_again=refused)
    door.call("PATCH", f"/api/patients/{number}", json={"city": "Albany"})
    assert door.call("GET", f"/api/patients/{number}")["city"] == "Albany"
