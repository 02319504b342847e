"""Change feeds: how far a reader may read so that nothing can appear behind it later (docs/decisions 0013).

An object's ``updated_at`` is given before its transaction begins, so one that commits late has a time that readers have
gone past. Two things keep it from being missed. Readers stop before the oldest change that is on its way: this process
knows its own, and on PostgreSQL an advisory lock announces each while its transaction is open. And a reader leaves a
mark, so that a change which neither shows, stamped but not yet sent, is refused and made again with a new time.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from polyclinic.adapters.db.engine import Engine
from polyclinic.adapters.db.values import instant
from polyclinic.core.shared.times import to_millisecond

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PRACTICE_BITS = 21  # which leaves 42 for milliseconds since 1970
_PRACTICE_MASK = (1 << _PRACTICE_BITS) - 1

_MARK = (
    "INSERT INTO feeds AS f (practice_id, read_to) VALUES ($1, $2) ON CONFLICT (practice_id) "
    "DO UPDATE SET read_to = CASE WHEN f.read_to > excluded.read_to THEN f.read_to ELSE excluded.read_to END "
    "RETURNING read_to"
)
_OLDEST_OPEN = (
    "SELECT min(key) FROM (SELECT classid::bigint << 32 | objid::bigint AS key FROM pg_locks "
    "WHERE locktype = 'advisory' AND mode = 'ShareLock' AND objsubid = 1 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) k "
    f"WHERE key & {_PRACTICE_MASK} = $1"
)


class Feeds:
    """What readers of change feeds have seen, per practice."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._on_their_way: defaultdict[str, dict[object, datetime]] = defaultdict(dict)

    @contextmanager
    def on_its_way(self, practice_id: str, stamp: datetime) -> Iterator[None]:
        """While a change that bears ``stamp`` waits for its turn and is written."""
        mine, change = self._on_their_way[practice_id], object()
        mine[change] = stamp
        try:
            yield
        finally:
            del mine[change]

    async def settled(self, practice_id: str, now: datetime) -> datetime:
        """Up to when, exclusively, the practice's changes can be read: none will be stamped earlier, but for those
        of the last millisecond, with which the next reading begins."""
        oldest = min([now, *self._on_their_way[practice_id].values()])
        mark = practice_id, to_millisecond(oldest)
        marked = instant((await self._engine.write(practice_id, [(_MARK, mark)]))[0][0])
        assert marked is not None  # the column is never null
        if self._engine.postgres:
            open_since = (await self._engine.fetch(practice_id, _OLDEST_OPEN, (_share(practice_id),)))[0][0]
            if open_since is not None:
                marked = min(marked, _EPOCH + (open_since >> _PRACTICE_BITS) * _MILLISECOND)
        return marked + _MILLISECOND


def announcement(practice_id: str, stamp: datetime) -> int:
    """The number of the lock that a change holds from before it is checked against the mark until it is committed."""
    return (stamp - _EPOCH) // _MILLISECOND << _PRACTICE_BITS | _share(practice_id)


def _share(practice_id: str) -> int:
    """Tells practices apart, mostly: one may wait for an open change of another, and loses nothing by it."""
    return zlib.crc32(practice_id.encode()) & _PRACTICE_MASK
