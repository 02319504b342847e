# generated: edit the _async file of the same name, then run "make format"
"""The client and what hangs on it."""

from types import TracebackType
from typing import Self

from polyclinic.dialects.silna.client._sync.benefits_checks import BenefitsChecks
from polyclinic.dialects.silna.client._sync.bulk_export import BulkExport
from polyclinic.dialects.silna.client._sync.clinicians import Clinicians
from polyclinic.dialects.silna.client._sync.document_validations import DocumentValidations
from polyclinic.dialects.silna.client._sync.escalations import Escalations
from polyclinic.dialects.silna.client._sync.files import Files
from polyclinic.dialects.silna.client._sync.patient_diagnoses import PatientDiagnoses
from polyclinic.dialects.silna.client._sync.patient_notes import PatientNotes
from polyclinic.dialects.silna.client._sync.patient_plans import PatientPlans
from polyclinic.dialects.silna.client._sync.patients import Patients
from polyclinic.dialects.silna.client._sync.payor_contracts import PayorContracts
from polyclinic.dialects.silna.client._sync.payor_detections import PayorDetections
from polyclinic.dialects.silna.client._sync.payor_inferences import PayorInferences
from polyclinic.dialects.silna.client._sync.payors import Payors
from polyclinic.dialects.silna.client._sync.places_of_service import PlacesOfService
from polyclinic.dialects.silna.client._sync.prior_authorizations import PriorAuthorizations
from polyclinic.dialects.silna.client._sync.provider_groups import ProviderGroups
from polyclinic.dialects.silna.client._sync.providers import Providers
from polyclinic.dialects.silna.client._sync.service_locations import ServiceLocations
from polyclinic.dialects.silna.client.operations import KEY_HEADER
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.auth import Bearer
from polyclinic.sdk.retry import RetryPolicy
from polyclinic.sdk.transport import Http


class Silna:
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
        http: Http | None = None,
    ) -> None:
        self._api = ApiClient(
            base_url, auth=Bearer(api_key), timeout=timeout, retries=retries, http=http, key_header=KEY_HEADER
        )
        self.benefits_checks = BenefitsChecks(self._api)
        self.document_validations = DocumentValidations(self._api)
        self.escalations = Escalations(self._api)
        self.bulk_export = BulkExport(self._api)
        self.files = Files(self._api)
        self.patients = Patients(self._api)
        self.patient_plans = PatientPlans(self._api)
        self.payor_detections = PayorDetections(self._api)
        self.payor_inferences = PayorInferences(self._api)
        self.payors = Payors(self._api)
        self.prior_authorizations = PriorAuthorizations(self._api)
        self.providers = Providers(self._api)
        self.clinicians = Clinicians(self._api)
        self.provider_groups = ProviderGroups(self._api)
        self.places_of_service = PlacesOfService(self._api)
        self.patient_diagnoses = PatientDiagnoses(self._api)
        self.patient_notes = PatientNotes(self._api)
        self.payor_contracts = PayorContracts(self._api)
        self.service_locations = ServiceLocations(self._api)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
