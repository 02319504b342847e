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
    Instant,
    Name,
    NewDocument,
    NewResource,
    PageQuery,
    Phone,
    Query,
    Resource,
    Wire,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint

PATH = "/showboat/v1/patients/"

Gender = Literal["male", "female", "pnta", "other", "unknown"]
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


class PatientAttributes(Wire):
    """A patient. ``username`` is null for patients that no user belongs to."""

    first_name: str = left_out()
    last_name: str = left_out()
    birth_date: Day | None = left_out()
    gender: Gender = left_out()
    email: str | None = left_out()
    mobile_phone: str | None = left_out()
    locale: Locale = left_out()
    individual_group_ids: list[str] = left_out()
    username: str | None = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class Patient(Resource):
    """A patient; ``id`` is the individual-id that appointments and documents refer to."""

    type: Literal["ui-patients"]
    attributes: PatientAttributes


class PatientQuery(Query):
    fields: str | None = Field(None, alias="fields[ui-patients]")


class PatientsQuery(PageQuery, PatientQuery):
    email: str | None = Field(None, alias="filter[email]", max_length=254)
    mobile_phone: str | None = Field(None, alias="filter[mobile-phone]", max_length=30)
    birth_date: Day | None = Field(None, alias="filter[birth-date]")
    sort: str | None = None


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
    query=PatientQuery,
    errors=READING,
    summary="Read a patient",
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
