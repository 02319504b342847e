"""Documents that open: a page of text for the first patients."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

from polyclinic.core.documents.model import DOCUMENT, Document, StoredFile
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.context import Context
from polyclinic.sandbox.plan import Plan
from polyclinic.standards.paper import Lines, Sheet, pdf

_PAPERS = (
    ("Referral letter", 0, ("referral",), "Thank you for seeing this patient. Please advise on further treatment."),
    ("Complete blood count", 1, ("lab", "blood"), "Haemoglobin 13.9 g/dL. White cells 6.1. Platelets 240. Normal."),
    ("Chest X-ray", 2, ("imaging",), "Lungs clear. Heart size normal. No acute findings."),
)


async def load_papers(
    ctx: Context, plan: Plan, patients: Sequence[Patient], keep: Callable[[bytes, str], Awaitable[StoredFile]]
) -> None:
    """Stage one document for each of the first dozen patients."""
    today = ctx.clock.today(ZoneInfo(plan.zone))
    for position, patient in enumerate(patients[:12]):
        name, document_class, tags, text = _PAPERS[position % len(_PAPERS)]
        filename = f"{name.casefold().replace(' ', '-')}.pdf"
        file = await keep(_typeset(name, plan.name, patient.name.full, text), filename)
        await ctx.put(
            DOCUMENT,
            Document(
                id=plan.id("document", position),
                number=plan.first_number + 8001 + position,
                name=name,
                description=f"{name} of {patient.name.full}",
                patient_id=patient.id,
                practitioner_id=patient.practitioner_id,
                class_id=plan.id("document_class", document_class),
                filename=filename,
                content_type="application/pdf",
                date=today - timedelta(days=3 * position),
                tags=tags,
                file=file,
            ),
        )


@cache
def _typeset(title: str, practice: str, patient: str, text: str) -> bytes:
    """Practices that are made one after another hold the same papers."""
    return pdf(Sheet(title, [Lines([practice, patient, "", text])]))
