"""Whatever fits or breaks an API's own OpenAPI document is answered as that document says, and never with a 500.

Schemathesis sends it over a socket, with every check of its own but two:

- ``negative_data_rejection``: ``hooks.py`` has it for all but forms, which have no types, empty texts, and what is too
  large.
- ``positive_data_acceptance``: what fits a document may be refused by what JSON Schema cannot say: that a reference
  leads to something, that of two fields one is given, that an end comes after its start.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from polyclinic.server.settings import DIALECTS
from tests.between.conftest import Door, open_doors
from tests.support.proofs import Proof
from tests.support.server import RunningSandbox

OFF = "negative_data_rejection,positive_data_acceptance"
AT_LEAST = 20_000
EXAMPLES = 10
"""Of what fits and of what breaks the document, for each operation; ``coverage`` adds each bound of each value."""


def fuzz(door: Door, *options: str) -> tuple[int, int]:
    """Run schemathesis on one API; how many requests were made, of how many operations. Fails with what it found.

    A machine that cannot write its audit trail within a second says so with a 503, as it should: then once more.
    """
    door.call("GET", "/openapi.json")  # made at first use, which may take longer than schemathesis waits
    run = _schemathesis(door, *options)
    if run.returncode != 0 and "[503]" in run.stdout and "[500]" not in run.stdout:
        run = _schemathesis(door, *options)
    assert run.returncode == 0, run.stdout.partition("= FAILURES =")[2][:9000] or run.stdout[-3000:]
    made = re.search(r"(\d+) generated", run.stdout)
    operations = re.search(r"(\d+) selected", run.stdout)
    assert made is not None, run.stdout[-2000:]
    assert operations is not None, run.stdout[:2000]
    return int(made[1]), int(operations[1])


def _schemathesis(door: Door, *options: str) -> "subprocess.CompletedProcess[str]":
    headers = [word for name, value in door.headers.items() for word in ("-H", f"{name}: {value}")]
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{door.base_url}/openapi.json"]
    facility = door.headers.get("facilityid", "")
    checks = ["--checks", "all", "--exclude-checks", OFF, "--suppress-health-check", "all", "--no-color"]
    return subprocess.run(
        [*command, *options, *checks, *headers],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "FUZZ_FACILITY": facility},
    )


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """What the sandbox stores in."""
    return str(request.node.callspec.params["unlimited_sandbox"])


def door_to(name: str, sandbox: RunningSandbox) -> Door:
    """An API of a practice that nobody else uses."""
    door: Door = getattr(open_doors(sandbox.new_practice()), name)
    return door


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DIALECTS)
def test_a_few_requests_of_every_kind(name: str, engine: str, unlimited_sandbox: RunningSandbox) -> None:
    """Others on each engine: what one lets through the other does not."""
    seed = "1" if engine == "sqlite" else "2"
    made, _ = fuzz(door_to(name, unlimited_sandbox), "--phases", "fuzzing", "-n", "4", "--seed", seed)
    assert made > 20


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_many_requests(engine: str, unlimited_sandbox: RunningSandbox, proof: Proof) -> None:
    proof.claims("Every answer is one that the API's OpenAPI document declares; no server errors", on=engine)
    cases = operations = 0
    phases = "examples,coverage,fuzzing,stateful" if proof.share >= 1 else "examples,fuzzing,stateful"
    for name in DIALECTS:
        examples = str(proof.times(EXAMPLES))
        made, found = fuzz(door_to(name, unlimited_sandbox), "--phases", phases, "-n", examples)
        cases, operations = cases + made, operations + found
    proof.counts(cases=cases, operations=operations, APIs=len(DIALECTS))
    assert cases >= AT_LEAST or proof.share < 1
