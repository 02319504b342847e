"""Events: whoever wrote what happened, it is read here, the latest first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import Coverage
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import LegalEntity
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import Practitioner, Relation
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import ENCOUNTERS, READY, SUBSCRIBER, Office, body, furnish

EVENTS = "/api/events/v1/"
SECOND = timedelta(seconds=1)
STRANGE = HumanName(given="Stephen", family="Strange")


async def happened(http: httpx2.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    answer = await http.get(EVENTS, params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["event_type"].rpartition("Api.")[2] for event in events]


async def test_an_encounter_and_its_claim_tell_what_happens_to_them(office: Office, http: httpx2.AsyncClient) -> None:
    made = (await http.post(ENCOUNTERS, json=body(**READY | {"subscriber_primary": ...}))).json()
    office.clock.advance(SECOND)
    changed = await http.patch(f"{ENCOUNTERS}/{made['encounter_id']}", json={"subscriber_primary": SUBSCRIBER})
    assert changed.status_code == 200, changed.text
    moved, *before = await happened(http)
    assert moved == {
        "id": moved["id"],
        "created_at": "2026-03-04T12:00:01Z",
        "timestamp": "2026-03-04T12:00:01Z",
        "event_type": "CandidApi.Encounter.StatusUpdated",
        "schema_version": "1",
        "payload": {
            "encounter_id": made["encounter_id"],
            "claim_id": made["claims"][0]["claim_id"],
            "status": changed.json()["claims"][0]["status"],
        },
    }
    assert sorted(types(before)) == ["Encounter.Created", "PreEncounter.Patient.Created"]
    assert (await http.get(EVENTS + moved["id"])).json() == moved


async def test_other_apis_are_heard_of(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    patient = await patients.create(ctx, Patient(name=HumanName(given="Loki", family="Laufeyson")))
    coverage = await coverages.create(ctx, Coverage(patient_id=patient.id))
    staff = await practitioners.create(ctx, Practitioner(name=STRANGE))
    await practitioners.create(ctx, Practitioner(name=STRANGE, relation=Relation.EXTERNAL))
    await ctx.commit()
    office.clock.advance(SECOND)
    ctx = office.context()
    await practitioners.update(ctx, staff.id, lambda held: replace(held, npi="1245319599"))
    await ctx.commit()
    office.clock.advance(SECOND)
    ctx = office.context()
    company = await organisation.add_legal_entity(ctx, LegalEntity(name="Acme Health PC"))
    await ctx.commit()
    latest, *found = await happened(http)
    assert types([latest]) == ["OrganizationProvider.Created"]
    assert latest["payload"] == {"organization_provider_id": company.id}
    assert types(found[:1]) == ["OrganizationProvider.Updated"]
    assert found[0]["payload"] == {"organization_provider_id": staff.id}
    payloads = {event["event_type"]: event["payload"] for event in found[1:]}
    assert payloads == {
        "PreEncounter.Patient.Created": {"patient_id": patient.id},
        "PreEncounter.Coverage.Created": {"coverage_id": coverage.id},
        "CandidApi.OrganizationProvider.Created": {"organization_provider_id": staff.id},
    }


async def test_pages_types_and_times(office: Office, http: httpx2.AsyncClient) -> None:
    for _ in range(5):
        ctx = office.context()
        await patients.create(ctx, Patient(name=STRANGE))
        await practitioners.create(ctx, Practitioner(name=STRANGE))
        await ctx.commit()
        office.clock.advance(SECOND)
    every = await happened(http, limit=100)
    assert len(every) == 10
    assert every == sorted(every, key=lambda event: str(event["id"]), reverse=True)

    token, seen = None, []
    while True:
        page = (await http.get(EVENTS, params={"limit": 3} | ({"page_token": token} if token else {}))).json()
        seen += page["items"]
        if (token := page.get("next_page_token")) is None:
            break
    assert seen == every

    only = await happened(http, event_types="PreEncounter.Patient.Created")
    assert only == [event for event in every if event["event_type"] == "PreEncounter.Patient.Created"]
    two = ["PreEncounter.Patient.Created", "CandidApi.OrganizationProvider.Created"]
    assert await happened(http, event_types=two, limit=100) == every
    middle = every[4]["created_at"]
    after = await happened(http, created_after=middle, limit=100)
    before = await happened(http, created_before=middle, limit=100)
    assert {event["created_at"] for event in after} & {event["created_at"] for event in before} == {middle}
    assert len(after) + len(before) == 12
    office.clock.advance(timedelta(days=30) - 3 * SECOND)
    async with await office.http() as later:
        assert len(await happened(later, limit=100)) == 6
        assert (await later.get(EVENTS + every[-1]["id"])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"event_types": "Encounter.Eaten"}, "event_types"),
        ({"created_after": "yesterday"}, "created_after"),
        ({"page_token": "x"}, "page_token"),
    ],
)
async def test_what_cannot_be_asked(http: httpx2.AsyncClient, asked: dict[str, Any], named: str) -> None:
    answer = await http.get(EVENTS, params=asked)
    assert answer.status_code == 400
    refused = answer.json()
    assert refused["errorName"] == "BadRequestError"
    assert named in refused["content"]["message"]


async def test_another_organizations_events_are_not_found(office: Office, http: httpx2.AsyncClient) -> None:
    await http.post(ENCOUNTERS, json=body())
    (event, *_) = await happened(http)
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        for id in (event["id"], new_id()):
            answer = await stranger.get(EVENTS + id)
            assert (answer.status_code, answer.json()["content"]) == (404, {"id": id})
        assert await happened(stranger) == []


async def test_a_reset_practice_has_no_past(store: Store, office: Office, http: httpx2.AsyncClient) -> None:
    await store.images.take([office.practice.id])
    await http.post(ENCOUNTERS, json=body())
    assert await happened(http) != []
    await store.images.restore([office.practice.id])
    assert await happened(http) == []
