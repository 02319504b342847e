# generated: edit the _async file of the same name, then run "make format"
"""Payors."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import payors as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class Payors:
    """Those who pay: the same for every practice, whichever of them it has contracts with."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, payor_id: str) -> wire.Payor:
        return self._api.send(wire.GET.call(payor_id=payor_id))

    def page(self, query: wire.PayorQuery) -> Page[wire.Payor]:
        """One page, after or before the payor that ``query`` names."""
        return self._api.send(wire.LIST.call(query=query))

    def list(
        self,
        *,
        identifier: str | None = None,
        standard: wire.PayorStandard | None = None,
        payor_type: wire.InsuranceType | None = None,
        limit: int | None = None,
    ) -> Iterator[wire.Payor]:
        """Every payor, ``limit`` (at most 100) at a time.

        ``identifier`` is what a clearinghouse calls it: the one that ``standard`` names, else any.
        """
        given = {"identifier": identifier, "standard": standard, "payor_type": payor_type, "limit": limit}
        for payor in every(self._api, wire.LIST, wire.PayorQuery, {}, **given):
            yield payor

    def of_provider(
        self,
        *,
        identifier: str | None = None,
        standard: wire.ProviderPayorStandard | None = None,
        payor_type: wire.InsuranceType | None = None,
        only_contracted: bool | None = None,
        limit: int | None = None,
    ) -> Iterator[wire.ProviderPayor]:
        """The same, or only those that providers of this key have a contract with."""
        given = {"identifier": identifier, "standard": standard, "payor_type": payor_type, "limit": limit}
        query = wire.ProviderPayorQuery
        for payor in every(self._api, wire.LIST_OF_PROVIDER, query, {}, **given, only_contracted=only_contracted):
            yield payor

    def plans(self, payor_id: str, *, name: str | None = None, limit: int | None = None) -> Iterator[wire.PayorPlan]:
        """The products of a payor, those whose name contains ``name``; contracts name them by their ids."""
        for plan in every(self._api, wire.PLANS, wire.PayorPlanQuery, {}, payor_id=payor_id, name=name, limit=limit):
            yield plan
