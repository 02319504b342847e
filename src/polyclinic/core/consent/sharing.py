"""What a consent lets be shared: nothing but what was granted, and only while it is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from polyclinic.core.consent import policy
from polyclinic.core.consent.chart import Item, Piece, pieces
from polyclinic.core.consent.errors import NotConsented
from polyclinic.core.consent.model import CONSENT, CareContext, Consent, ConsentStatus, InformationType, Period
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Condition, Has, Is, Query
from polyclinic.core.shared.refusals import refuses

MOST_CONSENTS = 200
"""Live consents about the same care contexts that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is shared of one care context and type: one document. ``consent_id`` is a consent that lets it be."""

    consent_id: str
    type: InformationType
    context: CareContext
    at: datetime
    practice_id: str
    practice_name: str
    patient: Patient
    practitioner: Practitioner | None
    facility: Facility | None
    items: tuple[Item, ...]


@refuses()
async def contexts(
    ctx: Context, patient_id: str, types: Collection[InformationType], period: Period
) -> tuple[CareContext, ...]:
    """The care contexts that hold anything of these types in a period."""
    held = await pieces(ctx, patient_id)
    return tuple(dict.fromkeys(piece.context for piece in held if _shows(piece, types, period)))


def _shows(piece: Piece, types: Collection[InformationType], period: Period) -> bool:
    return piece.when.within(period) and any(type in types for type in piece.types)


@refuses(NotConsented)
async def share(
    ctx: Context, context_ids: Sequence[str], types: Sequence[InformationType], facility_id: str | None = None
) -> list[Shared]:
    """The documents of these types in these care contexts, those that there are; ``facility_id``: by its consents.

    Refused unless for every context and type some live consent was granted. What they cover is read from the record as
    it is now.
    """
    ctx.require(policy.READ)
    granted = await _granted(ctx, context_ids, facility_id)
    now = ctx.clock.now()
    found: list[Shared] = []
    charts: dict[str, list[Piece]] = {}
    for context_id in dict.fromkeys(context_ids):
        for type in dict.fromkeys(types):
            covering = [consent for consent in granted if consent.covers(context_id, type, now)]
            if not covering:
                raise NotConsented("no granted consent covers this", context=context_id, type=type.value)
            patient_id = covering[0].patient_id
            if patient_id not in charts:
                charts[patient_id] = await pieces(ctx, patient_id)
            if document := await _document(ctx, covering, type, context_id, charts[patient_id]):
                found.append(document)
    return found


async def _granted(ctx: Context, context_ids: Sequence[str], facility_id: str | None) -> list[Consent]:
    where: tuple[Condition, ...] = (Is("status", ConsentStatus.GRANTED.value), Has("context", tuple(context_ids)))
    if facility_id is not None:
        where = (*where, Is("facility_id", facility_id))
    return list((await ctx.find(Query(CONSENT, where, limit=MOST_CONSENTS))).items)


async def _document(
    ctx: Context, covering: Sequence[Consent], type: InformationType, context_id: str, held: Sequence[Piece]
) -> Shared | None:
    periods = [consent.grant.period for consent in covering if consent.grant]
    covered = [
        piece
        for piece in held
        if piece.context.id == context_id and any(_shows(piece, (type,), period) for period in periods)
    ]
    patient = await ctx.get(PATIENT, covering[0].patient_id)
    if not covered or patient is None or not patient.active:
        return None
    ctx.purpose = covering[0].purpose.value
    items = tuple(piece.item for piece in covered)
    practitioner, facility = await _parties(ctx, patient, items)
    return Shared(
        consent_id=covering[0].id,
        type=type,
        context=covered[0].context,
        at=max(piece.when.start for piece in covered),
        practice_id=ctx.tenant.id,
        practice_name=ctx.tenant.name,
        patient=patient,
        practitioner=practitioner,
        facility=facility,
        items=items,
    )


async def _parties(
    ctx: Context, patient: Patient, items: Sequence[Item]
) -> tuple[Practitioner | None, Facility | None]:
    """Who and where it was, else the patient's usual doctor and place, else the practice's."""
    named: dict[str, list[str]] = defaultdict(list)
    for thing in (*items, patient):
        for name in ("practitioner_id", "facility_id"):
            if id := getattr(thing, name, None):
                named[name].append(id)
    defaults = ctx.tenant.defaults
    practitioner, facility = await ctx.get_each(
        [
            (PRACTITIONER, (*named["practitioner_id"], defaults.get("practitioner", ""))[0]),
            (FACILITY, (*named["facility_id"], defaults.get("facility", ""))[0]),
        ]
    )
    return practitioner, facility
