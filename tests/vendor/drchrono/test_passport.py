"""The code flow through passport-drchrono, unchanged."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.support.node import NODE, needs_node, npm_install
from tests.support.pages import let_in

pytestmark = [pytest.mark.separate, needs_node]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and what it needs, as locked."""
    return npm_install(Path(__file__).parent / "passport", tmp_path_factory.mktemp("passport"))


@contextmanager
def strategy(folder: Path, block: dict[str, Any]) -> Iterator[tuple[IO[str], IO[str]]]:
    """The strategy as a process: what it reads, what it says."""
    command, environment = [NODE, "flow.cjs"], {**os.environ, "BLOCK": json.dumps(block)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


def tell(reads: IO[str], url: str) -> None:
    reads.write(f"{url}\n")
    reads.flush()


@pytest.mark.timeout(600)
def test_the_whole_code_flow(installed: Path, practice: dict[str, Any]) -> None:
    block = practice["drchrono"]
    with strategy(installed, block) as (reads, says):
        link = json.loads(says.readline())["link"]
        tell(reads, let_in(link, block["username"], block["password"]))
        signed_in = json.loads(says.readline())
    assert signed_in["profile"]["username"] == block["username"]
    assert signed_in["profile"]["isDoctor"] is True
    assert signed_in["refreshToken"]


def test_a_user_who_says_no(installed: Path, practice: dict[str, Any]) -> None:
    block = practice["drchrono"]
    with strategy(installed, block) as (reads, says):
        json.loads(says.readline())
        tell(reads, f"{block['redirect_uri']}?error=access_denied")
        assert "failed" in json.loads(says.readline())
