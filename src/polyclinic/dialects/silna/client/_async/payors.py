"""Payors."""

from collections.abc import AsyncIterator

from polyclinic.dialects.silna.client._async.lists import every
from polyclinic.dialects.silna.wire import payors as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPayors:
    """Those who pay: the same for every practice, whichever of them it has contracts with."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, payor_id: str) -> wire.Payor:
        return await self._api.send(wire.GET.call(payor_id=payor_id))

    async def page(self, query: wire.PayorQuery) -> Page[wire.Payor]:
        """One page, after or before the payor that ``query`` names."""
        return await self._api.send(wire.LIST.call(query=query))

    async def list(
        self,
        *,
        identifier: str | None = None,
        standard: wire.PayorStandard | None = None,
        payor_type: wire.InsuranceType | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[wire.Payor]:
        """Every payor, ``limit`` (at most 100) at a time.

        ``identifier`` is what a clearinghouse calls it: the one that ``standard`` names, else any.
        """
        given = {"identifier": identifier, "standard": standard, "payor_type": payor_type, "limit": limit}
        async for payor in every(self._api, wire.LIST, wire.PayorQuery, {}, **given):
            yield payor

    async def of_provider(
        self,
        *,
        identifier: str | None = None,
        standard: wire.ProviderPayorStandard | None = None,
        payor_type: wire.InsuranceType | None = None,
        only_contracted: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[wire.ProviderPayor]:
        """The same, or only those that providers of this key have a contract with."""
        given = {"identifier": identifier, "standard": standard, "payor_type": payor_type, "limit": limit}
        query = wire.ProviderPayorQuery
        async for payor in every(self._api, wire.LIST_OF_PROVIDER, query, {}, **given, only_contracted=only_contracted):
            yield payor

    async def plans(
        self, payor_id: str, *, name: str | None = None, limit: int | None = None
    ) -> AsyncIterator[wire.PayorPlan]:
        """The products of a payor, those whose name contains ``name``; contracts name them by their ids."""
        async for plan in every(
            self._api, wire.PLANS, wire.PayorPlanQuery, {}, payor_id=payor_id, name=name, limit=limit
        ):
            yield plan
