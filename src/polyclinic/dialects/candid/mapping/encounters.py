"""Encounters in both directions. What is sent is plain JSON that its wire model has accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from polyclinic.core.encounters.model import (
    ClaimStatus,
    Diagnosis,
    Encounter,
    FacilityCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
    Subscriber,
    claim_status,
)
from polyclinic.core.encounters.parts import BillingNote, ClaimCode, Paperwork
from polyclinic.core.organisation.model import LegalEntity
from polyclinic.core.organisation.tags import Tag
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.times import parse_instant
from polyclinic.dialects.candid.mapping import health_care_codes
from polyclinic.dialects.candid.mapping.claims import (
    diagnosis_from_core,
    diagnosis_to_core,
    line_from_core,
    line_to_core,
)
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day, instant
from polyclinic.dialects.candid.mapping.custom_schemas import instance_from_core, instances_to_core
from polyclinic.dialects.candid.mapping.parties import (
    CONSENTS,
    ORDERS,
    ROLES,
    facility_from_core,
    facility_of,
    facility_to_core,
    guarantor_from_core,
    guarantor_to_core,
    patient_copy,
    patient_from_core,
    provider_from_core,
    provider_to_core,
    subscriber_from_core,
    subscriber_to_core,
    treating_from_core,
)
from polyclinic.dialects.candid.mapping.pre_encounter.tags import of_encounter

ENCOUNTER_ID = "candid.encounter.external_id"
CONTROL_NUMBER = "candid.patient_control_number"

STATEMENTS = ("patient_authorized_release", "benefits_assigned_to_provider", "provider_accepts_assignment")
PASSED = (
    "appointment_type",
    "existing_medications",
    "interventions",
    "vitals",
    "synchronicity",
    "additional_information",
    "service_authorization_exception_code",
    "delay_reason_code",
    "outside_lab",
    "outside_lab_charges_amount_cents",
    "purchased_service_provider_npi",
    "admission_date",
    "discharge_date",
    "onset_of_current_illness_or_symptom_date",
    "last_menstrual_period_date",
    "accident_date",
    "initial_treatment_date",
    "referral_number",
    "epsdt_referral",
    "secondary_payer_carrier_code",
    "related_causes_information",
    "property_casualty_claim_number",
    "property_casualty_patient_identifier",
    "pay_to_address",
    "place_of_service_code_as_submitted",
    "admission_hour",
    "admission_type_code",
    "admission_source_code",
    "discharge_hour",
    "discharge_status",
    "accident_state_or_province_code",
)
"""Members that only this API knows and that are read as they were sent."""
_PASSED = frozenset(PASSED)

INSTITUTIONAL = "TARGET_INSTITUTIONAL"
_OTHERWISE_SHOWN = {"billing_provider", "rendering_provider", "treating_provider"}
_SHOWN_AS = {role: name for name, role in ROLES.items() if name not in _OTHERWISE_SHOWN}
_NO_DIAGNOSES = {"BN", "ABN"}
"""External causes of injury, which this API tells apart from diagnoses."""
_CUSTOMER = frozenset({ClaimStatus.MISSING_INFORMATION, ClaimStatus.HELD_BY_CUSTOMER, ClaimStatus.WAITING_FOR_PROVIDER})
_NOBODY = frozenset(
    {ClaimStatus.NOT_BILLABLE, ClaimStatus.PAID, ClaimStatus.FINALIZED_PAID, ClaimStatus.FINALIZED_DENIED}
)
OWNERS = {
    status: "CUSTOMER" if status in _CUSTOMER else "NONE" if status in _NOBODY else "CANDID" for status in ClaimStatus
}
"""Whose turn it is, by the claim's status."""


@dataclass(frozen=True, slots=True)
class Refs:
    """What reading encounters needs besides them: the URL they are read under, the practice, who stands in for a
    provider that an encounter written through another API does not name, and the tags that they have, by id."""

    base_url: str
    practice_id: str
    billing: LegalEntity | None = None
    rendering: Practitioner | None = None
    tags: Mapping[str, Tag] = field(default_factory=dict)


# -- to the record ----------------------------------------------------------------------------------------------------


def to_core(sent: Mapping[str, Any], patient_id: str, facility: FacilityCopy | None) -> Encounter:
    """A new encounter. ``facility`` is the practice's own, where the body refers to one."""
    diagnoses, codes = _coded(sent)
    submission = sent.get("external_claim_submission")
    own_facility = sent.get("service_facility")
    return Encounter(
        external_ids=_external_ids(sent, submission),
        extras={DIALECT: _extras(sent)},
        patient_id=patient_id,
        patient=patient_copy(sent["patient"]),
        start=day(sent.get("date_of_service")),
        end=day(sent.get("end_date_of_service")),
        billable=sent["billable_status"] == "BILLABLE",
        responsible_party=ResponsibleParty(sent["responsible_party"]),
        institutional=sent.get("submission_expectation") == INSTITUTIONAL,
        type_of_bill=type_of_bill(sent.get("type_of_bill")),
        authorization_number=sent.get("prior_authorization_number") or "",
        place_of_service=sent.get("place_of_service_code") or "",
        facility_id=facility.id if facility else None,
        facility=facility or (facility_to_core(own_facility) if own_facility else None),
        providers=tuple([provider_to_core(role, sent[name]) for name, role in ROLES.items() if sent.get(name)]),
        subscribers=subscribers(sent),
        diagnoses=diagnoses,
        codes=codes,
        service_lines=tuple([_new_line(each, diagnoses) for each in sent.get("service_lines") or ()]),
        guarantor=guarantor_to_core(sent["guarantor"]) if sent.get("guarantor") else None,
        billing_notes=tuple([BillingNote(text=note["text"]) for note in sent.get("billing_notes") or ()]),
        paperwork=paperwork_of(sent.get("claim_supplemental_information")),
        tags=tuple(sent.get("tag_ids") or ()),
        schema_instances=instances_to_core(sent.get("schema_instances")),
        submitted_elsewhere=submission is not None,
        submitted_at=max(
            (parse_instant(each["submitted_at"]) for each in (submission or {}).get("submission_records", ())),
            default=None,
        ),
    )


def _coded(sent: Mapping[str, Any]) -> tuple[tuple[Diagnosis, ...], tuple[ClaimCode, ...]]:
    if "diagnoses" in sent:
        return tuple([diagnosis_to_core(each) for each in sent["diagnoses"]]), ()
    return health_care_codes.to_core(sent.get("health_care_code_information") or {})


def type_of_bill(sent: Mapping[str, Any] | None) -> str:
    """The four digits, however they were sent."""
    if not sent:
        return ""
    if sent["type"] == "raw_code":
        return str(sent["value"])
    return f"0{sent['type_of_facility']}{sent['type_of_care']}{sent['frequency_code']}"


def _new_line(sent: Json, diagnoses: Sequence[Diagnosis]) -> ServiceLine:
    return line_to_core(sent, [diagnoses[pointer].id for pointer in sent.get("diagnosis_pointers") or ()])


def paperwork_of(sent: Sequence[Mapping[str, Any]] | None, held: Sequence[Paperwork] = ()) -> tuple[Paperwork, ...]:
    """The paperwork that goes with the claim; what was announced the same way before keeps its id and document."""
    left = list(held)
    found = []
    for each in sent or ():
        new = Paperwork(
            report_type=each["attachment_report_type_code"],
            transmission=each["attachment_transmission_code"],
            control_number=each.get("attachment_control_number") or "",
        )
        same = next((old for old in left if _paperwork(old) == _paperwork(new)), None)
        if same is not None:
            left.remove(same)
        found.append(same or new)
    return tuple(found)


def subscribers(sent: Mapping[str, Any]) -> tuple[Subscriber, ...]:
    """The holders of the plans, the one that pays first at the start."""
    return tuple([subscriber_to_core(order, sent[name]) for name, order in ORDERS.items() if sent.get(name)])


def _external_ids(sent: Mapping[str, Any], submission: Json | None) -> tuple[ExternalId, ...]:
    mine = ExternalId(ENCOUNTER_ID, sent["external_id"])
    return (mine, ExternalId(CONTROL_NUMBER, submission["patient_control_number"])) if submission else (mine,)


def _extras(sent: Mapping[str, Any]) -> Json:
    """What only this API knows, by the names it has here."""
    mine: Json = {name: sent[name] for name in (*STATEMENTS, *PASSED) if name in sent}
    for name in ("clinical_notes", "patient_histories", "external_claim_submission"):
        if sent.get(name):
            mine[name] = sent[name]
    if consents := {name: sent["patient"][name] for name in CONSENTS if name in sent["patient"]}:
        mine["patient"] = consents
    return mine


# -- from the record --------------------------------------------------------------------------------------------------


def from_core(encounter: Encounter, refs: Refs) -> Json:
    """An encounter as read."""
    mine: Json = encounter.extras.get(DIALECT, {})
    created_at = instant(encounter.created_at)
    status = claim_status(encounter)
    external_id = encounter.external_id(ENCOUNTER_ID) or encounter.id
    answer: Json = {
        "encounter_id": encounter.id,
        "external_id": external_id,
        "created_at": created_at,
        "url": f"{refs.base_url}/api/encounters/v4/{encounter.id}",
        "patient_authorized_release": mine.get("patient_authorized_release", False),
        "benefits_assigned_to_provider": mine.get("benefits_assigned_to_provider", False),
        "provider_accepts_assignment": mine.get("provider_accepts_assignment", False),
        "billable_status": "BILLABLE" if encounter.billable else "NOT_BILLABLE",
        "responsible_party": encounter.responsible_party.value,
        "owner_of_next_action": OWNERS[status],
        "submission_origin": "EXTERNAL" if encounter.submitted_elsewhere else "CANDID",
        "submission_expectation": INSTITUTIONAL if encounter.institutional else "TARGET_PROFESSIONAL",
        "patient": patient_from_core(encounter.patient_id, encounter.patient, mine.get("patient", {})),
        "clinical_notes": [_notes_from_core(each) for each in mine.get("clinical_notes", ())],
        "patient_histories": mine.get("patient_histories", []),
        "patient_payments": [],
        "tags": [of_encounter(refs.tags[id]) for id in encounter.tags if id in refs.tags],
        "schema_instances": [instance_from_core(each) for each in encounter.schema_instances],
    }
    for name, value in mine.items():
        if name in _PASSED:
            answer[name] = value
    _add_optional(answer, encounter, refs)
    billing = provider_in(encounter, ProviderRole.BILLING, refs)
    _add_parties(answer, encounter, billing, refs)
    _add_claim(answer, encounter, status.value, created_at, billing)
    return answer


def _notes_from_core(category: Json) -> Json:
    notes = category["notes"]
    return {"category": category["category"], "notes": [note["text"] for note in notes], "notes_structured": notes}


def _add_optional(answer: Json, encounter: Encounter, refs: Refs) -> None:
    if is_id(refs.practice_id):
        answer["organization_id"] = refs.practice_id
    if encounter.start:
        answer["date_of_service"] = encounter.start.isoformat()
    if encounter.end:
        answer["end_date_of_service"] = encounter.end.isoformat()
    if encounter.place_of_service:
        answer["place_of_service_code"] = encounter.place_of_service
    if code := encounter.type_of_bill:
        parts = {"type_of_facility": code[1], "type_of_care": code[2], "frequency_code": code[3]}
        answer["type_of_bill"] = {"code": code, **parts}
    if encounter.authorization_number:
        answer["prior_authorization_number"] = encounter.authorization_number
    if encounter.submitted_at:
        answer["last_submitted_at"] = instant(encounter.submitted_at)
    if number := encounter.external_id(CONTROL_NUMBER):
        answer["patient_control_number"] = number
    if encounter.guarantor:
        answer["guarantor"] = guarantor_from_core(encounter.guarantor)
    if encounter.billing_notes:
        answer["billing_notes"] = [note_from_core(encounter, note) for note in encounter.billing_notes]
    if encounter.paperwork:
        answer["claim_supplemental_information"] = [_paperwork(each) for each in encounter.paperwork]


def note_from_core(encounter: Encounter, note: BillingNote) -> Json:
    """A billing note as read; one without a time of its own is as old as its encounter."""
    return {
        "billing_note_id": note.id,
        "encounter_id": encounter.id,
        "created_at": instant(note.created_at or encounter.created_at),
        "text": note.text,
        "billing_note_type": "manual",
    }


def _paperwork(paperwork: Paperwork) -> Json:
    answer = {
        "attachment_report_type_code": paperwork.report_type,
        "attachment_transmission_code": paperwork.transmission,
    }
    return {**answer, "attachment_control_number": paperwork.control_number} if paperwork.control_number else answer


def provider_in(encounter: Encounter, role: ProviderRole, refs: Refs) -> Provider:
    """The billing or rendering provider, or who stands in for it."""
    found = encounter.provider(role)
    if found is not None:
        return found
    if role is ProviderRole.BILLING and refs.billing:
        entity = refs.billing
        return Provider(
            role=role, id=entity.id, organisation=entity.name, npi=entity.npi, tin=entity.tin, address=entity.address
        )
    attending = encounter.provider(ProviderRole.ATTENDING)
    if role is ProviderRole.RENDERING and attending:
        return replace(attending, role=role)
    if role is ProviderRole.RENDERING and refs.rendering:
        person = refs.rendering
        return Provider(role=role, id=person.id, name=person.name, npi=person.npi, address=person.address)
    return Provider(role=role, id=encounter.id)


def _add_parties(answer: Json, encounter: Encounter, billing: Provider, refs: Refs) -> None:
    here = billing.address
    answer["billing_provider"] = provider_from_core(billing, None)
    answer["rendering_provider"] = provider_from_core(provider_in(encounter, ProviderRole.RENDERING, refs), here)
    for provider in encounter.providers:
        if (name := _SHOWN_AS.get(provider.role)) and name not in answer:
            answer[name] = provider_from_core(provider, here)
    if treating := encounter.provider(ProviderRole.TREATING):
        answer["treating_provider"] = treating_from_core(treating)
    answer["service_facility"] = facility_from_core(encounter.facility or facility_of(billing), here)
    for name, order in ORDERS.items():
        if subscriber := encounter.subscriber(order):
            answer[name] = subscriber_from_core(subscriber)


def claim_id_of(encounter: Encounter) -> str:
    """The id of an encounter's claim."""
    return encounter.claims[0].id if encounter.claims else encounter.id


def _add_claim(answer: Json, encounter: Encounter, status: str, created_at: str, billing: Provider) -> None:
    claim_id = claim_id_of(encounter)
    lines = [line_from_core(line, encounter, claim_id, created_at, billing.address) for line in encounter.service_lines]
    answer["claims"] = [{"claim_id": claim_id, "status": status, "service_lines": lines, "eras": []}]
    answer["diagnoses"] = [
        diagnosis_from_core(each, encounter.id, created_at)
        for each in encounter.diagnoses
        if each.code_type not in _NO_DIAGNOSES
    ]
