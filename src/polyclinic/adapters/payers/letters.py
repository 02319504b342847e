"""The made-up payers' letters: one page of PDF, the same bytes for the same decision."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import inch
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from polyclinic.core.priorauth.model import CertifiedLine
from polyclinic.core.priorauth.ports import Letter, ReviewAnswer, ReviewRequest

_STYLES = getSampleStyleSheet()


def approval_letter(request: ReviewRequest, answer: ReviewAnswer) -> Letter:
    """What was approved, by which number, for how long."""
    first = answer.lines[0]
    said = [
        f"Authorization number: {answer.number}",
        f"Effective: {first.start} to {first.end}",
        answer.reason,
    ]
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
    about = [
        f"Date: {request.asked_at:%Y-%m-%d}",
        f"Member: {evidence.patient_name.full}",
        f"Date of birth: {evidence.birth_date or 'unknown'}",
        f"Member number: {evidence.member_id}",
        f"Provider: {evidence.provider_name}",
        f"Service: {request.specialty.replace('_', ' ').capitalize()}",
    ]
    body = [Paragraph(_safe(evidence.payer_name or "Payer"), _STYLES["Title"]), Paragraph(title, _STYLES["Heading2"])]
    body += [Paragraph(_safe(line), _STYLES["Normal"]) for line in about]
    body += [Spacer(1, 0.2 * inch), *(Paragraph(_safe(line), _STYLES["Normal"]) for line in said)]
    if lines:
        rows = [["Codes", "Quantity", "Unit", "Per"], *map(_row, lines)]
        body += [Spacer(1, 0.2 * inch), Table(rows, hAlign="LEFT")]
    body += [Spacer(1, 0.3 * inch), Paragraph("This letter is made up: it is no promise to pay.", _STYLES["Italic"])]
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=LETTER, title=title, author="", invariant=1).build(body)
    return Letter(filename, out.getvalue())


def _row(line: CertifiedLine) -> list[str]:
    codes = ", ".join("-".join((procedure.code, *procedure.modifiers)) for procedure in line.procedures)
    return [codes, f"{line.quantity.normalize():f}", line.unit.value.replace("_", " "), line.period.value]


def _safe(text: str) -> str:
    """A text as ReportLab's little markup language takes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
