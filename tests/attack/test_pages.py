"""Forms of pages that another site sends, and sessions that somebody else knew before: over the real server."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.pages.forms import FORM_COOKIE, SESSION_COOKIE
from tests.between.conftest import TIMEOUT, Practice
from tests.between.test_doors import path_of
from tests.between.test_isolation import fingerprint
from tests.support.pages import forms_of
from tests.support.server import RunningSandbox

WITHOUT_A_COOKIE = {
    "auth.v2.token": "a program shows its own secret",
    "identity.login": "a program shows name and password",
    "oauth_token": "a program shows its own secret",
    "oauth_revoke_token": "a program shows its own secret",
    "documents.upload": "the form that comes with the upload signs it",
    "pre_encounter.images.v1.upload": "the link itself is signed",
}
"""Routes that change something and take neither a bearer token nor a form of ours: why they need no cookie."""
HOME = {"carium": "/account/", "drchrono": "/account/"}


def forms() -> Iterator[tuple[str, Endpoint[Any, Any, Any]]]:
    """Every endpoint that takes a form of one of our pages."""
    for name in DIALECTS:
        for route in load_dialect(name).routes:
            if "csrf" in getattr(route.endpoint.takes, "model_fields", {}):
                yield name, route.endpoint


FORMS = list(forms())


def signed_in(target: RunningSandbox, name: str) -> requests.Session:
    """A browser in which the demo practice's user is signed in."""
    block, browser = target.credentials[name], requests.Session()
    page = browser.get(block["base_url"] + HOME[name], timeout=TIMEOUT)
    form = next(each for each in forms_of(page.text) if "password" in each.fields)
    fields = {**form.fields, "username": block["username"], "password": block["password"]}
    answer = browser.post(origin(target) + form.action, data=fields, allow_redirects=False, timeout=TIMEOUT)
    assert answer.status_code == 303, answer.text
    return browser


def origin(target: RunningSandbox) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(target.base_url))


def token_of(browser: requests.Session, target: RunningSandbox, name: str) -> str:
    page = browser.get(target.credentials[name]["base_url"] + HOME[name], timeout=TIMEOUT)
    return str(next(form.fields["csrf"] for form in forms_of(page.text) if "csrf" in form.fields))


def test_what_changes_something_is_asked_for_by_token_or_by_a_form_of_ours() -> None:
    open_doors = {
        route.endpoint.name
        for name in DIALECTS
        for route in load_dialect(name).routes
        if route.endpoint.public is not None and route.endpoint.method != "GET"
    }
    assert open_doors - {endpoint.name for _, endpoint in FORMS} == WITHOUT_A_COOKIE.keys()


@pytest.fixture(scope="module")
def browsers(target: RunningSandbox) -> dict[str, tuple[requests.Session, str, str]]:
    """For each API with sessions: a browser, the token of its forms, and that of another browser's."""
    found = {}
    for name in HOME:
        browser = signed_in(target, name)
        other = token_of(signed_in(target, name), target, name)
        found[name] = (browser, token_of(browser, target, name), other)
    return found


@pytest.mark.parametrize(("name", "endpoint"), FORMS, ids=[endpoint.name for _, endpoint in FORMS])
def test_a_form_that_another_site_sends_is_refused(
    name: str,
    endpoint: Endpoint[Any, Any, Any],
    target: RunningSandbox,
    practice: Practice,
    browsers: dict[str, tuple[requests.Session, str, str]],
) -> None:
    browser, token, other = browsers.get(name, (requests.Session(), "0" * 64, "1" * 64))
    fields = {"decision": "grant"} if "decision" in getattr(endpoint.takes, "model_fields", {}) else {}
    evil = "https://evil.example"
    attempts: list[tuple[dict[str, str], dict[str, str], bool]] = [
        ({}, {}, True),
        ({"csrf": ""}, {}, True),
        ({"csrf": "0" * 64}, {}, True),
        ({"csrf": other}, {}, True),
        ({"csrf": token.upper()}, {}, True),
        ({"csrf": token}, {}, False),
        ({"csrf": token}, {"Origin": evil}, True),
        ({"csrf": token}, {"Sec-Fetch-Site": "cross-site"}, True),
        ({"csrf": token}, {"Sec-Fetch-Site": "same-site", "Origin": origin(target)}, True),
    ]
    before = fingerprint(practice)
    for sent, headers, cookies in attempts:
        answer = (browser if cookies else requests.Session()).post(
            target.credentials[name]["base_url"] + path_of(endpoint),
            data={**fields, **sent},
            headers={"Content-Type": "application/x-www-form-urlencoded", **headers},
            allow_redirects=False,
            timeout=TIMEOUT,
        )
        assert answer.status_code == 403, f"{sent} {headers}: {answer.status_code} {answer.text[-300:]}"
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-type"].startswith("text/html")
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert fingerprint(practice) == before


@pytest.mark.parametrize("name", HOME)
def test_our_own_form_is_taken(
    name: str, target: RunningSandbox, browsers: dict[str, tuple[requests.Session, str, str]]
) -> None:
    """What is refused above is refused for where it comes from, not for what it says."""
    browser = signed_in(target, name)
    endpoint = next(each for api, each in FORMS if api == name and each.name.endswith("sign_out"))
    answer = browser.post(
        target.credentials[name]["base_url"] + endpoint.path,
        data={"csrf": token_of(browser, target, name)},
        headers={"Origin": origin(target), "Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
        timeout=TIMEOUT,
    )
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("name", HOME)
def test_a_session_that_was_known_before_is_worth_nothing_after(name: str, target: RunningSandbox) -> None:
    block, browser = target.credentials[name], requests.Session()
    planted = "planted-by-somebody-else-0000000000000000000"
    path = urlsplit(block["base_url"]).path
    page = browser.get(block["base_url"] + HOME[name], timeout=TIMEOUT)
    before = browser.cookies.get(FORM_COOKIE, path=path)
    browser.cookies.set(SESSION_COOKIE, planted, domain="127.0.0.1", path=path)
    page = browser.get(block["base_url"] + HOME[name], timeout=TIMEOUT)
    form = next(each for each in forms_of(page.text) if "password" in each.fields)
    fields = {**form.fields, "username": block["username"], "password": block["password"]}
    answer = browser.post(origin(target) + form.action, data=fields, allow_redirects=False, timeout=TIMEOUT)
    assert answer.status_code == 303, answer.text
    given = browser.cookies.get(SESSION_COOKIE, path=path)
    assert given
    assert given not in (planted, before)
    told = answer.headers["set-cookie"]
    assert all(part in told for part in ("HttpOnly", "SameSite=Lax", f"Path={path}", "Max-Age="))

    for known in (planted, before or "", fields["csrf"]):
        answer = requests.get(block["base_url"] + HOME[name], cookies={SESSION_COOKIE: known}, timeout=TIMEOUT)
        assert [each for each in forms_of(answer.text) if "password" in each.fields], "whoever planted it is a stranger"
    answer = requests.get(block["base_url"] + HOME[name], cookies={SESSION_COOKIE: given}, timeout=TIMEOUT)
    assert not [each for each in forms_of(answer.text) if each.fields.keys() >= {"username", "password"}]


@pytest.mark.parametrize("name", HOME)
def test_a_session_of_one_api_is_none_of_another(name: str, target: RunningSandbox) -> None:
    session = signed_in(target, name).cookies.get(SESSION_COOKIE) or ""
    for other in HOME.keys() - {name}:
        answer = requests.get(
            target.credentials[other]["base_url"] + HOME[other], cookies={SESSION_COOKIE: session}, timeout=TIMEOUT
        )
        assert [each for each in forms_of(answer.text) if "password" in each.fields]
