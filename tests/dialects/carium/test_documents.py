"""Documents: announced, uploaded once, confirmed, listed, downloaded by a link that expires; and their classes."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.documents.model import DOCUMENT, DOCUMENT_CLASS, Document, StoredFile, UploadState
from polyclinic.core.documents.operations import DOWNLOAD_LIFETIME, UPLOAD_LIFETIME
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from polyclinic.web.services import WebSettings
from tests.dialects.carium.office import CLASSES, DOCUMENTS, Office, changes, open_office, problems, resource

PDF = b"%PDF-1.4\n\x00\xff" + bytes(range(256)) * 300
ATTRIBUTES = {
    "organization-id",
    "individual-id",
    "class-id",
    "name",
    "description",
    "attachment-filename",
    "attachment-content-type",
    "attachment-size",
    "attachment-sha256",
    "status",
    "created-at",
    "last-modified-at",
}


async def announce(office: Office, http: httpx2.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await http.post(DOCUMENTS, json=office.new_document(**changed))
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == answer.json()["data"]["links"]["self"]
    data: dict[str, Any] = answer.json()["data"]
    return data


async def upload(
    office: Office, announced: dict[str, Any], content: bytes = PDF, token: str | None = None
) -> httpx2.Response:
    """Post like ``requests`` does: the fields, then a part with a name and no type, and no token."""
    info = announced["attributes"]["upload-info"]
    fields = info["upload-data"] | ({} if token is None else {"upload-token": token})
    async with office.nobody() as nobody:
        return await nobody.post(info["upload-url"], data=fields, files={"file": ("example.pdf", content)})


async def filed(office: Office, http: httpx2.AsyncClient, **changed: Any) -> dict[str, Any]:
    """A document that is ready."""
    announced = await announce(office, http, **changed)
    assert (await upload(office, announced)).status_code == 204
    answer = await http.post(f"{DOCUMENTS}{announced['id']}/process-upload/")
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def link(http: httpx2.AsyncClient, document_id: str) -> str:
    answer = await http.get(f"{DOCUMENTS}{document_id}/get-download-info/")
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    assert answer.json()["data"]["attributes"]["download-info"]["download-url"] == url
    return url


async def test_a_document_goes_up_and_comes_down_unchanged(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http, description="A test")
    info = announced["attributes"]["upload-info"]
    assert set(announced["attributes"]) == {*ATTRIBUTES, "upload-info"}
    assert info["upload-url"].startswith("http://test/carium/")
    assert info["expires-at"] == "2026-03-04 12:15:00"
    assert all(isinstance(value, str) for value in info["upload-data"].values())
    path = f"{DOCUMENTS}{announced['id']}/"

    early = await http.post(f"{path}process-upload/")
    assert (early.status_code, problems(early)) == (409, {"": "not-uploaded"})
    early = await http.get(f"{path}get-download-info/")
    assert (early.status_code, problems(early)) == (409, {"": "not-uploaded"})

    uploaded = await upload(office, announced)
    assert (uploaded.status_code, uploaded.content) == (204, b"")
    assert (await http.get(path)).json()["data"]["attributes"]["status"] == "received"
    assert (await http.get(f"{path}get-download-info/")).status_code == 409

    for _ in range(2):
        processed = await http.post(f"{path}process-upload/")
        assert processed.status_code == 200
        assert processed.json()["data"]["attributes"]["status"] == "ready"
        assert set(processed.json()["data"]["attributes"]) == ATTRIBUTES
    document = await office.context().need(DOCUMENT, announced["id"])
    assert document.version == 3

    async with office.nobody() as nobody:
        file = await nobody.get(await link(http, announced["id"]))
    assert (file.status_code, file.content) == (200, PDF)
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-length"] == str(len(PDF))
    assert file.headers["content-disposition"].startswith('attachment; filename="example.pdf"')
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in file.headers["cache-control"]


async def test_an_upload_serves_once_even_if_sent_twice_at_a_time(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http)
    answers = await asyncio.gather(*(upload(office, announced, content=PDF + bytes([n])) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 403, 403, 403]
    late = await upload(office, announced)
    assert (late.status_code, problems(late)) == (403, {"": "upload-refused"})
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 204)
    await http.post(f"{DOCUMENTS}{announced['id']}/process-upload/")
    async with office.nobody() as nobody:
        assert (await nobody.get(await link(http, announced["id"]))).content == PDF + bytes([winner])


async def test_uploads_without_the_right_token_are_refused_alike(office: Office, http: httpx2.AsyncClient) -> None:
    announced, other = await announce(office, http), await announce(office, http)
    info = announced["attributes"]["upload-info"]
    url = info["upload-url"]
    foreign_token = other["attributes"]["upload-info"]["upload-data"]["upload-token"]
    refused = [
        await upload(office, announced, token="x"),
        await upload(office, announced, token=foreign_token),
    ]
    for broken in (url.replace(announced["id"], new_id()), url.replace(office.id, new_id())):
        moved = {"attributes": {"upload-info": {**info, "upload-url": broken}}}
        refused.append(await upload(office, moved))
    for answer in refused:
        assert (answer.status_code, problems(answer)) == (403, {"": "upload-refused"})
        assert answer.json()["errors"][0]["detail"] == refused[0].json()["errors"][0]["detail"]

    office.clock.advance(UPLOAD_LIFETIME)
    assert (await upload(office, announced)).status_code == 403
    await http.delete(f"{DOCUMENTS}{other['id']}/")
    assert (await upload(office, other)).status_code == 403


async def test_an_upload_needs_its_token_and_its_file(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http)
    url = announced["attributes"]["upload-info"]["upload-url"]
    async with office.nobody() as nobody:
        nothing = await nobody.post(url, files={"other": b"x"})
        assert nothing.status_code == 422
        assert {problem["code"] for problem in nothing.json()["errors"]} == {"missing"}
        assert (await nobody.post(url, json={})).status_code == 415


async def test_a_file_that_is_not_what_it_was_announced_as_is_refused(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http)
    for content, code in ((b"", "file-empty"), (b"<html></html>", "file-mislabelled"), (b"#!/bin/sh", "file-program")):
        refused = await upload(office, announced, content=content)
        assert (refused.status_code, problems(refused)) == (422, {"": code})
    assert (await upload(office, announced)).status_code == 204, "a file that was refused uses nothing up"


async def test_a_file_is_of_the_size_and_checksum_that_were_announced(office: Office, http: httpx2.AsyncClient) -> None:
    known = {"attachment_size": len(PDF), "attachment_sha256": hashlib.sha256(PDF).hexdigest()}
    announced = await announce(office, http, **known)
    large = await upload(office, announced, content=PDF + b"0")
    assert (large.status_code, problems(large)) == (413, {"": "too-large"})
    for other in (PDF[:-1], PDF[:-1] + b"0"):
        refused = await upload(office, announced, content=other)
        assert (refused.status_code, problems(refused)) == (422, {"": "file-differs"})
    assert (await upload(office, announced)).status_code == 204
    processed = await http.post(f"{DOCUMENTS}{announced['id']}/process-upload/")
    shown = processed.json()["data"]["attributes"]
    assert {name: shown[name.replace("_", "-")] for name in known} == known
    impossible = await http.post(DOCUMENTS, json=office.new_document(attachment_size=0, attachment_sha256="x"))
    assert set(problems(impossible)) == {"/data/attributes/attachment-size", "/data/attributes/attachment-sha256"}


async def test_a_form_is_only_good_with_every_field_as_it_was_signed(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http, attachment_size=len(PDF))
    info = announced["attributes"]["upload-info"]
    fields = info["upload-data"]
    assert set(fields) == {"upload-token", "content-type", "max-size", "size", "expires", "signature"}
    forged = [
        {**fields, "upload-token": fields["upload-token"] + "x"},
        {**fields, "content-type": "text/html"},
        {**fields, "max-size": "1000000000"},
        {**fields, "size": "1"},
        {**fields, "sha256": "0" * 64},
        {**fields, "expires": "9999999999"},
        {**fields, "signature": "0" * 64},
        {name: value for name, value in fields.items() if name != "size"},
    ]
    for each in forged:
        answer = await upload(office, {"attributes": {"upload-info": {**info, "upload-data": each}}})
        assert (answer.status_code, problems(answer)) == (403, {"": "upload-refused"})
    assert (await upload(office, announced)).status_code == 204


async def test_what_is_refused_of_a_form_of_ours_is_in_the_practice_s_trail(
    office: Office, http: httpx2.AsyncClient, store: Store
) -> None:
    announced = await announce(office, http)
    await upload(office, announced, content=b"<html>")
    await upload(office, announced)
    await upload(office, announced)
    sql = "SELECT outcome FROM audit_facts WHERE practice_id = $1 AND actor = $2 ORDER BY id"
    facts = await store.engine.fetch(office.id, sql, (office.id, f"upload:{announced['id']}"))
    assert [outcome for (outcome,) in facts] == ["bad_file", "ok", "upload_refused"]


async def test_a_part_of_a_file_can_be_fetched(office: Office, http: httpx2.AsyncClient) -> None:
    url = await link(http, (await filed(office, http))["id"])
    size = len(PDF)
    async with office.nobody() as nobody:
        whole = await nobody.get(url)
        assert whole.headers["accept-ranges"] == "bytes"
        for asked, start, end in (("0-9", 0, 10), ("10-", 10, size), ("-5", size - 5, size), ("5-99999999", 5, size)):
            part = await nobody.get(url, headers={"Range": f"bytes={asked}"})
            assert (part.status_code, part.content) == (206, PDF[start:end])
            assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
            assert part.headers["content-length"] == str(end - start)
        same = await nobody.get(url, headers={"Range": "bytes=0-9", "If-Range": whole.headers["etag"]})
        assert same.status_code == 206
        for headers in (
            {"Range": "bytes=0-9", "If-Range": '"another"'},
            {"Range": "bytes=0-1,4-5"},
            {"Range": "bytes=9-5"},
            {"Range": f"bytes={size}-"},
            {"Range": "bytes=-"},
            {"Range": "lines=1-2"},
        ):
            assert (await nobody.get(url, headers=headers)).content == PDF


async def test_a_download_link_is_only_good_as_it_is_and_for_a_while(office: Office, http: httpx2.AsyncClient) -> None:
    document, other = await filed(office, http), await filed(office, http)
    url = await link(http, document["id"])
    signature = parse_qs(urlsplit(url).query)["signature"][0]
    forged = [
        url.replace(document["id"], other["id"]),
        url.replace(office.id, new_id()),
        url.replace("expires=", "expires=9"),
        url.replace("by=user", "by=client"),
        url.replace(signature, "0" * len(signature)),
        url.replace(signature, "%C3%A9"),
    ]
    async with office.nobody() as nobody:
        for each in forged:
            answer = await nobody.get(each)
            assert (answer.status_code, problems(answer)) == (403, {"": "download-refused"})
        assert (await nobody.get(url.split("?")[0])).status_code == 400
        assert (await nobody.head(url)).status_code == 200
        office.clock.advance(DOWNLOAD_LIFETIME)
        assert (await nobody.get(url)).status_code == 410
        fresh = await link(http, document["id"])
        await http.delete(f"{DOCUMENTS}{document['id']}/")
        assert (await nobody.get(fresh)).status_code == 404


async def test_links_lead_where_clients_reach_the_server(store: Store) -> None:
    settings = WebSettings(verify_answers=True, public_url="https://api.example.org/base")
    office = await open_office(store, settings=settings)
    async with await office.http() as http:
        announced = await announce(office, http)
        url = announced["attributes"]["upload-info"]["upload-url"]
        assert url.startswith("https://api.example.org/base/carium/storage/")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (('Röntgen "1".png', "image/png"), ("filename*=UTF-8''R%C3%B6ntgen%20%221%22.png", "image/png")),
        (("page.html", "text/html"), ('filename="page.html"', "text/html")),
        (("", "text/html; charset=x\r\nSet-Cookie: a=b"), ("attachment", "application/octet-stream")),
        (("a\r\nb", ""), ("filename*=UTF-8''a%0D%0Ab", "application/octet-stream")),
    ],
    ids=["quotes", "page", "header", "newline"],
)
async def test_names_and_types_of_files_do_no_harm(
    office: Office, http: httpx2.AsyncClient, given: tuple[str, str], shown: tuple[str, str]
) -> None:
    (filename, content_type), (disposition, media_type) = given, shown
    document = await filed(office, http)
    ctx = office.context()
    stored = await ctx.need(DOCUMENT, document["id"])
    await ctx.put(DOCUMENT, replace(stored, filename=filename, content_type=content_type))
    await ctx.commit()
    async with office.nobody() as nobody:
        file = await nobody.get(await link(http, document["id"]))
    assert file.content == PDF
    assert disposition in file.headers["content-disposition"]
    assert file.headers["content-type"] == media_type
    assert file.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


async def test_a_file_that_is_gone_is_noticed_before_the_answer_starts(
    office: Office, http: httpx2.AsyncClient
) -> None:
    document = await filed(office, http)
    stored = await office.context().need(DOCUMENT, document["id"])
    assert stored.file is not None
    await office.services.files.delete(office.id, stored.file.key)
    async with office.nobody() as nobody:
        answer = await nobody.get(await link(http, document["id"]))
    assert (answer.status_code, problems(answer)) == (500, {"": "broken"})


async def test_documents_are_listed_with_their_filters(office: Office, http: httpx2.AsyncClient) -> None:
    mine = await filed(office, http, name="B")
    waiting = await announce(office, http, name="A")
    ctx = office.context()
    of_another_api = await ctx.put(DOCUMENT, Document(name="C", patient_id=office.patient, file=StoredFile("k", 1, "")))
    await ctx.put(DOCUMENT, Document(name="of nobody"))
    await ctx.commit()

    async def names(**params: str) -> list[str]:
        answer = await http.get(DOCUMENTS, params=params)
        assert answer.status_code == 200, answer.text
        return [each["attributes"]["name"] for each in answer.json()["data"]]

    assert await names(sort="name") == ["B", "C"], "what has no file yet is not told"
    both = {"filter[individual-id]": office.patient, "organization-id": office.id}
    assert await names(**both, sort="-name") == ["C", "B"]
    assert await names(**{"filter[class-id]": office.document_class}, sort="name") == ["B", "C"]
    assert await names(**{"filter[class-id]": new_id()}) == []
    assert await names(**{"individual-id": new_id()}) == []

    shown = (await http.get(f"{DOCUMENTS}{of_another_api.id}/")).json()["data"]["attributes"]
    assert (shown["class-id"], shown["attachment-content-type"]) == (office.document_class, "application/octet-stream")
    assert shown["attachment-filename"] == f"document-{of_another_api.number}"
    assert (await http.delete(f"{DOCUMENTS}{mine['id']}/")).status_code == 204
    assert (await http.delete(f"{DOCUMENTS}{mine['id']}/")).status_code == 404
    assert await names(sort="name") == ["C"]
    assert waiting["attributes"]["status"] == "awaiting"


async def test_documents_of_nobody_are_not_told(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    loose = await ctx.put(DOCUMENT, Document(name="of nobody", state=UploadState.RECEIVED))
    await ctx.commit()
    path = f"{DOCUMENTS}{loose.id}/"
    for answer in (
        await http.get(path),
        await http.delete(path),
        await http.post(f"{path}process-upload/"),
        await http.get(f"{path}get-download-info/"),
    ):
        assert answer.status_code == 404


async def test_every_bad_attribute_of_a_document_is_named(office: Office, http: httpx2.AsyncClient) -> None:
    bad = office.new_document(
        name=..., class_id="x", attachment_filename="../etc/passwd", attachment_content_type="pdf", description=1
    )
    answer = await http.post(DOCUMENTS, json=bad)
    assert (answer.status_code, set(problems(answer))) == (
        422,
        {"/data/attributes"}
        | {
            f"/data/attributes/{name}"
            for name in ("class-id", "attachment-filename", "attachment-content-type", "description")
        },
    )
    unknown = await http.post(DOCUMENTS, json=office.new_document(class_id=new_id(), individual_id=new_id()))
    assert (unknown.status_code, problems(unknown)) == (
        404,
        {"/data/attributes/class-id": "unknown-reference", "/data/attributes/individual-id": "unknown-reference"},
    )
    assert await office.context().count(Query(DOCUMENT)) == 0


def new_class(office: Office, **changed: Any) -> dict[str, Any]:
    return resource("org-document-classes", {"organization-id": office.id, "name": "Laboratory"}, changed)


async def test_classes_are_managed(office: Office, http: httpx2.AsyncClient) -> None:
    made = await http.post(CLASSES, json=new_class(office))
    assert made.status_code == 201, made.text
    class_id = made.json()["data"]["id"]
    assert made.json()["data"]["attributes"] == {
        "name": "Laboratory",
        "organization-id": office.id,
        "created-at": "2026-03-04 12:00:00",
        "last-modified-at": "2026-03-04 12:00:00",
    }
    path = f"{CLASSES}{class_id}/"
    twin = await http.post(CLASSES, json=new_class(office, name="LABORATORY"))
    assert (twin.status_code, problems(twin)) == (409, {"/data/attributes/name": "taken"})
    renamed = await http.patch(path, json=changes("org-document-classes", name="Lab"))
    assert renamed.json()["data"]["attributes"]["name"] == "Lab"
    assert (await http.get(path)).json()["data"] == renamed.json()["data"]
    untouched = await http.patch(path, json=changes("org-document-classes"))
    assert untouched.json()["data"]["attributes"]["name"] == "Lab"
    listed = (await http.get(CLASSES, params={"sort": "name"})).json()["data"]
    assert [each["attributes"]["name"] for each in listed] == ["Clinical note", "Lab"]

    document = await filed(office, http, class_id=class_id)
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(path)).status_code == (await http.delete(path)).status_code == 404
    kept = (await http.get(f"{DOCUMENTS}{document['id']}/")).json()["data"]["attributes"]
    assert kept["class-id"] == class_id
    refused = await http.post(DOCUMENTS, json=office.new_document(class_id=class_id))
    assert refused.status_code == 404
    assert (await http.post(CLASSES, json=new_class(office, name="Lab"))).status_code == 201


async def test_a_class_name_is_taken_once_whoever_is_faster(office: Office, http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.post(CLASSES, json=new_class(office)) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await office.context().count(Query(DOCUMENT_CLASS)) == 2


async def test_there_is_no_way_to_delete_all_of_something(office: Office, http: httpx2.AsyncClient) -> None:
    literal = "%3Cbuilt-in%20function%20id%3E"
    for collection in (DOCUMENTS, CLASSES, "/caredb/v1/org-appointments/"):
        assert (await http.delete(collection)).status_code == 405
        for path in (f"{collection}{literal}/", f"{collection}{literal}//", f"{collection}{literal}/{literal}/"):
            assert (await http.delete(path)).status_code == 404
    assert await office.context().count(Query(DOCUMENT_CLASS)) == 1


async def test_a_long_upload_is_counted_in_time(office: Office, http: httpx2.AsyncClient) -> None:
    announced = await announce(office, http)
    office.clock.advance(UPLOAD_LIFETIME - timedelta(seconds=1))
    assert (await upload(office, announced)).status_code == 204
