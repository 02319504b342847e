# generated: edit the _async file of the same name, then run "make format"
"""Appointments of the pre-encounter API."""

from datetime import datetime
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import appointments as wire
from polyclinic.dialects.candid.wire.pre_encounter.appointments import Appointment, MutableAppointment
from polyclinic.sdk._sync.client import ApiClient


class Appointments:
    """Appointments of the organization. ``version`` is the one that a change makes: the latest and one more."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, appointment: MutableAppointment) -> Appointment:
        """Make an appointment. Raises ``NotFound`` for the patient, ``VersionConflict`` for a placer id in use."""
        return self._api.send(wire.CREATE.call(appointment))

    def get(self, id: UUID | str) -> Appointment:
        """Also a deactivated one. Raises ``NotFound``."""
        return self._api.send(wire.GET.call(id=id))

    def history(self, id: UUID | str) -> list[Appointment]:
        """Every version, the first first. Raises ``NotFound``."""
        return self._api.send(wire.GET_HISTORY.call(id=id))

    def update(self, id: UUID | str, version: int, appointment: MutableAppointment) -> Appointment:
        """Replace an appointment; a deactivated one is brought back. Raises ``NotFound``, ``VersionConflict``."""
        return self._api.send(wire.UPDATE.call(appointment, id=id, version=version))

    def deactivate(self, id: UUID | str, version: int, cancellation_reason: str | None = None) -> None:
        """Cancel an appointment. Raises ``NotFound``, ``VersionConflict``."""
        query = wire.DeactivateQuery(cancellation_reason=cancellation_reason)
        self._api.send(wire.DEACTIVATE.call(id=id, version=version, query=query))

    def scan(self, since: datetime) -> list[Appointment]:
        """The first hundred appointments that were changed at ``since`` or later, the earliest change first."""
        return self._api.send(wire.SCAN.call(query=wire.ScanQuery(since=since)))
