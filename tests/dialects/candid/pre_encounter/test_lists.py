"""Visits and lists of the pre-encounter API: what is found, in which order, page by page, in how many queries."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling import operations as schedule
from polyclinic.core.scheduling.model import Appointment
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import NOW, Office, furnish
from tests.dialects.candid.pre_encounter.bodies import coverage
from tests.dialects.candid.pre_encounter.people import named, person
from tests.dialects.candid.pre_encounter.test_appointments import wire

VISITS = "/appointments/v1/visits"
MONDAY = datetime.fromisoformat("2026-03-09T14:00:00+00:00")
"""Ten in the morning in New York, the first Monday of daylight saving."""
SINCE = "appointment.startTimestamp|gt|2026-01-01"


class Clinic:
    """Three patients with appointments; everything is asked for by plain HTTP."""

    def __init__(self, office: Office, http: httpx2.AsyncClient) -> None:
        self.office = office
        self.http = http
        self.patients: dict[str, dict[str, Any]] = {}

    async def call(self, method: str, path: str, expect: int = 200, **given: Any) -> Any:
        answer = await self.http.request(method, path, **given)
        assert answer.status_code == expect, answer.text
        return answer.json() if answer.content else None

    async def register(self, given: str, family: str, **changes: Any) -> str:
        made = await self.call("POST", "/patients/v1", json=person(name=named(family, given), **changes))
        self.patients[given] = made
        id: str = made["id"]
        return id

    async def book(self, given: str, after: timedelta = timedelta(0), **changes: Any) -> dict[str, Any]:
        sent = {"patient_id": self.patients[given]["id"], "start_timestamp": wire(MONDAY + after), **changes}
        made: dict[str, Any] = await self.call(
            "POST", "/appointments/v1", json={"service_duration": 30, "services": [], **sent}
        )
        return made

    async def insure(self, given: str, *members: str, **changes: Any) -> None:
        patient = self.patients[given]
        ids = []
        for member in members:
            sent = coverage(patient["id"], **changes)
            sent["insurance_plan"] = {**sent["insurance_plan"], "member_id": member}
            ids.append((await self.call("POST", "/coverages/v1", json=sent))["id"])
        held = await self.call("GET", f"/patients/v1/{patient['id']}")
        path = f"/patients/v1/{patient['id']}/{held['version'] + 1}"
        self.patients[given] = await self.call("PUT", path, json={**held, "filing_order": {"coverages": ids}})

    async def rows(self, path: str, *filters: str, **query: Any) -> Any:
        asked = {**({"filters": ",".join(filters)} if filters else {}), **query}
        return await self.call("GET", path, params=asked)

    async def visits(self, *filters: str, **query: Any) -> list[tuple[str, str, str]]:
        """Who comes when in which state, with a total that agrees."""
        page = await self.rows(VISITS, SINCE, *filters, **query)
        assert page["total"] == len(page["items"])
        return [(each["patient"]["name"]["given"][0], each["start_time"], each["status"]) for each in page["items"]]

    async def appointments(self, *filters: str, **query: Any) -> list[str]:
        page = await self.rows("/lists/v1/appointment", *filters, **query)
        assert page["total"] == len(page["items"])
        return [each["appointment"]["id"] for each in page["items"]]

    async def found(self, *filters: str, **query: Any) -> list[str]:
        page = await self.rows("/lists/v1/patient", *filters, **query)
        assert page["total"] == len(page["items"])
        return [each["patient"]["name"]["given"][0] for each in page["items"]]


@pytest.fixture
async def clinic(office: Office, http: httpx2.AsyncClient) -> Clinic:
    made = Clinic(office, http)
    await made.register("Loki", "Laufeyson")
    await made.register("Thor", "Odinson", birth_date="1980-01-01")
    await made.register("Hela", "Odinson", birth_date="1970-01-01", biological_sex="FEMALE")
    return made


async def test_appointments_of_a_patient_s_day_are_one_visit(clinic: Clinic) -> None:
    queue = {"status": "NOT_READY", "work_queue": "NEW_PATIENT", "not_ready_reason": "NO_COVERAGE"}
    await clinic.book("Loki", timedelta(hours=3), **queue)
    await clinic.book("Loki")
    await clinic.book("Loki", timedelta(hours=13, minutes=59))
    night = timedelta(hours=14)  # midnight in New York: the next day
    await clinic.book("Loki", night, **queue)
    await clinic.book("Thor", timedelta(hours=1), **{**queue, "not_ready_reason": "MANUAL"})
    monday, tuesday, thors = wire(MONDAY), wire(MONDAY + night), wire(MONDAY + timedelta(hours=1))
    everyone = [("Loki", monday, "PENDING"), ("Thor", thors, "NOT_READY"), ("Loki", tuesday, "NOT_READY")]
    assert await clinic.visits() == everyone
    assert await clinic.visits(sort_direction="desc") == everyone[::-1]
    not_ready = await clinic.visits("appointment.status|eq|NOT_READY")
    assert not_ready == [
        ("Thor", thors, "NOT_READY"),
        ("Loki", wire(MONDAY + timedelta(hours=3)), "NOT_READY"),
        everyone[2],
    ]
    assert await clinic.visits("patient.name.family|eq|odinson") == [everyone[1]]
    assert await clinic.rows(VISITS, "appointment.startTimestamp|eq|2026-03-09", limit=1) != {}

    first = await clinic.rows(VISITS, SINCE, limit=2)
    assert (len(first["items"]), first["total"]) == (2, 3)
    second = await clinic.rows(VISITS, SINCE, limit=2, page_token=first["next_page_token"])
    assert [each["start_time"] for each in second["items"]] == [tuesday]
    assert "next_page_token" not in second

    counts = await clinic.rows(f"{VISITS}/counts", SINCE)
    assert counts == {"not_ready_reason_counts": {"NO_COVERAGE": 1, "MANUAL": 1}}
    of_not_ready = await clinic.rows(f"{VISITS}/counts", SINCE, "appointment.status|eq|NOT_READY")
    assert of_not_ready == {"not_ready_reason_counts": {"NO_COVERAGE": 2, "MANUAL": 1}}


async def test_what_is_called_off_makes_no_visit(clinic: Clinic) -> None:
    first = await clinic.book("Loki")
    later = await clinic.book("Loki", timedelta(hours=1))
    await clinic.call("DELETE", f"/appointments/v1/{first['id']}/1", 204)
    assert await clinic.visits() == [("Loki", later["start_timestamp"], "PENDING")]
    ctx = clinic.office.context()
    await schedule.delete(ctx, later["id"])
    await schedule.book(ctx, Appointment(start=MONDAY, end=MONDAY + timedelta(hours=1)))
    await ctx.commit()
    assert await clinic.visits() == []


async def test_a_visit_shows_the_plans_that_pay_first(clinic: Clinic) -> None:
    await clinic.insure("Loki", "M-1", "M-2")
    await clinic.book("Loki")
    (shown,) = (await clinic.rows(VISITS, SINCE))["items"]
    assert (shown["primary_coverage_status"], shown["primary_payer_name"]) == ("ACTIVE", "Aetna")
    assert shown["secondary_payer_plan_group_id"] == "d5e9c84f-c2b2-4bf4-b4b0-7ffd7a9ffc32"
    assert shown["patient"]["mrn"] == clinic.patients["Loki"]["mrn"]
    assert "version" not in shown["patient"]


@pytest.mark.parametrize("path", [VISITS, f"{VISITS}/counts"])
async def test_visits_need_a_date(clinic: Clinic, path: str) -> None:
    for filters in (None, "appointment.status|eq|PENDING"):
        refused = await clinic.call("GET", path, 400, params={"filters": filters} if filters else {})
        assert refused["errorName"] == "BadRequestError"
        assert "appointment.startTimestamp" in refused["content"]["message"]


@pytest.mark.parametrize(
    ("path", "filters", "named"),
    [
        (VISITS, f"{SINCE},appointment.colour|eq|red", "appointment.colour"),
        (VISITS, "appointment.startTimestamp|gt|soon", "appointment.startTimestamp"),
        (VISITS, "appointment.startTimestamp|ne|2026-01-01", "appointment.startTimestamp"),
        (f"{VISITS}/counts", f"{SINCE},appointment.status|gt|READY", "appointment.status"),
        ("/lists/v1/patient", "patient.birthDate|eq|1.1.1980", "patient.birthDate"),
        ("/lists/v1/patient", "appointment.status|eq|READY", "appointment.status"),
    ],
)
async def test_a_bad_filter_is_named(clinic: Clinic, path: str, filters: str, named: str) -> None:
    refused = await clinic.call("GET", path, 400, params={"filters": filters})
    assert refused["errorName"] == "BadRequestError"
    assert named in refused["content"]["message"]


@pytest.mark.parametrize("path", ["/lists/v1/appointment", "/lists/v1/patient", VISITS])
async def test_bad_pages_and_orders(clinic: Clinic, path: str) -> None:
    for query in ({"limit": 0}, {"limit": 1001}, {"sort_field": "x"}, {"sort_direction": "up"}, {"page_token": "x"}):
        answer = await clinic.http.get(path, params={"filters": SINCE if "patient" not in path else "", **query})
        assert answer.status_code in (400, 422), query
        assert next(iter(query)) in answer.text, query


async def test_the_appointment_list(clinic: Clinic) -> None:
    await clinic.insure("Loki", "M-1", "M-2")
    kind = [{}, {"universal_service_identifier": "Tests"}]
    one = await clinic.book("Loki", services=kind, placer_appointment_id="p-1")
    two = await clinic.book("Thor", timedelta(hours=-1), status="READY")
    three = await clinic.book("Hela", timedelta(days=1), status="NOT_READY", work_queue="NEW_PATIENT")
    page = await clinic.rows("/lists/v1/appointment")
    assert [each["appointment"] for each in page["items"]] == [two, one, three]
    shown = page["items"][1]
    assert shown["primary_coverage"]["insurance_plan"]["member_id"] == "M-1"
    assert shown["secondary_coverage"]["insurance_plan"]["member_id"] == "M-2"
    assert shown["primary_service_type"] == "Tests"
    assert shown["patient"]["mrn"] == clinic.patients["Loki"]["mrn"]
    assert not {"primary_coverage", "primary_service_type"} & page["items"][0].keys()

    ids = [each["id"] for each in (two, one, three)]
    for filters, expected in {
        "appointment.status|eq|READY": ids[:1],
        "appointment.workQueue|eq|NEW_PATIENT": ids[2:],
        "appointment.placerAppointmentId|eq|p-1": ids[1:2],
        f"appointment.patientId|eq|{clinic.patients['Thor']['id']}": ids[:1],
        f"patient.mrn|eq|{clinic.patients['Hela']['mrn']}": ids[2:],
        "patient.birthDate|lt|1981-01-01": [ids[0], ids[2]],
        "patient.biologicalSex|eq|FEMALE": ids[2:],
        "primaryCoverage.memberId|eq|M-1": ids[1:2],
        "secondaryCoverage.memberId|eq|M-1": [],
        "primaryCoverage.status|eq|ACTIVE,patient.name.family|eq|laufeyson": ids[1:2],
        "appointment.startTimestamp|eq|2026-03-09": ids[:2],
        f"appointment.startTimestamp|gt|{wire(MONDAY)}": ids[2:],
    }.items():
        assert await clinic.appointments(filters) == expected, filters
    assert await clinic.appointments(sort_field="appointment.createdAt") == [ids[1], ids[0], ids[2]]
    assert await clinic.appointments(sort_direction="desc") == ids[::-1]

    await clinic.call("DELETE", f"/appointments/v1/{ids[0]}/1", 204)
    assert await clinic.appointments() == ids[1:]
    assert await clinic.appointments(include_deactivated=True) == ids


async def test_the_patient_list(clinic: Clinic) -> None:
    await clinic.insure("Thor", "M-1", "M-2", "M-3")
    await clinic.book("Thor", timedelta(days=2))
    soon = await clinic.book("Thor", timedelta(days=1), notes="soon")
    gone = await clinic.book("Thor", timedelta(hours=1))
    await clinic.call("DELETE", f"/appointments/v1/{gone['id']}/1", 204)
    await clinic.book("Loki", NOW - MONDAY - timedelta(days=1))
    page = await clinic.rows("/lists/v1/patient", sort_field="patient.birthDate")
    assert [each["patient"]["name"]["given"][0] for each in page["items"]] == ["Hela", "Thor", "Loki"]
    hela, thor, loki = page["items"]
    assert thor["patient"] == clinic.patients["Thor"]
    members = [
        thor[f"{place}_coverage"]["insurance_plan"]["member_id"] for place in ("primary", "secondary", "tertiary")
    ]
    assert members == ["M-1", "M-2", "M-3"]
    assert thor["next_appointment"]["start_timestamp"] == soon["start_timestamp"]
    assert thor["next_appointment"]["notes"] == "soon"
    assert hela == {"patient": clinic.patients["Hela"], "alternative_mrns": []}
    assert "next_appointment" not in loki, "it has been"

    assert sorted(await clinic.found()) == ["Hela", "Loki", "Thor"]
    for filters, expected in {
        "patient.name.family|eq|ODINSON": ["Hela", "Thor"],
        "patient.name.family|eq|ODINSON,patient.birthDate|gt|1975-06-01": ["Thor"],
        f"patient.mrn|eq|{clinic.patients['Loki']['mrn']}": ["Loki"],
        f"patient.id|eq|{clinic.patients['Loki']['id']},patient.mrn|eq|nobody": [],
        "tertiaryCoverage.memberId|eq|M-3": None,
        "primaryCoverage.memberId|eq|M-1": ["Thor"],
    }.items():
        if expected is None:
            assert (await clinic.http.get("/lists/v1/patient", params={"filters": filters})).status_code == 400
        else:
            assert await clinic.found(filters, sort_field="patient.name.given") == expected, filters
    version = clinic.patients["Hela"]["version"] + 1
    await clinic.call("DELETE", f"/patients/v1/{clinic.patients['Hela']['id']}/{version}", 204)
    assert await clinic.found(sort_field="patient.name") == ["Loki", "Thor"]
    assert await clinic.found(sort_field="patient.name", include_deactivated=True) == ["Loki", "Hela", "Thor"]


async def test_whom_a_merge_made_one(clinic: Clinic) -> None:
    ctx = clinic.office.context()
    loki, thor = clinic.patients["Loki"], clinic.patients["Thor"]
    held = await ctx.need(PATIENT, loki["id"])
    await ctx.put(PATIENT, replace(held, active=False, merged_into=thor["id"]))
    await ctx.commit()
    by_mrn = f"patient.mrn|eq|{loki['mrn']}"
    assert await clinic.found(by_mrn) == []
    assert await clinic.found(by_mrn, redirect_to_primary=True) == ["Thor"]
    page = await clinic.rows("/lists/v1/patient", by_mrn, include_deactivated=True)
    assert [each["primary_mrn"] for each in page["items"]] == [thor["mrn"]]
    assert "Loki" not in await clinic.found(include_deactivated=True, hide_alternatives=True)


async def test_patients_of_other_apis_are_found_by_the_mrn_they_show(clinic: Clinic) -> None:
    ctx = clinic.office.context()
    other = await ctx.put(PATIENT, Patient(name=HumanName("Sif", "Týrsdóttir")))
    await ctx.commit()
    shown = (await clinic.call("GET", f"/patients/v1/{other.id}"))["mrn"]
    assert await clinic.found(f"patient.mrn|eq|{shown}") == ["Sif"]
    assert await clinic.found("patient.name.family|eq|tyrsdottir") == ["Sif"]


async def test_a_page_costs_the_same_however_long_it_is(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    records: Any = clinic.office.context().records
    engine = records._engine
    asked: Counter[str] = Counter()
    fetch = type(engine).fetch

    async def counted(self: Any, practice_id: str, sql: str, *args: Any, **kwargs: Any) -> Any:
        asked["queries"] += 1
        return await fetch(self, practice_id, sql, *args, **kwargs)

    monkeypatch.setattr(type(engine), "fetch", counted)
    costs = []
    for given in ("Loki", "Thor", "Hela"):
        await clinic.insure(given, f"{given}-1", f"{given}-2")
        await clinic.book(given)
        asked.clear()
        for path in ("/lists/v1/patient", "/lists/v1/appointment", VISITS):
            await clinic.rows(path, *((SINCE,) if "patient" not in path else ()))
        costs.append(asked["queries"])
    assert costs[0] >= costs[2]
    assert costs[2] <= 16


async def test_another_practice_sees_nothing(clinic: Clinic) -> None:
    await clinic.book("Loki")
    stranger = Clinic(await furnish(clinic.office.services, clinic.office.clock), clinic.http)
    async with await stranger.office.http() as http:
        stranger.http = http
        assert await stranger.visits() == []
        assert await stranger.appointments(include_deactivated=True) == []
        assert await stranger.found(include_deactivated=True) == []
