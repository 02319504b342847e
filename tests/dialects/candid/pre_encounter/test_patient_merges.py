"""Merges of patients by their MRNs: what they answer, refuse and change."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.names import HumanName
from tests.dialects.candid.office import ENCOUNTERS, Office, body
from tests.dialects.candid.pre_encounter.people import named, person
from tests.dialects.candid.pre_encounter.test_patients import PATIENTS, add, in_record, refused

MERGES = "/patient-merge/v1"


async def people(http: httpx2.AsyncClient, *families: str) -> list[dict[str, Any]]:
    return [await add(http, person(name=named(family))) for family in families]


async def merge(http: httpx2.AsyncClient, alternative: dict[str, Any], primary: dict[str, Any]) -> dict[str, Any]:
    sent = {"alternative_patient_mrn": alternative["mrn"], "primary_patient_mrn": primary["mrn"]}
    answer = await http.post(MERGES, json=sent)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    assert made.items() >= sent.items()
    return made


async def status(http: httpx2.AsyncClient, mrn_or_id: str) -> Any:
    return (await http.get(f"{MERGES}/status/{mrn_or_id}")).json()


async def test_a_merge_and_its_undoing(office: Office, http: httpx2.AsyncClient) -> None:
    a, b, c = await people(http, "A", "B", "C")
    made = await merge(http, a, b)
    assert (made["version"], made["deactivated"]) == (1, False)
    assert await status(http, a["mrn"]) == {"merge_status": "alternative", "primary_mrn": b["mrn"]}
    assert await status(http, b["id"]) == {"merge_status": "primary", "alternative_mrns": [a["mrn"]]}
    assert await status(http, c["id"].upper()) == {"merge_status": "none"}
    assert (await http.get(f"{MERGES}/all/{a['mrn']}")).json() == [made]
    assert (await http.get(f"{MERGES}/all/{c['mrn']}")).json() == []
    assert (await http.get(f"{PATIENTS}/{a['id']}")).json()["deactivated"] is True
    assert (await http.get(f"{PATIENTS}/mrn/{a['mrn']}")).json()["id"] == a["id"]

    for redirect, found in (("false", []), ("true", [b["id"]])):
        query = {"mrn": a["mrn"], "redirect_to_primary": redirect}
        page = (await http.get(f"{PATIENTS}/get_multi", params=query)).json()
        assert [each["id"] for each in page["items"]] == found

    stale = await http.delete(f"{MERGES}/{made['id']}/1")
    assert refused(stale, 409, "VersionConflictError")["latest_version"] == 1
    refused(await http.patch(f"{PATIENTS}/{a['id']}/3"), 409, "VersionConflictError")
    assert (await http.delete(f"{MERGES}/{made['id']}/2")).status_code == 204
    assert await status(http, a["mrn"]) == {"merge_status": "none"}
    assert (await in_record(office, a["id"])).active
    refused(await http.delete(f"{MERGES}/{made['id']}/3"), 404, "NotFoundError")
    again = await merge(http, a, b)
    assert again["id"] != made["id"]


async def test_merges_are_searched_on_either_side(office: Office, http: httpx2.AsyncClient) -> None:
    start = office.clock.now()
    a, b, c, d, e = await people(http, *"ABCDE")
    made = []
    for alternative, primary in ((a, b), (c, b), (d, e)):
        office.clock.advance(timedelta(seconds=1))
        made.append(await merge(http, alternative, primary))

    async def search(*mrns: str, **asked: Any) -> Any:
        return (await http.post(f"{MERGES}/search", json={"mrns": mrns, **asked})).json()

    assert (await search(b["mrn"]))["items"] == made[:2]
    assert (await search(c["mrn"], d["mrn"], "unknown"))["items"] == made[1:]
    page = await search(b["mrn"], e["mrn"], limit=2)
    assert (page["items"], page["total"]) == (made[:2], 3)
    assert (await search(b["mrn"], e["mrn"], limit=2, page_token=page["next_page_token"]))["items"] == made[2:]
    assert await search() == {"items": [], "total": 0}
    refused(await http.post(f"{MERGES}/search", json={"mrns": [], "limit": 0}), 400, "BadRequestError")
    assert await status(http, b["mrn"]) == {"merge_status": "primary", "alternative_mrns": [a["mrn"], c["mrn"]]}

    office.clock.advance(timedelta(seconds=1))
    await http.delete(f"{MERGES}/{made[0]['id']}/2")
    office.clock.advance(timedelta(seconds=1))
    scanned = (await http.get(f"{MERGES}/updates/scan", params={"since": start.isoformat()})).json()
    assert [each["id"] for each in scanned] == [made[1]["id"], made[2]["id"], made[0]["id"]]
    assert [each["deactivated"] for each in scanned] == [False, False, True]
    assert (await search(b["mrn"]))["items"] == made[1:2]


async def test_patients_of_other_apis_are_merged_by_the_mrn_they_are_shown_with(
    office: Office, http: httpx2.AsyncClient
) -> None:
    ctx = office.context()
    made = [await ctx.put(PATIENT, Patient(name=HumanName(given, "Silva"))) for given in ("Ana", "Anna")]
    await ctx.commit()
    ana, anna = [(await http.get(f"{PATIENTS}/{each.id}")).json() for each in made]
    await merge(http, anna, ana)
    assert (await http.get(f"{PATIENTS}/{ana['id']}")).json()["mrn"] == ana["mrn"]
    assert (await http.get(f"{PATIENTS}/mrn/{anna['mrn']}")).json()["id"] == anna["id"]
    assert await status(http, anna["mrn"]) == {"merge_status": "alternative", "primary_mrn": ana["mrn"]}


@pytest.mark.parametrize(
    ("alternative", "primary", "field"),
    [
        ("none", "A", "alternative_patient_mrn"),
        ("A", "none", "primary_patient_mrn"),
        ("A", "A", "alternative_patient_mrn"),
        ("gone", "A", "alternative_patient_mrn"),
        ("A", "gone", "primary_patient_mrn"),
    ],
)
async def test_what_cannot_be_merged(http: httpx2.AsyncClient, alternative: str, primary: str, field: str) -> None:
    (a, gone) = await people(http, "A", "Gone")
    await http.delete(f"{PATIENTS}/{gone['id']}/2")
    mrns = {"A": a["mrn"], "gone": gone["mrn"], "none": "none"}
    sent = {"alternative_patient_mrn": mrns[alternative], "primary_patient_mrn": mrns[primary]}
    content = refused(await http.post(MERGES, json=sent), 400, "BadRequestError")
    assert [each["fieldName"] for each in content["data"]] == [field]
    assert (await http.get(f"{PATIENTS}/{a['id']}")).json()["version"] == 1


async def test_unknown_merges_and_patients(http: httpx2.AsyncClient) -> None:
    nobody = "0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"
    for path in (f"status/{nobody}", "status/none", "all/none"):
        content = refused(await http.get(f"{MERGES}/{path}"), 404, "NotFoundError")
        assert content["message"]
    refused(await http.delete(f"{MERGES}/{nobody}/1"), 404, "NotFoundError")


async def test_encounters_of_merged_patients(http: httpx2.AsyncClient) -> None:
    """They are the survivor's; by an external id come those of that patient, or of both if wanted."""
    ids = []
    for external_id in ("p-1", "p-2"):
        sent = body(external_id=f"e-{external_id}", patient__external_id=external_id, patient__last_name=external_id)
        ids.append((await http.post(ENCOUNTERS, json=sent)).json()["patient"]["individual_id"])
    survivor, merged = [(await http.get(f"{PATIENTS}/{each}")).json() for each in ids]
    await merge(http, merged, survivor)

    async def encounters(external_id: str, **query: str) -> set[str]:
        found = await http.get(ENCOUNTERS, params={"patient_external_id": external_id, **query})
        assert {each["patient"]["individual_id"] for each in found.json()["items"]} <= {ids[0]}
        return {each["external_id"] for each in found.json()["items"]}

    assert await encounters("p-1") == {"e-p-1"}
    assert await encounters("p-2") == {"e-p-2"}
    assert await encounters("p-1", include_merged_patient_data="true") == {"e-p-1", "e-p-2"}
    late = body(external_id="late", patient__external_id="p-2", patient__last_name="p-2")
    assert (await http.post(ENCOUNTERS, json=late)).json()["patient"]["individual_id"] == ids[0]
    assert await encounters("p-2") == {"e-p-2", "late"}
