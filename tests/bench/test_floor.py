"""The floor does the server's work: as many rows of every kind for a write, the same patients for a read."""

import json
import os
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http.client import HTTPResponse

import asyncpg
import pytest
import pytest_asyncio

from bench import servers, workloads
from bench.floor.statements import SCHEMA, TABLES
from bench.servers import Server
from bench.stage import postgres_stage
from bench.workloads import Works

VISITORS = 2
# drained behind the load's back, or spread over shards by whichever connection serves
UNSTEADY = {"outbox", "counters"}
COUNT = 'SELECT count(*) FROM "{}"'
MEMBER = re.compile(rb"c0000000-0000-7000-8000-\d{12}")


@dataclass(frozen=True, slots=True)
class Side:
    server: Server
    works: Works
    prefix: str


@dataclass(frozen=True, slots=True)
class Pair:
    url: str
    ours: Side
    floor: Side

    async def rows(self, side: Side) -> Counter[str]:
        connection = await asyncpg.connect(self.url)
        try:
            return Counter(
                {
                    table: await connection.fetchval(COUNT.format(side.prefix + table))
                    for table in set(TABLES) - UNSTEADY
                }
            )
        finally:
            await connection.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair() -> AsyncIterator[Pair]:
    async with postgres_stage(crowd=300) as stage:
        connection = await asyncpg.connect(stage.url)
        await connection.execute(SCHEMA)
        await connection.close()
        with servers.ours(stage.told) as ours:
            (works,) = stage.visit(ours, VISITORS)
            visitor = stage.visitors[0]
            told = {
                **os.environ,
                "FLOOR_DATABASE_URL": stage.url,
                "FLOOR_FILES": str(stage.folder),
                "FLOOR_SAMPLES": json.dumps(visitor.samples()),
            }
            with servers.floor(told) as floor:
                its = workloads.floor(visitor, stage.crowd, floor.port)
                yield Pair(stage.url, Side(ours, works, ""), Side(floor, its, "floor_"))


def once(side: Side, kind: str) -> bytes:
    """The answer to one request, which succeeds."""
    with socket.create_connection(("127.0.0.1", side.server.port)) as connection:
        connection.sendall(side.works[kind]())
        answer = HTTPResponse(connection)
        answer.begin()
        body = answer.read()
    assert 200 <= answer.status < 300, body
    return body


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", sorted(workloads.WRITES))
async def test_a_write_stores_as_many_rows_of_every_kind(pair: Pair, kind: str) -> None:
    for _ in range(2):  # an upsert makes a patient the first time and finds one the second
        stored, sizes = [], []
        for side in (pair.ours, pair.floor):
            before = await pair.rows(side)
            sizes.append(len(once(side, kind)))
            after = await pair.rows(side)
            stored.append({table: count for table in after if (count := after[table] - before[table])})
        assert stored[0] == stored[1]
        assert sizes[1] == pytest.approx(sizes[0], rel=0.1)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("kind", sorted(workloads.READS))
async def test_a_read_finds_the_same_and_sends_as_much(pair: Pair, kind: str) -> None:
    ours = once(pair.ours, kind)
    floor = once(pair.floor, kind)
    assert list(dict.fromkeys(MEMBER.findall(floor))) == list(dict.fromkeys(MEMBER.findall(ours)))
    assert len(floor) == pytest.approx(len(ours), rel=0.1)
