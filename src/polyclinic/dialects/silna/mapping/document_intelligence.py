"""Document validations: what was found in documents of requests."""

from collections.abc import Iterator, Sequence
from typing import Any

from polyclinic.core.priorauth.model import DocumentCheck, Finding

Json = dict[str, Any]


def from_core(check: DocumentCheck) -> Json:
    """A check that has been made, with the tree of its rules and the tree's leaves."""
    assert check.finding is not None
    return {
        **_summary(check.id, passed=check.finding.passed),
        "batch_id": check.batch_id,
        "failed_rules": [_outcome(leaf) for leaf in _failures(check.finding)],
        "passed_rules": [_outcome(leaf) for leaf in _leaves(check.finding) if leaf.passed],
        "rule_results": [_outcome(check.finding)],
    }


def batch(checks: Sequence[DocumentCheck]) -> Json:
    """Checks that were made together: they pass if all of them do."""
    passed = all(check.finding is not None and check.finding.passed for check in checks)
    return _summary(checks[0].batch_id, passed=passed)


def of_requirement(checks: Sequence[DocumentCheck]) -> Json:
    """What a requirement shows of the checks of its documents; of a single document its check, too."""
    if not checks or checks[0].finding is None:
        return {"document_validation": None, "document_validation_batch": None}
    single = checks[0].finding if len(checks) == 1 else None
    return {
        "document_validation": _summary(checks[0].id, passed=single.passed) if single else None,
        "document_validation_batch": batch(checks),
    }


def _summary(id: str, *, passed: bool) -> Json:
    return {"id": id, "result": _result(passed=passed)}


def _result(*, passed: bool) -> str:
    return "PASSED" if passed else "FAILED"


def _leaves(finding: Finding) -> Iterator[Finding]:
    if not finding.children:
        yield finding
    for child in finding.children:
        yield from _leaves(child)


def _failures(finding: Finding) -> Iterator[Finding]:
    """The rules that a document failed by: one that another stands in for is none of them."""
    if not finding.passed and not finding.children:
        yield finding
    elif not finding.passed:
        for child in finding.children:
            yield from _failures(child)


def _outcome(finding: Finding) -> Json:
    return {
        "rule": finding.rule.value.upper() if finding.rule else None,
        "reason": finding.reason or None,
        "result": _result(passed=finding.passed),
        "operator": finding.operator.value.upper() if finding.operator else None,
        "child_results": [_outcome(child) for child in finding.children],
    }
