# generated: edit the _async file of the same name, then run "make format"
"""Schemas of the organization's own, with versions."""

from collections.abc import Iterator
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire.pre_encounter import metadata_schemas as wire
from polyclinic.dialects.candid.wire.pre_encounter.metadata_schemas import MetadataSchema, MutableMetadataSchema
from polyclinic.sdk._sync.client import ApiClient


class MetadataSchemas:
    """What patients can hold besides their own members. ``version`` is the one that was read, or the next."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, schema: MutableMetadataSchema) -> MetadataSchema:
        """Make a schema. Raises ``Conflict`` for a name that is taken."""
        return self._api.send(wire.CREATE.call(schema))

    def get(self, schema_id: UUID | str) -> MetadataSchema:
        """A schema, deactivated or not. Raises ``NotFound``."""
        return self._api.send(wire.GET.call(id=schema_id))

    def update(self, schema_id: UUID | str, version: int, schema: MutableMetadataSchema) -> MetadataSchema:
        """Replace a schema. Raises ``NotFound`` and ``Conflict``."""
        return self._api.send(wire.UPDATE.call(schema, id=schema_id, version=version))

    def deactivate(self, schema_id: UUID | str, version: int) -> None:
        """Raises ``NotFound`` and ``Conflict``."""
        self._api.send(wire.DEACTIVATE.call(id=schema_id, version=version))

    def reactivate(self, schema_id: UUID | str, version: int) -> None:
        """Raises ``NotFound`` and ``Conflict``."""
        self._api.send(wire.REACTIVATE.call(id=schema_id, version=version))

    def list(self, *, filters: str | None = None, page_size: int = 100) -> Iterator[MetadataSchema]:
        """Every schema that matches, in the order of making."""
        query = wire.MetadataSchemaQuery(filters=filters, limit=page_size)
        for page in self._api.pages(wire.GET_ALL.call(query=query), following(wire.GET_ALL, query)):
            for schema in page.items:
                yield schema
