"""What clients say about the files that they send, made fit to be kept."""

import re
from typing import Any

from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import HEAD, UNKNOWN, Label, clean_name, type_of_name
from polyclinic.core.documents.model import StoredFile
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Problem
from polyclinic.web.call import Call, UploadedFile

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


def label_of(file: UploadedFile) -> Label:
    """The file's name, cleaned, and its media type; one that is missing or none is told by the name."""
    name = clean_name(file.filename)
    given = file.content_type.partition(";")[0].strip().lower()
    told = _MEDIA_TYPE.fullmatch(given) and given != UNKNOWN
    return Label(name, given if told else type_of_name(name))


async def problems_of(file: UploadedFile) -> tuple[Problem, ...]:
    """What is wrong with the file, before it is kept: to be told together with what is wrong beside it."""
    head = b""
    async for chunk in file.chunks():
        head += chunk
        if len(head) >= HEAD:
            break
    try:
        label_of(file).settle(head[:HEAD])
    except BadFile as refusal:
        return refusal.problems
    return ()


async def keep(ctx: Context, call: Call[Any, Any], part: str, max_size: int, label: Label | None = None) -> StoredFile:
    """The file that came as ``part``, in the files port, labelled as the part itself is or with ``label``.

    Raises ``BadFile``.
    """
    file = call.files[part]
    return await call.services.files.put(ctx.tenant.id, file.chunks(), max_size, label or label_of(file))
