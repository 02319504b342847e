"""Files to upload: from bytes, or from a path whose name says what they are."""

import mimetypes
import os
from pathlib import Path

from polyclinic.dialects.carium.client.fields import DocumentFields
from polyclinic.sdk.operation import UNKNOWN_TYPE, FileUpload, Progress

Source = bytes | str | os.PathLike[str]


def file_of(source: Source, fields: DocumentFields, progress: Progress | None = None) -> FileUpload:
    """The file to send: its name and type as given, else as the path has them, else as the document is called.

    Raises ``OSError`` if there is nothing at the path.
    """
    content = source if isinstance(source, bytes) else Path(source)
    if isinstance(content, Path):
        content.stat()  # a document must not be announced whose file cannot be sent
    named = fields["name"] if isinstance(content, bytes) else content.name
    filename = fields.get("attachment_filename", named)
    content_type = fields.get("attachment_content_type") or mimetypes.guess_type(filename)[0] or UNKNOWN_TYPE
    return FileUpload(filename, content, content_type, progress)
