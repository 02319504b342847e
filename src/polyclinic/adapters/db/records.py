"""The port ``Records``: one practice's objects, read and written through an engine."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from polyclinic.adapters.db.claims import seal_answer
from polyclinic.adapters.db.codec import Codec
from polyclinic.adapters.db.engine import SHARED, Engine
from polyclinic.adapters.db.events import KeptEvents
from polyclinic.adapters.db.feeds import Feeds
from polyclinic.adapters.db.keys import Ciphers
from polyclinic.adapters.db.layout import EXTERNAL, Layout, holdable, layouts, text
from polyclinic.adapters.db.memory import Recollection
from polyclinic.adapters.db.numbers import Numbers
from polyclinic.adapters.db.postings import read_postings
from polyclinic.adapters.db.queries import Statement, count_statement, page_statement, scope_condition
from polyclinic.adapters.db.writes import Limit, at_most_guards, take_apart
from polyclinic.core.shared.changes import Change, KeptEvent
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import UnknownCursor
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.postings import Posting
from polyclinic.core.shared.queries import Page, Query

T = TypeVar("T", bound=Entity)

_NUMBER_MAX = 2**63 - 1
_WHOLE = Scope()


class Shelf:
    """What is needed to store and read one kind: its layout, its codec and its fixed statements."""

    def __init__(self, kind: Kind[Any], layout: Layout, ciphers: Ciphers, *, postgres: bool) -> None:
        self.layout = layout
        self.codec: Codec[Any] = Codec(kind, ciphers)
        some = "= ANY($2)" if postgres else "IN (SELECT value FROM json_each($2))"
        self.rows = rows = f"FROM {layout.table} t WHERE t.practice_id = $1"
        self.by_id = f"SELECT t.doc {rows} AND t.id = $2"
        self.by_ids = f"SELECT t.id, t.doc {rows} AND t.id {some}"
        self.by_number = f"SELECT t.doc {rows} AND t.number = $2"
        self.by_external_id = (
            f"SELECT t.doc FROM lookups l JOIN {layout.table} t ON t.practice_id = $1 AND t.id = l.id "
            f"WHERE l.practice_id = $1 AND l.kind = '{layout.name}' AND l.name = $2 AND l.value = $3 AND l.scope = $4 "
            f"AND l.exclusive"
        )
        self.history = (
            f"SELECT h.doc FROM history h WHERE h.practice_id = $1 AND h.kind = '{layout.name}' AND h.id = $2 "
            "{visible}ORDER BY h.version"
        )
        self.visible = f"AND EXISTS (SELECT 1 {rows} AND t.id = $2"


@dataclass(frozen=True, slots=True)
class Archive:
    """What all practices' records share. ``heard`` names the events that are kept for delivery; None keeps all."""

    engine: Engine
    shelves: dict[str, Shelf]
    numbers: Numbers
    feeds: Feeds
    events: KeptEvents
    ciphers: Ciphers
    clock: Clock
    unsealed: set[str]
    heard: frozenset[str] | None
    recollection: Recollection = field(default_factory=Recollection)


def archive(
    kinds: Iterable[Kind[Any]],
    engine: Engine,
    ciphers: Ciphers,
    clock: Clock,
    *,
    unsealed: set[str],
    heard: frozenset[str] | None,
) -> Archive:
    kinds = tuple(kinds)
    laid_out = layouts(kinds)
    shelves = {kind.name: Shelf(kind, laid_out[kind.name], ciphers, postgres=engine.postgres) for kind in kinds}
    return Archive(engine, shelves, Numbers(engine), Feeds(engine), KeptEvents(engine), ciphers, clock, unsealed, heard)


class StoredRecords:
    """``Records`` of one practice, within one credential's scope."""

    __slots__ = ("_archive", "_engine", "_practice_id", "_scope")

    def __init__(self, shared: Archive, practice_id: str, scope: Scope) -> None:
        self._archive = shared
        self._engine = shared.engine
        self._practice_id = practice_id
        self._scope = scope

    @property
    def practice_id(self) -> str:
        return self._practice_id

    async def get(self, kind: Kind[T], id: str) -> T | None:
        if not holdable(id):
            return None
        return await self._one(kind, self._archive.shelves[kind.name].by_id, [self._home(kind), id])

    async def recall(self, kind: Kind[T], id: str) -> T | None:
        if self._scope != _WHOLE:
            return await self.get(kind, id)
        recollection, place = self._archive.recollection, (kind.name, self._practice_id, id)
        known: T | None = recollection.get(place)
        if known is not None:
            return known
        generation = recollection.held.generation
        found = await self.get(kind, id)
        if found is not None:
            recollection.held.put(place, found, generation)
        return found

    async def get_by_number(self, kind: Kind[T], number: int) -> T | None:
        if abs(number) > _NUMBER_MAX:
            return None
        return await self._one(kind, self._archive.shelves[kind.name].by_number, [self._home(kind), number])

    async def get_by_external_id(self, kind: Kind[T], system: str, value: str, scope: str = "") -> T | None:
        values = [self._home(kind), EXTERNAL + text(system), text(value), text(scope)]
        return await self._one(kind, self._archive.shelves[kind.name].by_external_id, values)

    async def get_many(self, kind: Kind[T], ids: Collection[str]) -> dict[str, T]:
        shelf = self._archive.shelves[kind.name]
        asked = [id_ for id_ in ids if holdable(id_)]
        home = self._home(kind)
        sql, values = self._scoped(shelf, shelf.by_ids, [home, asked])
        rows = await self._engine.fetch(home, sql, values, point=True)
        return {row[0]: shelf.codec.decode(home, row[1]) for row in rows}

    async def get_each(self, wanted: Sequence[tuple[Kind[Any], str | int]]) -> list[Entity | None]:
        found: list[Entity | None] = [None] * len(wanted)
        texts: list[str] = []
        values: list[Any] = [self._practice_id]
        for place, (kind, asked) in enumerate(wanted):
            if not (holdable(asked) if isinstance(asked, str) else abs(asked) <= _NUMBER_MAX):
                continue
            shelf = self._archive.shelves[kind.name]
            values.append(asked)
            column = "id" if isinstance(asked, str) else "number"
            sql = f"SELECT {place}, t.doc {shelf.rows} AND t.{column} = ${len(values)}"
            sql, values = self._scoped(shelf, sql, values)
            texts.append(sql)
        if texts:
            for place, document in await self._engine.fetch(
                self._practice_id, " UNION ALL ".join(texts), values, point=True
            ):
                found[place] = self._archive.shelves[wanted[place][0].name].codec.decode(self._practice_id, document)
        return found

    async def find(self, query: Query[T]) -> Page[T]:
        shelf = self._archive.shelves[query.kind.name]
        home = self._home(query.kind)
        sql, values = page_statement(shelf.layout, query, self._scope, home, postgres=self._engine.postgres)
        rows = await self._engine.fetch(home, sql, values, point=query.few)
        documents = [row[0] for row in rows if row[0] is not None]
        total = rows[0][1] if query.total else None
        if not documents:
            await self._check_cursors(query)
        has_more = len(documents) > query.limit
        del documents[query.limit :]
        if query.before is not None and query.after is None:
            documents.reverse()
        return Page([shelf.codec.decode(home, document) for document in documents], has_more, total)

    async def count(self, query: Query[T]) -> int:
        layout = self._archive.shelves[query.kind.name].layout
        home = self._home(query.kind)
        sql, values = count_statement(layout, query, self._scope, home, postgres=self._engine.postgres)
        rows = await self._engine.fetch(home, sql, values, point=query.few)
        count: int = rows[0][0]
        return count

    async def count_by(self, query: Query[T], key: str) -> dict[str, int]:
        layout = self._archive.shelves[query.kind.name].layout
        home = self._home(query.kind)
        sql, values = count_statement(layout, query, self._scope, home, postgres=self._engine.postgres, by=key)
        return {row[0]: row[1] for row in await self._engine.fetch(home, sql, values)}

    async def settled(self, now: datetime) -> datetime:
        return await self._archive.feeds.settled(self._practice_id, now)

    async def events(
        self, names: Collection[str], *, since: datetime, until: datetime, before: str | None, limit: int
    ) -> list[KeptEvent]:
        return await self._archive.events.scan(
            self._practice_id, names, since=since, until=until, before=before, limit=limit
        )

    async def event(self, names: Collection[str], id: str) -> KeptEvent | None:
        return await self._archive.events.get(self._practice_id, names, id)

    async def history(self, kind: Kind[T], id: str) -> Sequence[T]:
        if not holdable(id):
            return []
        shelf = self._archive.shelves[kind.name]
        visible, values = scope_condition(shelf.layout, self._scope, 3, postgres=self._engine.postgres)
        sql = shelf.history.format(visible=f"{shelf.visible}{visible}) " if visible else "")
        home = self._home(kind)
        rows = await self._engine.fetch(home, sql, [home, id, *values])
        return [shelf.codec.decode(home, row[0]) for row in rows]

    async def postings(self, account: str) -> Sequence[Posting]:
        return await read_postings(self._engine, self._practice_id, account)

    async def next_number(self, kind: Kind[T]) -> int:
        return await self._archive.numbers.next(self._practice_id, kind.name)

    async def apply(self, change: Change) -> None:
        codecs = {put.kind.name: self._shelf_parts(put.kind.name) for put in change.puts}
        writes = take_apart(change, self._practice_id, codecs, self._archive.clock.now(), self._archive.heard)
        for guard in at_most_guards(change):
            layout = self._archive.shelves[guard.query.kind.name].layout
            counted = count_statement(layout, guard.query, _WHOLE, self._practice_id, postgres=self._engine.postgres)
            writes.limits.append(Limit(guard.lock, counted.sql, counted.values, guard.count))
        if change.completion is not None:
            writes.answer = seal_answer(self._archive.ciphers, self._practice_id, change.completion)
        self._archive.unsealed.add(self._practice_id)
        try:
            with self._archive.feeds.on_its_way(self._practice_id, writes.stamp):
                await self._engine.apply(writes)
        finally:
            self._archive.recollection.written((put.kind.name, self._practice_id, put.entity.id) for put in change.puts)

    def _shelf_parts(self, name: str) -> tuple[Layout, Codec[Any]]:
        shelf = self._archive.shelves[name]
        if shelf.layout.kind.shared:
            raise ValueError(f"{name} is shared by all practices: only an operator's command writes it")
        return shelf.layout, shelf.codec

    def _home(self, kind: Kind[Any]) -> str:
        """Whose rows hold the kind: this practice's, or those that all share."""
        return SHARED if kind.shared else self._practice_id

    async def _one(self, kind: Kind[T], sql: str, values: list[Any]) -> T | None:
        shelf = self._archive.shelves[kind.name]
        sql, values = self._scoped(shelf, sql, values)
        home = self._home(kind)
        rows = await self._engine.fetch(home, sql, values, point=True)
        found: T | None = shelf.codec.decode(home, rows[0][0]) if rows else None
        return found

    def _scoped(self, shelf: Shelf, sql: str, values: list[Any]) -> Statement:
        if self._scope == _WHOLE:
            return Statement(sql, values)
        limit, more = scope_condition(shelf.layout, self._scope, len(values) + 1, postgres=self._engine.postgres)
        return Statement(sql + limit, values + more)

    async def _check_cursors(self, query: Query[T]) -> None:
        """An empty page is right only if its cursors are objects of this practice and scope."""
        for cursor in (query.after, query.before):
            if cursor is not None and await self.get(query.kind, cursor) is None:
                raise UnknownCursor("unknown cursor", kind=query.kind.name)
