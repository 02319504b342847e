"""Runs statements on PostgreSQL: one round trip for a read, one for an ordinary change."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from polyclinic.adapters.db.engine import Rows, Work
from polyclinic.adapters.db.layout import Layout
from polyclinic.adapters.db.postgres.images import restore_image, take_image
from polyclinic.adapters.db.postgres.pool import Connection, Pool, Use
from polyclinic.adapters.db.postgres.statements import Statements, write_facts
from polyclinic.adapters.db.writes import Writes
from polyclinic.core.shared.changes import GuardFailed

REFUSED = "PC001"
_LOST_RACE = ("40001", "40P01")  # serialization failure, deadlock


class PostgresEngine:
    """An ``Engine`` on PostgreSQL."""

    postgres = True

    def __init__(self, url: str, layouts: Mapping[str, Layout], size: int) -> None:
        self._url = url
        self._layouts = layouts
        self._pool = Pool(url, size)
        # Facts never wait for a connection behind what they are about.
        self._audit_pool = Pool(url, 1)
        self._statements = Statements(layouts)

    async def open(self) -> None:
        await self._pool.open()
        await self._audit_pool.open()

    async def close(self) -> None:
        await self._pool.close()
        await self._audit_pool.close()

    async def revision(self) -> str | None:
        async with self._pool.lent(None) as link:
            try:
                revision: str | None = await link.connection.fetchval("SELECT version_num FROM alembic_version")
            except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
                return None
            return revision

    async def take_image(self, practice_ids: Sequence[str]) -> None:
        await take_image(self._url, self._layouts, practice_ids)

    async def restore_image(self, practice_ids: Sequence[str]) -> None:
        await restore_image(self._url, self._layouts, practice_ids)

    async def fetch(self, practice_id: str | None, sql: str, values: Sequence[Any], *, point: bool = False) -> Rows:
        async with self._pool.lent(_use(practice_id, by_values=not point)) as link:
            return await link.connection.fetch(sql, *values)

    async def write(self, practice_id: str | None, work: Work) -> Rows:
        async with self._pool.lent(_use(practice_id)) as link:
            if len(work) == 1:
                sql, values = work[0]
                return await link.connection.fetch(sql, *values)
            rows: Rows = []
            async with link.connection.transaction():
                for sql, values in work:
                    rows = await link.connection.fetch(sql, *values)
            return rows

    async def apply(self, writes: Writes) -> None:
        sql, values = self._statements.of(writes)
        exceeded: str | None = None
        try:
            async with self._pool.lent(Use(writes.practice_id)) as link:
                if writes.limits:
                    exceeded = await _apply_limited(link.connection, writes, sql, values)
                else:
                    await link.connection.fetch(sql, *values)
        except asyncpg.PostgresError as error:
            raise _failed_guard(error) from None
        if exceeded is not None:
            raise GuardFailed("at_most", exceeded)

    async def append_facts(self, practices: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        sql, values = write_facts(practices, rows)
        async with self._audit_pool.lent(None) as link:
            await link.connection.fetch(sql, *values)


def _use(practice_id: str | None, *, by_values: bool = False) -> Use | None:
    return None if practice_id is None else Use(practice_id, by_values)


async def _apply_limited(connection: Connection, writes: Writes, sql: str, values: Sequence[Any]) -> str | None:
    """Write unless a limit is exceeded; then name it. Changes that carry one lock do so one after another."""
    locks = sorted({_lock_number(writes.practice_id, limit.lock) for limit in writes.limits})
    calls = "; ".join(f"SELECT pg_advisory_xact_lock({number})" for number in locks)
    await connection.execute(f"BEGIN; {calls}")
    try:
        await connection.fetch(sql, *values)
        for limit in writes.limits:
            if await connection.fetchval(limit.sql, *limit.values) > limit.count:
                await connection.execute("ROLLBACK")
                return limit.lock
        await connection.execute("COMMIT")
    except asyncpg.PostgresError:
        await connection.execute("ROLLBACK")
        raise
    return None


def _lock_number(practice_id: str, lock: str) -> int:
    digest = hashlib.sha256(f"{practice_id}\x1f{lock}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def _failed_guard(error: asyncpg.PostgresError) -> BaseException:
    """What a refused statement means to who made the change; other errors stay what they are."""
    if error.sqlstate == REFUSED:
        what, _, name = str(error).partition(" ")
        return GuardFailed(what, name.removeprefix("@"))
    if error.sqlstate in _LOST_RACE:
        return GuardFailed("version")
    if isinstance(error, asyncpg.UniqueViolationError):
        constraint = str(error.constraint_name)
        return GuardFailed("unique", "number") if constraint.endswith("_number") else GuardFailed("version")
    if isinstance(error, asyncpg.ExclusionViolationError):
        return GuardFailed("booking")
    return error
