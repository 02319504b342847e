"""The port ``CodeSets``, on the table of codes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from polyclinic.adapters.db.engine import Engine
from polyclinic.core.shared.code_sets import Code, bare

_COLUMNS = "SELECT code, billable, valid_from, valid_to, display FROM codes WHERE system = $1 AND code"
_MOST = 20_000


class CodeTable:
    """Code sets as the database holds them.

    Codes that were found are remembered: every encounter asks for some, a practice always for the same few, and they
    change only when a newer release is loaded, before the server starts.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._remembered: dict[tuple[str, str], Code] = {}
        self._lookup = f"{_COLUMNS} {'= ANY($2)' if engine.postgres else 'IN (SELECT value FROM json_each($2))'}"

    async def lookup(self, system: str, codes: Collection[str]) -> dict[str, Code]:
        spelt = {code: bare(code) for code in codes}
        found = {kept: code for kept in spelt.values() if (code := self._remembered.get((system, kept)))}
        if missing := set(spelt.values()) - found.keys():
            found |= await self._fetch(system, missing)
        return {code: found[kept] for code, kept in spelt.items() if kept in found}

    async def _fetch(self, system: str, codes: Collection[str]) -> dict[str, Code]:
        rows = await self._engine.fetch(None, self._lookup, (system, sorted(codes)), point=True)
        found = {
            code: Code(system, code, display, bool(billable), _day(valid_from), _day(valid_to))
            for code, billable, valid_from, valid_to, display in rows
        }
        if len(self._remembered) > _MOST:
            self._remembered.clear()
        self._remembered |= {(system, kept): code for kept, code in found.items()}
        return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
