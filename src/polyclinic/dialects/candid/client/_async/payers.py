"""Payers."""

from collections.abc import AsyncIterator
from uuid import UUID

from polyclinic.dialects.candid.client.pages import following
from polyclinic.dialects.candid.wire import payers as wire
from polyclinic.dialects.candid.wire.payers import PayerV3, PayerV4
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPayers:
    """Payers that claims can be sent to: the same for every organization."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, payer_uuid: UUID | str) -> PayerV4:
        """Raises ``NotFound``."""
        return await self._api.send(wire.GET_V4.call(payer_uuid=payer_uuid))

    async def list(self, search_term: str | None = None, *, page_size: int = 100) -> AsyncIterator[PayerV4]:
        """Payers by name; ``search_term`` is any part of a name or an id."""
        query = wire.PayerQuery(limit=page_size, search_term=search_term)
        async for page in self._api.pages(wire.GET_ALL_V4.call(query=query), following(wire.GET_ALL_V4, query)):
            for payer in page.items:
                yield payer

    async def get_v3(self, payer_uuid: UUID | str) -> PayerV3:
        """The same payer as the older version shows it. Raises ``NotFound``."""
        return await self._api.send(wire.GET_V3.call(payer_uuid=payer_uuid))

    async def list_v3(self, search_term: str | None = None, *, page_size: int = 100) -> AsyncIterator[PayerV3]:
        """The same payers as the older version shows them."""
        query = wire.PayerQuery(limit=page_size, search_term=search_term)
        async for page in self._api.pages(wire.GET_ALL_V3.call(query=query), following(wire.GET_ALL_V3, query)):
            for payer in page.items:
                yield payer
