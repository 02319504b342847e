"""The processes that are measured: ours, the floor and the peer, each on cores of its own where there are enough."""

import base64
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from polyclinic.server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv/peers/bin/python"
CORES = os.cpu_count() or 1
PEER_WORKERS = 3
"""As many as gunicorn advises for one core: twice the cores and one."""

_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers. ``started`` is how many seconds it took until it did."""

    process: psutil.Process
    port: int
    started: float

    def cpu(self) -> float:
        """Seconds of processor time that its processes have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._processes())

    def memory(self) -> float:
        """Resident megabytes of its largest process."""
        return max(float(process.memory_info().rss) for process in self._processes()) / 2**20

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def environment(url: str, folder: Path) -> dict[str, str]:
    """What a server of ours on this database is told."""
    key = base64.b64encode(os.urandom(32)).decode()
    return {
        **os.environ,
        "POLYCLINIC_DATABASE_URL": url,
        "POLYCLINIC_MASTER_KEYS": f"bench:{key}",
        "POLYCLINIC_FILES": str(folder),
    }


def settings(told: Mapping[str, str]) -> Settings:
    """The same for a runtime in this process."""
    names = ("database_url", "master_keys", "files")
    return Settings.load(None, **{name: told[f"POLYCLINIC_{name.upper()}"] for name in names})


@contextmanager
def ours(told: Mapping[str, str], *arguments: str, workers: int = 1) -> Iterator[Server]:
    """``polyclinic serve``, on as many cores as it has processes."""
    command = [str(Path(sys.executable).with_name("polyclinic")), "serve", "--workers", str(workers), *arguments]
    with _running([*command, "--port", "{port}"], told, "/health/ready", workers) as server:
        yield server


@contextmanager
def floor(told: Mapping[str, str]) -> Iterator[Server]:
    """The bare service that does the same work."""
    command = [sys.executable, "-m", "uvicorn", "bench.floor.app:app", "--no-access-log", "--port", "{port}"]
    with _running(command, told, "/encounters/none", 1) as server:
        yield server


@contextmanager
def peer(told: Mapping[str, str]) -> Iterator[Server]:
    """Django REST Framework under gunicorn, on one core like the others."""
    serve = [str(PEERS), "-m", "gunicorn", "bench.peers.wsgi", "--workers", str(PEER_WORKERS), "--bind"]
    with _running([*serve, "127.0.0.1:{port}"], told, "/encounters/none", 1) as server:
        yield server


def spare_the_load() -> None:
    """Put this process, which is the load, on the last core."""
    _pin(psutil.Process(), [CORES - 1])


@contextmanager
def _running(command: Sequence[str], told: Mapping[str, str], path: str, cores: int) -> Iterator[Server]:
    port = _free_port()
    with tempfile.TemporaryFile() as output:
        begun = time.perf_counter()
        words = [word.format(port=port) for word in command]
        with subprocess.Popen(words, env=dict(told), cwd=ROOT, stdout=output, stderr=output) as child:
            try:
                process = psutil.Process(child.pid)
                _pin(process, range(min(cores, CORES)))
                if not _answers(f"http://127.0.0.1:{port}{path}", child):
                    output.seek(0)
                    raise SystemExit(f"{words[0]} did not start:\n{output.read()[-2000:].decode(errors='replace')}")
                yield Server(process, port, time.perf_counter() - begun)
            finally:
                child.terminate()


def _pin(process: psutil.Process, cores: Sequence[int]) -> None:
    if sys.platform == "linux":  # elsewhere the system places processes as it likes
        process.cpu_affinity(list(cores))


def _answers(url: str, child: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310  # our own server
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.01)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
