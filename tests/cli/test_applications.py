"""``polyclinic applications``, as an operator runs it, and the flow that it is for, on a real server."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.conftest import ENGINES, new_database
from tests.support.operator import TIMEOUT, Operator
from tests.support.pages import forms_of, let_in

PASSWORD = "correct horse battery"
CALLBACK = "http://127.0.0.1:9/callback"


@pytest.fixture(params=ENGINES)
def operator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An installation with an empty database."""
    with new_database(request.param, tmp_path_factory) as url:
        yield Operator(url, tmp_path_factory.mktemp("installation"))


@pytest.mark.timeout(300)
def test_an_application_from_test_mode_to_its_end(operator: Operator) -> None:
    operator.run("migrate")
    home, away = (operator.run("practices", "create", name).strip() for name in ("Home", "Away"))
    for practice, user in ((home, "ann@home.example"), (away, "bob@away.example")):
        operator.run("users", "create", user, "--practice", practice, POLYCLINIC_USER_PASSWORD=PASSWORD)
    mine = ("--practice", home)
    assert "keys for candid, carestack, silna" in operator.run(
        "keys", "create", "drchrono", *mine, "--name", "x", expect=1
    )
    assert "not an http" in operator.run(
        "applications", "create", *mine, "--name", "A", "--redirect-uri", "x", expect=1
    )
    made = operator.run("applications", "create", *mine, "--name", "Kiosk", "--redirect-uri", CALLBACK)
    id, client_id, secret = re.findall(r"^(?:id|client_id|client_secret): (\S+)$", made, re.MULTILINE)
    assert "test mode" in operator.run("applications", "list", *mine)

    with operator.serving() as (_, url):
        ask = f"{url}/drchrono/o/authorize/?response_type=code&client_id={client_id}"
        assert shown(url, ask, "bob@away.example") == 403
        operator.run("applications", "live", id, *mine)
        sent_to = let_in(ask, "bob@away.example", PASSWORD)
        code = parse_qs(urlsplit(sent_to).query)["code"][0]

        token = f"{url}/drchrono/o/token/"
        redeemed = requests.post(
            token, data={"grant_type": "authorization_code", "code": code}, auth=(client_id, secret), timeout=TIMEOUT
        ).json()
        headers = {"Authorization": f"Bearer {redeemed['access_token']}"}
        assert requests.get(f"{url}/drchrono/api/offices", headers=headers, timeout=TIMEOUT).status_code == 200

        edit = ("applications", "edit", id, *mine)
        assert "unknown: all" in operator.run(*edit, "--scope", "user", "--scope", "all", expect=1)
        operator.run(*edit, "--name", "Desk", "--pkce", "--scope", "user", "--scope", "calendar")
        listed = operator.run("applications", "list", *mine)
        assert "Desk" in listed
        assert "live" in listed
        assert "user calendar" in " ".join(listed.split())
        fresh = operator.run("applications", "renew-secret", id, *mine).strip().removeprefix("client_secret: ")
        operator.run("applications", "delete", id, *mine)
    with operator.serving() as (_, url):
        assert requests.get(f"{url}/drchrono/api/offices", headers=headers, timeout=TIMEOUT).status_code == 401
        refresh = {"grant_type": "refresh_token", "refresh_token": redeemed["refresh_token"]}
        for held in (secret, fresh):
            gone = requests.post(f"{url}/drchrono/o/token/", data=refresh, auth=(client_id, held), timeout=TIMEOUT)
            assert gone.json()["error"] == "invalid_client"
    assert "not found" in operator.run("applications", "edit", id, *mine, "--name", "X", expect=1)


def shown(url: str, link: str, username: str) -> int:
    """The status of the page that a user sees after following the application's link and signing in."""
    with requests.Session() as browser:
        form = forms_of(browser.get(link, timeout=TIMEOUT).text)[0]
        fields = {**form.fields, "username": username, "password": PASSWORD}
        return browser.post(url + form.action, data=fields, timeout=TIMEOUT).status_code
