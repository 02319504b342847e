"""The coverage page lists what is served, and the example runs."""

import json
import re
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from polyclinic.dialects.drchrono.dialect import dialect
from tests.house.tree import ROOT
from tests.support.pages import let_in


def test_the_page_lists_every_operation() -> None:
    page = (ROOT / "docs/dialects/drchrono.md").read_text()
    table = page.partition("<!-- operations -->")[2].partition("<!-- /operations -->")[0]
    endpoints = [route.endpoint for route in dialect.routes]
    assert re.findall(r"^\| `(\S+)` \| `(\S+ \S+)` \|", table, re.MULTILINE) == [
        (endpoint.name, f"{endpoint.method} {endpoint.path}") for endpoint in endpoints
    ]


def code_on_the_page() -> list[str]:
    return re.findall(
        r"^```python\n(.*?)^```$", (ROOT / "docs/dialects/drchrono.md").read_text(), re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("code", code_on_the_page(), ids=range(len(code_on_the_page())))
def test_the_page_s_code_runs(
    code: str, practice: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scan = Path("scan.pdf")
    scan.write_bytes(b"%PDF-1.4" + bytes(100_000))
    block = practice["drchrono"]
    given = {
        **block,
        "browse": lambda url: let_in(url, block["username"], block["password"]),
        "save": lambda tokens: None,
    }
    exec(code, given)  # noqa: S102 # it is our own page
    assert "copy.pdf" not in code or Path("copy.pdf").read_bytes() == scan.read_bytes()


def test_the_example_runs(sandbox: Any) -> None:
    file = sandbox.folder / "sandbox.json"
    block = json.loads(file.read_text())["drchrono"]
    command = [sys.executable, str(ROOT / "examples/drchrono.py"), str(file)]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as running:
        assert running.stdout is not None
        user, _, link = running.stdout.readline().removeprefix("as ").partition(", open ")
        assert user == block["username"]
        assert running.stdout.readline() == "sent to:\n"
        said, errors = running.communicate(let_in(link.strip(), user, block["password"]) + "\n", timeout=60)
    assert (running.returncode, errors) == (0, "")
    lines = said.splitlines()
    assert lines[0].startswith("signed in as Dr. ")
    assert lines[1:5] == [
        "registered Nadia Okafor, insured by Aetna",
        "booked Follow-up, 14:30 to 15:00 at the office's clock",
        "now Arrived",
        "filed Referral ['referral']: 5000009 bytes",
    ]
    assert re.fullmatch(r"[1-9]\d* services of Dr\. \w+'s, \w+: \d+\.\d\d of \d+\.\d\d", lines[5])
    assert lines[6:] == ["gave the tokens back"]
