"""Appointments on the wire. An answer's eight texts are never null, whatever was left out on the way in."""

from typing import Annotated, Literal

from polyclinic.dialects.carestack.wire.common import (
    Deleted,
    Found,
    Listed,
    LongText,
    PageQuery,
    Reference,
    Saved,
    Text,
    Timestamp,
    Wire,
    any_case,
    bounded,
    listing,
    matching,
    spelled_as,
)
from polyclinic.sdk.endpoint import Endpoint

TYPE: Literal["Appointment"] = "Appointment"
FOUND = "Appointment Found !!!"

PRIORITIES = ("Emergency", "Follow-up visit", "New")
Priority = Annotated[
    Literal["Emergency", "Follow-up visit", "New"],
    spelled_as("priority", any_case(*PRIORITIES) | {"follow_up": "Follow-up visit"}),
]
STATUSES = (
    *("BOOKED", "UNCONFIRMED", "CONFIRMED", "ARRIVED", "IN_SESSION", "COMPLETED", "CANCELLED", "NO_SHOW"),
    "RESCHEDULED",
)
Status = Annotated[
    str,
    spelled_as(
        "status",
        any_case(*STATUSES)
        | {
            "scheduled": "BOOKED",
            "pending": "UNCONFIRMED",
            "checked_in": "ARRIVED",
            "in_progress": "IN_SESSION",
            "complete": "COMPLETED",
            "fulfilled": "COMPLETED",
            "canceled": "CANCELLED",
            "noshow": "NO_SHOW",
        },
    ),
    listing(*STATUSES),
]


# it becomes part of URLs, which the published package does not escape
_OWN = r"[A-Za-z0-9._~-]+"
OwnReference = Annotated[str, bounded(100, _OWN), matching("reference", _OWN)]


class AppointmentCreate(Wire):
    """A new appointment. Times without an offset are wall times of the facility.

    ``organizationId`` is the facility, by default the one named in the header ``facilityid``.
    """

    practitionerReference: Reference
    patientReference: Reference
    start: Timestamp
    end: Timestamp
    priority: Priority | None = None
    organizationId: Text | None = None
    slot: Text | None = None
    reference: OwnReference | None = None
    status: Status | None = None
    notes: LongText | None = None


class AppointmentUpdate(Wire):
    """Changes to the appointment ``reference``. What is null or absent stays; an empty ``slot`` or ``notes`` clears.

    The published package sends no reference, so that none of its updates can be served.
    """

    reference: Reference
    practitionerReference: Reference | None = None
    patientReference: Reference | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None
    priority: Priority | None = None
    organizationId: Text | None = None
    slot: Text | None = None
    status: Status | None = None
    notes: LongText | None = None


class Appointment(Wire):
    """An appointment as answers show it; times are UTC."""

    reference: str
    practitionerReference: str
    patientReference: str
    slot: str
    priority: str
    start: str
    end: str
    organizationId: str
    status: str
    notes: str


class AppointmentSaved(Saved[Appointment]):
    """The answer to a booking. The last members are the resource's as the published README has them."""

    reference: str
    patient_reference: str
    practitioner_reference: str
    organization_id: str


class AppointmentsListed(Listed[Appointment]):
    """``appointments`` is ``requestResource`` as the published README has it."""

    appointments: list[Appointment]


CREATE = Endpoint(
    name="appointments.create",
    method="POST",
    path="/add/Appointment",
    takes=AppointmentCreate,
    gives=AppointmentSaved,
    status=201,
    summary="Make an appointment",
    tags=("Appointment",),
)
LIST = Endpoint(
    name="appointments.list",
    method="GET",
    path="/get/Appointment",
    query=PageQuery,
    gives=AppointmentsListed,
    summary="List appointments",
    tags=("Appointment",),
)
GET = Endpoint(
    name="appointments.get",
    method="GET",
    path="/get/Appointment/{reference}",
    gives=Found[Appointment | None],
    summary="Find an appointment by reference",
    description=f"The message is `{FOUND}` when there is one.",
    tags=("Appointment",),
)
UPDATE = Endpoint(
    name="appointments.update",
    method="PUT",
    path="/update/Appointment",
    takes=AppointmentUpdate,
    gives=Found[Appointment | None],
    summary="Change an appointment",
    tags=("Appointment",),
)
DELETE = Endpoint(
    name="appointments.delete",
    method="DELETE",
    path="/delete/Appointment/{reference}",
    gives=Deleted,
    summary="Delete an appointment",
    tags=("Appointment",),
)
