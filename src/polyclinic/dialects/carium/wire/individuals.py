"""The people whom patients are, without whom they sign in as (``/caredb/v1/individuals/``).

The same people as ``/showboat/v1/patients/``, under the same ids.
"""

from typing import Literal

from pydantic import Field

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
    RelatedDocument,
    Resource,
    ToMany,
    Wire,
    fieldset,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint

PATH = "/caredb/v1/individuals/"

Gender = Literal["male", "female", "pnta", "other", "unknown"]


class IndividualChanges(Wire):
    """What is absent stays; null clears an address or the date of birth."""

    first_name: Name = left_out()
    last_name: Name = left_out()
    birth_date: Day | None = None
    gender: Gender = left_out()
    organization_id: Id = left_out()
    email: Email | None = None
    mobile_phone: Phone | None = None
    individual_group_ids: list[Id] = Field(default_factory=list, max_length=1000)


class ChangedIndividual(NewResource):
    type: Literal["individuals"]
    attributes: IndividualChanges


class IndividualAttributes(Wire):
    """A person. ``gender`` ``pnta`` is "prefers not to answer"."""

    first_name: str = left_out()
    last_name: str = left_out()
    birth_date: Day | None = left_out()
    gender: Gender = left_out()
    email: str | None = left_out()
    mobile_phone: str | None = left_out()
    individual_group_ids: list[str] = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class IndividualRelationships(Wire):
    individual_groups: ToMany = left_out()


class Individual(Resource):
    """A person; ``id`` is the individual-id that appointments and documents refer to."""

    type: Literal["individuals"]
    attributes: IndividualAttributes
    relationships: IndividualRelationships | None = None


class IndividualQuery(Query):
    include: str | None = None
    fields: str | None = fieldset("individuals")
    group_fields: str | None = fieldset("individual-groups")


class IndividualFilters(PageQuery):
    """Names are found by how they begin, in any case; ``sort`` is attributes between commas, ``-`` is descending."""

    email: str | None = Field(None, alias="filter[email]", max_length=254)
    mobile_phone: str | None = Field(None, alias="filter[mobile-phone]", max_length=30)
    birth_date: Day | None = Field(None, alias="filter[birth-date]")
    first_name: str | None = Field(None, alias="filter[first-name]", max_length=200)
    last_name: str | None = Field(None, alias="filter[last-name]", max_length=200)
    group_id: Id | None = Field(None, alias="filter[individual-group-id]")
    sort: str | None = None


class IndividualsQuery(IndividualFilters, IndividualQuery):
    """Which individuals to list, and what of them."""


LIST = Endpoint(
    name="individuals.list",
    method="GET",
    path=PATH,
    gives=Collection[Individual],
    query=IndividualsQuery,
    errors=READING,
    summary="List individuals",
)
READ = Endpoint(
    name="individuals.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Individual],
    other_statuses=(304,),
    query=IndividualQuery,
    errors=READING,
    summary="Read an individual",
)
UPDATE = Endpoint(
    name="individuals.update",
    method="PATCH",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    takes=NewDocument[ChangedIndividual],
    gives=Document[Individual],
    query=IndividualQuery,
    errors=WRITING,
    summary="Change an individual",
)
RELATED = Endpoint(
    name="individuals.related",
    method="GET",
    path=f"{PATH}{{id}}/{{relationship}}/",
    path_types={"id": Id},
    gives=RelatedDocument,
    query=IndividualQuery,
    errors=READING,
    summary="Read what an individual refers to",
)
