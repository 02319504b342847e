"""Writes the table of operations in docs/dialects/candid.md: all that Candid's API has, and what we serve of it.

``python tools/candid_coverage.py`` writes; ``--check`` writes nothing and exits 1 if the table is out of date. Of a row
one cell is written by hand, as ``in part: <what is missing>``, and kept as long as the operation is served.
"""

import csv
import re
import sys
from pathlib import Path

from polyclinic.dialects.candid.dialect import dialect

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/dialects/candid.md"
OPERATIONS = ROOT / "tests/dialects/candid/contract/operations.csv"
START, END = "<!-- operations -->\n", "<!-- /operations -->"
ROW = re.compile(r"^\| `(\S+)` \| `\S+ \S+` \| (in part: [^|]*) \|", re.MULTILINE)


def call(method: str, path: str) -> str:
    """An operation as the API has it, whatever its path parameters are called."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', path).rstrip('/')}"


def served() -> set[str]:
    return {call(route.endpoint.method, route.endpoint.path) for route in dialect.routes}


def operations() -> list[dict[str, str]]:
    """``package``, ``method``, ``path`` and ``errors`` of every operation of the published package."""
    with OPERATIONS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def updated(page: str) -> str:
    """The page with the table as it should be."""
    before, start, rest = page.partition(START)
    table, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{PAGE.name} has no {START.strip()} and {END}")
    return f"{before}{start}{_table(dict(ROW.findall(table)))}{end}{after}"


def _table(in_part: dict[str, str]) -> str:
    here, rows = served(), []
    for operation in operations():
        name = operation["package"]
        known = call(operation["method"], operation["path"]) in here
        state = in_part.get(name, "served") if known else "not served"
        statuses = sorted({error.rpartition(":")[2] for error in operation["errors"].split()})
        rows.append(f"| `{name}` | `{operation['method']} {operation['path']}` | {state} | {' '.join(statuses)} |")
    return "\n".join(["| in the package | call | here | its own errors |", "|---|---|---|---|", *rows, ""])


def main(arguments: list[str]) -> int:
    page = PAGE.read_text(encoding="utf-8")
    written = updated(page)
    if written == page:
        return 0
    if "--check" in arguments:
        print(f"{PAGE.relative_to(ROOT)} is out of date: run `make format`")
        return 1
    PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
