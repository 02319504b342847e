"""Kitsu, a JSON:API client for JavaScript, and jsonapi-validator, which looks at every answer that Kitsu gets.

jsonapi-validator knows JSON:API 1.0.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.node import NODE, needs_node, npm_install

pytestmark = [pytest.mark.separate, needs_node]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages and what they need, as locked."""
    return npm_install(Path(__file__).parent / "kitsu", tmp_path_factory.mktemp("kitsu"))


@pytest.mark.timeout(600)
def test_a_whole_flow(installed: Path, practice: dict[str, Any]) -> None:
    environment = {**os.environ, "BLOCK": json.dumps(practice["carium"])}
    command = [NODE, "flow.mjs"]
    done = subprocess.run(command, cwd=installed, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    looked = said.pop("looked")
    assert looked["unsound"] == []
    assert looked["documents"] > 10
    assert said.pop("listed") > 4
    assert said == {
        "sorted": True,
        "start": "2030-05-01 09:00:00",
        "individual": True,
        "practitioner": "string",
        "groups": True,
        "sparse": ["location"],
        "patched": "Virtual",
        "refused": [["422", "/data/attributes/start-time"]],
        "kept": "Virtual",
        "gone": "404",
    }
