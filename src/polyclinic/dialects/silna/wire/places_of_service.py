"""Places of service on the wire: what sorts of place a service location treats at, and where a patient is treated."""

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Id, Page, PageQuery, Wire
from polyclinic.sdk.endpoint import Endpoint


class PlaceOfServiceCode(Wire):
    """A code of CMS's list."""

    id: Id
    code: str
    name: str
    description: str | None = None


class ProviderPlaceOfService(Wire):
    """A sort of place that a service location treats at."""

    id: Id
    place_of_service_code: PlaceOfServiceCode


class PatientPlaceOfService(Wire):
    """A sort of place that a patient is treated at."""

    id: Id
    place_of_service_code: PlaceOfServiceCode


class PatientPlaceOfServiceCreate(Wire):
    patient_id: Id
    provider_place_of_service_id: Id


class PatientPlaceOfServiceCreated(Wire):
    id: Id


_TAGS = ("Places of Service",)

LIST_OF_PROVIDER = Endpoint(
    name="places_of_service.list_of_provider",
    summary="Get Provider Place of Services",
    method="GET",
    path="/public/v1/service-locations/{service_location_id}/provider-place-of-services",
    query=PageQuery,
    gives=Page[ProviderPlaceOfService],
    errors=READ_ERRORS,
    tags=_TAGS,
)
GET_OF_PROVIDER = Endpoint(
    name="places_of_service.get_of_provider",
    summary="Get Provider Place of Service",
    method="GET",
    path="/public/v1/provider-place-of-services/{provider_place_of_service_id}",
    gives=ProviderPlaceOfService,
    errors=READ_ERRORS,
    tags=_TAGS,
)
CREATE_OF_PATIENT = Endpoint(
    name="places_of_service.create_of_patient",
    summary="Create Patient Place of Service",
    method="POST",
    path="/public/v1/patient-place-of-services/",
    takes=PatientPlaceOfServiceCreate,
    gives=PatientPlaceOfServiceCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET_OF_PATIENT = Endpoint(
    name="places_of_service.get_of_patient",
    summary="Get Patient Place of Service",
    method="GET",
    path="/public/v1/patient-place-of-services/{patient_place_of_service_id}",
    gives=PatientPlaceOfService,
    errors=READ_ERRORS,
    tags=_TAGS,
)
