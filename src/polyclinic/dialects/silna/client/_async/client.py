"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.silna.client._async.benefits_checks import AsyncBenefitsChecks
from polyclinic.dialects.silna.client._async.bulk_export import AsyncBulkExport
from polyclinic.dialects.silna.client._async.clinicians import AsyncClinicians
from polyclinic.dialects.silna.client._async.document_validations import AsyncDocumentValidations
from polyclinic.dialects.silna.client._async.escalations import AsyncEscalations
from polyclinic.dialects.silna.client._async.files import AsyncFiles
from polyclinic.dialects.silna.client._async.patient_diagnoses import AsyncPatientDiagnoses
from polyclinic.dialects.silna.client._async.patient_notes import AsyncPatientNotes
from polyclinic.dialects.silna.client._async.patient_plans import AsyncPatientPlans
from polyclinic.dialects.silna.client._async.patients import AsyncPatients
from polyclinic.dialects.silna.client._async.payor_contracts import AsyncPayorContracts
from polyclinic.dialects.silna.client._async.payor_detections import AsyncPayorDetections
from polyclinic.dialects.silna.client._async.payor_inferences import AsyncPayorInferences
from polyclinic.dialects.silna.client._async.payors import AsyncPayors
from polyclinic.dialects.silna.client._async.places_of_service import AsyncPlacesOfService
from polyclinic.dialects.silna.client._async.prior_authorizations import AsyncPriorAuthorizations
from polyclinic.dialects.silna.client._async.provider_groups import AsyncProviderGroups
from polyclinic.dialects.silna.client._async.providers import AsyncProviders
from polyclinic.dialects.silna.client._async.service_locations import AsyncServiceLocations
from polyclinic.dialects.silna.client.operations import KEY_HEADER
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.auth import Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import AsyncHttp


class AsyncSilna:
    """Silna's Health API at ``base_url`` (without ``/public/...``), with an API key of an MSO or a provider.

    ``timeout`` is in seconds, for each attempt. Every POST carries an idempotency key, made once before its first
    attempt, so that it is safe to repeat; a 429 is waited out as its Retry-After says, within ``retries``. ``http``
    is a client of yours to send with, which stays open.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float | None = 30.0,
        retries: RetryPolicy | None = None,
        http: AsyncHttp | None = None,
    ) -> None:
        self._api = AsyncApiClient(
            base_url, auth=Bearer(api_key), timeout=timeout, retries=retries, http=http, key_header=KEY_HEADER
        )
        self.benefits_checks = AsyncBenefitsChecks(self._api)
        self.document_validations = AsyncDocumentValidations(self._api)
        self.escalations = AsyncEscalations(self._api)
        self.bulk_export = AsyncBulkExport(self._api)
        self.files = AsyncFiles(self._api)
        self.patients = AsyncPatients(self._api)
        self.patient_plans = AsyncPatientPlans(self._api)
        self.payor_detections = AsyncPayorDetections(self._api)
        self.payor_inferences = AsyncPayorInferences(self._api)
        self.payors = AsyncPayors(self._api)
        self.prior_authorizations = AsyncPriorAuthorizations(self._api)
        self.providers = AsyncProviders(self._api)
        self.clinicians = AsyncClinicians(self._api)
        self.provider_groups = AsyncProviderGroups(self._api)
        self.places_of_service = AsyncPlacesOfService(self._api)
        self.patient_diagnoses = AsyncPatientDiagnoses(self._api)
        self.patient_notes = AsyncPatientNotes(self._api)
        self.payor_contracts = AsyncPayorContracts(self._api)
        self.service_locations = AsyncServiceLocations(self._api)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
