"""Events that are kept to be read, beside those in the outbox, which are gone once delivered.

An event's id is made from its time. The only key is (practice, name, id): a writer keeps one index up, and a reader
asks for the latest events of each name and merges them.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from polyclinic.adapters.db.engine import EVERY_PRACTICE, Engine
from polyclinic.core.shared.changes import Event, KeptEvent
from polyclinic.core.shared.ids import lowest_id_at, moment_of

_COLUMNS = "id, name, kind, object_id, facts"
_PURGE = "DELETE FROM events WHERE id < $1"


class KeptEvents:
    """What happened in practices, as far as it is kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def scan(
        self,
        practice_id: str,
        names: Collection[str],
        *,
        since: datetime,
        until: datetime,
        before: str | None,
        limit: int,
    ) -> list[KeptEvent]:
        """The latest first, from ``since`` up to ``until``, before the id ``before``."""
        if not names:
            return []
        end = lowest_id_at(until) if before is None else min(before, lowest_id_at(until))
        values = [practice_id, lowest_id_at(since), end, limit, *names]
        return [_kept(row) for row in await self._engine.fetch(practice_id, _scan(len(names)), values)]

    async def get(self, practice_id: str, names: Collection[str], id: str) -> KeptEvent | None:
        """An event of one of these names."""
        if not names:
            return None
        rows = await self._engine.fetch(practice_id, _get(len(names)), [practice_id, id, *names], point=True)
        return _kept(rows[0]) if rows else None

    async def purge(self, before: datetime) -> None:
        """Forget what happened before then, in every practice."""
        await self._engine.write(EVERY_PRACTICE, [(_PURGE, (lowest_id_at(before),))])


@lru_cache(maxsize=32)
def _scan(names: int) -> str:
    each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {_COLUMNS} FROM events WHERE practice_id = $1 AND name = ${place} "
        "AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT CAST($4 AS bigint)) AS n"
        for place in range(5, 5 + names)
    )
    return f"SELECT * FROM ({each}) AS e ORDER BY id DESC LIMIT CAST($4 AS bigint)"


@lru_cache(maxsize=32)
def _get(names: int) -> str:
    among = ", ".join(f"${place}" for place in range(3, 3 + names))
    return f"SELECT {_COLUMNS} FROM events WHERE practice_id = $1 AND id = $2 AND name IN ({among})"


def _kept(row: Any) -> KeptEvent:
    id, name, kind, object_id, facts = row
    return KeptEvent(id, moment_of(id), Event(name, kind, object_id, msgspec.json.decode(facts)))
