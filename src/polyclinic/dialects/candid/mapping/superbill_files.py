"""A superbill as a file: WordprocessingML (DOCX) or PDF 1.4, both without any picture or font of their own."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_LINES_ON_PAGE = 48
_LEFT, _TOP, _STEP, _SIZE, _WIDTH, _HEIGHT = 54, 738, 14, 10, 612, 792


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
    """The paper as a PDF. Its built-in font has Western European letters; any other is a question mark."""
    lines = list(_lines(paper))
    pages = [lines[at : at + _LINES_ON_PAGE] for at in range(0, len(lines), _LINES_ON_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        content = b"\n".join(_drawn(page))
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        box = f"/MediaBox [0 0 {_WIDTH} {_HEIGHT}]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents {5 + 2 * number} 0 R >>".encode())
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    return _assembled(objects)


# -- PDF --------------------------------------------------------------------------------------------------------------

Cells = Sequence[tuple[int, str]]
"""Texts of a line, each with its place on a width of 100."""


def _lines(paper: Paper) -> Iterator[Cells]:
    starts = [sum(paper.widths[:at]) for at in range(len(paper.widths))]
    yield [(0, paper.title)]
    yield []
    yield from ([(0, text)] for text in paper.above)
    yield []
    for row in (paper.columns, *paper.rows):
        yield [(start, _cut(text, width)) for start, text, width in zip(starts, row, paper.widths, strict=True)]
    yield []
    yield from ([(0, text)] for text in paper.below)


def _cut(text: str, width: int) -> str:
    """As much as surely fits: a letter takes less than one hundredth of the line."""
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _drawn(page: Iterable[Cells]) -> Iterator[bytes]:
    scale = (_WIDTH - 2 * _LEFT) / 100
    for number, cells in enumerate(page):
        for place, text in cells:
            printable = _UNPRINTABLE.sub(" ", text).encode("cp1252", "replace")
            shown = re.sub(rb"([\\()])", rb"\\\1", printable)
            x, y = _LEFT + place * scale, _TOP - number * _STEP
            yield f"BT /F1 {_SIZE} Tf {x:.1f} {y} Td (".encode() + shown + b") Tj ET"


def _assembled(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(file)}\n"
    )
    return bytes(file) + f"{end}%%EOF\n".encode()


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
