"""Escalations."""

from collections.abc import AsyncIterator, Sequence

from polyclinic.dialects.silna.client._async.lists import every
from polyclinic.dialects.silna.wire import escalations as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncEscalations:
    """What a provider is asked for, or told, while its requests are worked on."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def page(self, query: wire.EscalationQuery) -> Page[wire.Escalation]:
        """One page, after or before the escalation that ``query`` names."""
        return await self._api.send(wire.LIST.call(query=query))

    def list(
        self,
        provider_id: str,
        *,
        resource_types: Sequence[wire.EscalationResourceType] | None = None,
        resource_id: str | None = None,
        statuses: Sequence[wire.EscalationStatus] | None = None,
        patient_id: str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[wire.Escalation]:
        """Every escalation of a provider, newest first, ``limit`` (at most 100) at a time.

        ``resource_id`` needs exactly one of ``resource_types`` beside it.
        """
        return every(
            self._api,
            wire.LIST,
            wire.EscalationQuery,
            {},
            provider_id=provider_id,
            resource_types=resource_types,
            resource_id=resource_id,
            statuses=statuses,
            patient_id=patient_id,
            limit=limit,
        )
