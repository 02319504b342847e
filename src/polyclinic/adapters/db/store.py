"""The store: everything the record needs from a database, behind the ports that core declares."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from polyclinic.adapters.db.audit import AuditTrail
from polyclinic.adapters.db.claims import IdempotencyClaims
from polyclinic.adapters.db.code_sets import CodeTable
from polyclinic.adapters.db.credentials import CredentialIndex
from polyclinic.adapters.db.engine import SHARED, Engine
from polyclinic.adapters.db.events import KeptEvents
from polyclinic.adapters.db.images import PracticeImages
from polyclinic.adapters.db.keys import Ciphers, Keys
from polyclinic.adapters.db.layout import layouts
from polyclinic.adapters.db.migrations import scripts
from polyclinic.adapters.db.outbox import Handler, Worker
from polyclinic.adapters.db.practices import PracticeIndex
from polyclinic.adapters.db.records import StoredRecords, archive
from polyclinic.adapters.db.url import parse
from polyclinic.core.shared.clock import Clock, SystemClock
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.kinds import Kind

POOL_SIZE = 8

_WHOLE = Scope()


class NotMigrated(Exception):
    """The database's tables are missing or another version's."""


class Store:
    """One database and everything that is kept in it. Open it before use and close it afterwards.

    ``clock`` is the system clock, which stamps audit seals, leases and events. ``pool_size`` bounds the PostgreSQL
    connections of this process (two more serve the audit trail and the outbox). ``heard`` names the events that
    somebody handles; others are not put into the outbox. None puts all. ``events`` are those that are kept to be read.
    """

    def __init__(
        self,
        url: str,
        kinds: Sequence[Kind[Any]],
        keys: Keys,
        *,
        clock: Clock | None = None,
        pool_size: int = POOL_SIZE,
        heard: Collection[str] | None = None,
    ) -> None:
        self.kinds = tuple(kinds)
        self.clock = clock or SystemClock()
        self.vault = Ciphers(keys)
        self.engine = _engine(url, self.kinds, pool_size)
        self.practices = PracticeIndex(self.engine)
        self.credentials = CredentialIndex(self.engine, self.vault)
        self.events = KeptEvents(self.engine)
        self.claims = IdempotencyClaims(self.engine, self.vault)
        self.audit = AuditTrail(self.engine, self.vault, self.clock, self.practices)
        self.codes = CodeTable(self.engine)
        self._archive = archive(
            self.kinds,
            self.engine,
            self.vault,
            self.clock,
            unsealed=self.audit.unsealed,
            heard=None if heard is None else frozenset(heard),
        )
        self.images = PracticeImages(self.engine, self.audit, self.practices, self._archive.recollection)

    async def open(self) -> None:
        """Connect. Raises ``Unavailable``, ``UnsafeRole``, and ``NotMigrated`` if the tables are not this version's."""
        await self.engine.open()
        try:
            migrated = await self.engine.revision() == scripts.HEAD
        except Unavailable:
            migrated = False
        if not migrated:
            await self.engine.close()
            raise NotMigrated("the database has no tables of this version: run the migrations")

    async def close(self) -> None:
        await self.audit.finish()
        await self.engine.close()

    async def ready(self) -> bool:
        """Whether the database answers and has this version's tables, or by now those of the version after it."""
        try:
            return (await self.engine.revision() or "") >= scripts.HEAD
        except Unavailable:
            return False

    def worker(self, handlers: Mapping[str, Handler]) -> Worker:
        """What delivers events; ``handlers`` by the event's name."""
        return Worker(self.engine, self.clock, handlers)

    async def __aenter__(self) -> "Store":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def records(self, practice_id: str, scope: Scope = _WHOLE) -> StoredRecords:
        """One practice's records, as far as a credential's scope reaches."""
        return StoredRecords(self._archive, practice_id, scope)

    def shared(self) -> StoredRecords:
        """What every practice reads, for work that is of no practice."""
        return StoredRecords(self._archive, SHARED, _WHOLE)


def _engine(url: str, kinds: Sequence[Kind[Any]], pool_size: int) -> Engine:
    """The engine that the URL names; the other one's driver is not imported."""
    database = parse(url)
    if database.path is not None:
        from polyclinic.adapters.db.sqlite.engine import SqliteEngine

        return SqliteEngine(database.path, layouts(kinds))
    from polyclinic.adapters.db.postgres.engine import PostgresEngine

    return PostgresEngine(database.url, layouts(kinds), pool_size)
