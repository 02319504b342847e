"""Bearer tokens that an API client's id and secret are exchanged for."""

from datetime import timedelta

from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.identity.operations import client_secret_key
from polyclinic.web.auth import bearer_token, principal_by_secret
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services

LIFETIME = timedelta(hours=5)


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    """Whoever the token in ``Authorization: Bearer`` was given to."""
    return await principal_by_secret(services, "candid", CredentialKind.ACCESS_TOKEN, bearer_token(raw))


async def client_of(services: Services, client_id: str, client_secret: str) -> Principal:
    """The API client with this id and secret. Raises ``Unauthenticated``."""
    presented = client_secret_key(client_id, client_secret)
    return await principal_by_secret(services, "candid", CredentialKind.CLIENT_SECRET, presented)
