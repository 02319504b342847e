"""``polyclinic payers``: the insurance companies and programmes that every practice can look up."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from polyclinic.cli.options import ConfigFile, fail, load_settings
from polyclinic.cli.runtime import with_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyclinic.adapters.db.store import Store
    from polyclinic.core.organisation.model import Payer

app = typer.Typer(help="The payers that every practice can look up.", no_args_is_help=True)


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="CSV with a line of column names.", exists=True, dir_okay=False)],
    *,
    config: ConfigFile = None,
) -> None:
    """Add payers from a CSV file, or replace those with the same id and name. All of it or, with a bad line, nothing.

    On PostgreSQL run it as the database's owner, as migrations are run. docs/reference-data.md describes the columns.
    """
    from polyclinic.adapters.db.reference.load import NotTheOwner, load_payers

    url = load_settings(config).database_url.get_secret_value()
    payers = _read(file)

    async def work(_: "Store") -> None:
        await load_payers(url, payers)

    try:
        with_store(config, work)
    except NotTheOwner as error:
        fail(str(error))
    typer.echo(f"{len(payers)} payers loaded.")


@app.command("list")
def list_payers(
    search: Annotated[str, typer.Argument(help="Part of a name or id; all by default.")] = "",
    *,
    config: ConfigFile = None,
) -> None:
    """List payers by name, a hundred at most."""

    async def work(store: "Store") -> "Sequence[Payer]":
        from polyclinic.core.organisation.model import PAYER
        from polyclinic.core.shared.names import fold
        from polyclinic.core.shared.queries import Contains, Order, Query

        where = (Contains("search_text", fold(search)),) if search else ()
        page = await store.shared().find(Query(PAYER, where, (Order("name"),), limit=100))
        return page.items

    table = Table("payer id", "name", "category", "id")
    for payer in with_store(config, work):
        table.add_row(payer.ids.claims, payer.name, payer.category or "", payer.id)
    Console().print(table)


def _read(file: Path) -> "list[Payer]":
    """The payers of a file, or the end of the command with every bad line named."""
    from polyclinic.adapters.db.reference.payer_files import read_payers
    from polyclinic.core.shared.errors import Invalid

    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_payers(csv.reader(lines))
    except Invalid as error:
        for problem in error.problems:
            line, column = problem.path
            typer.echo(f"{file}:{line}: {column} {problem.message}".replace("  ", " "), err=True)
        fail(f"nothing was loaded: {len(error.problems)} problems")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fail(f"{file} cannot be read: {error}")
