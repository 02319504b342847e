"""Coverages: every member comes back, versions, lists, plan groups, what other APIs wrote."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest

from polyclinic.core.coverage import operations
from polyclinic.core.coverage.model import COVERAGE, Coverage, Relationship
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import Office, furnish
from tests.dialects.candid.pre_encounter.bodies import coverage

Json = dict[str, Any]
COVERAGES = "/coverages/v1"
GROUP = "d5e9c84f-c2b2-4bf4-b4b0-7ffd7a9ffc32"


async def register(office: Office) -> str:
    """A patient of the practice."""
    ctx = office.context()
    patient = await ctx.put(PATIENT, Patient(name=HumanName("Loki", "Laufeyson"), gender=Gender.MALE))
    await ctx.commit()
    return patient.id


@pytest.fixture
async def patient_id(office: Office) -> str:
    return await register(office)


async def call(http: httpx2.AsyncClient, method: str, path: str, expect: int = 200, **given: Any) -> Any:
    answer = await http.request(method, COVERAGES + path, **given)
    assert answer.status_code == expect, answer.text
    return answer.json() if answer.content else None


async def created(http: httpx2.AsyncClient, patient_id: str, **changes: Any) -> Json:
    made: Json = await call(http, "POST", "", json=coverage(patient_id, **changes))
    return made


def refused(answer: Json) -> Json:
    content: Json = answer["content"]
    return content


async def test_every_member_comes_back(http: httpx2.AsyncClient, office: Office, patient_id: str) -> None:
    sent = coverage(patient_id)
    made = await created(http, patient_id)
    base = {name: made.pop(name) for name in ("id", "organization_id", "updated_at", "updating_user_id")}
    assert made == {**sent, "deactivated": False, "version": 1}
    assert base["organization_id"] == office.practice.id
    assert base["updating_user_id"]
    assert await call(http, "GET", f"/{base['id']}") == {**base, **made}


async def test_what_is_read_can_be_written_and_changes_nothing(http: httpx2.AsyncClient, patient_id: str) -> None:
    made = await created(http, patient_id)
    assert await call(http, "PUT", f"/{made['id']}/2", json=made) == made


async def test_a_replacement_replaces_everything(http: httpx2.AsyncClient, patient_id: str) -> None:
    made = await created(http, patient_id)
    plan = {"member_id": "M2", "payer_id": "62308", "payer_name": "Cigna"}
    small = {
        "status": "CANCELLED",
        "subscriber": {"name": {"family": "L", "given": ["F"], "use": "USUAL"}, "biological_sex": "UNKNOWN"},
        "relationship": "COMMON_LAW_SPOUSE",
        "patient": patient_id,
        "insurance_plan": plan,
        "verified": False,
    }
    changed = await call(http, "PUT", f"/{made['id']}/2", json=small)
    assert changed["version"] == 2
    server = {"id", "organization_id", "deactivated", "version", "updated_at", "updating_user_id"}
    shown = {name: value for name, value in changed.items() if name not in server}
    assert shown == {**small, "auto_update_enabled": True}


@pytest.mark.parametrize("version", [1, 3, 0])
async def test_the_path_names_the_version_it_makes(http: httpx2.AsyncClient, patient_id: str, version: int) -> None:
    made = await created(http, patient_id)
    answer = await call(http, "PUT", f"/{made['id']}/{version}", 409, json=coverage(patient_id, verified=False))
    assert answer["errorName"] == "VersionConflictError"
    assert refused(answer)["latest_version"] == 1
    assert (await call(http, "GET", f"/{made['id']}"))["verified"] is True


async def test_what_does_not_exist_is_not_found(http: httpx2.AsyncClient, patient_id: str) -> None:
    answer = await call(http, "PUT", f"/{new_id()}/2", 404, json=coverage(patient_id))
    assert answer["errorName"] == "NotFoundError"
    assert (await call(http, "GET", f"/{new_id()}/history", 404))["errorName"] == "NotFoundError"
    await call(http, "GET", f"/{new_id()}", 404)
    await call(http, "GET", "/no-such-id", 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"patient": "0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"}, "patient"),
        ({"patient": "nobody"}, "patient"),
        ({"status": "active"}, "status"),
        ({"relationship": "PARENT"}, "relationship"),
        ({"insurance_plan": {"payer_id": "1", "payer_name": "x"}}, "insurance_plan.member_id"),
        (
            {
                "insurance_plan": {
                    "member_id": "M",
                    "payer_id": "1",
                    "payer_name": "x",
                    "period": {"start": "2026-02-01", "end": "2026-01-31"},
                }
            },
            "insurance_plan.period.end",
        ),
        ({"benefits": {"plan_coverage": {"in_network": {"deductible": {"individual": "x"}}}}}, "deductible.individual"),
        ({"previous_appointment_copays": {"Visit": 1}}, "previous_appointment_copays.Visit"),
        ({"verified": "yes"}, "verified"),
    ],
)
async def test_bad_input_is_named(http: httpx2.AsyncClient, patient_id: str, changes: Json, field: str) -> None:
    answer = await call(http, "POST", "", 422, json=coverage(patient_id, **changes))
    assert field in refused(answer)["message"]
    assert await call(http, "GET", "") == []


async def test_a_patients_list_is_in_the_order_of_billing(
    http: httpx2.AsyncClient, office: Office, patient_id: str
) -> None:
    first, second, third = [(await created(http, patient_id, verified=flag))["id"] for flag in (True, False, True)]
    await created(http, await register(office))
    ctx = office.context()
    await operations.set_filing_order(ctx, patient_id, [third, second])
    await ctx.commit()
    found = await call(http, "GET", "", params={"patient_id": patient_id})
    assert [each["id"] for each in found] == [third, second, first]
    assert len(await call(http, "GET", "")) == 4
    assert await call(http, "GET", "", params={"patient_id": new_id()}) == []


async def test_pages_lead_on_and_back(http: httpx2.AsyncClient, office: Office, patient_id: str) -> None:
    made = [(await created(http, patient_id))["id"] for _ in range(3)]
    await created(http, await register(office))
    query = {"patient_id": patient_id, "limit": 2}
    page = await call(http, "GET", "/get-multi-paginated", params=query)
    assert ([each["id"] for each in page["items"]], page["total"]) == (made[:2], 3)
    last = await call(http, "GET", "/get-multi-paginated", params={**query, "page_token": page["next_page_token"]})
    assert [each["id"] for each in last["items"]] == made[2:]
    assert "next_page_token" not in last
    back = await call(http, "GET", "/get-multi-paginated", params={**query, "page_token": last["prev_page_token"]})
    assert [each["id"] for each in back["items"]] == made[:2]
    none = await call(http, "GET", "/get-multi-paginated", params={"limit": 0})
    assert (none["items"], none["total"]) == ([], 4)


@pytest.mark.parametrize("query", [{"limit": 1001}, {"limit": -1}, {"page_token": "x"}, {"patient_id": "x"}])
async def test_a_bad_page_is_a_bad_request(http: httpx2.AsyncClient, query: Json) -> None:
    answer = await call(http, "GET", "/get-multi-paginated", 400, params=query)
    assert answer["errorName"] == "BadRequestError"
    assert next(iter(query)) in refused(answer)["message"]


async def test_a_plan_group_changes_all_of_its_coverages(http: httpx2.AsyncClient, patient_id: str) -> None:
    inside, other = await created(http, patient_id), await created(http, patient_id)
    plan = {**other["insurance_plan"], "payer_plan_group_id": new_id()}
    other = await call(http, "PUT", f"/{other['id']}/2", json={**other, "insurance_plan": plan})
    fields = {"payer_plan_group_id": new_id(), "payer_id": "87726", "payer_name": "UHC", "plan_type": "HM"}
    await call(http, "POST", f"/batch-update-ppg/{GROUP}", 204, json=fields)
    changed = await call(http, "GET", f"/{inside['id']}")
    assert changed["insurance_plan"] == {**inside["insurance_plan"], **fields}
    assert changed["version"] == 2
    assert await call(http, "GET", f"/{other['id']}") == other
    query = {"payer_plan_group_id": fields["payer_plan_group_id"]}
    assert (await call(http, "GET", "/get-multi-paginated", params=query))["total"] == 1
    await call(http, "POST", f"/batch-update-ppg/{new_id()}", 204, json=fields)


async def test_history_is_all_versions_or_those_asked_for(http: httpx2.AsyncClient, patient_id: str) -> None:
    made = await created(http, patient_id)
    path = f"/{made['id']}"
    await call(http, "PUT", f"{path}/2", json={**made, "verified": False})
    assert [each["version"] for each in await call(http, "GET", f"{path}/history")] == [1, 2]
    newest = await call(http, "GET", f"{path}/history", params={"sort_direction": "desc", "limit": 1})
    assert [each["version"] for each in newest] == [2]
    for query, count in (
        ({"start": "2026-03-04", "end": "2026-03-04"}, 2),
        ({"start": "2026-03-05"}, 0),
        ({"end": "2026-03-03"}, 0),
        ({"non_auto_updated_coverages_only": "true"}, 2),
    ):
        assert len(await call(http, "GET", f"{path}/history", params=query)) == count
    answer = await call(http, "GET", f"{path}/history", 400, params={"start": "2026-03-05", "end": "2026-03-04"})
    assert answer["errorName"] == "BadRequestError"


async def test_a_scan_finds_the_latest_version_of_what_changed(http: httpx2.AsyncClient, patient_id: str) -> None:
    first, second = await created(http, patient_id), await created(http, patient_id)
    changed = await call(http, "PUT", f"/{first['id']}/2", json={**first, "verified": False})
    found = await call(http, "GET", "/updates/scan", params={"since": first["updated_at"]})
    assert {each["id"]: each["version"] for each in found} == {second["id"]: 1, first["id"]: changed["version"]}
    assert await call(http, "GET", "/updates/scan", params={"since": "2099-01-01T00:00:00Z"}) == []
    await call(http, "GET", "/updates/scan", 422)


async def test_a_plan_of_another_api_shows_the_patient_as_its_holder(
    http: httpx2.AsyncClient, office: Office, patient_id: str
) -> None:
    ctx = office.context()
    plan = Coverage(patient_id=patient_id, payer_name="Aetna", plan_type="PPO", relationship=Relationship.PARENT)
    held = await operations.set_primary(ctx, patient_id, lambda new: replace(plan, id=new.id, order=new.order))
    await ctx.commit()
    assert held is not None
    shown = await call(http, "GET", f"/{held.id}")
    assert shown["subscriber"] == {
        "name": {"use": "USUAL", "given": ["Loki"], "family": "Laufeyson"},
        "biological_sex": "MALE",
    }
    assert (shown["insurance_plan"], shown["relationship"]) == (
        {"member_id": "", "payer_id": "", "payer_name": "Aetna"},
        "OTHER",
    )
    plan_sent = {**shown["insurance_plan"], "payer_id": "60054"}
    await call(http, "PUT", f"/{held.id}/2", json={**shown, "insurance_plan": plan_sent, "verified": True})
    after = await office.context().need(COVERAGE, held.id)
    assert after == replace(
        held,
        version=2,
        verified=True,
        payer_id="60054",
        updated_at=after.updated_at,
        updated_by=after.updated_by,
    ), "what was made up for reading was not written"


async def test_another_practice_sees_nothing(http: httpx2.AsyncClient, office: Office, patient_id: str) -> None:
    made = await created(http, patient_id)
    stranger = await furnish(office.services, office.clock)
    async with await stranger.http() as other:
        await call(other, "GET", f"/{made['id']}", 404)
        await call(other, "PUT", f"/{made['id']}/2", 404, json=coverage(patient_id))
        assert await call(other, "GET", "") == []
        await call(other, "POST", f"/batch-update-ppg/{GROUP}", 204, json=made["insurance_plan"])
        answer = await call(other, "POST", "", 422, json=coverage(patient_id))
        assert "patient" in refused(answer)["message"]
    assert (await call(http, "GET", f"/{made['id']}")) == made
