# generated: edit the _async file of the same name, then run "make format"
"""Providers of encounters and service lines."""

from uuid import UUID

from polyclinic.dialects.candid.wire import encounter_providers as wire
from polyclinic.dialects.candid.wire.encounter_providers import OrderingProviderUpdate
from polyclinic.dialects.candid.wire.parties import (
    EncounterProvider,
    OrderingProvider,
    ReferringProvider,
    ReferringProviderUpdate,
    SupervisingProvider,
    SupervisingProviderUpdate,
)
from polyclinic.sdk._sync.client import ApiClient


class EncounterProviders:
    """Who referred, supervised and ordered.

    Every call raises ``NotFound`` for the encounter or line; create ``EntityConflict`` where there is one already, the
    others ``NotFound`` where there is none.
    """

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create_referring(self, encounter_id: UUID | str, provider: ReferringProvider) -> EncounterProvider:
        """Say who referred the patient."""
        return self._api.send(wire.CREATE_REFERRING.call(provider, encounter_id=encounter_id))

    def update_referring(self, encounter_id: UUID | str, changes: ReferringProviderUpdate) -> EncounterProvider:
        """Change who referred the patient: what is set on ``changes``; None clears."""
        return self._api.send(wire.UPDATE_REFERRING.call(changes, encounter_id=encounter_id))

    def delete_referring(self, encounter_id: UUID | str) -> None:
        """Take back who referred the patient."""
        self._api.send(wire.DELETE_REFERRING.call(encounter_id=encounter_id))

    def create_initial_referring(self, encounter_id: UUID | str, provider: ReferringProvider) -> EncounterProvider:
        """Say who referred the patient first."""
        return self._api.send(wire.CREATE_INITIAL_REFERRING.call(provider, encounter_id=encounter_id))

    def update_initial_referring(self, encounter_id: UUID | str, changes: ReferringProviderUpdate) -> EncounterProvider:
        """Change who referred the patient first: what is set on ``changes``; None clears."""
        return self._api.send(wire.UPDATE_INITIAL_REFERRING.call(changes, encounter_id=encounter_id))

    def delete_initial_referring(self, encounter_id: UUID | str) -> None:
        """Take back who referred the patient first."""
        self._api.send(wire.DELETE_INITIAL_REFERRING.call(encounter_id=encounter_id))

    def create_supervising(self, encounter_id: UUID | str, provider: SupervisingProvider) -> EncounterProvider:
        """Say who supervised."""
        return self._api.send(wire.CREATE_SUPERVISING.call(provider, encounter_id=encounter_id))

    def update_supervising(self, encounter_id: UUID | str, changes: SupervisingProviderUpdate) -> EncounterProvider:
        """Change who supervised: what is set on ``changes``; None clears."""
        return self._api.send(wire.UPDATE_SUPERVISING.call(changes, encounter_id=encounter_id))

    def delete_supervising(self, encounter_id: UUID | str) -> None:
        """Take back who supervised."""
        self._api.send(wire.DELETE_SUPERVISING.call(encounter_id=encounter_id))

    def create_ordering(self, line_id: UUID | str, provider: OrderingProvider) -> EncounterProvider:
        """Say who ordered a service."""
        return self._api.send(wire.CREATE_ORDERING.call(provider, service_line_id=line_id))

    def update_ordering(self, line_id: UUID | str, changes: OrderingProviderUpdate) -> EncounterProvider:
        """Change who ordered a service: what is set on ``changes``; None clears."""
        return self._api.send(wire.UPDATE_ORDERING.call(changes, service_line_id=line_id))

    def delete_ordering(self, line_id: UUID | str) -> None:
        """Take back who ordered a service."""
        self._api.send(wire.DELETE_ORDERING.call(service_line_id=line_id))
