# generated: edit the _async file of the same name, then run "make format"
"""Guarantors."""

from uuid import UUID

from polyclinic.dialects.candid.wire import guarantors as wire
from polyclinic.dialects.candid.wire.parties import Guarantor, GuarantorCreate, GuarantorUpdate
from polyclinic.sdk._sync.client import ApiClient


class Guarantors:
    """Who answers for what patients owe. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, encounter_id: UUID | str, guarantor: GuarantorCreate) -> Guarantor:
        """Give an encounter a guarantor. Raises ``NotFound``, ``Conflict`` where there is one."""
        return self._api.send(wire.CREATE.call(guarantor, encounter_id=encounter_id))

    def get(self, guarantor_id: UUID | str) -> Guarantor:
        """Raises ``NotFound``."""
        return self._api.send(wire.GET.call(guarantor_id=guarantor_id))

    def update(self, guarantor_id: UUID | str, changes: GuarantorUpdate) -> Guarantor:
        """Change what is set on ``changes``; None clears. Raises ``NotFound``."""
        return self._api.send(wire.UPDATE.call(changes, guarantor_id=guarantor_id))
