"""Service lines on their own, in both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from polyclinic.core.encounters.model import Encounter, ProviderRole, ServiceLine
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.dialects.candid.mapping.claims import (
    LINE_EXTRAS,
    POINTERS,
    drug_to_core,
    line_from_core,
    line_to_core,
)
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day, extras_of, instant, merged
from polyclinic.dialects.candid.mapping.encounters import Refs, claim_id_of, provider_in
from polyclinic.dialects.candid.mapping.rules import provider_problems, quantity_problems

_TEXTS = {
    "procedure_code": "procedure_code",
    "place_of_service_code": "place_of_service",
    "description": "description",
    "external_id": "external_id",
    "revenue_code": "revenue_code",
}
_DAYS = {"date_of_service": "start", "end_date_of_service": "end"}


def new_line(sent: Mapping[str, Any], encounter: Encounter, current: ServiceLine | None) -> ServiceLine:
    """A line to add to an encounter, or to put in the place of one. Raises ``Invalid``."""
    ids = [sent.get(name) for name in POINTERS]
    problems = _pointer_problems(ids, encounter)
    if not encounter.institutional:
        problems += quantity_problems(sent)
    if ordering := sent.get("ordering_provider"):
        problems += provider_problems("ordering_provider", ordering)
    if problems:
        raise Invalid(problems)
    return line_to_core(sent, [id for id in ids if id], current)


def changed_line(sent: Mapping[str, Any], encounter: Encounter, line: ServiceLine) -> ServiceLine:
    """The line with what ``sent`` says: absent stays, null clears. Raises ``Invalid``."""
    shown = dict(zip(POINTERS, line.diagnosis_ids, strict=False))
    ids = [sent.get(name, shown.get(name)) for name in POINTERS]
    problems = _pointer_problems(ids, encounter)
    if not encounter.institutional:
        problems += quantity_problems(sent)
    pointed = tuple([id for id in ids if id]) + line.diagnosis_ids[len(POINTERS) :]
    if line.diagnosis_ids and not pointed and not encounter.institutional:
        problems.append(Problem(("diagnosis_id_zero",), "required", "A service line needs at least one diagnosis"))
    if problems:
        raise Invalid(problems)
    changes: dict[str, Any] = {"diagnosis_ids": pointed}
    changes |= {ours: sent[name] or "" for name, ours in _TEXTS.items() if name in sent}
    changes |= {ours: day(sent[name]) for name, ours in _DAYS.items() if name in sent}
    if "quantity" in sent:
        changes["quantity"] = Decimal(sent["quantity"])
    if "units" in sent:
        changes["units"] = sent["units"]
    if "charge_amount_cents" in sent:
        changes["charge"] = sent["charge_amount_cents"]
    if "modifiers" in sent:
        changes["modifiers"] = tuple(sent["modifiers"] or ())
    if "drug_identification" in sent:
        changes["drug"] = drug_to_core(sent["drug_identification"])
    mine = merged(line.extras.get(DIALECT, {}), {name: sent[name] for name in LINE_EXTRAS if name in sent})
    return replace(line, **changes, extras=extras_of(line.extras, mine))


def _pointer_problems(ids: Sequence[str | None], encounter: Encounter) -> list[Problem]:
    known = {diagnosis.id for diagnosis in encounter.diagnoses}
    problems = []
    for at, (name, id) in enumerate(zip(POINTERS, ids, strict=True)):
        if id is not None and id not in known:
            problems.append(Problem((name,), "unknown_reference", "Not a diagnosis of this encounter"))
        elif id is not None and id in ids[:at]:
            problems.append(Problem((name,), "twice", "Named twice"))
    return problems


def from_core(encounter: Encounter, line: ServiceLine, refs: Refs) -> Json:
    """A service line as read."""
    billing = provider_in(encounter, ProviderRole.BILLING, refs)
    return line_from_core(line, encounter, claim_id_of(encounter), instant(encounter.created_at), billing.address)
