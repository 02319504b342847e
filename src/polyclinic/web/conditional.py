"""Conditional requests (RFC 9110, section 13) on objects that have versions.

An entity tag is the object's version and a digest of the answer: ``"7-0f3a…"``. A client that asks whether an answer
has changed (``If-None-Match``) is told by the whole of it, since an answer may show more than the object. One that
makes a write depend on what it has read (``If-Match``) means the object: the version decides, whichever of the
object's answers the tag came with; a tag may be the version alone, ``"7"``.
"""

import re
from hashlib import blake2b

from polyclinic.web.answers import Rendered
from polyclinic.web.call import RawRequest
from polyclinic.web.problems import PreconditionFailed

_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_KEPT = frozenset({"etag", "vary", "cache-control", "expires", "content-location"})


def tagged(rendered: Rendered, version: int) -> Rendered:
    """The answer with its entity tag, a strong one: of these bytes, that show an object at ``version``."""
    return rendered.with_headers({"ETag": f'"{version}-{blake2b(rendered.content, digest_size=8).hexdigest()}"'})


def require(raw: RawRequest, version: int) -> None:
    """Check what a write depends on. Call it before changing an object that was read at ``version``.

    Raises ``PreconditionFailed``. Who writes meanwhile makes the change's own guard fail, and the handler run again.
    """
    if (wanted := raw.headers.get("if-match")) is not None and not _names(wanted, version, weak=False):
        raise PreconditionFailed("If-Match")
    if (unwanted := raw.headers.get("if-none-match")) is not None and _names(unwanted, version, weak=True):
        raise PreconditionFailed("If-None-Match")


def _names(header: str, version: int, *, weak: bool) -> bool:
    tags = _TAG.findall(header)
    return header.strip() == "*" or any(
        tag.partition("-")[0] == str(version) for prefix, tag in tags if weak or not prefix
    )


def settle(raw: RawRequest, rendered: Rendered) -> Rendered:
    """What a GET or HEAD comes to: the answer, or 304 if the client has it. Raises ``PreconditionFailed``."""
    tag = rendered.headers.get("ETag")
    if tag is None or rendered.stream is not None or raw.method not in ("GET", "HEAD"):
        return rendered
    version = int(tag[1:].partition("-")[0])
    if (wanted := raw.headers.get("if-match")) is not None and not _names(wanted, version, weak=False):
        raise PreconditionFailed("If-Match")
    if not _has(raw.headers.get("if-none-match", ""), tag):
        return rendered
    headers = {name: value for name, value in rendered.headers.items() if name.lower() in _KEPT}
    return Rendered(304, b"", rendered.media_type, headers)


def _has(header: str, tag: str) -> bool:
    return header.strip() == "*" or tag[1:-1] in (each for _, each in _TAG.findall(header))
