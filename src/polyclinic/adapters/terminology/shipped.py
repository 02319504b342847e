"""The terms that ship with the program, indexed when they are first searched."""

import asyncio
import lzma
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from polyclinic.adapters.terminology.index import Index
from polyclinic.core.shared.code_sets import dotted
from polyclinic.core.terminology.model import Match, Term, TermSet

TABLE = Path(__file__).parent / "terms.tsv.xz"
ICD_10_CM_URI = "http://hl7.org/fhir/sid/icd-10-cm"

Diagnoses = Callable[[], Iterable[tuple[str, str]]]
"""Gives the codes of ICD-10-CM, without the dot, and what they mean."""


class ShippedTerminology:
    """Searches the packaged table, and ICD-10-CM by the codes that ``diagnoses`` gives.

    A set is indexed once, in a thread, by whoever asks for it first; others wait for that.
    """

    def __init__(self, diagnoses: Diagnoses) -> None:
        self._diagnoses = diagnoses
        self._table: Mapping[str, list[Term]] | None = None
        self._indexes: dict[TermSet, Index] = {}
        self._building = asyncio.Lock()

    async def search(self, sets: Sequence[TermSet], text: str, limit: int) -> list[Match]:
        """The best matches in any of ``sets``, the best first."""
        if any(each not in self._indexes for each in sets):
            async with self._building:
                for missing in [each for each in sets if each not in self._indexes]:
                    self._indexes[missing] = await asyncio.to_thread(self._build, missing)
        return await asyncio.to_thread(self._search, sets, text, limit)

    def _search(self, sets: Sequence[TermSet], text: str, limit: int) -> list[Match]:
        found = [match for each in sets for match in self._indexes[each].search(text, limit)]
        return sorted(found, key=lambda match: -match.similarity)[:limit]

    def _build(self, named: TermSet) -> Index:
        if self._table is None:
            self._table = read_table()
        if named is TermSet.ICD_10_CM:
            names = {term.code: term.names for term in self._table[named]}
            return Index(
                Term(ICD_10_CM_URI, dotted(code), text, names.get(code, ())) for code, text in self._diagnoses()
            )
        return Index(self._table[named])


def read_table() -> dict[str, list[Term]]:
    """The packaged table by set."""
    found: dict[str, list[Term]] = defaultdict(list)
    with lzma.open(TABLE, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            named, system, code, text, names = line.rstrip("\n").split("\t")
            found[named].append(Term(system, code, text, tuple(filter(None, names.split("|")))))
    return found
