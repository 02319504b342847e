"""Names of people, and the forms they are searched and sorted by."""

import unicodedata
from dataclasses import dataclass


def fold(text: str) -> str:
    """Case and accents removed and spaces squeezed, so that ``García`` is found by ``garcia``."""
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


MOST_WORDS = 20


def words_of(text: str) -> list[str]:
    """The different words, folded, that somebody is looked for by: the first twenty, since each is a search of its own.

    A single character may stand for several words, and a short text for hundreds.
    """
    return list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class HumanName:
    """A person's name. ``given`` is the first name, ``middle`` whatever stands between."""

    given: str = ""
    family: str = ""
    middle: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def full(self) -> str:
        """Given, middle and family name, with one space between."""
        return " ".join(part for part in (self.given, self.middle, self.family) if part)

    @property
    def sort_key(self) -> str:
        """Folded ``family, given middle``."""
        return fold(f"{self.family}, {self.given} {self.middle}")
