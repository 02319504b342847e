"""From what a request shows to who sent it: the steps that dialects' ``authenticate`` hooks share."""

from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.identity.operations import actor_of, present, scope_of
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services

MAX_SECRET = 4096


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


async def principal_by_secret(services: Services, dialect: str, kind: CredentialKind, secret: str) -> Principal:
    """Whoever was given ``secret`` in this dialect. Raises ``Unauthenticated`` with its reason."""
    return await principal_of(services, await present(services.credentials, services.clock, kind, dialect, secret))


async def principal_of(services: Services, credential: Credential) -> Principal:
    """Whom a usable credential stands for. Raises ``Unauthenticated`` if its practice is gone."""
    practice = await services.practices.get(credential.practice_id)
    if practice is None:
        raise Unauthenticated("unknown credential", reason="unknown")
    return Principal(actor_of(credential), practice, scope_of(credential, practice.defaults), credential)
