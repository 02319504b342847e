"""A user lets an application in, in a real browser, by keyboard alone. Needs a Chromium on the PATH."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from tests.support.server import RunningSandbox, running_sandbox
from tests.vendor.browser.devtools import CHROMIUM, Tab, browsing

pytestmark = [
    pytest.mark.separate,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH: tests/dialects/drchrono walks the pages"),
]
SIZES = {"wide": (1200, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("consent"), "--rate-limits", "off") as running:
        yield running


def shown(tab: Tab, name: str, folder: Path) -> None:
    """Keep a picture of the page in every size; none may need scrolling sideways."""
    for label, size in SIZES.items():
        tab.resize(*size)
        assert not tab.overflows(), f"{name} is wider than {label}"
        assert tab.picture(folder / f"{name}-{label}.png") > 5_000, "an empty page makes a small picture"


def test_sign_in_consent_and_back(server: RunningSandbox, tmp_path: Path) -> None:
    block = server.credentials["drchrono"]
    asked = {
        "response_type": "code",
        "client_id": block["client_id"],
        "redirect_uri": block["redirect_uri"],
        "scope": "user patients",
        "state": "ä &=",
    }
    with browsing(tmp_path) as tab:
        tab.open(f"{block['base_url']}/o/authorize/?{urlencode(asked)}")
        shown(tab, "sign-in", tmp_path)
        assert tab.focused() == "username"
        for text in (block["username"], "wrong password"):
            tab.type(text)
            tab.press("Tab")
        tab.press("Enter")
        tab.wait_for("Page.loadEventFired")
        shown(tab, "wrong", tmp_path)
        assert tab.focused() == "password", "the name need not be typed again"
        tab.type(block["password"])
        tab.press("Enter")
        tab.wait_for("Page.loadEventFired")
        shown(tab, "consent", tmp_path)
        tab.press("Tab")
        assert tab.focused() == "Allow"
        tab.press("Enter")
        sent_to = tab.wait_to_go_for(block["redirect_uri"])
        for page in ("", "applications/", "applications/new/"):
            tab.open(f"{block['base_url']}/account/{page}")
            shown(tab, f"account-{page.replace('/', '-')}", tmp_path)
        assert not [text for text in tab.console if "Security" in text]
    given = parse_qs(urlsplit(sent_to).query)
    assert given["state"] == ["ä &="]
    redeemed = requests.post(
        f"{block['base_url']}/o/token/",
        data={"grant_type": "authorization_code", "code": given["code"], "redirect_uri": block["redirect_uri"]},
        auth=(block["client_id"], block["client_secret"]),
        timeout=20,
    )
    assert redeemed.json()["scope"] == "user patients"
