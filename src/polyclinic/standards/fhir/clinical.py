"""Clinical entries, visits and documents as resources."""

import base64
from collections.abc import Sequence
from datetime import datetime

from polyclinic.core.clinical.model import (
    AllergyIntolerance,
    ClinicalEntry,
    Condition,
    MedicationStatement,
    MedicationStatus,
    Observation,
    Procedure,
)
from polyclinic.core.documents.model import Document
from polyclinic.core.encounters.model import Encounter
from polyclinic.core.scheduling.model import Appointment, Status
from polyclinic.standards.fhir import values
from polyclinic.standards.fhir.values import TERMINOLOGY, Resource, known

_REQUESTED = {
    MedicationStatus.ACTIVE: "active",
    MedicationStatus.INTENDED: "active",
    MedicationStatus.COMPLETED: "completed",
    MedicationStatus.STOPPED: "stopped",
    MedicationStatus.ON_HOLD: "on-hold",
    MedicationStatus.NOT_TAKEN: "cancelled",
    MedicationStatus.UNKNOWN: "unknown",
}
_VISITED = {
    Status.COMPLETE: "finished",
    Status.ARRIVED: "arrived",
    Status.IN_SESSION: "in-progress",
}
_AMBULATORY = {"system": f"{TERMINOLOGY}/v3-ActCode", "code": "AMB", "display": "ambulatory"}


def _entry(type: str, held: ClinicalEntry, patient: str = "subject") -> Resource:
    return {"resourceType": type, "id": held.id, patient: values.reference(held.patient_id)}


def allergy(held: AllergyIntolerance) -> Resource:
    status = values.coded(f"{TERMINOLOGY}/allergyintolerance-clinical", held.status.value)
    reactions = [
        known({"manifestation": [shown], "severity": each.severity.value if each.severity else None})
        for each in held.reactions
        if (shown := values.concept(each.manifestation))
    ]
    return known(
        {
            **_entry("AllergyIntolerance", held, "patient"),
            "clinicalStatus": status,
            "type": held.type.value,
            "category": [held.category.value] if held.category else [],
            "criticality": held.criticality.value if held.criticality else None,
            "code": values.concept(held.code),
            "onsetDateTime": held.onset,
            "reaction": reactions,
            "note": values.notes([held.note]),
        }
    )


def condition(held: Condition) -> Resource:
    return known(
        {
            **_entry("Condition", held),
            "clinicalStatus": values.coded(f"{TERMINOLOGY}/condition-clinical", held.status.value),
            "code": values.concept(held.code),
            "onsetDateTime": held.onset,
            "abatementDateTime": held.abatement,
            "note": values.notes([held.note]),
        }
    )


def medication_request(held: MedicationStatement) -> Resource:
    dose = values.quantity(held.dosage.dose)
    dosage = known(
        {
            "text": held.dosage.text,
            "route": values.concept(held.dosage.route),
            "doseAndRate": [{"doseQuantity": dose}] if dose else [],
        }
    )
    return known(
        {
            **_entry("MedicationRequest", held),
            "status": _REQUESTED[held.status],
            "intent": "order",
            "medicationCodeableConcept": values.concept(held.code),
            "authoredOn": held.start,
            "dosageInstruction": [dosage] if dosage else [],
            "note": values.notes([held.note]),
        }
    )


def immunization(held: ClinicalEntry) -> Resource:
    """Something given whose code is a vaccine's."""
    when = {"occurrenceDateTime": held.begun} if held.begun else {"occurrenceString": "unknown"}
    return known(
        {
            **_entry("Immunization", held, "patient"),
            "status": "completed",
            "vaccineCode": values.concept(held.code),
            **when,
            "note": values.notes([held.note]),
        }
    )


def observation(held: Observation) -> Resource:
    bounds = held.reference_range
    interpretation = held.interpretation and [
        values.coded(f"{TERMINOLOGY}/v3-ObservationInterpretation", held.interpretation)
    ]
    usual = known(
        {
            "low": {"value": values.number(bounds.low)} if bounds and bounds.low is not None else None,
            "high": {"value": values.number(bounds.high)} if bounds and bounds.high is not None else None,
            "text": bounds.text if bounds else "",
        }
    )
    return known(
        {
            **_entry("Observation", held),
            "status": held.status.value,
            "category": [values.coded(f"{TERMINOLOGY}/observation-category", held.category.value)],
            "code": values.concept(held.code),
            "effectiveDateTime": held.effective,
            "valueQuantity": values.quantity(held.quantity),
            "valueCodeableConcept": values.concept(held.concept),
            "valueString": held.text,
            "interpretation": interpretation,
            "referenceRange": [usual] if usual else [],
            "note": values.notes([held.note]),
        }
    )


def procedure(held: Procedure) -> Resource:
    return known(
        {
            **_entry("Procedure", held),
            "status": held.status.value,
            "code": values.concept(held.code),
            "performedDateTime": held.performed,
            "note": values.notes([held.note]),
        }
    )


def report(id: str, patient_id: str, at: datetime, results: Sequence[Observation]) -> Resource:
    """The report that results belong to."""
    return {
        "resourceType": "DiagnosticReport",
        "id": id,
        "status": "final",
        "code": values.coded(values.SNOMED_CT, "721981007", "Diagnostic studies report"),
        "subject": values.reference(patient_id),
        "issued": values.instant(at),
        "result": [values.reference(each.id) for each in results],
    }


def visit(held: Encounter) -> Resource:
    period = known({"start": values.day(held.first_day), "end": values.day(held.end)})
    return {
        "resourceType": "Encounter",
        "id": held.id,
        "status": "finished",
        "class": _AMBULATORY,
        "subject": values.reference(held.patient_id),
        "period": period,
    }


def appointed(held: Appointment, patient_id: str) -> Resource:
    """The visit that an appointment was made for."""
    return known(
        {
            "resourceType": "Encounter",
            "id": held.id,
            "status": _VISITED.get(held.status, "planned"),
            "class": _AMBULATORY,
            "subject": values.reference(patient_id),
            "period": {"start": values.instant(held.start), "end": values.instant(held.end)},
            "reasonCode": [{"text": held.reason}] if held.reason else [],
        }
    )


def document_reference(held: Document, content: bytes | None) -> Resource:
    """A document; ``content`` None leaves its bytes out."""
    attachment = known(
        {
            "contentType": held.content_type,
            "title": held.filename or held.name,
            "size": held.file.size if held.file else None,
            "data": base64.b64encode(content).decode() if content else None,
        }
    )
    return known(
        {
            "resourceType": "DocumentReference",
            "id": held.id,
            "status": "current",
            "type": {"text": held.name or held.filename or "Document"},
            "subject": values.reference(held.patient_id) if held.patient_id else None,
            "date": values.instant(held.created_at),
            "description": held.description,
            "content": [{"attachment": attachment}],
        }
    )
