"""FHIR R4 document Bundles in the manner of India's NRCES guide (ndhm.in): one per type of health information.

A Composition comes first and refers to everything after it. Its types and the codes of its sections are the guide's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import NAMESPACE_URL, uuid5

from polyclinic.core.clinical.model import (
    AllergyIntolerance,
    ClinicalEntry,
    Condition,
    MedicationStatement,
    Observation,
    ObservationCategory,
    Procedure,
)
from polyclinic.core.consent.model import InformationType
from polyclinic.core.consent.sharing import Shared
from polyclinic.core.documents.model import Document
from polyclinic.core.encounters.model import Encounter
from polyclinic.core.scheduling.model import Appointment
from polyclinic.standards.fhir import clinical, people, values
from polyclinic.standards.fhir.values import Resource, known

T = TypeVar("T")

PROFILES = "https://nrces.in/ndhm/fhir/r4/StructureDefinition"
_TYPES = {
    InformationType.OP_CONSULTATION: ("371530004", "Clinical consultation report", "OPConsultRecord"),
    InformationType.DISCHARGE_SUMMARY: ("373942005", "Discharge summary", "DischargeSummaryRecord"),
    InformationType.PRESCRIPTION: ("440545006", "Prescription record", "PrescriptionRecord"),
    InformationType.DIAGNOSTIC_REPORT: ("721981007", "Diagnostic studies report", "DiagnosticReportRecord"),
    InformationType.IMMUNIZATION_RECORD: ("41000179103", "Immunization record", "ImmunizationRecord"),
    InformationType.HEALTH_DOCUMENT_RECORD: ("419891008", "Record artifact", "HealthDocumentRecord"),
    InformationType.WELLNESS_RECORD: ("", "Wellness Record", "WellnessRecord"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A section's title, its SNOMED CT code (none: it is known by its title), and what it refers to."""

    title: str
    code: str
    entries: Sequence[Resource]
    beside: Sequence[Resource] = ()


def bundle(shared: Shared, contents: Mapping[str, bytes]) -> Resource:
    """The document of what is shared; ``contents`` are the bytes of documents by id, those that are to be inside."""
    sections = [section for section in _SECTIONS[shared.type](shared, contents) if section.entries]
    visit = _visit(shared)
    author = people.practitioner(shared.practitioner) if shared.practitioner else None
    keeper = people.organization(shared.practice_id, shared.practice_name, shared.facility)
    patient = people.patient(shared.patient)
    id = str(uuid5(NAMESPACE_URL, f"{shared.practice_id}/{shared.context.id}/{shared.type}"))
    composition = _composition(shared, id, sections, visit, ((author or keeper)["id"], keeper["id"]))
    resources = [composition, patient, author, keeper, visit]
    for section in sections:
        resources += [*section.entries, *section.beside]
    return {
        "resourceType": "Bundle",
        "id": id,
        "meta": {"versionId": "1", "lastUpdated": values.instant(shared.at), "profile": [f"{PROFILES}/DocumentBundle"]},
        "identifier": {"system": people.RECORD, "value": f"urn:uuid:{id}"},
        "type": "document",
        "timestamp": values.instant(shared.at),
        "entry": [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in resources if each],
    }


def _composition(
    shared: Shared, id: str, sections: Sequence[Section], visit: Resource | None, signed: tuple[str, str]
) -> Resource:
    """What the document is; ``signed`` are the ids of its author and of who keeps it."""
    author, keeper = signed
    code, display, profile = _TYPES[shared.type]
    return known(
        {
            "resourceType": "Composition",
            "id": str(uuid5(NAMESPACE_URL, f"{id}/composition")),
            "meta": {"profile": [f"{PROFILES}/{profile}"]},
            "status": "final",
            "type": {**(values.coded(values.SNOMED_CT, code, display) if code else {}), "text": display},
            "subject": values.reference(shared.patient.id),
            "encounter": values.reference(visit["id"]) if visit else None,
            "date": values.instant(shared.at),
            "author": [values.reference(author)],
            "custodian": values.reference(keeper),
            "title": display,
            "section": [_section(section) for section in sections] or [_empty(code, display)],
        }
    )


def _section(section: Section) -> Resource:
    code = values.coded(values.SNOMED_CT, section.code, section.title) if section.code else None
    return known(
        {"title": section.title, "code": code, "entry": [values.reference(each["id"]) for each in section.entries]}
    )


def _empty(code: str, title: str) -> Resource:
    """A visit that nothing was written about."""
    reason = values.coded(f"{values.TERMINOLOGY}/list-empty-reason", "unavailable", "Unavailable")
    return {"title": title, "code": values.coded(values.SNOMED_CT, code, title), "emptyReason": reason}


def _visit(shared: Shared) -> Resource | None:
    """The visit that a consultation or stay was; for what belongs to none, one that nothing is known of."""
    if shared.type not in (InformationType.OP_CONSULTATION, InformationType.DISCHARGE_SUMMARY):
        return None
    for item in shared.items:
        if isinstance(item, Encounter):
            return clinical.visit(item)
        if isinstance(item, Appointment):
            return clinical.appointed(item, shared.patient.id)
    return {
        "resourceType": "Encounter",
        "id": str(uuid5(NAMESPACE_URL, f"{shared.context.id}/visit")),
        "status": "unknown",
        "class": {"system": f"{values.TERMINOLOGY}/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "subject": values.reference(shared.patient.id),
    }


def _of(shared: Shared, type: type[T]) -> list[T]:
    return [item for item in shared.items if isinstance(item, type)]


def _consultation(shared: Shared, _: Mapping[str, bytes]) -> list[Section]:
    return [
        Section("Chief complaints", "422843007", _diagnoses(shared)),
        Section("Allergies", "722446000", [clinical.allergy(each) for each in _of(shared, AllergyIntolerance)]),
        Section("Medical History", "371529009", [clinical.condition(each) for each in _of(shared, Condition)]),
        Section("Physical examination", "425044008", [clinical.observation(each) for each in _of(shared, Observation)]),
        Section("Procedure", "371525003", [clinical.procedure(each) for each in _of(shared, Procedure)]),
        Section(
            "Medications", "721912009", [clinical.medication_request(each) for each in _of(shared, MedicationStatement)]
        ),
    ]


def _diagnoses(shared: Shared) -> list[Resource]:
    """What a visit was about: the diagnoses that it is billed by."""
    return [
        {
            "resourceType": "Condition",
            "id": diagnosis.id,
            "code": known(
                {
                    "coding": [
                        known(
                            {
                                "system": "http://hl7.org/fhir/sid/icd-10-cm",
                                "code": diagnosis.code,
                                "display": diagnosis.name,
                            }
                        )
                    ],
                    "text": diagnosis.name,
                }
            ),
            "subject": values.reference(shared.patient.id),
        }
        for encounter in _of(shared, Encounter)
        for diagnosis in encounter.diagnoses
    ]


def _prescription(shared: Shared, _: Mapping[str, bytes]) -> list[Section]:
    entries = [clinical.medication_request(each) for each in _of(shared, MedicationStatement)]
    return [Section("Prescription record", "440545006", entries)]


def _diagnostics(shared: Shared, _: Mapping[str, bytes]) -> list[Section]:
    results = _of(shared, Observation)
    id = str(uuid5(NAMESPACE_URL, f"{shared.context.id}/report"))
    report = clinical.report(id, shared.patient.id, shared.at, results)
    found = [clinical.observation(each) for each in results]
    return [Section("Diagnostic studies report", "721981007", [report], found)]


def _immunizations(shared: Shared, _: Mapping[str, bytes]) -> list[Section]:
    given = [clinical.immunization(each) for each in _of(shared, ClinicalEntry)]
    return [Section("Immunization record", "41000179103", given)]


def _documents(shared: Shared, contents: Mapping[str, bytes]) -> list[Section]:
    code, title, _ = _TYPES[shared.type]
    entries = [clinical.document_reference(each, contents.get(each.id)) for each in _of(shared, Document)]
    return [Section(title, code, entries)]


def _wellness(shared: Shared, _: Mapping[str, bytes]) -> list[Section]:
    titles = {
        ObservationCategory.VITAL_SIGNS: "Vital Signs",
        ObservationCategory.SOCIAL_HISTORY: "Lifestyle",
        ObservationCategory.SURVEY: "Other Observations",
    }
    found = _of(shared, Observation)
    return [
        Section(title, "", [clinical.observation(each) for each in found if each.category is category])
        for category, title in titles.items()
    ]


_SECTIONS: dict[InformationType, Callable[[Shared, Mapping[str, bytes]], list[Section]]] = {
    InformationType.OP_CONSULTATION: _consultation,
    InformationType.PRESCRIPTION: _prescription,
    InformationType.DIAGNOSTIC_REPORT: _diagnostics,
    InformationType.IMMUNIZATION_RECORD: _immunizations,
    InformationType.HEALTH_DOCUMENT_RECORD: _documents,
    InformationType.WELLNESS_RECORD: _wellness,
    InformationType.DISCHARGE_SUMMARY: _documents,
}
