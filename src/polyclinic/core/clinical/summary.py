"""What a patient's summary of care is made of: everything that another provider needs to go on with."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from polyclinic.core.clinical import operations
from polyclinic.core.clinical.model import (
    ALLERGY,
    CONDITION,
    MEDICATION,
    OBSERVATION,
    PROCEDURE,
    AllergyIntolerance,
    ClinicalEntry,
    Condition,
    MedicationStatement,
    Observation,
    ObservationCategory,
    Procedure,
)
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import ENCOUNTER, Encounter
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling import operations as scheduling
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Between, Is, OneOf, Order, Page, Query
from polyclinic.core.shared.queries import Condition as Where
from polyclinic.core.shared.refusals import refuses

E_ = TypeVar("E_", bound=ClinicalEntry)

MOST = 500
"""Entries of one section, the latest first; a page that has more says so."""
_SOUGHT = tuple(status.value for status in Status if status.awaits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A patient's summary at an instant. ``legal_entity`` keeps the record; times are shown in ``zone``.

    ``visits`` are encounters with diagnoses, ``planned`` appointments to come.
    """

    at: datetime
    zone: ZoneInfo
    practice_id: str
    practice_name: str
    patient: Patient
    practitioner: Practitioner | None
    facility: Facility | None
    legal_entity: LegalEntity | None
    allergies: Page[AllergyIntolerance]
    medications: Page[MedicationStatement]
    conditions: Page[Condition]
    results: Page[Observation]
    vital_signs: Page[Observation]
    social_history: Page[Observation]
    procedures: Page[Procedure]
    visits: Page[Encounter]
    planned: Page[Appointment]


@refuses(NotFound)
async def summarise(ctx: Context, patient_id: str) -> Summary:
    """The summary of a live patient, as the practice's clock has it."""
    patient = await patients.read(ctx, patient_id)
    defaults, now = ctx.tenant.defaults, ctx.clock.now()
    mine = Is("patient_id", patient.id)
    found = await ctx.get_each(
        [
            (PRACTITIONER, patient.practitioner_id or defaults.get("practitioner", "")),
            (FACILITY, patient.facility_id or defaults.get("facility", "")),
            (LEGAL_ENTITY, patient.legal_entity_id or defaults.get("legal_entity", "")),
        ]
    )
    practitioner, facility, legal_entity = (each if each and each.active else None for each in found)
    return Summary(
        at=now,
        zone=ctx.tenant.zone,
        practice_id=ctx.tenant.id,
        practice_name=ctx.tenant.name,
        patient=patient,
        practitioner=practitioner,
        facility=facility,
        legal_entity=legal_entity,
        allergies=await _latest(ctx, ALLERGY, mine),
        medications=await _latest(ctx, MEDICATION, mine),
        conditions=await _latest(ctx, CONDITION, mine),
        results=await _latest(ctx, OBSERVATION, mine, _of(ObservationCategory.LABORATORY)),
        vital_signs=await _latest(ctx, OBSERVATION, mine, _of(ObservationCategory.VITAL_SIGNS)),
        social_history=await _latest(ctx, OBSERVATION, mine, _of(ObservationCategory.SOCIAL_HISTORY)),
        procedures=await _latest(ctx, PROCEDURE, mine),
        visits=await encounters.search(ctx, Query(ENCOUNTER, (mine,), (Order("start", descending=True),), MOST)),
        planned=await scheduling.search(
            ctx, Query(APPOINTMENT, (mine, Between("start", now), OneOf("status", _SOUGHT)), (Order("start"),), MOST)
        ),
    )


def _of(category: ObservationCategory) -> Where:
    return Is("category", category.value)


async def _latest(ctx: Context, kind: Kind[E_], *where: Where) -> Page[E_]:
    return await operations.search(ctx, Query(kind, where, (Order("begun", descending=True),), MOST))
