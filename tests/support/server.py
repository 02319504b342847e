"""A real sandbox in a process of its own, as a user starts it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """``credentials`` is what sandbox.json holds."""

    base_url: str
    credentials: dict[str, Any]
    folder: Path
    pid: int

    def reset(self) -> None:
        """Bring the demo practices back as they were."""
        self._post("/sandbox/reset")

    def new_practice(self) -> dict[str, Any]:
        """A fresh practice of its own: the same blocks as in sandbox.json."""
        blocks: dict[str, Any] = json.loads(self._post("/sandbox/practices"))
        return blocks

    def _post(self, path: str) -> bytes:
        request = urllib.request.Request(self.base_url + path, method="POST")  # noqa: S310  # our own server
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            body: bytes = answer.read()
            return body


@contextmanager
def running_sandbox(folder: Path, *arguments: str) -> Iterator[RunningSandbox]:
    """Start ``polyclinic sandbox`` on a free port, wait until it is ready, stop it on leaving."""
    command = [str(Path(sys.executable).with_name("polyclinic")), "sandbox", "--port", "0", "--data", str(folder)]
    environment = {**os.environ, "POLYCLINIC_VERIFY_ANSWERS": "true"}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen([*command, *arguments], stdout=output, stderr=output, env=environment)
        try:
            yield _wait(process, folder)
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", folder: Path) -> RunningSandbox:
    file = folder / "sandbox.json"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if file.exists():
            credentials = json.loads(file.read_text())
            return RunningSandbox(credentials["base_url"], credentials, folder, process.pid)
        time.sleep(0.02)
    raise AssertionError(f"the sandbox did not start: {(folder / 'output.txt').read_text()}")
