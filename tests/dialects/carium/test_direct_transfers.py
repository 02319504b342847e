"""Files that clients exchange with the bucket itself: nothing is ready before the server has read what lies there."""

import hashlib
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.s3 import S3Direct
from polyclinic.adapters.files.store import Access, open_files
from tests.dialects.carium.office import DOCUMENTS, Office, open_office, problems
from tests.support.bucket import BUCKET, PLACE, client_of

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4000


@pytest.fixture
async def office(store: Store, access: Access) -> Office:
    return await open_office(store, files=open_files(PLACE, access), direct=S3Direct(PLACE, access))


async def announce(office: Office, http: httpx2.AsyncClient, **changed: Any) -> tuple[str, dict[str, str]]:
    """The id of a document, and the fields of the form that its file is posted with."""
    answer = await http.post(DOCUMENTS, json=office.new_document(**changed))
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    info = data["attributes"]["upload-info"]
    assert info["upload-url"].endswith(f"/{BUCKET}")
    return data["id"], info["upload-data"]


def post(access: Access, form: dict[str, str], content: bytes) -> None:
    """What S3 does with a form that it has accepted: nanio takes none."""
    client_of(access).put_object(Bucket=BUCKET, Key=form["key"], Body=content, ContentType=form["Content-Type"])


async def process(http: httpx2.AsyncClient, id: str) -> httpx2.Response:
    return await http.post(f"{DOCUMENTS}{id}/process-upload/")


async def test_a_file_goes_to_the_bucket_and_comes_from_it(
    office: Office, http: httpx2.AsyncClient, access: Access
) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    id, form = await announce(office, http, attachment_sha256=digest)
    early = await process(http, id)
    assert (early.status_code, problems(early)) == (409, {"": "not-uploaded"})
    post(access, form, PDF)
    assert (await http.get(f"{DOCUMENTS}{id}/get-download-info/")).status_code == 409
    processed = await process(http, id)
    assert processed.status_code == 200, processed.text
    shown = processed.json()["data"]["attributes"]
    assert (shown["status"], shown["attachment-size"], shown["attachment-sha256"]) == ("ready", len(PDF), digest)

    post(access, form, b"%PDF-1.7 a form that is posted again")
    assert (await process(http, id)).status_code == 200
    url = (await http.get(f"{DOCUMENTS}{id}/get-download-info/")).json()["url"]
    assert url.startswith(access.endpoint)
    async with httpx2.AsyncClient() as anybody:
        fetched = await anybody.get(url)
    assert fetched.content == PDF, "what was confirmed is out of the form's reach"


@pytest.mark.parametrize(
    ("content", "announced", "code"),
    [
        (b"<html>", {}, "file-mislabelled"),
        (b"\x7fELF", {}, "file-program"),
        (PDF, {"attachment_sha256": "0" * 64}, "file-differs"),
        (PDF[:-1], {"attachment_size": len(PDF)}, "file-differs"),
    ],
)
async def test_what_is_not_what_was_announced_is_refused(
    office: Office, http: httpx2.AsyncClient, access: Access, *, content: bytes, announced: dict[str, Any], code: str
) -> None:
    id, form = await announce(office, http, **announced)
    post(access, form, content)
    refused = await process(http, id)
    assert (refused.status_code, problems(refused)) == (422, {"": code})
    assert (await http.get(DOCUMENTS)).json()["data"] == []


async def test_a_practice_s_form_names_its_own_folder(
    office: Office, http: httpx2.AsyncClient, store: Store, access: Access
) -> None:
    other = await open_office(store, files=office.services.files, direct=office.services.direct)
    id, _ = await announce(office, http)
    async with await other.http() as theirs:
        _, form = await announce(other, theirs)
        post(access, form, PDF)
        assert (await process(theirs, id)).status_code == 404
    assert other.id in form["key"]
    assert (await process(http, id)).status_code == 409
