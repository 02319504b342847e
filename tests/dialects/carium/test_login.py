"""Signing in: tokens, second factors, what is told to whom, and what is kept of it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity import grants, operations
from polyclinic.core.identity.grants import Lifetimes
from polyclinic.core.identity.model import USER
from polyclinic.core.identity.operations import find_user
from polyclinic.core.identity.signing_in import LOCK, TOO_MANY_FAILURES
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.errors import Unauthenticated, Unavailable
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.rate_limits import Rules
from polyclinic.web.services import WebSettings
from tests.dialects.carium.office import (
    APPOINTMENTS,
    LOGIN,
    PASSWORD,
    PASSWORDS,
    Office,
    add_user,
    open_office,
    problems,
)


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


@dataclass
class Counting:
    """Passwords that are hashed as ever, and counted."""

    calls: int = 0

    async def hash(self, password: str) -> str:
        self.calls += 1
        return await PASSWORDS.hash(password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        self.calls += 1
        return await PASSWORDS.verify(password_hash, password)

    async def is_known(self, password: str) -> bool:
        return await PASSWORDS.is_known(password)


async def test_whoever_is_refused_costs_one_hash(office: Office) -> None:
    await add_user(office.services, office.practice, "gone", active=False)
    await add_user(office.services, office.practice, "fresh", password_hash=None)
    locked = await add_user(
        office.services, office.practice, "locked", locked_until=office.clock.now() + timedelta(minutes=1)
    )
    counting = Counting()
    app = DialectApp(dialect, replace(office.services, passwords=counting), WebSettings(verify_answers=True))
    counted = replace(office, app=app)
    for username, password in (
        ("nobody@example.com", PASSWORD),
        (office.username, "wrong"),
        (office.mfa_username, "wrong"),
        (f"gone@{office.id}.example", PASSWORD),
        (f"fresh@{office.id}.example", PASSWORD),
        (locked, PASSWORD),
        (locked, "wrong"),
    ):
        counting.calls = 0
        answer = await login(counted, username=username, password=password)
        assert (answer.status_code, counting.calls) == (401, 1), username
        assert problems(answer) == {"": "wrong"}


async def test_too_many_at_one_time_are_told_to_wait(office: Office) -> None:
    class Full(Counting):
        async def verify(self, password_hash: str | None, password: str) -> bool:
            raise Unavailable("too many are signing in")

    app = DialectApp(dialect, replace(office.services, passwords=Full()), WebSettings(verify_answers=True))
    answer = await login(replace(office, app=app))
    assert (answer.status_code, problems(answer), answer.headers["retry-after"]) == (503, {"": "unavailable"}, "1")
    user = await find_user(office.context(), office.username)
    assert user is not None
    assert user.failures == 0


async def renew(office: Office, token: str, **body: Any) -> httpx2.Response:
    async with office.nobody() as http:
        return await http.post(LOGIN, json={"refresh-token": token, **body})


async def test_a_refresh_token_gives_the_next_two(office: Office) -> None:
    first = (await login(office, **{"refresh-token-expiration-seconds": 7200})).json()
    assert first["refresh-token-expires-in"] == 7200
    office.clock.advance(timedelta(hours=1))
    second = await renew(office, first["refresh-token"])
    assert second.status_code == 200, second.text
    assert second.headers["cache-control"] == "no-store"
    given = second.json()
    assert (given["access-token-expires-in"], given["refresh-token-expires-in"]) == (3600, 30 * 24 * 3600)
    assert len({first["access-token"], given["access-token"], first["refresh-token"], given["refresh-token"]}) == 4
    assert await reads(office, given["access-token"]) == 200
    far = await renew(office, given["refresh-token"], **{"refresh-token-expiration-seconds": 10**9})
    assert far.json()["refresh-token-expires-in"] == 90 * 24 * 3600


async def test_a_refresh_token_shown_twice_ends_what_came_of_it(office: Office) -> None:
    first, other = (await login(office)).json(), (await login(office)).json()
    second = (await renew(office, first["refresh-token"])).json()
    again = await renew(office, first["refresh-token"])
    assert (again.status_code, problems(again)) == (401, {"": "refresh-invalid"})
    assert (await renew(office, second["refresh-token"])).status_code == 401
    assert [await reads(office, each["access-token"]) for each in (first, second, other)] == [401, 401, 200]
    assert (await renew(office, other["refresh-token"])).status_code == 200


async def test_of_many_with_one_refresh_token_one_wins(office: Office) -> None:
    token = (await login(office)).json()["refresh-token"]
    answers = await asyncio.gather(*(renew(office, token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_refresh_tokens_end(office: Office) -> None:
    token = (await login(office, **{"refresh-token-expiration-seconds": 60})).json()["refresh-token"]
    office.clock.advance(timedelta(seconds=60))
    for wrong in (token, "made up", (await login(office)).json()["access-token"]):
        answer = await renew(office, wrong)
        assert (answer.status_code, problems(answer)) == (401, {"": "refresh-invalid"})
    empty = await renew(office, "")
    assert (empty.status_code, list(problems(empty))) == (422, ["/refresh-token"])


async def test_an_access_token_s_life_sticks_if_asked_to(office: Office) -> None:
    short = {"access-token-expiration-seconds": 60}
    loose = (await login(office, **short)).json()
    assert (await renew(office, loose["refresh-token"])).json()["access-token-expires-in"] == 3600
    stuck = (await login(office, **short, **{"sticky-access-token-expiration": True})).json()
    second = (await renew(office, stuck["refresh-token"])).json()
    assert second["access-token-expires-in"] == 60
    third = (await renew(office, second["refresh-token"], **{"access-token-expiration-seconds": 90})).json()
    assert third["access-token-expires-in"] == 90


async def test_a_locale_is_kept_with_the_user(office: Office) -> None:
    assert (await login(office)).json()["locale"] == "en_US"
    assert (await login(office, locale="es_US")).json()["locale"] == "es_US"
    given = (await login(office)).json()
    assert given["locale"] == "es_US"
    assert (await renew(office, given["refresh-token"])).json()["locale"] == "es_US"
    for name, value in (("locale", "fr_FR"), ("service-document-agreements", ["x"]), ("interactive", "yes")):
        answer = await login(office, **{name: value})
        assert answer.status_code == 422
        assert next(iter(problems(answer))).startswith(f"/{name}")


async def test_a_token_that_is_given_while_its_user_is_disabled_ends_with_it(office: Office) -> None:
    services = office.services
    user = await find_user(office.context(), office.username)
    assert user is not None
    rights = operations.user_credential(user, office.id, "carium", office.clock)
    late = await grants.begin(services.credentials, office.clock, rights, Lifetimes())
    await perform(office.context, lambda ctx: operations.disable_user(ctx, office.username))
    with pytest.raises(Unauthenticated):
        await operations.keep_if_unchanged(office.context(), services.credentials, user, late.issued)
    await perform(office.context, lambda ctx: operations.enable_user(ctx, office.username))
    assert await reads(office, late.access_token) == 401, "also once the user is back"

    kept = (await login(office)).json()
    await perform(office.context, lambda ctx: operations.disable_user(ctx, office.username))
    assert await reads(office, kept["access-token"]) == 401, "at once, though nobody has ended the token"
    assert (await renew(office, kept["refresh-token"])).status_code == 401


async def test_whoever_renews_tokens_meanwhile_is_signed_out_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = await find_user(office.context(), office.username)
    assert user is not None
    credentials = office.services.credentials
    given = (await login(office)).json()
    listed, renewed = credentials.list, []

    async def list_late(*asked: Any) -> Any:
        found = await listed(*asked)
        renewed.append(await renew(office, given["refresh-token"]))
        return found

    monkeypatch.setattr(credentials, "list", list_late)
    assert await operations.end_access(credentials, office.clock, office.id, user.id) == 2
    (answer,) = renewed
    assert answer.status_code == 200
    assert await reads(office, answer.json()["access-token"]) == 401
    assert (await renew(office, answer.json()["refresh-token"])).status_code == 401


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


async def test_a_password_does_not_end(office: Office) -> None:
    office.clock.advance(timedelta(days=3653))
    assert (await login(office)).status_code == 200
