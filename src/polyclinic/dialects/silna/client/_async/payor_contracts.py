"""Contracts with payors."""

from collections.abc import AsyncIterator

from polyclinic.dialects.silna.client._async.lists import every
from polyclinic.dialects.silna.wire import payor_contracts as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPayorContracts:
    """Contracts with payors: who is in network, where, for what."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, contract: wire.ContractCreate, *, idempotency_key: str | None = None) -> str:
        """Record a contract and return its id.

        Raises ``NotFound`` for what it names and there is not, ``BadRequest`` for what belongs to another provider.
        """
        return (await self._api.send(wire.CREATE.call(contract), key=idempotency_key)).id

    async def get(self, contract_id: str) -> wire.Contract:
        return await self._api.send(wire.GET.call(contract_id=contract_id))

    async def update(self, contract_id: str, changes: wire.ContractUpdate) -> None:
        """Change the fields that were set; ``service_locations`` must be."""
        await self._api.send(wire.UPDATE.call(changes, contract_id=contract_id))

    async def page(self, query: wire.ContractQuery) -> Page[wire.Contract]:
        """One page, after or before the contract that ``query`` names."""
        return await self._api.send(wire.LIST.call(query=query))

    async def list(
        self,
        *,
        provider_id: str | None = None,
        mso_id: str | None = None,
        payor_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[wire.Contract]:
        """Every contract of a provider, of the MSO itself, or of all that the key reaches; newest first."""
        given = {"provider_id": provider_id, "mso_id": mso_id, "payor_id": payor_id, "limit": limit}
        async for contract in every(self._api, wire.LIST, wire.ContractQuery, {}, **given):
            yield contract
