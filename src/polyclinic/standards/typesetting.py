"""Sets sheets in type by ReportLab, in the fonts that come with it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from polyclinic.standards.paper import Block, Facts, Grid, Heading, Lines, Sheet

_PLAIN, _BOLD = "Vera", "VeraBd"
for _font in (_PLAIN, _BOLD):
    pdfmetrics.registerFont(TTFont(_font, f"{_font}.ttf"))
_LETTERS = frozenset(pdfmetrics.getFont(_PLAIN).face.charToGlyph)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_INK, _QUIET, _LINE, _SHADE = HexColor("#1b2733"), HexColor("#5b6b7a"), HexColor("#c9d3dc"), HexColor("#eef2f5")
_MARGIN = 0.75 * inch
_WIDTH = LETTER[0] - 2 * _MARGIN

_TEXT = ParagraphStyle("text", fontName=_PLAIN, fontSize=8.5, leading=11.5, textColor=_INK)
_STRONG = ParagraphStyle("strong", _TEXT, fontName=_BOLD)
_LABEL = ParagraphStyle("label", _TEXT, textColor=_QUIET)
_TITLE = ParagraphStyle("title", _STRONG, fontSize=15, leading=20, spaceAfter=6)
_HEADING = ParagraphStyle("heading", _STRONG, fontSize=10.5, leading=14, spaceBefore=12, spaceAfter=4, keepWithNext=1)
_CELLS = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
)


def typeset(sheet: Sheet) -> bytes:
    """The sheet as a PDF: set once to count its pages, and once to number them."""
    return _built(sheet, _built(sheet, 0)[1])[0]


def _built(sheet: Sheet, pages: int) -> tuple[bytes, int]:
    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setStrokeColor(_LINE)
        canvas.line(_MARGIN, _MARGIN, LETTER[0] - _MARGIN, _MARGIN)
        canvas.setFont(_PLAIN, 7)
        canvas.setFillColor(_QUIET)
        canvas.drawString(_MARGIN, _MARGIN - 11, _printable(sheet.footer))
        canvas.drawRightString(LETTER[0] - _MARGIN, _MARGIN - 11, f"Page {document.page} of {pages}")

    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 0.2 * inch,
        title=_printable(sheet.title),
        invariant=1,
    )
    story = [_paragraph(sheet.title, _TITLE), *(each for block in sheet.blocks for each in _flowables(block))]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue(), document.page


def _flowables(block: Block) -> Iterator[Flowable]:
    match block:
        case Heading(text):
            yield _paragraph(text, _HEADING)
        case Lines(texts):
            yield from (_paragraph(text, _TEXT) for text in texts)
        case Facts(pairs):
            yield _facts(pairs)
        case Grid():
            yield _grid(block)
    yield Spacer(1, 4)


def _facts(pairs: Sequence[tuple[str, str]]) -> Table:
    cells = [(_paragraph(label, _LABEL), _paragraph(value, _TEXT)) for label, value in pairs]
    rows = [[*left, *right] for left, right in zip(cells[::2], [*cells[1::2], ("", "")], strict=False)]
    return Table(rows, [_WIDTH * share / 100 for share in (17, 33, 17, 33)], style=TableStyle(_CELLS), splitInRow=1)


def _grid(grid: Grid) -> Table:
    rows = [[_paragraph(text, _STRONG) for text in grid.columns]]
    rows += [[_paragraph(text, _TEXT) for text in row] for row in grid.rows]
    widths = [_WIDTH * share / sum(grid.widths) for share in grid.widths]
    lines = (("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE), ("BACKGROUND", (0, 0), (-1, 0), _SHADE))
    return Table(rows, widths, repeatRows=1, style=TableStyle((*_CELLS, *lines)), splitInRow=1)


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_printable(text)), style)


def _printable(text: str) -> str:
    """``text`` in letters that the fonts have: without an accent that they have not, or else a question mark."""
    return "".join(map(_letter, _UNPRINTABLE.sub(" ", text)))


def _letter(letter: str) -> str:
    if ord(letter) in _LETTERS:
        return letter
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if ord(bare) in _LETTERS else "?"
