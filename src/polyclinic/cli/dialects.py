"""``polyclinic dialects``."""

from rich.console import Console
from rich.table import Table

from polyclinic.server.dialects import load_dialects


def dialects() -> None:
    """List the APIs that are served and how many operations of each."""
    table = Table("dialect", "title", "operations", "coverage")
    for dialect in load_dialects():
        table.add_row(dialect.name, dialect.title, str(len(dialect.routes)), f"docs/dialects/{dialect.name}.md")
    Console().print(table)
