"""A superbill as a file: WordprocessingML (DOCX), which brings no font of its own, or PDF."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from polyclinic.standards.paper import Grid, Lines, Sheet
from polyclinic.standards.paper import pdf as typeset_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the paper: a title, paragraphs, one table, paragraphs. ``widths`` share a line of 100."""

    title: str
    above: Sequence[str]
    columns: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    below: Sequence[str]


def docx(paper: Paper) -> bytes:
    """The paper as a Word document."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), (_DOCUMENT, _word(paper))):
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF."""
    table = Grid(paper.columns, paper.widths, paper.rows)
    return typeset_pdf(Sheet(paper.title, [Lines(paper.above), table, Lines(paper.below)]))


# -- DOCX -------------------------------------------------------------------------------------------------------------

_DOCUMENT = "word/document.xml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/{_DOCUMENT}" ContentType="{DOCX}.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}" Target="{_DOCUMENT}"/></Relationships>'
)


def _word(paper: Paper) -> str:
    rows = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in (paper.columns, *paper.rows))
    grid = "".join(f'<w:gridCol w:w="{width * 94}"/>' for width in paper.widths)
    table = f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    above = "".join(map(_paragraph, (paper.title, *paper.above)))
    below = "".join(map(_paragraph, paper.below)) or _paragraph("")
    return f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{above}{table}{below}</w:body></w:document>'


def _cell(text: str) -> str:
    return f"<w:tc>{_paragraph(text)}</w:tc>"


def _paragraph(text: str) -> str:
    shown = escape(_UNPRINTABLE.sub(" ", text))
    return f'<w:p><w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p>'
