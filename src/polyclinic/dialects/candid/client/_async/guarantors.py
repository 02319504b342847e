"""Guarantors."""

from uuid import UUID

from polyclinic.dialects.candid.wire import guarantors as wire
from polyclinic.dialects.candid.wire.parties import Guarantor, GuarantorCreate, GuarantorUpdate
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncGuarantors:
    """Who answers for what patients owe. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, encounter_id: UUID | str, guarantor: GuarantorCreate) -> Guarantor:
        """Give an encounter a guarantor. Raises ``NotFound``, ``Conflict`` where there is one."""
        return await self._api.send(wire.CREATE.call(guarantor, encounter_id=encounter_id))

    async def get(self, guarantor_id: UUID | str) -> Guarantor:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(guarantor_id=guarantor_id))

    async def update(self, guarantor_id: UUID | str, changes: GuarantorUpdate) -> Guarantor:
        """Change what is set on ``changes``; None clears. Raises ``NotFound``."""
        return await self._api.send(wire.UPDATE.call(changes, guarantor_id=guarantor_id))
