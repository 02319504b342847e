"""Signing in, invitations, and groups of patients (``/identity/v1/…``)."""

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
    Resource,
    Wire,
    errors,
    left_out,
)
from polyclinic.sdk.endpoint import Endpoint

MAX_LIFETIME = 3600
GROUPS_PATH = "/identity/v1/individual-groups/"


class Login(Wire):
    """Flat JSON, not a JSON:API document. ``totp-code`` is needed once a second factor is enrolled, else ignored.

    Refresh tokens are not given out; what else the API documents here is taken and has no effect.
    """

    username: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=1024)
    totp_code: str | None = Field(default=None, max_length=32)
    access_token_expiration_seconds: int = Field(default=MAX_LIFETIME, ge=1, le=MAX_LIFETIME)
    refresh_token_expiration_seconds: int | None = Field(default=None, ge=1)
    interactive: bool = True
    locale: str | None = Field(default=None, max_length=35)
    service_document_agreements: list[Id] | None = None
    sticky_access_token_expiration: bool | None = None
    simulated_queue_delay: int | None = Field(default=None, ge=1)


class Tokens(Wire):
    """``access-token-expires-in`` is in seconds."""

    access_token: str
    access_token_expires_in: int


LOGIN = Endpoint(
    name="identity.login",
    method="POST",
    path="/identity/v1/login/",
    takes=Login,
    gives=Tokens,
    query=NoQuery,
    errors=errors(400, 401, 413, 415, 422, 429),
    public="it is how one gets a token",
    rate="login",
    summary="Sign in for an access token",
)


class NewInvitationAttributes(Wire):
    """``username`` is the one that the patient was created with."""

    username: str = Field(min_length=1, max_length=254)
    notifications: list[Literal["sms", "email"]] = Field(min_length=1, max_length=2)


class NewInvitation(NewResource):
    """The published example sends no ``type``."""

    type: Literal["resend-invitations"] | None = None
    attributes: NewInvitationAttributes


class InvitationAttributes(Wire):
    username: str
    notifications: list[str]
    invited_at: Instant


class Invitation(Resource):
    """What was asked for; ``id`` is the invited user's."""

    type: Literal["resend-invitations"]
    attributes: InvitationAttributes


INVITE = Endpoint(
    name="identity.resend_invitation",
    method="POST",
    path="/identity/v1/resend-invitation/",
    takes=NewDocument[NewInvitation],
    gives=Document[Invitation],
    query=NoQuery,
    errors=WRITING,
    summary="Invite a patient, the first time or again",
)


class GroupAttributes(Wire):
    name: str = left_out()
    organization_id: str = left_out()
    created_at: Instant = left_out()
    last_modified_at: Instant = left_out()


class Group(Resource):
    """A group that patients belong to."""

    type: Literal["individual-groups"]
    attributes: GroupAttributes


class GroupQuery(Query):
    fields: str | None = Field(None, alias="fields[individual-groups]")


class GroupsQuery(PageQuery, GroupQuery):
    sort: str | None = None


LIST_GROUPS = Endpoint(
    name="identity.individual_groups.list",
    method="GET",
    path=GROUPS_PATH,
    gives=Collection[Group],
    query=GroupsQuery,
    errors=READING,
    summary="List patient groups",
)
READ_GROUP = Endpoint(
    name="identity.individual_groups.read",
    method="GET",
    path=f"{GROUPS_PATH}{{id}}/",
    path_types={"id": Id},
    gives=Document[Group],
    other_statuses=(304,),
    query=GroupQuery,
    errors=READING,
    summary="Read a patient group",
)
