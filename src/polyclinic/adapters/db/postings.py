"""The ledger: rows that are added and read, and that the database lets nobody change."""

from collections.abc import Sequence
from typing import Any

from polyclinic.adapters.db.engine import Engine
from polyclinic.adapters.db.values import instant
from polyclinic.adapters.db.writes import POSTING_COLUMNS
from polyclinic.core.shared.entity import UNSTAMPED
from polyclinic.core.shared.postings import Movement, Party, Posting

_READ = f"SELECT {', '.join(POSTING_COLUMNS)} FROM ledger WHERE practice_id = $1 AND account = $2 ORDER BY id"


async def read_postings(engine: Engine, practice_id: str, account: str) -> Sequence[Posting]:
    """An account's postings, the earliest first."""
    rows = await engine.fetch(practice_id, _READ, [practice_id, account])
    return [_posting(row) for row in rows]


def _posting(row: Any) -> Posting:
    account, id, movement, party, cents, currency, reverses, at, actor = row
    return Posting(
        account=account,
        id=id,
        movement=Movement(movement),
        party=Party(party),
        cents=cents,
        currency=currency,
        reverses=reverses,
        at=instant(at) or UNSTAMPED,
        actor=actor,
    )
