"""A PATCH of an encounter: absent members stay, null clears, of a party only the members given are replaced."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from polyclinic.core.encounters.model import Encounter, FacilityCopy, ProviderRole, ResponsibleParty
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.core.shared.errors import Invalid, Problem
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, day, merged
from polyclinic.dialects.candid.mapping.custom_schemas import instances_to_core
from polyclinic.dialects.candid.mapping.encounters import (
    ENCOUNTER_ID,
    INSTITUTIONAL,
    PASSED,
    STATEMENTS,
    Refs,
    paperwork_of,
    provider_in,
    type_of_bill,
)
from polyclinic.dialects.candid.mapping.parties import (
    CONSENTS,
    ORDERS,
    ROLES,
    facility_of,
    facility_to_core,
    facility_to_wire,
    guarantor_to_core,
    guarantor_to_wire,
    patient_copy,
    patient_to_wire,
    provider_to_core,
    provider_to_wire,
    subscriber_to_core,
)
from polyclinic.dialects.candid.mapping.rules import cash_pay_problems, payer_problems, provider_problems

_NEEDED = {
    "billing_provider": ("npi", "tax_id", "address"),
    "treating_provider": ("first_name", "last_name"),
    "guarantor": ("external_id", "first_name", "last_name", "address"),
}
_NEEDS_NPI = ("npi",)
_EXCLUSIVE: tuple[tuple[set[str], set[str]], ...] = (
    ({"organization_name"}, {"first_name", "last_name"}),
    ({"provider_commercial_license_type"}, {"secondary_identification"}),
)


def merged_patient(encounter: Encounter, sent: Mapping[str, Any]) -> Json:
    """The encounter's patient with what ``sent`` says; the id that stands in for a missing external id is none.

    Raises ``Invalid`` for non-insurance payers that do not exist.
    """
    if problems := payer_problems(sent):
        raise Invalid(problems)
    held = patient_to_wire(encounter.patient, encounter.extra(DIALECT, "patient", {}))
    patient = merged(held, sent)
    if "external_id" not in held and patient.get("external_id") == encounter.patient_id:
        del patient["external_id"]
    return patient


def updated(encounter: Encounter, sent: Mapping[str, Any], patient_id: str, refs: Refs) -> Encounter:
    """The encounter with what ``sent`` says. Raises ``Invalid`` with every problem, in this API's field names."""
    problems = list(cash_pay_problems(sent))
    after = replace(
        with_extras(encounter, DIALECT, {name: sent[name] for name in (*STATEMENTS, *PASSED) if name in sent}),
        patient_id=patient_id,
    )
    if "external_id" in sent:
        after = with_external_id(after, ENCOUNTER_ID, sent["external_id"])
    if "patient" in sent:
        after = _with_patient(after, merged_patient(encounter, sent["patient"]))
    for change in (_with_scalars, _with_lists, _with_subscribers):
        after = change(after, sent)
    after = _with_days(after, sent, problems)
    after = _with_providers(after, sent, refs, problems)
    after = _with_facility(after, sent, refs)
    after = _with_guarantor(after, sent, problems)
    after = _with_diagnoses(after, sent, problems)
    if problems:
        raise Invalid(problems)
    return after


def _missing(name: str, party: Mapping[str, Any]) -> Iterable[Problem]:
    for needed in _NEEDED.get(name, _NEEDS_NPI):
        if party.get(needed) is None:
            yield Problem((name, needed), "required", "Field required")


def _with_patient(encounter: Encounter, patient: Json) -> Encounter:
    consents = {name: patient[name] for name in CONSENTS if name in patient}
    return with_extras(replace(encounter, patient=patient_copy(patient)), DIALECT, {"patient": consents or None})


def _with_scalars(encounter: Encounter, sent: Mapping[str, Any]) -> Encounter:
    changes: dict[str, Any] = {}
    if "billable_status" in sent:
        changes["billable"] = sent["billable_status"] == "BILLABLE"
    if "responsible_party" in sent:
        changes["responsible_party"] = ResponsibleParty(sent["responsible_party"])
    if "place_of_service_code" in sent:
        changes["place_of_service"] = sent["place_of_service_code"]
    if "submission_expectation" in sent:
        changes["institutional"] = sent["submission_expectation"] == INSTITUTIONAL
    if "type_of_bill" in sent:
        changes["type_of_bill"] = type_of_bill(sent["type_of_bill"])
    if "prior_authorization_number" in sent:
        changes["authorization_number"] = sent["prior_authorization_number"] or ""
    return replace(encounter, **changes) if changes else encounter


def _with_lists(encounter: Encounter, sent: Mapping[str, Any]) -> Encounter:
    if "clinical_notes" in sent:
        encounter = with_extras(encounter, DIALECT, {"clinical_notes": sent["clinical_notes"] or None})
    if "claim_supplemental_information" in sent:
        sheets = paperwork_of(sent["claim_supplemental_information"], encounter.paperwork)
        encounter = replace(encounter, paperwork=sheets)
    if "tag_ids" in sent:
        encounter = replace(encounter, tags=tuple(sent["tag_ids"] or ()))
    if "schema_instances" in sent:
        encounter = replace(encounter, schema_instances=instances_to_core(sent["schema_instances"]))
    return encounter


def _with_subscribers(encounter: Encounter, sent: Mapping[str, Any]) -> Encounter:
    held = {subscriber.order: subscriber for subscriber in encounter.subscribers}
    for name, order in ORDERS.items():
        if sent.get(name):
            held[order] = subscriber_to_core(order, sent[name], held.get(order))
        elif name in sent:
            held.pop(order, None)
    return replace(encounter, subscribers=tuple([held[order] for order in sorted(held)]))


def _with_days(encounter: Encounter, sent: Mapping[str, Any], problems: list[Problem]) -> Encounter:
    """The days go where the encounter has them: on itself, or on every line if all lines agree so far."""
    for name, attribute in (("date_of_service", "start"), ("end_date_of_service", "end")):
        if name not in sent:
            continue
        value = day(sent[name])
        if not any(line.start for line in encounter.service_lines):
            encounter = replace(encounter, **{attribute: value})  # type: ignore[arg-type]  # both hold a date or None
            continue
        held: set[date | None] = {getattr(line, attribute) for line in encounter.service_lines}
        if len(held) > 1:
            problems.append(Problem((name,), "differing_lines", "The service lines have different dates"))
            continue
        lines = [replace(line, **{attribute: value}) for line in encounter.service_lines]  # type: ignore[arg-type]  # likewise
        encounter = replace(encounter, service_lines=tuple(lines))
    return encounter


def _with_providers(encounter: Encounter, sent: Mapping[str, Any], refs: Refs, problems: list[Problem]) -> Encounter:
    held = {provider.role: provider for provider in encounter.providers}
    for name, role in ROLES.items():
        if name not in sent:
            continue
        if sent[name] is None:
            held.pop(role, None)
            continue
        current = held.get(role)
        provider = replaced(provider_to_wire(current) if current else {}, sent[name])
        wrong = [*_missing(name, provider), *provider_problems(name, provider)]
        problems += wrong
        if not wrong:
            held[role] = provider_to_core(role, provider, current)
    return replace(encounter, providers=tuple([held[role] for role in ROLES.values() if role in held]))


def replaced(held: Json, sent: Mapping[str, Any]) -> Json:
    """``held`` with what ``sent`` says; of two kinds of members that exclude each other the new one takes over."""
    gone: set[str] = set()
    for one, other in _EXCLUSIVE:
        has_one, has_other = (any(sent.get(name) for name in names) for names in (one, other))
        if has_one != has_other:
            gone |= other if has_one else one
    return merged({name: value for name, value in held.items() if name not in gone}, sent)


def _with_facility(encounter: Encounter, sent: Mapping[str, Any], refs: Refs) -> Encounter:
    if "service_facility" not in sent:
        return encounter
    if sent["service_facility"] is None:
        return replace(encounter, facility=None, facility_id=None)
    billing = provider_in(encounter, ProviderRole.BILLING, refs)
    held = encounter.facility or replace(facility_of(billing), id=new_id())
    copy: FacilityCopy = facility_to_core(
        merged(facility_to_wire(held, billing.address), sent["service_facility"]), held
    )
    return replace(encounter, facility=copy)


def _with_guarantor(encounter: Encounter, sent: Mapping[str, Any], problems: list[Problem]) -> Encounter:
    if "guarantor" not in sent:
        return encounter
    if sent["guarantor"] is None:
        return replace(encounter, guarantor=None)
    held = encounter.guarantor
    guarantor = merged(guarantor_to_wire(held) if held else {}, sent["guarantor"])
    wrong = list(_missing("guarantor", guarantor))
    problems += wrong
    return encounter if wrong else replace(encounter, guarantor=guarantor_to_core(guarantor, held))


def _with_diagnoses(encounter: Encounter, sent: Mapping[str, Any], problems: list[Problem]) -> Encounter:
    """The diagnoses named, in that order; a service line must not point at one that goes."""
    if "diagnosis_ids" not in sent:
        return encounter
    held = {diagnosis.id: diagnosis for diagnosis in encounter.diagnoses}
    wanted: list[str] = sent["diagnosis_ids"]
    for at, diagnosis_id in enumerate(wanted):
        if diagnosis_id not in held:
            problems.append(Problem(("diagnosis_ids", at), "unknown_reference", "Not a diagnosis of this encounter"))
        elif diagnosis_id in wanted[:at]:
            problems.append(Problem(("diagnosis_ids", at), "twice", "Named twice"))
    pointed = {id for line in encounter.service_lines for id in line.diagnosis_ids}
    if pointed - set(wanted):
        problems.append(Problem(("diagnosis_ids",), "pointed_at", "A service line points at a diagnosis left out"))
    return replace(encounter, diagnoses=tuple([held[id] for id in wanted if id in held]))
