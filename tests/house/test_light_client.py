"""``pip install polyclinic`` is a light client: importing it loads nothing of the server."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

CLIENTS = [path.stem for path in sorted((ROOT / "src/polyclinic").glob("[a-z]*.py"))]
HEAVY = {"alembic", "asyncpg", "authlib", "fastapi", "limits", "msgspec", "redis", "sqlalchemy", "sqlite3", "starlette"}
HEAVY |= {"uvicorn", "polyclinic.adapters", "polyclinic.core", "polyclinic.server", "polyclinic.web"}
LIST_MODULES = """
import importlib, json, sys
module = importlib.import_module(sys.argv[1])
for name in module.__all__:
    getattr(module, name)  # the clients are loaded on first use
print(json.dumps([*sys.modules]))
"""


def loaded_by(client: str, python: str = sys.executable) -> set[str]:
    """The modules that importing one client and all it exports loads in a new process."""
    command = [python, "-P", "-c", LIST_MODULES, f"polyclinic.{client}"]
    return set(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_loads_nothing_of_the_server(client: str) -> None:
    assert not loaded_by(client) & HEAVY


@pytest.mark.separate
def test_the_wheel_without_extras_is_enough_for_every_client(tmp_path: Path) -> None:
    python = tmp_path / "venv/bin/python"
    run(sys.executable, "-m", "venv", tmp_path / "venv")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path)
    (wheel,) = tmp_path.glob("polyclinic-*.whl")
    versions = tmp_path / "versions.txt"
    versions.write_text("\n".join(re.findall(r"^\S+==[^\\]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)))
    run(python, "-m", "pip", "install", "--quiet", "--constraint", versions, wheel)
    for client in CLIENTS:
        assert not loaded_by(client, str(python)) & HEAVY, client
