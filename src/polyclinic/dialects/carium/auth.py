"""Who sends a request: the bearer of an access token, of a document's upload token or download link, or of an
invitation."""

from polyclinic.core.documents import policy as documents
from polyclinic.core.identity.invitations import Invitation
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.organisation.model import Practice
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
    return _holder(services, practice, actor, documents.READ)


def bearer_of_invitation(services: Services, practice: Practice, invitation: Invitation) -> Principal:
    """Somebody who shows an invitation, which the record checks; it gives no right to anything else."""
    return _holder(services, practice, f"invitation:{invitation.user_id}")


def _holder(services: Services, practice: Practice, actor: str, *permissions: str) -> Principal:
    credential = Credential(
        practice_id=practice.id,
        kind=CredentialKind.ACCESS_TOKEN,
        dialect=DIALECT,
        subject=actor,
        permissions=permissions,
        created_at=services.clock.now(),
    )
    return Principal(Actor(actor, frozenset(permissions)), practice, Scope(), credential)
