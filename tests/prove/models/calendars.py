"""What the schedule must hold, and how each API shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.prove.models.premises import Practice
from tests.prove.models.record import Person
from tests.prove.models.views import Item, carestack_walk, carium_walk, drchrono_walk

EUGENE, KOCHI = ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kolkata")
CALLED_OFF = ("cancelled", "rescheduled")
FREE = (*CALLED_OFF, "no_show")
"""States in which nobody's time is taken up."""

DRCHRONO = {
    "": "unset",
    "Arrived": "arrived",
    "Cancelled": "cancelled",
    "Complete": "complete",
    "Confirmed": "confirmed",
    "In Session": "in_session",
    "No Show": "no_show",
    "Not Confirmed": "unconfirmed",
    "Rescheduled": "rescheduled",
}
CARIUM = {
    "Booked": "booked",
    "Confirmed": "confirmed",
    "Not confirmed": "unconfirmed",
    "Arrived": "arrived",
    "In session": "in_session",
    "Completed": "complete",
    "Cancelled": "cancelled",
    "No show": "no_show",
    "Rescheduled": "rescheduled",
}
CARESTACK = {
    "BOOKED": "booked",
    "UNCONFIRMED": "unconfirmed",
    "CONFIRMED": "confirmed",
    "ARRIVED": "arrived",
    "IN_SESSION": "in_session",
    "COMPLETED": "complete",
    "CANCELLED": "cancelled",
    "NO_SHOW": "no_show",
    "RESCHEDULED": "rescheduled",
}
CANDID = {"arrived": "CHECKED_IN", "in_session": "CHECKED_IN", "complete": "CHECKED_OUT", "no_show": "NO_SHOW"}
"""What APIs call the states. Candid has words for some only; what is unset is booked to whoever has no word for it."""


@dataclass(frozen=True, slots=True)
class Office:
    """``rooms`` are numbered from 1."""

    id: str
    number: int
    zone: ZoneInfo
    rooms: int
    refuses_overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Doctor:
    id: str
    number: int


@dataclass(slots=True, eq=False)
class Visit:
    """An appointment, or a break where ``person`` is None. Without an office it is at the practice's first one."""

    start: datetime
    end: datetime
    person: Person | None
    doctor: Doctor
    office: Office | None
    id: str = ""
    number: str = ""
    room: int = 0
    status: str = "unset"
    reason: str = ""
    notes: str = ""
    live: bool = True

    @property
    def minutes(self) -> int:
        return max(1, (self.end - self.start) // timedelta(minutes=1))


@dataclass(slots=True)
class Desk:
    """The practice's offices and doctors, its words for states by their ids, and all visits ever made."""

    offices: list[Office]
    doctors: list[Doctor]
    statuses: Mapping[str, str]
    visits: list[Visit] = field(default_factory=list)

    def taken(self, visit: Visit) -> bool:
        """Whether another visit has the doctor or the room, at an office that does not have it."""
        office = visit.office
        if office is None or not office.refuses_overlaps or visit.status in FREE or visit.end <= datetime.now(UTC):
            return False
        return any(
            (each.doctor == visit.doctor or (each.room and each.room == visit.room))
            and each.start < visit.end
            and visit.start < each.end
            for each in self.visits
            if each is not visit and each.live and each.office == office and each.status not in FREE
        )


def open_desk(practice: Practice) -> Desk:
    offices = practice.drchrono.call("GET", "/api/offices")["results"]
    ids = [each["id"] for each in practice.carestack.call("GET", "/facilities")["facilities"]]
    doctors = practice.drchrono.call("GET", "/api/doctors")["results"]
    named = carium_walk(practice, "/caredb/v1/org-practitioners/", sort="created-at")
    statuses = carium_walk(practice, "/caredb/v1/org-appointment-statuses/")
    return Desk(
        [
            Office(id, each["id"], KOCHI if each["name"] == "Kochi Clinic" else EUGENE, len(each["exam_rooms"]), n == 1)
            for n, (id, each) in enumerate(zip(ids, offices, strict=True))
        ],
        [Doctor(who["id"], each["id"]) for who, each in zip(named, doctors, strict=True)],
        {each["id"]: CARIUM[each["attributes"]["name"]] for each in statuses},
    )


@dataclass(frozen=True, slots=True)
class Calendar:
    """One API's list of appointments."""

    name: str
    listed: Callable[[Practice], list[Item]]
    key: Callable[[Item], str]
    called: Callable[[Visit], str]
    shown: Callable[[Desk, Visit], Item]
    says: Callable[[Desk, Item], Item] = lambda _, item: item
    breaks: bool = False


def compare_visits(calendar: Calendar, items: list[Item], desk: Desk, others: Mapping[str, Item]) -> None:
    """``items`` are the visits of the desk, each as it must be, and ``others``, which nobody has touched."""
    found = {calendar.key(item): item for item in items}
    assert len(found) == len(items), f"{calendar.name} lists a visit twice"
    untouched = {key: found.pop(key, None) for key in others}
    assert untouched == others, f"{calendar.name}: a visit that nobody touched has changed"
    wanted = {calendar.called(each): each for each in desk.visits if each.live and (calendar.breaks or each.person)}
    assert found.keys() == wanted.keys(), f"{calendar.name} lists {sorted(found)} in place of {sorted(wanted)}"
    for key, visit in wanted.items():
        said, shown = calendar.says(desk, found[key]), calendar.shown(desk, visit)
        differs = {name: (said.get(name), value) for name, value in shown.items() if said.get(name) != value}
        assert not differs, f"{calendar.name} shows of {key} (said, wanted): {differs}"


def drchrono_shows(desk: Desk, visit: Visit) -> Item:
    office = visit.office or desk.offices[0]
    wall = visit.start.astimezone(office.zone).replace(tzinfo=None)
    return {
        "doctor": f"/api/doctors/{visit.doctor.number}",
        "office": f"/api/offices/{office.number}",
        "patient": f"/api/patients/{visit.person.number}" if visit.person else None,
        "scheduled_time": wall.isoformat(timespec="seconds"),
        "duration": visit.minutes,
        "exam_room": visit.room,
        "status": next((word for word, status in DRCHRONO.items() if status == visit.status), ""),
        "reason": visit.reason,
        "notes": visit.notes,
    }


def carium_says(desk: Desk, item: Item) -> Item:
    said: Item = item["attributes"]
    return {**said, "status": desk.statuses[said["status-id"]]}


def carium_shows(desk: Desk, visit: Visit) -> Item:
    return {
        "individual-id": visit.person and visit.person.id,
        "practitioner-id": visit.doctor.id,
        "start-time": f"{visit.start:%Y-%m-%d %H:%M:%S}",
        "end-time": f"{visit.end:%Y-%m-%d %H:%M:%S}",
        "status": "booked" if visit.status == "unset" else visit.status,
        "description": visit.reason or None,
    }


def carestack_shows(desk: Desk, visit: Visit) -> Item:
    words = {status: word for word, status in CARESTACK.items()}
    return {
        "patientReference": visit.person and visit.person.id,
        "practitionerReference": visit.doctor.id,
        "organizationId": (visit.office or desk.offices[0]).id,
        "start": f"{visit.start:%Y-%m-%dT%H:%M:%SZ}",
        "end": f"{visit.end:%Y-%m-%dT%H:%M:%SZ}",
        "status": words.get(visit.status, "BOOKED"),
        "notes": visit.notes,
    }


def candid_shows(desk: Desk, visit: Visit) -> Item:
    """What this API shows of one by its id: it lists none."""
    return {
        "patient_id": visit.person and visit.person.id,
        "service_duration": visit.minutes,
        "status": CANDID.get(visit.status, "PENDING"),
        "appointment_details": visit.reason or None,
        "notes": visit.notes or None,
        "deactivated": not visit.live or visit.status in CALLED_OFF,
    }


CALENDARS = {
    calendar.name: calendar
    for calendar in (
        Calendar(
            "drchrono",
            lambda practice: drchrono_walk(practice, "/api/appointments"),
            lambda item: item["id"],
            lambda visit: visit.number,
            drchrono_shows,
            breaks=True,
        ),
        Calendar(
            "carium",
            lambda practice: carium_walk(practice, "/caredb/v1/org-appointments/", 11),
            lambda item: item["id"],
            lambda visit: visit.id,
            carium_shows,
            carium_says,
        ),
        Calendar(
            "carestack",
            lambda practice: carestack_walk(practice, "/get/Appointment"),
            lambda item: item["reference"],
            lambda visit: visit.id,
            carestack_shows,
        ),
    )
}


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a wall time; None for one that the clock skips. What comes twice means the first."""
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None
