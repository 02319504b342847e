"""Users, and the organization that they belong to."""

from collections.abc import AsyncIterator
from typing import Literal

from polyclinic.dialects.carium.client import operations
from polyclinic.dialects.carium.client._async.paging import async_every
from polyclinic.dialects.carium.wire import users
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncUsers:
    """Who signs in to the organization. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, user_id: str) -> users.User:
        return (await self._api.send(operations.read_user(user_id))).data

    def list(self, username: str | None = None) -> AsyncIterator[users.User]:
        """Every user, or the one who signs in by ``username``, in any case. A patient finds the own user only."""
        return async_every(self._api, lambda offset: operations.list_users(username, offset))

    async def set_locale(self, user_id: str, locale: Literal["en_US", "es_US"]) -> users.User:
        """Change the language of the own account; another user's raises ``Forbidden``."""
        return (await self._api.send(operations.set_locale(user_id, locale))).data


class AsyncOrganizations:
    """The organization of the user who is signed in: there is no other to see."""

    def __init__(self, api: AsyncApiClient) -> None:
        self._api = api

    async def get(self, organization_id: str) -> users.Organization:
        return (await self._api.send(operations.read_organization(organization_id))).data

    def list(self) -> AsyncIterator[users.Organization]:
        return async_every(self._api, operations.list_organizations)
