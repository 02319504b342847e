"""Many clients of four APIs after the same few slots of one doctor, at an office that refuses overlaps."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import requests

from polyclinic.sandbox import ids
from polyclinic.sandbox.plan import OTHER
from tests.between.conftest import TIMEOUT, Door, Practice
from tests.between.test_patients import JAMES, carium_patient, drchrono_patient

FIRST = datetime(2031, 7, 1, 16, tzinfo=UTC)
SPARE = FIRST + timedelta(days=365)
LENGTH = timedelta(minutes=30)
CLIENTS = 32
PATIENCE = 10
APPOINTMENTS = "/api/appointments"


def slots(number: int) -> list[datetime]:
    """One right after the other."""
    return [FIRST + place * LENGTH for place in range(number)]


@dataclass(slots=True)
class Contest:
    """The second office of a fresh demo practice, its second doctor, and a patient."""

    doors: Practice
    patient_id: str = ""
    patient: int = 0
    spares: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.patient_id = carium_patient(self.doors)
        self.patient = drchrono_patient(self.doors, search=JAMES["last-name"])["id"]

    @property
    def office_id(self) -> str:
        return self._id("facility")

    @property
    def doctor_id(self) -> str:
        return self._id("practitioner")

    def _id(self, kind: str) -> str:
        return replace(OTHER, practice_id=self.doors.organization_id).id(kind, 1)

    def form(self, start: datetime) -> dict[str, Any]:
        """As drchrono has it: what counts is the doctor, whatever the room."""
        return {
            "doctor": OTHER.first_number + ids.DOCTOR_NUMBER + 1,
            "office": OTHER.first_number + ids.OFFICE_NUMBER + 1,
            "patient": self.patient,
            "exam_room": 1 + start.minute // 30,
            "duration": int(LENGTH / timedelta(minutes=1)),
            "scheduled_time": start.astimezone(ZoneInfo(OTHER.zone)).replace(tzinfo=None).isoformat(),
        }

    def run(self, number: int, bookings: int) -> int:
        """Try that many bookings of that many slots. Returns how many were made; all others were refused as taken."""
        clients = [Client(self, api, random.Random(place)) for place, api in enumerate(_apis())]
        wanted = slots(number)
        with ThreadPoolExecutor(CLIENTS) as pool:
            parts = pool.map(lambda client: client.work(wanted, bookings // CLIENTS), clients)
            return sum(parts)

    def held(self) -> list[dict[str, Any]]:
        """What the office holds of the doctor's time from the first slot on, as drchrono lists it."""
        form = self.form(FIRST)
        params = {"office": form["office"], "doctor": form["doctor"], "date_range": "2031-07-01/2031-12-31"}
        found: list[dict[str, Any]] = []
        path, query = APPOINTMENTS, params
        while path:
            page = self.doors.drchrono.call("GET", path, params=query)
            found, path, query = found + page["results"], page["next"], {}
        return found


@dataclass(slots=True)
class Client:
    """One of many, with connections of its own. ``api`` sends what books a slot and reads whether it was taken."""

    contest: Contest
    api: "Callable[[Client, datetime], bool]"
    chance: random.Random
    spare: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def work(self, wanted: Sequence[datetime], times: int) -> int:
        with self.session:
            return sum(self.api(self, self.chance.choice(wanted)) for _ in range(times))

    def send(self, door: Door, method: str, path: str, body: Any, **headers: str) -> requests.Response:
        """The answer; sent again while the server says (503) that its disk is too slow and that nothing was written."""
        headers = {**door.headers, **headers}
        for _ in range(PATIENCE):
            answer = self.session.request(method, door.base_url + path, json=body, headers=headers, timeout=TIMEOUT * 3)
            if answer.status_code != 503:
                break
            time.sleep(self.chance.random())
        return answer


def _taken(answer: requests.Response, done: int, refusal: str) -> bool:
    """Whether a booking was made; fails on any answer but that and the API's own refusal."""
    if answer.status_code == done:
        return True
    assert (answer.status_code, refusal in answer.text) == (409, True), answer.text
    return False


def _drchrono(client: Client, start: datetime) -> bool:
    contest = client.contest
    answer = client.send(contest.doors.drchrono, "POST", APPOINTMENTS, contest.form(start))
    return _taken(answer, 201, "has another appointment at this time")


def _carestack(client: Client, start: datetime) -> bool:
    contest = client.contest
    body = {
        "practitionerReference": contest.doctor_id,
        "patientReference": contest.patient_id,
        "start": start.isoformat(),
        "end": (start + LENGTH).isoformat(),
    }
    answer = client.send(contest.doors.carestack, "POST", "/add/Appointment", body, facilityid=contest.office_id)
    return _taken(answer, 201, "Appointment conflict")


def _candid(client: Client, start: datetime) -> bool:
    """A client has a patient of its own, who gets the attending doctor as the current one."""
    contest = client.contest
    client.spare = client.spare or carium_patient(contest.doors, **{"email": f"{id(client)}@example.com"})
    body = {
        "patient_id": client.spare,
        "start_timestamp": start.isoformat(),
        "service_duration": int(LENGTH / timedelta(minutes=1)),
        "services": [],
        "attending_doctor": {
            "name": {"family": "Moreau", "given": ["Ada"], "use": "USUAL"},
            "telecoms": [],
            "canonical_id": contest.doctor_id,
        },
        "location_resource_id": contest.office_id,
    }
    answer = client.send(contest.doors.candid, "POST", "/appointments/v1", body)
    return _taken(answer, 200, "This time is taken")


def _carium(client: Client, start: datetime) -> bool:
    """This API names no office: it moves what drchrono has booked there for another day."""
    contest = client.contest
    if not client.spare:
        client.spare = _booked_elsewhere(contest)
    times = {"start-time": start.isoformat(), "end-time": (start + LENGTH).isoformat()}
    body = {"data": {"type": "org-appointments", "attributes": times}}
    answer = client.send(contest.doors.carium, "PATCH", f"/caredb/v1/org-appointments/{client.spare}/", body)
    taken = _taken(answer, 200, "is taken")
    client.spare = "" if taken else client.spare
    return taken


def _booked_elsewhere(contest: Contest) -> str:
    """The id of an appointment in a slot that nobody else wants."""
    start = SPARE + next(contest.spares) * LENGTH
    contest.doors.drchrono.call("POST", APPOINTMENTS, 201, json=contest.form(start))
    params = {"organization-id": contest.doors.organization_id, "filter[individual-id]": contest.patient_id}
    params |= {"sort": "-start-time", "page[limit]": "1000"}
    listed = contest.doors.carium.call("GET", "/caredb/v1/org-appointments/", params=params)["data"]
    spelled = f"{start:%Y-%m-%d %H:%M:%S}"
    return next(str(each["id"]) for each in listed if each["attributes"]["start-time"] == spelled)


def _apis() -> "list[Callable[[Client, datetime], bool]]":
    return [_drchrono, _carium, _carestack, _candid] * (CLIENTS // 4)


def assert_no_slot_is_held_twice(contest: Contest, number: int, taken: int) -> None:
    """Every slot has one appointment, which can be changed afterwards, and whose time is free once it is cancelled."""
    held = contest.held()
    starts = Counter(each["scheduled_time"] for each in held)
    assert starts == {contest.form(start)["scheduled_time"]: 1 for start in slots(number)}
    assert taken == number
    drchrono = contest.doors.drchrono
    for each in held:
        changes = {"notes": "kept", "status": "Confirmed"}
        assert drchrono.call("PATCH", f"{APPOINTMENTS}/{each['id']}", json=changes) == {**each, **changes}
    (first,) = (each for each in held if each["scheduled_time"] == contest.form(FIRST)["scheduled_time"])
    drchrono.call("PATCH", f"{APPOINTMENTS}/{first['id']}", json={"status": "Cancelled"})
    drchrono.call("POST", APPOINTMENTS, 201, json=contest.form(FIRST))
    drchrono.call("PATCH", f"{APPOINTMENTS}/{first['id']}", 409, json={"status": "Confirmed"})
