"""Files to upload: from bytes, or from a path whose name says what they are."""

import asyncio
import mimetypes
import os
from pathlib import Path

from polyclinic.dialects.carium.client.fields import DocumentFields
from polyclinic.sdk.operation import FileUpload

UNKNOWN = "application/octet-stream"
Source = bytes | str | os.PathLike[str]


def read_source(source: Source) -> bytes:
    """The bytes of a source: itself, or what the file at that path holds."""
    return source if isinstance(source, bytes) else Path(source).read_bytes()


async def async_read_source(source: Source) -> bytes:
    """``read_source`` off the event loop."""
    return await asyncio.to_thread(read_source, source)


def file_of(source: Source, content: bytes, fields: DocumentFields) -> FileUpload:
    """The file to send: its name and type as given, else as the path has them, else as the document is called."""
    named = fields["name"] if isinstance(source, bytes) else Path(source).name
    filename = fields.get("attachment_filename", named)
    content_type = fields.get("attachment_content_type") or mimetypes.guess_type(filename)[0] or UNKNOWN
    return FileUpload(filename, content, content_type)
