"""The port to code sets that somebody else keeps, such as ICD-10-CM: every practice reads the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

ICD_10_CM = "icd-10-cm"
"""Diagnoses (United States). Its codes are kept without the dot: ``E1165``."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a system and what it means.

    One that is not ``billable`` is a heading: more characters must follow before a claim can carry it. ``valid_from``
    and ``valid_to`` (its last day) are set only where they are known.
    """

    system: str
    code: str
    display: str
    billable: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether nothing is known that speaks against the code on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class CodeSets(Protocol):
    """Every code set that is loaded."""

    async def lookup(self, system: str, codes: Collection[str]) -> dict[str, Code]:
        """The codes that ``system`` has, in one round trip, by the spelling that was asked for.

        Case and punctuation do not count: ``e11.65`` finds ``E1165``. What it does not have is missing in the answer.
        """
        ...


def bare(code: str) -> str:
    """A code as systems are searched for it: capitals and digits only."""
    return "".join(character for character in code.upper() if character.isascii() and character.isalnum())


def dotted(code: str) -> str:
    """A code of ICD-10-CM as people write it: ``E11.65``."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
