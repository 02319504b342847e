"""Diagnoses on their own, in both directions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.encounters.model import Diagnosis, Encounter
from polyclinic.core.shared.errors import Invalid
from polyclinic.dialects.candid.mapping.claims import diagnosis_from_core, diagnosis_to_core, presence_to_core
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.rules import diagnosis_problems


def to_core(sent: Mapping[str, Any]) -> Diagnosis:
    """A new diagnosis. Raises ``Invalid``."""
    if problems := list(diagnosis_problems(sent)):
        raise Invalid(problems)
    return diagnosis_to_core(sent)


def changed(sent: Mapping[str, Any], diagnosis: Diagnosis) -> Diagnosis:
    """The diagnosis with what ``sent`` says: absent stays, null clears. Raises ``Invalid``."""
    coded = {"code_type": diagnosis.code_type, "code": diagnosis.code, **sent}
    if problems := list(diagnosis_problems(coded)):
        raise Invalid(problems)
    after = replace(diagnosis, code_type=coded["code_type"], code=coded["code"])
    if "name" in sent:
        after = replace(after, name=sent["name"] or "")
    if "present_on_admission_indicator" in sent:
        after = replace(after, present_on_admission=presence_to_core(sent["present_on_admission_indicator"]))
    return after


def from_core(encounter: Encounter, diagnosis: Diagnosis) -> Json:
    """A diagnosis as read."""
    return diagnosis_from_core(diagnosis, encounter.id, instant(encounter.created_at))
