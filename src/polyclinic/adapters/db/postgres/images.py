"""Copies of practices' rows in a schema beside the record, made and put back as the owner of the tables."""

from collections.abc import Mapping, Sequence

import asyncpg

from polyclinic.adapters.db.imaged import DROPPED, copied
from polyclinic.adapters.db.layout import Layout
from polyclinic.adapters.db.postgres.pool import is_away
from polyclinic.core.shared.errors import Unavailable

_SCHEMA = "polyclinic_image"


async def take_image(url: str, layouts: Mapping[str, Layout], practice_ids: Sequence[str]) -> None:
    steps = [f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE", f"CREATE SCHEMA {_SCHEMA}"]
    mine = _among(practice_ids)
    steps += [
        f'CREATE TABLE {_SCHEMA}."{table}" AS SELECT * FROM "{table}" WHERE {mine}'
        for table in copied(layouts.values())
    ]
    await _run(url, steps)


async def restore_image(url: str, layouts: Mapping[str, Layout], practice_ids: Sequence[str]) -> None:
    mine = _among(practice_ids)
    steps = [f'DELETE FROM "{table}" WHERE {mine}' for table in DROPPED]
    for table in copied(layouts.values()):
        steps.append(f'DELETE FROM "{table}" WHERE {mine}')
        steps.append(f'INSERT INTO "{table}" SELECT * FROM {_SCHEMA}."{table}" WHERE {mine}')
    await _run(url, steps)


def _among(practice_ids: Sequence[str]) -> str:
    quoted = ", ".join("'{}'".format(practice_id.replace("'", "''")) for practice_id in practice_ids)
    return f"practice_id IN ({quoted})"


async def _run(url: str, steps: Sequence[str]) -> None:
    """One script is one transaction and one round trip. The store's own connections have given up these rights."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            await connection.execute(";\n".join(steps))
        finally:
            await connection.close()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if is_away(error):
            raise Unavailable("the database is away") from error
        raise
