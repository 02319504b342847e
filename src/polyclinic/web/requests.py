"""The facts of a request: who it came from, by what URL, with what path."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import unquote_to_bytes

from starlette.types import Scope

from polyclinic.core.shared.ids import random_token
from polyclinic.web.call import RawRequest
from polyclinic.web.headers import RequestHeaders
from polyclinic.web.services import WebSettings

_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


def path_segments(scope: Scope) -> list[str] | None:
    """The decoded, non-empty segments below the mount. An escaped slash stays inside its segment.

    None if the path is no text: escapes that are not UTF-8, or NUL.
    """
    prefix: str = scope.get("root_path", "")
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return [segment for segment in scope["path"].removeprefix(prefix).split("/") if segment]
    text = raw.decode("latin-1").removeprefix(prefix)
    segments = [segment for segment in text.split("/") if segment]
    if "%" in text or not text.isascii():
        try:
            segments = [unquote_to_bytes(segment.encode("latin-1")).decode() for segment in segments]
        except UnicodeDecodeError:
            return None
        if any("\0" in segment for segment in segments):
            return None
    return segments


def raw_request(scope: Scope, segments: Sequence[str] | None, settings: WebSettings) -> RawRequest:
    """The facts of a request whose path has these segments, as the dialect normalised them."""
    headers = RequestHeaders(scope["headers"])
    given = headers.get("x-request-id", "")
    address, scheme, host = _peer(scope, headers, settings.trusted_proxies)
    return RawRequest(
        method=scope["method"],
        path="/" + "/".join(segments or ()),
        query_string=scope["query_string"].decode("latin-1"),
        headers=headers,
        origin=(settings.public_url or f"{scheme}://{host}").rstrip("/"),
        prefix=scope.get("root_path", ""),
        address=address,
        request_id=given if _REQUEST_ID.fullmatch(given) else random_token(),
    )


def _peer(
    scope: Scope, headers: Mapping[str, str], proxies: Sequence[IPv4Network | IPv6Network]
) -> tuple[str, str, str]:
    """Address, scheme and host as the client sees them; forwarded ones only from a proxy that is trusted."""
    client = scope.get("client")
    address: str = client[0] if client else ""
    scheme: str = scope.get("scheme", "http")
    host = headers.get("host", "")
    if proxies and _trusted(address, proxies):
        scheme = headers.get("x-forwarded-proto", scheme).split(",")[0].strip()
        scheme = scheme if scheme in ("http", "https") else "http"
        host = headers.get("x-forwarded-host", host).split(",")[0].strip()
        address = _forwarded_for(headers.get("x-forwarded-for", ""), address, proxies)
    if not _HOST.fullmatch(host):
        server = scope.get("server") or ("localhost", None)
        host = f"{server[0]}:{server[1]}" if server[1] else server[0]
    return address, scheme, host


def _forwarded_for(header: str, peer: str, proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """The last hop that is not one of our proxies: what stands before it was written by the client."""
    address = peer
    for hop in reversed([hop.strip() for hop in header.split(",") if hop.strip()]):
        try:
            ip_address(hop)
        except ValueError:
            return address
        address = hop
        if not _trusted(hop, proxies):
            return address
    return address


def _trusted(address: str, proxies: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in proxies)
