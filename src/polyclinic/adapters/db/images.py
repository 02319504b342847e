"""Prepared images of practices, for the sandbox."""

from collections.abc import Collection

from polyclinic.adapters.db.audit import AuditTrail
from polyclinic.adapters.db.engine import Engine
from polyclinic.adapters.db.memory import Recollection
from polyclinic.adapters.db.practices import PracticeIndex


class PracticeImages:
    """Brings practices back as they were: everything but credentials, numbers handed out, and the audit trail."""

    def __init__(self, engine: Engine, audit: AuditTrail, practices: PracticeIndex, recollection: Recollection) -> None:
        self._engine = engine
        self._audit = audit
        self._practices = practices
        self._recollection = recollection

    async def take(self, practice_ids: Collection[str]) -> None:
        """Remember the practices' rows as they stand now, in place of an earlier image."""
        await self._engine.take_image(sorted(practice_ids))

    async def restore(self, practice_ids: Collection[str]) -> None:
        """Replace the practices' rows by the remembered ones, set their clocks back, and start a new audit epoch."""
        await self._engine.restore_image(sorted(practice_ids))
        self._recollection.held.clear()
        for practice_id in practice_ids:
            await self._practices.reset_clock(practice_id)
            await self._audit.begin_epoch(practice_id)
