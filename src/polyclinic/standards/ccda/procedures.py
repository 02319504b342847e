"""What was done, and what is planned."""

from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import Procedure, ProcedureStatus
from polyclinic.core.clinical.summary import Summary
from polyclinic.core.scheduling.model import Appointment
from polyclinic.core.shared.times import wall
from polyclinic.standards.ccda.sections import Row, Section, name_of, reference, section
from polyclinic.standards.ccda.values import concept, identifier, point, shown, template, timestamp
from polyclinic.standards.ccda.xml import Element, element

_PROCEDURES = Section(
    "2.16.840.1.113883.10.20.22.2.7.1",
    "2014-06-09",
    "47519-4",
    "Procedures",
    ("Procedure", "Status", "Date", "Note"),
)
_PLAN = Section(
    "2.16.840.1.113883.10.20.22.2.10",
    "2014-06-09",
    "18776-5",
    "Plan of treatment",
    ("Planned", "Date"),
)
_STATUSES = {
    ProcedureStatus.PREPARATION: "active",
    ProcedureStatus.IN_PROGRESS: "active",
    ProcedureStatus.ON_HOLD: "active",
    ProcedureStatus.STOPPED: "aborted",
    ProcedureStatus.NOT_DONE: "cancelled",
    ProcedureStatus.COMPLETED: "completed",
}


def procedures(summary: Summary) -> Element:
    found = [(f"procedure-{at}", procedure) for at, procedure in enumerate(summary.procedures.items, 1)]
    rows = [Row(anchor, _cells(procedure, summary.zone)) for anchor, procedure in found]
    entries = [_procedure(procedure, anchor) for anchor, procedure in found]
    return section(_PROCEDURES, rows, entries, more=summary.procedures.has_more)


def _cells(procedure: Procedure, zone: ZoneInfo) -> tuple[str, ...]:
    return procedure.code.label, procedure.status.value, shown(procedure.performed, zone), procedure.note


def _procedure(procedure: Procedure, anchor: str) -> Element:
    return element(
        "procedure",
        *template("2.16.840.1.113883.10.20.22.4.14", "2014-06-09"),
        identifier(procedure.id),
        concept("code", procedure.code, name_of(anchor)),
        reference(anchor),
        element("statusCode", code=_STATUSES[procedure.status]),
        point("effectiveTime", procedure.performed),
        classCode="PROC",
        moodCode="EVN",
        negationInd="true" if procedure.status is ProcedureStatus.NOT_DONE else None,
    )


def plan(summary: Summary) -> Element:
    """Appointments to come are what the record knows to be planned."""
    found = [(f"planned-{at}", appointment) for at, appointment in enumerate(summary.planned.items, 1)]
    rows = [Row(anchor, _planned_cells(appointment, summary.zone)) for anchor, appointment in found]
    entries = [_planned(appointment, anchor) for anchor, appointment in found]
    return section(_PLAN, rows, entries, more=summary.planned.has_more)


def _planned_cells(appointment: Appointment, zone: ZoneInfo) -> tuple[str, ...]:
    return appointment.reason or "Appointment", wall(appointment.start, zone).isoformat(" ", "minutes")


def _planned(appointment: Appointment, anchor: str) -> Element:
    return element(
        "encounter",
        *template("2.16.840.1.113883.10.20.22.4.40", "2014-06-09"),
        identifier(appointment.id),
        reference(anchor),
        element("statusCode", code="active"),
        element("effectiveTime", value=timestamp(appointment.start)),
        classCode="ENC",
        moodCode="INT",
    )
