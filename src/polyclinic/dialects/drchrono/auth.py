"""Who sent a request: the bearer of an access token, which the OAuth 2.0 server under ``/o/`` gives out."""

from polyclinic.core.identity.applications import is_registered
from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.dialects.drchrono.mapping.common import DIALECT
from polyclinic.web.auth import bearer_token, principal_by_secret
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.problems import HttpProblem
from polyclinic.web.services import Services

VERSION_HEADER = "x-drc-api-version"
VERSIONS = ("v2014_08",)


class UnknownVersion(HttpProblem):
    """A version of the API that is not served was asked for."""

    status, code = 400, "unknown_version"


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    """Whoever was given the token. Raises ``UnknownVersion`` and ``Unauthenticated``.

    An application's default version is one of those served, and those read and write alike: nothing depends on it yet.
    """
    version = raw.headers.get(VERSION_HEADER, "").strip()
    if version and version not in VERSIONS:
        raise UnknownVersion(f"This server serves {', '.join(VERSIONS)} of the API; leave the header out or name it.")
    principal = await principal_by_secret(services, DIALECT, CredentialKind.ACCESS_TOKEN, bearer_token(raw))
    client_id = principal.credential.facts.get("client_id")
    if client_id and not await is_registered(services.credentials, services.clock, DIALECT, client_id):
        raise Unauthenticated("the application is gone", reason="revoked")
    return principal
