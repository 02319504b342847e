# generated: edit the _async file of the same name, then run "make format"
"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.carestack.client import operations
from polyclinic.dialects.carestack.client import strict as rules
from polyclinic.dialects.carestack.client._sync.appointments import Appointments
from polyclinic.dialects.carestack.client._sync.consents import Consents
from polyclinic.dialects.carestack.client._sync.facilities import Facilities
from polyclinic.dialects.carestack.client._sync.lookup import Lookup
from polyclinic.dialects.carestack.client._sync.masters import Masters
from polyclinic.dialects.carestack.client._sync.patients import Patients
from polyclinic.dialects.carestack.client._sync.practitioners import Practitioners
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.auth import Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http


class CareStack:
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
        http: Http | None = None,
    ) -> None:
        self._api = ApiClient(
            base_url,
            auth=Bearer(api_key),
            timeout=timeout,
            retries=retries,
            http=http,
            headers=operations.headers(facility_id, hpr_id),
            error_from=operations.error_from,
        )
        self.patients = Patients(self._api, rules.check_patient if strict else rules.no_check)
        self.practitioners = Practitioners(self._api, rules.check_practitioner if strict else rules.no_check)
        self.appointments = Appointments(self._api)
        self.facilities = Facilities(self._api)
        self.masters = Masters(self._api)
        self.lookup = Lookup(self._api)
        self.consents = Consents(self._api)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
