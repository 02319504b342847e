"""Appointments: CareStack's message to the record's appointment and back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.scheduling.model import Appointment, Status
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.times import BadTime, parse_instant
from polyclinic.dialects.carestack.mapping.common import DIALECT, instant_shown, with_fields
from polyclinic.dialects.carestack.wire.appointments import AppointmentCreate, AppointmentUpdate

REFERENCE = "carestack.reference"
FIRST_PRIORITY = "Emergency"
"""What the published package sends when nobody says anything, hence the meaning of an absent priority on creation."""

OTHER_PRIORITY = "New"
"""How appointments read that were made through another API: nobody called them emergencies."""

_STATUSES = {
    Status.BOOKED: "BOOKED",
    Status.UNCONFIRMED: "UNCONFIRMED",
    Status.CONFIRMED: "CONFIRMED",
    Status.ARRIVED: "ARRIVED",
    Status.IN_SESSION: "IN_SESSION",
    Status.COMPLETE: "COMPLETED",
    Status.CANCELLED: "CANCELLED",
    Status.NO_SHOW: "NO_SHOW",
    Status.RESCHEDULED: "RESCHEDULED",
}
_MEANINGS = {name: status for status, name in _STATUSES.items()}


def times(
    body: AppointmentCreate | AppointmentUpdate, zone: ZoneInfo, current: Appointment | None
) -> tuple[datetime, datetime]:
    """Start and end as instants; without an offset they are wall times of ``zone``. Raises ``Invalid`` for both."""
    found: dict[str, datetime] = {"start": current.start, "end": current.end} if current else {}
    problems = []
    for name in ("start", "end"):
        text = getattr(body, name)
        if text is None:
            continue
        try:
            found[name] = parse_instant(text, zone)
        except BadTime as bad:
            problems.append(Problem((name,), "bad_time", str(bad)))
    if not problems and found["end"] <= found["start"]:
        problems.append(Problem(("end",), "not_after_start", "The end must be after the start."))
    if problems:
        raise Invalid(problems)
    return found["start"], found["end"]


@dataclass(frozen=True, slots=True)
class Settled:
    """Who, where and when, once it has been looked up."""

    start: datetime
    end: datetime
    facility_id: str | None
    patient_id: str | None
    practitioner_id: str | None


def draft(settled: Settled, reference: str | None) -> Appointment:
    """A new appointment before anything else is said about it; ``reference`` is its maker's own name for it."""
    blank = with_fields(Appointment(start=settled.start, end=settled.end), {"priority": FIRST_PRIORITY})
    return with_external_id(blank, REFERENCE, reference) if reference else blank


def to_core(body: AppointmentCreate | AppointmentUpdate, appointment: Appointment, settled: Settled) -> Appointment:
    """``appointment`` with what ``body`` says."""
    appointment = replace(
        appointment,
        start=settled.start,
        end=settled.end,
        facility_id=settled.facility_id,
        patient_id=settled.patient_id,
        practitioner_id=settled.practitioner_id,
    )
    if body.status is not None and body.status != status_shown(appointment):
        appointment = replace(appointment, status=_MEANINGS[body.status])
    if body.notes is not None:
        appointment = replace(appointment, notes=body.notes)
    priority = body.priority if body.priority != priority_shown(appointment) else None
    return with_fields(appointment, {"slot": body.slot, "priority": priority})


def from_core(appointment: Appointment, *, facility_id: str, practitioner_id: str) -> dict[str, Any]:
    """The appointment as answers show it; ``facility_id`` and ``practitioner_id`` stand in where it names none."""
    return {
        "reference": reference_of(appointment),
        "practitionerReference": appointment.practitioner_id or practitioner_id,
        "patientReference": appointment.patient_id or "",
        "slot": appointment.extra(DIALECT, "slot", ""),
        "priority": priority_shown(appointment),
        "start": instant_shown(appointment.start),
        "end": instant_shown(appointment.end),
        "organizationId": appointment.facility_id or facility_id,
        "status": status_shown(appointment),
        "notes": appointment.notes,
    }


def reference_of(appointment: Appointment) -> str:
    """The reference that its maker gave it, else its id."""
    return appointment.external_id(REFERENCE) or appointment.id


def priority_shown(appointment: Appointment) -> str:
    """The priority; one made through another API has the mildest."""
    return str(appointment.extra(DIALECT, "priority", OTHER_PRIORITY))


def status_shown(appointment: Appointment) -> str:
    """The status in this API's words."""
    return _STATUSES.get(appointment.status, "BOOKED")
