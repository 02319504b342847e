"""People who treat (``/caredb/v1/org-practitioners/``, once misspelt ``org-practioners`` by its documentation)."""

from typing import Literal

from polyclinic.dialects.carium.wire.common import (
    READING,
    Collection,
    Document,
    Id,
    Instant,
    PageQuery,
    Query,
    Resource,
    Wire,
    fieldset,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint

PATH = "/caredb/v1/org-practitioners/"


class PractitionerAttributes(Wire):
    first_name: str = left_out()
    last_name: str = left_out()
    name: str = left_out()
    email: str | None = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class Practitioner(Resource):
    """Somebody who treats patients."""

    type: Literal["org-practitioners"]
    attributes: PractitionerAttributes


class PractitionerQuery(Query):
    fields: str | None = fieldset("org-practitioners")


class PractitionersQuery(PageQuery, PractitionerQuery):
    sort: str | None = None


LIST = Endpoint(
    name="practitioners.list",
    method="GET",
    path=PATH,
    gives=Collection[Practitioner],
    query=PractitionersQuery,
    errors=READING,
    summary="List practitioners on the staff",
)
READ = Endpoint(
    name="practitioners.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Practitioner],
    other_statuses=(304,),
    query=PractitionerQuery,
    errors=READING,
    summary="Read a practitioner",
)
