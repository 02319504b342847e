"""``polyclinic sandbox``: everything made up, nothing to set up."""

import gc
import json
import re
import shutil
import tempfile
import urllib.error
import urllib.parse
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


Url = Annotated[str, typer.Option(help="Where the sandbox runs.")]


@app.command()
def reset(url: Url = "http://127.0.0.1:8000") -> None:
    """Bring a running sandbox's demo practices back as they were."""
    _ask(f"{url}/sandbox/reset", "POST")
    typer.echo("The demo practices are as they were.")


@app.command()
def clock(
    *,
    advance: Annotated[
        str | None, typer.Option(help="How far to move it forward: 90s, 45m, 3h, 2d, 1w, or several as in 1d12h.")
    ] = None,
    to: Annotated[str | None, typer.Option("--set", help="A later time, e.g. 2027-01-31T09:00:00-05:00.")] = None,
    practice: Annotated[str | None, typer.Option(help="The practice's id; the first demo practice by default.")] = None,
    url: Url = "http://127.0.0.1:8000",
) -> None:
    """Show a practice's clock in a running sandbox, or move it forward: what becomes due on the way is done first."""
    if advance is not None and to is not None:
        fail("--advance and --set: give one of them")
    change: dict[str, object] = {}
    if advance is not None:
        change["advance_seconds"] = _seconds(advance)
    if to is not None:
        change["set"] = to
    named = {"practice_id": practice} if practice else {}
    if change:
        shown = _ask(f"{url}/sandbox/clock", "POST", {**change, **named})
    else:
        shown = _ask(f"{url}/sandbox/clock?{urllib.parse.urlencode(named)}", "GET")
    typer.echo(json.loads(shown)["now"])


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def _seconds(text: str) -> int:
    if not re.fullmatch(r"([0-9]{1,9}[smhdw])+", text):
        fail(f"--advance {text}: say how far, e.g. 2d or 1h30m")
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9]{1,9})([smhdw])", text))


def _ask(url: str, method: str, body: object = None) -> bytes:
    """What the sandbox answers, or the end of the command."""
    if not url.startswith(("http://", "https://")):
        fail(f"{url} is no http URL")
    content = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, content, method=method)) as answer:  # noqa: S310  # scheme checked above
            found: bytes = answer.read()
            return found
    except urllib.error.HTTPError as error:
        fail(_message(error.read()) or str(error))
    except (urllib.error.URLError, OSError) as error:
        fail(f"no sandbox answered at {url}: {error}")


def _message(content: bytes) -> str:
    try:
        return str(json.loads(content)["message"])
    except (ValueError, KeyError, TypeError):
        return ""
