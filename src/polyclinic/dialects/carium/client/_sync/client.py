# generated: edit the _async file of the same name, then run "make format"
"""The client and what hangs on it."""

from types import TracebackType
from typing import Literal, Self

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._sync.appointments import Appointments, Practitioners
from polyclinic.dialects.carium.client._sync.documents import Documents
from polyclinic.dialects.carium.client._sync.patients import Individuals, Invitations, Patients
from polyclinic.dialects.carium.client._sync.users import Organizations, Users
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http


class Carium:
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
        http: Http | None = None,
    ) -> None:
        self._api = ApiClient(
            base_url,
            auth=operations.SignedIn(username, password, totp, locale),
            timeout=timeout,
            retries=retries,
            http=http,
            headers={"Accept": "application/vnd.api+json"},
            error_from=operations.error_from,
        )
        self.patients = Patients(self._api, organization_id)
        self.individuals = Individuals(self._api)
        self.invitations = Invitations(self._api)
        self.users = Users(self._api)
        self.organizations = Organizations(self._api)
        self.practitioners = Practitioners(self._api)
        self.appointments = Appointments(self._api, organization_id)
        self.documents = Documents(self._api, organization_id)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
