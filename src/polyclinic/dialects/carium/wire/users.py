"""Who signs in, and where to (``/identity/v1/users/``, ``/identity/v1/organizations/``)."""

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
    PageQuery,
    Query,
    Resource,
    Wire,
    fieldset,
    left_out,
)
from polyclinic.dialects.carium.wire.patients import Locale
from polyclinic.sdk.endpoint import Endpoint

PATH = "/identity/v1/users/"
ORGANIZATIONS_PATH = "/identity/v1/organizations/"


class UserAttributes(Wire):
    """``individual-id`` or ``practitioner-id`` is set if the user is one. ``second-factor`` tells whether a code is
    asked for, ``invited-at`` when the last invitation was sent.
    """

    username: str = left_out()
    name: str = left_out()
    email: str | None = left_out()
    mobile_phone: str | None = left_out()
    locale: Locale = left_out()
    individual_id: str | None = left_out()
    practitioner_id: str | None = left_out()
    second_factor: bool = left_out()
    invited_at: Instant | None = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class User(Resource):
    """Somebody who signs in, or is to be invited."""

    type: Literal["users"]
    attributes: UserAttributes


class UserQuery(Query):
    fields: str | None = fieldset("users")


class UsersQuery(PageQuery, UserQuery):
    username: str | None = Field(None, alias="filter[username]", max_length=254)
    individual_id: Id | None = Field(None, alias="filter[individual-id]")
    sort: str | None = None


class UserChanges(Wire):
    """What a user changes of the own account. The password is changed on a page, or by an invitation."""

    locale: Locale | None = None
    organization_id: Id = ""


class ChangedUser(NewResource):
    type: Literal["users"]
    attributes: UserChanges


LIST = Endpoint(
    name="identity.users.list",
    method="GET",
    path=PATH,
    gives=Collection[User],
    query=UsersQuery,
    errors=READING,
    summary="List users",
)
READ = Endpoint(
    name="identity.users.read",
    method="GET",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[User],
    other_statuses=(304,),
    query=UserQuery,
    errors=READING,
    summary="Read a user",
)
UPDATE = Endpoint(
    name="identity.users.update",
    method="PATCH",
    path=f"{PATH}{{id}}/",
    path_types={"id": Id},
    takes=NewDocument[ChangedUser],
    gives=Document[User],
    query=UserQuery,
    errors=WRITING,
    summary="Change the own account",
)


class OrganizationAttributes(Wire):
    """``time-zone`` is as IANA names it."""

    name: str = left_out()
    time_zone: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class Organization(Resource):
    """The organization whose user asks: there is no other to see."""

    type: Literal["organizations"]
    attributes: OrganizationAttributes


class OrganizationQuery(Query):
    fields: str | None = fieldset("organizations")


class OrganizationsQuery(PageQuery, OrganizationQuery):
    sort: str | None = None


LIST_ORGANIZATIONS = Endpoint(
    name="identity.organizations.list",
    method="GET",
    path=ORGANIZATIONS_PATH,
    gives=Collection[Organization],
    query=OrganizationsQuery,
    errors=READING,
    summary="List the organization of who asks",
)
READ_ORGANIZATION = Endpoint(
    name="identity.organizations.read",
    method="GET",
    path=f"{ORGANIZATIONS_PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Organization],
    other_statuses=(304,),
    query=OrganizationQuery,
    errors=READING,
    summary="Read the organization of who asks",
)
