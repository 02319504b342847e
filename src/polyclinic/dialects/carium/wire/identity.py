"""Signing in, invitations, and groups of patients (``/identity/v1/…``)."""

from typing import Annotated, Literal, cast

from pydantic import Discriminator, Field, Tag

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
from polyclinic.dialects.carium.wire.patients import Locale
from polyclinic.sdk.endpoint import Endpoint

MAX_LIFETIME = 3600
REFRESH_LIFETIME = 30 * 24 * 3600
MAX_REFRESH = 90 * 24 * 3600
GROUPS_PATH = "/identity/v1/individual-groups/"


class _TokenOptions(Wire):
    """How long the tokens live, in seconds: an access token an hour unless less is asked for, a refresh token 30 days,
    and 90 at most, whatever is asked for.

    With ``sticky_access_token_expiration`` renewed access tokens live as long as this one unless they are asked to.
    ``simulated_queue_delay`` has no effect.
    """

    access_token_expiration_seconds: int | None = Field(default=None, ge=1, le=MAX_LIFETIME)
    refresh_token_expiration_seconds: int = Field(default=REFRESH_LIFETIME, ge=1)
    sticky_access_token_expiration: bool | None = None
    simulated_queue_delay: int | None = Field(default=None, ge=1)


class Login(_TokenOptions):
    """Flat JSON, not a JSON:API document. ``totp-code`` is needed once a second factor is enrolled, else ignored; a
    recovery code is taken in its place, once.

    ``locale`` is kept with the user. There are no documents that a user must agree to, and nobody is asked for anything
    but the code: ``service-document-agreements`` and ``interactive`` are looked at and have no effect.
    """

    username: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=1024)
    totp_code: str | None = Field(default=None, max_length=32)
    interactive: bool = True
    locale: Locale | None = None
    service_document_agreements: list[Id] | None = Field(default=None, max_length=100)


class Renewal(_TokenOptions):
    """The other way to sign in: a refresh token, which is good once. A second use ends all that came of it."""

    refresh_token: str = Field(min_length=1, max_length=200)


def _variant(body: object) -> str:
    renewal = isinstance(body, Renewal) or (isinstance(body, dict) and "refresh-token" in body)
    return "a renewal" if renewal else "a login"


LoginBody = cast(
    "type[Login | Renewal]",
    Annotated[Annotated[Login, Tag("a login")] | Annotated[Renewal, Tag("a renewal")], Discriminator(_variant)],
)


class Tokens(Wire):
    """``…-expires-in`` are in seconds. ``locale`` is the user's."""

    access_token: str
    access_token_expires_in: int
    refresh_token: str
    refresh_token_expires_in: int
    locale: str


LOGIN: Endpoint[Login | Renewal, Tokens, NoQuery] = Endpoint(
    name="identity.login",
    method="POST",
    path="/identity/v1/login/",
    takes=LoginBody,
    gives=Tokens,
    query=NoQuery,
    errors=errors(400, 401, 409, 413, 415, 422, 429, 503),
    public="it is how one gets a token",
    rate="login",
    summary="Sign in for an access token, or renew one",
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
