# generated: edit the _async file of the same name, then run "make format"
"""Notes about patients."""

from polyclinic.dialects.candid.wire.pre_encounter import notes as wire
from polyclinic.dialects.candid.wire.pre_encounter.notes import MutableNote, Note
from polyclinic.sdk._sync.client import ApiClient


class Notes:
    """What patients refer to as ``note_ids``. ``version`` is the one that was read, or the next."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, note: MutableNote) -> Note:
        """Make a note."""
        return self._api.send(wire.CREATE.call(note))

    def get(self, note_id: str) -> Note:
        """A note, deactivated or not. Raises ``NotFound``."""
        return self._api.send(wire.GET.call(id=note_id))

    def update(self, note_id: str, version: int, note: MutableNote) -> Note:
        """Replace a note. Raises ``NotFound`` and ``Conflict``."""
        return self._api.send(wire.UPDATE.call(note, id=note_id, version=version))

    def deactivate(self, note_id: str, version: int) -> None:
        """Raises ``NotFound`` and ``Conflict``."""
        self._api.send(wire.DEACTIVATE.call(id=note_id, version=version))
