"""Attachments: real files, in the patient's record for every API."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.dialects.candid.office import ENCOUNTERS, Office, body, furnish

V1 = "/api/encounter-attachments/v1"
SECOND = timedelta(seconds=1)
NOTE = ("../knee.pdf", b"%PDF-1.7 knee", "application/pdf")
FORM = {"attachment_type": "LABORATORY_RESULTS", "description": "Left knee"}


async def encounter(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(ENCOUNTERS, json=body(**changes))
    made: dict[str, Any] = answer.json()
    return made


async def attached(http: httpx2.AsyncClient, path: str, form: dict[str, str], file: Any = NOTE) -> str:
    method = "POST" if path.endswith("external-id") else "PUT"
    answer = await http.request(method, f"{V1}{path}", data=form, files={"attachment_file": file})
    assert answer.status_code == 200, answer.text
    made: str = answer.json()
    return made


async def test_an_attachment_is_a_document_of_the_patient(office: Office, http: httpx2.AsyncClient) -> None:
    visit = await encounter(http)
    made = await attached(http, f"/{visit['encounter_id']}/v2", FORM)

    (shown,) = (await http.get(f"{V1}/{visit['encounter_id']}")).json()
    who = shown.pop("created_by")
    assert (who["idp_metadata"], who["user_metadata"]["type"]) == ([], "machine_user_metadata")
    assert shown.pop("authed_url").endswith("/knee.pdf")
    assert shown == {
        "attachment_id": made,
        "encounter_id": visit["encounter_id"],
        "attachment_type": "LABORATORY_RESULTS",
        "file_name": "knee.pdf",
        "content_type": "application/pdf",
        "description": "Left knee",
        "created_at": "2026-03-04T12:00:00Z",
    }
    document = await office.context().need(DOCUMENT, made)
    assert document.patient_id == visit["patient"]["individual_id"]
    assert document.file is not None
    assert document.file.size == len(NOTE[1])


async def test_one_that_is_given_to_another_patient_leaves_the_visit(office: Office, http: httpx2.AsyncClient) -> None:
    visit = await encounter(http)
    made = await attached(http, f"/{visit['encounter_id']}/v2", FORM)
    ctx = office.context()
    other = await ctx.put(PATIENT, Patient(name=HumanName("Bo", "Stray")))
    await documents.update(ctx, made, lambda held: replace(held, description="Not hers"))
    await ctx.commit()
    assert [each["attachment_id"] for each in (await http.get(f"{V1}/{visit['encounter_id']}")).json()] == [made]
    ctx = office.context()
    await documents.update(ctx, made, lambda held: replace(held, patient_id=other.id))
    await ctx.commit()
    assert (await http.get(f"{V1}/{visit['encounter_id']}")).json() == []


async def test_the_old_way_has_no_description(http: httpx2.AsyncClient) -> None:
    visit = await encounter(http)
    await attached(http, f"/{visit['encounter_id']}", FORM, ("scan", b"\1", ""))
    (shown,) = (await http.get(f"{V1}/{visit['encounter_id']}")).json()
    assert (shown["description"], shown["content_type"]) == ("", "application/octet-stream")


async def test_the_link_serves_the_file_to_whoever_has_it(office: Office, http: httpx2.AsyncClient) -> None:
    visit = await encounter(http)
    await attached(http, f"/{visit['encounter_id']}/v2", FORM)
    (shown,) = (await http.get(f"{V1}/{visit['encounter_id']}")).json()
    path = urlsplit(shown["authed_url"]).path.removeprefix("/candid")
    async with office.nobody() as nobody:
        served = await nobody.get(path)
        assert (served.status_code, served.content) == (200, NOTE[1])
        assert served.headers["content-type"] == "application/pdf"
        assert served.headers["content-disposition"].startswith("attachment;")
        forged = await nobody.get(path.replace("/attachments/", "/attachments/A"))
        assert forged.status_code == 403
        office.clock.advance(3601 * SECOND)
        assert (await nobody.get(path)).status_code == 403


async def test_attachments_of_a_charge(office: Office, http: httpx2.AsyncClient) -> None:
    form = {**FORM, "charge_capture_external_id": "charge/1 a"}
    made = await attached(http, "/create-from-charge-capture-external-id", form)
    other = await attached(
        http, "/create-from-charge-capture-external-id", {**form, "charge_capture_external_id": "charge"}
    )
    path = f"{V1}/by-charge-capture-external-id/charge/1%20a"
    (shown,) = (await http.get(path)).json()
    assert shown.pop("authed_url")
    assert shown == {
        "attachment_id": made,
        "attachment_type": "LABORATORY_RESULTS",
        "file_name": "knee.pdf",
        "content_type": "application/pdf",
        "description": "Left knee",
    }
    assert (await http.request("DELETE", path, json={"attachment_id": other})).status_code == 404
    assert (await http.request("DELETE", path, json={"attachment_id": made})).status_code == 204
    assert (await http.get(path)).json() == []
    assert (await http.get(f"{V1}/by-charge-capture-external-id/charge")).json()[0]["attachment_id"] == other


async def test_deleting_takes_an_attachment_of_that_encounter(http: httpx2.AsyncClient) -> None:
    visit, other = await encounter(http), await encounter(http, external_id="other")
    made = await attached(http, f"/{visit['encounter_id']}/v2", FORM)
    elsewhere = await http.request("DELETE", f"{V1}/{other['encounter_id']}", json={"attachment_id": made})
    assert elsewhere.status_code == 404
    assert len((await http.get(f"{V1}/{visit['encounter_id']}")).json()) == 1
    gone = await http.request("DELETE", f"{V1}/{visit['encounter_id']}", json={"attachment_id": made})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await http.get(f"{V1}/{visit['encounter_id']}")).json() == []
    again = await http.request("DELETE", f"{V1}/{visit['encounter_id']}", json={"attachment_id": made})
    assert again.status_code == 404
    unnamed = await http.request("DELETE", f"{V1}/{visit['encounter_id']}", json={})
    assert unnamed.status_code == 422


@pytest.mark.parametrize(
    ("form", "file", "named"),
    [
        ({}, NOTE, "attachment_type"),  # the package's second try
        ({"attachment_type": "X_RAY"}, NOTE, "attachment_type"),
        (FORM, ("empty.pdf", b"", "application/pdf"), "attachment_file"),
        (FORM, ("page.pdf", b"<html>", "application/pdf"), "attachment_file"),
        (FORM, ("setup", b"\x7fELF\2", ""), "attachment_file"),
        (FORM, None, "attachment_file"),
        ({**FORM, "description": "x" * 10_001}, NOTE, "description"),
    ],
)
async def test_a_bad_form_keeps_nothing(
    office: Office, http: httpx2.AsyncClient, form: dict[str, str], file: Any, named: str
) -> None:
    visit = await encounter(http)
    files = {"attachment_file": file} if file else {"other": ("a", b"a")}
    answer = await http.put(f"{V1}/{visit['encounter_id']}/v2", data=form, files=files)
    assert answer.status_code == 422
    assert named in answer.json()["content"]["message"]
    assert await office.context().count(Query(DOCUMENT)) == 0


async def test_what_is_not_there(office: Office, http: httpx2.AsyncClient) -> None:
    missing = new_id()
    assert (await http.get(f"{V1}/{missing}")).status_code == 404
    put = await http.put(f"{V1}/{missing}/v2", data=FORM, files={"attachment_file": NOTE})
    assert put.status_code == 404
    json = await http.put(f"{V1}/{missing}/v2", json=FORM)
    assert json.status_code == 415

    visit = await encounter(http)
    made = await attached(http, f"/{visit['encounter_id']}/v2", FORM)
    stranger = await furnish(office.services, office.clock)
    async with await stranger.http() as other:
        assert (await other.get(f"{V1}/{visit['encounter_id']}")).status_code == 404
        deleted = await other.request("DELETE", f"{V1}/{visit['encounter_id']}", json={"attachment_id": made})
        assert deleted.status_code == 404
