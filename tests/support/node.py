"""Node.js, for the vendors' clients and validators that are npm packages."""

import shutil
import subprocess
from pathlib import Path

import pytest

NODE = shutil.which("node") or ""
NPM = shutil.which("npm") or ""

needs_node = pytest.mark.skipif(not (NODE and NPM), reason="no Node.js on the PATH: make vendor brings one")


def npm_install(package: Path, folder: Path) -> Path:
    """Copies the npm package into ``folder``, installs what its lock names there, runs no script of theirs."""
    shutil.copytree(package, folder, dirs_exist_ok=True)
    command = [NPM, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(command, cwd=folder, check=True, timeout=300)
    return folder
