"""From what a request shows to who sent it: the steps that dialects' ``authenticate`` hooks share."""

from polyclinic.core.identity.model import USER, Credential, CredentialKind
from polyclinic.core.identity.operations import actor_of, present, scope_of
from polyclinic.core.identity.second_factor import is_missing
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services

MAX_SECRET = 4096
SECOND_FACTOR_MISSING = Unauthenticated(
    "the user has to set up a second factor first, on the account's page", reason="second-factor-missing"
)
_WHOLE = Scope()


def bearer_token(raw: RawRequest) -> str:
    """The token of ``Authorization: Bearer``. Raises ``Unauthenticated`` (``missing``, ``malformed``)."""
    header = raw.headers.get("authorization", "")
    if not header:
        raise Unauthenticated("no credentials", reason="missing")
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or " " in token or len(token) > MAX_SECRET:
        raise Unauthenticated("not a bearer token", reason="malformed")
    return token


async def principal_by_secret(
    services: Services, dialect: str, kind: CredentialKind, secret: str, *, enrolling: bool = False
) -> Principal:
    """Whoever was given ``secret`` in this dialect, if a user, one who still is. Raises ``Unauthenticated``.

    A user who has to have a second factor and has none is nobody, except where it is set up (``enrolling``).
    """
    principal = await principal_of(services, await present(services.credentials, services.clock, kind, dialect, secret))
    user_id = principal.actor.user_id
    if user_id is not None:
        user = await services.records(principal.practice.id, _WHOLE).recall(USER, user_id)
        if user is None or not user.active:
            raise Unauthenticated("its user is gone", reason="revoked")
        if not enrolling and is_missing(user, services.second_factor):
            raise SECOND_FACTOR_MISSING
    return principal


async def principal_of(services: Services, credential: Credential) -> Principal:
    """Whom a usable credential stands for. Raises ``Unauthenticated`` if its practice is gone."""
    practice = await services.practices.get(credential.practice_id)
    if practice is None:
        raise Unauthenticated("unknown credential", reason="unknown")
    return Principal(actor_of(credential), practice, scope_of(credential, practice.defaults), credential)
