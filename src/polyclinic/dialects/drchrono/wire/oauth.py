"""The OAuth 2.0 server under ``/o/``: a page that asks the user, and the endpoints that applications call."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from polyclinic.dialects.drchrono.wire.common import Model
from polyclinic.sdk.endpoint import Endpoint, ErrorType
from polyclinic.sdk.pages import SMALL_BODY, PageForm, SignInForm, form, page

SCOPES = ("calendar", "user", "patients:summary", "patients", "billing")
"""What a request without ``scope`` asks for. The version's documents name the first four, and no scope for
transactions: ``billing`` stands for those."""

FOR_APPLICATIONS = "the application authenticates itself with its id and secret"


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


class Decision(PageForm):
    """What the user chose: ``allow``, or anything else for no."""

    decision: Annotated[str, StringConstraints(max_length=10)] = ""


Destination = Annotated[str, StringConstraints(max_length=8192, pattern=r"^/(?:o/authorize/\?|account/)[!-~]*$")]
"""A page of ours to go on to: below the prefix, so that nothing leads elsewhere."""


class SignIn(SignInForm):
    """One step of signing in."""

    to: Destination = "/account/"


class SignOut(PageForm):
    """Where to go then."""

    to: Destination = "/account/"


AUTHORIZE: Endpoint[None, str] = page(
    "oauth_authorize",
    "/o/authorize/",
    "The page on which a user lets an application in, after signing in",
    tag="oauth",
    redirects=302,
)
DECIDE = form(
    "oauth_decide",
    "/o/authorize/",
    Decision,
    "The user's yes or no",
    tag="oauth",
    redirects=302,
    empty_body=True,
)
SIGN_IN = form(
    "oauth_sign_in",
    "/o/sign_in/",
    SignIn,
    "User name and password, then a one-time code where the user has one",
    tag="oauth",
    rate="sign_in",
)
SIGN_OUT = form("oauth_sign_out", "/o/sign_out/", SignOut, "The end of a session", tag="oauth")

_OAUTH_STATUSES = (400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 500, 503)
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
