"""The index of practices and their clocks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from polyclinic.adapters.db.engine import EVERY_PRACTICE, SHARED, Engine
from polyclinic.adapters.db.layout import holdable
from polyclinic.adapters.db.memory import Memory
from polyclinic.adapters.db.values import micros
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.errors import NotFound

SYSTEM = "system"
"""Stands for no practice, in the audit trail."""

_ROW = "SELECT doc, clock_offset FROM practices"
_SAVE = (
    "INSERT INTO practices (id, created_at, doc) VALUES ($1, $2, $3) "
    "ON CONFLICT (id) DO UPDATE SET doc = excluded.doc RETURNING id"
)
_ADVANCE = "UPDATE practices SET clock_offset = clock_offset + $2 WHERE id = $1 RETURNING doc, clock_offset"
_RESET = "UPDATE practices SET clock_offset = 0 WHERE id = $1 RETURNING id"


class PracticeIndex:
    """Every practice of this installation. Another process's changes are seen within seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: Memory[str, Practice] = Memory()
        self._decoder = msgspec.json.Decoder(Practice)

    async def get(self, practice_id: str) -> Practice | None:
        if (known := self._known.get(practice_id)) is not None:
            return known
        if not holdable(practice_id):
            return None
        generation = self._known.generation
        rows = await self._engine.fetch(None, f"{_ROW} WHERE id = $1", (practice_id,), point=True)
        if not rows:
            return None
        practice = self._read(rows[0])
        self._known.put(practice.id, practice, generation)
        return practice

    async def list(self) -> Sequence[Practice]:
        rows = await self._engine.fetch(None, f"{_ROW} ORDER BY created_at, id", ())
        return [self._read(row) for row in rows]

    async def save(self, practice: Practice) -> None:
        """Add a practice or replace its name, zone and defaults; its clock stays."""
        if practice.id in ("", SYSTEM, EVERY_PRACTICE, SHARED) or not holdable(practice.id):
            raise ValueError(f"{practice.id!r} cannot be the id of a practice")
        document = msgspec.json.encode(practice).decode()
        await self._engine.write(None, [(_SAVE, (practice.id, practice.created_at, document))])
        self._known.clear()

    async def advance_clock(self, practice_id: str, by: timedelta) -> Practice:
        """Move the practice's clock forward. Raises ``ValueError`` for a negative step, ``NotFound``."""
        if by < timedelta(0):
            raise ValueError("a practice's clock never goes back")
        rows = await self._engine.write(None, [(_ADVANCE, (practice_id, micros(by)))])
        if not rows:
            raise NotFound("practice", practice_id)
        self._known.clear()
        return self._read(rows[0])

    async def reset_clock(self, practice_id: str) -> None:
        """Set the practice's clock back to the system's."""
        await self._engine.write(None, [(_RESET, (practice_id,))])
        self._known.clear()

    def _read(self, row: Sequence[Any]) -> Practice:
        document, offset = row
        return replace(self._decoder.decode(document), clock_offset=timedelta(microseconds=offset))
