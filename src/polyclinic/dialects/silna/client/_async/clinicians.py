"""Clinicians."""

from collections.abc import AsyncIterator

from polyclinic.dialects.silna.client._async.lists import every
from polyclinic.dialects.silna.wire import clinicians as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncClinicians:
    """Those who treat for a provider."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def page(self, query: wire.ClinicianQuery) -> Page[wire.Clinician]:
        """One page, after or before the clinician that ``query`` names."""
        return await self._api.send(wire.LIST.call(query=query))

    async def list(
        self, provider_id: str, *, name: str | None = None, limit: int | None = None
    ) -> AsyncIterator[wire.Clinician]:
        """Every clinician of a provider; each word of ``name`` is any part of theirs."""
        given = {"provider_id": provider_id, "name": name, "limit": limit}
        async for clinician in every(self._api, wire.LIST, wire.ClinicianQuery, {}, **given):
            yield clinician
