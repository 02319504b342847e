"""Users."""

from collections.abc import AsyncIterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import users as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncUsers:
    """Users of the practice group."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def current(self) -> wire.User:
        """The user whom the token was given to."""
        return await self._api.send(operations.get_current_user())

    async def get(self, id: int) -> wire.User:
        return await self._api.send(operations.get_user(id))

    async def page(self, query: PageQuery) -> Page[wire.User]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return await self._api.send(operations.listing(wire.LIST_USERS, query))

    async def list(self) -> AsyncIterator[wire.User]:
        """Every user."""
        query = operations.query(PageQuery)
        async for user in self._api.items(*operations.pages(wire.LIST_USERS, query)):
            yield user
