"""What it takes to begin: a server until it answers, a program until a client is imported."""

import statistics
import subprocess
import sys

from bench import servers
from bench.results import Startup
from bench.stage import Stage

CLIENTS = {
    "polyclinic.candid": "Candid",
    "polyclinic.carium": "Carium",
    "polyclinic.drchrono": "DrChrono",
    "polyclinic.carestack": "CareStack",
    "polyclinic.silna": "Silna",
}
TIMES = 5

_TIMED = "import time; begun = time.perf_counter(); {}; print(time.perf_counter() - begun)"


def measure(stage: Stage, times: int = TIMES) -> Startup:
    """Medians, with what the disk holds in memory already."""
    cold = []
    for _ in range(times):
        with servers.ours(stage.told) as server:
            cold.append(server.started)
    clients = {module: _import(f"from {module} import {name}", times) for module, name in CLIENTS.items()}
    return Startup(statistics.median(cold), clients, _import("import httpx2, pydantic", times))


def _import(statement: str, times: int) -> float:
    """Milliseconds; once more before, unmeasured, for whoever has to compile."""
    command = [sys.executable, "-c", _TIMED.format(statement)]
    taken = [float(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(times + 1)]
    return statistics.median(taken[1:]) * 1000
