"""OAuth 2.0 for applications that act for a user: the authorization code with PKCE (RFC 6749, RFC 7636), and tokens
that are renewed. Nothing here does I/O: ``AsyncOAuth`` and ``OAuth`` do.
"""

import base64
import hashlib
import math
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import BaseModel

from polyclinic.sdk.auth import Auth, Headers
from polyclinic.sdk.errors import ApiError, PolyclinicError, error_from
from polyclinic.sdk.operation import Operation, Response

Keep = Callable[["Tokens"], None]


class OAuthError(ApiError):
    """The server gave no token. ``code`` is RFC 6749's word; ``invalid_grant``: the user has to be asked again."""

    def __init__(self, response: Response) -> None:
        super().__init__(response)
        self.code = str(self.body["error"]) if isinstance(self.body, dict) and "error" in self.body else ""


class NotAuthorized(PolyclinicError):
    """The user came back without a code. ``code`` is RFC 6749's word (``access_denied``: the user said no)."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(description or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Application:
    """An application as the server knows it, and the server's paths, which are mostly these (Django OAuth Toolkit)."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    authorize_path: str = "/o/authorize/"
    exchange_path: str = "/o/token/"
    revoke_path: str = "/o/revoke_token/"


@dataclass(frozen=True, slots=True)
class Authorization:
    """One question to a user: send the browser to ``url``, and keep the rest until it comes back."""

    url: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    def code_in(self, redirected_to: str) -> str:
        """The code in the URL that the browser was sent back to.

        Raises ``NotAuthorized`` if the user refused, or ``state`` is not this question's.
        """
        given = {name: values[0] for name, values in parse_qs(urlsplit(redirected_to).query).items()}
        if not secrets.compare_digest(given.get("state", "").encode(), self.state.encode()):
            raise NotAuthorized("state_mismatch", "the answer is to another question")
        if "code" not in given:
            raise NotAuthorized(given.get("error", "no_code"), given.get("error_description", ""))
        return given["code"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a user's consent comes to. ``expires_in`` seconds ``access_token`` lives, if that is told."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_in: float | None = None
    scopes: frozenset[str] = frozenset()


class _TokenAnswer(BaseModel):
    access_token: str
    refresh_token: str | None = None
    expires_in: float | None = None
    scope: str = ""


def authorization(base_url: str, application: Application, scopes: Iterable[str] = ()) -> Authorization:
    """A question for ``scopes``; without any, for all that the server has."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": application.client_id,
        "redirect_uri": application.redirect_uri,
        **({"scope": scope} if (scope := " ".join(scopes)) else {}),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return Authorization(f"{base_url.rstrip('/')}{application.authorize_path}?{urlencode(query)}", state, verifier)


def exchange(application: Application, code: str, verifier: str) -> Operation[Tokens]:
    """The call that turns a code, which is good once, into tokens."""
    given = {"code": code, "redirect_uri": application.redirect_uri, "code_verifier": verifier}
    return _token_call(application, "authorization_code", given)


def renewal(application: Application, tokens: Tokens) -> Operation[Tokens]:
    """The call that turns a refresh token, which is good once, into new tokens. Raises ``ValueError`` without one."""
    if tokens.refresh_token is None:
        raise ValueError("there is no refresh token")
    given = {"refresh_token": tokens.refresh_token}
    return _token_call(application, "refresh_token", given, tokens)


def revocation(application: Application, tokens: Tokens) -> Operation[None]:
    """The call that ends the tokens (RFC 7009)."""
    given = {"token": tokens.refresh_token or tokens.access_token}
    return _call(application, application.revoke_path, given, lambda _: None)


class RenewedToken(Auth):
    """An access token that is renewed before it expires, and once after a 401.

    ``keep`` is given new tokens before they are first used: the refresh token that they came of is good no more. Let a
    grant have one ``RenewedToken`` at a time: who renews with a spent refresh token ends the grant. A renewal that is
    refused raises ``OAuthError``. How old ``tokens`` are nobody knows: they are used until they are refused.
    """

    def __init__(self, application: Application, tokens: Tokens, keep: Keep, *, margin: float = 60.0) -> None:
        self.tokens = tokens
        self._application = application
        self._keep = keep
        self._margin = margin
        self._until: float | None = None

    def headers(self, now: float) -> Headers:
        if self.tokens.refresh_token is not None and self._until is not None and now >= self._until:
            tokens: Tokens = yield renewal(self._application, self.tokens)
            lifetime = tokens.expires_in
            self._until = None if lifetime is None else now + max(0.0, lifetime - self._margin)
            self.tokens = tokens
            self._keep(tokens)
        return {"Authorization": f"Bearer {self.tokens.access_token}"}

    def refused(self, sent: Mapping[str, str]) -> bool:
        if self.tokens.refresh_token is None or "Authorization" not in sent:
            return False
        if sent["Authorization"] == f"Bearer {self.tokens.access_token}":  # else renewed meanwhile
            self._until = -math.inf
        return True


def _error_from(response: Response) -> ApiError:
    return OAuthError(response) if response.status in (400, 401) else error_from(response)


def _token_call(
    application: Application, grant: str, given: dict[str, str], before: Tokens | None = None
) -> Operation[Tokens]:
    def read(content: bytes) -> Tokens:
        answer = _TokenAnswer.model_validate_json(content)
        return Tokens(
            answer.access_token,
            answer.refresh_token or (before.refresh_token if before else None),
            answer.expires_in,
            frozenset(answer.scope.split()) or (before.scopes if before else frozenset()),
        )

    return _call(application, application.exchange_path, {"grant_type": grant, **given}, read)


def _call(application: Application, path: str, given: dict[str, str], read: Callable[[bytes], Any]) -> Operation[Any]:
    credentials = {"client_id": application.client_id, "client_secret": application.client_secret}
    fields = tuple({**credentials, **given}.items())
    return Operation(method="POST", route=path, path=path, fields=fields, read=read, error_from=_error_from)
