"""``polyclinic serve``: the real thing."""

import gc
from functools import partial
from typing import Annotated

import typer

from polyclinic.cli.options import ConfigFile, DialectNames, PortOf, RateLimits, fail, load_settings, ports_of
from polyclinic.server.run import Listen, bind, serve_workers
from polyclinic.server.run import serve as serve_sockets
from polyclinic.server.settings import BadSettings, hand_down


def serve(
    *,
    config: ConfigFile = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 8000 by default, 0 picks one.")] = None,
    port_of: PortOf = None,
    workers: Annotated[int | None, typer.Option(help="Processes; more than one needs PostgreSQL.")] = None,
    dialects: DialectNames = None,
    rate_limits: RateLimits = None,
) -> None:
    """Serve practices: no demo data, nothing open, PostgreSQL or SQLite. Stops when its requests are finished."""
    gc.disable()  # starting up leaves no garbage to look for; the app enables it
    from polyclinic.server.app import create_app
    from polyclinic.server.runtime import Runtime
    from polyclinic.web.logging import configure_logging

    settings = load_settings(config, host=host, port=port, workers=workers, dialects=dialects, rate_limits=rate_limits)
    ports = ports_of(port_of)
    try:
        settings.check_production()
        runtime = Runtime(settings)
        sockets = bind(Listen(host=settings.host, port=settings.port, extra_ports=ports))
    except (BadSettings, ValueError, OSError) as error:
        fail(str(error))
    configure_logging()
    address = f"http://{settings.host}:{sockets[0].getsockname()[1]}"
    if settings.workers > 1:
        hand_down(settings, config, port_of)
        typer.echo(f"Serving on {address} with {settings.workers} workers", err=True)
        serve_workers(sockets, settings.workers, settings.graceful_seconds)
        return
    app = create_app(runtime, ports=ports)
    announce = partial(typer.echo, f"Serving on {address}", err=True)
    if not serve_sockets(app, sockets, settings.graceful_seconds, announce):
        fail(f"the server did not start: {runtime.problem or 'see the log above'}")
