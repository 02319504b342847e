"""A few connections, each remembering the practice whose rows it may see, and how it plans."""

import asyncio
from collections import deque
from typing import NamedTuple, TypeAlias

import asyncpg

from polyclinic.adapters.db.engine import ROLE
from polyclinic.core.shared.errors import Unavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server has said that it ends, and the end of the connection is not here yet
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    TimeoutError,
)

_SETTINGS = {
    "application_name": "polyclinic",
    "enable_seqscan": "off",  # a plan made while a table was small stays, and must serve it when it is large
    "jit": "off",  # our statements are short; compiling one costs more than running it
    "statement_timeout": "30000",
    "timezone": "UTC",
}
_ENTER = "SELECT set_config('app.practice', $1, false), set_config('plan_cache_mode', $2, false)"


PATIENCE = 10
"""Seconds to wait for a connection: a new one, or one that others hold."""

_SILENCE = 35
"""Seconds after which a statement counts as unanswered. The server itself gives up sooner (``statement_timeout``)."""


def is_away(error: BaseException) -> bool:
    """Whether an error means that the server cannot be reached or cannot work, not that it was asked nonsense."""
    return isinstance(error, AWAY) and not isinstance(error, ValueError)


class UnsafeRole(Exception):
    """Row-level security does not bind the role that the server would work as."""


class Use(NamedTuple):
    """What a connection is lent for: the practice whose rows are seen, and how statements are planned.

    ``by_values``: PostgreSQL may plan a statement for the values that it is run with, which pays where some of them
    find a few rows and others many. Else it is planned once: planning costs more than finding a row by its key.
    """

    practice_id: str
    by_values: bool = False


class Link:
    """A connection and what it was last told to be used for."""

    __slots__ = ("connection", "use")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.use: Use | None = None

    async def enter(self, use: Use) -> None:
        self.use = None
        planned = "auto" if use.by_values else "force_generic_plan"
        await self.connection.execute(_ENTER, use.practice_id, planned)
        self.use = use


class Pool:
    """Opens connections as they are needed, ``size`` at most. The one given back last is lent first."""

    def __init__(self, url: str, size: int) -> None:
        self._url = url
        self._size = size
        self._idle: list[Link] = []
        self._open = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._closed = False

    async def open(self) -> None:
        """Connect once. Raises ``UnsafeRole`` or ``Unavailable``."""
        self._closed = False
        async with self.lent(None):
            pass

    async def close(self) -> None:
        self._closed = True
        while self._idle:
            link = self._idle.pop()
            self._open -= 1
            try:
                await link.connection.close(timeout=2)
            except AWAY:
                link.connection.terminate()

    def lent(self, use: Use | None) -> "_Loan":
        """A connection for ``use``, or for rows of no practice. After any failure it forgets the use, or is closed."""
        return _Loan(self, use)

    async def take(self, use: Use | None) -> Link:
        """A connection to be given back by ``end``. Use ``lent``."""
        link = await self._take(use)
        if use is not None and link.use != use:
            try:
                await link.enter(use)
            except BaseException as error:
                self.end(link, error)
                raise
        return link

    def end(self, link: Link, error: BaseException | None) -> None:
        """Take a connection back, by which ``error`` has come about. Raises ``Unavailable`` if that says so."""
        try:
            if isinstance(error, (asyncpg.PostgresError, *AWAY)):
                link.use = None
                if is_away(error):
                    link.connection.terminate()
                    raise Unavailable("the database is away") from error
            elif error is not None:
                # Cancelled in the middle of a statement, most likely: nobody knows what the server still does with it.
                link.connection.terminate()
        finally:
            self._give_back(link)

    async def _take(self, use: Use | None) -> Link:
        while True:
            if self._closed:
                raise Unavailable("the store is closed")
            if link := self._best(use):
                return link
            if self._open < self._size:
                return await self._connect()
            await self._wait()

    async def _wait(self) -> None:
        """Until a connection was given back. Raises ``Unavailable`` where every one is held for long."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled():
                self._wake()
            if isinstance(error, TimeoutError):
                raise Unavailable("the database is busy") from error
            raise

    def _best(self, use: Use | None) -> Link | None:
        idle = self._idle
        for place in range(len(idle) - 1, -1, -1):
            if use is None or idle[place].use == use:
                link = idle.pop(place)
                break
        else:
            # None is there for this use: take over the one longest idle.
            if not idle or (self._open < self._size and idle[0].use is not None):
                return None
            link = idle.pop(0)
        if link.connection.is_closed():
            self._open -= 1
            return self._best(use)
        return link

    async def _connect(self) -> Link:
        self._open += 1
        try:
            connection = await asyncpg.connect(
                self._url,
                server_settings=_SETTINGS,
                statement_cache_size=1000,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=0,
                timeout=PATIENCE,
                command_timeout=_SILENCE,
            )
            try:
                await _drop_privileges(connection)
            except BaseException:
                connection.terminate()
                raise
        except BaseException as error:
            self._open -= 1
            self._wake()
            if is_away(error):
                raise Unavailable("the database is away") from error
            raise
        return Link(connection)

    def _give_back(self, link: Link) -> None:
        if self._closed and not link.connection.is_closed():
            link.connection.terminate()
        if link.connection.is_closed():
            self._open -= 1
        else:
            self._idle.append(link)
        self._wake()

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return


class _Loan:
    """What ``Pool.lent`` gives to ``async with``. As a generator it would cost a statement several times as much."""

    __slots__ = ("_link", "_pool", "_use")

    _link: Link

    def __init__(self, pool: Pool, use: Use | None) -> None:
        self._pool = pool
        self._use = use

    async def __aenter__(self) -> Link:
        self._link = await self._pool.take(self._use)
        return self._link

    async def __aexit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        self._pool.end(self._link, error)


async def _drop_privileges(connection: Connection) -> None:
    """Work as the role that policies bind. Raises ``UnsafeRole`` if they do not."""
    try:
        await connection.execute(f"SET ROLE {ROLE}")
    except asyncpg.PostgresError as error:
        if is_away(error):
            raise
        raise UnsafeRole(f"cannot work as {ROLE}: {error}. Run the migrations as the database's owner.") from error
    bypasses = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if await connection.fetchval(bypasses):
        raise UnsafeRole(f"{ROLE} bypasses row-level security: ALTER ROLE {ROLE} NOSUPERUSER NOBYPASSRLS")
