"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.drchrono.client._async.appointment_profiles import AsyncAppointmentProfiles
from polyclinic.dialects.drchrono.client._async.appointment_templates import AsyncAppointmentTemplates
from polyclinic.dialects.drchrono.client._async.appointments import AsyncAppointments
from polyclinic.dialects.drchrono.client._async.doctors import AsyncDoctors
from polyclinic.dialects.drchrono.client._async.documents import AsyncDocuments
from polyclinic.dialects.drchrono.client._async.offices import AsyncOffices
from polyclinic.dialects.drchrono.client._async.patients import AsyncPatients
from polyclinic.dialects.drchrono.client._async.reminder_profiles import AsyncReminderProfiles
from polyclinic.dialects.drchrono.client._async.transactions import AsyncTransactions
from polyclinic.dialects.drchrono.client._async.users import AsyncUsers
from polyclinic.dialects.drchrono.client.errors import error_from
from polyclinic.dialects.drchrono.client.operations import VERSION
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.auth import Auth, Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import AsyncHttp


class AsyncDrChrono:
    """The API at ``base_url`` (without ``/api/...``), in version v2014_08.

    ``access_token`` is one of OAuth 2.0, or what renews them (``AsyncOAuth.renewed``). ``timeout`` is in seconds, for
    each attempt. Calls that can be sent twice are retried as ``retries`` says. ``http`` is a client of yours to send
    with, which stays open. What is refused raises an ``ApiError`` of ``polyclinic.sdk``; ``BadFields`` has every bad
    field with its messages.
    """

    def __init__(
        self,
        base_url: str,
        access_token: str | Auth,
        *,
        timeout: float | None = 30.0,
        retries: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
    ) -> None:
        self._api = AsyncApiClient(
            base_url,
            auth=Bearer(access_token) if isinstance(access_token, str) else access_token,
            timeout=timeout,
            retries=retries,
            http=http,
            headers=VERSION,
            error_from=error_from,
        )
        self.patients = AsyncPatients(self._api)
        self.appointments = AsyncAppointments(self._api)
        self.appointment_profiles = AsyncAppointmentProfiles(self._api)
        self.appointment_templates = AsyncAppointmentTemplates(self._api)
        self.doctors = AsyncDoctors(self._api)
        self.offices = AsyncOffices(self._api)
        self.documents = AsyncDocuments(self._api)
        self.reminder_profiles = AsyncReminderProfiles(self._api)
        self.transactions = AsyncTransactions(self._api)
        self.users = AsyncUsers(self._api)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
