"""Notes about patients."""

from polyclinic.dialects.candid.wire.pre_encounter import notes as wire
from polyclinic.dialects.candid.wire.pre_encounter.notes import MutableNote, Note
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncNotes:
    """What patients refer to as ``note_ids``. ``version`` is the one that was read, or the next."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, note: MutableNote) -> Note:
        """Make a note."""
        return await self._api.send(wire.CREATE.call(note))

    async def get(self, note_id: str) -> Note:
        """A note, deactivated or not. Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(id=note_id))

    async def update(self, note_id: str, version: int, note: MutableNote) -> Note:
        """Replace a note. Raises ``NotFound`` and ``Conflict``."""
        return await self._api.send(wire.UPDATE.call(note, id=note_id, version=version))

    async def deactivate(self, note_id: str, version: int) -> None:
        """Raises ``NotFound`` and ``Conflict``."""
        await self._api.send(wire.DEACTIVATE.call(id=note_id, version=version))
