# generated: edit the _async file of the same name, then run "make format"
"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.drchrono.client._sync.appointment_profiles import AppointmentProfiles
from polyclinic.dialects.drchrono.client._sync.appointment_templates import AppointmentTemplates
from polyclinic.dialects.drchrono.client._sync.appointments import Appointments
from polyclinic.dialects.drchrono.client._sync.doctors import Doctors
from polyclinic.dialects.drchrono.client._sync.documents import Documents
from polyclinic.dialects.drchrono.client._sync.offices import Offices
from polyclinic.dialects.drchrono.client._sync.patients import Patients
from polyclinic.dialects.drchrono.client._sync.reminder_profiles import ReminderProfiles
from polyclinic.dialects.drchrono.client._sync.transactions import Transactions
from polyclinic.dialects.drchrono.client._sync.users import Users
from polyclinic.dialects.drchrono.client.errors import error_from
from polyclinic.dialects.drchrono.client.operations import VERSION
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.auth import Auth, Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http


class DrChrono:
    """The API at ``base_url`` (without ``/api/...``), in version v2014_08.

    ``access_token`` is one of OAuth 2.0, or what renews them (``OAuth.renewed``). ``timeout`` is in seconds, for
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
        http: Http | None = None,
    ) -> None:
        self._api = ApiClient(
            base_url,
            auth=Bearer(access_token) if isinstance(access_token, str) else access_token,
            timeout=timeout,
            retries=retries,
            http=http,
            headers=VERSION,
            error_from=error_from,
        )
        self.patients = Patients(self._api)
        self.appointments = Appointments(self._api)
        self.appointment_profiles = AppointmentProfiles(self._api)
        self.appointment_templates = AppointmentTemplates(self._api)
        self.doctors = Doctors(self._api)
        self.offices = Offices(self._api)
        self.documents = Documents(self._api)
        self.reminder_profiles = ReminderProfiles(self._api)
        self.transactions = Transactions(self._api)
        self.users = Users(self._api)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
