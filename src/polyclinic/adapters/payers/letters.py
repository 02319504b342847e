"""The made-up payers' letters: a page of PDF, the same bytes for the same decision."""

from collections.abc import Sequence

from polyclinic.core.priorauth.model import CertifiedLine
from polyclinic.core.priorauth.ports import Letter, ReviewAnswer, ReviewRequest
from polyclinic.standards.paper import Block, Facts, Grid, Heading, Lines, Sheet, pdf

_FOOTER = "This letter is made up: it is no promise to pay."


def approval_letter(request: ReviewRequest, answer: ReviewAnswer) -> Letter:
    """What was approved, by which number, for how long."""
    first = answer.lines[0]
    said = [f"Authorization number: {answer.number}", f"Effective: {first.start} to {first.end}", answer.reason]
    return _letter(request, "approval-letter.pdf", "Notice of approval", said, answer.lines)


def denial_letter(request: ReviewRequest, answer: ReviewAnswer) -> Letter:
    """Why it was denied, and what can be done about it."""
    said = [answer.reason, "You can appeal within 30 days: send what supports the request."]
    return _letter(request, "denial-letter.pdf", "Notice of denial", said)


def plain_letter(request: ReviewRequest, title: str, reason: str) -> Letter:
    """Some other news."""
    return _letter(request, "letter.pdf", title, [reason])


def _letter(
    request: ReviewRequest, filename: str, title: str, said: Sequence[str], lines: Sequence[CertifiedLine] = ()
) -> Letter:
    evidence = request.evidence
    about = (
        ("Date", f"{request.asked_at:%Y-%m-%d}"),
        ("Member", evidence.patient_name.full),
        ("Date of birth", f"{evidence.birth_date or 'unknown'}"),
        ("Member number", evidence.member_id),
        ("Provider", evidence.provider_name),
        ("Service", request.specialty.replace("_", " ").capitalize()),
    )
    blocks: list[Block] = [Heading(evidence.payer_name or "The payer"), Facts(about), Lines(said)]
    if lines:
        blocks.append(Grid(("Codes", "Quantity", "Unit", "Per"), (3, 1, 2, 2), [_row(line) for line in lines]))
    return Letter(filename, pdf(Sheet(title, blocks, _FOOTER)))


def _row(line: CertifiedLine) -> tuple[str, ...]:
    codes = ", ".join("-".join((procedure.code, *procedure.modifiers)) for procedure in line.procedures)
    return codes, f"{line.quantity.normalize():f}", line.unit.value.replace("_", " "), line.period.value
