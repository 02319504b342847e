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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil

from bench import payloads
from bench.floor import SCHEMA
from bench.load import Make, Result, request, run
from bench.pgbench import pgbench
from bench.seed import Seeded, seed
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
            with _server(environment) as (ours, our_port), _floor(environment) as (floor, floor_port):
                print(f"idle memory: ours {_memory(ours):.0f} MB, floor {_memory(floor):.0f} MB", flush=True)
                load = psutil.Process()
                load.cpu_affinity([(os.cpu_count() or 1) - 1])
                workloads = _workloads(seeded, (ours, our_port), (floor, floor_port))
                for connections in map(int, options.connections.split(",")):
                    await _measure(workloads, connections, options)
                await _searches(seeded, our_port, options)
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


def _workloads(seeded: Seeded, ours: tuple[psutil.Process, int], floor: tuple[psutil.Process, int]) -> list[Workload]:
    token = _token(seeded, ours[1])
    bearer = {"Authorization": f"Bearer {token}"}
    drchrono = {"Authorization": f"Bearer {seeded.secrets.drchrono_access_token}"}
    carestack = {
        "Authorization": f"Bearer {seeded.secrets.carestack_api_key}",
        "x-hprid-auth": "bench",
        "facilityid": seeded.facility_id,
    }
    fields = {"doctor": "/api/doctors/1234", "office": "/api/offices/3456", "patient": "/api/patients/5678"}
    fields |= {"duration": "30", "exam_room": "1"}
    made = _create_some(ours[1], floor[1], bearer)
    prefixes = ["smithab", "jonesbc", "garciacd", "khande"]

    def target(side: tuple[psutil.Process, int], make: Make) -> Target:
        return Target(side[0], side[1], make)

    def pair(name: str, own: Make, bare: Make) -> Workload:
        return Workload(name, target(ours, own), target(floor, bare))

    filters = [
        f"/carestack/health-lake/get-profiles/Patient?filters=%7B%22lastName%22%3A%22{p}%22%2C%22_count%22%3A50%7D"
        for p in prefixes
    ]
    return [
        pair(
            "create encounter",
            lambda n: payloads.create_encounter("/candid/api/encounters/v4", bearer, n),
            lambda n: payloads.create_encounter("/encounters", {}, n),
        ),
        pair(
            "read encounter",
            lambda n: request("GET", f"/candid/api/encounters/v4/{made[0][n % len(made[0])]}", bearer),
            lambda n: request("GET", f"/encounters/{made[1][n % len(made[1])]}", {}),
        ),
        pair(
            "prefix search of 50",
            lambda n: request("GET", filters[n % len(filters)], carestack),
            lambda n: request(
                "GET", f"/patients?practice={seeded.practice_id}&prefix={prefixes[n % len(prefixes)]}", {}
            ),
        ),
        pair(
            "book appointment",
            lambda n: payloads.book("/drchrono/api/appointments", drchrono, fields, n),
            lambda n: payloads.book("/appointments", {}, fields, n),
        ),
    ]


def _token(seeded: Seeded, port: int) -> str:
    body = {"client_id": seeded.secrets.candid_client_id, "client_secret": seeded.secrets.candid_client_secret}
    token: str = _post(port, "/candid/api/auth/v2/token", body, {})["access_token"]
    return token


def _create_some(ours: int, floor: int, bearer: dict[str, str]) -> tuple[list[str], list[str]]:
    ids: tuple[list[str], list[str]] = ([], [])
    for number in range(-200, 0):
        body = payloads.encounter(number)
        ids[0].append(_post(ours, "/candid/api/encounters/v4", body, bearer)["encounter_id"])
        ids[1].append(_post(floor, "/encounters", body, {})["encounter_id"])
    return ids


def _post(port: int, path: str, body: Mapping[str, object], headers: dict[str, str]) -> dict[str, str]:
    sent = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), {**payloads.JSON, **headers}
    )  # fmt: skip
    with urllib.request.urlopen(sent) as answer:  # noqa: S310  # our own server
        parsed: dict[str, str] = json.loads(answer.read())
        return parsed


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


async def _searches(seeded: Seeded, port: int, options: argparse.Namespace) -> None:
    """First pages over the whole crowd, one connection: the budget is 30 ms at p99."""
    print(f"\nfirst pages over {options.patients:,} patients, one connection (budget for the first two: 30 ms p99)")
    silna = {"Authorization": f"Bearer {seeded.secrets.silna_api_key}"}
    carestack = {
        "Authorization": f"Bearer {seeded.secrets.carestack_api_key}",
        "x-hprid-auth": "bench",
        "facilityid": seeded.facility_id,
    }
    drchrono = {"Authorization": f"Bearer {seeded.secrets.drchrono_access_token}"}
    profiles = "/carestack/health-lake/get-profiles/Patient?filters="
    searches = (
        ("prefix (lastName)", profiles + "%7B%22lastName%22%3A%22garciaab%22%2C%22_count%22%3A50%7D", carestack),
        (
            "rare substring",
            f"/silna/public/v1/patients/?provider_id={seeded.provider_id}&full_name=ithab&limit=50",
            silna,
        ),
        (
            "common substring",
            f"/silna/public/v1/patients/?provider_id={seeded.provider_id}&full_name=smith&limit=50",
            silna,
        ),
        ("common, exact count", "/drchrono/api/patients?search=smith", drchrono),
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
