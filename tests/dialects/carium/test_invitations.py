"""Invitations: a link that works once, in the newest message only, and what a page of it lets nobody do."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity import invitations
from polyclinic.core.identity.invitations import LIFETIME
from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.operations import find_user
from polyclinic.core.messages.model import Channel, MessageStatus
from polyclinic.core.patients import operations as patients
from polyclinic.core.shared.context import perform
from polyclinic.web.rate_limits import Rules
from tests.dialects.carium.office import Office, furnish, open_office, problems
from tests.dialects.carium.visitor import (
    CHOSEN,
    bearing,
    browse,
    follow,
    invite,
    invited,
    link_in,
    log_in,
    register,
    sent,
)
from tests.support.pages import unlabelled


async def user_of(office: Office, username: str) -> User:
    user = await find_user(office.context(), username)
    assert user is not None
    return user


async def test_from_an_invitation_to_a_login(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    assert (await log_in(office, username)).status_code == 401
    answer = await invite(http, username, "email", "sms")
    assert answer.status_code == 200
    mail, text = await sent(office)
    assert [(each.channel, each.address, each.status) for each in (mail, text)] == [
        (Channel.EMAIL, username, MessageStatus.QUEUED),
        (Channel.SMS, "+15551234567", MessageStatus.QUEUED),
    ]
    assert link_in(mail) == link_in(text)
    assert mail.subject == "Your account at Riverside"

    page = await browse(office).get(link_in(mail))
    assert (page.status_code, page.headers["referrer-policy"], page.headers["cache-control"]) == (
        200,
        "no-referrer",
        "no-store",
    )
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert username in page.text
    assert "Riverside" in page.text
    assert unlabelled(page.text) == []
    assert (await log_in(office, username)).status_code == 401, "looking changes nothing"

    done = await follow(office, link_in(mail))
    assert (done.status_code, "Your password is set" in done.text) == (200, True)
    given = await log_in(office, username.upper())
    assert given.status_code == 200, given.text
    assert given.json()["locale"] == "en_US"


async def test_a_patient_is_written_to_in_the_own_language(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http, locale="es_US")
    await invite(http, username)
    assert (await sent(office))[0].subject == "Su cuenta en Riverside"


async def test_a_link_works_once(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    link = await invited(office, http, username)
    assert (await follow(office, link)).status_code == 200
    before = await user_of(office, username)
    again = await follow(office, link, "another one entirely, longer")
    assert (again.status_code, "has been used" in again.text) == (410, True)
    assert await user_of(office, username) == before


async def test_of_many_who_hold_a_link_one_sets_the_password(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    link = await invited(office, http, username)
    chosen = [f"{CHOSEN} {word}" for word in ("north", "east", "south", "west")]
    pages = await asyncio.gather(*(follow(office, link, password) for password in chosen))
    assert sorted(page.status_code for page in pages)[:2] == [200, 410]
    logins = [(await log_in(office, username, password)).status_code for password in chosen]
    assert sorted(logins) == [200, 401, 401, 401]
    assert [page.status_code for page in pages].index(200) == logins.index(200)


async def test_inviting_again_voids_what_was_sent(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    first, second = await invited(office, http, username), await invited(office, http, username)
    assert [message.status for message in await sent(office)] == [MessageStatus.DROPPED, MessageStatus.QUEUED]
    assert (await follow(office, first)).status_code == 410
    assert (await follow(office, second)).status_code == 200


async def test_a_link_expires(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    link = await invited(office, http, username)
    office.clock.advance(LIFETIME - timedelta(seconds=1))
    assert (await browse(office).get(link)).status_code == 200
    office.clock.advance(timedelta(seconds=1))
    late = await follow(office, link)
    assert (late.status_code, "has expired" in late.text) == (410, True)
    assert (await user_of(office, username)).password_hash is None


async def test_a_link_that_was_made_up_leads_nowhere(office: Office, http: httpx2.AsyncClient) -> None:
    other = await furnish(office.services, office.clock, office.app._settings)
    _, username = await register(office, http)
    path, _, token = (await invited(office, http, username)).partition("?token=")
    held = invitations.parse(token)
    altered = [
        invitations.Invitation(held.practice_id, held.user_id, held.expires + 9, held.nonce, held.signature),
        invitations.Invitation(other.id, held.user_id, held.expires, held.nonce, held.signature),
        invitations.Invitation(held.user_id, held.user_id, held.expires, held.nonce, held.signature),
    ]
    for made_up in ("", "x", "é", "A" * 92, "A" * 300, token[:-1], *(each.token for each in altered)):
        page = await browse(office).get(f"{path}?token={made_up}")
        assert (page.status_code, page.headers["content-type"]) in (
            (404, "text/html; charset=utf-8"),
            (400, "text/html; charset=utf-8"),
        ), made_up


async def test_whoever_is_gone_is_not_invited_and_comes_in_no_more(office: Office, http: httpx2.AsyncClient) -> None:
    patient_id, username = await register(office, http)
    link = await invited(office, http, username)
    await follow(office, link)
    given = (await log_in(office, username)).json()
    open_link = await invited(office, http, username)
    await perform(office.context, lambda ctx: patients.delete(ctx, patient_id))

    refused = await invite(http, username)
    assert (refused.status_code, problems(refused)) == (404, {"": "not-found"})
    assert (await follow(office, open_link)).status_code == 410
    assert (await log_in(office, username)).status_code == 401
    async with bearing(office, given["access-token"]) as patient:
        assert (await patient.get("/showboat/v1/patients/")).status_code == 401

    # another takes the name, and signs in by it
    _, name = await register(office, http)
    assert name == username
    assert (await follow(office, await invited(office, http, username), "a different long password")).status_code == 200
    assert (await log_in(office, username)).status_code == 401
    assert (await log_in(office, username, "a different long password")).status_code == 200


async def test_a_new_password_ends_what_the_old_one_opened(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    await follow(office, await invited(office, http, username))
    given = (await log_in(office, username)).json()
    await follow(office, await invited(office, http, username), "a different long password")
    async with bearing(office, given["access-token"]) as patient:
        assert (await patient.get("/showboat/v1/patients/")).status_code == 401
        renewed = await patient.post("/identity/v1/login/", json={"refresh-token": given["refresh-token"]})
    assert (renewed.status_code, problems(renewed)) == (401, {"": "refresh-invalid"})


async def test_a_name_leads_to_one_practice(office: Office, http: httpx2.AsyncClient) -> None:
    other = await furnish(office.services, office.clock, office.app._settings)
    email = f"both@{office.id}.example"
    async with await other.http() as theirs:
        for where, client in ((office, http), (other, theirs)):
            assert (
                await client.post("/showboat/v1/patients/", json=where.new_patient(email=email, username=email))
            ).status_code == 201
        assert (await follow(office, await invited(office, http, email))).status_code == 200
        refused = await follow(other, await invited(other, theirs, email), "a different long password")
    assert (refused.status_code, "Somebody else" in refused.text) == (400, True)
    assert (await log_in(office, email)).status_code == 200
    assert (await user_of(other, email)).password_hash is None


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", None, "15 characters or more"),
        ("x" * 257, None, "at most 256"),
        (CHOSEN, CHOSEN + ".", "differ"),
        ("passwordpassword1", None, "Too easy"),
        ("aaaaaaaaaaaaaaaaaaaa", None, "Too easy"),
        ("abcabcabcabcabcabc", None, "Too easy"),
        ("12345678901234567", None, "Too easy"),
        ("qwertyuiopasdfghjkl", None, "Too easy"),
        ("Riverside-Riverside-2026", None, "Too easy"),
        ("James Reece james reece", None, "Too easy"),
    ],
)
async def test_a_password_is_long_and_not_the_first_to_be_tried(
    office: Office, http: httpx2.AsyncClient, password: str, again: str | None, said: str
) -> None:
    _, username = await register(office, http)
    link = await invited(office, http, username)
    page = await follow(office, link, password, again)
    assert (page.status_code, said in page.text) == (400, True), page.text
    assert password not in page.text
    assert (await user_of(office, username)).password_hash is None
    assert (await follow(office, link, "é" * 5 + " enough letters")).status_code == 200, "the link is still good"
    composed = await log_in(office, username, "e\u0301" * 5 + " enough letters")
    assert composed.status_code == 200, "however the keyboard writes an accent"


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"csrf": "0" * 64}, {}),
        ({"csrf": ...}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_a_form_must_be_ours(
    office: Office, http: httpx2.AsyncClient, fields: dict[str, Any], headers: dict[str, str]
) -> None:
    _, username = await register(office, http)
    browser = browse(office)
    await browser.get(await invited(office, http, username))
    form = browser.form("invitation")
    browser.http.headers.update(headers)
    refused = await browser.send(form, password=CHOSEN, again=CHOSEN, **fields)
    assert refused.status_code == 403
    assert (await user_of(office, username)).password_hash is None


async def test_an_older_browser_that_says_nothing_of_itself_is_let_in(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    browser = browse(office)
    await browser.get(await invited(office, http, username))
    browser.http.headers["Origin"] = "null"  # a page with no-referrer, in a browser that sends no Sec-Fetch-Site
    assert (await browser.send(browser.form("invitation"), password=CHOSEN, again=CHOSEN)).status_code == 200


async def test_the_token_is_kept_nowhere_in_clear(office: Office, http: httpx2.AsyncClient) -> None:
    _, username = await register(office, http)
    token = (await invited(office, http, username)).partition("token=")[2]
    user = await user_of(office, username)
    assert user.invitation
    history = await office.context().history(USER, user.id)
    message = (await sent(office))[-1]
    assert token not in f"{history!r} {message!r} {user.invitation}"
    assert message.address not in repr(message)


async def test_guessing_is_slowed_down(store: Store) -> None:
    office = await open_office(store, rules=Rules(vendor=True))
    statuses = []
    browser = browse(office)
    for _ in range(21):
        answer = await browser.http.post("/carium/account/invitation/", data={"token": "x"})
        statuses.append(answer.status_code)
    assert (statuses[0], statuses[-1]) == (403, 429)
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_new_password_by_a_link_leaves_the_second_factor(office: Office, http: httpx2.AsyncClient) -> None:
    ctx = office.context()
    user = await user_of(office, office.mfa_username)
    await ctx.put(USER, replace(user, email="mfa@example.com"))
    await ctx.commit()
    link = await invited(office, http, office.mfa_username)
    assert (await follow(office, link, "a different long password")).status_code == 200
    asked = await log_in(office, office.mfa_username, "a different long password")
    assert (asked.status_code, problems(asked)) == (401, {"": "totp-required"})
