"""Code sets that several domains share."""

from enum import StrEnum


class Gender(StrEnum):
    """Administrative gender as FHIR has it, and ``not_given`` for a patient who prefers not to say."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_GIVEN = "not_given"
