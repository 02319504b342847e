"""What is said in the text of letters and reports: dates, values behind labels, an approval's number and days."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from polyclinic.core.documents.model import DOCUMENT, UploadState
from polyclinic.core.documents.ports import Files
from polyclinic.core.priorauth.model import Approval, Attachment
from polyclinic.core.priorauth.ports import TextReader
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.refusals import refuses

BIGGEST = 25_000_000
"""Files of more bytes are not read."""

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})"
    rf"|((?:{_MONTHS})[a-z]*)\.? (\d{{1,2}}),? (\d{{4}}))\b",
    re.IGNORECASE | re.ASCII,
)
_NUMBER = re.compile(
    r"\b(?:authorization|certification|reference|approval) (?:number|no\.?|#):? *#?([A-Z0-9][A-Z0-9-]{3,29})\b",
    re.IGNORECASE | re.ASCII,
)
_PERIOD = ("effective", "approved", "authorized", "valid", "dates of service")


def dates_in(text: str) -> Iterator[date]:
    """Every date in a text, as it is written in the United States: 2026-03-01, 3/1/2026, March 1, 2026."""
    for found in _DATE.finditer(text):
        year, month, day = found[1] or found[6] or found[9], found[2] or found[4], found[3] or found[5] or found[8]
        number = int(month) if month else _MONTHS.split("|").index(found[7][:3].lower()) + 1
        try:
            yield date(int(year), number, int(day))
        except ValueError:
            continue


def labelled(text: str, *labels: str) -> Iterator[str]:
    """What stands behind a label (``Date of birth: ...``), to the end of its line; case does not count."""
    names = "|".join(re.escape(label) for label in labels)
    for found in re.finditer(rf"\b(?:{names})\b *[:#]? *([^\n]*)", text, re.IGNORECASE):
        yield found[1]


def first_date(text: str, *labels: str) -> date | None:
    """The first date that stands right behind one of the labels."""
    values = (value for value in labelled(text, *labels) if _DATE.match(value))
    return next((day for value in values for day in dates_in(value)), None)


def period(text: str, *labels: str) -> tuple[date, date] | None:
    """The first two dates that stand behind one of the labels, on one line."""
    for value in labelled(text, *labels):
        found = list(dates_in(value))
        if len(found) > 1:
            return found[0], found[1]
    return None


def approval_in(text: str) -> Approval | None:
    """The approval that a letter tells of; None if it names no number."""
    number = _NUMBER.search(text)
    if number is None:
        return None
    days = period(text, *_PERIOD)
    return Approval(number=number[1].upper(), start=days[0] if days else None, end=days[1] if days else None)


@refuses()
async def pages_of(ctx: Context, files: Files, reader: TextReader, document_id: str) -> tuple[str, ...] | None:
    """The text of a document's pages; None if it has none to read."""
    document = await ctx.get(DOCUMENT, document_id)
    if document is None or document.file is None or document.state is not UploadState.READY:
        return None
    if document.file.size > BIGGEST:
        return None
    try:
        content = b"".join([chunk async for chunk in files.read(ctx.tenant.id, document.file.key)])
    except KeyError:
        return None
    return await reader.pages(content, document.file.media_type or document.content_type)


@refuses()
async def read_all(ctx: Context, files: Files, reader: TextReader, attachments: Sequence[Attachment]) -> str:
    """The text of several documents."""
    texts: list[str] = []
    for attachment in attachments:
        texts += await pages_of(ctx, files, reader, attachment.document_id) or ()
    return "\n".join(texts)
