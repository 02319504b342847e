"""Something to print: what stands on it, and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part; it stays with what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs, one below the other."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with values, two pairs to a line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``widths`` share the line; its columns' names are repeated on every page."""

    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


Block = Heading | Lines | Facts | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document on US letter paper. ``footer`` stands on every page, with its number."""

    title: str
    blocks: Sequence[Block]
    footer: str = ""


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF, the same bytes for the same sheet. Its fonts have the letters of Western European languages:
    others lose their accents, or are question marks.
    """
    # what sets type is big: only who prints loads it
    from polyclinic.standards.typesetting import typeset

    return typeset(sheet)
