"""The scripts of the first migration: written from the declared kinds, then kept as files.

``python -m polyclinic.adapters.db.migrations.scripts`` writes them anew. Until the first release that is how a change
of kinds reaches the database; after it the files stay as they are and the change becomes a migration.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from polyclinic.adapters.db.layout import fingerprint
from polyclinic.core.shared.kinds import Kind

HEAD = "0002"

_FOLDER = Path(__file__).parent / "versions"
FOLDERS = [_FOLDER]
"""Where revisions lie."""
_BETWEEN = "\n--;\n"


def path(engine: str) -> Path:
    return _FOLDER / f"0001_initial.{engine}.sql"


def initial(engine: str) -> list[str]:
    """The first migration's statements."""
    return path(engine).read_text(encoding="utf-8").partition("\n")[2].split(_BETWEEN)


def fresh(kinds: Sequence[Kind[Any]], engine: Literal["sqlite", "postgresql"]) -> list[str]:
    """What makes an empty database for ``kinds``: the kept script if it is theirs, which spares SQLAlchemy."""
    kept = path(engine)
    if kept.exists():
        with kept.open(encoding="utf-8") as file:
            if file.readline().strip() == _headline(kinds):
                return initial(engine)
    from polyclinic.adapters.db import ddl

    return ddl.statements(kinds, engine)


def render(kinds: Sequence[Kind[Any]], engine: Literal["sqlite", "postgresql"]) -> str:
    """The text of a script file."""
    from polyclinic.adapters.db import ddl

    lines = (statement.replace("\t", "    ") for statement in ddl.statements(kinds, engine))
    trimmed = ("\n".join(line.rstrip() for line in statement.splitlines()) for statement in lines)
    return f"{_headline(kinds)}\n{_BETWEEN.join(trimmed)}\n"


def _headline(kinds: Sequence[Kind[Any]]) -> str:
    return f"-- kinds {fingerprint(kinds)}"


def main() -> None:
    from polyclinic.core.kinds import ALL_KINDS

    path("sqlite").write_text(render(ALL_KINDS, "sqlite"), encoding="utf-8")
    path("postgresql").write_text(render(ALL_KINDS, "postgresql"), encoding="utf-8")


if __name__ == "__main__":
    main()
