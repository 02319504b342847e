"""What a file is called, and whether its first bytes are of the type that its name and its sender say.

Nothing is unpacked or rendered here or anywhere else in the server: an archive is bytes, whatever is in it. Where the
words of a file are wanted, a process of its own reads them (``adapters/reading``).
"""

import unicodedata
from mimetypes import MimeTypes
from typing import NamedTuple

import filetype

from polyclinic.core.documents.errors import BadFile
from polyclinic.core.shared.errors import Problem

HEAD = 8192
"""How many bytes from the start of a file are looked at."""

UNKNOWN = "application/octet-stream"
MAX_NAME = 255

_TEXT = "text/plain"
_OLE = "application/x-ole-storage"
_PROGRAM = "application/x-executable"
_PROGRAM_TYPES = frozenset({_PROGRAM, "application/x-msdownload", "application/wasm", "application/x-shockwave-flash"})
_PROGRAM_STARTS = (
    b"#!",
    b"\x7fELF",
    *(b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce"),  # Mach-O
    b"\xca\xfe\xba\xbe",  # Mach-O for several machines, Java
)
_FAMILIES = {
    "pdf": ("application/pdf", "application/x-pdf"),
    "png": ("image/png", "image/apng", "image/x-png"),
    "jpeg": ("image/jpeg", "image/jpg", "image/pjpeg"),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "tiff": ("image/tiff", "image/x-canon-cr2"),
    "bmp": ("image/bmp", "image/x-ms-bmp"),
    "dicom": ("application/dicom",),
    "rtf": ("application/rtf", "text/rtf"),
    "ole": (_OLE, "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
    "zip": ("application/zip", "application/x-zip-compressed", "application/epub+zip"),
    "gzip": ("application/gzip", "application/x-gzip"),
    "7z": ("application/x-7z-compressed",),
    "rar": ("application/x-rar-compressed", "application/vnd.rar"),
    "mp4": (
        *("image/heic", "image/heif", "image/avif", "video/mp4", "video/quicktime", "video/3gpp", "video/x-m4v"),
        *("audio/mp4", "audio/x-m4a"),
    ),
    "program": tuple(_PROGRAM_TYPES),
}
_FAMILY = {media_type: family for family, media_types in _FAMILIES.items() for media_type in media_types}
_ZIPPED = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
_TEXTUAL = ("application/json", "application/xml", "application/javascript", "+json", "+xml")
_ALSO = {"ole": frozenset({"zip", "rtf"})}
"""What the programs that write a type's files also write under its name."""

_NAMED = MimeTypes()  # Python's own table; the machine's is not read
for _ending, _type in (
    (".webp", "image/webp"),
    (".dcm", "application/dicom"),
    (".rtf", "application/rtf"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
):
    _NAMED.add_type(_type, _ending)


class Label(NamedTuple):
    """What a file is said to be. ``media_type`` is ``UNKNOWN`` if nobody says."""

    filename: str
    media_type: str = UNKNOWN

    def settle(self, head: bytes) -> str:
        """The type of a file that starts with ``head``. Raises ``BadFile`` for none, a program, and a wrong label."""
        if not head:
            raise BadFile([Problem(("file",), "file_empty", "the file is empty")])
        found = sniff(head)
        if found in _PROGRAM_TYPES:
            raise BadFile([Problem(("file",), "file_program", "the file is a program")])
        named = type_of_name(self.filename)
        claims = [claim for claim in (self.media_type, named) if claim != UNKNOWN]
        if not all(_agrees(claim, found) for claim in claims):
            message = f"the file is not what its name or type says: it looks like {found}"
            raise BadFile([Problem(("file",), "file_mislabelled", message)])
        return claims[0] if claims else found


def type_of_name(filename: str) -> str:
    """The media type that a name's ending stands for."""
    media_type, encoding = _NAMED.guess_type(filename.lower())
    return media_type if media_type and encoding is None else UNKNOWN


def clean_name(name: str) -> str:
    """A file's name without folders and without characters that nobody sees or that turn others around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(each for each in last if not unicodedata.category(each).startswith("C")).strip()
    if len(shown) <= MAX_NAME:
        return shown
    stem, dot, ending = shown.rpartition(".")
    return stem[: MAX_NAME - 1 - len(ending)] + dot + ending if len(ending) <= 16 else shown[:MAX_NAME].rstrip()


def sniff(head: bytes) -> str:
    """The media type that a file's first bytes show; ``UNKNOWN`` if they show none."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"{\\rtf"):
        return "application/rtf"
    if head.startswith(_PROGRAM_STARTS):
        return _PROGRAM
    if _is_text(head):
        return _TEXT
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE
    kind = filetype.guess(head)
    if kind is None:
        return "video/mp4" if head[4:8] == b"ftyp" else UNKNOWN
    return str(kind.mime)


_CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\f\r\x1b"))


def _is_text(head: bytes) -> bool:
    """Text in any character set of one byte or several, or in UTF-16 with its mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"\0\0" not in head
    return len(head) == len(head.translate(None, _CONTROLS))


def _agrees(claim: str, found: str) -> bool:
    claimed = _family(claim)
    if claimed is not None:
        return _family(found) in {claimed, *_ALSO.get(claimed, ())}
    if claim.startswith("text/") or claim.endswith(_TEXTUAL):
        return found == _TEXT
    return True


def _family(media_type: str) -> str | None:
    return "zip" if media_type.startswith(_ZIPPED) else _FAMILY.get(media_type)
