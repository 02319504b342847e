"""The OAuth 2.0 server under ``/o/``: a page that asks the user, and the endpoints that applications call."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from polyclinic.dialects.drchrono.wire.common import Model
from polyclinic.sdk.endpoint import Endpoint, ErrorType

SCOPES = ("calendar", "user", "patients:summary", "patients", "billing")
"""What a request without ``scope`` asks for. The version's documents name the first four, and no scope for
transactions: ``billing`` stands for those."""

HTML = "text/html; charset=utf-8"
PAGE_STATUSES = (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503)
PAGE_ERRORS = tuple(ErrorType(status, "Page", str, "a page that says what is wrong") for status in PAGE_STATUSES)
FOR_PEOPLE = "a page for people: who has no session is asked to sign in"
FOR_APPLICATIONS = "the application authenticates itself with its id and secret"
SMALL_BODY = 64 * 1024
"""Bytes of a form of a page or of a request for tokens."""


class OAuthError(Model):
    """RFC 6749, section 5.2."""

    error: str
    error_description: str


def _given_once(value: Any) -> Any:
    """The RFC has a repeated parameter refused, and one without a value count as absent."""
    values = value if isinstance(value, list) else [value]
    if len(values) != 1:
        raise PydanticCustomError("repeated", "This parameter is given more than once.")
    return [each for each in values if each != ""]


Once = Annotated[
    list[Annotated[str, StringConstraints(max_length=2048)]],
    BeforeValidator(_given_once),
    WithJsonSchema({"type": "string", "maxLength": 2048}),
    Field(default_factory=list),
]


class Parameters(Model):
    """The base of what applications send, as a form or as JSON."""

    client_id: Once
    client_secret: Once

    def given(self) -> dict[str, str]:
        """The values that were sent."""
        return {name: values[0] for name in type(self).model_fields if (values := getattr(self, name))}


class TokenRequest(Parameters):
    """``code`` and the rest with grant type ``authorization_code``, else ``refresh_token`` and perhaps ``scope``."""

    grant_type: Once
    code: Once
    redirect_uri: Once
    code_verifier: Once
    refresh_token: Once
    scope: Once


class Revocation(Parameters):
    """The token to end, of either kind."""

    token: Once
    token_type_hint: Once


class TokenAnswer(Model):
    """``expires_in`` is in seconds. The refresh token replaces the one that was sent, which is good no longer."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    scope: str


class Nothing(Model):
    """``{}``."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class PageForm(Model):
    """A form of a page of ours. ``csrf`` proves that."""

    csrf: Annotated[str, StringConstraints(max_length=100)] = ""


class Decision(PageForm):
    """What the user chose: ``allow``, or anything else for no."""

    decision: Annotated[str, StringConstraints(max_length=10)] = ""


Destination = Annotated[str, StringConstraints(max_length=8192, pattern=r"^/(?:o/authorize/\?|account/)[!-~]*$")]
"""A page of ours to go on to: below the prefix, so that nothing leads elsewhere."""


class SignIn(PageForm):
    """One step of signing in."""

    to: Destination = "/account/"
    username: Annotated[str, StringConstraints(max_length=254)] = ""
    password: Annotated[str, StringConstraints(max_length=1024)] = ""
    code: Annotated[str, StringConstraints(max_length=16)] = ""
    pending: Annotated[str, StringConstraints(max_length=100)] = ""


class SignOut(PageForm):
    """Where to go then."""

    to: Destination = "/account/"


AUTHORIZE = Endpoint(
    name="oauth_authorize",
    method="GET",
    path="/o/authorize/",
    gives=str,
    other_statuses=(302,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=FOR_PEOPLE,
    summary="The page on which a user lets an application in, after signing in",
    tags=("oauth",),
)
DECIDE = Endpoint(
    name="oauth_decide",
    method="POST",
    path="/o/authorize/",
    takes=Decision,
    gives=str,
    accepts=("form",),
    empty_body=True,
    other_statuses=(302,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    summary="The user's yes or no",
    tags=("oauth",),
)
SIGN_IN = Endpoint(
    name="oauth_sign_in",
    method="POST",
    path="/o/sign_in/",
    takes=SignIn,
    gives=str,
    accepts=("form",),
    other_statuses=(303,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    rate="sign_in",
    summary="User name and password, then a one-time code where the user has one",
    tags=("oauth",),
)
SIGN_OUT = Endpoint(
    name="oauth_sign_out",
    method="POST",
    path="/o/sign_out/",
    takes=SignOut,
    gives=str,
    accepts=("form",),
    other_statuses=(303,),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=FOR_PEOPLE,
    summary="The end of a session",
    tags=("oauth",),
)

_OAUTH_STATUSES = (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503)
OAUTH_ERRORS = tuple(ErrorType(status, "OAuth error", OAuthError) for status in _OAUTH_STATUSES)

TOKEN = Endpoint(
    name="oauth_token",
    method="POST",
    path="/o/token/",
    takes=TokenRequest,
    gives=TokenAnswer,
    accepts=("form", "json"),
    errors=OAUTH_ERRORS,
    max_body=SMALL_BODY,
    public=FOR_APPLICATIONS,
    rate="token",
    summary="Tokens for a code or a refresh token",
    description="The application authenticates by HTTP Basic or by `client_id` and `client_secret` in the body.",
    tags=("oauth",),
)
REVOKE_TOKEN = Endpoint(
    name="oauth_revoke_token",
    method="POST",
    path="/o/revoke_token/",
    takes=Revocation,
    gives=Nothing,
    accepts=("form", "json"),
    errors=OAUTH_ERRORS,
    max_body=SMALL_BODY,
    public=FOR_APPLICATIONS,
    rate="token",
    summary="End a token, and with a refresh token all that were given with it",
    tags=("oauth",),
)
