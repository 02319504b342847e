"""Look-ups: which terms each semantic tag stands for."""

from typing import Any

from polyclinic.core.terminology.model import Match, TermSet

_DRUGS = (TermSet.DRUGBANK, TermSet.MESH)
_FINDINGS = (TermSet.ICD_10_CM,)

SETS: dict[str, tuple[TermSet, ...]] = {
    "specialties": (TermSet.SERVICES,),
    "occupation": (TermSet.OCCUPATIONS,),
    "medication": _DRUGS,
    "clinical drug": _DRUGS,
    "diagnosis": _FINDINGS,
    "condition": _FINDINGS,
    "procedure_complication": _FINDINGS,
    "allergy_symptoms": _FINDINGS,
    "advisory_category": (TermSet.ICD_10_CM, TermSet.SERVICES),
    "advisory_note": (TermSet.ICD_10_CM, TermSet.SERVICES),
    "condition_status": (TermSet.CONDITION_STATUS,),
    "observation_unit": (TermSet.UCUM,),
    "observation": (TermSet.ICD_10_CM, TermSet.LOINC_IMAGING, TermSet.LOINC_DOCUMENTS),
    "lab_conclusion": (TermSet.INTERPRETATIONS, TermSet.ICD_10_CM),
    "record artifact": (TermSet.LOINC_DOCUMENTS,),
    "allergens": (*_DRUGS, TermSet.OBJECTS),
    "vaccine": (TermSet.CVX, *_DRUGS),
    "physical object": (TermSet.OBJECTS,),
    "procedure": (TermSet.SERVICES, TermSet.LOINC_IMAGING),
    "qualifier value": (TermSet.QUALIFIERS, TermSet.INTERPRETATIONS, TermSet.CONDITION_STATUS),
    "radiology_imaging": (TermSet.LOINC_IMAGING,),
}
"""By the tag in small letters. There is no SNOMED CT among them, which may not be passed on."""


def sets_of(tag: str) -> tuple[TermSet, ...]:
    """What to search for a tag, in any letter case; an unknown one stands for everything."""
    return SETS.get(tag.strip().casefold(), tuple(TermSet))


def from_core(match: Match) -> dict[str, Any]:
    """A match as the answer shows it."""
    return {
        "code": match.term.code,
        "text": match.term.text,
        "similarity": match.similarity,
        "system": match.term.system,
    }
