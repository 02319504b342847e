"""Reads request bodies: bounded, strict about JSON, files to disk."""

import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.types import Receive

from polyclinic.web.problems import Malformed, TooLarge

IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
MAX_DEPTH = 100
MAX_PARTS = 1000
MAX_PARAMETERS = 100
_CHARSETS = frozenset({b"utf-8", b"utf8", b"us-ascii"})
"""What a form may say that its texts are in: of Python's codecs some take no bytes or fail in ways of their own."""


class ClientGone(Exception):
    """The client hung up before its request was complete."""


async def chunks(receive: Receive, headers: Mapping[str, str], limit: int) -> AsyncGenerator[bytes, None]:
    """The body as it arrives. Raises ``TooLarge`` as soon as more than ``limit`` bytes are announced or came."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge(limit)
    seen, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        seen += len(chunk)
        if seen > limit:
            raise TooLarge(limit)
        if chunk:
            yield chunk


async def read_all(receive: Receive, headers: Mapping[str, str], limit: int) -> bytes:
    """The whole body."""
    parts = [chunk async for chunk in chunks(receive, headers, limit)]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def parse_json(content: bytes) -> Any:
    """Strict JSON (RFC 8259): UTF-8 only, no NaN or Infinity, no key twice, bounded depth, no NUL in text.

    Raises ``Malformed`` with a message that holds nothing of the content.
    """
    try:
        value = _decoder.decode(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed("the body is not UTF-8") from None
    except RecursionError:
        raise Malformed("the body is nested too deep") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"the body is not JSON: {error.msg} at line {error.lineno} column {error.colno}") from None
    except ValueError as error:
        # from our own hooks, or an integer of more digits than Python converts
        raise Malformed(str(error) if isinstance(error, _NotStrictError) else "a number is too long") from None
    _check(content, value)
    return value


class _NotStrictError(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotStrictError("the body holds a key twice")
    return found


def _no_constant(name: str) -> Any:
    raise _NotStrictError(f"the body is not JSON: {name}")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _check(content: bytes, value: Any) -> None:
    """Depth, NUL and lone surrogates; the walk is only taken when the bytes make one of them possible."""
    if content.count(b"[") + content.count(b"{") > MAX_DEPTH or b"\\u" in content or b"\\U" in content:
        _walk(value, 1)


def _walk(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Malformed("the body is nested too deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key)
            _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _walk(item, depth + 1)


def _check_text(text: str) -> None:
    if "\0" in text:
        raise Malformed("the body holds a NUL character")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Malformed("the body holds half a character") from None


class SpooledFile:
    """A file that came with a request, in memory while small."""

    def __init__(self, file: Any, filename: str, content_type: str, size: int, sha256: str) -> None:
        self._file = file
        self.filename = filename
        self.content_type = content_type
        self.size = size
        self.sha256 = sha256

    async def chunks(self) -> AsyncIterator[bytes]:
        """The content from its start, all at once where it is held in memory."""
        if self.size <= IN_MEMORY:
            if content := self._read_at(0, IN_MEMORY):
                yield content
            return
        position = 0
        while piece := await anyio.to_thread.run_sync(self._read_at, position, CHUNK):
            position += len(piece)
            yield piece

    async def read(self) -> bytes:
        """All of the content."""
        return b"".join([piece async for piece in self.chunks()])

    def _read_at(self, position: int, most: int) -> bytes:
        self._file.seek(position)
        content: bytes = self._file.read(most)
        return content

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


async def spool(receive: Receive, headers: Mapping[str, str], limit: int) -> SpooledFile:
    """The whole body as one file."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed when the request ends
    digest, size = hashlib.sha256(), 0
    try:
        async for chunk in chunks(receive, headers, limit):
            digest.update(chunk)
            size += len(chunk)
            if size > IN_MEMORY:
                await anyio.to_thread.run_sync(file.write, chunk)
            else:
                file.write(chunk)
    except BaseException:
        file.close()
        raise
    return SpooledFile(file, "", headers.get("content-type", ""), size, digest.hexdigest())


Fields = list[tuple[str, str]]


async def read_form(receive: Receive, headers: Mapping[str, str], limit: int) -> Fields:
    """The fields of an ``application/x-www-form-urlencoded`` body."""
    content = await read_all(receive, headers, limit)
    try:
        return parse_pairs(content.decode("ascii"))
    except ValueError:
        raise Malformed("the form cannot be read") from None


def parse_pairs(text: str) -> Fields:
    """The pairs of a query string or form. Raises ``ValueError`` for what is not UTF-8, for NUL and too many pairs."""
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARTS)
    if any("\0" in part for pair in pairs for part in pair):
        raise ValueError("NUL character")
    return pairs


def check_disposition(value: bytes) -> None:
    """Raise ``Malformed`` for a part's Content-Disposition that would cost more to take apart than all its bytes."""
    if value.count(b";") > MAX_PARAMETERS:
        raise Malformed("a part of the form has too many parameters")


class _StrictMultiPartParser(MultiPartParser):
    """Refuses a field that is not UTF-8, where Starlette would read it as Latin-1, and a form without its end."""

    _ended = False

    def on_end(self) -> None:
        self._ended = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._ended:
            for file in self._files_to_close_on_error:
                file.close()
            raise MultiPartException("it ends midway")
        return form

    def on_headers_finished(self) -> None:
        check_disposition(self._current_part.content_disposition or b"")
        super().on_headers_finished()

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            try:
                _check_text(part.data.decode(self._charset))
            except UnicodeDecodeError:
                raise MultiPartException("a field is not UTF-8") from None
        super().on_part_end()


async def read_multipart(
    receive: Receive, headers: Mapping[str, str], limit: int
) -> tuple[Fields, list[tuple[str, SpooledFile]]]:
    """The fields and the files of a ``multipart/form-data`` body. Raises ``Malformed``, ``TooLarge``."""
    charset = parse_options_header(headers.get("content-type", ""))[1].get(b"charset", b"utf-8")
    if charset.lower() not in _CHARSETS:
        raise Malformed("the form is not in UTF-8")
    stream = chunks(receive, headers, limit)
    parser = _StrictMultiPartParser(
        Headers(headers), stream, max_files=MAX_PARTS, max_fields=MAX_PARTS, max_part_size=IN_MEMORY
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise Malformed(f"the form cannot be read: {error.message.rstrip('.')}") from None
    fields: Fields = []
    files: list[tuple[str, SpooledFile]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.append((name, await _spooled(value)))
        else:
            fields.append((name, value))
    return fields, files


async def _spooled(upload: UploadFile) -> SpooledFile:
    digest = hashlib.sha256()
    while piece := await upload.read(CHUNK):
        digest.update(piece)
    return SpooledFile(
        upload.file, upload.filename or "", upload.content_type or "", upload.size or 0, digest.hexdigest()
    )
