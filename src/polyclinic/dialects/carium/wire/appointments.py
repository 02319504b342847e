"""Appointments, and the statuses and types they choose from (``/caredb/v1/org-appointment…/``)."""

from typing import Literal

from pydantic import Field

from polyclinic.dialects.carium.wire.common import (
    READING,
    WRITING,
    Collection,
    Document,
    Id,
    Instant,
    NewDocument,
    NewResource,
    NoQuery,
    PageQuery,
    Query,
    RelatedDocument,
    Resource,
    Text,
    ToOne,
    Url,
    Wire,
    fieldset,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint

PATH = "/caredb/v1/org-appointments/"
STATUSES_PATH = "/caredb/v1/org-appointment-statuses/"
TYPES_PATH = "/caredb/v1/org-appointment-types/"


class NewAppointmentAttributes(Wire):
    """Times are RFC 3339 or ``YYYY-MM-DD hh:mm:ss`` (UTC). The URLs are for video calls outside Carium."""

    organization_id: Id
    individual_id: Id
    practitioner_id: Id
    start_time: Instant
    end_time: Instant
    status_id: Id
    type_id: Id
    add_video_channel: bool
    guest_url: Url | None = None
    host_url: Url | None = None
    description: Text | None = None
    patient_instruction: Text | None = None
    location: Text | None = None


class AppointmentChanges(Wire):
    """What is absent stays; null clears what is optional."""

    organization_id: Id = left_out()
    individual_id: Id = left_out()
    practitioner_id: Id = left_out()
    start_time: Instant = left_out()
    end_time: Instant = left_out()
    status_id: Id = left_out()
    type_id: Id = left_out()
    add_video_channel: bool = left_out()
    guest_url: Url | None = None
    host_url: Url | None = None
    description: Text | None = None
    patient_instruction: Text | None = None
    location: Text | None = None


class NewAppointment(NewResource):
    type: Literal["org-appointments"]
    attributes: NewAppointmentAttributes


class ChangedAppointment(NewResource):
    type: Literal["org-appointments"]
    attributes: AppointmentChanges


class AppointmentAttributes(Wire):
    """An appointment. Times are UTC."""

    organization_id: str = left_out()
    individual_id: str = left_out()
    practitioner_id: str | None = left_out()
    start_time: Instant = left_out()
    end_time: Instant = left_out()
    status_id: str | None = left_out()
    type_id: str | None = left_out()
    add_video_channel: bool = left_out()
    guest_url: str | None = left_out()
    host_url: str | None = left_out()
    description: str | None = left_out()
    patient_instruction: str | None = left_out()
    location: str | None = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class AppointmentRelationships(Wire):
    """``type`` is no name for a relationship in JSON:API."""

    individual: ToOne = left_out()
    practitioner: ToOne = left_out()
    status: ToOne = left_out()
    appointment_type: ToOne = left_out()


class Appointment(Resource):
    """An appointment of a patient."""

    type: Literal["org-appointments"]
    attributes: AppointmentAttributes
    relationships: AppointmentRelationships | None = None


class AppointmentQuery(Query):
    include: str | None = None
    fields: str | None = fieldset("org-appointments")
    group_fields: str | None = fieldset("individual-groups")
    individual_fields: str | None = fieldset("individuals")
    practitioner_fields: str | None = fieldset("org-practitioners")
    status_fields: str | None = fieldset("org-appointment-statuses")
    type_fields: str | None = fieldset("org-appointment-types")


class AppointmentsQuery(PageQuery, AppointmentQuery):
    individual_id: Id | None = Field(None, alias="filter[individual-id]")
    bare_individual_id: Id | None = Field(None, alias="individual-id")
    practitioner_id: Id | None = Field(None, alias="filter[practitioner-id]")
    status_id: Id | None = Field(None, alias="filter[status-id]")
    type_id: Id | None = Field(None, alias="filter[type-id]")
    sort: str | None = None


CREATE = Endpoint(
    name="appointments.create",
    method="POST",
    path=PATH,
    takes=NewDocument[NewAppointment],
    gives=Document[Appointment],
    query=AppointmentQuery,
    status=201,
    errors=WRITING,
    summary="Create an appointment",
)
LIST = Endpoint(
    name="appointments.list",
    method="GET",
    path=PATH,
    gives=Collection[Appointment],
    query=AppointmentsQuery,
    errors=READING,
    summary="List appointments",
)
READ = Endpoint(
    name="appointments.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Appointment],
    other_statuses=(304,),
    query=AppointmentQuery,
    errors=READING,
    summary="Read an appointment",
)
RELATED = Endpoint(
    name="appointments.related",
    method="GET",
    path=f"{PATH}{{id}}/{{relationship}}/",
    path_types={"id": Id},
    gives=RelatedDocument,
    query=AppointmentQuery,
    errors=READING,
    summary="Read what an appointment refers to",
)
UPDATE = Endpoint(
    name="appointments.update",
    method="PATCH",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    takes=NewDocument[ChangedAppointment],
    gives=Document[Appointment],
    query=AppointmentQuery,
    errors=WRITING,
    summary="Change an appointment",
)
DELETE = Endpoint(
    name="appointments.delete",
    method="DELETE",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    query=NoQuery,
    status=204,
    errors=READING,
    summary="Delete an appointment",
)


class ChoiceAttributes(Wire):
    name: str = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class AppointmentStatus(Resource):
    """A status that an appointment can have."""

    type: Literal["org-appointment-statuses"]
    attributes: ChoiceAttributes


class AppointmentType(Resource):
    """A kind of visit."""

    type: Literal["org-appointment-types"]
    attributes: ChoiceAttributes


class StatusQuery(Query):
    fields: str | None = fieldset("org-appointment-statuses")


class StatusesQuery(PageQuery, StatusQuery):
    sort: str | None = None


class TypeQuery(Query):
    fields: str | None = fieldset("org-appointment-types")


class TypesQuery(PageQuery, TypeQuery):
    sort: str | None = None


LIST_STATUSES = Endpoint(
    name="appointment_statuses.list",
    method="GET",
    path=STATUSES_PATH,
    gives=Collection[AppointmentStatus],
    query=StatusesQuery,
    errors=READING,
    summary="List appointment statuses",
)
READ_STATUS = Endpoint(
    name="appointment_statuses.read",
    method="GET",
    path=f"{STATUSES_PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[AppointmentStatus],
    other_statuses=(304,),
    query=StatusQuery,
    errors=READING,
    summary="Read an appointment status",
)
LIST_TYPES = Endpoint(
    name="appointment_types.list",
    method="GET",
    path=TYPES_PATH,
    gives=Collection[AppointmentType],
    query=TypesQuery,
    errors=READING,
    summary="List appointment types",
)
READ_TYPE = Endpoint(
    name="appointment_types.read",
    method="GET",
    path=f"{TYPES_PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[AppointmentType],
    other_statuses=(304,),
    query=TypeQuery,
    errors=READING,
    summary="Read an appointment type",
)
