"""Appointments of the pre-encounter API: what a status asks for, versions, cancelling, and what other APIs wrote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.model import FACILITY, Facility, OverlapPolicy
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import NOW, Office

PATH = "/appointments/v1"
START = (NOW + timedelta(days=3)).replace(microsecond=0)


def wire(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Desk:
    """Someone who books for one patient. What is refused is answered by ``refused``."""

    def __init__(self, http: httpx2.AsyncClient, patient_id: str) -> None:
        self.http = http
        self.patient_id = patient_id

    def body(self, **changes: Any) -> dict[str, Any]:
        start = wire(changes.pop("start", START))
        made = {"patient_id": self.patient_id, "start_timestamp": start, "service_duration": 30, "services": []}
        return {name: value for name, value in {**made, **changes}.items() if value is not ...}

    async def create(self, **changes: Any) -> dict[str, Any]:
        answer = await self.http.post(PATH, json=self.body(**changes))
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def refused(self, **changes: Any) -> tuple[int, str, str]:
        answer = await self.http.post(PATH, json=self.body(**changes))
        return answer.status_code, answer.json()["errorName"], answer.json()["content"]["message"]

    async def put(self, held: dict[str, Any], version: int | None = None, **changes: Any) -> httpx2.Response:
        body = {name: value for name, value in {**held, **changes}.items() if value is not ...}
        return await self.http.put(f"{PATH}/{held['id']}/{version or held['version'] + 1}", json=body)

    async def changed(self, held: dict[str, Any], **changes: Any) -> dict[str, Any]:
        answer = await self.put(held, **changes)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def get(self, id: str) -> dict[str, Any]:
        answer = await self.http.get(f"{PATH}/{id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


async def add_patient(office: Office, **fields: Any) -> str:
    ctx = office.context()
    patient = await ctx.put(PATIENT, Patient(**{"name": HumanName("Loki", "Laufeyson"), **fields}))
    await ctx.commit()
    return patient.id


@pytest.fixture
async def desk(office: Office, http: httpx2.AsyncClient) -> Desk:
    return Desk(http, await add_patient(office))


async def stored(office: Office, id: str) -> Appointment:
    return await office.context().need(APPOINTMENT, id, deleted=True)


async def elsewhere(office: Office, id: str, **changes: Any) -> Appointment:
    """What another API does to an appointment."""
    ctx = office.context()
    after = await schedule.update(ctx, id, lambda held: replace(held, **changes))
    await ctx.commit()
    return after


EVERYTHING = {
    "services": [{"universal_service_identifier": "MD_Visit", "start_timestamp": "2026-03-05T10:00:00Z"}],
    "placer_appointment_id": "order-1",
    "placer_system_name": "emr",
    "attending_doctor": {
        "name": {"family": "Strange", "given": ["Stephen"], "use": "OFFICIAL"},
        "telecoms": [{"value": "518 555 0100", "use": "WORK"}],
        "type": "ATTENDING",
        "npi": "1999999984",
    },
    "estimated_copay_cents": 2500,
    "estimated_patient_responsibility_cents": 0,
    "patient_deposit_cents": 100,
    "appointment_details": "Sore knee",
    "appointment_reason_detail": {"diagnosis_codes": ["M25.561"], "procedure_codes": ["99213"]},
    "medical_necessity_verified": False,
    "prior_authorization_status": "PENDING",
    "notes": "Brings X-rays",
    "location_resource_id": "ROOM7^Room 7",
    "automated_eligibility_check_complete": True,
    "status": "NOT_READY",
    "not_ready_reason": "NO_COVERAGE",
    "work_queue": "NEW_PATIENT",
}


async def test_everything_comes_back_as_it_was_sent(desk: Desk, office: Office) -> None:
    made = await desk.create(**EVERYTHING)
    assert {name: made[name] for name in EVERYTHING} == EVERYTHING
    assert (made["version"], made["deactivated"], made["organization_id"]) == (1, False, office.practice.id)
    assert await desk.get(made["id"]) == made
    held = await stored(office, made["id"])
    assert (held.reason, held.notes, held.status) == ("Sore knee", "Brings X-rays", Status.BOOKED)
    assert held.end - held.start == timedelta(minutes=30)


async def test_a_replacement_clears_what_it_leaves_out(desk: Desk) -> None:
    made = await desk.create(**EVERYTHING)
    answer = await desk.http.put(f"{PATH}/{made['id']}/2", json=desk.body(service_duration=45))
    after = answer.json()
    assert after["version"] == 2
    assert after["status"] == "PENDING"
    assert (after["service_duration"], after["services"]) == (45, [])
    assert not (EVERYTHING.keys() - {"services", "status"}) & after.keys()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"status": "NOT_READY"}, {"work_queue"}),
        ({"status": "READY", "work_queue": "NEW_PATIENT"}, {"work_queue"}),
        ({"status": "NO_SHOW", "work_queue": "NEW_PATIENT"}, {"work_queue"}),
        ({"status": "CHECKED_IN"}, {"checked_in_timestamp"}),
        ({"status": "CHECKED_OUT", "checked_in_timestamp": wire(START)}, {"checked_out_timestamp"}),
        ({"checked_in_timestamp": wire(START)}, {"checked_in_timestamp"}),
        (
            {
                "status": "CHECKED_IN",
                "checked_in_timestamp": wire(START),
                "checked_out_timestamp": wire(START),
            },
            {"checked_out_timestamp"},
        ),
        ({"service_duration": 0, "start_timestamp": "soon"}, {"service_duration", "start_timestamp"}),
        ({"services": [{"universal_service_identifier": "Surgery"}]}, {"services.0.universal_service_identifier"}),
        ({"attending_doctor": {"telecoms": []}}, {"attending_doctor.name"}),
        ({"notes": "x" * 10_001}, {"notes"}),
    ],
)
async def test_what_contradicts_a_status_or_itself_is_refused(
    desk: Desk, changes: dict[str, Any], fields: set[str]
) -> None:
    status, _, message = await desk.refused(**changes)
    assert status == 422
    assert {part.partition(": ")[0] for part in message.split("; ")} == fields


async def test_what_only_goes_with_some_statuses_is_dropped_with_the_others(desk: Desk) -> None:
    made = await desk.create(not_ready_reason="MANUAL", ready_source="MACHINE", cancellation_reason="whim")
    assert not {"not_ready_reason", "ready_source", "cancellation_reason"} & made.keys()
    ready = await desk.changed(made, status="READY", ready_source="MANUAL")
    assert ready["ready_source"] == "MANUAL"
    pending = await desk.changed(ready, status="PENDING")
    assert "ready_source" not in pending


async def test_versions(desk: Desk) -> None:
    made = await desk.create()
    second = await desk.changed(made, notes="2")
    for version in (1, 2, 4):
        answer = await desk.put(second, version, notes="lost")
        assert answer.status_code == 409
        assert answer.json()["errorName"] == "VersionConflictError"
        assert answer.json()["content"]["latest_version"] == 2
    assert (await desk.changed(second, notes="3"))["version"] == 3
    versions = (await desk.http.get(f"{PATH}/{made['id']}/history")).json()
    assert [(version["version"], version.get("notes")) for version in versions] == [(1, None), (2, "2"), (3, "3")]


@pytest.mark.parametrize("ahead", [0, 1])
async def test_cancelling_takes_either_version_and_a_replacement_brings_it_back(
    desk: Desk, office: Office, ahead: int
) -> None:
    made = await desk.create(status="READY")
    path = f"{PATH}/{made['id']}"
    refused = await desk.http.delete(f"{path}/3")
    assert (refused.status_code, refused.json()["errorName"]) == (409, "VersionConflictError")
    answer = await desk.http.delete(f"{path}/{1 + ahead}", params={"cancellation_reason": "moved away"})
    assert (answer.status_code, answer.content) == (204, b"")
    cancelled = await desk.get(made["id"])
    assert (cancelled["deactivated"], cancelled["version"], cancelled["cancellation_reason"]) == (True, 2, "moved away")
    assert (await stored(office, made["id"])).status is Status.CANCELLED

    back = await desk.changed(cancelled)
    assert (back["deactivated"], back["status"], back["version"]) == (False, "READY", 3)
    assert "cancellation_reason" not in back
    assert (await stored(office, made["id"])).status is Status.BOOKED


async def test_what_another_api_deleted_or_cancelled_is_deactivated_and_comes_back(desk: Desk, office: Office) -> None:
    made = await desk.create()
    ctx = office.context()
    await schedule.delete(ctx, made["id"])
    await ctx.commit()
    deleted = await desk.get(made["id"])
    assert deleted["deactivated"] is True
    back = await desk.changed(deleted)
    assert back["deactivated"] is False
    assert (await stored(office, made["id"])).active
    await elsewhere(office, made["id"], status=Status.RESCHEDULED)
    assert (await desk.get(made["id"]))["deactivated"] is True


async def test_who_came_elsewhere_is_checked_in_here(desk: Desk, office: Office) -> None:
    made = await desk.create(status="NOT_READY", work_queue="NEW_PATIENT", not_ready_reason="MANUAL")
    await elsewhere(office, made["id"], status=Status.ARRIVED)
    arrived = await desk.get(made["id"])
    assert (arrived["status"], arrived["checked_in_timestamp"]) == ("CHECKED_IN", wire(NOW))
    assert "not_ready_reason" not in arrived
    noted = await desk.changed(arrived, notes="waits")
    assert (noted["status"], (await stored(office, made["id"])).status) == ("CHECKED_IN", Status.ARRIVED)

    await elsewhere(office, made["id"], status=Status.IN_SESSION)
    again = await desk.changed(await desk.get(made["id"]), notes="in room 7")
    assert (await stored(office, made["id"])).status is Status.IN_SESSION, "this API cannot tell the two apart"
    out = await desk.changed(
        again, status="CHECKED_OUT", checked_out_timestamp=wire(NOW + timedelta(1)), work_queue=...
    )
    assert out["checked_in_timestamp"] == wire(NOW)
    assert (await stored(office, made["id"])).status is Status.COMPLETE
    await elsewhere(office, made["id"], status=Status.NO_SHOW)
    gone = await desk.get(made["id"])
    assert gone["status"] == "NO_SHOW"
    assert not {"checked_in_timestamp", "checked_out_timestamp", "work_queue"} & gone.keys()
    assert (await desk.put(gone)).status_code == 200, "what is read can be sent back"


async def test_a_confirmation_elsewhere_stays_while_nobody_has_come(desk: Desk, office: Office) -> None:
    made = await desk.create()
    await elsewhere(office, made["id"], status=Status.CONFIRMED, room=0)
    await desk.changed(await desk.get(made["id"]), status="READY", notes="all set")
    assert (await stored(office, made["id"])).status is Status.CONFIRMED


async def test_a_doctor_and_a_place_of_the_practice(desk: Desk, office: Office) -> None:
    ctx = office.context()
    doctor = await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Jyoti", "Whitfield"), npi="1245319599"))
    other = await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Sanjay", "Gupta")))
    await ctx.commit()
    sent = {"name": {"family": "Whitfield", "given": ["J."], "use": "USUAL"}, "telecoms": [], "npi": "1245319599"}
    made = await desk.create(attending_doctor=sent, location_resource_id=f"{office.facility}^Upstairs")
    assert (made["attending_doctor"], made["location_resource_id"]) == (sent, f"{office.facility}^Upstairs")
    held = await stored(office, made["id"])
    assert (held.practitioner_id, held.facility_id) == (doctor.id, office.facility)

    await elsewhere(office, made["id"], practitioner_id=other.id)
    seen = await desk.get(made["id"])
    assert seen["attending_doctor"]["name"] == {"family": "Gupta", "given": ["Sanjay"], "use": "USUAL"}
    assert seen["attending_doctor"]["canonical_id"] == other.id
    kept = await desk.changed(seen, notes="hello")
    assert (await stored(office, made["id"])).practitioner_id == other.id
    assert kept["attending_doctor"] == seen["attending_doctor"]
    cleared = await desk.changed(kept, attending_doctor=..., location_resource_id=...)
    assert not {"attending_doctor", "location_resource_id"} & cleared.keys()
    held = await stored(office, made["id"])
    assert (held.practitioner_id, held.facility_id) == (None, None)


async def test_overlaps_are_refused_where_the_office_refuses_them(desk: Desk, office: Office) -> None:
    ctx = office.context()
    strict = await ctx.put(FACILITY, Facility(name="Strict", overlap=OverlapPolicy.REFUSE))
    doctor = await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Jyoti", "Whitfield")))
    await ctx.commit()
    name = {"family": "Whitfield", "given": ["Jyoti"], "use": "USUAL"}
    here: dict[str, Any] = {
        "location_resource_id": f"{strict.id}^Strict",
        "attending_doctor": {"name": name, "telecoms": [], "canonical_id": doctor.id},
    }
    first = await desk.create(**here)
    status, error, message = await desk.refused(**here, start=START + timedelta(minutes=29))
    assert (status, error, message) == (409, "VersionConflictError", "This time is taken")
    await desk.create(attending_doctor=here["attending_doctor"])
    await desk.http.delete(f"{PATH}/{first['id']}/1")
    await desk.create(**here)
    assert (await desk.put(await desk.get(first["id"]))).status_code == 409, "its time was given away"


async def test_a_placer_id_belongs_to_one_appointment(desk: Desk) -> None:
    first = await desk.create(placer_appointment_id="p-1")
    expected = (409, "VersionConflictError", "This placer_appointment_id is already in use")
    assert await desk.refused(placer_appointment_id="p-1") == expected
    other = await desk.create(placer_appointment_id="p-2")
    assert (await desk.put(other, placer_appointment_id="p-1")).json()["errorName"] == "VersionConflictError"
    await desk.changed(first, placer_appointment_id=...)
    assert (await desk.changed(other, placer_appointment_id="p-1"))["placer_appointment_id"] == "p-1"


async def test_who_and_what_is_not_there(desk: Desk, office: Office) -> None:
    made = await desk.create()
    for patient_id in ("nobody", new_id()):
        assert (await desk.refused(patient_id=patient_id))[:2] == (404, "NotFoundError")
        assert (await desk.put(made, patient_id=patient_id)).json()["errorName"] == "NotFoundError"
    ctx = office.context()
    lunch = await schedule.book(ctx, Appointment(start=START, end=START + timedelta(hours=1)))
    await ctx.commit()
    for id in (new_id(), "7", lunch.id):
        for answer in (
            await desk.http.get(f"{PATH}/{id}"),
            await desk.http.get(f"{PATH}/{id}/history"),
            await desk.http.put(f"{PATH}/{id}/2", json=desk.body()),
            await desk.http.delete(f"{PATH}/{id}/1"),
        ):
            assert (answer.status_code, answer.json()["errorName"]) == (404, "NotFoundError"), answer.text


async def test_a_moved_appointment_of_another_patient(desk: Desk, office: Office) -> None:
    made = await desk.create(start=START)
    other = await add_patient(office, name=HumanName("Thor", "Odinson"))
    moved = await desk.changed(made, patient_id=other, start_timestamp="2026-04-01T09:00:00+02:00")
    assert (moved["patient_id"], moved["start_timestamp"]) == (other, "2026-04-01T07:00:00Z")
    held = await stored(office, made["id"])
    assert held.end - held.start == timedelta(minutes=30)


async def test_odd_lengths_survive_what_does_not_speak_of_them(desk: Desk, office: Office) -> None:
    made = await desk.create()
    end = START + timedelta(minutes=20, seconds=30)
    await elsewhere(office, made["id"], end=end)
    seen = await desk.get(made["id"])
    assert seen["service_duration"] == 20
    await desk.changed(seen, notes="x")
    assert (await stored(office, made["id"])).end == end


async def test_who_attends_is_the_patient_s_current_doctor(desk: Desk, office: Office) -> None:
    ctx = office.context()
    doctor = await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Jyoti", "Whitfield"), npi="1245319599"))
    await ctx.commit()
    name = {"family": "Strange", "given": ["Stephen"], "use": "OFFICIAL"}
    made = await desk.create(attending_doctor={"name": name, "telecoms": []})
    patient = (await desk.http.get(f"/patients/v1/{desk.patient_id}")).json()
    assert patient["general_practitioners"] == [{"name": name, "telecoms": [], "type": "ATTENDING"}]

    later = await desk.changed(made, attending_doctor={"name": name, "telecoms": [], "npi": "1245319599"})
    patient = (await desk.http.get(f"/patients/v1/{desk.patient_id}")).json()
    assert [each.get("npi") for each in patient["general_practitioners"]] == ["1245319599"]
    assert (await office.context().need(PATIENT, desk.patient_id)).practitioner_id == doctor.id
    await desk.changed(later, notes="again")
    assert (await desk.http.get(f"/patients/v1/{desk.patient_id}")).json() == patient, "nothing new about the doctor"


async def test_a_scan_goes_through_all_changes(desk: Desk, office: Office) -> None:
    first = await desk.create()
    office.clock.advance(timedelta(seconds=1))
    second = await desk.create()
    ctx = office.context()
    await schedule.book(ctx, Appointment(start=START, end=START + timedelta(hours=1)))
    await ctx.commit()
    office.clock.advance(timedelta(seconds=1))
    await desk.http.delete(f"{PATH}/{first['id']}/1")
    office.clock.advance(timedelta(minutes=5))

    async def scan(since: str) -> list[str]:
        answer = await desk.http.get(f"{PATH}/updates/scan", params={"since": since})
        assert answer.status_code == 200, answer.text
        return [each["id"] for each in answer.json()]

    assert await scan("2020-01-01T00:00:00Z") == [second["id"], first["id"]]
    assert await scan(second["updated_at"]) == [second["id"], first["id"]], "inclusive"
    assert await scan(wire(NOW + timedelta(seconds=2))) == [first["id"]]
    assert (await desk.http.get(f"{PATH}/updates/scan")).status_code == 422
