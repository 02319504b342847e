"""A patient's invitation and second factor in a real browser, on a phone too. Needs a Chromium on the PATH."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyotp
import pytest
import requests

from polyclinic.carium import Carium
from tests.support.server import RunningSandbox, running_sandbox
from tests.vendor.browser.devtools import CHROMIUM, Tab, browsing
from tests.vendor.browser.test_consent import shown

pytestmark = [
    pytest.mark.separate,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH: tests/dialects/carium walks the pages"),
]
PASSWORD = "seven brown geese by the lake"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("account"), "--rate-limits", "off") as running:
        yield running


def invited(server: RunningSandbox) -> tuple[str, str]:
    """A new patient's user name, and the link in the mail."""
    block = server.credentials["carium"]
    with Carium(block["base_url"], block["username"], block["password"], block["organization_id"]) as carium:
        email = "browser@riverside.example"
        carium.patients.create(
            first_name="Brow",
            last_name="Ser",
            birth_date=date(1980, 7, 4),
            gender="other",
            email=email,
        )
        carium.invitations.send(email)
    for _ in range(100):
        messages = requests.get(f"{server.base_url}/sandbox/messages", timeout=20).json()["messages"]
        if mails := [each for each in messages if each["purpose"] == "invitation"]:
            found = re.search(r"http\S+", mails[0]["text"])
            assert found
            return email, found[0]
        time.sleep(0.1)
    raise AssertionError("no invitation was sent")


def submit(tab: Tab, *texts: str) -> None:
    """Type into the fields, one after another, and send the form."""
    for place, text in enumerate(texts):
        if place:
            tab.press("Tab")
        tab.type(text)
    tab.press("Enter")
    tab.wait_for("Page.loadEventFired")


def reach(tab: Tab, name: str) -> None:
    """Go on by Tab until what is called so has the focus."""
    for _ in range(20):
        if tab.focused() == name:
            return
        tab.press("Tab")
    raise AssertionError(f"{name} cannot be reached by the keyboard")


def press(tab: Tab, button: str) -> None:
    reach(tab, button)
    tab.press("Enter")
    tab.wait_for("Page.loadEventFired")


def read(tab: Tab, selector: str) -> str:
    """The text of the first such element."""
    answer = tab.call("Runtime.evaluate", expression=f"document.querySelector('{selector}').textContent")
    return str(answer["result"]["value"])


def test_from_the_mail_to_the_second_factor(server: RunningSandbox, tmp_path: Path) -> None:
    email, link = invited(server)
    with browsing(tmp_path) as tab:
        tab.open(link)
        shown(tab, "invitation", tmp_path)
        assert tab.focused() == "password"
        submit(tab, "passwordpassword1", "passwordpassword1")
        shown(tab, "too-easy", tmp_path)
        submit(tab, PASSWORD, PASSWORD)
        shown(tab, "password-set", tmp_path)
        tab.open(f"{server.credentials['carium']['base_url']}/account/")
        submit(tab, email, PASSWORD)
        shown(tab, "account", tmp_path)
        tab.open(f"{server.credentials['carium']['base_url']}/account/second-factor/")
        shown(tab, "second-factor", tmp_path)
        press(tab, "Set up")
        shown(tab, "enrol", tmp_path)
        secret = read(tab, "p > code").replace(" ", "")
        reach(tab, "code")
        submit(tab, pyotp.TOTP(secret).now())
        shown(tab, "recovery-codes", tmp_path)
        assert re.fullmatch(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){5}", read(tab, ".codes code"))
        tab.open(f"{server.credentials['carium']['base_url']}/account/second-factor/")
        shown(tab, "second-factor-on", tmp_path)
        for page in ("password", "access"):
            tab.open(f"{server.credentials['carium']['base_url']}/account/{page}/")
            shown(tab, page, tmp_path)
        assert not [text for text in tab.console if "Security" in text]
