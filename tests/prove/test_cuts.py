"""Connections that end anywhere, and clients that repeat until they hear a whole answer: everything is done once.

A cut falls on a byte of the request or of the answer, or on a moment in between: before the request has arrived, in
the middle of its body, after the effect and before the answer, or in the middle of the answer.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx2
import pytest

from polyclinic.drchrono import AppointmentWrite, AsyncDrChrono
from polyclinic.sdk.errors import ConnectionFailed
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.silna import AsyncSilna, PatientCreate
from tests.between.conftest import Door, Practice, open_doors
from tests.between.contest import FIRST, LENGTH, Contest
from tests.dialects.candid.office import body as encounter
from tests.dialects.candid.pre_encounter.people import SMALL
from tests.prove.people import patient
from tests.support.cutter import Cutter, cutter_before
from tests.support.proofs import Proof
from tests.support.server import RunningSandbox

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]

REPEATS = 1000
"""Of each of five kinds of request, on each engine: ten thousand in all."""
AT_ONCE = 16
PATIENTS = "/public/v1/patients/"
IN_FLIGHT = "The first request with this key has not ended yet"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["unlimited_sandbox"])


@pytest.fixture
def doors(unlimited_sandbox: RunningSandbox) -> Practice:
    return open_doors(unlimited_sandbox.new_practice())


@dataclass(slots=True)
class Storm:
    """Sends through a cutter. ``repeats`` counts what had to be sent again."""

    http: httpx2.AsyncClient
    cutter: Cutter
    url: str
    repeats: int = 0
    waits: int = 0

    def through(self, door: Door) -> str:
        """The door's base URL by way of the cutter."""
        return f"{self.url}/{door.base_url.rpartition('/')[2]}"

    async def heard(self, door: Door, method: str, path: str, body: Any, **headers: str) -> tuple[httpx2.Response, int]:
        """The first whole answer, and how many times the request was sent for it."""
        for sent in count(1):
            try:
                answer = await self.http.request(
                    method, self.through(door) + path, json=body, headers={**door.headers, **headers}
                )
            except httpx2.RequestError:
                self.repeats += 1
                continue
            if answer.status_code == 503 or (answer.status_code == 409 and IN_FLIGHT in answer.text):
                self.waits += 1
                await asyncio.sleep(0.05)
                continue
            return answer, sent
        raise AssertionError("never reached")

    async def blow(self, repeats: int, one: Callable[[int], Awaitable[None]]) -> int:
        """Do ``one`` with one number after the other, until that many were repeated. Returns how many numbers."""
        numbers = count()

        async def work() -> None:
            while self.repeats < repeats:
                await one(next(numbers))

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(work())
        return next(numbers)

    def count(self, proof: Proof, requests: int) -> None:
        proof.counts(requests=requests, repeats=self.repeats, connections_cut=self.cutter.cuts.total())
        assert self.repeats > 0
        if proof.share == 1:
            assert set(self.cutter.cuts) == {"sent", "received", "after"}


@asynccontextmanager
async def storm(sandbox: RunningSandbox) -> AsyncIterator[Storm]:
    limits = httpx2.Limits(max_connections=AT_ONCE)
    with cutter_before(sandbox.base_url) as (cutter, url):
        async with httpx2.AsyncClient(limits=limits, timeout=90) as http:
            yield Storm(http, cutter, url)


def listed(doors: Practice) -> list[dict[str, Any]]:
    """Every patient of the provider, as Silna lists them."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"has_more": True}
    while page["has_more"]:
        params = {"provider_id": doors.provider_id, "limit": 100}
        params |= {"starting_after": found[-1]["id"]} if found else {}
        page = doors.silna.call("GET", PATIENTS, params=params)
        found += page["records"]
    return found


async def test_an_idempotency_key(
    unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str
) -> None:
    proof.claims(
        "A request with an idempotency key that is repeated after cuts has one effect and one answer", on=engine
    )
    made: dict[str, str] = {}
    async with storm(unlimited_sandbox) as wind:

        async def create(number: int) -> None:
            body = patient(doors, last_name=f"Keyed-{number}")
            answer, _ = await wind.heard(doors.silna, "POST", PATIENTS, body, **{"Idempotency-Key": f"key-{number}"})
            assert answer.status_code == 201, answer.text
            made[body["last_name"]] = answer.json()["patient_id"]

        wind.count(proof, await wind.blow(proof.times(REPEATS), create))
    held = [(each["last_name"], each["id"]) for each in listed(doors) if each["last_name"].startswith("Keyed-")]
    assert sorted(held) == sorted(made.items())


async def test_an_external_id(unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims(
        "An encounter created again after cuts exists once; the repeat hears that its external id is taken", on=engine
    )
    known: set[str] = set()
    async with storm(unlimited_sandbox) as wind:

        async def create(number: int) -> None:
            body = encounter(external_id=f"visit-{number}", patient__external_id=f"patient-{number}")
            answer, sent = await wind.heard(doors.candid, "POST", "/api/encounters/v4", body)
            if answer.status_code != 200:
                assert sent > 1, answer.text
                assert answer.json()["errorName"] == "EncounterExternalIdUniquenessError", answer.text
                assert answer.json()["content"]["external_id"] == body["external_id"]
            known.add(body["external_id"])

        wind.count(proof, await wind.blow(proof.times(REPEATS), create))
    held: Counter[str] = Counter()
    token: dict[str, Any] = {}
    while True:
        page = doors.candid.call("GET", "/api/encounters/v4", params={"limit": 100, **token})
        held.update(each["external_id"] for each in page["items"] if each["external_id"].startswith("visit-"))
        if not page.get("next_page_token"):
            break
        token = {"page_token": page["next_page_token"]}
    assert held == Counter(known)


async def test_a_version(unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims(
        "A change of a version that is repeated after cuts makes one version; the repeat is told of it", on=engine
    )
    people = [{**SMALL, "birth_date": f"1983-12-{day:02}"} for day in range(1, AT_ONCE + 1)]
    free = {doors.candid.call("POST", "/patients/v1", json=person)["id"]: person for person in people}
    changes: dict[str, list[str]] = {id: [SMALL["name"]["family"]] for id in free}
    async with storm(unlimited_sandbox) as wind:

        async def change(number: int) -> None:
            id, person = free.popitem()
            names = changes[id]
            names.append(f"Wells-{number}")
            body = {**person, "name": {**person["name"], "family": names[-1]}}
            place = f"/patients/v1/{id}"
            answer, sent = await wind.heard(doors.candid, "PUT", f"{place}/{len(names)}", body)
            if answer.status_code != 200:
                assert (answer.status_code, sent > 1) == (409, True), answer.text
                answer, _ = await wind.heard(doors.candid, "GET", place, None)
            assert (answer.json()["version"], answer.json()["name"]["family"]) == (len(names), names[-1])
            free[id] = person

        wind.count(proof, await wind.blow(proof.times(REPEATS), change))
    for id, names in changes.items():
        versions = doors.candid.call("GET", f"/patients/v1/{id}/history")
        held = {each["version"]: each["name"]["family"] for each in versions}
        assert len(versions) == len(held)
        assert held == dict(enumerate(names, 1))


async def test_a_source_id(unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str) -> None:
    proof.claims("A patient put again and again under one `source_id` after cuts exists once", on=engine)
    made: dict[str, str] = {}
    async with storm(unlimited_sandbox) as wind:

        async def put(number: int) -> None:
            body = patient(doors, source_id=f"put-{number}", last_name=f"Put-{number}")
            answer, sent = await wind.heard(doors.silna, "PUT", PATIENTS, body)
            assert answer.status_code == 201 or (answer.status_code == 200 and sent > 1), answer.text
            made[body["source_id"]] = answer.json()["patient_id"]

        wind.count(proof, await wind.blow(proof.times(REPEATS), put))
    held = [(each["source_id"], each["id"]) for each in listed(doors) if (each["source_id"] or "").startswith("put-")]
    assert sorted(held) == sorted(made.items())


async def test_a_slot(unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str) -> None:
    """This API has no keys: what keeps a repeated booking from being a second one is the calendar."""
    proof.claims(
        "Where overlaps are refused a booking repeated after cuts is held once; the repeat hears that it is taken",
        on=engine,
    )
    contest = Contest(doors)
    async with storm(unlimited_sandbox) as wind:

        async def book(number: int) -> None:
            form = contest.form(FIRST + number * LENGTH)
            answer, sent = await wind.heard(doors.drchrono, "POST", "/api/appointments", form)
            assert answer.status_code == 201 or (answer.status_code == 409 and sent > 1), answer.text

        requests = await wind.blow(proof.times(REPEATS), book)
        wind.count(proof, requests)
    held = Counter(each["scheduled_time"] for each in contest.held())
    assert held == {contest.form(FIRST + number * LENGTH)["scheduled_time"]: 1 for number in range(requests)}


PERSISTENT = RetryPolicy(attempts=30, first=0.01, longest=0.5)


async def test_our_client_repeats_what_carries_a_key(
    unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str
) -> None:
    proof.claims("Our clients send again what carries a key until it is answered, and it is done once", on=engine)
    made: dict[str, str] = {}
    async with storm(unlimited_sandbox) as wind:
        key = doors.blocks["silna"]["api_key"]
        silna = AsyncSilna(wind.through(doors.silna), key, http=wind.http, retries=PERSISTENT)

        async def create(number: int) -> None:
            body = patient(doors, last_name=f"Called-{number}")
            made[body["last_name"]] = await silna.patients.create(PatientCreate.model_validate(body))

        await all_of(proof.times(REPEATS), create)
        proof.counts(calls=len(made), connections_cut=wind.cutter.cuts.total())
    held = [(each["last_name"], each["id"]) for each in listed(doors) if each["last_name"].startswith("Called-")]
    assert sorted(held) == sorted(made.items())


async def test_our_client_sends_once_what_carries_none(
    unlimited_sandbox: RunningSandbox, doors: Practice, proof: Proof, engine: str
) -> None:
    """Each call ends in its answer, or in an error that says that nobody knows."""
    proof.claims("Our clients send what writes without a key once, and say so when no answer came", on=engine)
    answered: set[str] = set()
    lenient = doors.drchrono.call("GET", "/api/offices")["results"][0]["id"]
    form = {**Contest(doors).form(FIRST), "office": lenient}
    async with storm(unlimited_sandbox) as wind:
        token = doors.blocks["drchrono"]["access_token"]
        drchrono = AsyncDrChrono(wind.through(doors.drchrono), token, http=wind.http, retries=PERSISTENT)

        async def book(number: int) -> None:
            reason = f"call-{number}"
            with suppress(ConnectionFailed):
                await drchrono.appointments.create(AppointmentWrite.model_validate({**form, "reason": reason}))
                answered.add(reason)

        calls = proof.times(REPEATS)
        await all_of(calls, book)
        cut = wind.cutter.cuts.total()
    proof.counts(calls=calls, connections_cut=cut, unanswered=calls - len(answered))
    bookings = Counter(reason for each in appointments(doors) if (reason := each["reason"]).startswith("call-"))
    assert set(bookings.values()) == {1}, "something was sent twice"
    assert answered <= set(bookings)


async def all_of(number: int, one: Callable[[int], Awaitable[None]]) -> None:
    numbers = iter(range(number))

    async def work() -> None:
        for at in numbers:
            await one(at)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())


def appointments(doors: Practice) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    path, query = "/api/appointments", {"date_range": "2031-06-30/2031-07-02"}
    while path:
        page = doors.drchrono.call("GET", path, params=query)
        found, path, query = found + page["results"], page["next"], {}
    return found
