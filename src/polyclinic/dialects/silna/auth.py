"""Bearer keys, each of one practice (Silna's MSO) or of some of its providers."""

from polyclinic.core.identity.model import CredentialKind
from polyclinic.web.auth import bearer_token, principal_by_secret
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    """Whoever the key in ``Authorization: Bearer`` was given to."""
    return await principal_by_secret(services, "silna", CredentialKind.API_KEY, bearer_token(raw))
