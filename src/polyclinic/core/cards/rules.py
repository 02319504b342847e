"""How the words of a card are understood: names of payers, misspelt ones too, and values behind their labels."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process

from polyclinic.core.cards.model import CardPlan
from polyclinic.core.organisation.model import Payer
from polyclinic.core.priorauth.letters import first_date, labelled
from polyclinic.core.shared.names import fold

ALIKE = 92
"""How alike, of 100, words must be to a payer's name to mean it."""
LONGEST = 10_000
MOST_LINES = 200
"""Letters and lines in which payers are looked for: every line is held against every payer's name."""
_EXACT = 5
"""Names of fewer letters are not misspelt: too many words are like them."""
_WORD = re.compile(r"[^\W_]+")
_NEXT = re.compile(r"\s{2,}|[|;\t]|\b(?:dob|date of birth|birth date|born|member|group|id)\b", re.IGNORECASE)
"""Where a value ends that another one stands behind, on the same line."""
_VALUE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,79}", re.IGNORECASE)
_MEMBER = ("member id", "member number", "member no", "member #", "subscriber id", "policy number", "id number")
_GROUP = ("group number", "group no", "group #", "group id", "grp", "group")
_PAYER = ("payer id", "payor id", "electronic id", "edi")
_NAMES = ("member name", "subscriber name", "patient name", "name", "member", "subscriber", "patient")
_NONE = (0.0, 0)
_BORN = ("date of birth", "birth date", "dob", "born")


class Spellings(NamedTuple):
    """Every name of every payer in folded words, the longest first.

    ``places`` are the names of so many words with where ``payers`` has whose they are; ``long`` those of them that may
    be misspelt.
    """

    payers: Sequence[Payer]
    places: Mapping[int, Mapping[str, int]]
    long: Mapping[int, Sequence[str]]


def spellings(payers: Iterable[Payer]) -> Spellings:
    """What these payers are called."""
    named = [(words(name), payer) for payer in payers for name in (payer.name, *payer.alternate_names)]
    found = sorted((each for each in named if each[0]), key=lambda each: -len(" ".join(each[0])))
    places: dict[int, dict[str, int]] = {}
    for at, (spoken, _) in enumerate(found):
        places.setdefault(len(spoken), {}).setdefault(" ".join(spoken), at)
    long = {count: [name for name in names if len(name) >= _EXACT] for count, names in places.items()}
    return Spellings([payer for _, payer in found], places, long)


def words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def plans_in(text: str, known: Spellings, document_id: str | None = None) -> Iterator[CardPlan]:
    """The plans that a text tells of: each begins where a payer is named, once for each payer."""
    lines = text[:LONGEST].splitlines()[:MOST_LINES]
    starts: dict[str, tuple[int, Payer]] = {}
    for at, line in enumerate(lines):
        payer = payer_in(line, known)
        if payer is not None:
            starts.setdefault(payer.id, (at, payer))
    found = [*starts.values()]
    for number, (start, payer) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(lines)
        part = "\n".join(lines[0 if number == 0 else start : end])
        yield CardPlan(
            payer_id=payer.id,
            payer_name=payer.name,
            member_id=_first_value(part, *_MEMBER),
            group_number=_first_value(part, *_GROUP),
            document_id=document_id,
        )


def payer_in(line: str, known: Spellings) -> Payer | None:
    """The payer that a line names, by its id for claims behind a label or by a name that is nearly right."""
    said = set(_values(line, *_PAYER))
    if said:
        return next((payer for payer in known.payers if payer.ids.claims in said), None)
    spoken = words(line)
    if not spoken:
        return None
    best = max((_nearest(spoken, count, known) for count in known.places), default=_NONE)
    return known.payers[-best[1]] if best[0] >= ALIKE else None


def _nearest(spoken: Sequence[str], count: int, known: Spellings) -> tuple[float, int]:
    """How alike ``count`` words next to each other are to a name of as many, and minus the place of that name."""
    places, long = known.places[count], known.long[count]
    windows = {" ".join(spoken[at : at + count]) for at in range(len(spoken) - count + 1)}
    same = [places[window] for window in windows if window in places]
    if same:
        return 100.0, -min(same)
    found = [process.extractOne(window, long, scorer=fuzz.ratio, score_cutoff=ALIKE) for window in windows]
    return max(((each[1], -places[each[0]]) for each in found if each), default=_NONE)


def person_in(text: str) -> tuple[str, str]:
    """Given name and family name behind a label; empty if nobody is named."""
    for value in labelled(text, *_NAMES):
        name = re.sub(r"^\W+", "", _NEXT.split(value)[0]).strip()
        if not re.fullmatch(r"[^\W\d_][^\d:#]*", name) or len(name) > 100:
            continue
        family, comma, given = name.partition(",")
        if comma:
            return given.strip(), family.strip()
        given, _, family = name.rpartition(" ")
        if given:
            return given.strip(), family
    return "", ""


def birth_date_in(text: str) -> date | None:
    """The date behind a label of birth."""
    return first_date(text, *_BORN)


def _first_value(text: str, *labels: str) -> str:
    return next(_values(text, *labels), "")


def _values(text: str, *labels: str) -> Iterator[str]:
    for label in labels:
        for value in labelled(text, label):
            found = _VALUE.match(value.lstrip(" .:#"))
            if found and any(letter.isdigit() for letter in found[0]):
                yield found[0]
