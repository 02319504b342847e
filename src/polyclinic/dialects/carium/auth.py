"""Who sends a request: the bearer of an access token, or of a document's upload token or download link."""

from polyclinic.core.documents import policy as documents
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.shared.context import Actor, Scope
from polyclinic.core.shared.errors import Refusal
from polyclinic.web.auth import bearer_token, principal_by_secret
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services

DIALECT = "carium"


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    """The user whose access token the request carries. Raises ``Unauthenticated``."""
    return await principal_by_secret(services, DIALECT, CredentialKind.ACCESS_TOKEN, bearer_token(raw))


async def bearer_of(services: Services, practice_id: str, actor: str, refusal: Refusal) -> Principal:
    """Somebody who shows a capability for one document of a practice; the record checks it. ``actor`` is for the audit.

    Raises ``refusal`` if there is no such practice.
    """
    practice = await services.practices.get(practice_id)
    if practice is None:
        raise refusal
    permissions = frozenset({documents.READ})
    credential = Credential(
        practice_id=practice_id,
        kind=CredentialKind.ACCESS_TOKEN,
        dialect=DIALECT,
        subject=actor,
        permissions=tuple(permissions),
        created_at=services.clock.now(),
    )
    return Principal(Actor(actor, permissions), practice, Scope(), credential)
