"""Queries as SQL. The text depends on a query's shape only and is kept per shape; values are always parameters."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from polyclinic.adapters.db.conditions import Join, Lack, Piece, pieces, scope_pieces, texts
from polyclinic.adapters.db.layout import Column, Layout, text
from polyclinic.adapters.db.paging import OF_PRACTICE, Cursor, Ordered, pages
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.queries import Order, Query

_PINS = {"is", "in", "ge", "lt", "set", "like", "match"}  # no row without the key meets these


class Shape(NamedTuple):
    """All that decides a statement's text. The last ``scoped`` pieces come from the credential's scope."""

    postgres: bool
    layout: Layout
    pieces: tuple[tuple[str, Any, int], ...]
    scoped: int
    active: bool | None
    order: tuple[tuple[str, bool], ...] = ()
    after: bool = False
    before: bool = False
    offset: bool = False
    total: bool = False
    one_per: tuple[str, str] | None = None
    counted: str | None = None


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
        texts(found),
        scoped,
        query.active,
        tuple((order.key, order.descending) for order in query.order or (Order("created_at"),)),
        query.after is not None,
        query.before is not None,
        query.offset > 0,
        query.total,
        _one_per(query),
    )
    values: list[Any] = [practice_id]
    for piece in found:
        values.extend(piece.values)
    values += [text(cursor) for cursor in (query.after, query.before) if cursor is not None]
    values.append(query.limit + 1)
    if query.offset > 0:
        values.append(query.offset)
    return Statement(_page_text(shape), values)


def count_statement(
    layout: Layout, query: Query[Any], scope: Scope, practice_id: str, *, postgres: bool, by: str | None = None
) -> Statement:
    """One row: the number of matches. With ``by`` rows of (value, number), one for each value of that key."""
    found, scoped = _all_pieces(layout, query, scope, postgres)
    shape = Shape(
        postgres,
        layout,
        texts(found),
        scoped,
        query.active,
        one_per=_one_per(query),
        counted=by and layout.column(by).name,
    )
    return Statement(_count_text(shape), [practice_id, *(value for piece in found for value in piece.values)])


def _one_per(query: Query[Any]) -> tuple[str, str] | None:
    return (query.one_per.key, query.one_per.first) if query.one_per else None


def scope_condition(layout: Layout, scope: Scope, first: int, *, postgres: bool) -> Statement:
    """``AND ...`` on the table ``t`` for a credential's scope; its parameters start at ``first``."""
    found = scope_pieces(layout, scope)
    if not found:
        return Statement("", [])
    conditions = _Where(postgres, layout).texts(texts(found), first)
    return Statement("".join(f" AND {text}" for text in conditions), [v for piece in found for v in piece.values])


def _all_pieces(layout: Layout, query: Query[Any], scope: Scope, postgres: bool) -> tuple[list[Piece], int]:
    limits = scope_pieces(layout, scope)
    return [*pieces(layout, query.where, scope, postgres=postgres), *limits], len(limits)


@lru_cache(maxsize=4096)
def _page_text(shape: Shape) -> str:
    return _PageText(shape).build()


@lru_cache(maxsize=1024)
def _count_text(shape: Shape) -> str:
    if shape.counted:
        return _PageText(shape).counts(shape.counted)
    return f"SELECT {_PageText(shape).total()} AS total"


class _Where:
    """Pieces as conditions on a kind's table, which the statement calls ``alias``."""

    def __init__(self, postgres: bool, layout: Layout, alias: str = "t") -> None:
        self._postgres = postgres
        self._layout = layout
        self._alias = alias

    def live(self, active: bool | None) -> list[str]:
        """Whether deleted objects count."""
        if active is None:
            return []
        yes, no = ("true", "false") if self._postgres else ("1", "0")
        return [f"{self._alias}.active = {yes if active else no}"]

    def texts(self, found: Sequence[tuple[str, Any, int]], first: int) -> list[str]:
        texts = []
        for op, name, count in found:
            texts.append(self._text(op, name, [f"${first + place}" for place in range(count)]))
            first += count
        return texts

    def _text(self, op: str, name: Any, values: list[str]) -> str:
        if isinstance(name, Join):
            return self._related(name, values)
        if isinstance(name, Lack):
            return self._without(name, values)
        column = f'{self._alias}."{name}"'
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
                return f"{self._alias}.id IN (SELECT l.id {self._lookups(name)} AND {self.among('l.value', values[0])})"
            case "like" | "match":
                return self._like(op, name, values[0])
            case _:
                return self._external(op, values)

    def among(self, column: str, value: str) -> str:
        return f"{column} = ANY({value})" if self._postgres else f"{column} IN (SELECT value FROM json_each({value}))"

    def _like(self, op: str, name: str, value: str) -> str:
        column = f'{self._alias}."{name}"'
        if self._postgres and op == "match" and self._alias != "t":
            return f'{self._alias}.id IN (SELECT s.id FROM "search_{self._layout.name}_{name}"($1, {value}) s)'
        if self._postgres:
            return f"{column} LIKE {value}"
        if op == "like":
            return f"{column} IS NOT NULL AND instr({column}, {value}) > 0"
        index = f'"{self._layout.name}_text"'
        return f'{self._alias}."row" IN (SELECT rowid FROM {index} WHERE {index} MATCH {value})'

    def _related(self, join: Join, values: list[str]) -> str:
        """``values`` are the places of all that the other kind's conditions are run with."""
        inner = _Where(self._postgres, join.layout, f"{self._alias}_of")
        first = int(values[0][1:]) if values else 0
        conditions = [f"{inner._alias}.practice_id = $1", *inner.live(True), *inner.texts(join.pieces, first)]
        rows = f'SELECT {inner._alias}."{join.its}" FROM {join.layout.table} {inner._alias}'
        return f'{self._alias}."{join.key}" IN ({rows} WHERE {" AND ".join(conditions)})'

    def _without(self, lack: Lack, values: list[str]) -> str:
        inner = _Where(self._postgres, lack.layout, f"{self._alias}_of")
        moved = sum(pair[1] for pair in lack.pairs)
        shifts = iter(values[:moved])
        pairs = [
            f'{self._alias}."{key}"{f" + {next(shifts)}" if is_moved else ""} {op} {inner._alias}."{its}"'
            for key, is_moved, op, its in lack.pairs
        ]
        first = int(values[moved][1:]) if len(values) > moved else 0
        rest = [*inner.live(True), *inner.texts(lack.pieces, first)]
        conditions = " AND ".join([f"{inner._alias}.practice_id = $1", *pairs, *rest])
        return f"NOT EXISTS (SELECT 1 FROM {lack.layout.table} {inner._alias} WHERE {conditions})"

    def _lookups(self, name: str) -> str:
        return f"FROM lookups l WHERE l.practice_id = $1 AND l.kind = '{self._layout.name}' AND l.name = '{name}'"

    def _external(self, op: str, values: list[str]) -> str:
        scope = f" AND l.scope = {values[-1]}" if op.endswith("_in_scope") else ""
        of_kind = f"l.practice_id = $1 AND l.kind = '{self._layout.name}'"
        rows = f"FROM lookups l WHERE {of_kind} AND l.name = {values[0]}{scope}"
        if op.startswith("no_"):
            return f"NOT EXISTS (SELECT 1 {rows} AND l.id = {self._alias}.id)"
        value = self.among("l.value", values[1]) if op.startswith("external_id_among") else f"l.value = {values[1]}"
        return f"{self._alias}.id IN (SELECT l.id {rows} AND {value})"


class _PageText:
    """Builds the statement of one shape. ``t`` is the kind's table, or the set of matches found by a trigram index."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._layout = shape.layout
        self._pieces = shape.pieces
        where = _Where(shape.postgres, shape.layout)
        found = where.texts(shape.pieces, 2)
        self._scope_texts = found[len(found) - shape.scoped :]
        self._next = 2 + sum(count for _, _, count in shape.pieces)
        self._conditions = [*where.live(shape.active), *found]
        if shape.one_per:
            self._conditions.append(self._first(*shape.one_per))
        self._matched = next((i for i, piece in enumerate(shape.pieces) if piece[0] == "match"), None)
        self._source = f"{self._layout.table} t"
        self._ctes: list[str] = []
        if shape.postgres and self._matched is not None:
            self._use_search(found[self._matched])
        elif shape.postgres and shape.total and shape.order and self._by_prefix(shape.order[0][0]):
            self._use_matches(f"{self._layout.table} t", [OF_PRACTICE, *self._conditions])

    def _first(self, key: str, by: str) -> str:
        """No other match of the same group comes before this one."""
        shape = self._shape
        other = _Where(shape.postgres, shape.layout, "o")
        key, by = self._layout.column(key).quoted, self._layout.column(by).quoted
        conditions = [
            "o.practice_id = $1",
            f"o.{key} = t.{key}",
            f"(o.{by}, o.id) < (t.{by}, t.id)",
            *other.live(shape.active),
            *other.texts(shape.pieces, 2),
        ]
        return f"NOT EXISTS (SELECT 1 FROM {self._layout.table} o WHERE {' AND '.join(conditions)})"

    def _use_search(self, matched: str) -> None:
        """Take the matches from the kind's search function: the trigram index first, then everything else."""
        place = 2 + sum(count for _, _, count in self._pieces[: self._matched])
        name = self._pieces[self._matched or 0][1]
        rest = [condition for condition in self._conditions if condition != matched]
        self._use_matches(f'"search_{self._layout.name}_{name}"($1, ${place}) t', rest)

    def _by_prefix(self, sorted_by: str) -> bool:
        """Whether a prefix of another key than the first of the order limits the matches to what is soon sorted."""
        return any(
            op == "ge" and name != sorted_by and self._layout.column(name).search != "none"
            for op, name, _ in self._pieces
        )

    def _use_matches(self, source: str, conditions: Sequence[str]) -> None:
        """Find the matches once, to be counted and sorted; only the page's documents are read."""
        wanted = dict.fromkeys(["id", *(key for key, _ in self._shape.order)])
        columns = ", ".join(f't."{key}"' for key in wanted)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        self._ctes.append(f"m AS MATERIALIZED (SELECT {columns} FROM {source}{where})")
        self._source = "m t"
        self._conditions = []

    def total(self) -> str:
        """A scalar: the number of matches, from the counters when nothing limits them."""
        shape = self._shape
        if shape.pieces or shape.one_per:
            practice = [] if self._source == "m t" else ["t.practice_id = $1"]
            where = " AND ".join([*practice, *self._conditions])
            ctes = f"WITH {self._ctes[0]} " if self._source == "m t" and not shape.order else ""
            return f"({ctes}SELECT count(*) FROM {self._source}{' WHERE ' if where else ''}{where})"
        sums = {True: "sum(live)", False: "sum(dead)", None: "sum(live + dead)"}[shape.active]
        rows = f"FROM counters WHERE practice_id = $1 AND kind = '{self._layout.name}'"
        # PostgreSQL's sum of bigints is a numeric, which would reach JSON as text
        return f"(SELECT CAST(coalesce({sums}, 0) AS bigint) {rows})"

    def counts(self, key: str) -> str:
        """Rows of (value of ``key``, number of matches), without those that have none."""
        column = f't."{key}"'
        where = " AND ".join([OF_PRACTICE, f"{column} IS NOT NULL", *self._conditions])
        return f"SELECT {column}, count(*) FROM {self._source} WHERE {where} GROUP BY {column}"

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
