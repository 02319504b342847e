"""The coverage page lists what is served, and the example runs."""

import re
import subprocess
import sys
from typing import Any

from polyclinic.dialects.candid.dialect import dialect
from tests.house.tree import ROOT


def test_the_page_lists_every_operation() -> None:
    page = (ROOT / "docs/dialects/candid.md").read_text()
    table = page.partition("<!-- operations -->")[2].partition("<!-- /operations -->")[0]
    endpoints = [route.endpoint for route in dialect.routes]
    assert re.findall(r"^\| `(\S+)` \| `(\S+ \S+)` \|", table, re.MULTILINE) == [
        (endpoint.name, f"{endpoint.method} {endpoint.path}") for endpoint in endpoints
    ]


def test_the_example_runs(sandbox: Any) -> None:
    command = [sys.executable, str(ROOT / "examples/candid.py"), str(sandbox.folder / "sandbox.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "recorded Loki's visit of 2026-01-15: missing_information",
        "sent twice, recorded once: True",
        "insured by Aetna: coded",
    ]
