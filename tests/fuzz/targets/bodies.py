"""Bodies in every encoding, whole and in pieces, up to the point where a model takes them over."""

import asyncio
import atexit
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

from polyclinic.adapters.reading.reader import FileReader
from polyclinic.web import bodies
from polyclinic.web.problems import HttpProblem
from polyclinic.web.streams import open_multipart
from tests.fuzz.targets.given import receiving

T = TypeVar("T")

LIMIT = 64 * 1024
_RUNNER = asyncio.Runner()
atexit.register(_RUNNER.close)


def run(work: Coroutine[Any, Any, T]) -> T:
    """What asynchronous work comes to, in one event loop for all inputs."""
    return _RUNNER.run(work)


def json_body(data: bytes) -> None:
    """Strict JSON: what is taken, Python's own parser reads alike."""
    try:
        value = bodies.parse_json(data)
    except HttpProblem:
        return
    assert json.loads(data) == value


def form(data: bytes) -> None:
    """A form in one piece and in several: the same fields."""
    outcomes = [run(_outcome(_form(data, pieces))) for pieces in (1, 3)]
    assert outcomes[0] == outcomes[1]


async def _form(data: bytes, pieces: int) -> bodies.Fields:
    return await bodies.read_form(receiving(data, pieces), {}, LIMIT)


def multipart(data: bytes) -> None:
    """A Content-Type on the first line, the body behind it; in one piece and in several, held and streamed."""
    header, _, body = data.partition(b"\n")
    headers = {"content-type": header.decode("latin-1")}
    held = [run(_outcome(_multipart(headers, body, pieces))) for pieces in (1, 7)]
    streamed = [run(_outcome(_streamed(headers, body, pieces))) for pieces in (1, 7)]
    if body.startswith(b"--"):  # the library skips what stands in front of a form in the first piece only
        assert held[0] == held[1], held
        assert streamed[0] == streamed[1], streamed


async def _multipart(headers: dict[str, str], body: bytes, pieces: int) -> object:
    fields, files = await bodies.read_multipart(receiving(body, pieces), headers, LIMIT)
    try:
        return fields, [(name, file.filename, file.content_type, file.sha256) for name, file in files]
    finally:
        for _, file in files:
            file.close()


async def _streamed(headers: dict[str, str], body: bytes, pieces: int) -> object:
    content = bodies.chunks(receiving(body, pieces), headers, LIMIT)
    fields, file = await open_multipart(content, headers, "file")
    if file is None:
        return fields, None
    return fields, file.filename, file.content_type, await _whole(file.chunks())


async def _whole(content: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in content])


async def _outcome(work: Coroutine[Any, Any, T]) -> T | str:
    """What the work gives, or the code of what it refuses."""
    try:
        return await work
    except HttpProblem as problem:
        return problem.code


def text_file(data: bytes) -> None:
    """The text of a file that says it is text."""
    pages = run(FileReader().pages(data, "text/plain"))
    assert pages is not None
    assert len(pages) == 1


def pdf_file(data: bytes) -> None:
    """The text of a file that says it is a PDF, read in a process of its own; one that breaks it has no text."""
    pages = run(FileReader().pages(b"%PDF-1.7\n" + data, "application/pdf"))
    assert pages is None or all(isinstance(page, str) for page in pages)
