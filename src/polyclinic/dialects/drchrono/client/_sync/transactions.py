# generated: edit the _async file of the same name, then run "make format"
"""Transactions."""

from collections.abc import Iterator
from datetime import date, datetime

from polyclinic.dialects.drchrono.client import operations
from polyclinic.dialects.drchrono.wire import transactions as wire
from polyclinic.dialects.drchrono.wire.common import Page
from polyclinic.sdk._sync.client import ApiClient


class Transactions:
    """What doctors' services were charged and paid. They are only read."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def page(self, query: wire.TransactionQuery) -> Page[wire.Transaction]:
        """One page; ``query.page`` is taken from another page's ``next`` or ``previous``."""
        return self._api.send(operations.listing(wire.LIST_TRANSACTIONS, query))

    def list(self, doctor: int, *, since: datetime | date | None = None) -> Iterator[wire.Transaction]:
        """Every transaction of a doctor, or those that changed since a wall time of the practice."""
        query = operations.query(wire.TransactionQuery, doctor=doctor, since=since)
        for transaction in self._api.items(*operations.pages(wire.LIST_TRANSACTIONS, query)):
            yield transaction
