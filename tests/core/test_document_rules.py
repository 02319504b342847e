"""What is looked for in documents of requests: a row for each rule, with words that keep it and words that break it."""

from dataclasses import replace
from datetime import date

import pytest

from polyclinic.core.priorauth.letters import approval_in, dates_in
from polyclinic.core.priorauth.model import DocumentType, Finding, Operator, RuleKind
from polyclinic.core.priorauth.rules import RULES, TREES, Branch, Node, Subject, judge
from polyclinic.core.shared.names import HumanName

ANA = Subject(
    type=DocumentType.TREATMENT_PLAN,
    patient=HumanName("Ána", "Silva"),
    birth_date=date(1990, 1, 2),
    specialty="PHYSICAL_THERAPY",
    codes=("97110", "97530"),
    start=date(2026, 4, 1),
    end=date(2026, 9, 30),
    today=date(2026, 3, 20),
)
PLAN = """Plan of care
Patient: Ana Silva   Date of birth: 01/02/1990
Date: 3/15/2026
Diagnosis: M54.5
Certification period: 2026-03-15 to 2026-06-15
Therapeutic exercise 97110, therapeutic activities 97530
Electronically signed by Lee Chan, PT
"""
K = RuleKind
WORDS: dict[RuleKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    K.CLINICIAN_SIGNATURE: (("Signed by: Lee Chan", "Signature: L. Chan", "/s/ Chan"), ("Signature: ______", "Chan")),
    K.CLINICIAN_CREDENTIAL: (("Signed by Lee Chan, DPT", "/s/ Chan M.D."), ("PT evaluation\nSigned by Lee", "Dr Chan")),
    K.CLINICIAN_TAXONOMY: (("Taxonomy 225100000X",), ("Taxonomy 2251",)),
    K.DOCUMENT_DATE: (("Date: 2026-03-01", "Written March 1, 2026"), ("Date: 2026-03-21", "Date: 2024-01-01", "none")),
    K.DOCUMENT_EXPIRED: (("Valid until: 2026-03-20", "never ends"), ("Expires: 2026-03-19",)),
    K.EVALUATION_DATE: (("Evaluation date: 2/1/2026",), ("Evaluation date: 2/1/2025", "Date: 2/1/2026")),
    K.WITHIN_CERTIFICATION: (
        ("Certification period: 2026-04-01 - 2026-06-01",),
        ("Certification period: 2026-04-02 - 2026-06-01", "Certification period: 2026-04-01"),
    ),
    K.EXPIRES_AFTER_PERIOD: (("Valid through 9/30/2026", "-"), ("Valid through 9/29/2026",)),
    K.DIAGNOSIS_CODES: (("F84.0", "Diagnosis: I10"), ("Diagnosis: none", "room 12")),
    K.DIAGNOSIS_DATE: (("Diagnosed on 1/5/2020",), ("Diagnosed on 1/5/2027", "Diagnosed early")),
    K.REFERRED_SPECIALTIES: (("Please start Physical  Therapy",), ("Please start speech therapy",)),
    K.TREATMENT_CODES: (("97110, 97530",), ("97110",)),
    K.PATIENT_AGE: (("a 36-year-old woman", "Age: 35", "born 1/2/1990"), ("Age: 40", "old")),
    K.CLINICAL_HISTORY: (("History of present illness",), ("prehistoric",)),
    K.PATIENT_VERIFICATION: (("Ana SILVA, 1990-01-02",), ("Ana Silva", "Ana Silvana 1990-01-02", "1990-01-02")),
    K.DIAGNOSTIC_TOOLS: (("The ADOS-2 was used",), ("tools were used",)),
    K.DIAGNOSTIC_CRITERIA: (("meets DSM-5",), ("meets expectations",)),
    K.SYMPTOM_SEVERITY: (("Moderate symptoms", "ASD Level 2"), ("symptoms",)),
    K.DOCUMENT_TYPE: (("TREATMENT PLAN",), ("Invoice",)),
}


def found(rule: Node, text: str, subject: Subject = ANA) -> Finding:
    return judge([text], subject, rule)


def test_every_rule_has_its_words() -> None:
    assert WORDS.keys() == RULES.keys() == set(RuleKind)


@pytest.mark.parametrize("rule", RuleKind)
def test_words_keep_a_rule_or_break_it(rule: RuleKind) -> None:
    keeping, breaking = WORDS[rule]
    assert [found(rule, text).passed for text in keeping] == [True] * len(keeping)
    assert [found(rule, text).passed for text in breaking] == [False] * len(breaking)
    assert all(found(rule, text).reason for text in (*keeping, *breaking))


def test_a_good_plan_keeps_every_rule() -> None:
    finding = judge([PLAN], ANA)
    assert finding.passed, finding
    assert finding.operator is Operator.AND


@pytest.mark.parametrize("type", TREES)
def test_a_file_without_text_keeps_no_rule(type: DocumentType) -> None:
    for pages in (None, (), ("  ",)):
        finding = judge(pages, replace(ANA, type=type))
        assert not finding.passed
        assert {leaf.reason for leaf in leaves(finding)} == {"no text can be read in the file"}


def leaves(finding: Finding) -> list[Finding]:
    return [finding] if not finding.children else [leaf for child in finding.children for leaf in leaves(child)]


def test_a_tree_follows_from_its_branches() -> None:
    good, bad = K.DIAGNOSIS_CODES, K.DIAGNOSIS_DATE
    for operator, results in ((Operator.AND, [True, False, False]), (Operator.OR, [True, True, False])):
        pairs = [(good, good), (good, bad), (bad, bad)]
        assert [found(Branch(operator, pair), "F84.0").passed for pair in pairs] == results


def test_dates_are_read_as_they_are_written() -> None:
    text = "2026-03-01, 3/1/2026, March 1, 2026, Sept. 5 2025, 13/45/2026, 2026-02-30, 12026-03-01"
    assert list(dates_in(text)) == [date(2026, 3, 1)] * 3 + [date(2025, 9, 5)]


@pytest.mark.parametrize(
    ("text", "number", "start"),
    [
        ("Authorization number: PA-12345\nEffective: 2026-01-01 to 2026-06-30", "PA-12345", date(2026, 1, 1)),
        ("Reference #: 998877 approved", "998877", None),
        ("authorization no. ab12 valid 1/1/2026 - 2/1/2026", "AB12", date(2026, 1, 1)),
    ],
)
def test_letters_tell_of_an_approval(text: str, number: str, start: date | None) -> None:
    approval = approval_in(text)
    assert approval is not None
    assert (approval.number, approval.start) == (number, start)


def test_a_letter_without_a_number_tells_of_none() -> None:
    assert approval_in("Dear Ana, your request is approved.") is None


def test_what_is_asked_for_is_no_pattern() -> None:
    for code in ("971.0", ".*", "97110|97530", "(", "97110\\b"):
        assert not found(K.TREATMENT_CODES, "97110, 97530", replace(ANA, codes=(code,))).passed, code
