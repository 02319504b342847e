"""Files: sent raw with headers, kept as documents of a provider, fetched from a link without a key."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.rate_limits import Rules
from tests.dialects.silna.clinic import NOW, Clinic, open_clinic

FILES = "/public/v1/files/"
PDF = b"%PDF-1.7 a letter"
NOBODY = "01920000-0000-7000-8000-000000000000"


def headers(clinic: Clinic, **changes: Any) -> dict[str, Any]:
    """What goes with an upload; a change of ``...`` leaves the header out."""
    given = {"provider_id": clinic.provider, "original_filename": "letter.pdf", **changes}
    return {name.replace("_", "-"): value for name, value in given.items() if value is not ...}


async def upload(http: httpx2.AsyncClient, clinic: Clinic, content: bytes = PDF, **changes: Any) -> httpx2.Response:
    return await http.post(FILES, content=content, headers=headers(clinic, **changes))


async def test_a_file_comes_back_from_its_link_without_a_key(clinic: Clinic) -> None:
    async with clinic.http() as http, clinic.http(None) as nobody:
        made = await upload(http, clinic)
        assert (made.status_code, made.json().keys()) == (201, {"id"})
        told = (await http.get(FILES + made.json()["id"])).json()
        assert (told["id"], told["original_filename"]) == (made.json()["id"], "letter.pdf")
        fetched = await nobody.get(told["url"])
        broken = await nobody.get(told["url"].replace("/letter.pdf", "x/letter.pdf"))

    assert (fetched.status_code, fetched.content) == (200, PDF)
    assert fetched.headers["content-type"] == "application/pdf"
    assert "letter.pdf" in fetched.headers["content-disposition"]
    assert broken.status_code == 403


async def test_a_link_serves_for_an_hour(store: Store) -> None:
    clock = HeldClock(NOW)
    clinic = await open_clinic(store, clock=clock)
    async with clinic.http() as http:
        url = (await http.get(FILES + (await upload(http, clinic)).json()["id"])).json()["url"]
        clock.advance(timedelta(minutes=59))
        assert (await http.get(url)).status_code == 200
        clock.advance(timedelta(minutes=2))
        assert (await http.get(url)).status_code == 403


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\scans\\card front.png", "card front.png"),
        ("Befund%20M%C3%BCller.pdf", "Befund Müller.pdf"),
        ("Befund Müller.pdf".encode(), "Befund Müller.pdf"),
        ("100% sure.txt", "100% sure.txt"),
    ],
)
async def test_a_file_keeps_its_name_but_no_folder(clinic: Clinic, sent: Any, kept: str) -> None:
    content = {"png": b"\x89PNG\r\n\x1a\n" + bytes(20), "pdf": PDF, "txt": b"yes"}[kept[-3:]]
    async with clinic.http() as http:
        made = await upload(http, clinic, content, original_filename=sent)
        assert (await http.get(FILES + made.json()["id"])).json()["original_filename"] == kept


async def test_every_bad_header_is_named(clinic: Clinic) -> None:
    async with clinic.http() as http:
        missing = await upload(http, clinic, provider_id=..., original_filename=...)
        wrong = await upload(http, clinic, provider_id="x", original_filename="%20")
        unknown = await upload(http, clinic, provider_id=NOBODY)

    assert missing.json() == {"message": "provider-id: is required; original-filename: is required"}
    assert wrong.json() == {"message": "provider-id: must be a UUID; original-filename: must not be empty"}
    assert (missing.status_code, wrong.status_code, unknown.status_code) == (400, 400, 404)
    assert unknown.json() == {"message": "Provider not found"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file: the file is empty"),
        (b"\x7fELF rest", "file: the file is a program"),
        (b"\x89PNG\r\n\x1a\n", "file: the file is not what its name or type says: it looks like image/png"),
    ],
)
async def test_what_no_record_keeps_is_refused(clinic: Clinic, content: bytes, message: str) -> None:
    async with clinic.http() as http:
        refused = await upload(http, clinic, content)
    assert (refused.status_code, refused.json()) == (400, {"message": message})


async def test_a_file_may_be_as_large_as_the_server_says(store: Store) -> None:
    clinic = await open_clinic(store, max_upload=1000)
    async with clinic.http() as http:
        assert (await upload(http, clinic, b"x" * 1000, original_filename="a.txt")).status_code == 201
        refused = await upload(http, clinic, b"x" * 1001, original_filename="a.txt")
    assert refused.status_code == 413
    assert refused.json().keys() == {"message"}


async def test_a_file_is_seen_by_keys_of_its_provider_only(clinic: Clinic) -> None:
    mine, other = await clinic.new_key(clinic.provider), await clinic.new_key(clinic.other_provider)
    async with clinic.http() as http, clinic.http(mine) as first, clinic.http(other) as second:
        path = FILES + (await upload(http, clinic)).json()["id"]
        assert (await first.get(path)).status_code == 200
        assert (await second.get(path)).status_code == 404
        assert (await upload(second, clinic)).status_code == 404
        assert (await http.get(FILES + NOBODY)).json() == {"message": "File not found"}


async def test_a_key_stands_for_one_file_under_one_name(clinic: Clinic) -> None:
    async with clinic.http() as http:
        first = await upload(http, clinic, Idempotency_Key="k")
        again = await upload(http, clinic, Idempotency_Key="k")
        renamed = await upload(http, clinic, Idempotency_Key="k", original_filename="other.pdf")
        other = await upload(http, clinic, PDF + b"!", Idempotency_Key="k")

    assert (first.content, again.status_code) == (again.content, 201)
    assert (renamed.status_code, other.status_code) == (400, 400)
    assert (await clinic.context().get(DOCUMENT, first.json()["id"])) is not None


async def test_the_61st_upload_waits_while_other_calls_go_on(store: Store) -> None:
    clinic = await open_clinic(store, clock=HeldClock(NOW), rules=Rules())
    async with clinic.http() as http:
        for remaining in range(59, -1, -1):
            answer = await http.post(FILES)
            assert answer.status_code == 400
            assert answer.headers["X-RateLimit-Limit"] == "60"
            assert answer.headers["X-RateLimit-Remaining"] == str(remaining)
        refused = await upload(http, clinic)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "60"
        assert refused.json()["message"] == "Rate limit exceeded. Please wait 60 seconds before trying again."
        assert (await http.get(FILES + NOBODY)).status_code == 404
