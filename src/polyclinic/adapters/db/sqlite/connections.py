"""Connections to the file: one that writes, on a thread of its own, and a few that read."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from polyclinic.core.shared.errors import Unavailable

R = TypeVar("R")

GROUP = 64
READERS = 2
FIRST_ANALYSIS = 20_000
"""After so many rows written the writer gathers statistics for the query planner; again when they have doubled."""

_Done = tuple["asyncio.Future[Any]", Any, BaseException | None]


def connect(path: Path, *, writes: bool) -> sqlite3.Connection:
    """Open the file as the store does. Transactions are ours to begin and end."""
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA analysis_limit = 1000")
    if writes:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection


class _Job:
    __slots__ = ("future", "loop", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()


class Writer:
    """Runs jobs one after another on its thread; up to 64 that are waiting share a commit, each in a savepoint."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self.analyses = 0
        """How often statistics were gathered: connections opened before do not know them."""

    def start(self) -> None:
        connection = connect(self._path, writes=True)
        self._thread = threading.Thread(target=self._run, args=(connection,), name="polyclinic-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[sqlite3.Connection], R]) -> R:
        """Run ``work`` inside a transaction and return once that is committed; what it raises undoes it alone."""
        if self._thread is None:
            raise Unavailable("the store is closed")
        job = _Job(work)
        self._queue.put(job)
        result: R = await job.future
        return result

    async def stop(self) -> None:
        """Finish what is queued and end the thread."""
        if self._thread is not None:
            thread, self._thread = self._thread, None
            self._queue.put(None)
            await asyncio.to_thread(thread.join)

    def _run(self, connection: sqlite3.Connection) -> None:
        going = True
        while going:
            group, going = self._next_group()
            if group:
                _deliver_all(_commit(connection, group))
                self._analyze(connection)
        connection.close()

    def _analyze(self, connection: sqlite3.Connection) -> None:
        """Without statistics the planner thinks that a practice has ten rows, and walks all of it."""
        if connection.total_changes < FIRST_ANALYSIS * 2**self.analyses:
            return
        try:
            connection.execute("ANALYZE")
        except sqlite3.Error:
            pass  # another process writes: then it is for the next time
        else:
            self.analyses += 1

    def _next_group(self) -> tuple[list[_Job], bool]:
        group: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            group.append(job)
            if len(group) == GROUP:
                return group, True
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                return group, True
        return group, False


def _commit(connection: sqlite3.Connection, group: Sequence[_Job]) -> list[tuple[_Job, Any, BaseException | None]]:
    """Run a group in one transaction and tell how each job ended."""
    done: list[tuple[_Job, Any, BaseException | None]] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        done.extend(_attempt(connection, job) for job in group if not job.future.cancelled())
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        away = Unavailable(f"the database cannot be written: {error}")
        return [(job, None, away) for job in group]
    return done


def _attempt(connection: sqlite3.Connection, job: _Job) -> tuple[_Job, Any, BaseException | None]:
    connection.execute("SAVEPOINT job")
    try:
        result = job.work(connection)
    except Exception as error:  # noqa: BLE001 # it is handed to whoever asked for the job
        # A full disk may have rolled everything back already; then the commit fails for all.
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return job, None, error
    connection.execute("RELEASE job")
    return job, result, None


def _deliver_all(done: Sequence[tuple[_Job, Any, BaseException | None]]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Done]] = {}
    for job, result, error in done:
        by_loop.setdefault(job.loop, []).append((job.future, result, error))
    for loop, results in by_loop.items():
        try:
            loop.call_soon_threadsafe(_deliver, results)
        except RuntimeError:
            pass  # the loop is closed: nobody waits any more


def _deliver(results: Sequence[_Done]) -> None:
    for future, result, error in results:
        if future.done():
            continue
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)


class Readers:
    """Point reads on the event loop's thread, where they take microseconds; searches on threads of their own."""

    def __init__(self, path: Path, writer: Writer) -> None:
        self._path = path
        self._writer = writer
        self._opened: dict[int, tuple[int, sqlite3.Connection]] = {}
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="polyclinic-reader")
        self._connection()

    def here(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    async def aside(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, sql, values)

    def _read(self, sql: str, values: Sequence[Any]) -> list[Any]:
        return self._connection().execute(sql, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, opened anew when there are new statistics."""
        thread, known = threading.get_ident(), self._writer.analyses
        held = self._opened.get(thread)
        if held is not None and held[0] == known:
            return held[1]
        if held is not None:
            held[1].close()
        connection = connect(self._path, writes=False)
        self._opened[thread] = (known, connection)
        return connection

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        for _, connection in self._opened.values():
            connection.close()
