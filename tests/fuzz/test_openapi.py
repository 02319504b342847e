"""Whatever fits or breaks an API's own OpenAPI document is answered as that document says, and never with a 500."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from polyclinic.server.settings import DIALECTS
from tests.between.conftest import Door, open_doors
from tests.support.server import RunningSandbox

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def fuzz(door: Door, *options: str) -> int:
    """Run schemathesis on one API; returns how many requests were made. Fails with what it found.

    A machine that cannot write its audit trail within a second says so with a 503, as it should: then once more.
    """
    run = _schemathesis(door, *options)
    if run.returncode != 0 and "[503]" in run.stdout and "[500]" not in run.stdout:
        run = _schemathesis(door, *options)
    assert run.returncode == 0, run.stdout.partition("= FAILURES =")[2][:9000] or run.stdout[-3000:]
    found = re.search(r"(\d+) generated", run.stdout)
    assert found is not None, run.stdout[-2000:]
    return int(found[1])


def _schemathesis(door: Door, *options: str) -> "subprocess.CompletedProcess[str]":
    headers = [word for name, value in door.headers.items() for word in ("-H", f"{name}: {value}")]
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{door.base_url}/openapi.json"]
    return subprocess.run(
        [*command, *options, "--checks", CHECKS, "--suppress-health-check", "too_slow", "--no-color", *headers],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SCHEMATHESIS_HOOKS": ""},
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DIALECTS)
def test_a_few_requests_of_every_kind(name: str, unlimited_sandbox: RunningSandbox) -> None:
    door: Door = getattr(open_doors(unlimited_sandbox.new_practice()), name)
    assert fuzz(door, "--phases", "fuzzing", "-n", "8", "--generation-deterministic") > 20


@pytest.mark.prove
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", DIALECTS)
def test_many_requests(name: str, unlimited_sandbox: RunningSandbox) -> None:
    door: Door = getattr(open_doors(unlimited_sandbox.new_practice()), name)
    assert fuzz(door, "--phases", "examples,coverage,fuzzing,stateful", "-n", "100") > 200
