"""What README.md shows is what happens."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.support.server import RunningSandbox

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown_after(language: str, start: str) -> tuple[str, str]:
    """The block of ``language`` that holds ``start``, and the output shown below it."""
    for (kind, code), (below, output) in pairwise(BLOCKS):
        if kind == language and start in code and below == "text":
            return code, output
    raise AssertionError(f"README.md has no {language} block with {start!r} and its output")


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tour(sandbox: RunningSandbox, demo: dict[str, Any]) -> None:
    assert demo
    _, output = shown_after("sh", "examples/tour.py")
    assert run("examples/tour.py", str(sandbox.folder / "sandbox.json")) == output


def test_the_vendor_s_client(sandbox: RunningSandbox, demo: dict[str, Any]) -> None:
    assert demo
    code, output = shown_after("python", "CandidApiClient")
    assert run("-W", "ignore", "-c", code.replace(".sandbox", str(sandbox.folder))) == output
