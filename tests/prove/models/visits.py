"""Appointments through the APIs that book them, and what each must answer and do."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.prove.models.calendars import (
    CALENDARS,
    CARESTACK,
    DRCHRONO,
    Visit,
    candid_shows,
    compare_visits,
    drchrono_shows,
    instant_of,
    open_desk,
)
from tests.prove.models.drawn import NOBODY, some_text
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person
from tests.prove.models.views import Item

DRCHRONO_PATH, CARIUM_PATH, CANDID_PATH = "/api/appointments", "/caredb/v1/org-appointments/", "/appointments/v1"
TWICE, NEVER = "2031-11-02T01:30", "2031-03-09T02:30"
"""What the clock in Eugene shows two times, and not at all."""

walls = st.sampled_from(
    (
        "2031-07-01T09:00",
        "2031-07-01T09:15",
        "2031-07-01T09:30",
        "2030-12-31T23:45",
        "2031-01-01T00:00",
        "2020-02-29T12:00:30",
        "2031-03-09T01:59:59",
        TWICE,
        NEVER,
    )
).map(datetime.fromisoformat)
lengths = st.sampled_from((1, 15, 30, 45, 24 * 60, 7 * 24 * 60))
places = st.sampled_from((0, 1, 1, 2))
people_there = st.sampled_from((0, 0, 1))
texts = st.one_of(st.sampled_from(("", "Sore knee", "=1+1\n2")), some_text)
rooms = st.sampled_from((0, 1, 2, 3, 4))
drchrono_words = st.sampled_from(sorted(DRCHRONO))
carestack_words = st.sampled_from(sorted(CARESTACK))


class VisitRules(RecordMachine):
    """Two patients and the calendar of a practice of two doctors and three offices, one of which refuses overlaps."""

    visits: Bundle[Visit] = Bundle("visits")
    """Every visit that was ever booked, also those that were deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = open_desk(self.practice)
        self.booked_before = {
            name: {each.key(item): item for item in each.listed(self.practice)} for name, each in CALENDARS.items()
        }

    @initialize()
    def two_patients(self) -> None:
        for name in ("Ada", "Bo"):
            body = {"first_name": name, "last_name": "Okafor", "date_of_birth": "1990-01-02", "gender": "Female"}
            answer = self.practice.drchrono.call(
                "POST", "/api/patients", 201, json={**body, "doctor": f"/api/doctors/{self.desk.doctors[0].number}"}
            )
            person = Person(number=answer["id"], given=name, family="Okafor", sex="female", chart_id=answer["chart_id"])
            person.born = datetime(1990, 1, 2).date()  # noqa: DTZ001  # a day
            self.registered(person)

    def agree(self) -> None:
        super().agree()
        for name in CALENDARS:
            self.look_at_a_calendar(name)
        for visit in self.desk.visits:
            self.__check_in_candid(visit)

    @rule(name=st.sampled_from(sorted(CALENDARS)))
    def look_at_a_calendar(self, name: str) -> None:
        calendar = CALENDARS[name]
        compare_visits(calendar, calendar.listed(self.practice), self.desk, self.booked_before[name])

    # -- drchrono -----------------------------------------------------------------------------------------------------

    @rule(
        target=visits,
        wall=walls,
        minutes=lengths,
        place=places,
        doctor=people_there,
        who=st.sampled_from((0, 1, None)),
        room=st.none() | rooms,
        said=st.fixed_dictionaries({}, optional={"status": drchrono_words, "reason": texts, "notes": texts}),
    )
    def drchrono_books(
        self,
        *,
        wall: datetime,
        minutes: int,
        place: int,
        doctor: int,
        who: int | None,
        room: int | None,
        said: Item,
    ) -> Any:
        office, person = self.desk.offices[place], None if who is None else self.record.people[who]
        start = instant_of(wall, office.zone)
        body = {
            "doctor": f"/api/doctors/{self.desk.doctors[doctor].number}",
            "office": office.number,
            "patient": person and f"/api/patients/{person.number}",
            "scheduled_time": wall.isoformat(),
            "duration": minutes,
            **({} if room is None else {"exam_room": room}),
            **said,
        }
        wrong = start is None or (room or 0) > office.rooms or (room == 0 and person is not None and office.rooms > 0)
        if wrong:
            self.practice.drchrono.call("POST", DRCHRONO_PATH, 400, json=body)
            return multiple()
        assert start is not None
        visit = Visit(start, start + timedelta(minutes=minutes), person, self.desk.doctors[doctor], office)
        visit.room = room if room is not None else min(1, office.rooms)
        self.__say(visit, said)
        if self.desk.taken(visit):
            self.practice.drchrono.call("POST", DRCHRONO_PATH, 409, json=body)
            return multiple()
        visit.number = self.practice.drchrono.call("POST", DRCHRONO_PATH, 201, json=body)["id"]
        return self.__booked(visit)

    @rule(
        visit=visits,
        said=st.fixed_dictionaries(
            {},
            optional={
                "scheduled_time": walls,
                "duration": lengths,
                "office": places,
                "doctor": people_there,
                "exam_room": rooms,
                "status": drchrono_words,
                "reason": texts,
                "notes": texts,
                "patient": st.sampled_from((0, 1, None)),
            },
        ),
    )
    def drchrono_changes(self, visit: Visit, said: Item) -> None:
        path, body = f"{DRCHRONO_PATH}/{visit.number}", self.__spelled(said)
        if not visit.live:
            self.practice.drchrono.call("PATCH", path, 404, json=body)
            return
        after = self.__asked_of_drchrono(visit, said, body)
        if after is None:
            self.practice.drchrono.call("PATCH", path, 400, json=body)
            return
        if self.__clashes(visit, after):
            self.practice.drchrono.call("PATCH", path, 409, json=body)
            return
        answer = self.practice.drchrono.call("PATCH", path, 200, json=body)
        _become(visit, after)
        self.__named(visit)
        wanted = drchrono_shows(self.desk, visit)
        assert {name: answer[name] for name in wanted} == wanted

    @rule(visit=visits)
    def drchrono_sends_back_what_it_read(self, visit: Visit) -> None:
        """Which changes nothing."""
        if visit.live:
            path = f"{DRCHRONO_PATH}/{visit.number}"
            read = self.practice.drchrono.call("GET", path)
            assert self.practice.drchrono.call("PUT", path, json=read) == read

    @rule(visit=visits)
    def drchrono_deletes(self, visit: Visit) -> None:
        self.practice.drchrono.call("DELETE", f"{DRCHRONO_PATH}/{visit.number}", 204 if visit.live else 404)
        visit.live = False

    @rule(wall=walls, by=st.sampled_from(("date", "patient", "doctor", "office")), which=st.integers(0, 1))
    def drchrono_searches(self, wall: datetime, by: str, which: int) -> None:
        """Days are those of each visit's own office."""
        live = [each for each in self.desk.visits if each.live]
        if by == "date":
            params = {"date": wall.date().isoformat()}
            live = [each for each in live if drchrono_shows(self.desk, each)["scheduled_time"][:10] == params["date"]]
        elif by == "patient":
            person = self.record.people[which]
            params, live = {"patient": str(person.number)}, [each for each in live if each.person is person]
        else:
            number = (self.desk.doctors if by == "doctor" else self.desk.offices)[which].number
            params = {by: str(number)}
            live = [each for each in live if drchrono_shows(self.desk, each)[by].endswith(f"/{number}")]
        page = self.practice.drchrono.call("GET", DRCHRONO_PATH, params=params)
        found = {each["id"] for each in page["results"]} - set(self.booked_before["drchrono"])
        assert found == {each.number for each in live}

    # -- Carium -------------------------------------------------------------------------------------------------------

    @rule(
        target=visits,
        wall=walls,
        seconds=st.sampled_from((60, 1800, 1830, 7 * 86400, 7 * 86400 + 1, 0)),
        doctor=people_there,
        who=st.integers(0, 1),
        status=st.integers(0, 8),
        reason=st.none() | texts,
    )
    def carium_books(
        self, *, wall: datetime, seconds: int, doctor: int, who: int, status: int, reason: str | None
    ) -> Any:
        start = wall.replace(tzinfo=UTC)
        status_id = list(self.desk.statuses)[status]
        visit = Visit(
            start, start + timedelta(seconds=seconds), self.record.people[who], self.desk.doctors[doctor], None
        )
        visit.status, visit.reason = self.desk.statuses[status_id], reason or ""
        attributes = {
            "organization-id": self.practice.id,
            "individual-id": self.record.people[who].id,
            "practitioner-id": visit.doctor.id,
            "start-time": f"{visit.start:%Y-%m-%d %H:%M:%S}",
            "end-time": visit.end.isoformat(),
            "status-id": status_id,
            "type-id": self.__type(),
            "add-video-channel": False,
            "description": reason,
        }
        document = {"data": {"type": "org-appointments", "attributes": attributes}}
        good = 0 < seconds <= 7 * 86400
        answer = self.practice.carium.call("POST", CARIUM_PATH, 201 if good else 422, json=document)
        if not good:
            return multiple()
        visit.id = answer["data"]["id"]
        return self.__booked(visit)

    @rule(
        visit=visits,
        start=st.none() | walls,
        status=st.none() | st.integers(0, 8),
        doctor=st.none() | people_there,
        reason=st.none() | texts,
    )
    def carium_changes(
        self, visit: Visit, start: datetime | None, status: int | None, doctor: int | None, reason: str | None
    ) -> None:
        """The end moves along, since the API says both."""
        after = _copy(visit)
        attributes: Item = {}
        if start is not None:
            after.start, length = start.replace(tzinfo=UTC), visit.end - visit.start
            after.end = after.start + length
            attributes |= {"start-time": after.start.isoformat(), "end-time": after.end.isoformat()}
        if status is not None:
            attributes["status-id"] = list(self.desk.statuses)[status]
            meant = self.desk.statuses[attributes["status-id"]]
            after.status = visit.status if (visit.status, meant) == ("unset", "booked") else meant
        if doctor is not None:
            after.doctor = self.desk.doctors[doctor]
            attributes["practitioner-id"] = after.doctor.id
        if reason is not None:
            after.reason = attributes["description"] = reason
        document = {"data": {"type": "org-appointments", "attributes": attributes}}
        if not (visit.live and visit.person):
            self.practice.carium.call("PATCH", CARIUM_PATH + (visit.id or NOBODY), 404, json=document)
        elif self.__clashes(visit, after):
            self.practice.carium.call("PATCH", CARIUM_PATH + visit.id, 409, json=document)
        else:
            self.practice.carium.call("PATCH", CARIUM_PATH + visit.id, json=document)
            _become(visit, after)

    @rule(visit=visits)
    def carium_deletes(self, visit: Visit) -> None:
        there = visit.live and visit.person is not None
        self.practice.carium.call("DELETE", CARIUM_PATH + (visit.id or NOBODY), 204 if there else 404)
        visit.live = visit.live and not there

    # -- CareStack ----------------------------------------------------------------------------------------------------

    @rule(
        target=visits,
        wall=walls,
        minutes=lengths,
        place=places,
        doctor=people_there,
        who=st.integers(0, 1),
        said=st.fixed_dictionaries({}, optional={"status": carestack_words, "notes": texts}),
        local=st.booleans(),
    )
    def carestack_books(
        self, *, wall: datetime, minutes: int, place: int, doctor: int, who: int, said: Item, local: bool
    ) -> Any:
        """With wall times of the facility, or with instants."""
        office, until = self.desk.offices[place], wall + timedelta(minutes=minutes)
        start = instant_of(wall, office.zone) if local else wall.replace(tzinfo=UTC)
        end = instant_of(until, office.zone) if local else until.replace(tzinfo=UTC)
        body = {
            "patientReference": self.record.people[who].id,
            "practitionerReference": self.desk.doctors[doctor].id,
            "organizationId": office.id,
            "start": wall.isoformat() if local else f"{wall.isoformat()}Z",
            "end": until.isoformat() if local else f"{until.isoformat()}Z",
            **said,
        }
        if start is None or end is None or not start < end <= start + timedelta(days=7):
            self.practice.carestack.call("POST", "/add/Appointment", 400, json=body)
            return multiple()
        visit = Visit(start, end, self.record.people[who], self.desk.doctors[doctor], office)
        visit.status, visit.notes = CARESTACK[said.get("status", "BOOKED")], said.get("notes", "").strip()
        visit.status = "unset" if visit.status == "booked" else visit.status
        if self.desk.taken(visit):
            self.practice.carestack.call("POST", "/add/Appointment", 409, json=body)
            return multiple()
        visit.id = self.practice.carestack.call("POST", "/add/Appointment", 201, json=body)["reference"]
        return self.__booked(visit)

    @rule(
        visit=visits, said=st.fixed_dictionaries({}, optional={"status": carestack_words, "notes": st.none() | texts})
    )
    def carestack_changes(self, visit: Visit, said: Item) -> None:
        after, body = _copy(visit), {"reference": visit.id or NOBODY, **said}
        shown = CALENDARS["carestack"].shown(self.desk, visit)
        if said.get("status", shown["status"]) != shown["status"]:
            after.status = CARESTACK[said["status"]]
        if said.get("notes") is not None:
            after.notes = said["notes"].strip()
        if not (visit.live and visit.person):
            self.practice.carestack.call("PUT", "/update/Appointment", 404, json=body)
        elif self.__clashes(visit, after):
            self.practice.carestack.call("PUT", "/update/Appointment", 409, json=body)
        else:
            self.practice.carestack.call("PUT", "/update/Appointment", json=body)
            _become(visit, after)

    @rule(visit=visits)
    def carestack_deletes(self, visit: Visit) -> None:
        there = visit.live and visit.person is not None
        path = f"/delete/Appointment/{visit.id or NOBODY}"
        self.practice.carestack.call("DELETE", path, 200 if there else 404)
        visit.live = visit.live and not there

    # -- Candid -------------------------------------------------------------------------------------------------------

    @rule(visit=visits)
    def candid_calls_off(self, visit: Visit) -> None:
        """Deactivating is cancelling: other APIs go on listing it, as such."""
        if visit.person is None:
            return
        read = self.practice.candid.call("GET", f"{CANDID_PATH}/{visit.id}")
        self.practice.candid.call("DELETE", f"{CANDID_PATH}/{visit.id}/{read['version'] + 7}", 409)
        self.practice.candid.call("DELETE", f"{CANDID_PATH}/{visit.id}/{read['version'] + 1}", 204)
        visit.status = visit.status if visit.status in ("cancelled", "rescheduled") else "cancelled"

    # -- what the record does -----------------------------------------------------------------------------------------

    def __asked_of_drchrono(self, visit: Visit, said: Item, body: Item) -> Visit | None:
        """``visit`` as it is to be; None if it cannot be. What comes back as it was shown is no change."""
        shown = drchrono_shows(self.desk, visit)
        changed = {name for name, value in body.items() if value != shown[name]}
        after = _copy(visit)
        if "office" in changed:
            after.office = self.desk.offices[said["office"]]
        if "doctor" in changed:
            after.doctor = self.desk.doctors[said["doctor"]]
        if "patient" in changed:
            after.person = None if said["patient"] is None else self.record.people[said["patient"]]
        if "exam_room" in changed:
            after.room = said["exam_room"]
        office, length = after.office or self.desk.offices[0], visit.end - visit.start
        start: datetime | None = visit.start
        if "scheduled_time" in changed or ("office" in changed and "scheduled_time" in body):
            start = instant_of(said["scheduled_time"], office.zone)
        roomless = "exam_room" in changed and after.room == 0 and after.person is not None and office.rooms > 0
        moved = (visit.room, visit.office) != (after.room, after.office)
        rooms_there = after.office.rooms if after.office else office.rooms if "exam_room" in changed else 9
        if start is None or roomless or (moved and after.room > rooms_there):
            return None
        after.start, after.end = (
            start,
            start + (timedelta(minutes=said["duration"]) if "duration" in changed else length),
        )
        self.__say(after, {name: said[name] for name in ("status", "reason", "notes") if name in changed})
        return after

    def __say(self, visit: Visit, said: Mapping[str, Any]) -> None:
        visit.status = DRCHRONO[said["status"]] if "status" in said else visit.status
        visit.reason = said.get("reason", visit.reason)
        visit.notes = said.get("notes", visit.notes)

    def __spelled(self, said: Item) -> Item:
        spelled = dict(said)
        for name, numbered in (("doctor", self.desk.doctors), ("office", self.desk.offices)):
            if name in said:
                spelled[name] = f"/api/{name}s/{numbered[said[name]].number}"
        if "scheduled_time" in said:
            spelled["scheduled_time"] = said["scheduled_time"].isoformat()
        if said.get("patient") is not None:
            spelled["patient"] = f"/api/patients/{self.record.people[said['patient']].number}"
        return spelled

    def __clashes(self, before: Visit, after: Visit) -> bool:
        """A change is only an overlap where it takes up time that it did not."""
        footprints = [
            (
                each.start,
                each.end,
                each.office,
                each.doctor,
                each.room,
                each.status in ("cancelled", "no_show", "rescheduled"),
            )
            for each in (before, after)
        ]
        others = [each for each in self.desk.visits if each is not before]
        here = type(self.desk)(self.desk.offices, self.desk.doctors, self.desk.statuses, others)
        return footprints[0] != footprints[1] and here.taken(after)

    def __type(self) -> str:
        listed = self.practice.carium.call("GET", "/caredb/v1/org-appointment-types/", params={"page[limit]": 1})
        found: str = listed["data"][0]["id"]
        return found

    def __booked(self, visit: Visit) -> Visit:
        if not visit.number:
            known = {*self.booked_before["drchrono"], *(each.number for each in self.desk.visits)}
            (visit.number,) = {item["id"] for item in CALENDARS["drchrono"].listed(self.practice)} - known
        self.desk.visits.append(self.__named(visit))
        return visit

    def __named(self, visit: Visit) -> Visit:
        """By the id that all APIs but drchrono call it by: a break has none that they would tell."""
        if visit.person and not visit.id:
            known = {*self.booked_before["carium"], *(each.id for each in self.desk.visits)}
            (visit.id,) = {item["id"] for item in CALENDARS["carium"].listed(self.practice)} - known
        return visit

    def __check_in_candid(self, visit: Visit) -> None:
        if visit.person is None or not visit.id:
            return
        read = self.practice.candid.call("GET", f"{CANDID_PATH}/{visit.id}")
        wanted = candid_shows(self.desk, visit)
        assert {name: read.get(name) for name in wanted} == wanted
        versions = [each["version"] for each in self.practice.candid.call("GET", f"{CANDID_PATH}/{visit.id}/history")]
        assert versions[-1] == read["version"]
        assert versions == sorted(set(versions))


def _copy(visit: Visit) -> Visit:
    return Visit(**{name: getattr(visit, name) for name in Visit.__dataclass_fields__})


def _become(visit: Visit, after: Visit) -> None:
    for name in Visit.__dataclass_fields__:
        setattr(visit, name, getattr(after, name))
