"""What only a sandbox has, under ``/sandbox/``.

These routes take no credentials: they exist only where everything is made up. They refuse what a web page of another
site sends, so that nothing open in a browser on the same machine resets a sandbox.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from polyclinic.core.shared.errors import Conflict, NotFound
from polyclinic.sandbox.messages import as_json, page
from polyclinic.sandbox.plan import DEMO
from polyclinic.sandbox.service import Sandbox
from polyclinic.web.answers import STYLED_PAGE
from polyclinic.web.bodies import parse_json, read_all
from polyclinic.web.problems import Malformed, TooLarge

MAX_BODY = 10_000
SHOWN = 500
_UNKNOWN = JSONResponse({"message": "there is no such practice"}, status_code=404)


def sandbox_routes(sandbox: Sandbox) -> list[Route]:
    """Reset, fresh practices, the practice clock, escalations, and what would have been sent."""

    async def reset(request: Request) -> Response:
        if refused := _refuse(request):
            return refused
        await sandbox.reset()
        return Response(status_code=204)

    async def practices(request: Request) -> Response:
        if refused := _refuse(request):
            return refused
        return JSONResponse(await sandbox.add_practice(), status_code=201)

    async def clock(request: Request) -> Response:
        practice_id = request.query_params.get("practice_id", DEMO.practice_id)
        if request.method == "GET":
            return await _told(practice_id, sandbox.now(practice_id))
        if refused := _refuse(request):
            return refused
        try:
            body = parse_json(await read_all(request.receive, request.headers, MAX_BODY))
            practice_id = str(body.get("practice_id", practice_id))
            return await _told(practice_id, sandbox.move(practice_id, _until(body)))
        except (Malformed, TooLarge, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            problem = 'send {"advance_seconds": seconds} or {"set": a later time with a zone}, "practice_id" optional'
            return JSONResponse({"message": problem}, status_code=400)

    return [
        Route("/sandbox/reset", reset, methods=["POST"]),
        Route("/sandbox/practices", practices, methods=["POST"]),
        Route("/sandbox/clock", clock, methods=["GET", "POST"]),
        _escalation_route(sandbox),
        *_message_routes(sandbox),
    ]


def _escalation_route(sandbox: Sandbox) -> Route:
    async def resolve(request: Request) -> Response:
        if refused := _refuse(request):
            return refused
        practice_id = request.query_params.get("practice_id", DEMO.practice_id)
        try:
            escalation = await sandbox.resolve(practice_id, request.path_params["escalation_id"])
        except NotFound:
            return JSONResponse({"message": "there is no such escalation"}, status_code=404)
        except Conflict:
            return JSONResponse({"message": "the escalation is closed"}, status_code=409)
        return JSONResponse({"id": escalation.id, "status": escalation.status.value.upper()})

    return Route("/sandbox/escalations/{escalation_id}/resolve", resolve, methods=["POST"])


def _message_routes(sandbox: Sandbox) -> list[Route]:
    async def sent(request: Request) -> Response:
        practice_id = request.query_params.get("practice_id", DEMO.practice_id)
        try:
            found = await sandbox.messages(practice_id, limit=SHOWN)
        except NotFound:
            return _UNKNOWN
        return JSONResponse({"practice_id": practice_id, "messages": [as_json(message) for message in found]})

    async def outbox(request: Request) -> Response:
        practice_id = request.query_params.get("practice_id", DEMO.practice_id)
        names = await sandbox.practice_names()
        if practice_id not in names:
            return _UNKNOWN
        found = await sandbox.messages(practice_id, limit=SHOWN)
        html = page(names[practice_id], await sandbox.now(practice_id), found, names)
        return HTMLResponse(html, headers=STYLED_PAGE)

    return [Route("/sandbox/messages", sent), Route("/sandbox/outbox", outbox)]


def _until(body: dict[str, Any]) -> Callable[[datetime], datetime]:
    """Where to move a clock, by what it shows. Raises ``ValueError``, ``KeyError``, ``OverflowError``."""
    if "set" in body:
        goal = datetime.fromisoformat(body["set"])
        if goal.tzinfo is None:
            raise ValueError("a time without a zone")
        return lambda _: goal.astimezone(UTC)
    step = timedelta(seconds=float(body["advance_seconds"]))
    return lambda now: now + step


async def _told(practice_id: str, clock: Awaitable[datetime]) -> Response:
    try:
        return JSONResponse({"practice_id": practice_id, "now": (await clock).isoformat()})
    except NotFound:
        return _UNKNOWN


def _refuse(request: Request) -> Response | None:
    origin = request.headers.get("origin")
    if origin is None or origin == str(request.base_url).rstrip("/"):
        return None
    return JSONResponse({"message": "not from another site"}, status_code=403)
