"""``python -m bench``: what Polyclinic does per second on PostgreSQL, beside the floor, in one run.

One server process on one core, the load on the other; rounds of server and floor take turns, and what is printed are
medians and ratios: this machine's noise falls on both.
"""

import argparse
import asyncio
import base64
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from bench import payloads
from bench.floor import SCHEMA
from bench.load import Make, Result, request, run
from bench.pgbench import pgbench
from bench.seed import seed
from bench.visitor import PREFIXES, Visitor, ask, searched
from polyclinic.server.runtime import Runtime
from polyclinic.server.settings import Settings
from tests.support.database import postgres_database

AIMS = {"create encounter": 0.4, "read encounter": 0.5, "prefix search of 50": 0.5, "book appointment": 0.4}


@dataclass(slots=True)
class Target:
    """A server process and the requests of one workload against it."""

    process: psutil.Process
    port: int
    make: Make
    rounds: list[Result] = field(default_factory=list)
    sent: int = 0


@dataclass(slots=True)
class Workload:
    name: str
    ours: Target
    floor: Target | None


def main() -> None:
    """Parse, seed, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--patients", type=int, default=1_000_000, help="size of the crowd that is searched")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="8,32")
    asyncio.run(bench(parser.parse_args()))


async def bench(options: argparse.Namespace) -> None:
    async with postgres_database() as url:
        with tempfile.TemporaryDirectory(prefix="polyclinic-bench-") as folder:
            environment = _environment(url, Path(folder))
            print(f"seeding {options.patients:,} patients …", flush=True)
            begun = time.perf_counter()
            seeded = await seed(Runtime(_settings(environment)), url, options.patients)
            await _floor_schema(url)
            print(f"seeded in {time.perf_counter() - begun:.0f} s", flush=True)
            with ExitStack() as running:
                ours, our_port = running.enter_context(_server(environment))
                idle = _memory(ours)
                visitor = Visitor(seeded, our_port)
                environment["FLOOR_SAMPLES"] = json.dumps(visitor.samples())
                floor, floor_port = running.enter_context(_floor(environment))
                print(f"idle memory: ours {idle:.0f} MB, floor {_memory(floor):.0f} MB", flush=True)
                load = psutil.Process()
                load.cpu_affinity([(os.cpu_count() or 1) - 1])
                workloads = _workloads(visitor, (ours, our_port), (floor, floor_port))
                for connections in map(int, options.connections.split(",")):
                    await _measure(workloads, connections, options)
                await _searches(visitor, our_port, options)
                print(f"memory after load: ours {_memory(ours):.0f} MB, floor {_memory(floor):.0f} MB")
            pgbench(url)


def _environment(url: str, folder: Path) -> dict[str, str]:
    key = base64.b64encode(os.urandom(32)).decode()
    return {
        **os.environ,
        "POLYCLINIC_DATABASE_URL": url,
        "POLYCLINIC_MASTER_KEYS": f"bench:{key}",
        "POLYCLINIC_FILES": str(folder),
        "FLOOR_DATABASE_URL": url,
    }


def _settings(environment: dict[str, str]) -> Settings:
    names = ("database_url", "master_keys", "files")
    return Settings.load(None, **{name: environment[f"POLYCLINIC_{name.upper()}"] for name in names})


async def _floor_schema(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SCHEMA)
    finally:
        await connection.close()


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    port = _free_port()
    command = [str(Path(sys.executable).with_name("polyclinic")), "serve", "--port", str(port)]
    with _process(command, environment, port, "/health/ready") as process:
        yield process, port


@contextmanager
def _floor(environment: dict[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.floor:app", "--port", str(port), "--no-access-log"]
    with _process(command, environment, port, "/encounters/none") as process:
        yield process, port


@contextmanager
def _process(command: list[str], environment: dict[str, str], port: int, path: str) -> Iterator[psutil.Process]:
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            process = psutil.Process(child.pid)
            process.cpu_affinity([0])
            _await_answer(f"http://127.0.0.1:{port}{path}")
            yield process
        finally:
            child.terminate()


def _await_answer(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310  # our own server
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{url} never answered")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def _workloads(visitor: Visitor, ours: tuple[psutil.Process, int], floor: tuple[psutil.Process, int]) -> list[Workload]:
    kept = [encounter["encounter_id"] for encounter in visitor.encounters]
    bare = [
        ask(floor[1], "/encounters", payloads.encounter(number), {})["encounter_id"]
        for number in range(-payloads.PATIENTS, 0)
    ]

    def pair(name: str, own: Make, its: Make) -> Workload:
        return Workload(name, Target(*ours, own), Target(*floor, its))

    return [
        pair(
            "create encounter",
            lambda n: payloads.create_encounter("/candid/api/encounters/v4", visitor.candid, n),
            lambda n: payloads.create_encounter("/encounters", {}, n),
        ),
        pair(
            "read encounter",
            lambda n: request("GET", f"/candid/api/encounters/v4/{kept[n % len(kept)]}", visitor.candid),
            lambda n: request("GET", f"/encounters/{bare[n % len(bare)]}", {}),
        ),
        pair(
            "prefix search of 50",
            lambda n: request("GET", searched(PREFIXES[n % len(PREFIXES)]), visitor.carestack),
            lambda n: request("GET", f"/patients?prefix={PREFIXES[n % len(PREFIXES)]}", {}),
        ),
        pair(
            "book appointment",
            lambda n: payloads.book("/drchrono/api/appointments", visitor.drchrono, n),
            lambda n: payloads.book("/appointments", {}, n),
        ),
    ]


async def _measure(workloads: list[Workload], connections: int, options: argparse.Namespace) -> None:
    print(f"\n{connections} connections, {options.rounds} rounds of {options.seconds:g} s, medians")
    print(f"{'work':<22}{'':<8}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>9}{'failed':>8}{'ratio':>8}{'aim':>6}")
    for work in workloads:
        sides = [side for side in (work.ours, work.floor) if side is not None]
        for side in sides:
            side.rounds.clear()
        for _ in range(options.rounds):
            for side in sides:
                await _round(side, connections, options.seconds)
        for label, side in zip(("ours", "floor"), sides, strict=False):
            _print_row(work, label, side)


async def _round(side: Target, connections: int, seconds: float) -> None:
    before = sum(side.process.cpu_times()[:2])
    result = await run("127.0.0.1", side.port, side.make, connections=connections, seconds=seconds, start=side.sent)
    result.cpu = sum(side.process.cpu_times()[:2]) - before
    side.sent += result.requests + connections
    side.rounds.append(result)


def _median(side: Target, of: Callable[[Result], float]) -> float:
    return statistics.median(of(result) for result in side.rounds)


def _print_row(work: Workload, label: str, side: Target) -> None:
    rate = _median(side, lambda r: r.rate)
    ratio = f"{rate / _median(work.floor, lambda r: r.rate):.2f}" if work.floor and label == "ours" else ""
    failed = sum(result.failures for result in side.rounds)
    print(
        f"{work.name if label == 'ours' else '':<22}{label:<8}{rate:>8.0f}"
        f"{_median(side, lambda r: r.percentile(0.5)):>9.1f}{_median(side, lambda r: r.percentile(0.99)):>9.1f}"
        f"{_median(side, lambda r: r.cpu / max(1, r.requests) * 1e6):>9.0f}{failed:>8}{ratio:>8}"
        f"{AIMS[work.name] if label == 'ours' else '':>6}",
        flush=True,
    )
    if failed:
        print("  first failure:", next(r.sample for r in side.rounds if r.sample)[:300])


def repeat(sent: bytes) -> Make:
    """The same request every time."""
    return lambda _: sent


async def _searches(visitor: Visitor, port: int, options: argparse.Namespace) -> None:
    """First pages over the whole crowd, one connection: the budget is 30 ms at p99."""
    print(f"\nfirst pages over {options.patients:,} patients, one connection (budget for the first two: 30 ms p99)")
    rows = f"/silna/public/v1/patients/?provider_id={visitor.provider_id}&limit=50&full_name="
    searches = (
        ("prefix (lastName)", searched("garciaab"), visitor.carestack),
        ("rare substring", f"{rows}ithab", visitor.silna),
        ("common substring", f"{rows}smith", visitor.silna),
        ("common, exact count", "/drchrono/api/patients?search=smith", visitor.drchrono),
    )
    for name, path, headers in searches:
        sent = request("GET", path, headers)
        result = await run("127.0.0.1", port, repeat(sent), connections=1, seconds=options.seconds)
        print(
            f"{name:<22}{result.percentile(0.5):>9.1f} ms p50{result.percentile(0.99):>9.1f} ms p99"
            f"{result.requests:>8} requests{result.failures:>4} failed",
            flush=True,
        )


if __name__ == "__main__":
    main()
