"""``polyclinic sandbox``: everything made up, nothing to set up."""

import gc
import shutil
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from polyclinic.cli.options import DialectNames, PortOf, RateLimits, fail, load_settings, ports_of

app = typer.Typer(help="The offline sandbox with the demo practice.", invoke_without_command=True)


@app.callback()
def sandbox(
    ctx: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks one.")] = 8000,
    data: Annotated[Path | None, typer.Option(help="Folder that keeps everything; a temporary one by default.")] = None,
    database: Annotated[str | None, typer.Option(help="A database URL instead of SQLite in the folder.")] = None,
    port_of: PortOf = None,
    dialects: DialectNames = None,
    rate_limits: RateLimits = None,
) -> None:
    """Start the sandbox: demo practice loaded, every API mounted at /<name>, credentials in sandbox.json."""
    if ctx.invoked_subcommand is not None:
        return
    folder = data or Path(tempfile.mkdtemp(prefix="polyclinic-"))
    try:
        _run(folder, host, port, database, ports_of(port_of), dialects=dialects, rate_limits=rate_limits)
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, host: str, port: int, database: str | None, ports: dict[int, str], **given: str | None) -> None:
    gc.disable()  # starting up leaves no garbage to look for; the app enables it
    from polyclinic.cli.welcome import welcome
    from polyclinic.server.run import Listen, bind, serve
    from polyclinic.server.sandbox import prepare_sandbox
    from polyclinic.web.logging import configure_logging

    folder.mkdir(parents=True, exist_ok=True)
    settings = load_settings(None, host=host, port=port, **given)
    try:
        sockets = bind(Listen(host=host, port=port, extra_ports=ports))
    except OSError as error:
        fail(error.strerror or str(error))
    configure_logging((folder / "access.log").open("a", buffering=1))
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  # compared with, not bound to
    base_url = f"http://[{shown}]" if ":" in shown else f"http://{shown}"
    base_url = f"{base_url}:{sockets[0].getsockname()[1]}"
    try:
        prepared = prepare_sandbox(settings, folder, database, base_url, ports)
    except ValueError as error:
        fail(str(error))

    def ready() -> None:
        prepared.sandbox.announce(base_url)
        welcome(prepared.sandbox.file, prepared.sandbox.credentials(), settings.dialects)

    if not serve(prepared.app, sockets, 5, ready):
        fail(f"the sandbox did not start: {prepared.runtime.problem or folder / 'access.log'}")


@app.command()
def reset(
    url: Annotated[str, typer.Option(help="Where the sandbox runs.")] = "http://127.0.0.1:8000",
) -> None:
    """Bring a running sandbox's demo practices back as they were."""
    if not url.startswith(("http://", "https://")):
        fail(f"{url} is no http URL")
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{url}/sandbox/reset", method="POST")):  # noqa: S310  # scheme checked above
            typer.echo("The demo practices are as they were.")
    except (urllib.error.URLError, OSError) as error:
        fail(f"no sandbox answered at {url}: {error}")
