"""Signing in: tokens, second factors, what is told to whom, and what is kept of it."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import USER
from polyclinic.core.identity.operations import find_user
from polyclinic.core.identity.signing_in import LOCK, TOO_MANY_FAILURES
from polyclinic.web.rate_limits import Rules
from tests.dialects.carium.office import APPOINTMENTS, LOGIN, PASSWORD, Office, add_user, open_office, problems


async def login(office: Office, **body: Any) -> httpx2.Response:
    async with office.nobody() as http:
        return await http.post(LOGIN, json={"username": office.username, "password": PASSWORD, **body})


async def reads(office: Office, token: str) -> int:
    async with office.nobody() as http:
        return (await http.get(APPOINTMENTS, headers={"Authorization": f"Bearer {token}"})).status_code


async def test_a_token_lives_as_long_as_asked_for_and_an_hour_at_most(office: Office) -> None:
    hour, minute = await login(office), await login(office, **{"access-token-expiration-seconds": 60})
    assert (hour.json()["access-token-expires-in"], minute.json()["access-token-expires-in"]) == (3600, 60)
    assert hour.headers["cache-control"] == "no-store"

    office.clock.advance(timedelta(seconds=61))
    assert await reads(office, minute.json()["access-token"]) == 401
    assert await reads(office, hour.json()["access-token"]) == 200
    office.clock.advance(timedelta(hours=1))
    assert await reads(office, hour.json()["access-token"]) == 401

    longer = await login(office, **{"access-token-expiration-seconds": 3601})
    assert (longer.status_code, list(problems(longer))) == (422, ["/access-token-expiration-seconds"])


async def test_user_names_are_read_in_any_case_and_a_stray_code_is_ignored(office: Office) -> None:
    answer = await login(office, username=office.username.upper(), **{"totp-code": "000000"})
    assert answer.status_code == 200


async def test_unknown_users_and_wrong_passwords_are_told_the_same(office: Office) -> None:
    wrong = await login(office, password="wrong")
    unknown = await login(office, username="nobody@example.com")
    mfa = await login(office, username=office.mfa_username, password="wrong", **{"totp-code": office.code()})
    assert wrong.status_code == unknown.status_code == mfa.status_code == 401
    assert wrong.headers["www-authenticate"] == "Bearer"
    told = [{**answer.json()["errors"][0], "id": ""} for answer in (wrong, unknown, mfa)]
    assert told[0] == told[1] == told[2]


async def test_a_second_factor_is_asked_for_and_a_code_serves_once(office: Office) -> None:
    missing = await login(office, username=office.mfa_username)
    assert (missing.status_code, problems(missing)) == (401, {"": "totp-required"})
    wrong = await login(office, username=office.mfa_username, **{"totp-code": "abcdef"})
    assert (wrong.status_code, problems(wrong)) == (401, {"": "totp-invalid"})

    code = office.code()
    right = await login(office, username=office.mfa_username, **{"totp-code": code})
    assert right.status_code == 200
    assert await reads(office, right.json()["access-token"]) == 200
    again = await login(office, username=office.mfa_username, **{"totp-code": code})
    assert (again.status_code, problems(again)) == (401, {"": "totp-invalid"})

    office.clock.advance(timedelta(seconds=60))
    late = office.code()
    office.clock.advance(timedelta(seconds=30))
    assert (await login(office, username=office.mfa_username, **{"totp-code": late})).status_code == 200


async def test_too_many_failures_lock_for_a_while_without_saying_so(office: Office) -> None:
    for _ in range(TOO_MANY_FAILURES):
        last = await login(office, password="wrong")
    locked = await login(office)
    assert locked.status_code == 401
    assert locked.json()["errors"][0]["detail"] == last.json()["errors"][0]["detail"]

    office.clock.advance(LOCK)
    assert (await login(office)).status_code == 200
    user = await find_user(office.context(), office.username)
    assert user is not None
    assert (user.failures, user.locked_until) == (0, None)


async def test_a_deactivated_user_and_a_reader_get_as_far_as_they_may(office: Office) -> None:
    await add_user(office.services, office.practice, "gone", active=False)
    gone = await login(office, username=f"gone@{office.id}.example")
    assert gone.status_code == 401

    reader = await add_user(office.services, office.practice, "reader", role="reader")
    token = (await login(office, username=reader)).json()["access-token"]
    assert await reads(office, token) == 200
    async with office.nobody() as http:
        refused = await http.post(
            APPOINTMENTS, json=office.new_appointment(), headers={"Authorization": f"Bearer {token}"}
        )
    assert (refused.status_code, problems(refused)) == (403, {"": "forbidden"})


@pytest.mark.parametrize(
    ("body", "status", "places"),
    [
        ({}, 422, {""}),
        ({"username": 1, "password": None}, 422, {"/username", "/password"}),
        ({"username": "", "password": "x", "totp-code": 123456}, 422, {"/username", "/totp-code"}),
        ([], 422, {""}),
    ],
)
async def test_a_body_that_is_no_login_is_refused(office: Office, body: Any, status: int, places: set[str]) -> None:
    async with office.nobody() as http:
        answer = await http.post(LOGIN, json=body)
    assert (answer.status_code, set(problems(answer))) == (status, places)


async def test_tokens_that_are_none_are_refused(office: Office) -> None:
    async with office.nobody() as http:
        for header, code in (
            ({}, "missing"),
            ({"Authorization": "Basic abc"}, "malformed"),
            ({"Authorization": "Bearer x"}, "unknown"),
        ):
            answer = await http.get(APPOINTMENTS, headers=header)
            assert (answer.status_code, problems(answer)) == (401, {"": code})
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_passwords_tokens_and_codes_are_not_kept_in_clear(office: Office) -> None:
    token = (await login(office)).json()["access-token"]
    user = await find_user(office.context(), office.username)
    assert user is not None
    history = await office.context().history(USER, user.id)
    assert PASSWORD not in repr(history)
    assert token not in repr(history)


async def test_many_attempts_from_one_address_are_slowed_down(store: Store) -> None:
    office = await open_office(store, rules=Rules(vendor=True))
    async with office.nobody() as http:
        statuses = [(await http.post(LOGIN, json={})).status_code for _ in range(301)]
        last = await http.post(LOGIN, json={})
    assert (statuses[0], statuses[-1]) == (422, 429)
    assert problems(last) == {"": "too-many-requests"}
    assert int(last.headers["retry-after"]) > 0
