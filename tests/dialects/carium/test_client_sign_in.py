"""How the client stays signed in: by refresh tokens, and by a code only where one is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.carium import AsyncCarium
from polyclinic.core.identity.operations import find_user
from polyclinic.sdk.errors import Unauthorized
from tests.dialects.carium.office import LOGIN, PASSWORD, Office


@asynccontextmanager
async def signing_in(office: Office, username: str, **options: Any) -> AsyncIterator[tuple[AsyncCarium, list[str]]]:
    """A client of the office, and what it signed in with so far."""
    seen: list[str] = []

    async def look(request: httpx2.Request) -> None:
        if request.url.path.endswith(LOGIN):
            body = (await request.aread()).decode()
            seen.append("renewal" if "refresh-token" in body else "code" if "totp-code" in body else "password")

    transport = httpx2.ASGITransport(app=office.app, root_path="/carium")
    async with httpx2.AsyncClient(transport=transport, event_hooks={"request": [look]}) as http:
        yield AsyncCarium("http://test/carium", username, PASSWORD, office.id, http=http, **options), seen


async def test_it_renews_instead_of_signing_in_again(office: Office) -> None:
    async with signing_in(office, office.username, locale="es_US") as (carium, seen):
        for _ in range(3):
            await carium.patients.get(office.patient)
            office.clock.advance(timedelta(hours=2))
        assert seen == ["password", "renewal", "renewal"]
        office.clock.advance(timedelta(days=31))
        await carium.patients.get(office.patient)
        assert seen[3:] == ["renewal", "password"]
    user = await find_user(office.context(), office.username)
    assert user is not None
    assert user.locale == "es_US"


async def test_a_code_is_asked_for_once_and_when_it_is_wanted(office: Office) -> None:
    asked = []

    def code() -> str:
        asked.append(office.code())
        return asked[-1]

    async with signing_in(office, office.mfa_username, totp=code) as (carium, seen):
        for _ in range(3):
            await carium.patients.get(office.patient)
            office.clock.advance(timedelta(hours=2))
    assert (len(asked), seen) == (1, ["password", "code", "renewal", "renewal"])
    async with signing_in(office, office.username, totp=code) as (carium, seen):
        await carium.patients.get(office.patient)
    assert (len(asked), seen) == (1, ["password"])


async def test_a_wrong_code_is_told(office: Office) -> None:
    async with signing_in(office, office.mfa_username, totp=lambda: "000000") as (carium, seen):
        with pytest.raises(Unauthorized, match="`totp-code` is wrong"):
            await carium.patients.get(office.patient)
    assert seen == ["password", "code"]
