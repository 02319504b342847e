# generated: edit the _async file of the same name, then run "make format"
"""Places of service."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import places_of_service as wire
from polyclinic.dialects.silna.wire.common import PageQuery
from polyclinic.sdk._sync.client import ApiClient


class PlacesOfService:
    """What sorts of place (CMS codes) service locations treat at, and where patients are treated."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def of_location(
        self, service_location_id: str, *, limit: int | None = None
    ) -> Iterator[wire.ProviderPlaceOfService]:
        """What a service location treats at: its own sort of place first."""
        path = {"service_location_id": service_location_id}
        for place in every(self._api, wire.LIST_OF_PROVIDER, PageQuery, path, limit=limit):
            yield place

    def get(self, provider_place_of_service_id: str) -> wire.ProviderPlaceOfService:
        """One of a service location."""
        call = wire.GET_OF_PROVIDER.call(provider_place_of_service_id=provider_place_of_service_id)
        return self._api.send(call)

    def assign(self, patient_id: str, provider_place_of_service_id: str, *, idempotency_key: str | None = None) -> str:
        """Say that a patient is treated at one of the provider's places; gives the id of that, old or new.

        Raises ``BadRequest`` for a place of another provider, ``NotFound``.
        """
        body = wire.PatientPlaceOfServiceCreate(
            patient_id=patient_id, provider_place_of_service_id=provider_place_of_service_id
        )
        return (self._api.send(wire.CREATE_OF_PATIENT.call(body), key=idempotency_key)).id

    def of_patient(self, patient_place_of_service_id: str) -> wire.PatientPlaceOfService:
        """Where a patient is treated, by an id of ``Patient.patient_place_of_service_ids``."""
        call = wire.GET_OF_PATIENT.call(patient_place_of_service_id=patient_place_of_service_id)
        return self._api.send(call)
