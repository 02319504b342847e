"""Every API's page of documentation in a real browser. Needs a Chromium on the PATH."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from polyclinic.server.settings import DIALECTS
from tests.support.server import RunningSandbox, running_sandbox
from tests.vendor.browser.devtools import ALONE, CHROMIUM

pytestmark = [
    pytest.mark.separate,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH: tests/web/test_docs_page.py reads the pages"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    with running_sandbox(tmp_path_factory.mktemp("docs"), "--rate-limits", "off") as running:
        yield running


def browse(url: str, folder: Path, *options: str) -> tuple[str, str]:
    """What Chromium prints about a page, and what the page said to the console. Nobody but us can be reached."""
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        *ALONE,
        f"--user-data-dir={folder / 'profile'}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--enable-logging=stderr",
        *options,
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, "\n".join(re.findall(r"^.*:CONSOLE.*$", done.stderr, re.MULTILINE))


@pytest.mark.parametrize("name", DIALECTS)
def test_the_page_renders(name: str, server: RunningSandbox, tmp_path: Path) -> None:
    url = f"{server.base_url}/{name}/docs"
    document, console = browse(url, tmp_path, "--dump-dom")
    assert console == ""
    assert document.count("<details") > 10
    assert "</html>" in document

    for label, size in (("wide", "1200,1600"), ("narrow", "390,1600")):
        picture = tmp_path / f"{name}-{label}.png"
        _, console = browse(url, tmp_path, f"--screenshot={picture}", f"--window-size={size}", "--hide-scrollbars")
        assert console == ""
        assert picture.stat().st_size > 20_000, "an empty page makes a small picture"
