"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.client import strict as rules
from polyclinic.dialects.carestack.client._async.appointments import AsyncAppointments
from polyclinic.dialects.carestack.client._async.consents import AsyncConsents
from polyclinic.dialects.carestack.client._async.facilities import AsyncFacilities
from polyclinic.dialects.carestack.client._async.lookup import AsyncLookup
from polyclinic.dialects.carestack.client._async.masters import AsyncMasters
from polyclinic.dialects.carestack.client._async.patients import AsyncPatients
from polyclinic.dialects.carestack.client._async.practitioners import AsyncPractitioners
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.auth import Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import AsyncHttp


class AsyncCareStack:
    """CareStack's API at ``base_url``, for one facility.

    ``hpr_id`` is the caller's id in the health professional registry. ``strict`` holds messages to the rules of the
    published package before they are sent (``BreaksRules``). ``timeout`` is in seconds, for each attempt; creations are
    never sent twice. ``http`` is a client of yours to send with, which stays open.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        facility_id: str,
        hpr_id: str | None = None,
        *,
        strict: bool = False,
        timeout: float | None = 30.0,
        retries: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
    ) -> None:
        self._api = AsyncApiClient(
            base_url,
            auth=Bearer(api_key),
            timeout=timeout,
            retries=retries,
            http=http,
            headers=operations.headers(facility_id, hpr_id),
            error_from=operations.error_from,
        )
        self.patients = AsyncPatients(self._api, rules.check_patient if strict else rules.no_check)
        self.practitioners = AsyncPractitioners(self._api, rules.check_practitioner if strict else rules.no_check)
        self.appointments = AsyncAppointments(self._api)
        self.facilities = AsyncFacilities(self._api)
        self.masters = AsyncMasters(self._api)
        self.lookup = AsyncLookup(self._api)
        self.consents = AsyncConsents(self._api)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
