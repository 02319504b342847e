"""Whole requests, as HTTP/1.1 writes them: their heads, and what each API's declarations read out of them."""

import base64
from collections.abc import Callable
from functools import cache, partial
from ipaddress import ip_network
from typing import Any

from polyclinic.core.identity import invitations
from polyclinic.core.identity.errors import InvitationRefused
from polyclinic.core.shared.errors import Unauthenticated
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web import conditional
from polyclinic.web.answers import Rendered
from polyclinic.web.auth import bearer_token
from polyclinic.web.binding import Bound, Received, fingerprint
from polyclinic.web.call import RawRequest
from polyclinic.web.dialect import Dialect
from polyclinic.web.negotiation import acceptable, encoding_named
from polyclinic.web.pages.forms import check_form, cookie
from polyclinic.web.problems import HttpProblem
from polyclinic.web.requests import path_segments, raw_request
from polyclinic.web.router import Router
from polyclinic.web.services import WebSettings
from tests.fuzz.targets.bodies import run
from tests.fuzz.targets.given import receiving, request_of, text_of

_PLAIN = WebSettings()
_BEHIND_A_PROXY = WebSettings(trusted_proxies=(ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8")))
_SHOWN = conditional.tagged(Rendered(200, b"{}", "application/json"), 7)


def heads(data: bytes) -> None:
    """Everything that is read out of a request's path and headers whatever it is for."""
    scope, _ = request_of(data)
    segments = path_segments(scope)
    for settings in (_PLAIN, _BEHIND_A_PROXY):
        raw = raw_request(scope, segments, settings)
        assert raw.origin.startswith(("http://", "https://"))
        assert len(raw.request_id) <= 128
    accept = raw.headers.get("accept", "")
    assert acceptable(accept, "application/json") in (True, False)
    content_type = raw.headers.get("content-type", "")
    encoding_named(content_type, frozenset({"application/json"}))
    for dialect in map(_loaded, DIALECTS):
        if dialect.acceptable:
            dialect.acceptable(accept, dialect.media_type)
        if dialect.encoding_of:
            _refusable(partial(dialect.encoding_of, content_type))
    _refusable(partial(bearer_token, raw))
    _refusable(partial(conditional.require, raw, 7))
    _refusable(partial(conditional.settle, raw, _SHOWN))
    _refusable(partial(check_form, raw, cookie(raw, "form")))


def _refusable(work: Callable[[], object]) -> None:
    try:
        work()
    except (HttpProblem, Unauthenticated):
        pass


@cache
def _loaded(name: str) -> Dialect:
    return load_dialect(name)


@cache
def _router(name: str) -> Router[Bound]:
    dialect = _loaded(name)
    router: Router[Bound] = Router()
    for route in dialect.routes:
        router.add(route.endpoint.method, route.endpoint.path, Bound(dialect, route))
    return router


def declared_requests(data: bytes) -> None:
    """A request to one of the APIs, up to its handler: path, query, headers and body as its endpoint declares them."""
    scope, body = request_of(data)
    name, _, rest = scope["raw_path"].decode()[1:].partition("/")
    dialect = _loaded(name if name in DIALECTS else DIALECTS[len(name) % len(DIALECTS)])
    scope["root_path"], scope["raw_path"] = "", f"/{rest}".encode()
    segments = path_segments(scope)
    if segments is None:
        return
    segments = list(dialect.normalise(segments) if dialect.normalise else segments)
    found = _router(dialect.name).find(segments)
    bound = found[0].get(scope["method"]) if found else None
    if found is None or bound is None:
        return
    raw = raw_request(scope, segments, _PLAIN)
    received = _received(bound, found[1], raw, body)
    if received is not None:
        assert fingerprint(raw, received) == fingerprint(raw, received)
        received.close()


def _received(bound: Bound, texts: list[str], raw: RawRequest, body: bytes) -> Received | None:
    try:
        return run(bound.receive(texts, raw, receiving(body, 2)))
    except HttpProblem:
        return None


def endpoints(name: str) -> list[Endpoint[Any, Any, Any]]:
    """What an API declares, for those who make inputs."""
    return [route.endpoint for route in _loaded(name).routes]


def invitation_token(data: bytes) -> None:
    """Read as an invitation, as text and packed: what is taken is written the same again."""
    for text in (text_of(data), base64.urlsafe_b64encode(data).rstrip(b"=").decode()):
        try:
            invitation = invitations.parse(text)
        except InvitationRefused:
            continue
        assert invitations.parse(invitation.token) == invitation
