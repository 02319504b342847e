"""The OAuth 2.0 protocol (RFC 6749, 7009, 7636, 9700) for an API's endpoints: codes for users' consent, tokens for
codes. What a code and a token are, and when they end, is ``core/identity/grants.py``'s."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode

from polyclinic.core.identity import applications, grants, operations
from polyclinic.core.identity.grants import Terms, Tokens
from polyclinic.core.identity.model import ApiClient, Credential, CredentialKind, User
from polyclinic.core.identity.second_factor import is_missing
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.context import Actor, Scope, perform
from polyclinic.web.bodies import parse_pairs
from polyclinic.web.call import Answer, Call, Principal
from polyclinic.web.contexts import open_practice
from polyclinic.web.pages.sessions import Session
from polyclinic.web.problems import HttpProblem
from polyclinic.web.services import Services

LONGEST = 2048
"""Characters of any parameter."""
NO_TERMS = Terms()
REUSED = "It has been used or revoked before: everything that was given for it is revoked."
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_ONCE = ("response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method")


class OAuthProblem(HttpProblem):
    """What the token endpoint refuses (RFC 6749 section 5.2): ``code`` is ``error``, the message its description."""

    status, code = 400, "invalid_request"


class InvalidClient(OAuthProblem):
    """Nobody's id, or not the secret that belongs to it: answered with 401."""

    status, code = 400, "invalid_client"

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.headers = {"WWW-Authenticate": 'Basic realm="applications"'}


class InvalidGrant(OAuthProblem):
    """A code or token that is unknown, used, expired, revoked, or another application's."""

    status, code = 400, "invalid_grant"


class InvalidScope(OAuthProblem):
    """A scope that is not served or was not granted."""

    status, code = 400, "invalid_scope"


class UnsupportedGrantType(OAuthProblem):
    """Neither ``authorization_code`` nor ``refresh_token``."""

    status, code = 400, "unsupported_grant_type"


class BadAuthorization(HttpProblem):
    """Who asks, or where the answer should go, is unknown: it is told to the user, and nobody is sent anywhere."""

    status, code = 400, "bad_authorization"


@dataclass(frozen=True, slots=True)
class Application:
    """An application that exists, and its practice."""

    client: ApiClient
    practice: Practice


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request that can be answered: at ``redirect_uri``, which the application has registered.

    With ``error`` it can only be refused. ``scopes`` are in the order in which they are served.
    """

    application: Application
    redirect_uri: str
    terms: Terms = NO_TERMS
    scopes: tuple[str, ...] = ()
    state: str = ""
    error: str = ""
    description: str = ""

    def denied(self) -> "Answer":
        """The way back with the request's own error, or with the user's no."""
        error = self.error or "access_denied"
        return self._redirect({"error": error, "error_description": self.description or "The user said no."})

    def granted(self, code: str) -> "Answer":
        """The way back with a code."""
        return self._redirect({"code": code})

    def _redirect(self, parameters: dict[str, str]) -> "Answer":
        if self.state:
            parameters = {**parameters, "state": self.state}
        separator = "&" if "?" in self.redirect_uri else "?"
        location = f"{self.redirect_uri}{separator}{urlencode(parameters)}"
        return Answer(None, 302, {"Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


@dataclass(frozen=True, slots=True)
class AuthorizationServer:
    """Codes and tokens of one API. ``scopes`` are all that it knows.

    A request without ``scope`` asks for all of them that the application may ask for.
    """

    dialect: str
    scopes: Sequence[str]

    # -- asking the user ------------------------------------------------------------------------------------------

    async def asked(self, call: Call[Any, Any]) -> Asked:
        """What an application asks for. Raises ``BadAuthorization`` if it cannot be told so."""
        given = _query(call.raw.query_string)
        for name in ("client_id", "redirect_uri"):
            if len(given.get(name, ())) > 1:
                raise BadAuthorization(f"The link that brought you here names its {name} more than once.")
        application = await find_application(call.services, self.dialect, _only(given, "client_id"))
        if application is None:
            raise BadAuthorization("The application that sent you here is not known on this server.")
        named = _only(given, "redirect_uri")
        registered = application.client.redirect_uris
        if named not in registered if named else len(registered) != 1:
            raise BadAuthorization("The application wants to bring you back to an address it has not registered.")
        asked = Asked(application, named or registered[0], Terms(named, _only(given, "code_challenge")))
        return self._judged(asked, given)

    def _judged(self, asked: Asked, given: Mapping[str, Sequence[str]]) -> Asked:
        """The request complete, or with the error that it is refused with."""
        states = given.get("state", ())
        state = states[0] if len(states) == 1 and len(states[0]) <= LONGEST else ""

        def refused(error: str, description: str) -> Asked:
            return Asked(asked.application, asked.redirect_uri, state=state, error=error, description=description)

        for name in _ONCE:
            if len(given.get(name, ())) > 1:
                return refused("invalid_request", f"{name} is given more than once.")
            if len(_only(given, name)) > LONGEST:
                return refused("invalid_request", f"{name} is too long.")
        response_type = _only(given, "response_type")
        if response_type != "code":
            error = "unsupported_response_type" if response_type else "invalid_request"
            return refused(error, "response_type must be code.")
        allowed = asked.application.client.may_ask_for(self.scopes)
        wanted = set(_only(given, "scope").split()) or set(allowed)
        if not wanted.issubset(allowed):
            return refused("invalid_scope", f"The application may ask for {' '.join(allowed)}.")
        challenge, method = asked.terms.challenge, _only(given, "code_challenge_method")
        if challenge and (method != "S256" or not _CHALLENGE.fullmatch(challenge)):
            return refused("invalid_request", "The code challenge must be one of method S256.")
        if not challenge and (method or asked.application.client.pkce_required):
            return refused("invalid_request", "A code challenge is required.")
        scopes = tuple(scope for scope in allowed if scope in wanted)
        return Asked(asked.application, asked.redirect_uri, asked.terms, scopes, state)

    async def consented(self, call: Call[Any, Any], session: Session, asked: Asked) -> Answer:
        """Record the user's consent and go back with a code. Raises ``Forbidden`` in another practice's test mode."""
        services, practice = call.services, session.principal.practice
        client, home = asked.application.client, asked.application.practice.id
        grant = await perform(
            lambda: call.open_context(session.principal),
            lambda ctx: grants.authorise(ctx, services.credentials, client, home, asked.scopes),
        )
        rights = operations.user_credential(session.user, practice.id, self.dialect, services.clock)
        code, issued = await grants.issue_code(services.credentials, services.clock, grant, rights, asked.terms)
        ctx = call.open_context(session.principal)
        await operations.keep_if_unchanged(ctx, services.credentials, session.user, [issued])
        return asked.granted(code)

    # -- serving the application ------------------------------------------------------------------------------------

    async def token(self, call: Call[Any, Any], given: Mapping[str, str]) -> dict[str, Any]:
        """Tokens for a code or a refresh token. Raises ``OAuthProblem``."""
        application = await self._authenticated(call, given)
        match given.get("grant_type", ""):
            case "authorization_code":
                used = await self._presented(call.services, CredentialKind.AUTHORIZATION_CODE, given.get("code", ""))
            case "refresh_token":
                token = given.get("refresh_token", "")
                used = await self._presented(call.services, CredentialKind.REFRESH_TOKEN, token)
            case "":
                raise OAuthProblem("grant_type is missing.")
            case _:
                raise UnsupportedGrantType("grant_type must be authorization_code or refresh_token.")
        await self._check(application, used, given, call.services)
        scopes = self._narrowed(application.client, used, given)
        user = await self._user(call, application, used)
        tokens = await grants.exchange(call.services.credentials, call.services.clock, used, user, scopes=scopes)
        if tokens is None:
            raise InvalidGrant(REUSED)
        return _told(tokens)

    async def revoke(self, call: Call[Any, Any], given: Mapping[str, str]) -> None:
        """End a token: a refresh token with all that its grant gave out (RFC 7009). An unknown one is no error."""
        application = await self._authenticated(call, given)
        token = given.get("token", "")
        if not token:
            raise OAuthProblem("token is missing.")
        credentials, now = call.services.credentials, call.services.clock.now()
        for kind in (CredentialKind.REFRESH_TOKEN, CredentialKind.ACCESS_TOKEN):
            found = await credentials.find(kind, self.dialect, token)
            if found is None:
                continue
            if not grants.was_given_to(found, application.client.client_id):
                raise InvalidGrant("This token was given to another application.")
            if kind is CredentialKind.REFRESH_TOKEN:
                await credentials.revoke_family(found.family, now)
            else:
                await credentials.revoke(found.id, now)

    async def _presented(self, services: Services, kind: CredentialKind, secret: str) -> Credential:
        if not secret:
            raise OAuthProblem(f"{'code' if kind is CredentialKind.AUTHORIZATION_CODE else kind.value} is missing.")
        found = await services.credentials.find(kind, self.dialect, secret)
        if found is None:
            raise InvalidGrant("It is unknown.")
        return found

    @staticmethod
    async def _check(application: Application, used: Credential, given: Mapping[str, str], services: Services) -> None:
        """Raise ``InvalidGrant`` unless the code or token is this application's, and the code redeemed as agreed."""
        now = services.clock.now()
        if not grants.was_given_to(used, application.client.client_id):
            raise InvalidGrant("It was given to another application.")
        if used.revoked_at is not None:
            await services.credentials.revoke_family(used.family, now)
            raise InvalidGrant(REUSED)
        if not used.usable(now):
            raise InvalidGrant("It has expired.")
        if not grants.may_authorise(application.client, application.practice.id, used.practice_id):
            raise InvalidGrant("The application is in test mode.")
        if used.kind is not CredentialKind.AUTHORIZATION_CODE:
            return
        terms = grants.terms_of(used)
        if terms.redirect_uri and given.get("redirect_uri", "") != terms.redirect_uri:
            raise InvalidGrant("redirect_uri is not that of the authorization request.")
        if not _proves(given.get("code_verifier", ""), terms.challenge):
            raise InvalidGrant("code_verifier does not belong to the code challenge.")

    @staticmethod
    def _narrowed(client: ApiClient, used: Credential, given: Mapping[str, str]) -> tuple[str, ...]:
        """Those of the granted scopes that a refresh asks for and that the application still may ask for."""
        asked = given.get("scope", "").split() if used.kind is CredentialKind.REFRESH_TOKEN else ()
        if not set(asked).issubset(used.scopes):
            raise InvalidScope("A scope was not granted.")
        scopes = tuple(scope for scope in client.may_ask_for(used.scopes) if not asked or scope in asked)
        if not scopes:
            raise InvalidScope("The application may not ask for this any more.")
        return scopes

    async def _user(self, call: Call[Any, Any], application: Application, used: Credential) -> User:
        """The user whose grant it is, read for the application. Raises ``InvalidGrant`` if there is none any more."""
        services = call.services
        practice = await services.practices.get(used.practice_id)
        if practice is not None:
            actor = Actor(f"client:{application.client.id}", frozenset())
            ctx = call.open_context(Principal(actor, practice, Scope(), used))
            user = await operations.signed_in_user(ctx, used.subject.removeprefix("user:"))
            await ctx.commit()
            if user is not None and is_missing(user, services.second_factor):
                raise InvalidGrant("Its user has to set up a second factor first.")
            if user is not None:
                return user
        await services.credentials.revoke_family(used.family, services.clock.now())
        raise InvalidGrant("Its user is gone.")

    # -- who the application is -------------------------------------------------------------------------------------

    async def _authenticated(self, call: Call[Any, Any], given: Mapping[str, str]) -> Application:
        """The application that sent its id and secret, by HTTP Basic or in the body, never in the URL."""
        basic = _basic(call.raw.headers.get("authorization", ""))
        client_id, secret = basic or (given.get("client_id", ""), given.get("client_secret", ""))
        if basic and (given.get("client_secret") or given.get("client_id", client_id) != client_id):
            raise OAuthProblem("Authenticate by the header or by the body, not by both.")
        held = None
        if client_id and secret:
            presented = operations.client_secret_key(client_id, secret)
            held = await call.services.credentials.find(CredentialKind.CLIENT_SECRET, self.dialect, presented)
        application = await find_application(call.services, self.dialect, client_id)
        if held is None or application is None or not held.usable(call.services.clock.now()):
            raise InvalidClient("Client authentication failed.")
        return application


async def find_application(services: Services, dialect: str, client_id: str) -> Application | None:
    """The application of that public id, whatever its practice."""
    if not client_id or len(client_id) > LONGEST:
        return None
    registration = await services.credentials.find(CredentialKind.CLIENT_ID, dialect, client_id)
    if registration is None or not registration.usable(services.clock.now()):
        return None
    practice = await services.practices.get(registration.practice_id)
    if practice is None:
        return None
    ctx = open_practice(services, practice, Actor(registration.subject, frozenset()), "oauth.application")
    client = await applications.registered(ctx, registration.id)
    return Application(client, practice) if client is not None else None


def _query(text: str) -> dict[str, list[str]]:
    """A query string's values by name; a name without a value counts as absent (RFC 6749 section 3.1)."""
    try:
        pairs = parse_pairs(text) if text else []
    except ValueError:
        raise BadAuthorization("The link that brought you here cannot be read.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            found.setdefault(name, []).append(value)
    return found


def _only(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _basic(header: str) -> tuple[str, str] | None:
    """User name and password of HTTP Basic, decoded as RFC 6749 section 2.3.1 has them; None for anything else."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, separator, password = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base64, no text, or not even ASCII
        raise InvalidClient("Client authentication failed.") from None
    return (unquote_plus(name), unquote_plus(password)) if separator else (unquote_plus(name), "")


def _proves(verifier: str, challenge: str) -> bool:
    """Whether the verifier belongs to the challenge; without a challenge there must be no verifier (RFC 9700)."""
    if not challenge or not verifier:
        return challenge == verifier
    if not _VERIFIER.fullmatch(verifier):
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(digest, challenge.encode())


def _told(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": int(tokens.lifetimes.access.total_seconds()),
        "refresh_token": tokens.refresh_token,
        "scope": " ".join(tokens.scopes),
    }
