"""Keyset pages: where a page starts and ends is said by objects' places in the order, not by counting rows.

Nulls sort last, whichever the direction. No index gives that order both ways, so a page in the order of one nullable
key is put together from runs that an index (practice, key, id) does give: rows with the key, then rows without.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from polyclinic.adapters.db.layout import Column

OF_PRACTICE = "t.practice_id = $1"
"""The first condition on a kind's own table."""

_FIRST, _LAST = "''", "'\U0010ffff'"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A common table expression with the order's columns of one object; the page lies after it, or precedes it."""

    name: str
    preceding: bool

    def value(self, column: Column) -> str:
        return f"(SELECT {column.quoted} FROM {self.name})"

    @property
    def found(self) -> str:
        return f"EXISTS (SELECT 1 FROM {self.name})"


class Run(NamedTuple):
    """Rows that one index scan gives in order; runs follow each other by ``rank``."""

    rank: int
    conditions: list[str]
    given: str = ""
    """Says of the cursor, not of rows, whether the run has any."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order of a list: columns with their directions, the last being the id.

    ``pinned``: the conditions leave no rows without the first column.
    """

    columns: tuple[tuple[Column, bool], ...]
    pinned: bool
    postgres: bool

    @property
    def by_one_key(self) -> bool:
        return len(self.columns) <= 2 and self.columns[0][1] == self.columns[-1][1]

    def reverse(self, cursors: Sequence[Cursor]) -> bool:
        """Whether rows are taken backwards from the page's end."""
        return [cursor.preceding for cursor in cursors] == [True]

    def inner(self, table: str, reverse: bool, *, nulls: bool) -> str:
        return ", ".join(self._term(f"{table}.{c.quoted}", c, down, reverse, nulls) for c, down in self.columns)

    def outer(self, table: str, cursors: Sequence[Cursor]) -> str:
        reverse = self.reverse(cursors)
        terms = (
            self._term(f"{table}.o{place}", c, down, reverse, nulls=not self.by_one_key)
            for place, (c, down) in enumerate(self.columns)
        )
        return ", ".join([f"{table}.run", *terms])

    def _term(self, expression: str, column: Column, down: bool, reverse: bool, nulls: bool) -> str:
        direction = "DESC" if down != reverse else "ASC"
        where = f" NULLS {'FIRST' if reverse else 'LAST'}" if nulls and column.nullable else ""
        return f"{expression} {direction}{where}"

    def runs(self, cursors: Sequence[Cursor]) -> list[Run]:
        first, down = self.columns[0]
        if not self.by_one_key:
            return [Run(0, [condition for cursor in cursors for condition in self._place(cursor)])]
        if not first.nullable or self.pinned:
            return [Run(0, [self._row_place(cursor) for cursor in cursors])]
        reverse = self.reverse(cursors)
        without = Run(0 if reverse else 1, [f"t.{first.quoted} IS NULL"])
        with_key = Run(1 if reverse else 0, [f"t.{first.quoted} IS NOT NULL"])
        for cursor in cursors:
            without.conditions.append(self._place_without(cursor, first, down))
        if not reverse:
            with_key.conditions.extend(self._place_with(cursor, first) for cursor in cursors)
            return [with_key, without]
        cursor = cursors[0]
        # Before an object without the key come all that have it: a run of its own keeps the other one on the index.
        every = Run(1, [*with_key.conditions], given=f"{cursor.value(first)} IS NULL AND {cursor.found}")
        with_key.conditions.append(self._row_place(cursor))
        return [without, with_key, every]

    def _row_place(self, cursor: Cursor) -> str:
        """Beyond the cursor, for columns that are never null and share a direction."""
        beyond = ">" if self.columns[0][1] == cursor.preceding else "<"
        mine = ", ".join(f"t.{column.quoted}" for column, _ in self.columns)
        its = ", ".join(cursor.value(column) for column, _ in self.columns)
        return f"({mine}) {beyond} ({its})" if len(self.columns) > 1 else f"{mine} {beyond} {its}"

    def _place_with(self, cursor: Cursor, first: Column) -> str:
        place = self._row_place(cursor)
        if not cursor.preceding:
            return place
        return f"({place} OR ({cursor.value(first)} IS NULL AND {cursor.found}))"

    def _place_without(self, cursor: Cursor, first: Column, down: bool) -> str:
        """Among rows without the key: by id if the object has none either, else all (it is before them) or none."""
        identifier = self.columns[-1][0]
        beyond = ">" if down == cursor.preceding else "<"
        everything, nothing = (_FIRST, _LAST) if beyond == ">" else (_LAST, _FIRST)
        otherwise = nothing if cursor.preceding else everything
        return (
            f"t.id {beyond} CASE WHEN {cursor.value(first)} IS NULL THEN {cursor.value(identifier)} "
            f"ELSE {otherwise} END"
        )

    def _place(self, cursor: Cursor) -> list[str]:
        """Beyond the cursor in an order of several keys, spelt out."""
        same = "IS NOT DISTINCT FROM" if self.postgres else "IS"
        choices: list[str] = []
        equal: list[str] = []
        for column, down in self.columns:
            mine, its = f"t.{column.quoted}", cursor.value(column)
            beyond = f"{mine} {'>' if down == cursor.preceding else '<'} {its}"
            if column.nullable and cursor.preceding:
                beyond = f"({beyond} OR ({its} IS NULL AND {mine} IS NOT NULL))"
            elif column.nullable:
                beyond = f"({beyond} OR ({mine} IS NULL AND {its} IS NOT NULL))"
            choices.append(" AND ".join([*equal, beyond]))
            equal.append(f"{mine} {same} {its}")
        return [cursor.found, f"({' OR '.join(choices)})"]


def pages(
    ordered: Ordered,
    cursors: Sequence[Cursor],
    source: str,
    conditions: Sequence[str],
    *,
    limit: str,
    offset: str,
    doc: str,
) -> str:
    """Rows of the page: ``run``, ``o0``, ``o1`` ... (the order's columns), ``id``, and ``doc`` unless that is empty."""
    reverse = ordered.reverse(cursors)
    order = ordered.inner("t", reverse, nulls=not ordered.by_one_key)
    columns = ", ".join(f"t.{column.quoted} AS o{place}" for place, (column, _) in enumerate(ordered.columns))
    runs = ordered.runs(cursors)
    reach = f"{limit} + {offset}" if offset else limit
    texts = []
    for run in runs:
        where = " AND ".join([*_given(conditions, run.given, ordered.postgres), *run.conditions])
        texts.append(
            f"SELECT {run.rank} AS run, {columns}, {doc}t.id FROM {source}{' WHERE ' if where else ''}{where} "
            f"ORDER BY {order} LIMIT {limit if len(runs) == 1 else reach}"
            f"{f' OFFSET {offset}' if offset and len(runs) == 1 else ''}"
        )
    if len(texts) == 1:
        return texts[0]
    union = " UNION ALL ".join(f"SELECT * FROM ({text}) r{place}" for place, text in enumerate(texts))
    skipped = f" OFFSET {offset}" if offset else ""
    return f"SELECT u.* FROM ({union}) u ORDER BY {ordered.outer('u', cursors)} LIMIT {limit}{skipped}"


def _given(conditions: Sequence[str], given: str, postgres: bool) -> list[str]:
    """Conditions with one that no row decides: SQLite tests it row by row unless it is part of what is looked up."""
    if not given:
        return list(conditions)
    if postgres:
        return [*conditions, given]
    return [f"{OF_PRACTICE.removesuffix('$1')}CASE WHEN {given} THEN $1 END", *conditions[1:]]
