"""A store over the test database, and contexts on it, as a server would make them."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import PracticeClock, SystemClock
from polyclinic.core.shared.context import Actor, Context, Scope, Tenant
from polyclinic.core.shared.ids import new_id

KEYS = Keys({"test": b"a key for tests, of 32 bytes or more"}, "test")
ZONE = ZoneInfo("America/New_York")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store with every kind of the record, on both engines. Tests share the database: use fresh practices."""
    await migrate(database_url)
    async with Store(database_url, ALL_KINDS, KEYS) as opened:
        yield opened


@pytest.fixture
def practice_id() -> str:
    """A practice that no other test uses. The index does not know it: ``add_practice`` makes one that it does."""
    return new_id()


async def add_practice(store: Store, practice_id: str | None = None, **changes: Any) -> Practice:
    """A practice in the store's index."""
    made = datetime.now(ZoneInfo("UTC"))
    practice = Practice(id=practice_id or new_id(), name="Test Practice", created_at=made, **changes)
    await store.practices.save(practice)
    return practice


def open_context(
    store: Store,
    practice_id: str,
    *,
    actor: str = "user:test",
    permissions: frozenset[str] = READ_ALL | WRITE_ALL,
    scope: Scope | None = None,
    action: str = "test",
) -> Context:
    """A context with every permission, as ``perform`` wants one: ``perform(lambda: open_context(...), work)``."""
    clock = SystemClock()
    held = scope or Scope()
    return Context(
        actor=Actor(actor, permissions),
        tenant=Tenant(practice_id, "Test Practice", ZONE),
        records=store.records(practice_id, held),
        audit=store.audit,
        codes=store.codes,
        vault=store.vault,
        clock=PracticeClock(clock),
        system_clock=clock,
        scope=held,
        dialect="test",
        action=action,
    )
