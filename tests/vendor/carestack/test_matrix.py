"""What each method of the published package does here is what the coverage page says, in two of its versions."""

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from carestack.appointment.appointment_service import Appointment
from carestack.consent.consent_service import Consent
from carestack.lookup.lookup_service import LookupService
from carestack.organization.organization_service import Organization
from carestack.patient.patient_service import Patient
from carestack.practitioner.practitioner_service import Practitioner

from tests.house.tree import ROOT
from tests.vendor.carestack.calls import WORKS, outcomes

HERE = Path(__file__).parent
SERVICES = (Patient, Practitioner, Appointment, Organization, LookupService, Consent)
ABSENT = "not in it"


def told_by_the_page(column: int) -> dict[str, str]:
    page = (ROOT / "docs/dialects/carestack.md").read_text()
    table = page.partition("<!-- package -->")[2].partition("<!-- /package -->")[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines() if row.startswith("| `")]
    return {name.strip("`"): cells[column - 1] for name, *cells in rows}


def short(outcome: str) -> str:
    """``works``, or the status of an error."""
    found = re.match(r"[0-9]{3}", outcome)
    return WORKS if outcome == WORKS else found[0] if found else outcome


def as_told(outcome: str) -> str:
    return outcome.partition(":")[0]


def connection(practice: dict[str, Any]) -> tuple[str, str, str]:
    block = practice["carestack"]
    return block["base_url"], block["api_key"], block["facility_id"]


def test_the_page_names_every_method() -> None:
    methods = {
        f"{service.__name__}.{name}"
        for service in SERVICES
        for name, method in vars(service).items()
        if inspect.iscoroutinefunction(method) and not name.startswith("_")
    }
    assert set(told_by_the_page(1)) == methods


async def test_every_method_does_what_the_page_says(practice: dict[str, Any]) -> None:
    done = await outcomes(*connection(practice))

    told = {name: as_told(outcome) for name, outcome in told_by_the_page(1).items()}
    assert {name: short(outcome) for name, outcome in done.items()} == told, done


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with version 0.1.22.18, which the published README belongs to."""
    folder = tmp_path_factory.mktemp("earlier")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
    python = folder / "bin" / "python"
    lock = str(HERE / "earlier" / "requirements.lock")
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    subprocess.run([str(python), *install], check=True, timeout=300)
    return python


@pytest.mark.separate
@pytest.mark.timeout(600)
def test_the_readme_s_version_does_what_the_page_says(earlier: Path, practice: dict[str, Any]) -> None:
    command = [str(earlier), str(HERE / "calls.py"), *connection(practice)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=earlier.parent)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    told = {name: as_told(outcome) for name, outcome in told_by_the_page(2).items()}
    assert {name: short(found[name]) if name in found else ABSENT for name in told} == told, found
