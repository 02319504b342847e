"""An installation of the server as an operator runs it, by its commands."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from typer.testing import CliRunner

from polyclinic.cli.main import app
from polyclinic.server.settings import new_master_key

TIMEOUT = 20


class Operator:
    """Runs commands with one installation's settings in the environment.

    ``program`` is what serves, where it is not this version's ``polyclinic``.
    """

    def __init__(self, url: str, folder: Path, *program: str) -> None:
        self.program = program or (str(Path(sys.executable).with_name("polyclinic")),)
        self.log = folder / "serve.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("POLYCLINIC_")},
            "POLYCLINIC_DATABASE_URL": url,
            "POLYCLINIC_MASTER_KEYS": new_master_key(),
            "POLYCLINIC_FILES": str(folder / "files"),
        }

    def run(self, *words: str, expect: int = 0, **changes: str) -> str:
        """What the command prints, run in this process; fails with it if the exit code is another."""
        done = CliRunner().invoke(app, words, env={**self.environment, **changes})
        assert done.exit_code == expect, done.output
        return done.output

    @contextmanager
    def serving(self, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
        """A server on a free port, once it is ready, with its URL."""
        with self.log.open("w+") as log:
            process = subprocess.Popen(
                [*self.program, "serve", "--port", "0", *options], env=self.environment, stderr=log, text=True
            )
            try:
                url = self._announced(process)
                _wait_until_ready(url)
                yield process, url
            finally:
                process.terminate()
                process.wait(60)

    def _announced(self, process: "subprocess.Popen[str]") -> str:
        for _ in range(600):
            if url := re.search(r"^Serving on (http://\S+)$", self.log.read_text(), re.MULTILINE):
                return url[1]
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())


def _wait_until_ready(url: str) -> None:
    for _ in range(600):
        try:
            if requests.get(f"{url}/health/ready", timeout=TIMEOUT).ok:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{url} was never ready")
