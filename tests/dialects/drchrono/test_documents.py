"""Documents: uploaded as the tutorial does, listed, fetched by links that expire, changed, deleted."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from tests.dialects.drchrono.group import Group

DOCUMENTS = "/api/documents"
PDF = b"%PDF-1.4 a page"


async def filed(group: Group, **changes: Any) -> dict[str, Any]:
    """A document posted as multipart, its tags as one JSON part."""
    async with group.http() as http:
        answer = await http.post(DOCUMENTS, data=group.paper(**changes), files={"document": ("a letter.pdf", PDF)})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def listed(group: Group, **params: Any) -> list[int]:
    async with group.http() as http:
        answer = await http.get(DOCUMENTS, params=params)
    assert answer.status_code == 200, answer.text
    return [document["id"] for document in answer.json()["results"]]


async def test_a_document_is_filed_and_its_file_fetched_without_a_token(group: Group) -> None:
    document = await filed(group)
    expected = {**group.paper(), "metatags": ["tag1", "tag2"], "id": document["id"], "document": document["document"]}
    assert document == expected
    async with group.http() as http:
        read = (await http.get(f"{DOCUMENTS}/{document['id']}")).json()
    assert {**read, "document": ""} == {**document, "document": ""}
    assert document["document"].startswith("http://test/drchrono/site_media/")
    assert document["document"].endswith(f"/{quote('a letter.pdf')}")

    async with group.http(token=None) as nobody:
        fetched = await nobody.get(document["document"], headers={"Accept": "text/html"})
    assert (fetched.status_code, fetched.content) == (200, PDF)
    assert fetched.headers["content-type"] == "application/pdf"
    assert (
        fetched.headers["content-disposition"]
        == "attachment; filename=\"a letter.pdf\"; filename*=UTF-8''a%20letter.pdf"
    )
    assert fetched.headers["x-content-type-options"] == "nosniff"


async def test_a_link_expires_and_cannot_be_changed(group: Group, other: Group) -> None:
    document = await filed(group)
    foreign = await filed(other)
    link, name = document["document"].rsplit("/", 2)[1:]
    base = document["document"].removesuffix(f"{link}/{name}")
    half = foreign["document"].rsplit("/", 2)[1]
    async with group.http(token=None) as nobody:
        for bad in ("x", link[:-2], link[:60] + half[60:], f"{link}A", "AAAA", "%ff"):
            refused = await nobody.get(f"{base}{bad}/{name}")
            assert refused.status_code in (400, 403), bad
            assert set(refused.json()) == {"detail"}
        assert (await nobody.get(foreign["document"].replace(half, link))).content == PDF, "a name is only a name"
        group.clock.advance(timedelta(minutes=59))
        assert (await nobody.get(document["document"])).status_code == 200
        group.clock.advance(timedelta(minutes=1))
        assert (await nobody.get(document["document"])).status_code == 403


async def test_a_deleted_document_is_gone_with_its_link(group: Group) -> None:
    document = await filed(group)
    async with group.http() as http:
        assert (await http.delete(f"{DOCUMENTS}/{document['id']}")).status_code == 204
        assert (await http.get(f"{DOCUMENTS}/{document['id']}")).status_code == 404
        assert (await http.get(document["document"])).status_code == 404
    assert await listed(group) == []


async def test_a_document_is_changed_with_and_without_its_file(group: Group) -> None:
    document = await filed(group)
    path = f"{DOCUMENTS}/{document['id']}"
    async with group.http() as http:
        patched = (await http.patch(path, json={"description": "New", "metatags": None})).json()
        assert (patched["description"], patched["metatags"], patched["date"]) == ("New", [], "2014-02-24")
        assert (await http.get(patched["document"])).content == PDF

        form = {**group.paper(metatags='["x"]'), "doctor": f"/api/doctors/{group.colleague.number}"}
        replaced = (await http.put(path, data=form, files={"document": ("b.txt", b"text", "text/plain")})).json()
        assert (replaced["metatags"], replaced["doctor"]) == (["x"], form["doctor"])
        fetched = await http.get(replaced["document"])
        assert (fetched.content, fetched.headers["content-type"]) == (b"text", "text/plain")


async def test_documents_are_found(group: Group) -> None:
    first = await filed(group)
    second = await filed(group, doctor=group.colleague.number)
    assert await listed(group) == [first["id"], second["id"]]
    assert await listed(group, doctor=group.colleague.number) == [second["id"]]
    assert await listed(group, patient=group.patient.number) == [first["id"], second["id"]]
    assert await listed(group, patient=group.patient.number + 77) == []
    group.clock.advance(timedelta(days=1))
    third = await filed(group)
    assert await listed(group, since="2026-03-05") == [third["id"]]


async def test_what_other_apis_filed(group: Group) -> None:
    made: dict[str, Any] = {"name": "Referral", "filename": "r.pdf", "patient_id": group.patient.id}
    await group.put(DOCUMENT, Document(**made, state=UploadState.AWAITING))
    await group.put(DOCUMENT, Document(name="Nobody's", filename="n.pdf"))
    assert await listed(group) == [], "no file yet, or no patient"

    document = await filed(group)
    ctx = group.context()
    stored = await ctx.get_by_number(DOCUMENT, document["id"])
    assert stored is not None
    bare = await group.put(DOCUMENT, Document(**made, file=stored.file))
    path = f"{DOCUMENTS}/{bare.number}"
    async with group.http() as http:
        read = (await http.get(path)).json()
        assert (read["date"], read["description"]) == ("2026-03-04", "Referral")
        assert read["doctor"] == f"/api/doctors/{group.doctor.number}"
        await http.put(path, json={**read, "metatags": ["seen"]})
    after = await group.context().need(DOCUMENT, bare.id)
    assert (after.date, after.description, after.practitioner_id) == (None, "", None), "defaults are not written"
    assert (after.tags, after.name) == (("seen",), "Referral")


async def test_every_bad_field_is_named_and_nothing_written(group: Group) -> None:
    file = {"document": ("a.pdf", PDF)}
    cases: list[tuple[dict[str, Any], Any, set[str]]] = [
        (group.paper(), {}, {"document"}),
        (group.paper(), {"document": ("a.pdf", b"")}, {"document"}),
        (group.paper(), {"document": ("a.pdf", b"<html>")}, {"document"}),
        (group.paper(), {"document": ("a.png", PDF, "image/png")}, {"document"}),
        (group.paper(), {"document": ("a.exe", b"MZ\x90\0\3\0\0\0")}, {"document"}),
        (group.paper(doctor="/api/doctors/1"), {"document": ("a.png", PDF)}, {"document", "doctor"}),
        (group.paper(date=..., patient=...), file, {"date", "patient"}),
        (group.paper(date="24/2/2014", metatags='[1, "x"]'), file, {"date", "metatags"}),
        (group.paper(metatags="[" * 200), {}, {"document", "metatags"}),
        (group.paper(doctor="/api/doctors/1", patient="/api/patients/2"), file, {"doctor", "patient"}),
    ]
    async with group.http() as http:
        for form, files, bad in cases:
            sent: Any = files or {name: (None, value) for name, value in form.items()}
            refused = await http.post(DOCUMENTS, data=form if files else None, files=sent)
            assert refused.status_code == 400, refused.text
            assert set(refused.json()) == bad
        as_json = await http.post(DOCUMENTS, json=group.paper(metatags=["a"]))
        assert (as_json.status_code, set(as_json.json())) == (400, {"document"})
    assert await listed(group) == []
