"""Charges of the ledger as transactions, which are only ever read."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from polyclinic.core.billing.model import Charge, Service, Sums
from polyclinic.core.encounters.model import ClaimStatus
from polyclinic.core.organisation.model import Facility
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import Appointment
from polyclinic.core.shared.postings import Party
from polyclinic.core.shared.times import wall
from polyclinic.dialects.drchrono.mapping.common import Refs

_STATUSES = {
    ClaimStatus.MISSING_INFORMATION: "Incomplete Information",
    ClaimStatus.SUBMITTED: "In Process Payer",
    ClaimStatus.REJECTED: "Rejected Payer",
    ClaimStatus.ERA_RECEIVED: "ERA Received",
    ClaimStatus.ERA_REQUIRES_REVIEW: "ERA Received",
    ClaimStatus.DENIED: "ERA Denied",
    ClaimStatus.FINALIZED_DENIED: "ERA Denied",
}
_PAID = frozenset({ClaimStatus.PAID, ClaimStatus.PAID_INCORRECTLY, ClaimStatus.FINALIZED_PAID})
_DENIED = frozenset({ClaimStatus.DENIED, ClaimStatus.FINALIZED_DENIED})
_ENTRIES = 4
_NONE = 0  # where an id is an integer that is never null
_CPT = re.compile(r"[0-9]{4}[0-9A-Z]")
_HCPCS = re.compile(r"[A-V][0-9]{4}")


def from_core(charge: Charge, doctor: Practitioner, appointment: Appointment | None, refs: Refs) -> dict[str, Any]:
    """A charge of ``doctor``'s, whose visit was ``appointment``, if there was one."""
    service = charge.service
    office = refs.office(office_id(service, appointment))
    return {
        "appointment": appointment.number if appointment else _NONE,
        "doctor": doctor.number,
        "doctor_name": doctor.name.full,
        "billing_status": _billing_status(charge),
        "denied_flag": service.claim_status in _DENIED,
        "code": service.code,
        "description": service.description,
        "procedure_type": _procedure_type(service.code),
        "quantity": float(service.quantity),
        "units": service.units,
        "edi_note": "",
        "modifiers": _four(service.modifiers),
        "diagnosis_pointers": _four(str(place) for place in service.pointers),
        **_amounts(charge.sums),
        "date": _date(service, appointment, office, refs),
        "location": office.number if office else _NONE,
    }


def office_id(service: Service, appointment: Appointment | None) -> str | None:
    """Where the service was given: where the encounter says, else where the appointment was."""
    return service.facility_id or (appointment.facility_id if appointment else None)


def money(cents: int) -> str:
    """Cents as dollars with two places."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _amounts(sums: Sums) -> dict[str, str]:
    """The price is what the line was charged, whatever its quantity: the record knows no price per unit."""
    cents = {
        "price": sums.charged,
        "billed": sums.charged,
        "allowed": sums.allowed,
        "adjustment": sums.adjusted,
        "ins1_paid": sums.paid_by(Party.PRIMARY),
        "ins2_paid": sums.paid_by(Party.SECONDARY),
        "ins3_paid": sums.paid_by(Party.TERTIARY),
        "ins_total": sums.paid_insurance,
        "pt_paid": sums.paid_by(Party.PATIENT),
        "paid_total": sums.paid,
        "balance_ins": sums.insurance_balance,
        "balance_pt": sums.patient_balance,
        "balance_total": sums.balance,
    }
    return {name: money(amount) for name, amount in cents.items()}


def _billing_status(charge: Charge) -> str:
    status = charge.service.claim_status
    if status in _PAID:
        return "Partially Paid" if charge.sums.balance > 0 else "Paid in Full"
    return _STATUSES.get(status, "")


def _procedure_type(code: str) -> str:
    if _CPT.fullmatch(code):
        return "CPT"
    return "HCPCS" if _HCPCS.fullmatch(code) else "Custom"


def _four(values: Iterable[str]) -> list[str]:
    return [*values, *[""] * _ENTRIES][:_ENTRIES]


def _date(service: Service, appointment: Appointment | None, office: Facility | None, refs: Refs) -> str:
    if appointment is not None:
        return wall(appointment.start, refs.zone_of(office)).isoformat(timespec="seconds")
    return datetime.combine(service.day, time.min).isoformat()
