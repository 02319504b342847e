"""Media types: what a body is sent as, what an answer may be sent as (RFC 9110, sections 8.3 and 12.5.1)."""

from functools import lru_cache

from polyclinic.sdk.endpoint import Encoding

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
LONGEST = 1000
"""Characters of an Accept or Content-Type header that are taken apart: no client sends as many."""


def media_type_of(header: str) -> str:
    """A Content-Type without its parameters, in lower case."""
    return header.partition(";")[0].strip().lower()


def encoding_named(header: str, json_types: frozenset[str]) -> Encoding | None:
    """The encoding that a Content-Type names; None for one of no structure that we know."""
    media_type = media_type_of(header)
    if media_type in json_types:
        return "json"
    if media_type == FORM:
        return "form"
    if media_type == MULTIPART:
        return "multipart"
    return None


@lru_cache(maxsize=1024)
def acceptable(accept: str, media_type: str) -> bool:
    """Whether an Accept header admits ``media_type``. JSON in any spelling (``application/*+json``) counts as JSON."""
    wanted = media_type_of(media_type)
    best, quality = -1, 0.0
    for item in accept.split(","):
        fields = [field.strip().lower() for field in item.split(";")]
        rank = _rank(fields[0], wanted)
        if rank > best:
            best, quality = rank, _quality(fields[1:])
    return (best < 0 and not accept.strip()) or quality > 0


def _rank(offered: str, wanted: str) -> int:
    """How closely a media range names ``wanted``: -1 not at all, 3 exactly."""
    if offered == wanted:
        return 3
    if _is_json(offered) and _is_json(wanted):
        return 2
    if offered == f"{wanted.partition('/')[0]}/*":
        return 1
    return 0 if offered in ("*/*", "*") else -1


def _is_json(media_type: str) -> bool:
    return media_type.endswith(("/json", "+json"))


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
