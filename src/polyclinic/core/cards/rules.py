"""How the words of a card are understood: names of payers, misspelt ones too, and values behind their labels."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
_BORN = ("date of birth", "birth date", "dob", "born")


class Spelling(NamedTuple):
    """A name of a payer, in folded words."""

    words: tuple[str, ...]
    payer: Payer


def spellings(payers: Iterable[Payer]) -> list[Spelling]:
    """Every name of every payer, the longest first."""
    found = [Spelling(words(name), payer) for payer in payers for name in (payer.name, *payer.alternate_names)]
    return sorted((each for each in found if each.words), key=lambda each: -len(" ".join(each.words)))


def words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def plans_in(text: str, known: Sequence[Spelling], document_id: str | None = None) -> Iterator[CardPlan]:
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


def payer_in(line: str, known: Sequence[Spelling]) -> Payer | None:
    """The payer that a line names, by its id for claims behind a label or by a name that is nearly right."""
    said = set(_values(line, *_PAYER))
    if said:
        return next((each.payer for each in known if each.payer.ids.claims in said), None)
    spoken = words(line)
    if not spoken:
        return None
    windows = {
        count: [" ".join(spoken[at : at + count]) for at in range(len(spoken) - count + 1)]
        for count in {len(each.words) for each in known}
    }
    likeness = ((_likeness(each.words, windows[len(each.words)]), -at) for at, each in enumerate(known))
    best = max(likeness, default=(0.0, 0))
    return known[-best[1]].payer if best[0] >= ALIKE else None


def _likeness(name: tuple[str, ...], windows: list[str]) -> float:
    """How well the words of a name are one of the windows: as many words of a line, next to each other."""
    wanted = " ".join(name)
    cutoff = 100 if len(wanted) < _EXACT else ALIKE
    found = process.extractOne(wanted, windows, scorer=fuzz.ratio, score_cutoff=cutoff)
    return found[1] if found else 0.0


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
