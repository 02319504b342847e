"""The coverage page lists what is served, and the example runs."""

import re
import subprocess
import sys
from typing import Any

from polyclinic.dialects.carium.dialect import dialect
from tests.house.tree import ROOT


def test_the_page_lists_every_operation() -> None:
    page = (ROOT / "docs/dialects/carium.md").read_text()
    table = page.partition("<!-- operations -->")[2].partition("<!-- /operations -->")[0]
    endpoints = [route.endpoint for route in dialect.routes]
    assert re.findall(r"^\| `(\S+)` \| `(\S+ \S+)` \|", table, re.MULTILINE) == [
        (endpoint.name, f"{endpoint.method} {endpoint.path}") for endpoint in endpoints
    ]


def test_the_example_runs(sandbox: Any) -> None:
    command = [sys.executable, str(ROOT / "examples/carium.py"), str(sandbox.folder / "sandbox.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "created James Reece, born 1980-07-04",
        "invited by email",
        "booked 2031-01-10 09:00 UTC",
        "moved to 10:00, still Virtual",
        "appointments left: 0",
        "filed letter.pdf, application/pdf",
        "downloaded Letter: the same bytes",
    ]
