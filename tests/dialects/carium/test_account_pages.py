"""The account of who is signed in: a second factor that its user turns on and off, and recovery codes."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx2
import pyotp
import pytest

from polyclinic.core.identity import operations
from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.operations import find_user
from polyclinic.core.identity.second_factor import Required, is_missing
from polyclinic.core.identity.signing_in import LOCK, TOO_MANY_FAILURES
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.pages.sessions import SESSION_LIFETIME
from polyclinic.web.services import WebSettings
from tests.dialects.carium.office import PASSWORD, Office, problems
from tests.dialects.carium.visitor import bearing, browse, follow, invited, log_in
from tests.support.pages import Browser, unlabelled

ACCOUNT = "/carium/account/"
SECOND_FACTOR = "/carium/account/second-factor/"


async def signed_in(office: Office, username: str = "") -> Browser:
    """A browser that shows the account."""
    browser = browse(office)
    await browser.get(ACCOUNT)
    sent = await browser.send(browser.form("sign-in"), username=username or office.username, password=PASSWORD)
    assert (sent.status_code, sent.headers["location"]) == (303, ACCOUNT)
    page = await browser.get(ACCOUNT)
    assert "Your account" in page.text
    return browser


async def enrol(office: Office, browser: Browser) -> tuple[str, list[str]]:
    """Turn the second factor on; its secret and the recovery codes."""
    await browser.get(SECOND_FACTOR)
    page = await browser.send(browser.form("second-factor"))
    secret = secret_in(page)
    done = await browser.send(browser.form("confirm"), code=pyotp.TOTP(secret).at(office.clock.now()))
    assert done.status_code == 200, done.text
    return secret, codes_in(done)


def secret_in(page: httpx2.Response) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert found, page.text
    return found[1].replace(" ", "")


def codes_in(page: httpx2.Response) -> list[str]:
    return re.findall(r"<code>([A-Z2-9]{4}(?:-[A-Z2-9]{4}){5})</code>", page.text)


async def user_of(office: Office) -> User:
    user = await find_user(office.context(), office.username)
    assert user is not None
    return user


async def test_a_second_factor_from_the_picture_to_the_login(office: Office) -> None:
    browser = await signed_in(office)
    await browser.get(SECOND_FACTOR)
    page = await browser.send(browser.form("second-factor"))
    secret = secret_in(page)
    assert "<svg" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert f"secret={secret}&amp;issuer=Riverside" in page.text
    assert unlabelled(page.text) == []
    assert (await log_in(office, office.username, PASSWORD)).status_code == 200, "it is not on before it is confirmed"

    wrong = await browser.send(browser.form("confirm"), code="000000")
    assert (wrong.status_code, secret in wrong.text) == (400, False)
    now = pyotp.TOTP(secret).at(office.clock.now())
    done = await browser.send(browser.form("confirm"), code=f"{now[:3]} {now[3:]}")
    assert (done.status_code, len(set(codes_in(done)))) == (200, 10)

    asked = await log_in(office, office.username, PASSWORD)
    assert (asked.status_code, problems(asked)) == (401, {"": "totp-required"})
    spent = await log_in(office, office.username, PASSWORD, **{"totp-code": now})
    assert (spent.status_code, problems(spent)) == (401, {"": "totp-invalid"}), "a code confirms or signs in, not both"
    office.clock.advance(timedelta(seconds=30))
    code = pyotp.TOTP(secret).at(office.clock.now())
    assert (await log_in(office, office.username, PASSWORD, **{"totp-code": code})).status_code == 200


async def test_a_recovery_code_stands_in_for_the_app_once(office: Office) -> None:
    _, codes = await enrol(office, await signed_in(office))
    first, second = codes[0], codes[1]
    assert (await log_in(office, office.username, PASSWORD, **{"totp-code": first.lower()})).status_code == 200
    again = await log_in(office, office.username, PASSWORD, **{"totp-code": first})
    assert (again.status_code, problems(again)) == (401, {"": "totp-invalid"})

    browser = browse(office)
    await browser.get(ACCOUNT)
    await browser.send(browser.form("sign-in"), username=office.username, password=PASSWORD)
    assert (await browser.send(browser.form("sign-in"), code=second.replace("-", " "))).status_code == 303
    assert len((await user_of(office)).recovery_codes) == 8
    assert "8 recovery codes left" in (await browser.get(SECOND_FACTOR)).text


async def test_wrong_codes_lock_like_wrong_passwords(office: Office) -> None:
    secret, _ = await enrol(office, await signed_in(office))
    office.clock.advance(timedelta(minutes=1))
    for _ in range(TOO_MANY_FAILURES):
        await log_in(office, office.username, PASSWORD, **{"totp-code": "ABCD-EFGH-JKLM"})
    code = pyotp.TOTP(secret).at(office.clock.now())
    locked = await log_in(office, office.username, PASSWORD, **{"totp-code": code})
    assert (locked.status_code, problems(locked)) == (401, {"": "wrong"})
    office.clock.advance(LOCK)
    code = pyotp.TOTP(secret).at(office.clock.now())
    assert (await log_in(office, office.username, PASSWORD, **{"totp-code": code})).status_code == 200


@pytest.mark.parametrize("change", ["renew", "off"])
async def test_a_change_needs_both_factors(office: Office, change: str) -> None:
    browser = await signed_in(office)
    secret, codes = await enrol(office, browser)
    office.clock.advance(timedelta(minutes=1))
    code = pyotp.TOTP(secret).at(office.clock.now())
    await browser.get(SECOND_FACTOR)
    for password, shown in ((PASSWORD, "000000"), ("wrong", code), (PASSWORD, "")):
        refused = await browser.send(browser.form("change"), password=password, code=shown, change=change)
        assert refused.status_code == 403
    before = await user_of(office)
    assert (before.totp_secret is not None, len(before.recovery_codes)) == (True, 10)

    done = await browser.send(browser.form("change"), password=PASSWORD, code=code, change=change)
    assert done.status_code == 200
    after = await user_of(office)
    if change == "off":
        assert (after.totp_secret, after.recovery_codes) == (None, ())
        assert (await log_in(office, office.username, PASSWORD)).status_code == 200
    else:
        assert len(set(codes_in(done)) - set(codes)) == 10
        old = await log_in(office, office.username, PASSWORD, **{"totp-code": codes[0]})
        new = await log_in(office, office.username, PASSWORD, **{"totp-code": codes_in(done)[0]})
        assert (old.status_code, new.status_code) == (401, 200)


async def test_a_second_factor_is_not_replaced_without_the_first(office: Office) -> None:
    browser = await signed_in(office)
    await browser.get(SECOND_FACTOR)
    form = browser.form("second-factor")
    secret, _ = await enrol(office, browser)
    refused = await browser.send(form)
    assert (refused.status_code, "has a second factor" in refused.text) == (409, True)
    held = (await user_of(office)).totp_secret
    assert held is not None
    assert held.reveal() == secret
    fresh = await signed_in(office, await _another(office))
    await fresh.get(ACCOUNT)
    answer = await fresh.http.post(f"{SECOND_FACTOR}confirm/", data={**fresh.form("sign-out").fields, "code": "1"})
    assert answer.status_code == 409, "nothing was begun"


async def _another(office: Office) -> str:
    from tests.dialects.carium.office import add_user

    return await add_user(office.services, office.practice, "another")


PASSWORD_PAGE = "/carium/account/password/"
ACCESS = "/carium/account/access/"
FRESH = "a different long password"


async def test_a_password_is_changed_by_who_knows_it_and_signs_out_everywhere(office: Office) -> None:
    browser, elsewhere = await signed_in(office), await signed_in(office)
    given = (await log_in(office, office.username, PASSWORD)).json()
    page = await browser.get(PASSWORD_PAGE)
    assert unlabelled(page.text) == []
    assert page.text.count('type="password"') == 3
    refused = {
        "The two passwords differ": {"password": PASSWORD, "new": FRESH, "again": FRESH + "x"},
        "15 characters or more": {"password": PASSWORD, "new": "short", "again": "short"},
        "Too easy to guess": {"password": PASSWORD, "new": "password" * 3, "again": "password" * 3},
        "Wrong password": {"password": "wrong", "new": FRESH, "again": FRESH},
    }
    for told, sent in refused.items():
        answer = await browser.send(browser.form("password"), **sent)
        assert (answer.status_code in (400, 403), told in answer.text) == (True, True), told
    assert (await log_in(office, office.username, PASSWORD)).status_code == 200, "nothing has changed"

    done = await browser.send(browser.form("password"), password=PASSWORD, new=FRESH, again=FRESH)
    assert (done.status_code, "Your password is set" in done.text) == (200, True)
    for each in (browser, elsewhere):
        assert "<h1>Sign in</h1>" in (await each.get(ACCOUNT)).text
    renewed = await log_in(office, "", "", **{"refresh-token": given["refresh-token"]})
    assert renewed.status_code != 200
    assert (await log_in(office, office.username, PASSWORD)).status_code == 401
    assert (await log_in(office, office.username, FRESH)).status_code == 200


async def test_a_password_that_its_user_chose_is_not_replaced_by_an_older_link(office: Office) -> None:
    ctx = office.context()
    await ctx.put(USER, replace(await user_of(office), email="ana@example.com"))
    await ctx.commit()
    async with await office.http() as http:
        link = await invited(office, http, office.username)
    browser = await signed_in(office)
    await browser.get(PASSWORD_PAGE)
    done = await browser.send(browser.form("password"), password=PASSWORD, new=FRESH, again=FRESH)
    assert done.status_code == 200
    assert (await follow(office, link)).status_code == 410
    assert (await log_in(office, office.username, FRESH)).status_code == 200


async def test_a_second_factor_is_asked_for_and_kept_when_the_password_changes(office: Office) -> None:
    browser = await signed_in(office)
    secret, _ = await enrol(office, browser)
    office.clock.advance(timedelta(minutes=1))
    await browser.get(PASSWORD_PAGE)
    without = await browser.send(browser.form("password"), password=PASSWORD, code="", new=FRESH, again=FRESH)
    assert without.status_code == 403
    code = pyotp.TOTP(secret).at(office.clock.now())
    done = await browser.send(browser.form("password"), password=PASSWORD, code=code, new=FRESH, again=FRESH)
    assert done.status_code == 200
    asked = await log_in(office, office.username, FRESH)
    assert (asked.status_code, problems(asked)) == (401, {"": "totp-required"})


async def test_a_user_sees_and_ends_what_the_user_holds(office: Office) -> None:
    browser, elsewhere = await signed_in(office), await signed_in(office)
    token = (await log_in(office, office.username, PASSWORD)).json()["refresh-token"]
    await (await signed_in(office, await _another(office))).get(ACCESS)
    page = await browser.get(ACCESS)
    assert unlabelled(page.text) == []
    assert [page.text.count(f"<td>{what}") for what in ("session", "access token", "refresh token")] == [2, 1, 1]
    assert page.text.count("(this one)") == 1
    assert token not in page.text
    refused = await browser.send(browser.form("access"), password="wrong")
    assert (refused.status_code, "Wrong password" in refused.text) == (403, True)
    assert "Your account" in (await elsewhere.get(ACCOUNT)).text

    await browser.get(ACCESS)
    assert (await browser.send(browser.form("access"), password=PASSWORD)).status_code == 303
    for each in (browser, elsewhere):
        assert "<h1>Sign in</h1>" in (await each.get(ACCOUNT)).text
    held = await operations.access_of(
        office.services.credentials, office.clock, office.practice.id, (await user_of(office)).id
    )
    assert held == []


async def test_secrets_and_codes_are_not_kept_in_clear(office: Office) -> None:
    secret, codes = await enrol(office, await signed_in(office))
    history = await office.context().history(USER, (await user_of(office)).id)
    told = f"{history!r} {[user.recovery_codes for user in history]}"
    assert all(code not in told and code.replace("-", "") not in told for code in codes)
    assert secret not in told


async def test_who_is_not_signed_in_is_asked_to(office: Office) -> None:
    for path in (ACCOUNT, SECOND_FACTOR, PASSWORD_PAGE, ACCESS):
        page = await browse(office).get(path)
        assert (page.status_code, "<h1>Sign in</h1>" in page.text) == (200, True)
    browser = await signed_in(office)
    page = await browser.get(SECOND_FACTOR)
    form = browser.form("second-factor")
    assert 'href="/carium/account/"' in page.text
    office.clock.advance(SESSION_LIFETIME)
    assert "<h1>Sign in</h1>" in (await browser.send(form)).text
    assert (await user_of(office)).totp_pending is None
    browser = await signed_in(office)
    out = await browser.send(browser.form("sign-out"))
    assert out.status_code == 303
    assert "<h1>Sign in</h1>" in (await browser.get(ACCOUNT)).text


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "/account/../x", "/identity/v1/login/"])
async def test_nobody_is_sent_elsewhere(office: Office, to: str) -> None:
    browser = browse(office)
    await browser.get(ACCOUNT)
    refused = await browser.send(browser.form("sign-in"), username=office.username, password=PASSWORD, to=to)
    assert (refused.status_code, "location" in refused.headers) == (422, False)
    assert refused.headers["content-type"].startswith("text/html")


async def test_who_must_have_a_second_factor_may_do_nothing_but_set_it_up(office: Office) -> None:
    before = (await log_in(office, office.username, PASSWORD)).json()
    services = replace(office.services, second_factor="staff")
    office = replace(office, app=DialectApp(dialect, services, WebSettings(verify_answers=True)))
    async with bearing(office, before["access-token"]) as http:
        refused = [
            await log_in(office, office.username, PASSWORD),
            await http.get("/showboat/v1/patients/"),
            await http.post("/identity/v1/login/", json={"refresh-token": before["refresh-token"]}),
        ]
    assert [(answer.status_code, problems(answer)) for answer in refused] == [(401, {"": "second-factor-missing"})] * 3
    wrong = await log_in(office, office.username, "wrong")
    assert problems(wrong) == {"": "wrong"}, "it is told to who knows the password only"

    secret, _ = await enrol(office, await signed_in(office))
    office.clock.advance(timedelta(seconds=30))
    code = pyotp.TOTP(secret).at(office.clock.now())
    given = await log_in(office, office.username, PASSWORD, **{"totp-code": code})
    assert given.status_code == 200
    async with bearing(office, given.json()["access-token"]) as http:
        assert (await http.get("/showboat/v1/patients/")).status_code == 200


@pytest.mark.parametrize(
    ("required", "role", "missing"),
    [
        ("nobody", "owner", False),
        ("staff", "reader", True),
        ("staff", "patient", False),
        ("everybody", "patient", True),
    ],
)
def test_of_whom_a_second_factor_is_required(required: Required, role: str, missing: bool) -> None:
    user = User(username="ann", role=role)
    assert is_missing(user, required) is missing
    assert not is_missing(replace(user, totp_secret=Secret("x")), required)
