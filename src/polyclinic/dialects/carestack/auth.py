"""Who sends a request (the API key) and for which facility (the header ``facilityid``).

The header ``x-hprid-auth`` names a person in the health professional registry. It proves nothing, the published client
sends the placeholder ``__X_HPR_ID__`` when it knows none, and nothing served here depends on it: it is not read.
"""

from dataclasses import replace

from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.organisation.model import FACILITY, Practice
from polyclinic.core.shared.context import Context, Scope
from polyclinic.core.shared.errors import Invalid
from polyclinic.dialects.carestack.wire import facilities, facility_registration, facility_search, masters
from polyclinic.web.auth import bearer_token, principal_by_secret
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.services import Services

FACILITY_HEADER = "facilityid"

ANYWHERE = frozenset(
    endpoint.path.split("/")[1]
    for endpoint in (*masters.ALL, *facilities.ALL, facility_registration.REGISTER, facility_search.SEARCH)
)
"""The first segments of paths that ``facilityid`` says nothing for: the published client must name a facility before it
can register its first."""


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    """The holder of the API key, limited to the facility that the request names, if it names one.

    Raises ``Unauthenticated``, and ``Invalid`` for a facility that is unknown or out of the key's reach.
    """
    principal = await principal_by_secret(services, "carestack", CredentialKind.API_KEY, bearer_token(raw))
    named = raw.headers.get(FACILITY_HEADER, "").strip()
    if not named or raw.path.split("/")[1] in ANYWHERE:
        return principal
    allowed = principal.scope.facilities
    facility = await services.records(principal.practice.id, Scope()).recall(FACILITY, named)
    if facility is None or not facility.active or (allowed and facility.id not in allowed):
        raise Invalid.field(FACILITY_HEADER, code="unknown_facility", message="Unknown facility.")
    return replace(principal, scope=replace(principal.scope, facilities=_reach(facility.id, principal.practice)))


def _reach(facility_id: str, practice: Practice) -> frozenset[str | None]:
    """What has no facility is read as being at the practice's default one."""
    return frozenset({facility_id, None} if facility_id == practice.defaults.get("facility") else {facility_id})


def facility_of(ctx: Context) -> str | None:
    """The facility that the request is limited to, else the practice's default one, if it has any."""
    named = [facility for facility in ctx.scope.facilities if facility is not None]
    return named[0] if len(named) == 1 else ctx.tenant.defaults.get("facility")
