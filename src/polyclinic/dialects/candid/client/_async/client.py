"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client._async.billing_notes import AsyncBillingNotes
from polyclinic.dialects.candid.client._async.custom_schemas import AsyncCustomSchemas
from polyclinic.dialects.candid.client._async.diagnoses import AsyncDiagnoses
from polyclinic.dialects.candid.client._async.encounter_attachments import AsyncEncounterAttachments
from polyclinic.dialects.candid.client._async.encounter_providers import AsyncEncounterProviders
from polyclinic.dialects.candid.client._async.encounters import AsyncEncounters
from polyclinic.dialects.candid.client._async.events import AsyncEvents
from polyclinic.dialects.candid.client._async.guarantors import AsyncGuarantors
from polyclinic.dialects.candid.client._async.health_care_codes import AsyncCodeInformation
from polyclinic.dialects.candid.client._async.organization_providers import AsyncOrganizationProviders
from polyclinic.dialects.candid.client._async.organization_service_facilities import AsyncOrganizationServiceFacilities
from polyclinic.dialects.candid.client._async.payers import AsyncPayers
from polyclinic.dialects.candid.client._async.pre_encounter.client import AsyncPreEncounter
from polyclinic.dialects.candid.client._async.pre_service_rules import AsyncPreServiceRules
from polyclinic.dialects.candid.client._async.service_lines import AsyncServiceLines
from polyclinic.dialects.candid.client._async.supplemental_information import AsyncPaperwork
from polyclinic.dialects.candid.client._async.tasks import AsyncTasks
from polyclinic.dialects.candid.client._async.users import AsyncUsers
from polyclinic.dialects.candid.client.errors import error_from
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import AsyncHttp


class AsyncCandid:
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
        http: AsyncHttp | None = None,
    ) -> None:
        self._api = AsyncApiClient(
            base_url,
            auth=operations.client_credentials(client_id, client_secret),
            timeout=timeout,
            retries=retries,
            http=http,
            error_from=error_from,
        )
        self.encounters = AsyncEncounters(self._api)
        self.encounter_attachments = AsyncEncounterAttachments(self._api)
        self.encounter_providers = AsyncEncounterProviders(self._api)
        self.service_lines = AsyncServiceLines(self._api)
        self.diagnoses = AsyncDiagnoses(self._api)
        self.guarantors = AsyncGuarantors(self._api)
        self.billing_notes = AsyncBillingNotes(self._api)
        self.supplemental_information = AsyncPaperwork(self._api)
        self.tasks = AsyncTasks(self._api)
        self.pre_service_rules = AsyncPreServiceRules(self._api)
        self.custom_schemas = AsyncCustomSchemas(self._api)
        self.events = AsyncEvents(self._api)
        self.health_care_codes = AsyncCodeInformation(self._api)
        self.users = AsyncUsers(self._api)
        self.organization_providers = AsyncOrganizationProviders(self._api)
        self.organization_service_facilities = AsyncOrganizationServiceFacilities(self._api)
        self.payers = AsyncPayers(self._api)
        self.pre_encounter = AsyncPreEncounter(self._api)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
