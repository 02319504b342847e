"""Runs of the scrubber in both directions: an entity that is not recorded, and what was found in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.billing.model import Finding, ScrubRun
from polyclinic.core.billing.operations import FINDING
from polyclinic.core.billing.rules import PIPELINES, RULES
from polyclinic.core.encounters.model import Encounter, ProviderRole
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import Path
from polyclinic.dialects.candid.mapping import encounters, health_care_codes
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, instant
from polyclinic.dialects.candid.mapping.parties import ORDERS, ROLES

KEY = "candid.pre_service.idempotency_key"
CODES = "health_care_code_information"

_NAMES = {"start": "date_of_service", "end": "end_date_of_service", "birth_date": "date_of_birth", "tin": "tax_id"}
_CARD = {"member_id": "insurance_card.member_id", "payer_id": "insurance_card.payer_id"}
_LINES = {"diagnosis_ids": "diagnosis_pointers", "charge": "charge_amount_cents"}
_WHOLE = {"facility": "service_facility", "place_of_service": "place_of_service_code"}
_PROVIDERS = {role: name for name, role in ROLES.items()}
_SUBSCRIBERS = {order: name for name, order in ORDERS.items()}


def pipelines() -> list[Json]:
    """Every pipeline."""
    return [{"id": each.id, "name": each.name, "run_type": "ENCOUNTER"} for each in PIPELINES.values()]


def to_core(body: Mapping[str, Any], entity: Json, submitted: Json) -> ScrubRun:
    """A run to be made. ``entity`` has every member that has a default, ``submitted`` those that were sent."""
    return ScrubRun(
        pipeline_id=body["pipeline_id"],
        subject=entity["external_id"],
        encounter=_encounter(entity),
        external_ids=(ExternalId(KEY, body["idempotency_key"]),),
        extras={DIALECT: {"entity": submitted}},
    )


def _encounter(entity: Json) -> Encounter:
    """The encounter; where a pointer leads out of bounds the line points at a diagnosis that is not there."""
    bound = len(health_care_codes.diagnosis_paths(entity[CODES]))
    lines, astray = [], []
    for line in entity["service_lines"]:
        pointers = line.get("diagnosis_pointers") or []
        lines.append({**line, "diagnosis_pointers": [pointer for pointer in pointers if pointer < bound]})
        astray.append(tuple(f"#{pointer}" for pointer in pointers if pointer >= bound))
    draft = encounters.to_core({**entity, "service_lines": lines}, "", None)
    return replace(
        draft,
        service_lines=tuple(
            [
                replace(line, diagnosis_ids=line.diagnosis_ids + strays)
                for line, strays in zip(draft.service_lines, astray, strict=True)
            ]
        ),
    )


def from_core(run: ScrubRun, *, with_entity: bool) -> Json:
    """What was found. An edit is recommended where a rule knows the right value and the member can hold it."""
    entity: Json = run.extra(DIALECT, "entity", {})
    answer: Json = {
        "run_id": run.id,
        "created_at": instant(run.created_at),
        "entity_external_id": run.subject,
        "actions": [_action(run, entity, finding) for finding in run.findings],
    }
    if edits := {_path(run, entity, finding): _edit(run, finding) for finding in run.findings if _editable(finding)}:
        answer["edits"] = edits
    if with_entity:
        answer["initial_entity_state"] = entity
    return answer


def _action(run: ScrubRun, entity: Json, finding: Finding) -> Json:
    """What to do about a finding. A rule that is no longer there has a name and nothing else."""
    answer = {
        "type": "create_task",
        "task_type": FINDING,
        "blocks_claim_submission": True,
        "rule": finding.rule,
        "field": _path(run, entity, finding),
        "message": finding.said,
    }
    rule = RULES.get(finding.rule)
    return answer | {"rule_id": rule.id, "category": rule.category} if rule else answer


def _editable(finding: Finding) -> bool:
    """A qualifier is the group that a diagnosis stands in: that cannot be edited where it stands."""
    return finding.edit is not None and finding.path[-1] != "code_type"


def _edit(run: ScrubRun, finding: Finding) -> Any:
    if finding.path[-1] == "diagnosis_ids":
        places = {diagnosis.id: at for at, diagnosis in enumerate(run.encounter.diagnoses)}
        return [places[id] for id in finding.edit if id in places]
    return list(finding.edit) if isinstance(finding.edit, tuple) else finding.edit


def _path(run: ScrubRun, entity: Json, finding: Finding) -> str:
    return ".".join(map(str, _wire(finding.path, entity)))


def _wire(path: Path, entity: Json) -> Path:
    """A path of the record in the entity's members."""
    match path:
        case ("providers", role, *rest):
            return (_PROVIDERS[ProviderRole(str(role))], *(_NAMES.get(str(name), name) for name in rest))
        case ("subscribers", order, *rest):
            return (_SUBSCRIBERS[int(order)], *(_CARD.get(str(name), _NAMES.get(str(name), name)) for name in rest))
        case ("diagnoses", int(at), name):
            code, qualifier = health_care_codes.diagnosis_paths(entity[CODES])[at]
            return (CODES, *(qualifier if name == "code_type" else code))
        case ("diagnoses",):
            return (CODES,)
        case ("service_lines", at, name):
            return ("service_lines", at, _LINES.get(str(name), _NAMES.get(str(name), name)))
    return tuple(_WHOLE.get(str(name), _NAMES.get(str(name), name)) for name in path)
