"""Patients, created together with the user each signs in as (``/showboat/v1/patients/``, type ``ui-patients``)."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from polyclinic.dialects.carium.wire.common import (
    READING,
    WRITING,
    Collection,
    Day,
    Document,
    Email,
    Id,
    Name,
    NewDocument,
    NewResource,
    Phone,
    Query,
    RelatedDocument,
    Resource,
    ToMany,
    Wire,
    fieldset,
    left_out,
)
from polyclinic.dialects.carium.wire.individuals import (
    Gender,
    IndividualAttributes,
    IndividualChanges,
    IndividualFilters,
)
from polyclinic.sdk.endpoint import Endpoint

PATH = "/showboat/v1/patients/"

Locale = Literal["en_US", "es_US"]


class NewPatientAttributes(Wire):
    """``gender`` ``pnta`` is "prefers not to answer". One of ``email`` and ``mobile-phone`` (E.164) is needed.

    ``username`` must be one of the two; without it, it is the email, else the phone.
    """

    first_name: Name
    last_name: Name
    birth_date: Day
    gender: Gender
    organization_id: Id
    email: Email | None = None
    mobile_phone: Phone | None = None
    locale: Locale = "en_US"
    individual_group_ids: list[Id] | None = Field(default=None, max_length=1000)
    username: str | None = Field(default=None, max_length=254, validate_default=True)

    @property
    def sign_in_name(self) -> str:
        return self.username or self.email or self.mobile_phone or ""

    @field_validator("username", mode="after")
    @classmethod
    def _reachable(cls, username: str | None, info: ValidationInfo) -> str | None:
        if not {"email", "mobile_phone"} <= info.data.keys():
            return username  # one of them is wrong by itself and is reported as such
        addresses = [address for address in (info.data["email"], info.data["mobile_phone"]) if address]
        if not addresses:
            raise PydanticCustomError("unreachable", "`email` or `mobile-phone` is required")
        if username is not None and username not in addresses:
            raise PydanticCustomError("not_an_address", "`username` must equal `email` or `mobile-phone`")
        return username


class NewPatient(NewResource):
    type: Literal["ui-patients"]
    attributes: NewPatientAttributes


class PatientChanges(IndividualChanges):
    """What is absent stays; null clears an address, as long as one is left. ``username`` cannot be changed."""

    locale: Locale = left_out()
    username: str | None = Field(default=None, max_length=254)


class ChangedPatient(NewResource):
    type: Literal["ui-patients"]
    attributes: PatientChanges


class PatientAttributes(IndividualAttributes):
    """A patient. ``username`` is null for patients that no user belongs to."""

    locale: Locale = left_out()
    username: str | None = left_out()


class PatientRelationships(Wire):
    individual_groups: ToMany = left_out()


class Patient(Resource):
    """A patient; ``id`` is the individual-id that appointments and documents refer to."""

    type: Literal["ui-patients"]
    attributes: PatientAttributes
    relationships: PatientRelationships | None = None


class PatientQuery(Query):
    include: str | None = None
    fields: str | None = fieldset("ui-patients")
    group_fields: str | None = fieldset("individual-groups")


class PatientsQuery(IndividualFilters, PatientQuery):
    username: str | None = Field(None, alias="filter[username]", max_length=254)


CREATE = Endpoint(
    name="patients.create",
    method="POST",
    path=PATH,
    takes=NewDocument[NewPatient],
    gives=Document[Patient],
    query=PatientQuery,
    status=201,
    errors=WRITING,
    summary="Create a patient and the patient's user",
)
READ = Endpoint(
    name="patients.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Patient],
    other_statuses=(304,),
    query=PatientQuery,
    errors=READING,
    summary="Read a patient",
)
UPDATE = Endpoint(
    name="patients.update",
    method="PATCH",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    takes=NewDocument[ChangedPatient],
    gives=Document[Patient],
    query=PatientQuery,
    errors=WRITING,
    summary="Change a patient",
)
LIST = Endpoint(
    name="patients.list",
    method="GET",
    path=PATH,
    gives=Collection[Patient],
    query=PatientsQuery,
    errors=READING,
    summary="List patients",
)
RELATED = Endpoint(
    name="patients.related",
    method="GET",
    path=f"{PATH}{{id}}/{{relationship}}/",
    path_types={"id": Id},
    gives=RelatedDocument,
    query=PatientQuery,
    errors=READING,
    summary="Read what a patient refers to",
)
