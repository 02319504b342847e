"""Options that several commands share, and how a command fails."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from polyclinic.server.settings import DIALECTS, BadSettings, Settings, parse_ports

ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="TOML file of settings; POLYCLINIC_… variables win over it.", exists=True),
]
PortOf = Annotated[
    list[str] | None,
    typer.Option(
        "--port-of", help="A dialect's own ports, e.g. candid=5050,4000. May be repeated.", metavar="NAME=PORTS"
    ),
]
DialectNames = Annotated[
    str | None, typer.Option("--dialects", help=f"Comma-separated; all by default: {', '.join(DIALECTS)}.")
]
RateLimits = Annotated[
    str | None, typer.Option("--rate-limits", help="vendor, off, or a TOML file of policies.", metavar="WHICH")
]


def fail(message: str) -> NoReturn:
    """End the command with one sentence on standard error."""
    typer.secho(f"polyclinic: {message}", err=True, fg="red")
    raise typer.Exit(1)


def load_settings(path: Path | None, **given: object) -> Settings:
    """The settings, or the end of the command."""
    try:
        return Settings.load(path, **given)
    except BadSettings as error:
        fail(str(error))


def ports_of(values: list[str] | None) -> dict[int, str]:
    """Dialects by their own ports, or the end of the command."""
    try:
        return parse_ports(values or [])
    except BadSettings as error:
        fail(str(error))
