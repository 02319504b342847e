"""Terms of code systems, to be found by words."""

from dataclasses import dataclass
from enum import StrEnum


class TermSet(StrEnum):
    """Terms that are searched together: a code system or a part of one."""

    ICD_10_CM = "icd-10-cm"
    DRUGBANK = "drugbank"
    MESH = "mesh"
    CVX = "cvx"
    UCUM = "ucum"
    LOINC_IMAGING = "loinc-imaging"
    LOINC_DOCUMENTS = "loinc-documents"
    CONDITION_STATUS = "hl7-condition-status"
    INTERPRETATIONS = "hl7-interpretations"
    OBJECTS = "hl7-objects"
    OCCUPATIONS = "hl7-occupations"
    QUALIFIERS = "hl7-qualifiers"
    SERVICES = "hl7-services"


@dataclass(frozen=True, slots=True)
class Term:
    """A concept: the URI of its system, its code, how it is shown, and what else it is called."""

    system: str
    code: str
    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A term that was found; ``similarity`` to what was searched for is between 0 and 1."""

    term: Term
    similarity: float
