"""Practice-wide integer ids, handed out from blocks that a process reserves."""

import asyncio
from collections import defaultdict

from polyclinic.adapters.db.engine import Engine

BLOCK = 64
RESERVED = 100_000
"""Up to here lie the numbers that published examples use. A practice that was given higher ones goes on after them."""


def _reserve(kind: str) -> str:
    start = f'coalesce((SELECT max(number) FROM "{kind}" WHERE practice_id = $1 AND number > {RESERVED}), {RESERVED})'
    return (
        f"INSERT INTO numbers (practice_id, kind, next) VALUES ($1, $2, {start} + {BLOCK + 1}) "
        f"ON CONFLICT (practice_id, kind) DO UPDATE SET next = numbers.next + {BLOCK} RETURNING next"
    )


class Numbers:
    """Every number is given once, whichever process asks. What a process reserved and did not use is lost."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._blocks: dict[tuple[str, str], range] = {}
        self._locks: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def next(self, practice_id: str, kind: str) -> int:
        key = practice_id, kind
        if not self._blocks.get(key):
            async with self._locks[key]:
                if not self._blocks.get(key):
                    rows = await self._engine.write(practice_id, [(_reserve(kind), (practice_id, kind))])
                    end = rows[0][0]
                    self._blocks[key] = range(end - BLOCK, end)
        block = self._blocks[key]
        self._blocks[key] = block[1:]
        return block[0]
