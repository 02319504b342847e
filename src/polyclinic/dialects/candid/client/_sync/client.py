# generated: edit the _async file of the same name, then run "make format"
"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client._sync.billing_notes import BillingNotes
from polyclinic.dialects.candid.client._sync.custom_schemas import CustomSchemas
from polyclinic.dialects.candid.client._sync.diagnoses import Diagnoses
from polyclinic.dialects.candid.client._sync.encounter_attachments import EncounterAttachments
from polyclinic.dialects.candid.client._sync.encounter_providers import EncounterProviders
from polyclinic.dialects.candid.client._sync.encounters import Encounters
from polyclinic.dialects.candid.client._sync.events import Events
from polyclinic.dialects.candid.client._sync.guarantors import Guarantors
from polyclinic.dialects.candid.client._sync.health_care_codes import CodeInformation
from polyclinic.dialects.candid.client._sync.organization_providers import OrganizationProviders
from polyclinic.dialects.candid.client._sync.organization_service_facilities import OrganizationServiceFacilities
from polyclinic.dialects.candid.client._sync.payers import Payers
from polyclinic.dialects.candid.client._sync.pre_encounter.client import PreEncounter
from polyclinic.dialects.candid.client._sync.pre_service_rules import PreServiceRules
from polyclinic.dialects.candid.client._sync.service_lines import ServiceLines
from polyclinic.dialects.candid.client._sync.supplemental_information import Paperwork
from polyclinic.dialects.candid.client._sync.tasks import Tasks
from polyclinic.dialects.candid.client._sync.users import Users
from polyclinic.dialects.candid.client.errors import error_from
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http


class Candid:
    """Candid Health's API at ``base_url``, for the organization that the credentials belong to.

    A token is got when first needed and again before it expires. ``timeout`` is in seconds, for each attempt. ``http``
    is a client of yours to send with, which stays open.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        timeout: float | None = 60.0,
        retries: RetryPolicy | None = None,
        http: Http | None = None,
    ) -> None:
        self._api = ApiClient(
            base_url,
            auth=operations.client_credentials(client_id, client_secret),
            timeout=timeout,
            retries=retries,
            http=http,
            error_from=error_from,
        )
        self.encounters = Encounters(self._api)
        self.encounter_attachments = EncounterAttachments(self._api)
        self.encounter_providers = EncounterProviders(self._api)
        self.service_lines = ServiceLines(self._api)
        self.diagnoses = Diagnoses(self._api)
        self.guarantors = Guarantors(self._api)
        self.billing_notes = BillingNotes(self._api)
        self.supplemental_information = Paperwork(self._api)
        self.tasks = Tasks(self._api)
        self.pre_service_rules = PreServiceRules(self._api)
        self.custom_schemas = CustomSchemas(self._api)
        self.events = Events(self._api)
        self.health_care_codes = CodeInformation(self._api)
        self.users = Users(self._api)
        self.organization_providers = OrganizationProviders(self._api)
        self.organization_service_facilities = OrganizationServiceFacilities(self._api)
        self.payers = Payers(self._api)
        self.pre_encounter = PreEncounter(self._api)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
