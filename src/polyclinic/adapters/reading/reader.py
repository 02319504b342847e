"""The port ``TextReader``: PDF by PDFium in a process of its own, text as it is."""

import asyncio
import json
import sys

from polyclinic.adapters.reading.pdfium import MOST_TEXT
from polyclinic.core.priorauth.ports import TextReader

_PDF = "application/pdf"
_LONGEST = 15.0
"""Seconds after which a file is given up."""
_AT_ONCE = 2


class FileReader(TextReader):
    """Two files at a time; what cannot be read has no text, and of what is long only the beginning is read."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def pages(self, content: bytes, media_type: str) -> tuple[str, ...] | None:
        if media_type == _PDF:
            async with self._turns:
                return await _pdf(content)
        if media_type.startswith("text/") or media_type == "application/json":
            return (_decoded(content).replace("\0", "")[:MOST_TEXT],)
        return None


async def _pdf(content: bytes) -> tuple[str, ...] | None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "polyclinic.adapters.reading.pdfium"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(_LONGEST):
            out, _ = await process.communicate(content)
        return tuple(json.loads(out)) if process.returncode == 0 else None
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
