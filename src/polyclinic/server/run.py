"""Runs the app on sockets: several ports in one process, and a graceful end."""

import resource
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from polyclinic.server.connections import BoundedConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where to listen. ``extra_ports`` are ports whose root is a dialect's."""

    host: str
    port: int
    extra_ports: Mapping[int, str]


def bind(listen: Listen) -> list[socket.socket]:
    """The bound sockets, the main one first; port 0 takes a free one. Raises ``OSError`` naming the address."""
    sockets: list[socket.socket] = []
    for port in (listen.port, *listen.extra_ports):
        family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((listen.host, port))
        except OSError as error:
            bound.close()
            for earlier in sockets:
                earlier.close()
            raise OSError(error.errno, f"cannot listen on {listen.host}:{port}: {error.strerror}") from error
        bound.set_inheritable(True)
        sockets.append(bound)
    return sockets


class Server(uvicorn.Server):
    """Calls ``on_ready`` once it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._on_ready()


def config(app: ASGIApp | str, graceful_seconds: int, workers: int = 1) -> uvicorn.Config:
    """No access log of uvicorn's own (ours names no path); requests in flight are finished before the end.

    No WebSockets: nothing speaks them, and a connection that became one would be bounded by nobody.
    """
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        http=BoundedConnection,
        ws="none",
        timeout_graceful_shutdown=graceful_seconds,
        timeout_keep_alive=75,
    )


def serve(app: ASGIApp, sockets: Sequence[socket.socket], graceful_seconds: int, on_ready: Callable[[], None]) -> bool:
    """Serve until told to stop (SIGINT, SIGTERM). False if start-up failed."""
    _leave_no_core()
    server = Server(config(app, graceful_seconds), on_ready)
    try:
        server.run(list(sockets))
    except SystemExit:  # uvicorn's way to say that start-up failed
        return False
    return server.started


def serve_workers(sockets: Sequence[socket.socket], workers: int, graceful_seconds: int) -> None:
    """Serve with several processes, each of which makes the app from the environment (``server/factory.py``)."""
    _leave_no_core()
    made = config("polyclinic.server.factory:make_app", graceful_seconds, workers)
    Multiprocess(made, list(sockets)).run()


def _leave_no_core() -> None:
    """Have a crash of this process, or of one that it starts, write no memory to the disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
