"""What a target makes of the bytes that it is given."""

from typing import Any

from starlette.types import Message, Receive, Scope

TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def text_of(data: bytes) -> str:
    """Text as it comes out of a query string or a JSON body: whole characters, any of them but NUL."""
    return data.decode("utf-8", "ignore").replace("\0", "")


def request_of(data: bytes) -> tuple[Scope, bytes]:
    """A request as HTTP/1.1 writes it (a line feed ends a line): its scope as uvicorn makes it, and its body.

    What uvicorn's own parser refuses is made fit or left out, so that every input is a request.
    """
    head, _, body = data.partition(b"\n\n")
    line, *fields = head.split(b"\n")
    method, _, target = line.partition(b" ")
    path, _, query = bytes(byte for byte in target if 0x21 <= byte <= 0x7E).partition(b"?")
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": _method(method),
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 40000),
        "root_path": "",
        "raw_path": path if path.startswith(b"/") else b"/" + path,
        "query_string": query,
        "headers": [header for field in fields if (header := _header(field))],
    }
    scope["path"] = scope["raw_path"].decode()
    return scope, body


def _method(word: bytes) -> str:
    text = word.decode("latin-1").upper()
    return text if text in METHODS else METHODS[len(text) % len(METHODS)]


def _header(field: bytes) -> tuple[bytes, bytes] | None:
    name, colon, value = field.partition(b":")
    name, value = name.strip().lower(), value.strip()
    fits = name and colon and TOKEN.issuperset(name) and not any(byte < 32 or byte == 127 for byte in value)
    return (name, value) if fits and name not in (b"content-length", b"transfer-encoding") else None


def receiving(body: bytes, pieces: int = 1) -> Receive:
    """An ASGI ``receive`` that hands the body over in so many pieces."""
    size = -(-len(body) // pieces) or 1
    chunks = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    messages: list[Any] = [
        {"type": "http.request", "body": chunk, "more_body": at + 1 < len(chunks)} for at, chunk in enumerate(chunks)
    ]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return receive
