"""Bulk exports: what is exported in the words of its own resource, a row for each, as CSV."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.benefits.model import BENEFITS_CHECK
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.eligibility.model import DISCOVERY
from polyclinic.core.escalations.model import ESCALATION
from polyclinic.core.exports.model import BulkExport
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.priorauth.model import PRIOR_AUTHORIZATION
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf, Related
from polyclinic.core.shared.times import wall
from polyclinic.dialects.silna.mapping import (
    benefits_checks,
    escalations,
    patient_plans,
    patients,
    prior_authorizations,
)
from polyclinic.dialects.silna.mapping.common import Refs, instant
from polyclinic.dialects.silna.wire import benefits_checks as wire_checks
from polyclinic.dialects.silna.wire import bulk_export as wire
from polyclinic.dialects.silna.wire import escalations as wire_escalations
from polyclinic.dialects.silna.wire import patients as wire_patients
from polyclinic.dialects.silna.wire import prior_authorizations as wire_authorizations
from polyclinic.dialects.silna.wire.bulk_export import BulkExportType
from polyclinic.dialects.silna.wire.common import Wire

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Dates = Mapping[str, Callable[[Any], date | datetime | None]]
_DATES: Dates = {
    "created_at": lambda entity: entity.created_at,
    "updated_at": lambda entity: entity.updated_at,
    "date_verified": lambda check: check.completed_at,
    "start_date": lambda authorization: authorization.start,
    "end_date": lambda authorization: authorization.end,
    "submitted_at": lambda authorization: authorization.submitted_on,
}
"""What a ``date_range_key`` stands for; of the others the record knows nothing."""
_DATES_OF_CHECKS: Dates = {
    "created_at": lambda plan: plan.latest_check and plan.latest_check.at,
    "date_verified": lambda plan: plan.latest_check and plan.latest_check.at,
    "start_date": lambda plan: plan.start,
    "end_date": lambda plan: plan.end,
}
"""A plan holds what came of its last eligibility check."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an export is made from: objects of a kind, each shown as in ``columns``' resource."""

    kind: Kind[Any]
    columns: type[Wire]
    show: Callable[[Any, str, Refs], dict[str, Any] | None]
    where: tuple[Condition, ...] = ()
    dates: Dates = field(default_factory=lambda: _DATES)

    @property
    def header(self) -> list[str]:
        """The columns: a link for people is not in a file that stays."""
        return [name for name in self.columns.model_fields if name != "silna_url"]


def _escalated(about: str) -> Source:
    where = (Is("resource_type", about),)
    return Source(ESCALATION, wire_escalations.Escalation, lambda e, _, refs: escalations.from_core(e, refs), where)


def _eligibility_check(plan: Coverage) -> dict[str, Any] | None:
    shown = patient_plans.eligibility(plan)
    return shown and {**shown, "patient_plan_id": plan.id, "patient_id": plan.patient_id}


SOURCES: Mapping[BulkExportType, Source | None] = {
    BulkExportType.PATIENT: Source(
        PATIENT,
        wire_patients.Patient,
        lambda patient, _, refs: patients.from_core(patient, refs),
        (Between("birth_date", date.min),),
    ),
    BulkExportType.BENEFITS_CHECK: Source(
        BENEFITS_CHECK,
        wire_checks.BenefitsCheck,
        benefits_checks.from_core,
    ),
    BulkExportType.ELIGIBILITY_CHECK: Source(
        COVERAGE, wire.ExportedEligibilityCheck, lambda plan, _, __: _eligibility_check(plan), dates=_DATES_OF_CHECKS
    ),
    BulkExportType.PAYOR_DETECTION: Source(DISCOVERY, wire.ExportedDetection, lambda *_: None),
    BulkExportType.PRIOR_AUTHORIZATION: Source(
        PRIOR_AUTHORIZATION,
        wire_authorizations.PriorAuthorization,
        lambda held, _, refs: prior_authorizations.from_core(held, refs),
    ),
    BulkExportType.ESCALATION_BENEFITS_CHECK: _escalated(BENEFITS_CHECK.name),
    BulkExportType.ESCALATION_PRIOR_AUTHORIZATION: _escalated(PRIOR_AUTHORIZATION.name),
    BulkExportType.ESCALATION_ELIGIBILITY_CHECK: None,
    BulkExportType.ESCALATION_EHR_SYNC: None,
}
"""What can be exported. None: the record never holds any."""


def unknown_filter(filters: Mapping[str, Any], source: Source | None) -> str | None:
    """A filter by what the record does not know: a date that it does not have, whether somebody saw to a detection."""
    if filters.get("date_range_key", "created_at") not in (source.dates if source else _DATES):
        return "date_range_key"
    return "is_resolved" if "is_resolved" in filters else None


def conditions(filters: Mapping[str, Any], source: Source, claims_ids: Sequence[str]) -> Iterator[Condition]:
    """What the filters stand for, dates apart; ``claims_ids`` are those of the payors that they name."""
    yield from source.where
    of_patients = source.kind is PATIENT
    if (locations := filters.get("service_location_ids")) is not None:
        at = OneOf("facility_id", tuple(locations))
        yield at if of_patients else Related("patient_id", PATIENT, (at,))
    if (statuses := filters.get("patient_status")) is not None:
        yield Related("patient_id", PATIENT, (OneOf("status", tuple(map(str.lower, statuses))),))
    if filters.get("payor_entity_ids") is not None and source.kind is not DISCOVERY:
        insured = (OneOf("payer_id", tuple(claims_ids)),)
        if of_patients:
            yield Related("id", COVERAGE, insured, its="patient_id")
        elif source.kind is COVERAGE:
            yield from insured
        else:
            yield Related("coverage_id", COVERAGE, insured)
    keys = {"authorization_types": "type"} | ({} if source.kind is COVERAGE else {"statuses": "status"})
    for name, key in keys.items():
        if (values := filters.get(name)) is not None:
            yield OneOf(key, tuple(map(str.lower, values)))
    if (specialties := filters.get("specialties")) is not None:
        yield OneOf("specialty", tuple(specialties))
    for name, key in (("patient_id", "patient_id"), ("patient_plan_id", "coverage_id"), ("plan_id", "id")):
        if (value := filters.get(name)) is not None:
            yield Is(key, value)
    if (plans := filters.get("patient_plan_ids")) is not None:
        yield OneOf("coverage_id", tuple(plans))


def in_range(entity: Any, filters: Mapping[str, Any], zone: ZoneInfo, source: Source) -> bool:
    """Whether an object's date lies between those of the filters."""
    first, last = filters.get("date_range_start_date"), filters.get("date_range_end_date")
    if not (first or last):
        return True
    moment = source.dates[filters.get("date_range_key", "created_at")](entity)
    day = wall(moment, zone).date() if isinstance(moment, datetime) else moment
    return day is not None and (first or "") <= day.isoformat() <= (last or "9999")


def fits(record: Mapping[str, Any], filters: Mapping[str, Any], source: Source) -> bool:
    """Whether a record is one of those asked for, as far as only what is shown of it tells."""
    if source.kind is COVERAGE and (statuses := filters.get("statuses")) is not None:
        return record["status"] in statuses
    if source.kind is DISCOVERY and (payors := filters.get("payor_entity_ids")) is not None:
        return record["detected_payor_entity_id"] in payors
    return True


def csv_text(rows: Sequence[Sequence[str]]) -> bytes:
    """Lines of a CSV file (RFC 4180)."""
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue().encode()


def cells(record: Mapping[str, Any], header: Sequence[str]) -> list[str]:
    """A record's row. What a spreadsheet would run as a formula is made text by an apostrophe."""
    return [_cell(record.get(name)) for name in header]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(_FORMULA) else value
        case bool() | dict() | list():
            return json.dumps(value, default=str)
        case _:
            return str(value)


def from_core(export: BulkExport) -> dict[str, Any]:
    """An export as Silna shows it."""
    return {
        "id": export.id,
        "status": export.status.value.upper(),
        "export_type": export.type,
        "file_id": export.document_id,
        "created_at": instant(export.created_at),
    }
