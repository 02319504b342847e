"""The same work on several sides that take turns: ours, the floor and the peer; one process and two; two engines."""

import json
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import asyncpg

from bench import servers, workloads
from bench.floor.statements import SCHEMA
from bench.load import run
from bench.measure import Side, alternate
from bench.pgbench import pgbench
from bench.results import Compared, Options, Results
from bench.servers import Server
from bench.stage import Stage
from bench.visitor import Visitor
from bench.workloads import Works
from tests.support.database import postgres_database

OURS, FLOOR, PEER = "ours", "floor", "Django REST"
ONE, TWO = "1 process", "2 processes"
POSTGRES, SQLITE = "PostgreSQL", "SQLite"

Tell = Callable[[str], None]

_SCALED = (workloads.CREATE, workloads.READ, workloads.SEARCH, workloads.MIXED)
_WITHOUT_LIMITS = ("--rate-limits", "off")
"""Two processes count requests together through Redis, which is not what is measured: neither side counts."""


async def compare_sides(results: Results, stage: Stage, tell: Tell) -> None:
    """Ours beside the floor and, where its environment is there, the peer. The memory of each.

    If there is time, also first pages and PostgreSQL alone.
    """
    options = results.options
    await _add_tables(stage.url)
    with ExitStack() as running:
        ours = running.enter_context(servers.ours(stage.told))
        up: dict[str, tuple[Server, Works]] = {}
        idle = {OURS: ours.memory()}
        up[OURS] = ours, stage.visit(ours)[0]
        visitor = stage.visitors[0]
        floor = running.enter_context(servers.floor(_floor_environment(stage, visitor)))
        idle[FLOOR] = floor.memory()
        up[FLOOR] = floor, workloads.floor(visitor, stage.crowd, floor.port)
        await _warm_up(stage.url, up)
        if servers.PEERS.exists():
            async with postgres_database() as empty:
                with _peer(empty, visitor.patients) as (peer, works):
                    idle[PEER] = peer.memory()
                    await _compare(results.comparison, up | {PEER: (peer, works)}, options, tell)
                    results.memory[PEER] = idle[PEER], peer.memory()
        else:
            tell("no .venv/peers: the peer is not measured")
            await _compare(results.comparison, up, options, tell)
        if not options.quick:
            await _first_pages(results, visitor, ours, tell)
        results.memory |= {name: (idle[name], up[name][0].memory()) for name in (OURS, FLOOR)}
    if not options.quick:
        results.pgbench = pgbench(stage.url)


async def _warm_up(url: str, up: Mapping[str, tuple[Server, Works]]) -> None:
    """A little of everything on every side, then the statistics that PostgreSQL gathers every minute.

    Else plans are made for tables that hold next to nothing, and measured while they fill.
    """
    for server, works in up.values():
        for make in works.values():
            await run(server.port, make, connections=8, seconds=0.5)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE", timeout=600)
    finally:
        await connection.close()


async def _compare(kept: list[Compared], up: Mapping[str, tuple[Server, Works]], options: Options, tell: Tell) -> None:
    kinds = list(up[OURS][1])
    for connections in options.connections:
        for kind in kinds:
            sides = {name: Side(server, works[kind]) for name, (server, works) in up.items() if kind in works}
            kept.append(await _turns(kind, sides, connections, options, tell))


async def compare_processes(results: Results, stage: Stage, tell: Tell) -> None:
    """One process beside two."""
    options = results.options
    with (
        servers.ours(stage.told, *_WITHOUT_LIMITS) as one,
        servers.ours(stage.told, *_WITHOUT_LIMITS, workers=2) as two,
    ):
        idle = two.memory()
        (works,) = stage.visit(one)
        for connections in options.connections:
            for kind in _SCALED:
                sides = {ONE: Side(one, works[kind]), TWO: Side(two, works[kind])}
                results.processes.append(await _turns(kind, sides, connections, options, tell))
        results.memory[TWO] = (idle, two.memory())


async def compare_engines(results: Results, postgres: Stage, sqlite: Stage, tell: Tell) -> None:
    """Ours on PostgreSQL beside ours on SQLite, each with as many patients, in rounds of half the length."""
    options = replace(results.options, seconds=results.options.seconds / 2)
    with servers.ours(postgres.told) as one, servers.ours(sqlite.told) as other:
        (to_one,), (to_other,) = postgres.visit(one), sqlite.visit(other)
        for kind in to_one:
            both = {POSTGRES: Side(one, to_one[kind]), SQLITE: Side(other, to_other[kind])}
            results.engines.append(await _turns(kind, both, 8, options, tell))


async def _first_pages(results: Results, visitor: Visitor, ours: Server, tell: Tell) -> None:
    """First pages over the whole crowd on one connection, where what is looked for is rare, common, and counted."""
    for name, make in workloads.first_pages(visitor).items():
        (figure,) = await alternate([Side(ours, make)], connections=1, seconds=results.options.seconds, rounds=1)
        results.first_pages[name] = figure
        tell(f"{name}: {figure.p50:.1f} ms, p99 {figure.p99:.1f} ms")


async def _turns(kind: str, sides: Mapping[str, Side], connections: int, options: Options, tell: Tell) -> Compared:
    figures = await alternate(
        list(sides.values()), connections=connections, seconds=options.seconds, rounds=options.rounds
    )
    compared = Compared(kind, connections, dict(zip(sides, figures, strict=True)))
    said = ", ".join(f"{name} {figure.rate:.0f}/s p99 {figure.p99:.0f} ms" for name, figure in compared.sides.items())
    tell(f"{kind}, {connections} connections: {said}")
    for name, figure in compared.sides.items():
        if figure.failed:
            tell(f"  {name} failed {figure.failed} times: {figure.complaint[:300]}")
    return compared


async def _add_tables(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SCHEMA)
    finally:
        await connection.close()


def _floor_environment(stage: Stage, visitor: Visitor) -> dict[str, str]:
    files = stage.folder / "floor"
    files.mkdir()
    samples = json.dumps(visitor.samples())
    return {**os.environ, "FLOOR_DATABASE_URL": stage.url, "FLOOR_FILES": str(files), "FLOOR_SAMPLES": samples}


@contextmanager
def _peer(url: str, patients: int) -> Iterator[tuple[Server, Works]]:
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.peers.settings",
        "PEER_DATABASE_URL": url,
        "PEER_SECRET_KEY": secrets.token_hex(32),
    }
    prepare = [str(servers.PEERS), "-m", "bench.peers.prepare"]
    made = subprocess.run(prepare, env=told, cwd=servers.ROOT, check=True, stdout=subprocess.PIPE, text=True)
    with servers.peer(told) as server:
        yield server, workloads.peer(server.port, made.stdout.strip(), patients)
