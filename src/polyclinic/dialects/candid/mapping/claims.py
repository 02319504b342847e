"""Diagnoses and service lines, in both directions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from polyclinic.core.encounters.model import Diagnosis, Encounter, ProviderRole, ServiceLine
from polyclinic.core.encounters.parts import Drug
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.copies import replace
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day, extras_of, instant
from polyclinic.dialects.candid.mapping.parties import provider_from_core, provider_to_core

LINE_EXTRAS = (
    "test_results",
    "note",
    "prior_authorization_number",
    "has_epsdt_indicator",
    "has_family_planning_indicator",
    "custom_procedure_code",
    "denial_reason",
    "edit_reason",
)
"""Members of a line that only this API knows."""
_HIDDEN = {"edit_reason"}
_DRUG = {
    "service_id_qualifier": "qualifier",
    "national_drug_code": "code",
    "national_drug_unit_count": "count",
    "measurement_unit_code": "unit",
    "link_sequence_number": "link_number",
    "pharmacy_prescription_number": "prescription_number",
    "conversion_formula": "conversion",
    "drug_description": "description",
}
_PRESENCE = {"YES": "Y", "NO": "N", "UNKNOWN": "U", "NOT_APPLICABLE": "W"}
_PRESENCE_WORDS = {letter: word for word, letter in _PRESENCE.items()} | {"1": "NOT_APPLICABLE"}
POINTERS = ("diagnosis_id_zero", "diagnosis_id_one", "diagnosis_id_two", "diagnosis_id_three")


def diagnosis_to_core(sent: Mapping[str, Any]) -> Diagnosis:
    """A new diagnosis."""
    return Diagnosis(
        code_type=sent["code_type"],
        code=sent["code"],
        name=sent.get("name") or "",
        present_on_admission=presence_to_core(sent.get("present_on_admission_indicator")),
    )


def presence_to_core(word: str | None) -> str:
    """X12's letter for whether a diagnosis was there on admission."""
    return _PRESENCE[word] if word else ""


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
        answer["present_on_admission_indicator"] = _PRESENCE_WORDS[diagnosis.present_on_admission]
    return answer


def line_to_core(
    sent: Mapping[str, Any], diagnosis_ids: Iterable[str], current: ServiceLine | None = None
) -> ServiceLine:
    """A service line with everything that ``sent`` says; of ``current`` stay id, age and what others know."""
    ordering = sent.get("ordering_provider")
    line = ServiceLine(
        procedure_code=sent.get("procedure_code") or "",
        quantity=Decimal(sent["quantity"]),
        units=sent["units"],
        charge=sent.get("charge_amount_cents"),
        modifiers=tuple(sent.get("modifiers") or ()),
        diagnosis_ids=tuple(diagnosis_ids),
        start=day(sent.get("date_of_service")),
        end=day(sent.get("end_date_of_service")),
        place_of_service=sent.get("place_of_service_code") or "",
        description=sent.get("description") or "",
        external_id=sent.get("external_id") or "",
        revenue_code=sent.get("revenue_code") or "",
        drug=drug_to_core(sent.get("drug_identification")),
        ordering=provider_to_core(ProviderRole.ORDERING, ordering, current.ordering if current else None)
        if ordering
        else None,
        extras=extras_of(
            current.extras if current else {},
            {name: sent[name] for name in LINE_EXTRAS if sent.get(name) is not None},
        ),
    )
    return replace(line, id=current.id, created_at=current.created_at) if current else line


def drug_to_core(sent: Mapping[str, Any] | None) -> Drug | None:
    """A drug that was given, if one was."""
    return Drug(**{ours: sent.get(name) or "" for name, ours in _DRUG.items()}) if sent else None


def drug_from_core(drug: Drug) -> Json:
    """A drug that was given, as read."""
    return {name: value for name, ours in _DRUG.items() if (value := getattr(drug, ours))}


def line_from_core(
    line: ServiceLine, encounter: Encounter, claim_id: str, created_at: str, billing: Address | None
) -> Json:
    """A service line as read: with the encounter's days and place where it has none of its own."""
    start = (line.start or encounter.start or encounter.created_at.date()).isoformat()
    end = line.end or (None if line.start else encounter.end)
    answer: Json = {
        "service_line_id": line.id,
        "claim_id": claim_id,
        "created_at": instant(line.created_at) if line.created_at else created_at,
        "procedure_code": line.procedure_code,
        "quantity": str(line.quantity),
        "units": line.units,
        "modifiers": list(line.modifiers),
        "date_of_service": start,
        "date_of_service_range": {"start_date": start},
        **dict(zip(POINTERS, line.diagnosis_ids, strict=False)),
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
    if line.revenue_code:
        answer["revenue_code"] = line.revenue_code
    if line.drug:
        answer["drug_identification"] = drug_from_core(line.drug)
    if line.ordering:
        answer["ordering_provider"] = provider_from_core(line.ordering, billing)
    if mine := line.extras.get(DIALECT):
        answer.update({name: value for name, value in mine.items() if name not in _HIDDEN})
    return answer
