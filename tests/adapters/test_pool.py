"""Connections whose server goes away at the worst moments: whoever uses one is told that the database is away."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.postgres.pool import Pool, Use
from polyclinic.core.shared.errors import Unavailable
from tests.adapters.things import KINDS
from tests.support.database import postgres_database
from tests.support.gate import Gate, gate_before_postgres

CRASH = b"SFATAL\0C57P02\0Mterminating connection because of crash of another server process\0\0"
LAST_WORDS = b"E" + (len(CRASH) + 4).to_bytes(4) + CRASH
"""What a backend says when PostgreSQL crashes (message format of the protocol, version 3)."""


@pytest.fixture
async def gated() -> AsyncIterator[tuple[Gate, Pool]]:
    async with postgres_database() as url:
        await migrate(url, KINDS)
        with gate_before_postgres(url) as (gate, through):
            pool = Pool(through, 1)
            yield gate, pool
            gate.break_at(None)
            async with pool.lent(None) as link:
                assert await link.connection.fetchval("SELECT 1") == 1, "it has recovered"
            await pool.close()


async def ask(pool: Pool) -> None:
    async with pool.lent(None) as link:
        await link.connection.fetchval("SELECT 1")


async def test_a_connection_that_has_been_told_of_the_end_and_is_still_open(gated: tuple[Gate, Pool]) -> None:
    gate, pool = gated
    await ask(pool)
    gate.say(LAST_WORDS)
    await asyncio.sleep(0.2)  # nothing tells when they have been heard
    with pytest.raises(Unavailable):
        await ask(pool)


async def test_a_connection_that_ends_before_it_is_ready_for_use(gated: tuple[Gate, Pool]) -> None:
    gate, pool = gated
    gate.break_at(b"SET ROLE")
    with pytest.raises(Unavailable):
        await ask(pool)


async def test_a_connection_plans_as_it_is_lent_for() -> None:
    async with postgres_database() as url:
        await migrate(url, KINDS)
        pool = Pool(url, 2)
        once, by_values, elsewhere = Use("one"), Use("one", by_values=True), Use("two")
        told = "SELECT current_setting('app.practice'), current_setting('plan_cache_mode')"
        found: dict[Use, set[int]] = {once: set(), by_values: set()}
        for use in (once, by_values, once, by_values, by_values):
            async with pool.lent(use) as link:
                planned = "auto" if use.by_values else "force_generic_plan"
                assert tuple(await link.connection.fetchrow(told) or ()) == ("one", planned)
                found[use].add(link.connection.get_server_pid())
        assert [len(pids) for pids in found.values()] == [1, 1], "each goes on with the connection that it had"
        async with pool.lent(elsewhere) as link:
            assert tuple(await link.connection.fetchrow(told) or ()) == ("two", "force_generic_plan")
        await pool.close()
