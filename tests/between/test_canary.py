"""What people say about patients is in the record and nowhere else: not in a log, a failure's report or the trail."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psutil
import pyotp
import pytest
import requests

from polyclinic.sandbox.plan import DEMO
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.dialect import Route
from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, references
from tests.between.test_doors import path_of
from tests.between.test_invitations import mail
from tests.conftest import ENGINES, new_database
from tests.dialects.carestack.conftest import README_PATIENT
from tests.support.pages import forms_of, let_in
from tests.support.rows import rows_of, stored_bytes
from tests.support.server import RunningSandbox, running_sandbox

CANARY = "Qzanarix"
SSN = "412-07-8391"
AADHAAR = "498765432109"
KEPT = "Vilkaviskis"
"""A name that is kept in clear."""
FRESH = "nine grey herons on the pier"
HOLD_SECRETS = ("sandbox.json", "secrets.json", "master.key", "abha.pem")
"""A sandbox keeps what it needs to come back as it was; it also prints commands to try, with its credentials."""


@pytest.fixture(scope="module", params=ENGINES)
def watched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RunningSandbox, str]]:
    """A sandbox of its own, whose logs and database hold nothing but what happens here; and its database's URL."""
    folder = tmp_path_factory.mktemp("canary")
    with (
        new_database(request.param, tmp_path_factory) as url,
        running_sandbox(folder, "--database", url, "--rate-limits", "off") as sandbox,
    ):
        yield sandbox, url


def bodies(name: str, route: Route) -> Iterator[dict[str, Any]]:
    """Ways to send the canary to an endpoint: in a right body, a wrong one, a broken one, and in the query."""
    endpoint = route.endpoint
    yield {"params": {"search": CANARY, "full_name": CANARY, "filters": json.dumps({"firstName": CANARY})}}
    if endpoint.method == "GET" or endpoint.accepts[0] != "json":
        return
    sent = Smallest(name, references(DEMO)[name], NEEDED[name]).body(endpoint.method, endpoint.path)
    text = json.dumps(sent[1] if sent else {}).replace("Smallest", CANARY)
    yield {"data": text, "headers": {"Content-Type": sent[0] if sent else "application/json"}}
    yield {"json": {"data": {"type": CANARY, "attributes": {"last-name": [CANARY]}}, "name": [CANARY], CANARY: 1}}
    yield {"data": f'{{"name": "{CANARY}', "headers": {"Content-Type": "application/json"}}


def say_everything(practice: Practice, name: str) -> int:
    """Send the canary to every route of an API; how often it was sent."""
    door, said = getattr(practice, name), 0
    with requests.Session() as session:
        for route in load_dialect(name).routes:
            endpoint = route.endpoint
            paths = [path_of(endpoint)]
            if endpoint.method == "GET" and str in [endpoint.path_types.get(part, str) for part in endpoint.path_names]:
                paths.append(endpoint.fill(dict.fromkeys(endpoint.path_names, CANARY)))
            for path in paths:
                for sent in bodies(name, route):
                    said_so = {"Referer": f"https://elsewhere.example/?name={CANARY}", "User-Agent": CANARY}
                    headers = {**door.headers, **said_so, **sent.pop("headers", {})}
                    answer = session.request(
                        endpoint.method,
                        door.base_url + path,
                        headers=headers,
                        timeout=TIMEOUT,
                        allow_redirects=False,
                        **sent,
                    )
                    assert answer.status_code < 500, f"{endpoint.method} {path}: {answer.text[:300]}"
                    said += 1
    return said


@pytest.mark.timeout(300)
def test_what_is_said_is_in_no_log_and_no_fact(watched: tuple[RunningSandbox, str]) -> None:
    sandbox, url = watched
    practice = open_doors(sandbox.credentials)
    said = sum(say_everything(practice, name) for name in DIALECTS)
    practice.drchrono.call(
        *("PATCH", f"/api/patients/{references(DEMO)['drchrono']['patient']}"),
        json={"last_name": CANARY, "social_security_number": SSN},
    )

    written = (sandbox.folder / "access.log").read_text()
    assert len(written.splitlines()) >= said, "it was not logged at all"
    assert CANARY.casefold() not in written.casefold() + (sandbox.folder / "output.txt").read_text().casefold()
    for secret in secrets_of(sandbox.credentials):
        assert secret not in written
    rows = rows_of(url)
    assert [row for row in rows["history"] if CANARY in repr(row)], "the canary is not in the record"
    for table in ("audit_facts", "audit_seals", "events", "outbox"):
        assert not [row for row in rows[table] if CANARY.casefold() in repr(row).casefold()], table


def test_what_is_secret_is_nowhere_in_clear(watched: tuple[RunningSandbox, str]) -> None:
    """SQLite's files or every row of PostgreSQL, the files, the logs and the process list are read as they are."""
    sandbox, url = watched
    practice = open_doors(sandbox.credentials)
    secrets = {
        **{f"credential {place}": secret for place, secret in enumerate(secrets_of(sandbox.credentials))},
        **numbers(practice),
        **tokens(practice),
        **an_invitation(sandbox, practice),
        **an_account(sandbox),
    }
    assert {name: secret for name, secret in secrets.items() if len(secret) < 6} == {}

    kept = asyncio.run(stored_bytes(url))
    assert KEPT.encode() in kept, "this is not the database"
    files = {path.name: path.read_bytes() for path in sandbox.folder.rglob("*") if path.is_file()}
    output = [line for line in files.pop("output.txt").splitlines() if not line.startswith(b"  curl ")]
    assert b"/account/password/" in files["access.log"]
    told = b"\n".join([*output, *(content for name, content in files.items() if name not in HOLD_SECRETS)])
    listed = " ".join(psutil.Process(sandbox.pid).cmdline()).encode()
    for name, secret in secrets.items():
        for spelling in {secret, secret.replace("-", ""), quote(secret)}:
            for place, content in (("database", kept), ("files", told), ("process list", listed)):
                assert spelling.encode() not in content, f"{name} is in the {place}"


def numbers(practice: Practice) -> dict[str, str]:
    """Numbers of patients that are encrypted or kept as a fingerprint."""
    patient = f"/api/patients/{references(DEMO)['drchrono']['patient']}"
    practice.drchrono.call("PATCH", patient, json={"social_security_number": SSN, "last_name": KEPT})
    assert practice.drchrono.call("GET", patient)["social_security_number"] == SSN
    practice.carestack.call("POST", "/add/Patient", 201, json={**README_PATIENT, "idNumber": AADHAAR})
    return {"SSN": SSN, "Aadhaar number": AADHAAR}


def tokens(practice: Practice) -> dict[str, str]:
    """What the APIs give out: Carium's and Candid's tokens, a code of drchrono's and the tokens for it."""
    carium, block = practice.blocks["carium"], practice.blocks["drchrono"]
    body = {"username": carium["username"], "password": carium["password"]}
    given = practice.carium.call("POST", "/identity/v1/login/", json=body)
    asked = {"response_type": "code", "client_id": block["client_id"], "redirect_uri": block["redirect_uri"]}
    link = f"{block['base_url']}/o/authorize/?{urlencode(asked)}"
    location = let_in(link, block["username"], block["password"])
    code = parse_qs(urlsplit(location).query)["code"][0]
    proof = {name: block[name] for name in ("client_id", "client_secret", "redirect_uri")}
    granted = practice.drchrono.call(
        "POST", "/o/token/", data={**proof, "grant_type": "authorization_code", "code": code}
    )
    return {
        "candid access token": practice.candid.headers["Authorization"].removeprefix("Bearer "),
        "carium access token": given["access-token"],
        "carium refresh token": given["refresh-token"],
        "authorization code": code,
        "drchrono access token": granted["access_token"],
        "drchrono refresh token": granted["refresh_token"],
    }


def an_account(sandbox: RunningSandbox) -> dict[str, str]:
    """A session with its cookies, a second factor with its recovery codes, a code that signs in, another password."""
    block, origin = sandbox.credentials["carium"], sandbox.base_url
    with requests.Session() as browser:

        def send(path: str, part: str, **changes: str) -> str:
            page = browser.get(f"{origin}/carium/account/{path}", timeout=TIMEOUT)
            form = next(form for form in forms_of(page.text) if part in form.action)
            answer = browser.post(origin + form.action, data={**form.fields, **changes}, timeout=TIMEOUT)
            assert answer.ok, answer.text
            return answer.text

        send("", "sign-in", username=block["username"], password=block["password"])
        cookies = {f"cookie {cookie.name}": cookie.value or "" for cookie in browser.cookies}
        begun = re.search(r"<code>([A-Z2-7 ]+)</code>", send("second-factor/", "second-factor"))
        assert begun
        secret = begun[1].replace(" ", "")
        page = browser.get(f"{origin}/carium/account/second-factor/", timeout=TIMEOUT)
        form = {**forms_of(page.text)[0].fields, "code": pyotp.TOTP(secret).now()}
        done = browser.post(f"{origin}/carium/account/second-factor/confirm/", data=form, timeout=TIMEOUT)
        codes = re.findall(r"<code>((?:[A-Z2-9]{4}-){5}[A-Z2-9]{4})</code>", done.text)
        assert (len(codes), len(cookies)) == (10, 2)
        changed = {"password": block["password"], "code": codes[0], "new": FRESH, "again": FRESH}
        assert "Your password is set" in send("password/", "password", **changed)
    return {
        **cookies,
        **{f"recovery code {place}": code for place, code in enumerate(codes)},
        "TOTP secret": secret,
        "one-time code": form["code"],
        "password": FRESH,
    }


def an_invitation(sandbox: RunningSandbox, practice: Practice) -> dict[str, str]:
    """The token of the link that an invited user is sent."""
    wanted = {"data": {"attributes": {"username": practice.blocks["carium"]["mfa"]["username"]}}}
    wanted["data"]["attributes"]["notifications"] = ["email"]
    practice.carium.call("POST", "/identity/v1/resend-invitation/", json=wanted)
    link = re.search(r"token=([\w-]+)", mail(sandbox, practice.organization_id)["text"])
    assert link
    return {"invitation": link[1]}


def secrets_of(value: Any, name: str = "") -> Iterator[str]:
    """Every password, key, token and secret of sandbox.json."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from secrets_of(each, key)
    elif isinstance(value, str) and name.endswith(("password", "secret", "api_key", "token")):
        yield value
