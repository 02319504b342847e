"""The tables, declared with SQLAlchemy Core: one per kind and those all kinds share.

Only migrations and the generator of their scripts import this module; statements are text (docs/decisions).
"""

from collections.abc import Iterable
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from polyclinic.adapters.db.layout import Column, Layout, layouts
from polyclinic.core.shared.kinds import KeyType, Kind

Engine = Literal["sqlite", "postgresql"]

NAMING = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Types:
    """Column types of one engine. SQLite keeps instants and dates as ISO 8601 text in UTC, which sorts like time."""

    def __init__(self, engine: Engine) -> None:
        postgres = engine == "postgresql"
        self.text: sa.types.TypeEngine[Any] = sa.Text(collation="C") if postgres else sa.Text()
        self.doc: sa.types.TypeEngine[Any] = sa.Text()
        self.int: sa.types.TypeEngine[Any] = sa.BigInteger() if postgres else sa.Integer()
        self.bool: sa.types.TypeEngine[Any] = sa.Boolean() if postgres else sa.Integer()
        self.instant: sa.types.TypeEngine[Any] = sa.DateTime(timezone=True) if postgres else sa.Text()
        self.date: sa.types.TypeEngine[Any] = sa.Date() if postgres else sa.Text()
        self.bytes: sa.types.TypeEngine[Any] = postgresql.BYTEA() if postgres else sa.BLOB()

    def of(self, type_: KeyType) -> "sa.types.TypeEngine[Any]":
        return {"text": self.text, "int": self.int, "bool": self.bool, "instant": self.instant, "date": self.date}[
            type_
        ]


def metadata(kinds: Iterable[Kind[Any]], engine: Engine) -> sa.MetaData:
    """Every table of a database that holds ``kinds``, as ``engine`` has it."""
    meta = sa.MetaData(naming_convention=NAMING)
    types = Types(engine)
    for layout in layouts(kinds).values():
        _kind_table(meta, layout, engine, types)
    _record_tables(meta, engine, types)
    _audit_tables(meta, engine, types)
    _work_tables(meta, engine, types)
    _system_tables(meta, types)
    _reference_tables(meta, types)
    return meta


def _kind_table(meta: sa.MetaData, layout: Layout, engine: Engine, types: Types) -> None:
    """Current documents. On SQLite ``row`` is the rowid by name, so that the full-text index can refer to it."""
    sqlite = engine == "sqlite"
    columns = [sa.Column(c.name, types.of(c.type), nullable=c.nullable) for c in layout.columns]
    table = sa.Table(
        layout.name,
        meta,
        *([sa.Column("row", sa.Integer, primary_key=True)] if sqlite else []),
        sa.Column("practice_id", types.text, nullable=False),
        *columns,
        sa.Column("doc", types.doc, nullable=False),
        sa.UniqueConstraint("practice_id", "id") if sqlite else sa.PrimaryKeyConstraint("practice_id", "id"),
        sa.UniqueConstraint("practice_id", "number"),
    )
    practice = table.c.practice_id
    for column in (Column("created_at", "instant"), Column("updated_at", "instant"), *layout.key_columns):
        if column.indexed:
            sa.Index(None, practice, table.c[column.name], table.c.id)
        if column.search == "substring" and not sqlite:
            operators = {column.name: "gin_trgm_ops"}
            name = f"ix_{layout.name}_{column.name}_trigram"
            sa.Index(name, practice, table.c[column.name], postgresql_using="gin", postgresql_ops=operators)


def _record_tables(meta: sa.MetaData, engine: Engine, types: Types) -> None:
    sa.Table(
        "history",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("id", types.text, nullable=False),
        sa.Column("version", types.int, nullable=False),
        sa.Column("at", types.instant, nullable=False),
        sa.Column("actor", types.text, nullable=False),
        sa.Column("doc", types.doc, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", "id", "version"),
    )
    lookups = sa.Table(
        "lookups",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("id", types.text, nullable=False),
        sa.Column("name", types.text, nullable=False),
        sa.Column("value", types.text, nullable=False),
        sa.Column("scope", types.text, nullable=False),
        sa.Column("exclusive", types.bool, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", "id", "name", "value", "scope", "exclusive"),
    )
    c = lookups.c
    sa.Index(None, c.practice_id, c.kind, c.name, c.value, c.id)
    only = sa.text("exclusive") if engine == "postgresql" else sa.text("exclusive = 1")
    sa.Index(
        "uq_lookups_exclusive",
        *(c.practice_id, c.kind, c.name, c.value, c.scope),
        unique=True,
        postgresql_where=only,
        sqlite_where=only,
    )
    _ledger(meta, types)
    _bookings(meta, engine, types)
    _counters(meta, types)
    sa.Table(
        "feeds",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("read_to", types.instant, nullable=False),
        sa.PrimaryKeyConstraint("practice_id"),
    )


def _ledger(meta: sa.MetaData, types: Types) -> None:
    sa.Table(
        "ledger",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("account", types.text, nullable=False),
        sa.Column("id", types.text, nullable=False),
        sa.Column("movement", types.text, nullable=False),
        sa.Column("party", types.text, nullable=False),
        sa.Column("cents", types.int, nullable=False),
        sa.Column("currency", types.text, nullable=False),
        sa.Column("reverses", types.text),
        sa.Column("at", types.instant, nullable=False),
        sa.Column("actor", types.text, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "account", "id"),
    )


def _counters(meta: sa.MetaData, types: Types) -> None:
    sa.Table(
        "counters",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("shard", types.int, nullable=False),
        sa.Column("live", types.int, nullable=False),
        sa.Column("dead", types.int, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", "shard"),
        postgresql_with={"fillfactor": 50},
    )
    sa.Table(
        "numbers",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("next", types.int, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind"),
    )


def _bookings(meta: sa.MetaData, engine: Engine, types: Types) -> None:
    table = sa.Table(
        "bookings",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("id", types.text, nullable=False),
        sa.Column("resource", types.text, nullable=False),
        sa.Column("starts_at", types.instant, nullable=False),
        sa.Column("ends_at", types.instant, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", "id", "resource", "starts_at"),
    )
    c = table.c
    if engine == "sqlite":
        sa.Index(None, c.practice_id, c.resource, c.ends_at)
    else:
        held = sa.func.tstzrange(c.starts_at, c.ends_at)
        table.append_constraint(
            postgresql.ExcludeConstraint(
                (c.practice_id, "="), (c.resource, "="), (held, "&&"), name="ex_bookings_held", using="gist"
            )
        )


def _audit_tables(meta: sa.MetaData, engine: Engine, types: Types) -> None:
    """``position`` orders facts by when they could first be seen (``audit.py``); on SQLite that is the id."""
    sqlite = engine == "sqlite"
    facts = sa.Table(
        "audit_facts",
        meta,
        *([sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)] if sqlite else []),
        sa.Column("practice_id", types.text, nullable=False),
        *([] if sqlite else [_position(types), sa.Column("id", types.int, sa.Identity(always=True), nullable=False)]),
        sa.Column("at", types.instant, nullable=False),
        sa.Column("actor", types.text, nullable=False),
        sa.Column("action", types.text, nullable=False),
        sa.Column("outcome", types.text, nullable=False),
        sa.Column("objects", types.doc, nullable=False),
        sa.Column("dialect", types.text, nullable=False),
        sa.Column("request_id", types.text, nullable=False),
        sa.Column("purpose", types.text, nullable=False),
        sa.Column("detail", types.doc, nullable=False),
        *([] if sqlite else [sa.PrimaryKeyConstraint("practice_id", "position", "id")]),
        sqlite_autoincrement=True,
    )
    if sqlite:
        sa.Index(None, facts.c.practice_id, facts.c.id)
    sa.Table(
        "audit_seals",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("number", types.int, nullable=False),
        sa.Column("low", types.int, nullable=False),
        sa.Column("high", types.int, nullable=False),
        sa.Column("facts", types.int, nullable=False),
        sa.Column("at", types.instant, nullable=False),
        sa.Column("key_id", types.text, nullable=False),
        sa.Column("previous", types.text, nullable=False),
        sa.Column("digest", types.text, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "number"),
    )
    sa.Table(
        "audit_heads",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("number", types.int, nullable=False),
        sa.Column("digest", types.text, nullable=False),
        sa.PrimaryKeyConstraint("practice_id"),
    )


def _position(types: Types) -> "sa.Column[Any]":
    return sa.Column("position", types.int, nullable=False, server_default=sa.text("audit_position()"))


def _work_tables(meta: sa.MetaData, engine: Engine, types: Types) -> None:
    sqlite = engine == "sqlite"
    number = [sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)]
    identity = [sa.Column("id", types.int, sa.Identity(always=True), nullable=False)]
    outbox = sa.Table(
        "outbox",
        meta,
        *(number if sqlite else identity),
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("name", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("object_id", types.text, nullable=False),
        sa.Column("facts", types.doc, nullable=False),
        sa.Column("at", types.instant, nullable=False),
        sa.Column("due_at", types.instant, nullable=False),
        sa.Column("attempts", types.int, nullable=False),
        sa.Column("dead", types.bool, nullable=False),
        *([] if sqlite else [sa.PrimaryKeyConstraint("practice_id", "id")]),
        sqlite_autoincrement=True,
    )
    sa.Table(
        "events",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("name", types.text, nullable=False),
        sa.Column("id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("object_id", types.text, nullable=False),
        sa.Column("facts", types.doc, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "name", "id"),
    )
    sa.Index(None, outbox.c.due_at, outbox.c.id)
    sa.Index(None, outbox.c.practice_id, outbox.c.due_at)
    sa.Index(None, outbox.c.practice_id, outbox.c.kind, outbox.c.object_id, outbox.c.id)
    idempotency = sa.Table(
        "idempotency",
        meta,
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("claim", types.text, nullable=False),
        sa.Column("fingerprint", types.text, nullable=False),
        sa.Column("owner", types.text, nullable=False),
        sa.Column("lease_until", types.instant, nullable=False),
        sa.Column("created_at", types.instant, nullable=False),
        sa.Column("status", types.int),
        sa.Column("answer", types.text),
        sa.PrimaryKeyConstraint("practice_id", "claim"),
    )
    sa.Index(None, idempotency.c.created_at)


def _system_tables(meta: sa.MetaData, types: Types) -> None:
    """Rows of no practice or of all: reached through ``system.py`` only."""
    sa.Table(
        "practices",
        meta,
        sa.Column("id", types.text, primary_key=True),
        sa.Column("clock_offset", types.int, nullable=False, server_default=sa.text("0")),
        sa.Column("created_at", types.instant, nullable=False),
        sa.Column("doc", types.doc, nullable=False),
    )
    credentials = sa.Table(
        "credentials",
        meta,
        sa.Column("id", types.text, primary_key=True),
        sa.Column("practice_id", types.text, nullable=False),
        sa.Column("kind", types.text, nullable=False),
        sa.Column("dialect", types.text, nullable=False),
        sa.Column("digest", types.text, nullable=False),
        sa.Column("family", types.text, nullable=False),
        sa.Column("created_at", types.instant, nullable=False),
        sa.Column("expires_at", types.instant),
        sa.Column("revoked_at", types.instant),
        sa.Column("doc", types.doc, nullable=False),
    )
    c = credentials.c
    sa.Index(None, c.practice_id, c.kind, c.created_at)
    sa.Index(None, c.kind, c.dialect, c.digest)
    sa.Index(None, c.family)
    live = sa.text("revoked_at IS NULL")
    names = (c.kind, c.dialect, c.digest)
    sa.Index("uq_credentials_live", *names, unique=True, postgresql_where=live, sqlite_where=live)


def _reference_tables(meta: sa.MetaData, types: Types) -> None:
    """Code sets, which every practice reads, and what was loaded for all of them: written by the owner only."""
    sa.Table(
        "codes",
        meta,
        sa.Column("system", types.text, primary_key=True),
        sa.Column("code", types.text, primary_key=True),
        sa.Column("billable", types.bool, nullable=False),
        sa.Column("valid_from", types.date),
        sa.Column("valid_to", types.date),
        sa.Column("display", types.doc, nullable=False),
        sqlite_with_rowid=False,
    )
    sa.Table(
        "reference_sets",
        meta,
        sa.Column("name", types.text, primary_key=True),
        sa.Column("digest", types.text, nullable=False),
        sa.Column("loaded_at", types.instant, nullable=False),
    )
