# generated: edit the _async file of the same name, then run "make format"
"""Appointments of the pre-encounter API."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from polyclinic.dialects.candid.wire.pre_encounter import appointments as wire
from polyclinic.dialects.candid.wire.pre_encounter import visits as visits_wire
from polyclinic.dialects.candid.wire.pre_encounter.appointments import Appointment, MutableAppointment
from polyclinic.dialects.candid.wire.pre_encounter.common import SinceQuery, SortDirection
from polyclinic.dialects.candid.wire.pre_encounter.visits import CountsResponse, Visit, VisitsPage
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation


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

    def visits(self, filters: str, *, page_size: int = 100, sort_direction: SortDirection = "asc") -> Iterator[Visit]:
        """What appointments of one patient on one day make up. ``filters`` must name ``appointment.startTimestamp``.

        Raises ``BadRequest`` for a bad filter, or none on that field.
        """
        first = visits_wire.VisitsQuery(filters=filters, limit=page_size, sort_direction=sort_direction)

        def following(page: VisitsPage) -> Operation[VisitsPage] | None:
            if not page.next_page_token:
                return None
            return visits_wire.GET_VISITS.call(query=first.model_copy(update={"page_token": page.next_page_token}))

        for page in self._api.pages(visits_wire.GET_VISITS.call(query=first), following):
            for visit in page.items:
                yield visit

    def counts(self, filters: str) -> CountsResponse:
        """How many of these visits are not ready, by reason. Raises ``BadRequest`` as ``visits`` does."""
        return self._api.send(visits_wire.GET_COUNTS.call(query=visits_wire.CountsQuery(filters=filters)))

    def scan(self, since: datetime) -> list[Appointment]:
        """The first hundred appointments that were changed at ``since`` or later, the earliest change first."""
        return self._api.send(wire.SCAN.call(query=SinceQuery(since=since)))
