"""The port ``CodeSets``, on the table of codes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from polyclinic.adapters.db.engine import Engine
from polyclinic.core.shared.code_sets import Code, bare

_COLUMNS = "SELECT code, billable, valid_from, valid_to, display FROM codes WHERE system = $1 AND code"


class CodeTable:
    """Code sets as the database holds them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lookup = f"{_COLUMNS} {'= ANY($2)' if engine.postgres else 'IN (SELECT value FROM json_each($2))'}"

    async def lookup(self, system: str, codes: Collection[str]) -> dict[str, Code]:
        spelt = {code: bare(code) for code in codes}
        rows = await self._engine.fetch(None, self._lookup, (system, sorted(set(spelt.values()))), point=True)
        found = {
            code: Code(system, code, display, bool(billable), _day(valid_from), _day(valid_to))
            for code, billable, valid_from, valid_to, display in rows
        }
        return {code: found[kept] for code, kept in spelt.items() if kept in found}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
