# generated: edit the _async file of the same name, then run "make format"
"""Providers."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client import operations
from polyclinic.dialects.silna.wire import providers as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class Providers:
    """The providers that the key reaches."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def get(self, provider_id: str) -> wire.Provider:
        return self._api.send(operations.get_provider(provider_id))

    def page(self, query: wire.ProviderQuery) -> Page[wire.Provider]:
        """One page, after or before the provider that ``query`` names."""
        return self._api.send(operations.list_providers(query))

    def list(self, *, source_id: str | None = None, limit: int | None = None) -> Iterator[wire.Provider]:
        """Every provider, newest first, ``limit`` (at most 100) at a time."""
        query = operations.query(wire.ProviderQuery, source_id=source_id, limit=limit)
        call = operations.list_providers
        for page in self._api.pages(call(query), lambda page: operations.following(page, query, call)):
            for provider in page.records:
                yield provider
