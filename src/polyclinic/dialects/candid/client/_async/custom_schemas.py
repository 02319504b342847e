"""Schemas of the organization's own."""

from uuid import UUID

from polyclinic.dialects.candid.wire import custom_schemas as wire
from polyclinic.dialects.candid.wire.custom_schemas import Schema, SchemaCreate, SchemaUpdate
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncCustomSchemas:
    """What encounters can hold besides their own members. What is refused raises an ``ApiError``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def create(self, schema: SchemaCreate) -> Schema:
        """Make a schema. Raises ``Unprocessable`` for a name, or a key, that is taken."""
        return await self._api.send(wire.CREATE.call(schema))

    async def get(self, schema_id: UUID | str) -> Schema:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET.call(schema_id=schema_id))

    async def update(self, schema_id: UUID | str, changes: SchemaUpdate) -> Schema:
        """Change what is set on ``changes``. Raises ``NotFound`` and ``Unprocessable``."""
        return await self._api.send(wire.UPDATE.call(changes, schema_id=schema_id))

    async def list(self) -> list[Schema]:
        """Every schema."""
        return (await self._api.send(wire.GET_MULTI.call())).schemas
