"""What of a patient's record can be shared: which information hangs together, of what type it is, and when it was."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import (
    ALLERGY,
    CONDITION,
    MEDICATION,
    OBSERVATION,
    PROCEDURE,
    ClinicalEntry,
    CodeSystem,
    MedicationStatement,
    Observation,
    ObservationCategory,
)
from polyclinic.core.consent.model import CareContext, ContextKind, InformationType, Period
from polyclinic.core.documents.model import DOCUMENT, Document, UploadState
from polyclinic.core.encounters.model import ENCOUNTER, Encounter
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Is, Order, Query
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.shared.times import day_bounds

E_ = TypeVar("E_", bound=Entity)
Item = ClinicalEntry | Document | Encounter | Appointment

MOST = 500
"""Objects of one kind that are looked at, the latest first."""
_NOT_KEPT = (Status.CANCELLED, Status.NO_SHOW, Status.RESCHEDULED)
_DISCHARGE = "discharge summary"
_TYPES = {
    ObservationCategory.LABORATORY: (InformationType.DIAGNOSTIC_REPORT,),
    ObservationCategory.IMAGING: (InformationType.DIAGNOSTIC_REPORT,),
    ObservationCategory.VITAL_SIGNS: (InformationType.WELLNESS_RECORD, InformationType.OP_CONSULTATION),
    ObservationCategory.SOCIAL_HISTORY: (InformationType.WELLNESS_RECORD,),
    ObservationCategory.EXAM: (InformationType.OP_CONSULTATION,),
    ObservationCategory.SURVEY: (InformationType.WELLNESS_RECORD,),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be shared: its care context, its types, and the instants between which it was."""

    item: Item
    context: CareContext
    types: tuple[InformationType, ...]
    when: Period


@refuses()
async def pieces(ctx: Context, patient_id: str) -> list[Piece]:
    """All of a live patient's record that can be shared."""
    zone = ctx.tenant.zone
    found: list[Piece] = []
    for kind in (ALLERGY, CONDITION, MEDICATION, OBSERVATION, PROCEDURE):
        for entry in await _latest(ctx, kind, patient_id, "begun"):
            context = _context(patient_id, entry.encounter_id)
            when = _span(entry.begun, zone) or _moment(entry.created_at)
            found.append(Piece(entry, context, _entry_types(entry), when))
    for document in await _latest(ctx, DOCUMENT, patient_id, "created_at"):
        if document.state is UploadState.READY and document.file is not None:
            when = _day(document.date, zone) if document.date else _moment(document.created_at)
            context = _context(patient_id, document.encounter_id)
            found.append(Piece(document, context, (_document_type(document),), when))
    for encounter in await _latest(ctx, ENCOUNTER, patient_id, "start"):
        if encounter.first_day is not None:
            context = CareContext(ContextKind.VISIT, encounter.id)
            types = (InformationType.OP_CONSULTATION,)
            found.append(Piece(encounter, context, types, _day(encounter.first_day, zone)))
    for appointment in await _latest(ctx, APPOINTMENT, patient_id, "start"):
        if appointment.status not in _NOT_KEPT:
            context = CareContext(ContextKind.APPOINTMENT, appointment.id)
            when = Period(appointment.start, appointment.end)
            found.append(Piece(appointment, context, (InformationType.OP_CONSULTATION,), when))
    return found


async def _latest(ctx: Context, kind: Kind[Any], patient_id: str, by: str) -> list[Any]:
    query = Query(kind, (Is("patient_id", patient_id),), (Order(by, descending=True),), MOST)
    return list((await ctx.find(query)).items)


def _context(patient_id: str, encounter_id: str | None) -> CareContext:
    """What is of no visit belongs to the patient's chart."""
    if encounter_id:
        return CareContext(ContextKind.VISIT, encounter_id)
    return CareContext(ContextKind.CHART, patient_id)


def _document_type(document: Document) -> InformationType:
    """A discharge summary is one by its name or a tag."""
    if any(_DISCHARGE in fold(text) for text in (document.name, *document.tags)):
        return InformationType.DISCHARGE_SUMMARY
    return InformationType.HEALTH_DOCUMENT_RECORD


def _entry_types(entry: ClinicalEntry) -> tuple[InformationType, ...]:
    if any(coding.system == CodeSystem.CVX for coding in entry.code.codings):
        return (InformationType.IMMUNIZATION_RECORD,)
    if isinstance(entry, MedicationStatement):
        return (InformationType.PRESCRIPTION, InformationType.OP_CONSULTATION)
    if isinstance(entry, Observation):
        return _TYPES[entry.category]
    return (InformationType.OP_CONSULTATION,)


def _span(text: str, zone: ZoneInfo) -> Period | None:
    """The instants between which a time as exact as ``2019``, ``2019-04``, ``2019-04-07`` or an instant lies."""
    if not text:
        return None
    if len(text) > 10:
        return _moment(datetime.fromisoformat(text))
    first, *_, last = _days(text)
    return Period(_day(first, zone).start, _day(last, zone).end)


def _days(text: str) -> Iterator[date]:
    """The first and the last day of a year, a month or a day."""
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    yield date(year, month or 1, day or 1)
    if day:
        yield date(year, month, day)
    elif month:
        yield date(year, month, monthrange(year, month)[1])
    else:
        yield date(year, 12, 31)


def _day(day: date, zone: ZoneInfo) -> Period:
    start, end = day_bounds(day, zone)
    return Period(start, end - timedelta(microseconds=1))


def _moment(instant: datetime) -> Period:
    return Period(instant.astimezone(UTC), instant.astimezone(UTC))
