"""What the whole server tells browsers with every answer, whoever asks for what."""

from pathlib import Path

import httpx2
import pytest

from polyclinic.server.app import create_app
from polyclinic.server.runtime import Runtime
from polyclinic.server.settings import DIALECTS, Settings, new_master_key

PATHS = (
    *("/", "/nowhere", "/health/live"),
    *(f"/{name}{path}" for name in DIALECTS for path in ("/docs", "/openapi.json", "/nowhere", "/")),
    *("/carium/account/", "/drchrono/account/", "/candid/api/encounters/v4", "/silna/api/v1/patients"),
)


@pytest.fixture(params=["https://api.clinic.example", None], ids=["tls", "plain"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[httpx2.AsyncClient, str | None]:
    """A server behind a proxy that ends TLS, and one that is reached directly. No database is open."""
    settings = Settings.load(
        database_url=f"sqlite:///{tmp_path / 'polyclinic.sqlite3'}",
        master_keys=new_master_key(),
        files=str(tmp_path),
        public_url=request.param,
    )
    transport = httpx2.ASGITransport(app=create_app(Runtime(settings)))
    return httpx2.AsyncClient(transport=transport, base_url="http://test.local"), request.param


async def test_every_answer_is_held_to_what_it_is(server: tuple[httpx2.AsyncClient, str | None]) -> None:
    http, public_url = server
    async with http:
        for path in PATHS:
            answer = await http.get(path)
            assert answer.status_code < 500, path
            headers, policy = answer.headers, answer.headers["content-security-policy"]
            for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                assert directive in policy, path
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["cache-control"] == "no-store", path
            assert headers["referrer-policy"] in ("no-referrer", "same-origin"), path
            assert headers["cross-origin-resource-policy"] == "same-origin", path
            assert ("strict-transport-security" in headers) is (public_url is not None), path
            assert "server" not in headers, path
            assert "access-control-allow-origin" not in headers, path
            if answer.content:
                assert headers["content-type"].startswith("application/") or "charset=utf-8" in headers["content-type"]


async def test_a_year_of_tls_for_the_host_and_what_is_below(server: tuple[httpx2.AsyncClient, str | None]) -> None:
    http, public_url = server
    async with http:
        for path in ("/", "/candid/nowhere"):
            told = (await http.get(path)).headers.get("strict-transport-security")
            assert told == ("max-age=31536000; includeSubDomains" if public_url else None)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "DEBUG"])
async def test_no_method_echoes_a_request(server: tuple[httpx2.AsyncClient, str | None], method: str) -> None:
    http, _ = server
    async with http:
        for path in PATHS:
            answer = await http.request(method, path, headers={"X-Told": "in-confidence"})
            assert answer.status_code in (404, 405), path
            assert "in-confidence" not in answer.text + repr(answer.headers), path
