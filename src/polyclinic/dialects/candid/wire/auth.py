"""Bearer tokens for client credentials."""

from polyclinic.dialects.candid.wire.common import Message, Text, Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType


class TokenRequest(Wire):
    """The credentials of an API client."""

    client_id: Text
    client_secret: Text


class Token(Wire):
    """A bearer token and for how many seconds it is good."""

    access_token: str
    expires_in: int
    token_type: str


WRONG_CONTENT_TYPE = ErrorType(415, "InvalidContentTypeError", Message, "Send JSON or a form")
TOO_MANY_TOKENS = ErrorType(429, "TooManyRequestsError", Message)

GET_TOKEN = Endpoint(
    name="auth.v2.token",
    method="POST",
    path="/api/auth/v2/token",
    takes=TokenRequest,
    gives=Token,
    accepts=("json", "form"),
    public="it gives out the tokens that everything else needs",
    errors=(WRONG_CONTENT_TYPE, TOO_MANY_TOKENS),
    idempotent=True,
    tags=("auth",),
    summary="Get a token for client credentials",
)
