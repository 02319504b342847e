# generated: edit the _async file of the same name, then run "make format"
"""Clinicians."""

from collections.abc import Iterator

from polyclinic.dialects.silna.client._sync.lists import every
from polyclinic.dialects.silna.wire import clinicians as wire
from polyclinic.dialects.silna.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class Clinicians:
    """Those who treat for a provider."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def page(self, query: wire.ClinicianQuery) -> Page[wire.Clinician]:
        """One page, after or before the clinician that ``query`` names."""
        return self._api.send(wire.LIST.call(query=query))

    def list(self, provider_id: str, *, name: str | None = None, limit: int | None = None) -> Iterator[wire.Clinician]:
        """Every clinician of a provider; each word of ``name`` is any part of theirs."""
        given = {"provider_id": provider_id, "name": name, "limit": limit}
        for clinician in every(self._api, wire.LIST, wire.ClinicianQuery, {}, **given):
            yield clinician
