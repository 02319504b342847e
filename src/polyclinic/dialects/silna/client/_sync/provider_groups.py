# generated: edit the _async file of the same name, then run "make format"
"""Provider groups."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import provider_groups as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class ProviderGroups:
    """What providers treat and bill as. Each is a group of its own, which bears its id."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, provider_group_id: str) -> wire.ProviderGroup:
        return self._api.send(wire.GET.call(provider_group_id=provider_group_id))

    def page(self, query: wire.ProviderGroupQuery) -> Page[wire.ProviderGroup]:
        """One page, after or before the group that ``query`` names."""
        return self._api.send(wire.LIST.call(query=query))

    def list(
        self, *, provider_id: str | None = None, name: str | None = None, limit: int | None = None
    ) -> Iterator[wire.ProviderGroup]:
        """Every group of a provider, or of all that the key reaches; ``name`` is any part of theirs."""
        given = {"provider_id": provider_id, "name": name, "limit": limit}
        for group in every(self._api, wire.LIST, wire.ProviderGroupQuery, {}, **given):
            yield group
