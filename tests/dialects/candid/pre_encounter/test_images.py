"""Images: what is said about them, their bytes by a signed link, and one for each side of a card."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from tests.dialects.candid.office import Office
from tests.dialects.candid.pre_encounter.people import person
from tests.dialects.candid.pre_encounter.test_patient_timelines import insure
from tests.dialects.candid.pre_encounter.test_patients import add as add_patient
from tests.dialects.candid.pre_encounter.test_patients import refused

IMAGES = "/images/v1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50
NOBODY = "0198c5a0-7c1d-7f3e-9d7a-0d9c1f2b3a4e"


def image(**changes: Any) -> dict[str, Any]:
    return {
        "file_name": "card.png",
        "display_name": "Card",
        "file_type": "image/png",
        "status": "PENDING",
        **changes,
    }


async def add(http: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await http.post(IMAGES, json=image(**changes))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def held(office: Office, id: str) -> Document:
    document = await office.context().get(DOCUMENT, id)
    assert document is not None
    return document


async def test_bytes_are_sent_to_the_link_and_read_from_it(office: Office, http: httpx2.AsyncClient) -> None:
    patient = await add_patient(http)
    about = {"patient": {"id": patient["id"], "notes": "left knee"}}
    made = await add(http, **about)
    assert {name: made[name] for name in image(**about)} == image(**about)
    async with office.nobody() as anyone:
        assert (await anyone.get(made["signed_url"])).status_code == 409
        assert (await anyone.put(made["signed_url"], content=b"")).status_code == 422
        assert (await anyone.put(made["signed_url"], content=b"%PDF-1.7")).status_code == 422
        sent = await anyone.put(made["signed_url"], content=PNG, headers={"Content-Type": "image/png"})
        assert sent.status_code == 204, sent.text
        assert (await anyone.put(made["signed_url"], content=b"other")).status_code == 403
        for url in (made["signed_url"], (await http.get(f"{IMAGES}/{made['id']}")).json()["signed_url"]):
            answer = await anyone.get(url)
            assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
            assert (await anyone.get(url.replace("card", "other"))).content == PNG
            assert (await anyone.get(url.replace("/files/", "/files/x"))).status_code == 403

    read = (await http.get(f"{IMAGES}/{made['id']}")).json()
    assert (read["status"], read["version"]) == ("UPLOADED", 1)
    document = await held(office, made["id"])
    assert (document.state, document.patient_id, document.filename) == (UploadState.READY, patient["id"], "card.png")
    changed = await http.put(f"{IMAGES}/{made['id']}/1", json=image(status="UPLOADED", **about))
    assert changed.json()["version"] == 2
    office.clock.advance(timedelta(hours=2))
    async with office.nobody() as anyone:
        assert (await anyone.get(made["signed_url"])).status_code == 403


async def test_an_image_that_is_pending_again_awaits_other_bytes(office: Office, http: httpx2.AsyncClient) -> None:
    made = await add(http)
    async with office.nobody() as anyone:
        for content in (PNG, PNG + b"again"):
            url = (await http.get(f"{IMAGES}/{made['id']}")).json()["signed_url"]
            assert (await anyone.put(url, content=content)).status_code == 204
            read = (await http.get(f"{IMAGES}/{made['id']}")).json()
            assert (await anyone.get(read["signed_url"])).content == content
            again = await http.put(f"{IMAGES}/{made['id']}/{read['version'] + 1}", json=image())
            assert again.json()["status"] == "PENDING"


async def test_a_side_of_a_card_has_one_image(office: Office, http: httpx2.AsyncClient) -> None:
    patient = await add_patient(http)
    (plan,) = await insure(office, patient["id"], "Aetna")
    front, back = ({"coverage": {"id": plan, "side": side}} for side in ("FRONT", "BACK"))
    answers = await asyncio.gather(*(http.post(IMAGES, json=image(**front)) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    lost = next(each for each in answers if each.status_code == 409)
    assert "latest_version" not in refused(lost, 409, "VersionConflictError")
    made = await add(http, **back)
    assert made["coverage"] == back["coverage"]
    assert (await held(office, made["id"])).patient_id == patient["id"]
    refused(await http.put(f"{IMAGES}/{made['id']}/2", json=image(**front)), 409, "VersionConflictError")
    assert (await http.put(f"{IMAGES}/{made['id']}/2", json=image(**back))).json()["version"] == 2
    assert (await http.delete(f"{IMAGES}/{made['id']}/2")).status_code == 204
    await add(http, **back)


@pytest.mark.parametrize("name", ["..", "a/b c%2F?.png", "é\u202e.png"])
async def test_any_file_name_makes_a_link(office: Office, http: httpx2.AsyncClient, name: str) -> None:
    made = await add(http, file_name=name)
    assert made["file_name"] == name
    async with office.nobody() as anyone:
        assert (await anyone.put(made["signed_url"], content=PNG)).status_code == 204
        assert (await anyone.get(made["signed_url"])).content == PNG


async def test_versions_and_deactivation(http: httpx2.AsyncClient) -> None:
    made = await add(http)
    url = f"{IMAGES}/{made['id']}"
    for wrong in (0, 3):
        content = refused(await http.put(f"{url}/{wrong}", json=image()), 409, "VersionConflictError")
        assert content["latest_version"] == 1
    assert refused(await http.delete(f"{url}/3"), 409, "VersionConflictError")["latest_version"] == 1
    assert (await http.delete(f"{url}/1")).status_code == 204
    read = (await http.get(url)).json()
    assert (read["deactivated"], read["signed_url"], read["version"]) == (True, "", 2)
    refused(await http.put(f"{url}/3", json=image()), 404, "NotFoundError")
    assert (await http.get(IMAGES)).json() == []


async def test_documents_of_other_apis_are_no_images(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    document = await ctx.put(DOCUMENT, Document(name="letter"))
    await ctx.commit()
    for id in (document.id, NOBODY):
        refused(await http.get(f"{IMAGES}/{id}"), 404, "NotFoundError")
        refused(await http.delete(f"{IMAGES}/{id}/1"), 404, "NotFoundError")
        refused(await http.put(f"{IMAGES}/{id}/1", json=image()), 404, "NotFoundError")
    assert (await http.get(IMAGES)).json() == []


async def test_lists(office: Office, http: httpx2.AsyncClient) -> None:
    patient = await add_patient(http)
    (plan,) = await insure(office, patient["id"], "Aetna")
    await add(http, file_name="b.png", display_name="X", patient={"id": patient["id"], "notes": "a, b"})
    office.clock.advance(timedelta(seconds=1))
    await add(http, file_name="a.pdf", file_type="pdf", display_name="Y", coverage={"id": plan, "side": "FRONT"})
    office.clock.advance(timedelta(seconds=1))
    await add(http, file_name="c.png", display_name="Z")

    async def names(**query: str) -> list[str]:
        return [each["file_name"] for each in (await http.get(IMAGES, params=query)).json()]

    assert await names() == ["c.png", "a.pdf", "b.png"]
    assert await names(sort_direction="asc") == ["b.png", "a.pdf", "c.png"]
    assert await names(sort_field="fileName", sort_direction="asc") == ["a.pdf", "b.png", "c.png"]
    assert await names(sort_field="displayName") == ["c.png", "a.pdf", "b.png"]
    assert (await names(sort_field="fileType", sort_direction="asc"))[0] == "a.pdf"
    assert await names(patient_id=patient["id"]) == ["a.pdf", "b.png"]
    assert await names(coverage_id=plan) == ["a.pdf"]
    assert await names(file_type="pdf") == ["a.pdf"]
    assert await names(patient_notes="a, b") == ["b.png"]
    assert await names(patient_notes="a") == []
    assert (
        "sort_field"
        in refused(await http.get(IMAGES, params={"sort_field": "size"}), 422, "UnprocessableEntity")["message"]
    )


async def test_a_card_is_of_the_patient_whose_plan_it_is(office: Office, http: httpx2.AsyncClient) -> None:
    ana, bea = [(await add_patient(http, person(birth_date=day)))["id"] for day in ("1983-12-17", "1990-01-02")]
    (plan,) = await insure(office, ana, "Aetna")
    card = {"coverage": {"id": plan, "side": "FRONT"}}
    strange = image(**card, patient={"id": bea})
    assert refused(await http.post(IMAGES, json=strange), 422, "UnprocessableEntity")["message"].startswith("coverage.")
    made = await add(http, **card, patient={"id": ana})
    answer = await http.put(f"{IMAGES}/{made['id']}/2", json=strange)
    assert refused(answer, 422, "UnprocessableEntity")["message"].startswith("coverage.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"patient": {"id": NOBODY}}, "patient.id"),
        ({"coverage": {"id": NOBODY, "side": "FRONT"}}, "coverage.id"),
        ({"coverage": {"id": NOBODY, "side": "TOP"}}, "coverage.side"),
        ({"status": "LOST"}, "status"),
        ({"file_name": ""}, "file_name"),
    ],
)
async def test_bad_input(http: httpx2.AsyncClient, changes: dict[str, Any], field: str) -> None:
    content = refused(await http.post(IMAGES, json=image(**changes)), 422, "UnprocessableEntity")
    assert content["message"].startswith(f"{field}: ")
    assert (await http.get(IMAGES)).json() == []
