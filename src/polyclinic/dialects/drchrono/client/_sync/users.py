# generated: edit the _async file of the same name, then run "make format"
"""Users."""

from collections.abc import Iterator

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import users as wire
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk._sync.client import ApiClient


class Users:
    """Users of the practice group."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def current(self) -> wire.User:
        """The user whom the token was given to."""
        return self._api.send(operations.get_current_user())

    def get(self, id: int) -> wire.User:
        return self._api.send(operations.get_user(id))

    def page(self, query: PageQuery) -> Page[wire.User]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_USERS, query))

    def list(self) -> Iterator[wire.User]:
        """Every user."""
        query = operations.query(PageQuery)
        for user in self._api.items(*operations.pages(wire.LIST_USERS, query)):
            yield user
