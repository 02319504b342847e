"""What a document of a request is held to: a tree of rules for each document type, and what each rule looks for.

A rule reads the words of the document, nothing else: what it finds is the same every time, and it says what it was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from polyclinic.core.priorauth.letters import dates_in, first_date, period
from polyclinic.core.priorauth.model import DocumentType, Finding, Operator, RuleKind
from polyclinic.core.shared.names import HumanName, fold

RECENT = timedelta(days=365)
"""How old a document may be when care starts."""
EVALUATED = timedelta(days=183)
"""How old an evaluation may be when care starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a document must fit: whose request it is, for what, from when; ``today`` is the practice's day."""

    type: DocumentType
    patient: HumanName
    birth_date: date | None
    specialty: str
    codes: tuple[str, ...]
    start: date | None
    end: date | None
    today: date

    @property
    def care_starts(self) -> date:
        return self.start or self.today


class Found(NamedTuple):
    """Whether a rule is kept, and what in the document says so."""

    passed: bool
    reason: str


Rule = Callable[[str, Subject], Found]


# -- the rules --------------------------------------------------------------------------------------------------------


def _mentions(text: str, words: Sequence[str]) -> list[str]:
    return [word for word in words if re.search(rf"\b{re.escape(fold(word))}\b", text)]


def _any_of(what: str, *words: str) -> Rule:
    """A rule that looks for one of these words."""

    def rule(text: str, subject: Subject) -> Found:
        found = _mentions(fold(text), words)
        return Found(True, f"{what}: {', '.join(found[:3])}") if found else Found(False, f"no {what} is named")

    return rule


_SIGNED = re.compile(r"(?:electronically )?signed by:? *([^\n]+)|signature:? *([^\n_]+)|/s/ *([^\n]+)", re.IGNORECASE)


def _signatures(text: str) -> list[str]:
    lines = [next(group for group in found.groups() if group) for found in _SIGNED.finditer(text)]
    return [line.strip() for line in lines if re.search(r"[A-Za-z]{2}", line)]


def _signature(text: str, subject: Subject) -> Found:
    signed = _signatures(text)
    return Found(True, f"signed by {signed[0]}") if signed else Found(False, "there is no signature")


_CREDENTIAL = re.compile(
    r"\b(MD|M\.D\.|DO|D\.O\.|NP|FNP|PA-C|RN|PT|DPT|OT|OTR/L|OTR|SLP|CCC-SLP|BCBA-D|BCBA|LCSW|LMFT|LPC|PhD|Ph\.D\."
    r"|PsyD|Psy\.D\.|DC|DPM|OD)(?![A-Za-z])"
)


def _credential(text: str, subject: Subject) -> Found:
    for line in _signatures(text):
        if found := _CREDENTIAL.search(line):
            return Found(True, f"the signature bears {found[1]}")
    return Found(False, "no credential stands by a signature")


def _taxonomy(text: str, subject: Subject) -> Found:
    found = re.search(r"\b\d{3}[A-Z0-9]{6}X\b", text)
    return Found(True, f"taxonomy {found[0]}") if found else Found(False, "no provider taxonomy code is there")


def _document_date(text: str, subject: Subject) -> Found:
    written = first_date(text, "Date", "Dated", "Report date", "Date of report") or next(dates_in(text), None)
    return _recent("dated", written, subject, RECENT)


def _evaluation_date(text: str, subject: Subject) -> Found:
    day = first_date(text, "Evaluation date", "Date of evaluation", "Evaluated on", "Date of assessment")
    return _recent("evaluated", day, subject, EVALUATED)


def _recent(what: str, day: date | None, subject: Subject, most: timedelta) -> Found:
    if day is None:
        return Found(False, f"it does not say when it was {what}")
    if day > subject.today:
        return Found(False, f"{what} {day}, which is in the future")
    if subject.care_starts - day > most:
        return Found(False, f"{what} {day}: more than {most.days} days before care starts on {subject.care_starts}")
    return Found(True, f"{what} {day}")


_EXPIRES = ("Expires", "Expiration date", "Expires on", "Valid until", "Valid through")


def _not_expired(text: str, subject: Subject) -> Found:
    day = first_date(text, *_EXPIRES)
    if day is None:
        return Found(True, "it does not expire")
    return Found(day >= subject.today, f"expires {day}" if day >= subject.today else f"expired {day}")


def _outlasts(text: str, subject: Subject) -> Found:
    day, last = first_date(text, *_EXPIRES), subject.end or subject.care_starts
    if day is None:
        return Found(True, "it does not expire")
    return Found(day >= last, f"expires {day}, care is asked for until {last}")


def _certified(text: str, subject: Subject) -> Found:
    days = period(text, "Certification period", "Plan of care period", "Certified")
    if days is None:
        return Found(False, "no certification period is named")
    inside = days[0] <= subject.care_starts <= days[1]
    return Found(inside, f"certified {days[0]} to {days[1]}, care starts {subject.care_starts}")


_DIAGNOSIS = re.compile(r"\b[A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}\b|\b[A-TV-Z]\d{2}\b")


def _diagnoses(text: str, subject: Subject) -> Found:
    found = list(dict.fromkeys(_DIAGNOSIS.findall(text)))
    return Found(True, f"diagnoses {', '.join(found[:5])}") if found else Found(False, "no ICD-10 code is there")


def _diagnosis_date(text: str, subject: Subject) -> Found:
    day = first_date(text, "Date of diagnosis", "Diagnosis date", "Diagnosed on", "Diagnosed")
    if day is None:
        return Found(False, "it does not say when the diagnosis was made")
    return Found(day <= subject.today, f"diagnosed {day}")


def _specialty(text: str, subject: Subject) -> Found:
    wanted = fold(subject.specialty.replace("_", " "))
    named = bool(_mentions(fold(text), [wanted]))
    return Found(named, f"{'refers' if named else 'does not refer'} to {wanted}")


def _codes(text: str, subject: Subject) -> Found:
    missing = [code for code in subject.codes if not re.search(rf"\b{re.escape(code)}\b", text, re.IGNORECASE)]
    if missing:
        return Found(False, f"requested but not named: {', '.join(missing)}")
    return Found(True, "every requested code is named" if subject.codes else "no codes are requested yet")


def _age(text: str, subject: Subject) -> Found:
    if subject.birth_date is None:
        return Found(False, "the patient's birth date is not known")
    born = subject.birth_date
    age = subject.today.year - born.year - ((subject.today.month, subject.today.day) < (born.month, born.day))
    said = re.search(r"\bage:? *(\d{1,3})\b|\b(\d{1,3})[- ]years?[- ]old\b", text, re.IGNORECASE)
    if said is None:
        return Found(born in set(dates_in(text)), f"no age is named, the birth date {born} tells it")
    named = int(said[1] or said[2])
    return Found(age - named in (0, 1), f"says {named}, the patient is {age}")


def _patient(text: str, subject: Subject) -> Found:
    words = fold(text)
    names = [name for name in (subject.patient.given, subject.patient.family) if name]
    missing = [name for name in names if not _mentions(words, [name])]
    if missing or not names:
        return Found(False, "the patient's name is not there")
    if subject.birth_date is None or subject.birth_date not in set(dates_in(text)):
        return Found(False, "the patient's date of birth is not there")
    return Found(True, "name and date of birth are the patient's")


_TITLES: Mapping[DocumentType, tuple[str, ...]] = {
    DocumentType.REFERRAL: ("referral", "refer", "prescription", "order"),
    DocumentType.TREATMENT_PLAN: ("treatment plan", "plan of care", "behavior intervention plan"),
    DocumentType.ASSESSMENT_EVALUATION: ("evaluation", "assessment"),
    DocumentType.DIAGNOSIS_REPORT: ("diagnostic", "diagnosis", "psychological evaluation"),
    DocumentType.PROGRESS_NOTE: ("progress note", "progress report", "progress"),
    DocumentType.ORIGINAL_APPROVAL: ("authorization", "approval", "approved"),
}


def _title(text: str, subject: Subject) -> Found:
    wanted = _TITLES.get(subject.type, (subject.type.value.replace("_", " "),))
    found = _mentions(fold(text), wanted)
    if found:
        return Found(True, f"it speaks of {found[0]}")
    return Found(False, f"it does not read like a {subject.type.value.replace('_', ' ')}")


RULES: Mapping[RuleKind, Rule] = {
    RuleKind.CLINICIAN_SIGNATURE: _signature,
    RuleKind.CLINICIAN_CREDENTIAL: _credential,
    RuleKind.CLINICIAN_TAXONOMY: _taxonomy,
    RuleKind.DOCUMENT_DATE: _document_date,
    RuleKind.DOCUMENT_EXPIRED: _not_expired,
    RuleKind.EVALUATION_DATE: _evaluation_date,
    RuleKind.WITHIN_CERTIFICATION: _certified,
    RuleKind.EXPIRES_AFTER_PERIOD: _outlasts,
    RuleKind.DIAGNOSIS_CODES: _diagnoses,
    RuleKind.DIAGNOSIS_DATE: _diagnosis_date,
    RuleKind.REFERRED_SPECIALTIES: _specialty,
    RuleKind.TREATMENT_CODES: _codes,
    RuleKind.PATIENT_AGE: _age,
    RuleKind.CLINICAL_HISTORY: _any_of(
        "section on the history", "clinical history", "medical history", "history of present illness", "history"
    ),
    RuleKind.PATIENT_VERIFICATION: _patient,
    RuleKind.DIAGNOSTIC_TOOLS: _any_of(
        "diagnostic tool",
        *("ADOS", "ADOS-2", "ADI-R", "CARS", "CARS-2", "GARS", "M-CHAT", "Vineland", "ABAS", "SRS-2", "WISC", "PDDBI"),
    ),
    RuleKind.DIAGNOSTIC_CRITERIA: _any_of("diagnostic criterion", "DSM-5", "DSM-5-TR", "criterion A", "criteria"),
    RuleKind.SYMPTOM_SEVERITY: _any_of(
        "severity", "mild", "moderate", "severe", "level 1", "level 2", "level 3", "severity"
    ),
    RuleKind.DOCUMENT_TYPE: _title,
}


# -- the trees --------------------------------------------------------------------------------------------------------


class Branch(NamedTuple):
    """Rules that hold together: all of them (AND) or one of them (OR)."""

    operator: Operator
    children: tuple["Node", ...]


Node = RuleKind | Branch


def _all(*children: Node) -> Branch:
    return Branch(Operator.AND, children)


def _one(*children: Node) -> Branch:
    return Branch(Operator.OR, children)


_K = RuleKind
_WHOSE = (_K.DOCUMENT_TYPE, _K.PATIENT_VERIFICATION)
_SIGNED_BY = _all(_K.CLINICIAN_SIGNATURE, _one(_K.CLINICIAN_CREDENTIAL, _K.CLINICIAN_TAXONOMY))
_EXPIRY = _all(_K.DOCUMENT_EXPIRED, _K.EXPIRES_AFTER_PERIOD)
TREES: Mapping[DocumentType, Node] = {
    DocumentType.REFERRAL: _all(
        *_WHOSE, _SIGNED_BY, _K.DOCUMENT_DATE, _EXPIRY, _one(_K.REFERRED_SPECIALTIES, _K.TREATMENT_CODES)
    ),
    DocumentType.TREATMENT_PLAN: _all(
        *_WHOSE, _SIGNED_BY, _K.DOCUMENT_DATE, _K.DIAGNOSIS_CODES, _K.TREATMENT_CODES, _K.WITHIN_CERTIFICATION
    ),
    DocumentType.ASSESSMENT_EVALUATION: _all(*_WHOSE, _SIGNED_BY, _K.EVALUATION_DATE, _K.CLINICAL_HISTORY),
    DocumentType.DIAGNOSIS_REPORT: _all(
        *_WHOSE,
        _SIGNED_BY,
        _all(_K.DIAGNOSIS_CODES, _K.DIAGNOSIS_DATE),
        _K.PATIENT_AGE,
        _one(_K.DIAGNOSTIC_TOOLS, _K.DIAGNOSTIC_CRITERIA),
        _K.SYMPTOM_SEVERITY,
    ),
    DocumentType.PROGRESS_NOTE: _all(*_WHOSE, _K.CLINICIAN_SIGNATURE, _K.DOCUMENT_DATE),
    DocumentType.ORIGINAL_APPROVAL: _all(*_WHOSE, _EXPIRY),
}
"""What is looked for in a document of each type that is looked into."""


def judge(pages: Sequence[str] | None, subject: Subject, tree: Node | None = None) -> Finding:
    """What the rules for a document of its type find in its text, or those of ``tree``.

    A document without any text keeps no rule.
    """
    text = "\n".join(pages or ())
    return _judged(tree or TREES.get(subject.type, _all(*_WHOSE)), text if text.strip() else None, subject)


def _judged(node: Node, text: str | None, subject: Subject) -> Finding:
    if isinstance(node, RuleKind):
        found = Found(False, "no text can be read in the file") if text is None else RULES[node](text, subject)
        return Finding(passed=found.passed, rule=node, reason=found.reason)
    children = tuple(_judged(child, text, subject) for child in node.children)
    passed = (all if node.operator is Operator.AND else any)(child.passed for child in children)
    return Finding(passed=passed, operator=node.operator, children=children)
