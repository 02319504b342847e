"""The coverage page lists what is served, and the example runs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from polyclinic.dialects.drchrono.dialect import dialect
from tests.house.tree import ROOT


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
    exec(code, {name: block[name] for name in ("base_url", "access_token")})  # noqa: S102 # it is our own page
    assert "copy.pdf" not in code or Path("copy.pdf").read_bytes() == scan.read_bytes()


def test_the_example_runs(sandbox: Any) -> None:
    command = [sys.executable, str(ROOT / "examples/drchrono.py"), str(sandbox.folder / "sandbox.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("signed in as Dr. ")
    assert lines[1:] == [
        "registered Nadia Okafor, insured by Aetna",
        "booked Follow-up, 14:30 to 15:00 at the office's clock",
        "now Arrived",
        "filed Referral ['referral']: Please advise.",
    ]
