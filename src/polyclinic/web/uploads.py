"""What clients say about the files that they send, made fit to be kept."""

import mimetypes
import re
from pathlib import PurePath

from polyclinic.web.call import UploadedFile
from polyclinic.web.downloads import UNKNOWN

MAX_NAME = 255
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


def name_and_type(file: UploadedFile) -> tuple[str, str]:
    """The file's name without folders, and its media type; one that is missing or none is told by the name."""
    name = PurePath(file.filename.replace("\\", "/")).name[:MAX_NAME]
    given = file.content_type.partition(";")[0].strip().lower()
    media_type = given if _MEDIA_TYPE.fullmatch(given) else mimetypes.guess_type(name)[0]
    return name, media_type or UNKNOWN
