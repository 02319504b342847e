"""The script that makes an empty database: tables, and what SQLAlchemy has no words for (policies, triggers)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.schema import CreateIndex, CreateTable

from polyclinic.adapters.db.engine import EVERY_PRACTICE, ROLE, SHARED
from polyclinic.adapters.db.layout import Layout, layouts
from polyclinic.adapters.db.tables import Engine, metadata
from polyclinic.core.shared.kinds import Kind

PRACTICE = "nullif(current_setting('app.practice', true), '')"

_COMMON = ("lookups", "bookings", "counters", "numbers", "history", "ledger", "feeds", "audit_seals", "audit_heads")
_COMMON_WORK = ("outbox", "events", "idempotency")
_SYSTEM = ("practices", "credentials")
_CODES = ("codes", "reference_sets")
_GRANTS = {
    "history": "SELECT, INSERT",
    "ledger": "SELECT, INSERT",
    "lookups": "SELECT, INSERT, DELETE",
    "bookings": "SELECT, INSERT, DELETE",
    "audit_facts": "SELECT, INSERT",
    "audit_seals": "SELECT, INSERT",
    "outbox": "SELECT, INSERT, UPDATE, DELETE",
    "events": "SELECT, INSERT, DELETE",
    "idempotency": "SELECT, INSERT, UPDATE, DELETE",
    "credentials": "SELECT, INSERT, UPDATE, DELETE",
}


def statements(kinds: Sequence[Kind[Any]], engine: Engine) -> list[str]:
    """What makes the schema for ``kinds`` in an empty database, statement by statement."""
    found = [layout for _, layout in sorted(layouts(kinds).items())]
    meta = metadata(kinds, engine)
    if engine == "sqlite":
        return [*_tables(meta, SQLiteDialect()), *_append_only(), *_full_text(found)]
    return [
        *_before(),
        *_tables(meta, PGDialect()),  # type: ignore[no-untyped-call] # SQLAlchemy leaves this constructor untyped
        *_policies(found),
        *_grants(found),
        *(line for layout in found for line in _searches(layout)),
        *(line for layout in found for line in _statistics(layout)),
    ]


def _tables(meta: sa.MetaData, dialect: sa.Dialect) -> Iterator[str]:
    for table in sorted(meta.tables.values(), key=lambda table: table.name):
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()


# -- SQLite -----------------------------------------------------------------------------------------------------


def _append_only() -> Iterator[str]:
    kept = {"audit_facts": "UPDATE DELETE", "audit_seals": "UPDATE DELETE", "history": "UPDATE", "ledger": "UPDATE"}
    for table, events in kept.items():
        for event in events.split():
            yield (
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
            )


def _full_text(found: Iterable[Layout]) -> Iterator[str]:
    """A trigram index beside each table with searched columns, kept by triggers."""
    for layout in found:
        if not layout.searched:
            continue
        names = ", ".join(column.quoted for column in layout.searched)
        index = f'"{layout.name}_text"'
        yield (
            f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content={layout.table}, content_rowid='row', "
            "tokenize='trigram case_sensitive 1')"
        )
        new, old = (", ".join(f"{row}.{c.quoted}" for c in layout.searched) for row in ("new", "old"))
        add = f"INSERT INTO {index} (rowid, {names}) VALUES (new.row, {new});"
        remove = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.row, {old});"
        changed = " OR ".join(f"old.{c.quoted} IS NOT new.{c.quoted}" for c in layout.searched)
        for event, when, body in (
            ("INSERT", "", add),
            ("DELETE", "", remove),
            ("UPDATE", f"WHEN {changed} ", f"{remove} {add}"),
        ):
            name = f'"{layout.name}_text_{event.lower()}"'
            yield f"CREATE TRIGGER {name} AFTER {event} ON {layout.table} {when}BEGIN {body} END"


# -- PostgreSQL -------------------------------------------------------------------------------------------------


def _before() -> Iterator[str]:
    yield "CREATE EXTENSION IF NOT EXISTS btree_gist"
    yield "CREATE EXTENSION IF NOT EXISTS btree_gin"
    yield "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    # Roles belong to the whole server: another database, or another migration running now, may have made it.
    yield f"""DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
    yield f"""DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN
        GRANT {ROLE} TO CURRENT_USER;
    END IF;
END $$"""
    yield """CREATE FUNCTION audit_base() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 0::bigint'"""
    yield """CREATE FUNCTION audit_position() RETURNS bigint LANGUAGE sql VOLATILE
AS 'SELECT audit_base() + pg_current_xact_id()::text::bigint'"""
    yield """CREATE FUNCTION audit_horizon() RETURNS bigint LANGUAGE sql VOLATILE
AS 'SELECT audit_base() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint'"""
    yield """CREATE FUNCTION polyclinic_refuse(what text, name text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN RAISE EXCEPTION '% %', what, name USING ERRCODE = 'PC001'; END $$"""
    # The mark is read after the lock is taken, and by a statement of its own, which sees what was committed meanwhile.
    yield """CREATE FUNCTION feed_admits(practice text, announcement bigint, stamp timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(announcement);
    RETURN NOT EXISTS (SELECT 1 FROM feeds f WHERE f.practice_id = practice AND f.read_to > stamp);
END $$"""


def _policies(found: Iterable[Layout]) -> Iterator[str]:
    mine = f"practice_id = {PRACTICE}"
    any_practice = f"{mine} OR {PRACTICE} = '{EVERY_PRACTICE}'"
    rules = {layout.table: mine for layout in found}
    rules |= dict.fromkeys(_COMMON, mine)
    rules |= dict.fromkeys(_COMMON_WORK, any_practice)
    for table, rule in rules.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        written = f"({rule}) AND practice_id <> '{SHARED}'"
        yield f"CREATE POLICY practice ON {table} USING ({rule}) WITH CHECK ({written})"
    # Facts of several practices are written in one group; they are read by practice like everything else.
    yield "ALTER TABLE audit_facts ENABLE ROW LEVEL SECURITY"
    yield f"CREATE POLICY practice ON audit_facts FOR SELECT USING ({mine})"
    yield "CREATE POLICY append ON audit_facts FOR INSERT WITH CHECK (true)"


def _grants(found: Iterable[Layout]) -> Iterator[str]:
    for layout in found:
        yield f"GRANT {'SELECT' if layout.kind.shared else 'SELECT, INSERT, UPDATE'} ON {layout.table} TO {ROLE}"
    for table in _CODES:
        yield f"GRANT SELECT ON {table} TO {ROLE}"
    for table in ("audit_facts", *_COMMON, *_COMMON_WORK, *_SYSTEM):
        yield f"GRANT {_GRANTS.get(table, 'SELECT, INSERT, UPDATE')} ON {table} TO {ROLE}"


def _searches(layout: Layout) -> Iterator[str]:
    """A function per searched column, with its owner's rights.

    Under row-level security the planner may not push LIKE (which is not leakproof) into the trigram index; the function
    may, and applies the policy's own condition itself. It plans anew for each pattern, whose length decides the plan.
    """
    columns = ", ".join(f"t.{column.quoted}" for column in layout.columns)
    types = {"text": "text", "int": "bigint", "bool": "boolean", "instant": "timestamptz", "date": "date"}
    row = ", ".join(f"{column.quoted} {types[column.type]}" for column in layout.columns)
    for column in layout.searched:
        name = f'"search_{layout.name}_{column.name}"'
        yield f"""CREATE FUNCTION {name}(practice text, pattern text) RETURNS TABLE ({row})
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT ROWS 1000 AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT {columns} FROM {layout.table} t WHERE t.practice_id = $1 AND t.{column.quoted} LIKE $2'
        USING CASE WHEN practice = {PRACTICE} THEN practice END, pattern;
END $$"""
        yield f"REVOKE EXECUTE ON FUNCTION {name}(text, text) FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {name}(text, text) TO {ROLE}"


_SHARED_OUT = ("legal_entity_id", "facility_id", "practitioner_id")


def _statistics(layout: Layout) -> Iterator[str]:
    """What tells the planner that the objects of one place or person are all of one practice.

    It would multiply the two shares otherwise: with a hundred practices it expects a hundredth of the objects of a
    place, and a page of them is found by reading them all.
    """
    for column in layout.key_columns:
        if column.name in _SHARED_OUT:
            name = f"st_{layout.name}_{column.name}"
            yield f'CREATE STATISTICS "{name}" (dependencies) ON practice_id, {column.quoted} FROM {layout.table}'
