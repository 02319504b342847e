"""Appointments in both directions. What is sent is plain JSON without nulls that its wire model has accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import CALLED_OFF, Appointment, Readiness, Status
from polyclinic.core.shared.entity import with_external_id, with_extras
from polyclinic.core.shared.errors import Problem
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.times import later, parse_instant
from polyclinic.dialects.candid.mapping.common import DIALECT, Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter.common import (
    address_from_core,
    base,
    differing,
    name_from_core,
    phone_from_core,
    present,
)

PLACER_ID = "candid.pre.placer_appointment_id"
OPEN = (Status.UNSET, Status.BOOKED, Status.UNCONFIRMED, Status.CONFIRMED)
"""Nobody has come yet, nor failed to."""
HERE = (Status.ARRIVED, Status.IN_SESSION)

_READINESS = {"PENDING": Readiness.PENDING, "NOT_READY": Readiness.NOT_READY, "READY": Readiness.READY}
_WORDS = {readiness: word for word, readiness in _READINESS.items()}
_OUTCOMES = {"CHECKED_IN": Status.ARRIVED, "CHECKED_OUT": Status.COMPLETE, "NO_SHOW": Status.NO_SHOW}
_NO_QUEUE = frozenset({"READY", "CHECKED_OUT", "NO_SHOW"})
_PREPARED = frozenset({"READY", "CHECKED_IN", "CHECKED_OUT", "NO_SHOW"})
_CAME = frozenset({"CHECKED_IN", "CHECKED_OUT"})
_PASSED = (
    "services",
    "ready_source",
    "placer_system_name",
    "attending_doctor",
    "estimated_copay_cents",
    "estimated_patient_responsibility_cents",
    "patient_deposit_cents",
    "appointment_reason_detail",
    "medical_necessity_verified",
    "prior_authorization_status",
    "location_resource_id",
    "automated_eligibility_check_complete",
)
"""Members that only this API knows, or knows more about than the record."""
_TEXTS = {"appointment_details": "reason", "notes": "notes"}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "start": ("start_timestamp",),
    "end": ("service_duration",),
    "practitioner_id": ("attending_doctor",),
    "facility_id": ("location_resource_id",),
}
"""The record's fields in this API's words, where they differ."""
_TIMES = ("start_timestamp", "checked_in_timestamp", "checked_out_timestamp")
SERVER = frozenset({"id", "organization_id", "deactivated", "version", "updated_at", "updating_user_id"})
"""Members that no object of this API is written by."""


@dataclass(frozen=True, slots=True)
class Refs:
    """What reading appointments needs besides them: the doctors and the places that they name, by id."""

    organization_id: str
    doctors: Mapping[str, Practitioner] = field(default_factory=dict)
    facilities: Mapping[str, Facility] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Targets:
    """Whom and where of the practice a body speaks of, if the practice knows them."""

    doctor: Practitioner | None = None
    facility: Facility | None = None


# -- reading ----------------------------------------------------------------------------------------------------------


def status_shown(appointment: Appointment) -> str:
    """The status in this API's words; of one that was called off, what it was before."""
    if appointment.status in HERE:
        return "CHECKED_IN"
    if appointment.status is Status.COMPLETE:
        return "CHECKED_OUT"
    return "NO_SHOW" if appointment.status is Status.NO_SHOW else _WORDS[appointment.readiness]


def mutable_from_core(appointment: Appointment, refs: Refs) -> Json:
    """The members of an appointment that can be written."""
    mine: Json = appointment.extras.get(DIALECT, {})
    status = status_shown(appointment)
    answer: Json = {
        "services": [],
        **{name: mine[name] for name in _PASSED if name in mine},
        "patient_id": appointment.patient_id,
        "start_timestamp": instant(appointment.start),
        "service_duration": max(1, appointment.duration // timedelta(minutes=1)),
        "status": status,
        **_settled_members(appointment, status),
    }
    if status not in _PREPARED:
        answer.pop("ready_source", None)
    for name, value in (
        ("attending_doctor", _doctor_shown(appointment, mine.get("attending_doctor"), refs)),
        ("location_resource_id", _location_shown(appointment, mine.get("location_resource_id"), refs)),
    ):
        answer[name] = value
    return present(answer)


def _settled_members(appointment: Appointment, status: str) -> Json:
    """What may only stand beside some statuses, and what the record and this API both have as it is."""
    came, left = status in _CAME, status == "CHECKED_OUT"
    return {
        "work_queue": (appointment.work_queue or None) if status not in _NO_QUEUE else None,
        "not_ready_reason": (appointment.not_ready_reason or None) if status == "NOT_READY" else None,
        "checked_in_timestamp": instant(appointment.checked_in_at or appointment.start) if came else None,
        "checked_out_timestamp": instant(appointment.checked_out_at or appointment.end) if left else None,
        "placer_appointment_id": appointment.external_id(PLACER_ID),
        "cancellation_reason": appointment.cancellation_reason or None,
        **{name: getattr(appointment, attribute) or None for name, attribute in _TEXTS.items()},
    }


def from_core(appointment: Appointment, refs: Refs) -> Json:
    """An appointment as read."""
    return {
        **mutable_from_core(appointment, refs),
        **base(appointment, refs.organization_id),
        "id": appointment.id,
        "deactivated": not appointment.active or appointment.status in CALLED_OFF,
    }


def _doctor_shown(appointment: Appointment, kept: Json | None, refs: Refs) -> Json | None:
    """Who was sent, unless another API has named somebody else since."""
    doctor = refs.doctors.get(appointment.practitioner_id or "")
    if doctor is None or (kept is not None and speaks_of(kept, doctor)):
        return kept
    return doctor_from_core(doctor)


def speaks_of(sent: Mapping[str, Any], doctor: Practitioner) -> bool:
    """Whether a provider of this API is this practitioner."""
    if sent.get("canonical_id"):
        return bool(sent["canonical_id"] == doctor.id)
    return bool(doctor.npi) and sent.get("npi") == doctor.npi


def doctor_from_core(doctor: Practitioner) -> Json:
    """A practitioner of the practice as an attending doctor."""
    answer: Json = {
        "name": name_from_core(doctor.name),
        "telecoms": [phone_from_core(phone) for phone in doctor.telecoms if phone.system == "phone"],
        "type": "ATTENDING",
        "canonical_id": doctor.id,
    }
    if doctor.npi:
        answer["npi"] = doctor.npi
    if doctor.address:
        answer["addresses"] = [address_from_core(doctor.address)]
    return answer


def _location_shown(appointment: Appointment, kept: str | None, refs: Refs) -> str | None:
    facility = refs.facilities.get(appointment.facility_id or "")
    if facility is None or (kept is not None and facility_id_in(kept) == facility.id):
        return kept
    return f"{facility.id}^{facility.name}"


# -- writing ----------------------------------------------------------------------------------------------------------


def normal(sent: Json) -> Json:
    """The body as it would be read back: its times spelt our way, its status not left out."""
    answer = {"status": "PENDING", **sent}
    answer.update({name: instant(parse_instant(sent[name])) for name in _TIMES if name in sent})
    answer.pop("cancellation_reason", None)
    return answer


def problems(sent: Mapping[str, Any]) -> list[Problem]:
    """What contradicts the status."""
    status = sent["status"]
    wanted = {
        "work_queue": True if status == "NOT_READY" else False if status in _NO_QUEUE else None,
        "checked_in_timestamp": status in _CAME,
        "checked_out_timestamp": status == "CHECKED_OUT",
    }
    found = []
    for name, needed in wanted.items():
        if needed is True and name not in sent:
            found.append(Problem((name,), "required", f"Required while the status is {status}"))
        if needed is False and name in sent:
            found.append(Problem((name,), "not_allowed", f"Not allowed while the status is {status}"))
    return found


def facility_id_in(location: str) -> str | None:
    """The id of a facility of the practice that a location may name: what stands before the first ``^``."""
    identifier = location.partition("^")[0].strip().lower()
    return identifier if is_id(identifier) else None


def new(sent: Mapping[str, Any], targets: Targets) -> Appointment:
    """A new appointment."""
    start = parse_instant(sent["start_timestamp"])
    blank = Appointment(
        start=start, end=later(start, timedelta(minutes=sent["service_duration"])), status=Status.BOOKED
    )
    return _changed(blank, sent, frozenset(sent), targets)


def to_core(sent: Mapping[str, Any], current: Appointment, targets: Targets, refs: Refs) -> Appointment:
    """``current`` replaced by what was sent; what was shown and came back unchanged is not written."""
    changed = differing(sent, mutable_from_core(current, refs))
    return _changed(replace(current, active=True), sent, changed, targets)


def _changed(
    appointment: Appointment, sent: Mapping[str, Any], changed: frozenset[str], targets: Targets
) -> Appointment:
    values: Json = {attribute: sent.get(name) or "" for name, attribute in _TEXTS.items() if name in changed}
    if changed & {"start_timestamp", "service_duration"}:
        values["start"] = start = parse_instant(sent["start_timestamp"])
        length = timedelta(minutes=sent["service_duration"]) if "service_duration" in changed else appointment.duration
        values["end"] = later(start, length)
    if "patient_id" in changed:
        values["patient_id"] = sent["patient_id"]
    if "attending_doctor" in changed:
        values["practitioner_id"] = targets.doctor.id if targets.doctor else None
    if "location_resource_id" in changed:
        values["facility_id"] = targets.facility.id if targets.facility else None
        values["room"] = appointment.room if values["facility_id"] == appointment.facility_id else 0
    appointment = _with_status(replace(appointment, **values), sent)
    if "placer_appointment_id" in changed:
        appointment = with_external_id(appointment, PLACER_ID, sent.get("placer_appointment_id"))
    return with_extras(appointment, DIALECT, {name: sent.get(name) for name in _PASSED if name in changed})


def _with_status(appointment: Appointment, sent: Mapping[str, Any]) -> Appointment:
    """The record tells more statuses apart than this API: one that means the same stays."""
    word = sent["status"]
    alike = OPEN if word in _READINESS else HERE if word == "CHECKED_IN" else (_OUTCOMES[word],)
    status = appointment.status if appointment.status in alike else _OUTCOMES.get(word, Status.BOOKED)
    return replace(
        appointment,
        status=status,
        readiness=_READINESS.get(word, appointment.readiness),
        work_queue=sent.get("work_queue", ""),
        not_ready_reason=sent.get("not_ready_reason", "") if word == "NOT_READY" else "",
        checked_in_at=_time(sent, "checked_in_timestamp"),
        checked_out_at=_time(sent, "checked_out_timestamp"),
    )


def _time(sent: Mapping[str, Any], name: str) -> datetime | None:
    return parse_instant(sent[name]) if name in sent else None


def with_current_doctor(patient: Patient, sent: Mapping[str, Any], doctor: Practitioner | None) -> Patient:
    """The patient with the attending doctor as the current one, in place of whoever attended before."""
    others = [each for each in patient.extra(DIALECT, "general_practitioners", ()) if each.get("type") != "ATTENDING"]
    current = {**sent, "type": "ATTENDING"}
    patient = with_extras(patient, DIALECT, {"general_practitioners": [*others, current]})
    return replace(patient, practitioner_id=doctor.id) if doctor else patient


def cancelled(appointment: Appointment, reason: str) -> Appointment:
    """The appointment called off; one that was already keeps its reason unless another is given."""
    return replace(
        appointment,
        status=appointment.status if appointment.status in CALLED_OFF else Status.CANCELLED,
        cancellation_reason=reason or appointment.cancellation_reason,
    )
