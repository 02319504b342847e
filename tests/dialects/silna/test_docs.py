"""The coverage page lists what is served, its example of an error is true, and the example runs."""

import re
import subprocess
import sys

from polyclinic.dialects.silna.dialect import dialect
from tests.dialects.silna.clinic import PATIENTS, Clinic
from tests.house.tree import ROOT
from tests.support.server import RunningSandbox

PAGE = (ROOT / "docs/dialects/silna.md").read_text()


def test_the_page_lists_every_operation() -> None:
    table = PAGE.partition("<!-- operations -->")[2].partition("<!-- /operations -->")[0]
    endpoints = [route.endpoint for route in dialect.routes]
    assert re.findall(r"^\| `(\S+)` \| `(\S+ \S+)` \|", table, re.MULTILINE) == [
        (endpoint.name, f"{endpoint.method} {endpoint.path}") for endpoint in endpoints
    ]


async def test_the_error_shown_is_what_is_answered(clinic: Clinic) -> None:
    async with clinic.http() as http:
        answer = await http.post(PATIENTS, json=clinic.body(first_name=..., status="GONE"))
    assert f"```json\n{answer.text.replace(':', ': ', 1)}\n```" in PAGE


def test_the_example_runs(sandbox: RunningSandbox) -> None:
    command = [sys.executable, str(ROOT / "examples/silna.py"), str(sandbox.folder / "sandbox.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "provider Riverside Health Group Medical PC",
        "put twice, one patient: True",
        "Ana Silva, ACTIVE, Albany",
        "patients without a source_id: some",
        "left at the annex: 0",
    ]
