"""Prior authorizations: Silna's words and the record's. Their enumerations are the record's, in capitals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from polyclinic.core.priorauth.model import (
    LETTERS,
    Approval,
    Attachment,
    AuthorizationType,
    CertifiedLine,
    Clinician,
    DocumentCheck,
    DocumentType,
    Period,
    PriorAuthorization,
    Procedure,
    ServiceLine,
    Unit,
)
from polyclinic.core.priorauth.requirements import progress_of, standard_of
from polyclinic.core.priorauth.states import BUILDING
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.silna.mapping import document_intelligence
from polyclinic.dialects.silna.mapping.common import Refs
from polyclinic.dialects.silna.wire import prior_authorization_requests as wire

_MODIFIERS = {
    "GN": "Under a speech-language plan of care",
    "GO": "Under an occupational therapy plan of care",
    "GP": "Under a physical therapy plan of care",
    "HO": "By somebody with a master's degree",
    "HN": "By somebody with a bachelor's degree",
    "95": "Live telehealth",
}

Json = dict[str, Any]


# -- to the record ----------------------------------------------------------------------------------------------------


def draft(body: wire.PriorAuthorizationCreate | wire.CompletedAuthorizationCreate) -> PriorAuthorization:
    """A request under a plan; whose it is, the record knows."""
    return PriorAuthorization(
        patient_id="",
        coverage_id=body.patient_plan_id,
        specialty=body.specialty.value,
        type=AuthorizationType(body.authorization_type.value.lower()),
    )


def to_core(body: wire.PriorAuthorizationUpdate, held: PriorAuthorization) -> PriorAuthorization:
    """``held`` with what was sent; documents of a completed request are added to those that the payer may have."""
    sent = body.model_fields_set
    changes: Json = {}
    if "requested_treatment_codes" in sent:
        changes["lines"] = tuple(_line(line) for line in body.requested_treatment_codes or ())
    if "documents" in sent:
        new = [
            Attachment(DocumentType(each.document_type.value.lower()), each.file_id) for each in body.documents or ()
        ]
        before = () if held.status in BUILDING else held.attachments
        changes["attachments"] = tuple(dict.fromkeys((*before, *new)))
    if "clinician" in sent:
        changes["clinician"] = _clinician(body.clinician)
    if "start_date" in sent:
        changes["start"] = body.start_date
    if "skip_document_intelligence" in sent:
        changes["skip_checks"] = body.skip_document_intelligence
    if body.document_intelligence_configurations:
        changes["unchecked"] = _unchecked(held.unchecked, body.document_intelligence_configurations)
    return replace(held, **changes)


def _line(sent: wire.RequestedTreatmentSent) -> ServiceLine:
    return ServiceLine(
        procedures=_procedures(sent.treatment_codes),
        quantity=Decimal(sent.units),
        unit=Unit(sent.unit_type.value.lower()),
        period=Period(sent.time_frame.value.lower()),
    )


def _procedures(codes: Sequence[wire.TreatmentCodeSent]) -> tuple[Procedure, ...]:
    return tuple(
        Procedure(code.code.upper(), tuple(each.code.upper() for each in code.treatment_code_modifiers))
        for code in codes
    )


def _clinician(sent: wire.ClinicianSent | None) -> Clinician | None:
    if sent is None:
        return None
    return Clinician(sent.npi, HumanName(given=sent.first_name, family=sent.last_name or ""))


def _unchecked(held: Mapping[str, str], sent: Sequence[wire.DocumentConfiguration]) -> dict[str, str]:
    unchecked = dict(held)
    for each in sent:
        type = each.document_type.value.lower()
        unchecked.pop(type, None)
        if each.document_validation is not None and not each.document_validation.enabled:
            unchecked[type] = each.document_validation.validation_disabled_reason or ""
    return unchecked


def approval(body: wire.ApprovalRecord | wire.CompletedAuthorizationCreate) -> Approval:
    """What was approved; services without a number of their own bear the approval's."""
    return Approval(
        number=body.reference_number or "",
        start=body.approved_start_date,
        end=body.approved_end_date,
        lines=tuple(
            CertifiedLine(
                procedures=_procedures(line.treatment_codes),
                quantity=Decimal(line.units),
                unit=Unit(line.unit_type.value.lower()),
                period=Period(line.time_frame.value.lower()),
                number=line.reference_number or body.reference_number or "",
                start=body.approved_start_date,
                end=body.approved_end_date,
            )
            for line in body.approved_treatment_codes
        ),
        letter_ids=tuple(body.approval_letter_file_ids or ()),
    )


# -- from the record --------------------------------------------------------------------------------------------------


def preview(held: PriorAuthorization) -> Json:
    """What a list shows of a request."""
    return {
        "id": held.id,
        "created_at": held.created_at.isoformat(),
        "specialty": held.specialty,
        "status": held.status.value.upper(),
    }


def from_core(held: PriorAuthorization, refs: Refs, required_data: Json | None = None) -> Json:
    """A request as Silna shows it."""
    letters = [attachment for attachment in held.letters if attachment.type in LETTERS]
    others = [*held.attachments, *(attachment for attachment in held.letters if attachment.type not in LETTERS)]
    moved = held.history[-1].at if held.history else None
    return {
        **preview(held),
        "requested_treatment_codes": [_requested(line) for line in held.lines],
        "approved_treatment_codes": [_approved(line) for line in held.certified],
        "requested_start_date": held.start,
        "requested_end_date": held.end,
        "reference_numbers": [*held.numbers],
        "authorization_type": held.type.value.upper(),
        "approval_files": [_file(each) for each in letters if each.type is DocumentType.APPROVAL_LETTER],
        "denial_files": [_file(each) for each in letters if each.type is DocumentType.DENIAL_LETTER],
        "other_files": [_file(each) for each in others],
        "submitted_at": held.submitted_on,
        "last_updated_at": (moved or held.updated_at).astimezone(UTC).date(),
        "clinician": _shown_clinician(held.clinician),
        "required_data": required_data,
        "silna_url": f"{refs.base_url}/prior-authorizations/{held.id}",
        "approval_information_last_updated_at": _approved_at(held),
    }


def _approved_at(held: PriorAuthorization) -> str | None:
    at: datetime | None = held.decided_at if held.certified or held.letters else None
    return at.isoformat() if at else None


def _requested(line: ServiceLine | CertifiedLine) -> Json:
    return {
        "treatment_codes": [_code(procedure) for procedure in line.procedures],
        "units": f"{line.quantity.normalize():f}",
        "unit_type": line.unit.value.upper(),
        "time_frame": line.period.value.upper(),
    }


def _approved(line: CertifiedLine) -> Json:
    return {
        **_requested(line),
        "reference_number": line.number or None,
        "approved_start_date": line.start,
        "approved_end_date": line.end,
    }


def _code(procedure: Procedure) -> Json:
    standard = standard_of(procedure.code) or "CPT"
    return {
        "code": procedure.code,
        "description": f"{standard.replace('_', ' ')} {procedure.code}",
        "standard": standard,
        "treatment_code_modifiers": [
            {"code": code, "description": _MODIFIERS.get(code, f"Modifier {code}")} for code in procedure.modifiers
        ],
    }


def _file(attachment: Attachment) -> Json:
    return {"document_type": attachment.type.value.upper(), "file_id": attachment.document_id}


def _shown_clinician(clinician: Clinician | None) -> Json | None:
    if clinician is None:
        return None
    name = clinician.name
    return {"npi": clinician.npi, "first_name": name.given, "last_name": name.family or None}


# -- what is required -------------------------------------------------------------------------------------------------


def required_data(held: PriorAuthorization) -> Json:
    """What a request needs before it can be completed."""
    needs = held.requires
    items = [
        {
            "document_type": document.type.value.upper(),
            "required": document.required,
            "document_intelligence": {"validation_supported": document.checked},
        }
        for document in needs.documents
    ]
    return {
        "treatment_codes": {"required": needs.procedures, "standards": [*needs.standards]},
        "documents": {"required": any(document.required for document in needs.documents), "items": items},
        "clinician_npi": {"required": needs.clinician},
        "start_date": {"required": needs.start},
    }


def requirements_state(held: PriorAuthorization, checks: Mapping[DocumentType, Sequence[DocumentCheck]]) -> Json:
    """The same, with what of it there is and what was found in the documents."""
    progress, shown = progress_of(held), required_data(held)
    for item, document in zip(shown["documents"]["items"], held.requires.documents, strict=True):
        files = [{"id": each.document_id} for each in held.attachments if each.type is document.type]
        item["requirement_satisfied"] = progress.documents[document.type]
        item["files"] = files or None
        item.update(document_intelligence.of_requirement(checks.get(document.type, ())))
    documents = all(progress.documents[document.type] for document in held.requires.documents if document.required)
    shown["treatment_codes"]["requirement_satisfied"] = progress.procedures
    shown["documents"]["requirement_satisfied"] = documents
    shown["clinician_npi"]["requirement_satisfied"] = progress.clinician
    shown["start_date"]["requirement_satisfied"] = progress.start
    return shown
