"""What a request needs before it can be sent, by specialty and type: one table, and how far a request meets it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from polyclinic.core.priorauth.model import (
    AuthorizationType,
    DocumentRequirement,
    DocumentType,
    PriorAuthorization,
    Requirements,
)

_ASSESSMENT, _INITIAL = AuthorizationType.ASSESSMENT, AuthorizationType.INITIAL
_CONCURRENT, _AMENDMENT = AuthorizationType.CONCURRENT, AuthorizationType.AMENDMENT

CPT, HCPCS, REGIONAL_CENTER, ICD_10 = "CPT", "HCPCS", "CALIFORNIA_REGIONAL_CENTER", "ICD_10"
STANDARDS: Mapping[str, re.Pattern[str]] = {
    CPT: re.compile(r"[0-9]{4}[0-9FTU]"),
    HCPCS: re.compile(r"[A-V][0-9]{4}"),
    REGIONAL_CENTER: re.compile(r"[0-9]{3}"),
    ICD_10: re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?"),
}
"""What codes of a standard look like, in capitals."""

TESTING = "PSYCHOLOGICAL_TESTING"
_REHABILITATION = frozenset({"PHYSICAL_THERAPY", "OCCUPATIONAL_THERAPY", "SPEECH_THERAPY", "CHIROPRACTIC"})
_BEHAVIOUR = frozenset({"ABA_THERAPY"})
_MENTAL_HEALTH = frozenset(
    {"MENTAL_HEALTH", "PSYCHIATRY", "PARTIAL_HOSPITALIZATION_PROGRAM", "INTENSIVE_OUTPATIENT_PROGRAM"}
)


def _checked(*types: DocumentType) -> tuple[DocumentRequirement, ...]:
    return tuple(DocumentRequirement(type, checked=True) for type in types)


def _needed(*types: DocumentType) -> tuple[DocumentRequirement, ...]:
    return tuple(DocumentRequirement(type) for type in types)


def _welcome(*types: DocumentType) -> tuple[DocumentRequirement, ...]:
    return tuple(DocumentRequirement(type, required=False) for type in types)


_D = DocumentType
_CHANGE = (*_checked(_D.ORIGINAL_APPROVAL), *_welcome(_D.CHANGE_OF_PROVIDER, _D.CANCELLATION_LETTER, _D.PROGRESS_NOTE))
_DOCUMENTS: Mapping[str, Mapping[AuthorizationType, tuple[DocumentRequirement, ...]]] = {
    "rehabilitation": {
        _ASSESSMENT: (*_checked(_D.REFERRAL), *_welcome(_D.AUTHORIZATION_FORM)),
        _INITIAL: (*_checked(_D.REFERRAL, _D.ASSESSMENT_EVALUATION, _D.TREATMENT_PLAN), *_welcome(_D.PROGRESS_NOTE)),
        _CONCURRENT: (*_checked(_D.TREATMENT_PLAN, _D.PROGRESS_NOTE), *_welcome(_D.ATTENDANCE_LOGS)),
    },
    "behaviour": {
        _ASSESSMENT: (*_checked(_D.DIAGNOSIS_REPORT, _D.REFERRAL), *_welcome(_D.TELEHEALTH_ATTESTATION)),
        _INITIAL: (
            *_checked(_D.DIAGNOSIS_REPORT, _D.REFERRAL, _D.ASSESSMENT_EVALUATION, _D.TREATMENT_PLAN),
            *_welcome(_D.VINELAND, _D.ABAS, _D.SRS_2, _D.PDDBI, _D.PSI_SIPA, _D.EDUCATION_PROGRAM),
        ),
        _CONCURRENT: (
            *_checked(_D.TREATMENT_PLAN, _D.PROGRESS_NOTE),
            *_welcome(_D.VINELAND, _D.ABAS, _D.PDDBI, _D.ATTENDANCE_LOGS),
        ),
    },
    "mental health": {
        _ASSESSMENT: _checked(_D.REFERRAL),
        _INITIAL: (*_checked(_D.DIAGNOSIS_REPORT, _D.TREATMENT_PLAN), *_welcome(_D.REFERRAL)),
        _CONCURRENT: _checked(_D.TREATMENT_PLAN, _D.PROGRESS_NOTE),
    },
    "testing": {_ASSESSMENT: (*_checked(_D.REFERRAL), *_welcome(_D.DIAGNOSIS_REPORT, _D.EDUCATION_PROGRAM))},
    "other": {
        _ASSESSMENT: _checked(_D.REFERRAL),
        _INITIAL: (*_checked(_D.REFERRAL), *_welcome(_D.PROGRESS_NOTE, _D.AUTHORIZATION_FORM)),
        _CONCURRENT: _checked(_D.PROGRESS_NOTE),
    },
}


def requirements_of(specialty: str, type: AuthorizationType) -> Requirements | None:
    """What a request of this sort needs; None if there is no such request."""
    group = _group(specialty)
    documents = _CHANGE if type is _AMENDMENT else _DOCUMENTS[group].get(type)
    if documents is None:
        return None
    standards = (CPT, HCPCS, REGIONAL_CENTER) if group == "behaviour" else (CPT, HCPCS)
    return Requirements(standards=standards, documents=documents)


def _group(specialty: str) -> str:
    if specialty == TESTING:
        return "testing"
    if specialty in _REHABILITATION:
        return "rehabilitation"
    if specialty in _BEHAVIOUR:
        return "behaviour"
    return "mental health" if specialty in _MENTAL_HEALTH else "other"


def standard_of(code: str) -> str | None:
    """The standard that a code is written in; None if it is none's."""
    return next((name for name, pattern in STANDARDS.items() if pattern.fullmatch(code)), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """Which of what a request needs it has; ``documents`` by type."""

    procedures: bool
    documents: Mapping[DocumentType, bool]
    clinician: bool
    start: bool
    complete: bool
    begun: bool


def progress_of(authorization: PriorAuthorization) -> Progress:
    """How far a request has what it needs."""
    needs = authorization.requires
    held = {attachment.type for attachment in authorization.attachments}
    has = (bool(authorization.lines), authorization.clinician is not None, authorization.start is not None)
    wanted = (needs.procedures, needs.clinician, needs.start)
    missing = any(needed and not there for needed, there in zip(wanted, has, strict=True))
    return Progress(
        procedures=has[0],
        documents={document.type: document.type in held for document in needs.documents},
        clinician=has[1],
        start=has[2],
        complete=not missing and all(document.type in held for document in needs.documents if document.required),
        begun=any(has) or bool(held),
    )
