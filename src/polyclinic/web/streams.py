"""Reads a file that is handed on as it arrives: it is never kept aside, and can be read once."""

from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from python_multipart.multipart import MultipartParser, parse_options_header

from polyclinic.web.bodies import IN_MEMORY, MAX_PARTS, Fields, check_disposition
from polyclinic.web.problems import Malformed

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_Event = tuple[str, bytes]


class IncomingFile:
    """A file that is still on its way."""

    def __init__(self, content: AsyncIterator[bytes], filename: str, content_type: str) -> None:
        self._content = content
        self.filename = filename
        self.content_type = content_type

    def chunks(self) -> AsyncIterator[bytes]:
        """The content as it arrives; a second call goes on where the first one ended."""
        return self._content

    def close(self) -> None:
        """There is nothing to remove."""


class _Form:
    """A multipart body as a stream of events: a part's headers, its bytes, its end."""

    def __init__(self, body: AsyncIterator[bytes], boundary: bytes) -> None:
        self._body = body
        self._events: list[_Event] = []
        self._name = b""
        self._value = b""
        callbacks: MultipartCallbacks = {
            "on_part_begin": lambda: self._events.append(("begin", b"")),
            "on_part_data": lambda data, start, end: self._events.append(("data", data[start:end])),
            "on_part_end": lambda: self._events.append(("end", b"")),
            "on_header_field": self._on_name,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": lambda: self._events.append(("headers", b"")),
            "on_end": lambda: self._events.append(("done", b"")),
        }
        self._parser = MultipartParser(boundary, callbacks)
        self.headers: dict[bytes, bytes] = {}

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._events.append((self._name.lower().decode("latin-1"), self._value))
        self._name = self._value = b""

    async def events(self) -> AsyncIterator[_Event]:
        """Every event. Raises ``Malformed`` for what is no form, or ends midway."""
        done = False
        async for chunk in self._body:
            try:
                self._parser.write(chunk)
            except ValueError:  # the library's errors are of this kind
                raise Malformed("the form cannot be read") from None
            events, self._events = self._events, []
            for event in _joined(events):
                done = done or event[0] == "done"
                yield event
        if not done:
            raise Malformed("the form ends midway")


def _joined(events: list[_Event]) -> Iterator[_Event]:
    """The same events with bytes that follow each other in one: the library cuts them at every carriage return."""
    for name, group in groupby(events, key=itemgetter(0)):
        if name == "data":
            yield name, b"".join(value for _, value in group)
        else:
            yield from group


async def open_multipart(
    body: AsyncIterator[bytes], headers: Mapping[str, str], part: str
) -> tuple[Fields, IncomingFile | None]:
    """The fields of a ``multipart/form-data`` body up to the file called ``part``, and that file; the rest is ignored.

    Raises ``Malformed``.
    """
    boundary = parse_options_header(headers.get("content-type", ""))[1].get(b"boundary", b"")
    if not boundary:
        raise Malformed("the form has no boundary")
    try:
        form = _Form(body, boundary)
    except ValueError:  # a boundary longer than the library takes
        raise Malformed("the form's boundary is too long") from None
    events = form.events()
    fields: Fields = []
    held, parts = 0, 0
    told: dict[str, bytes] = {}
    text: bytearray | None = None
    async for name, value in events:
        match name:
            case "begin":
                told, text, parts = {}, None, parts + 1
            case "headers":
                disposition = told.get("content-disposition", b"")
                check_disposition(disposition)
                options = parse_options_header(disposition)[1]
                filename = options.get(b"filename")
                if filename is None:
                    text = bytearray()
                elif _text(options.get(b"name", b"")) == part:
                    type_ = told.get("content-type", b"").decode("latin-1")
                    return fields, IncomingFile(_content(events), _text(filename), type_)
            case "data":
                held += len(value)
                if text is not None:
                    text += value
            case "end" if text is not None:
                fields.append((_text(options.get(b"name", b"")), _text(bytes(text))))
            case _:
                told[name] = value
        if parts > MAX_PARTS or held > IN_MEMORY:
            raise Malformed("the form has too much in front of its file")
    return fields, None


async def _content(events: AsyncIterator[_Event]) -> AsyncIterator[bytes]:
    """The bytes of the part that has just begun; what comes after it is read and dropped."""
    ended = False
    async for name, value in events:
        if name == "data" and not ended:
            yield value
        ended = ended or name == "end"


def _text(value: bytes) -> str:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        raise Malformed("a field is not UTF-8") from None
    if "\0" in text:
        raise Malformed("a field holds a NUL character")
    return text
