"""A drug handed out, as the encounter that it is billed by."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.encounters.model import Encounter, PatientCopy, ProviderRole, ResponsibleParty
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping.claims import line_to_core
from polyclinic.dialects.candid.mapping.common import DIALECT, day
from polyclinic.dialects.candid.mapping.encounters import ENCOUNTER_ID, STATEMENTS

PHARMACY = "01"
_ROLES = {ProviderRole.BILLING, ProviderRole.RENDERING}


def to_core(sent: Mapping[str, Any], patient: Patient, latest: Encounter | None) -> Encounter:
    """The encounter; who bills, renders and pays is whoever did at the patient's ``latest``, if there was one."""
    line = {name: value for name, value in sent.items() if name != "date_of_service"}
    draft = Encounter(
        external_ids=(ExternalId(ENCOUNTER_ID, sent["medication_dispense_external_id"]),),
        patient_id=patient.id,
        patient=PatientCopy(
            patient.name,
            sent["patient_external_id"],
            patient.birth_date,
            patient.gender,
            patient.address,
            patient.telecoms,
        ),
        start=day(sent["date_of_service"]),
        responsible_party=ResponsibleParty.UNKNOWN,
        place_of_service=PHARMACY,
        service_lines=(line_to_core(line, ()),),
    )
    if latest is None:
        return draft
    statements = {name: value for name in STATEMENTS if (value := latest.extra(DIALECT, name)) is not None}
    return replace(
        draft,
        responsible_party=latest.responsible_party,
        providers=tuple([replace(each, id=new_id()) for each in latest.providers if each.role in _ROLES]),
        subscribers=tuple([replace(each, id=new_id(), card_id=new_id()) for each in latest.subscribers]),
        guarantor=replace(latest.guarantor, id=new_id()) if latest.guarantor else None,
        extras={DIALECT: statements} if statements else {},
    )
