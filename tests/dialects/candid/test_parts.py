"""Providers, guarantor, billing notes and paperwork of an encounter by routes of their own."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ADDRESS, Office, furnish
from tests.dialects.candid.test_service_lines import create, good, lines_of, read, refused

PROVIDERS, GUARANTORS, NOTES = "/api/encounter-providers/v2", "/api/guarantors/v1", "/api/billing_notes/v2"
PAPERWORK = "/api/encounter-supplemental-information/v1"
JANE = {"npi": "1245319599", "first_name": "Jane", "last_name": "Foster"}
GUARANTOR = {
    "external_id": "g-1",
    "first_name": "Odin",
    "last_name": "Borson",
    "address": ADDRESS,
    "email": "odin@asgard.example",
}
SHEET = {
    "attachment_report_type_code": "OZ",
    "attachment_transmission_code": "EL",
    "attachment_inclusion": "included_on_all_submissions",
}
Json = dict[str, Any]


def bad_fields(answer: httpx2.Response) -> set[str]:
    return {each["fieldName"] for each in refused(answer, 422, "HttpRequestValidationsError")}


# -- providers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["referring", "supervising", "ordering"])
async def test_a_provider_comes_changes_and_goes(http: httpx2.AsyncClient, role: str) -> None:
    encounter = await create(http)
    holder = lines_of(encounter)[0]["service_line_id"] if role == "ordering" else encounter["encounter_id"]
    path = f"{PROVIDERS}/{holder}"
    one = path if role == "referring" else f"{path}/{role}-provider"
    assert refused(await http.patch(one, json=JANE), 404, "EntityNotFoundError") == {"id": holder}

    added = good(await http.post(f"{path}/create-{role}-provider", json=JANE))
    assert {**added, **JANE} == added
    assert added["address"] == encounter["billing_provider"]["address"]
    again = await http.post(f"{path}/create-{role}-provider", json=JANE)
    assert refused(again, 409, "EntityConflictError") == {"entity_name": f"{role}_provider"}

    changed = good(await http.patch(one, json={"organization_name": "Stark Clinic", "taxonomy_code": "207Q00000X"}))
    assert (changed["provider_id"], changed["organization_name"]) == (added["provider_id"], "Stark Clinic")
    assert "first_name" not in changed
    assert good(await http.patch(one)) == changed
    both = await http.patch(one, json={"organization_name": "Stark Clinic", "last_name": "Stark"})
    assert bad_fields(both) == {"last_name"}
    assert bad_fields(await http.patch(one, json={"npi": None})) == {"npi"}
    assert bad_fields(await http.post(f"{path}/create-{role}-provider", json={"npi": "1"})) == {"npi"}
    shown = await read(http, encounter)
    assert (lines_of(shown)[0] if role == "ordering" else shown)[f"{role}_provider"] == changed

    assert (await http.delete(f"{path}/{role}-provider")).status_code == 204
    assert refused(await http.delete(f"{path}/{role}-provider"), 404, "EntityNotFoundError") == {"id": holder}
    assert await read(http, encounter) == encounter


async def test_who_referred_first_is_named_beside_who_referred_last(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    path = f"{PROVIDERS}/{encounter['encounter_id']}"
    alone = await http.post(f"{path}/create-initial-referring-provider", json=JANE)
    assert refused(alone, 422, "UnprocessableEntityError")["message"]
    good(await http.post(f"{path}/create-referring-provider", json=JANE))
    good(await http.post(f"{path}/create-initial-referring-provider", json=JANE))
    good(await http.patch(f"{path}/initial-referring-provider", json={"last_name": "Storm"}))
    assert (await read(http, encounter))["initial_referring_provider"]["last_name"] == "Storm"

    needed = await http.delete(f"{path}/referring-provider")
    assert refused(needed, 409, "EntityConflictError") == {"entity_name": "initial_referring_provider"}
    assert (await http.delete(f"{path}/initial-referring-provider")).status_code == 204
    assert (await http.delete(f"{path}/referring-provider")).status_code == 204


async def test_two_at_once_name_one_provider(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    path = f"{PROVIDERS}/{encounter['encounter_id']}/create-supervising-provider"
    answers = await asyncio.gather(*[http.post(path, json=JANE) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


# -- guarantor --------------------------------------------------------------------------------------------------------


async def test_a_guarantor_is_made_once_and_changed(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    path = f"{GUARANTORS}/{encounter['encounter_id']}"
    nobody = {name: value for name, value in GUARANTOR.items() if name != "email"}
    assert bad_fields(await http.post(path, json=nobody)) == {"phone_numbers", "email"}
    made = good(await http.post(path, json={**GUARANTOR, "phone_consent": True}))
    assert {**made, **GUARANTOR} == made
    assert (made["phone_consent"], made["email_consent"], made["phone_numbers"]) == (True, False, [])
    assert refused(await http.post(path, json=GUARANTOR), 409, "EncounterHasExistingGuarantorError")["message"]

    one = f"{GUARANTORS}/{made['guarantor_id']}"
    assert good(await http.get(one)) == made
    phones = [{"number": "4155550100", "type": "Mobile"}]
    changed = good(await http.patch(one, json={"phone_numbers": phones, "email": None, "date_of_birth": "1950-01-01"}))
    assert changed == {
        **{name: value for name, value in made.items() if name != "email"},
        "phone_numbers": phones,
        "date_of_birth": "1950-01-01",
    }
    assert (await read(http, encounter))["guarantor"] == changed
    held = (await office.context().need(ENCOUNTER, encounter["encounter_id"])).guarantor
    assert held is not None
    assert (held.name.full, held.telecoms[0].value) == ("Odin Borson", "4155550100")
    for answer in (await http.get(f"{GUARANTORS}/{new_id()}"), await http.patch(f"{GUARANTORS}/{new_id()}", json={})):
        assert answer.status_code == 404


# -- billing notes ----------------------------------------------------------------------------------------------------


async def test_billing_notes_are_added_reworded_and_removed(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http, billing_notes=[{"text": "call first"}])
    (first,) = encounter["billing_notes"]
    assert first["created_at"] == encounter["created_at"]
    office.clock.advance(timedelta(hours=1))
    added = good(await http.post(NOTES, json={"encounter_id": encounter["encounter_id"], "text": "called"}))
    assert added["created_at"] > first["created_at"]

    path = f"{NOTES}/{first['billing_note_id']}"
    reworded = good(await http.patch(path, json={"text": "call at nine"}))
    assert reworded == {**first, "text": "call at nine"}
    assert (await read(http, encounter))["billing_notes"] == [reworded, added]
    assert bad_fields(await http.patch(path, json={"text": ""})) == {"text"}
    assert (await http.post(NOTES, json={"encounter_id": new_id(), "text": "x"})).status_code == 404
    assert (await http.delete(path)).status_code == 204
    assert refused(await http.delete(path), 404, "EntityNotFoundError") == {"id": first["billing_note_id"]}
    assert refused(await http.patch(path, json={"text": "x"}), 404, "EntityNotFoundError")
    assert (await read(http, encounter))["billing_notes"] == [added]


# -- paperwork --------------------------------------------------------------------------------------------------------


async def test_paperwork_is_the_claims_supplemental_information(office: Office, http: httpx2.AsyncClient) -> None:
    told = {
        "attachment_report_type_code": "DG",
        "attachment_transmission_code": "BM",
        "attachment_control_number": "A-1",
    }
    encounter = await create(http, claim_supplemental_information=[told])
    path = f"{PAPERWORK}/{encounter['encounter_id']}"
    (first,) = (await http.get(path)).json()
    assert {**first, **told, "attachment_inclusion": "not_included"} == first

    ctx = office.context()
    document = await ctx.put(DOCUMENT, Document(patient_id=encounter["patient"]["individual_id"]))
    foreign = await ctx.put(DOCUMENT, Document())
    await ctx.commit()
    added = good(await http.put(path, json={**SHEET, "attachment_id": document.id}))
    assert {**added, **SHEET, "attachment_id": document.id} == added
    for id in (new_id(), foreign.id):
        unknown = await http.put(path, json={**SHEET, "attachment_id": id})
        assert refused(unknown, 404, "EntityNotFoundError") == {"id": id}

    one = f"{path}/{added['supplemental_information_id']}"
    changed = good(await http.patch(one, json={"attachment_id": None, "attachment_control_number": "B-2"}))
    assert {**added, "attachment_control_number": "B-2"} == {**changed, "attachment_id": document.id}
    assert (await http.get(path)).json() == [first, changed]
    shown = (await read(http, encounter))["claim_supplemental_information"]
    assert shown[0] == told
    assert shown[1]["attachment_control_number"] == "B-2"

    kept = await http.patch(
        f"/api/encounters/v4/{encounter['encounter_id']}", json={"claim_supplemental_information": [shown[1]]}
    )
    assert good(kept)["claim_supplemental_information"] == [shown[1]]
    assert (await http.get(path)).json() == [changed]
    assert (await http.delete(one)).status_code == 204
    assert refused(await http.delete(one), 404, "EntityNotFoundError")
    assert refused(await http.patch(one, json={}), 404, "EntityNotFoundError")
    assert (await http.get(path)).json() == []
    assert (await http.get(f"{PAPERWORK}/{new_id()}")).status_code == 404


async def test_a_claim_has_room_for_ten_sheets(http: httpx2.AsyncClient) -> None:
    encounter = await create(http)
    path = f"{PAPERWORK}/{encounter['encounter_id']}"
    for _ in range(10):
        good(await http.put(path, json=SHEET))
    assert (await http.put(path, json=SHEET)).status_code == 422


async def test_parts_of_another_practice_are_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    encounter = await create(http, guarantor=GUARANTOR, billing_notes=[{"text": "call first"}])
    id, note = encounter["encounter_id"], encounter["billing_notes"][0]["billing_note_id"]
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        for answer in (
            await stranger.get(f"{GUARANTORS}/{encounter['guarantor']['guarantor_id']}"),
            await stranger.patch(f"{NOTES}/{note}", json={"text": "mine"}),
            await stranger.delete(f"{NOTES}/{note}"),
            await stranger.post(NOTES, json={"encounter_id": id, "text": "mine"}),
            await stranger.post(f"{PROVIDERS}/{id}/create-referring-provider", json=JANE),
            await stranger.get(f"{PAPERWORK}/{id}"),
            await stranger.put(f"{PAPERWORK}/{id}", json=SHEET),
        ):
            assert answer.status_code == 404, answer.request.url
    assert await read(http, encounter) == encounter
