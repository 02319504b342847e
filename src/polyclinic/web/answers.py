"""Turns what a handler returned into bytes, checks it against its declaration where asked to, and sends it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Union

import msgspec
from pydantic import ValidationError
from starlette.types import Send

from polyclinic.sdk.endpoint import Endpoint, type_adapter
from polyclinic.web.call import Answer, Reply

_encode = msgspec.json.Encoder(decimal_format="string").encode
_BODILESS = frozenset({204, 304})
SAFE_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""What every answer of the server says unless it says something else itself."""

STYLED_PAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
"""For pages with a style of their own and nothing else."""

ALWAYS_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""For answers to requests that came by TLS."""


class UndeclaredAnswer(AssertionError):
    """A handler or an error table answers something else than its declaration says."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer ready to be sent."""

    status: int
    content: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None

    def with_headers(self, headers: Mapping[str, str]) -> "Rendered":
        """The same answer with more headers."""
        return Rendered(self.status, self.content, self.media_type, {**self.headers, **headers}, self.stream)


def render(reply: Reply, status: int, media_type: str) -> Rendered:
    """Encode a reply. Plain dicts and lists become JSON; a model is refused: handlers give what is already typed.

    Raises ``ValueError`` for a header that is not one line of Latin-1.
    """
    if isinstance(reply, dict | list):
        return Rendered(status, _encode(reply), media_type)
    answer = reply if isinstance(reply, Answer) else Answer(reply)
    streamed = isinstance(answer.body, AsyncIterator)
    for name, value in answer.headers.items():
        if name.lower() == "content-type" or (name.lower() == "content-length" and not streamed):
            raise ValueError(f"{name} is not for handlers to set")
        if not value.isprintable() or (not value.isascii() and not _is_latin(value)):
            raise ValueError(f"the header {name} is not one line of Latin-1")
    body, status = answer.body, answer.status or status
    media_type = answer.media_type or media_type
    if isinstance(body, bytes):
        return Rendered(status, body, media_type, answer.headers)
    if streamed and isinstance(body, AsyncIterator):
        return Rendered(status, b"", media_type, answer.headers, body)
    if body is None and (status in _BODILESS or not _is_json(media_type)):
        return Rendered(status, b"", media_type, answer.headers)
    if isinstance(body, str) and not _is_json(media_type):
        return Rendered(status, body.encode(), media_type, answer.headers)
    return Rendered(status, b"" if body is None else _encode(body), media_type, answer.headers)


def _is_latin(text: str) -> bool:
    return max(text) <= "\xff"


def _is_json(media_type: str) -> bool:
    return media_type.partition(";")[0].endswith(("/json", "+json"))


def verify(endpoint: Endpoint[Any, Any, Any], rendered: Rendered) -> None:
    """Raise ``UndeclaredAnswer`` unless a successful answer is what ``endpoint`` declares, and nothing more."""
    if rendered.status not in (endpoint.status, *endpoint.other_statuses):
        raise UndeclaredAnswer(f"{endpoint.name} answers {rendered.status}, which it does not declare")
    if rendered.stream is not None or endpoint.gives in (bytes, str) or rendered.status >= 300:
        return
    if endpoint.gives is None or rendered.status in _BODILESS:
        if rendered.content:
            raise UndeclaredAnswer(f"{endpoint.name} declares no body but sends one")
        return
    _validate(endpoint.name, endpoint.gives, rendered)


def verify_error(name: str, types: Sequence[Any], rendered: Rendered) -> None:
    """Raise ``UndeclaredAnswer`` unless an error's body fits one of these types. Pages are for people and not read."""
    if rendered.content and _is_json(rendered.media_type):
        _validate(name, Union[tuple(types)], rendered)  # noqa: UP007  # made of values


def _validate(name: str, type_: Any, rendered: Rendered) -> None:
    try:
        type_adapter(type_).validate_json(rendered.content, strict=True, extra="forbid")
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
        raise UndeclaredAnswer(f"{name} ({rendered.status}) does not give what it declares: {told}") from None


@lru_cache(maxsize=256)
def _wire_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


def wire_headers(rendered: Rendered) -> list[tuple[bytes, bytes]]:
    """The headers as ASGI wants them, with length and type. Unless an answer says otherwise nobody may store it."""
    headers = dict(SAFE_HEADERS)
    for name, value in rendered.headers.items():
        headers[_wire_name(name)] = value.encode("latin-1")
    if rendered.stream is None and rendered.status not in _BODILESS:
        headers[b"content-length"] = b"%d" % len(rendered.content)
    if rendered.content or rendered.stream is not None:
        headers[b"content-type"] = rendered.media_type.encode("latin-1")
    return list(headers.items())


async def send_answer(send: Send, rendered: Rendered, *, head: bool = False) -> None:
    """Send it; ``head``: everything but the body."""
    await send({"type": "http.response.start", "status": rendered.status, "headers": wire_headers(rendered)})
    if rendered.stream is not None and not head:
        async for chunk in rendered.stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    body = b"" if head or rendered.stream is not None else rendered.content
    await send({"type": "http.response.body", "body": body})
