"""The pages that users see: nobody is sent where nobody registered, no form is forged, no account is guessed."""

import time
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

import pyotp
import pytest

from polyclinic.core.identity.signing_in import LOCK, TOO_MANY_FAILURES
from polyclinic.dialects.drchrono.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.pages.sessions import CODE_WRONG, FAILURE_SECONDS, SESSION_LIFETIME, WRONG
from polyclinic.web.services import WebSettings
from tests.dialects.drchrono.group import Group
from tests.dialects.drchrono.visitor import PASSWORD, REDIRECT_URI, Browser, new_app, returned, sign_up
from tests.support.pages import unlabelled

CALLBACK = "https://app.example/callback"
TRICKS = [
    "https://app.example/callback/",
    "https://app.example/callbac",
    "https://app.example/callback?x=1",
    "https://app.example/callback#x",
    "https://app.example/Callback",
    "https://APP.example/callback",
    "HTTPS://app.example/callback",
    "http://app.example/callback",
    "https://app.example:443/callback",
    "https://app.example:8443/callback",
    "https://user@app.example/callback",
    "https://app.example@evil.example/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/https://app.example/callback",
    "https://app.example/callback/../other",
    "https://app.example/%63allback",
    "https://app.example\\@evil.example/callback",
    "https://app.example/callback\r\nX: y",
    "//app.example/callback",
    "/callback",
    "javascript:alert(1)",
    'https://app.example/"é',
    "https://app.example/callback " + CALLBACK,
    "x" * 5000,
]


@pytest.mark.parametrize("uri", TRICKS)
async def test_nobody_is_sent_where_nobody_registered(group: Group, uri: str) -> None:
    app, browser = await new_app(group), Browser(group)
    page = await browser.get(app.asking(redirect_uri=uri))
    assert (page.status_code, "location" in page.headers) == (400, False)
    assert page.headers["content-type"].startswith("text/html")
    assert "evil.example" not in page.text


async def test_who_asks_must_be_known(group: Group) -> None:
    app, browser = await new_app(group), Browser(group)
    for path in (
        app.asking(client_id="unknown"),
        app.asking(client_id=...),
        app.asking(client_id="x" * 5000),
        app.asking() + "&client_id=" + app.client.client_id,
        app.asking() + "&redirect_uri=" + CALLBACK,
        app.asking() + "&x=%ff",
        app.asking() + "&x=" + "y" * 9000,
        "/drchrono/o/authorize",
    ):
        page = await browser.get(path)
        assert (page.status_code, "location" in page.headers) == (400, False), path


async def test_one_registered_address_need_not_be_named(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    code = await browser.code(app, user, redirect_uri=...)
    assert (await app.redeem(code, redirect_uri=...)).status_code == 200
    several = await new_app(group, "https://a.example/", "https://b.example/?x=1")
    assert (await browser.get(several.asking(redirect_uri=...))).status_code == 400
    answer = await browser.consent(several, user, redirect_uri="https://b.example/?x=1")
    assert answer.headers["location"].startswith("https://b.example/?x=1&code=")


BACK: list[tuple[dict[str, Any], str, str]] = [
    ({"response_type": ...}, "", "invalid_request"),
    ({"response_type": "token"}, "", "unsupported_response_type"),
    ({"response_type": "code token"}, "", "unsupported_response_type"),
    ({}, "&response_type=code", "invalid_request"),
    ({"scope": "calendar nonsense"}, "", "invalid_scope"),
    ({"scope": "calendar,user"}, "", "invalid_scope"),
    ({"scope": "user"}, "&scope=user", "invalid_request"),
    ({"code_challenge": "x" * 43}, "", "invalid_request"),
    ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "", "invalid_request"),
    ({"code_challenge": "x" * 42, "code_challenge_method": "S256"}, "", "invalid_request"),
    ({"code_challenge_method": "S256"}, "", "invalid_request"),
]


@pytest.mark.parametrize(("changes", "more", "error"), BACK)
async def test_other_errors_go_back(group: Group, changes: dict[str, Any], more: str, error: str) -> None:
    app, browser = await new_app(group), Browser(group)
    answer = await browser.get(app.asking(**changes) + more)
    assert answer.headers["location"].startswith(f"{REDIRECT_URI}?")
    assert returned(answer)["error"] == error
    assert returned(answer)["state"] == "s t&=ä"


async def test_a_state_given_twice_is_not_given_back(group: Group) -> None:
    app, browser = await new_app(group), Browser(group)
    answer = returned(await browser.get(app.asking() + "&state=other"))
    assert answer["error"] == "invalid_request"
    assert "state" not in answer
    assert "state" not in returned(await browser.get(app.asking(state="x" * 3000)))


async def test_cancel(group: Group) -> None:
    app, browser = await new_app(group), Browser(group)
    await browser.get(app.asking())
    await browser.sign_in(await sign_up(group))
    answer = await browser.send(browser.form("authorize"), decision="cancel")
    assert returned(answer) == {
        "error": "access_denied",
        "error_description": "The user said no.",
        "state": "s t&=ä",
    }


async def test_test_mode_keeps_other_practices_out_until_it_is_live(group: Group, other: Group) -> None:
    app, live, browser, user = (
        await new_app(group),
        await new_app(group, live=True),
        Browser(group),
        await sign_up(other),
    )
    await browser.get(app.asking())
    page = await browser.sign_in(user)
    assert page.status_code == 403
    assert "test mode" in page.text
    forced = await browser.send(browser.form("authorize"), decision="allow")
    assert (forced.status_code, "location" in forced.headers) == (403, False)
    answer = await browser.send(browser.form("authorize"), decision="cancel")
    assert returned(answer)["error"] == "access_denied"

    given = (await live.redeem(await browser.code(live, user))).json()
    async with group.http(given["access_token"]) as http:
        numbers = {doctor["id"] for doctor in (await http.get("/api/doctors")).json()["results"]}
    assert numbers == {other.doctor.number, other.colleague.number}, "a token sees its user's practice"


async def test_every_page_refuses_frames_scripts_and_storing(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    pages = [
        await browser.get(app.asking(client_id="unknown")),
        await browser.get(app.asking()),
        await browser.sign_in(user),
        await browser.get("/drchrono/account/"),
        await browser.get("/drchrono/account/applications/"),
        await browser.get("/drchrono/account/applications/new/"),
        await browser.get("/drchrono/account/applications/nobody/"),
    ]
    for page in pages:
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert '<html lang="en">' in page.text
        assert 'name="viewport"' in page.text
        assert "<script" not in page.text
        assert unlabelled(page.text) == []


async def test_the_consent_page_sends_its_form_to_the_application_only(group: Group) -> None:
    app, browser = await new_app(group, REDIRECT_URI, "http://127.0.0.1:9/cb"), Browser(group)
    await browser.get(app.asking())
    page = await browser.sign_in(await sign_up(group))
    assert "form-action 'self' https://app.example http://127.0.0.1:9;" in page.headers["content-security-policy"]


async def test_the_consent_page_says_who_may_do_what_and_for_how_long(group: Group) -> None:
    app, browser = await new_app(group), Browser(group)
    await browser.get(app.asking(scope="calendar"))
    page = await browser.sign_in(await sign_up(group))
    for told in ("App ", "appointments", "for a year at most", "https://app.example"):
        assert told in page.text, told


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"csrf": "0" * 64}, {}),
        ({"csrf": ...}, {}),
        ({"csrf": "é"}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "null"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
async def test_a_form_must_be_ours(group: Group, fields: dict[str, Any], headers: dict[str, str]) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    await browser.get(app.asking())
    form, browser.http.headers = browser.form("sign_in"), {**browser.http.headers, **headers}
    refused = await browser.send(form, username=user.username, password=PASSWORD, **fields)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)

    browser = Browser(group)
    await browser.get(app.asking())
    await browser.sign_in(user)
    form, browser.http.headers = browser.form("authorize"), {**browser.http.headers, **headers}
    refused = await browser.send(form, decision="allow", **fields)
    assert (refused.status_code, "location" in refused.headers) == (403, False)


async def test_a_form_of_another_browser_is_not_ours(group: Group) -> None:
    app, mine, theirs, user = await new_app(group), Browser(group), Browser(group), await sign_up(group)
    await theirs.get(app.asking())
    forged = theirs.form("sign_in")
    await mine.get(app.asking())
    assert (await mine.send(forged, username=user.username, password=PASSWORD)).status_code == 403
    cookieless = Browser(group)
    assert (await cookieless.send(forged, username=user.username, password=PASSWORD)).status_code == 403


async def test_our_own_pages_are_believed(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    browser.http.headers.update({"Origin": "http://test", "Sec-Fetch-Site": "same-origin"})
    assert "code" in returned(await browser.consent(app, user))


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/o/../../evil",
        "/account\r\nSet-Cookie: a=b",
        "/o/authorize/",
        "/o/token/",
        "",
        "account/",
    ],
)
async def test_signing_in_leads_to_our_pages_only(group: Group, to: str) -> None:
    browser, user = Browser(group), await sign_up(group)
    await browser.get("/drchrono/account/")
    answer = await browser.send(browser.form("sign_in"), username=user.username, password=PASSWORD, to=to)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_the_session_is_new_with_every_sign_in_and_only_ours(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    browser.http.cookies.set("polyclinic_session", "planted", domain="test.local", path="/drchrono")
    await browser.get(app.asking())
    answer = await browser.send(browser.form("sign_in"), username=user.username, password=PASSWORD)
    stored = answer.headers["set-cookie"]
    first = stored.partition(";")[0]
    assert first.startswith("polyclinic_session=")
    assert "planted" not in first
    assert {"HttpOnly", "SameSite=Lax", "Path=/drchrono"} <= set(stored.split("; "))
    assert "Secure" not in stored, "this test speaks plain HTTP"

    page = await browser.get("/drchrono/account/")
    assert user.username in page.text
    form = browser.form("sign_out")
    signed_out = await browser.send(form)
    assert (signed_out.status_code, signed_out.headers["location"]) == (303, "/drchrono/account/")
    assert "Max-Age=0" in signed_out.headers["set-cookie"]
    browser.http.headers["cookie"] = first
    assert user.username not in (await browser.get("/drchrono/account/")).text, "the old session has ended"


async def test_over_https_the_cookie_stays_there(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    browser.http.base_url = browser.http.base_url.copy_with(scheme="https")
    await browser.get(app.asking())
    answer = await browser.send(browser.form("sign_in"), username=user.username, password=PASSWORD)
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith("__Host-polyclinic_session-drchrono=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not [each for each in attributes if each.startswith("Domain")]
    form_cookie = next(cookie for cookie in browser.http.cookies.jar if "form" in cookie.name)
    assert (form_cookie.name, form_cookie.secure) == ("__Host-polyclinic_form-drchrono", True)
    assert user.username in (await browser.get("/drchrono/account/")).text, "it is read back"
    await browser.send(browser.form("sign_out"))
    assert user.username not in (await browser.get("/drchrono/account/")).text


async def test_a_session_ends(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    await browser.get(app.asking())
    await browser.sign_in(user)
    group.clock.advance(SESSION_LIFETIME - timedelta(seconds=1))
    assert "Allow" in (await browser.get(app.asking())).text
    group.clock.advance(timedelta(seconds=1))
    assert "sign_in" in (await browser.get(app.asking())).text
    assert (await browser.get("/drchrono/account/applications/")).text.count("password") > 0


async def attempt(group: Group, username: str, password: str) -> tuple[str, float]:
    """What a refused sign-in shows, without the form's own token, and how long it took."""
    browser = Browser(group)
    await browser.get("/drchrono/account/")
    form, started = browser.form("sign_in"), time.perf_counter()
    answer = await browser.send(form, username=username, password=password)
    took = time.perf_counter() - started
    assert answer.status_code == 403
    return answer.text.replace(form.fields["csrf"], "").replace(username, ""), took


async def test_nobody_learns_who_has_an_account(group: Group) -> None:
    user = await sign_up(group)
    known = [await attempt(group, user.username, "wrong password") for _ in range(5)]
    unknown = [await attempt(group, "nobody@nowhere.example", "wrong password") for _ in range(5)]
    assert {text for text, _ in known} == {text for text, _ in unknown}
    assert WRONG in known[0][0]
    times = [median(took for _, took in some) for some in (known, unknown)]
    assert min(times) >= FAILURE_SECONDS * 0.99


async def test_too_many_attempts_lock_the_account(group: Group) -> None:
    user = await sign_up(group)
    texts = {(await attempt(group, user.username, "wrong"))[0] for _ in range(TOO_MANY_FAILURES)}
    texts.add((await attempt(group, user.username, PASSWORD))[0])
    assert len(texts) == 1, "a locked account reads like any other"
    group.clock.advance(LOCK)
    browser = Browser(group)
    await browser.get("/drchrono/account/")
    assert (await browser.sign_in(user)).status_code == 200


async def test_a_second_factor(group: Group) -> None:
    secret = pyotp.random_base32()
    app, browser, user = await new_app(group), Browser(group), await sign_up(group, totp=secret)
    await browser.get(app.asking())
    page = await browser.sign_in(user)
    assert page.status_code == 200
    assert (browser.form("sign_in").fields["code"], unlabelled(page.text)) == ("", [])
    assert "sign_in" in (await Browser(group).get(app.asking())).text
    assert PASSWORD not in page.text

    wrong = await browser.send(browser.form("sign_in"), code="000000")
    assert (wrong.status_code, CODE_WRONG in wrong.text) == (403, True)
    code = pyotp.TOTP(secret).at(group.clock.now())
    form = browser.form("sign_in")
    answer = await browser.send(form, code=f"{code[:3]} {code[3:]}")
    assert answer.status_code == 303
    await browser.get(answer.headers["location"])
    assert "code" in returned(await browser.send(browser.form("authorize"), decision="allow"))

    again = Browser(group)
    again.http.cookies = browser.http.cookies
    assert (await again.send(form, code=code)).status_code == 403, "neither code nor password step serve twice"


async def test_the_second_step_has_its_time_and_its_lock(group: Group) -> None:
    secret = pyotp.random_base32()
    browser, user = Browser(group), await sign_up(group, totp=secret)
    await browser.get("/drchrono/account/")
    await browser.sign_in(user)
    group.clock.advance(timedelta(minutes=5))
    late = await browser.send(browser.form("sign_in"), code=pyotp.TOTP(secret).at(group.clock.now()))
    assert (late.status_code, "too long" in late.text) == (403, True)

    await browser.sign_in(user)
    form = browser.form("sign_in")
    for _ in range(TOO_MANY_FAILURES):
        await browser.send(form, code="000000")
    locked = await browser.send(form, code=pyotp.TOTP(secret).at(group.clock.now()))
    assert (locked.status_code, WRONG in locked.text) == (403, True)


async def test_fields_have_their_bounds(group: Group) -> None:
    browser = Browser(group)
    await browser.get("/drchrono/account/")
    form = browser.form("sign_in")
    for name in ("username", "password", "csrf", "to", "pending", "code"):
        refused = await browser.send(form, **{name: "/account/" + "x" * 9000})
        assert refused.status_code in (400, 403), name
    assert (await browser.send(form, username="x" * 70_000)).status_code == 413


async def test_who_must_have_a_second_factor_lets_nobody_in_without(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    given = (await app.redeem(await browser.code(app, user))).json()
    assert await app.works(given["access_token"])

    services = replace(group.services, second_factor="everybody")
    strict = replace(group, app=DialectApp(dialect, services, WebSettings(verify_answers=True)))
    held = replace(app, group=strict)
    assert not await held.works(given["access_token"])
    assert (await held.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    later = Browser(strict)
    later.http.cookies = browser.http.cookies
    assert "Allow" not in (await later.get(app.asking())).text, "an earlier session is worth nothing"
    page = await later.sign_in(user)
    assert (page.status_code, "Set up a second factor first" in page.text) == (403, True)
    assert "Allow" not in (await later.get(app.asking())).text
