"""How specialties are called in a question to a payer, and what its refusals mean for a check."""

from polyclinic.core.benefits.model import Ineligibility
from polyclinic.core.eligibility.model import WHOLE_PLAN

SERVICE_TYPES = {
    "PHYSICAL_THERAPY": "PT",
    "ABA_THERAPY": "MH",
    "SPEECH_THERAPY": "AF",
    "OCCUPATIONAL_THERAPY": "AD",
    "PSYCHOLOGICAL_TESTING": "MH",
    "HOME_HEALTH_CARE": "42",
    "HOSPICE": "45",
    "CARDIAC_REHABILITATION": "BG",
    "INTENSIVE_CARDIAC_REHABILITATION": "BG",
    "MENTAL_HEALTH": "MH",
    "PREVENTATIVE_HEALTH": "81",
    "PARTIAL_HOSPITALIZATION_PROGRAM": "BB",
    "INTENSIVE_OUTPATIENT_PROGRAM": "A8",
    "INTERVENTIONAL_RADIOLOGY": "4",
    "VASCULAR_SURGERY": "2",
    "INTERVENTIONAL_CARDIOLOGY": "BL",
    "ORTHOPEDICS": "BK",
    "CHIROPRACTIC": "33",
    "GYNECOLOGY": "BT",
    "LONG_TERM_CARE": "54",
    "PHYSICAL_MEDICINE": "AE",
    "PULMONARY_REHABILITATION": "BF",
    "INJECTABLE_SPECIALTY_MEDICATIONS": "88",
    "ALLERGY_TESTING": "79",
    "SKILLED_NURSING": "AG",
    "RADIOLOGY": "4",
    "DURABLE_MEDICAL_EQUIPMENT": "DM",
    "DERMATOLOGY": "DG",
    "PROFESSIONAL_OFFICE_VISIT": "98",
    "PSYCHIATRY": "A4",
}
"""X12 element 1365, by the word that patients' specialties are kept in; what has none of its own is an office visit."""
_OFFICE_VISIT = "98"

LATER = frozenset({"42", "80"})
"""AAA reject reasons (X12 element 901) of a payer that will answer another time."""
_NOT_A_MEMBER = frozenset({"72", "75"})
_ABOUT = {
    "43": "provider__identifiers",
    "58": "patient__demographics",
    "71": "patient__demographics",
    "73": "patient__demographics",
}


def service_type_of(specialty: str) -> str:
    """What to ask a payer about, for a specialty."""
    return SERVICE_TYPES.get(specialty, _OFFICE_VISIT)


def service_types(specialties: tuple[str, ...]) -> tuple[str, ...]:
    """What to ask a payer about: the plan as a whole, and each specialty."""
    return tuple(dict.fromkeys((WHOLE_PLAN, *map(service_type_of, specialties))))


def mismatch(reason: str) -> Ineligibility | None:
    """Why a plan pays nothing whose payer rejects the question with this reason, if that is what it means."""
    return Ineligibility.MEMBER_MISMATCH if reason in _NOT_A_MEMBER else None


def matter_of(reason: str) -> str:
    """What the provider has to look at after a rejection: the type of an escalation."""
    return f"additional_requirements__specific_details__{_ABOUT.get(reason, 'patient__insurance')}"
