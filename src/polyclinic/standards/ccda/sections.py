"""Sections: ids, a title, what people read, and the entries that say the same in codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from polyclinic.standards.ccda.values import LOINC, code, template
from polyclinic.standards.ccda.xml import Element, element

NOTHING = "No information."


@dataclass(frozen=True, slots=True)
class Section:
    """A section of C-CDA R2.1 by its template, LOINC code and title; ``columns`` head its table."""

    root: str
    version: str
    loinc: str
    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section's table. Its first cell is named after ``anchor``, so that entries can point at both."""

    anchor: str
    cells: tuple[str, ...]

    @property
    def name(self) -> str:
        """The id of the first cell."""
        return name_of(self.anchor)


def name_of(anchor: str) -> str:
    return f"{anchor}-name"


def reference(anchor: str) -> Element:
    """The line that says in words what an entry says in codes."""
    return element("text", element("reference", value=f"#{anchor}"))


def section(of: Section, rows: Sequence[Row], entries: Sequence[Element], *, more: bool = False) -> Element:
    """A component of the body. With nothing to report it says so; ``more``: only the latest are listed."""
    head = (*template(of.root, of.version), code("code", of.loinc, LOINC, of.title), element("title", of.title))
    if not rows:
        return element("component", element("section", *head, element("text", NOTHING), nullFlavor="NI"))
    note = element("paragraph", f"Only {len(rows)} are listed; there are more.") if more else None
    text = element("text", _table(of.columns, rows), note)
    made = [element("entry", entry, typeCode="DRIV") for entry in entries]
    return element("component", element("section", *head, text, *made))


def _table(columns: tuple[str, ...], rows: Sequence[Row]) -> Element:
    heads = element("tr", *(element("th", column) for column in columns))
    return element("table", element("thead", heads), element("tbody", *(_line(row) for row in rows)))


def _line(row: Row) -> Element:
    first, *others = row.cells
    return element("tr", element("td", first, ID=row.name), *(element("td", cell) for cell in others), ID=row.anchor)
