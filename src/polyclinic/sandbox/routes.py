"""What only a sandbox has, under ``/sandbox/``.

These routes take no credentials: they exist only where everything is made up. They refuse what a web page of another
site sends, so that nothing open in a browser on the same machine resets a sandbox.
"""

import json
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from polyclinic.sandbox.plan import DEMO
from polyclinic.sandbox.service import Sandbox

MAX_BODY = 10_000


def sandbox_routes(sandbox: Sandbox) -> list[Route]:
    """Reset, fresh practices, and the practice clock."""

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
        if refused := _refuse(request):
            return refused
        try:
            body = json.loads((await request.body())[:MAX_BODY])
            step = timedelta(seconds=float(body["advance_seconds"]))
            now = await sandbox.advance(str(body.get("practice_id", DEMO.practice_id)), step)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            problem = 'send {"advance_seconds": a positive number, "practice_id": optional}'
            return JSONResponse({"message": problem}, status_code=400)
        return JSONResponse({"now": now})

    return [
        Route("/sandbox/reset", reset, methods=["POST"]),
        Route("/sandbox/practices", practices, methods=["POST"]),
        Route("/sandbox/clock", clock, methods=["POST"]),
    ]


def _refuse(request: Request) -> Response | None:
    origin = request.headers.get("origin")
    if origin is None or origin == str(request.base_url).rstrip("/"):
        return None
    return JSONResponse({"message": "not from another site"}, status_code=403)
