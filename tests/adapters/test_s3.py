"""An S3-compatible store that checks signatures (nanio): what goes through us, and what clients exchange with it."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import boto3
import httpx2
import moto
import pytest
import requests

from polyclinic.adapters.files.s3 import S3Direct
from polyclinic.adapters.files.store import Access, StoredFiles, open_files, path_of
from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.ports import FileTooLarge
from tests.support.bucket import PLACE

PDF = b"%PDF-1.7\n" + os.urandom(12 * 1024 * 1024)
LABEL = Label("letter.pdf", "application/pdf")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def files(access: Access) -> StoredFiles:
    return open_files(PLACE, access)


async def chunks(content: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def read(files: StoredFiles, key: str, *span: int) -> bytes:
    return b"".join([chunk async for chunk in files.read("practice", key, *span)])


async def keys(files: StoredFiles) -> list[str]:
    now = datetime.now(UTC)
    return [key async for key in files.keys("practice", now - timedelta(days=1), now + timedelta(days=1))]


async def test_files_are_kept_in_parts_and_come_back(files: StoredFiles) -> None:
    stored = await files.put("practice", chunks(PDF), len(PDF), LABEL)
    assert (stored.size, stored.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert await read(files, stored.key) == PDF
    assert await read(files, stored.key, 10, 20) == PDF[10:20]
    assert await read(files, stored.key, len(PDF) - 3) == PDF[-3:]
    assert await files.inspect("practice", stored.key, LABEL) == stored
    assert await keys(files) == [stored.key]
    later = datetime.now(UTC) + MINUTE
    assert [key async for key in files.keys("practice", later, later + MINUTE)] == []
    with pytest.raises(KeyError):
        await anext(files.read("another", stored.key))
    await files.delete("practice", stored.key)
    await files.delete("practice", stored.key)
    with pytest.raises(KeyError):
        await read(files, stored.key)
    assert await keys(files) == []


async def test_what_is_refused_leaves_nothing_in_the_bucket(files: StoredFiles) -> None:
    with pytest.raises(FileTooLarge):
        await files.put("practice", chunks(PDF), len(PDF) - 1, LABEL)
    with pytest.raises(BadFile):
        await files.put("practice", chunks(b"<html>"), 100, LABEL)
    assert await keys(files) == []


async def test_a_store_that_cannot_be_used_says_so_without_its_secret(access: Access, files: StoredFiles) -> None:
    await files.check()
    wrong = Access(access.endpoint, access.region, access.key_id, "another-secret-of-some-length")
    with pytest.raises(Exception) as refused:  # noqa: PT011  # obstore's own, of several kinds
        await open_files(PLACE, wrong).check()
    assert wrong.secret not in str(refused.value)
    assert wrong.secret not in repr(wrong)


async def test_a_signed_url_gives_the_file_out_until_it_ends(access: Access, files: StoredFiles) -> None:
    stored = await files.put("practice", chunks(PDF), len(PDF), LABEL)
    direct = S3Direct(PLACE, access)
    url = await direct.get_url("practice", stored.key, LABEL, MINUTE)
    short = await direct.get_url("practice", stored.key, LABEL, timedelta(seconds=1))
    other = path_of("practice", "0" * 32)
    async with httpx2.AsyncClient() as http:
        fetched = await http.get(url)
        assert (fetched.status_code, fetched.content) == (200, PDF)
        for forged in (
            url.replace(path_of("practice", stored.key), other),
            url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
            url.replace("letter.pdf", "letter.exe"),
            url[:-4] + "0000",
            url.split("?")[0],
        ):
            assert forged != url
            assert (await http.get(forged)).status_code in (400, 403)
        await asyncio.sleep(2.1)
        assert (await http.get(short)).status_code in (400, 403)
    await files.delete("practice", stored.key)


async def test_what_was_posted_to_the_store_is_copied_out_of_reach(files: StoredFiles) -> None:
    posted = (await files.put("practice", chunks(PDF), len(PDF), LABEL)).key
    adopted = await files.adopt("practice", posted, len(PDF), LABEL)
    assert (adopted.size, adopted.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert adopted.key != posted
    await files.delete("practice", posted)
    assert await read(files, adopted.key) == PDF
    with pytest.raises(FileTooLarge):
        await files.adopt("practice", adopted.key, len(PDF) - 1, LABEL)
    with pytest.raises(BadFile):
        await files.adopt("practice", adopted.key, len(PDF), Label("a.png", "image/png"))
    for missing in (posted, "../" + adopted.key, ""):
        with pytest.raises(KeyError):
            await files.adopt("practice", missing, len(PDF), LABEL)
    assert await keys(files) == [adopted.key]
    await files.delete("practice", adopted.key)


# -- the form: nanio takes none, moto takes any; so its policy and signature are checked by hand ----


def derived(secret: str, credential: str) -> bytes:
    """The key that a request of this credential is signed with (AWS Signature Version 4)."""
    key = f"AWS4{secret}".encode()
    for part in credential.split("/")[1:]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


async def test_a_form_names_one_key_one_type_a_range_of_sizes_and_an_end(access: Access) -> None:
    before = datetime.now(UTC)
    form = await S3Direct(PLACE, access).post_form("practice", LABEL, 1000, MINUTE)
    assert urlsplit(form.url).path == "/charts"
    assert form.fields["key"] == f"clinic/{path_of('practice', form.key)}"
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    ends = datetime.fromisoformat(policy["expiration"])
    assert before + MINUTE - timedelta(seconds=1) <= ends <= datetime.now(UTC) + MINUTE
    exact = {name: value for each in policy["conditions"] if isinstance(each, dict) for name, value in each.items()}
    assert exact == {
        "bucket": "charts",
        **{name: value for name, value in form.fields.items() if name not in ("policy", "x-amz-signature")},
    }
    assert exact["Content-Type"] == "application/pdf"
    assert [each for each in policy["conditions"] if isinstance(each, list)] == [["content-length-range", 1, 1000]]
    key = derived(access.secret, form.fields["x-amz-credential"])
    signature = hmac.new(key, form.fields["policy"].encode(), hashlib.sha256).hexdigest()
    assert form.fields["x-amz-signature"] == signature
    assert access.secret not in json.dumps(dict(form.fields))
    assert (await S3Direct(PLACE, access).post_form("practice", LABEL, 1000, MINUTE)).key != form.key


async def test_the_form_is_of_the_shape_that_s3_takes() -> None:
    with moto.mock_aws():
        direct = S3Direct("s3://charts", Access("", "us-east-1", "test-key", "test-secret"))
        client: Any = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="charts")
        form = await direct.post_form("practice", LABEL, 1000, MINUTE)
        sent: dict[str, Any] = {"data": dict(form.fields), "files": {"file": ("letter.pdf", b"%PDF")}, "timeout": 20}
        answer = await asyncio.to_thread(requests.post, form.url, **sent)
        assert answer.status_code in (200, 204), answer.text
        kept = client.get_object(Bucket="charts", Key=path_of("practice", form.key))
        assert (kept["Body"].read(), kept["ContentType"]) == (b"%PDF", "application/pdf")
