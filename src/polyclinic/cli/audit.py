"""``polyclinic audit``."""

from typing import TYPE_CHECKING, Annotated

import typer

from polyclinic.cli.options import ConfigFile
from polyclinic.cli.runtime import with_store

if TYPE_CHECKING:
    from polyclinic.adapters.db.audit import Finding
    from polyclinic.adapters.db.store import Store

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command()
def verify(
    *,
    config: ConfigFile = None,
    practice: Annotated[str | None, typer.Option(help="One practice's id; all by default.")] = None,
) -> None:
    """Check the seals over the audit trail. Exit code 1 if any fact was altered, is missing or was inserted."""

    async def work(store: "Store") -> "list[Finding]":
        return await store.audit.verify(practice)

    findings = with_store(config, work)
    for finding in findings:
        typer.secho(str(finding), fg="red")
    if findings:
        raise typer.Exit(1)
    typer.echo("The audit trail is whole.")
