"""Diagnoses and service lines, in both directions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from polyclinic.core.encounters.model import Diagnosis, Encounter, ServiceLine
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, address_from_core, day, instant

_LINE_EXTRAS = (
    "drug_identification",
    "test_results",
    "note",
    "prior_authorization_number",
    "has_epsdt_indicator",
    "has_family_planning_indicator",
)
_POINTERS = ("diagnosis_id_zero", "diagnosis_id_one", "diagnosis_id_two", "diagnosis_id_three")


def diagnosis_to_core(sent: Mapping[str, Any]) -> Diagnosis:
    """A new diagnosis."""
    return Diagnosis(
        code_type=sent["code_type"],
        code=sent["code"],
        name=sent.get("name") or "",
        present_on_admission=sent.get("present_on_admission_indicator") or "",
    )


def diagnosis_from_core(diagnosis: Diagnosis, encounter_id: str, created_at: str) -> Json:
    """A diagnosis as read; one without times of its own is as old as its encounter."""
    answer = {
        "diagnosis_id": diagnosis.id,
        "encounter_id": encounter_id,
        "code_type": diagnosis.code_type,
        "code": diagnosis.code,
        "created_at": instant(diagnosis.created_at) if diagnosis.created_at else created_at,
        "updated_at": instant(diagnosis.updated_at) if diagnosis.updated_at else created_at,
    }
    if diagnosis.name:
        answer["name"] = diagnosis.name
    if diagnosis.present_on_admission:
        answer["present_on_admission_indicator"] = diagnosis.present_on_admission
    return answer


def line_to_core(sent: Mapping[str, Any], diagnoses: Sequence[Diagnosis]) -> ServiceLine:
    """A new service line; its pointers have been checked."""
    mine = {name: sent[name] for name in _LINE_EXTRAS if sent.get(name) is not None}
    if ordering := sent.get("ordering_provider"):
        mine["ordering_provider"] = {**ordering, "provider_id": new_id()}
    return ServiceLine(
        procedure_code=sent["procedure_code"],
        quantity=Decimal(sent["quantity"]),
        units=sent["units"],
        charge=sent.get("charge_amount_cents"),
        modifiers=tuple(sent.get("modifiers") or ()),
        diagnosis_ids=tuple(diagnoses[pointer].id for pointer in sent["diagnosis_pointers"]),
        start=day(sent.get("date_of_service")),
        end=day(sent.get("end_date_of_service")),
        place_of_service=sent.get("place_of_service_code") or "",
        description=sent.get("description") or "",
        external_id=sent.get("external_id") or "",
        extras={DIALECT: mine} if mine else {},
    )


def line_from_core(
    line: ServiceLine, encounter: Encounter, claim_id: str, created_at: str, billing: Address | None
) -> Json:
    """A service line as read: with the encounter's days and place where it has none of its own."""
    start = line.start or encounter.start or encounter.created_at.date()
    end = line.end or (None if line.start else encounter.end)
    answer: Json = {
        "service_line_id": line.id,
        "claim_id": claim_id,
        "created_at": instant(line.created_at) if line.created_at else created_at,
        "procedure_code": line.procedure_code,
        "quantity": str(line.quantity),
        "units": line.units,
        "modifiers": list(line.modifiers),
        "date_of_service": start.isoformat(),
        "date_of_service_range": {"start_date": start.isoformat()},
        **dict(zip(_POINTERS, line.diagnosis_ids, strict=False)),
    }
    if end:
        answer["end_date_of_service"] = answer["date_of_service_range"]["end_date"] = end.isoformat()
    if line.charge is not None:
        answer["charge_amount_cents"] = line.charge
    if place := line.place_of_service or encounter.place_of_service:
        answer["place_of_service_code"] = place
    if line.description:
        answer["description"] = line.description
    if line.external_id:
        answer["external_id"] = line.external_id
    if mine := line.extras.get(DIALECT):
        answer.update(mine)
        if ordering := mine.get("ordering_provider"):
            answer["ordering_provider"] = {"address": address_from_core(billing), **ordering}
    return answer
