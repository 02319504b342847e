"""What happened to a patient's insurance, the coverages of a time, and what has changed since."""

from datetime import timedelta
from typing import Any

import httpx2

from polyclinic.core.coverage.model import Coverage
from polyclinic.core.coverage.operations import create as create_coverage
from tests.dialects.candid.office import Office
from tests.dialects.candid.pre_encounter.people import named, person
from tests.dialects.candid.pre_encounter.test_patients import PATIENTS, add, refused, replaced

UNKNOWN = f"{PATIENTS}/0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"


async def insure(office: Office, patient_id: str, *payers: str) -> list[str]:
    ctx = office.context()
    plans = [await create_coverage(ctx, Coverage(patient_id=patient_id, payer_name=payer)) for payer in payers]
    await ctx.commit()
    return [plan.id for plan in plans]


async def test_a_snapshot_has_the_order_of_its_time(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    ids = await insure(office, made["id"], "A", "B", "C", "D")
    url = f"{PATIENTS}/{made['id']}/snapshot"

    async def payers(**query: Any) -> list[str | None]:
        answer = (await http.get(url, params=query)).json()
        assert answer["patient"] == (await http.get(f"{PATIENTS}/{made['id']}")).json()
        places = ("primary_coverage", "secondary_coverage", "tertiary_coverage")
        return [answer.get(place, {}).get("insurance_plan", {}).get("payer_name") for place in places]

    assert await payers() == [None, None, None]
    office.clock.advance(timedelta(hours=1))
    then = office.clock.now()
    first = await replaced(http, made, person(filing_order={"coverages": ids}))
    office.clock.advance(timedelta(hours=1))
    related = {"coverages_for_related_causes": {"coverages": [ids[3]]}}
    await replaced(http, first, person(filing_order={"coverages": [ids[1]]}, **related))
    assert await payers() == ["B", None, None]
    assert await payers(date=then.isoformat()) == ["A", "B", "C"]
    assert await payers(date=(then - timedelta(seconds=1)).isoformat()) == [None, None, None]
    answer = (await http.get(url)).json()
    assert [each["insurance_plan"]["payer_name"] for each in answer["coverages_for_related_causes"]] == ["D"]
    refused(await http.get(f"{UNKNOWN}/snapshot"), 404, "NotFoundError")


async def test_a_timeline_is_read_from_its_end(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    ids = await insure(office, made["id"], "A", "B")
    other = await add(http, person(name=named("Other")))
    await insure(office, other["id"], "X")
    await replaced(http, made, person(filing_order={"coverages": ids}))
    url = f"{PATIENTS}/{made['id']}/eligibility-timeline"

    async def events(**query: Any) -> tuple[list[tuple[str, str]], Any]:
        page = (await http.get(url, params=query)).json()
        shown = [(each["event_type"], each["coverage_id"]) for each in page["items"]]
        return shown, (page["total"], page.get("next_page_token"))

    everything, (total, token) = await events()
    assert everything[2:] == [("COVERAGE_CREATED", ids[1]), ("COVERAGE_CREATED", ids[0])]
    assert [event for event, _ in everything[:2]] == ["COVERAGE_UPDATED"] * 2
    assert (total, token) == (4, None)
    first, (total, token) = await events(limit=3)
    assert (await events(limit=3, page_token=token))[0] == everything[3:]
    assert first == everything[:3]
    assert (await events(coverage_id=ids[0], event_types="COVERAGE_CREATED"))[1] == (1, None)
    assert (await events(appointment_id="none"))[1] == (0, None)
    event = (await http.get(url)).json()["items"][0]
    assert event["user_id"] == (await http.get(f"{PATIENTS}/{made['id']}")).json()["updating_user_id"]
    assert event["user_name"] == "Candid Health"
    refused(await http.get(f"{UNKNOWN}/eligibility-timeline"), 404, "NotFound")


async def test_a_scan_tells_what_has_changed(office: Office, http: httpx2.AsyncClient) -> None:
    start = office.clock.now()
    made = []
    for family in ("A", "B", "C"):
        office.clock.advance(timedelta(seconds=1))
        made.append(await add(http, person(name=named(family))))
    office.clock.advance(timedelta(seconds=1))
    await http.delete(f"{PATIENTS}/{made[0]['id']}/2")
    office.clock.advance(timedelta(seconds=1))

    async def scan(since: str, **query: Any) -> list[tuple[str, bool]]:
        found = await http.get(f"{PATIENTS}/updates/scan", params={"since": since, **query})
        return [(each["name"]["family"], each["deactivated"]) for each in found.json()]

    assert await scan(start.isoformat()) == [("B", False), ("C", False), ("A", True)]
    assert await scan(start.isoformat(), maxResults=2) == [("B", False), ("C", False)]
    assert await scan(made[2]["updated_at"]) == [("C", False), ("A", True)]
    assert (await http.get(f"{PATIENTS}/updates/scan")).status_code == 422
    many = await http.get(f"{PATIENTS}/updates/scan", params={"since": start.isoformat(), "maxResults": 1001})
    assert "maxResults" in refused(many, 422, "UnprocessableEntity")["message"]
