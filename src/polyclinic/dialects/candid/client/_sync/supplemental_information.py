# generated: edit the _async file of the same name, then run "make format"
"""Paperwork that goes with claims."""

from uuid import UUID

from polyclinic.dialects.candid.wire import supplemental_information as wire
from polyclinic.dialects.candid.wire.supplemental_information import (
    SupplementalInformation,
    SupplementalInformationCreate,
    SupplementalInformationUpdate,
)
from polyclinic.sdk._sync.client import ApiClient


class Paperwork:
    """Paperwork announced with claims. Every call raises ``NotFound`` for what it names."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, encounter_id: UUID | str) -> list[SupplementalInformation]:
        """What is announced with an encounter's claim."""
        return self._api.send(wire.GET.call(encounter_id=encounter_id))

    def create(self, encounter_id: UUID | str, information: SupplementalInformationCreate) -> SupplementalInformation:
        """Announce a piece. Sent twice it is announced twice."""
        return self._api.send(wire.CREATE.call(information, encounter_id=encounter_id))

    def update(
        self, encounter_id: UUID | str, information_id: UUID | str, changes: SupplementalInformationUpdate
    ) -> SupplementalInformation:
        """Change what is set on ``changes``; None clears."""
        call = wire.UPDATE.call(changes, encounter_id=encounter_id, supplemental_information_id=information_id)
        return self._api.send(call)

    def delete(self, encounter_id: UUID | str, information_id: UUID | str) -> None:
        """Take a piece back."""
        call = wire.DELETE.call(encounter_id=encounter_id, supplemental_information_id=information_id)
        self._api.send(call)
