"""The client and what hangs on it."""

from types import TracebackType
from typing import Literal, Self

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.appointments import AsyncAppointments, AsyncPractitioners
from polyclinic.dialects.carium.client._async.documents import AsyncDocuments
from polyclinic.dialects.carium.client._async.patients import AsyncIndividuals, AsyncInvitations, AsyncPatients
from polyclinic.dialects.carium.client._async.users import AsyncOrganizations, AsyncUsers
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import AsyncHttp


class AsyncCarium:
    """Carium's API at ``base_url``, as a user of one organization.

    It signs in when first used, and renews its tokens as long as it is used at least every 30 days. ``totp`` is the
    one-time code of a user with a second factor, or a function that gets one, asked only when the API wants a code.
    ``locale`` (``en_US``, ``es_US``) is kept with the user. ``timeout`` is in seconds, for each attempt. ``http`` is a
    client of yours to send with, which stays open.
    """

    def __init__(
        self,
        base_url: str,
        username: str,
        password: str,
        organization_id: str,
        totp: operations.Totp | None = None,
        *,
        locale: Literal["en_US", "es_US"] | None = None,
        timeout: float | None = 30.0,
        retries: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
    ) -> None:
        self._api = AsyncApiClient(
            base_url,
            auth=operations.SignedIn(username, password, totp, locale),
            timeout=timeout,
            retries=retries,
            http=http,
            headers={"Accept": "application/vnd.api+json"},
            error_from=operations.error_from,
        )
        self.patients = AsyncPatients(self._api, organization_id)
        self.individuals = AsyncIndividuals(self._api)
        self.invitations = AsyncInvitations(self._api)
        self.users = AsyncUsers(self._api)
        self.organizations = AsyncOrganizations(self._api)
        self.practitioners = AsyncPractitioners(self._api)
        self.appointments = AsyncAppointments(self._api, organization_id)
        self.documents = AsyncDocuments(self._api, organization_id)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
