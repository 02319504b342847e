"""Queries as SQL. The text depends on a query's shape only and is kept per shape; values are always parameters."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from polyclinic.adapters.db.conditions import Piece, pieces, scope_pieces
from polyclinic.adapters.db.layout import Column, Layout, text
from polyclinic.adapters.db.paging import OF_PRACTICE, Cursor, Ordered, pages
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.queries import Order, Query

_PINS = {"is", "in", "ge", "lt", "set", "like", "match"}  # no row without the key meets these


class Shape(NamedTuple):
    """All that decides a statement's text. The last ``scoped`` pieces come from the credential's scope."""

    postgres: bool
    layout: Layout
    pieces: tuple[tuple[str, str, int], ...]
    scoped: int
    active: bool | None
    order: tuple[tuple[str, bool], ...] = ()
    after: bool = False
    before: bool = False
    offset: bool = False
    total: bool = False


class Statement(NamedTuple):
    """A statement with the values to run it with."""

    sql: str
    values: list[Any]


def page_statement(layout: Layout, query: Query[Any], scope: Scope, practice_id: str, *, postgres: bool) -> Statement:
    """Rows of (document, total if asked) in list order, or backwards for ``before`` alone; one row beyond the limit.

    With a total there is always a row, if need be with a document of NULL.
    """
    found, scoped = _all_pieces(layout, query, scope, postgres)
    shape = Shape(
        postgres,
        layout,
        _texts(found),
        scoped,
        query.active,
        tuple((order.key, order.descending) for order in query.order or (Order("created_at"),)),
        query.after is not None,
        query.before is not None,
        query.offset > 0,
        query.total,
    )
    values: list[Any] = [practice_id]
    for piece in found:
        values.extend(piece.values)
    values += [text(cursor) for cursor in (query.after, query.before) if cursor is not None]
    values.append(query.limit + 1)
    if query.offset > 0:
        values.append(query.offset)
    return Statement(_page_text(shape), values)


def count_statement(layout: Layout, query: Query[Any], scope: Scope, practice_id: str, *, postgres: bool) -> Statement:
    """One row: the number of matches."""
    found, scoped = _all_pieces(layout, query, scope, postgres)
    shape = Shape(postgres, layout, _texts(found), scoped, query.active)
    return Statement(_count_text(shape), [practice_id, *(value for piece in found for value in piece.values)])


def scope_condition(layout: Layout, scope: Scope, first: int, *, postgres: bool) -> Statement:
    """``AND ...`` on the table ``t`` for a credential's scope; its parameters start at ``first``."""
    found = scope_pieces(layout, scope)
    if not found:
        return Statement("", [])
    texts = _Where(postgres, layout).texts(_texts(found), first)
    return Statement("".join(f" AND {text}" for text in texts), [v for piece in found for v in piece.values])


def _all_pieces(layout: Layout, query: Query[Any], scope: Scope, postgres: bool) -> tuple[list[Piece], int]:
    limits = scope_pieces(layout, scope)
    return [*pieces(layout, query.where, postgres=postgres), *limits], len(limits)


def _texts(found: Sequence[Piece]) -> tuple[tuple[str, str, int], ...]:
    return tuple((piece.op, piece.name, len(piece.values)) for piece in found)


@lru_cache(maxsize=4096)
def _page_text(shape: Shape) -> str:
    return _PageText(shape).build()


@lru_cache(maxsize=1024)
def _count_text(shape: Shape) -> str:
    return f"SELECT {_PageText(shape).total()} AS total"


class _Where:
    """Pieces as conditions on the table ``t``."""

    def __init__(self, postgres: bool, layout: Layout) -> None:
        self._postgres = postgres
        self._layout = layout

    def texts(self, found: Sequence[tuple[str, str, int]], first: int) -> list[str]:
        texts = []
        for op, name, count in found:
            texts.append(self._text(op, name, [f"${first + place}" for place in range(count)]))
            first += count
        return texts

    def _text(self, op: str, name: str, values: list[str]) -> str:
        column = f't."{name}"'
        match op:
            case "is" | "ge" | "lt":
                return f"{column} {'=' if op == 'is' else '>=' if op == 'ge' else '<'} {values[0]}"
            case "null":
                return f"{column} IS NULL"
            case "set":
                return f"{column} IS NOT NULL"
            case "never":
                return "1 = 0"
            case "in":
                return self.among(column, values[0])
            case "in_or_null":
                return f"({self.among(column, values[0])} OR {column} IS NULL)"
            case "has":
                return f"t.id IN (SELECT l.id {self._lookups(name)} AND {self.among('l.value', values[0])})"
            case "like" | "match":
                return self._like(op, name, values[0])
            case _:
                return self._external(op, values)

    def among(self, column: str, value: str) -> str:
        return f"{column} = ANY({value})" if self._postgres else f"{column} IN (SELECT value FROM json_each({value}))"

    def _like(self, op: str, name: str, value: str) -> str:
        if self._postgres:
            return f't."{name}" LIKE {value}'
        if op == "like":
            return f't."{name}" IS NOT NULL AND instr(t."{name}", {value}) > 0'
        index = f'"{self._layout.name}_text"'
        return f't."row" IN (SELECT rowid FROM {index} WHERE {index} MATCH {value})'

    def _lookups(self, name: str) -> str:
        return f"FROM lookups l WHERE l.practice_id = $1 AND l.kind = '{self._layout.name}' AND l.name = '{name}'"

    def _external(self, op: str, values: list[str]) -> str:
        scope = f" AND l.scope = {values[-1]}" if op.endswith("_in_scope") else ""
        of_kind = f"l.practice_id = $1 AND l.kind = '{self._layout.name}'"
        rows = f"FROM lookups l WHERE {of_kind} AND l.name = {values[0]}{scope}"
        if op.startswith("no_"):
            return f"NOT EXISTS (SELECT 1 {rows} AND l.id = t.id)"
        return f"t.id IN (SELECT l.id {rows} AND l.value = {values[1]})"


class _PageText:
    """Builds the statement of one shape. ``t`` is the kind's table, or the set of matches found by a trigram index."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._layout = shape.layout
        self._pieces = shape.pieces
        texts = _Where(shape.postgres, shape.layout).texts(shape.pieces, 2)
        cut = len(texts) - shape.scoped
        self._scope_texts = texts[cut:]
        self._next = 2 + sum(count for _, _, count in shape.pieces)
        live = {True: ["t.active = $true"], False: ["t.active = $false"], None: []}[shape.active]
        yes = "true" if shape.postgres else "1"
        no = "false" if shape.postgres else "0"
        self._conditions = [c.replace("$true", yes).replace("$false", no) for c in live] + texts
        self._matched = next((i for i, piece in enumerate(shape.pieces) if piece[0] == "match"), None)
        self._source = f"{self._layout.table} t"
        self._ctes: list[str] = []
        if shape.postgres and self._matched is not None:
            self._use_search(texts[self._matched])

    def _use_search(self, matched: str) -> None:
        """Take the matches from the kind's search function: the trigram index first, then everything else."""
        place = 2 + sum(count for _, _, count in self._pieces[: self._matched])
        name = self._pieces[self._matched or 0][1]
        rest = [condition for condition in self._conditions if condition != matched]
        wanted = dict.fromkeys(["id", *(key for key, _ in self._shape.order)])
        columns = ", ".join(f't."{key}"' for key in wanted)
        where = f" WHERE {' AND '.join(rest)}" if rest else ""
        self._ctes.append(
            f'm AS MATERIALIZED (SELECT {columns} FROM "search_{self._layout.name}_{name}"($1, ${place}) t{where})'
        )
        self._source = "m t"
        self._conditions = []

    def total(self) -> str:
        """A scalar: the number of matches, from the counters when nothing limits them."""
        shape = self._shape
        if shape.pieces:
            practice = [] if self._source == "m t" else ["t.practice_id = $1"]
            where = " AND ".join([*practice, *self._conditions])
            ctes = f"WITH {self._ctes[0]} " if self._source == "m t" and not shape.order else ""
            return f"({ctes}SELECT count(*) FROM {self._source}{' WHERE ' if where else ''}{where})"
        sums = {True: "sum(live)", False: "sum(dead)", None: "sum(live + dead)"}[shape.active]
        rows = f"FROM counters WHERE practice_id = $1 AND kind = '{self._layout.name}'"
        # PostgreSQL's sum of bigints is a numeric, which would reach JSON as text
        return f"(SELECT CAST(coalesce({sums}, 0) AS bigint) {rows})"

    def build(self) -> str:
        shape = self._shape
        ordered = self._ordered()
        cursors = self._cursors(ordered)
        limit = f"CAST(${self._next} AS bigint)"
        offset = f"CAST(${self._next + 1} AS bigint)" if shape.offset else ""
        if self._source == "m t":
            rows = pages(ordered, cursors, self._source, [], limit=limit, offset=offset, doc="")
            rows = (
                f"SELECT d.doc, p.* FROM ({rows}) p JOIN {self._layout.table} d ON d.practice_id = $1 AND d.id = p.id"
            )
        else:
            conditions = [OF_PRACTICE, *self._conditions]
            rows = pages(ordered, cursors, self._source, conditions, limit=limit, offset=offset, doc="t.doc, ")
        ctes = f"WITH {', '.join(self._ctes)} " if self._ctes else ""
        if not shape.total:
            return f"{ctes}SELECT p.doc FROM ({rows}) p ORDER BY {ordered.outer('p', cursors)}"
        return (
            f"{ctes}SELECT p.doc, n.total FROM (SELECT {self.total()} AS total) n "
            f"LEFT JOIN ({rows}) p ON 1 = 1 ORDER BY {ordered.outer('p', cursors)}"
        )

    def _ordered(self) -> Ordered:
        columns: list[tuple[Column, bool]] = []
        for key, descending in self._shape.order:
            columns.append((self._layout.column(key), descending))
            if key == "id":
                break
        else:
            columns.append((self._layout.column("id"), columns[0][1]))
        first = columns[0][0].name
        pinned = any(name == first and op in _PINS for op, name, _ in self._pieces)
        return Ordered(tuple(columns), pinned, self._shape.postgres)

    def _cursors(self, ordered: Ordered) -> list[Cursor]:
        """A cursor is an object's place in the order, whether or not it is live or matches, but within the scope."""
        cursors = []
        for wanted, name in ((self._shape.after, "after"), (self._shape.before, "before")):
            if not wanted:
                continue
            columns = ", ".join(f"t.{column.quoted}" for column, _ in ordered.columns)
            where = " AND ".join([f"t.practice_id = $1 AND t.id = ${self._next}", *self._scope_texts])
            self._ctes.append(f"c_{name} AS (SELECT {columns} FROM {self._layout.table} t WHERE {where})")
            cursors.append(Cursor(f"c_{name}", preceding=name == "before"))
            self._next += 1
        return cursors
