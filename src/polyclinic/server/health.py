"""Whether the process lives, and whether it can serve."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from polyclinic.server.runtime import Runtime


def health_routes(runtime: Runtime) -> list[Route]:
    """Open to anybody: load balancers ask without credentials, and nothing but a word is told."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        if await runtime.ready():
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "unavailable"}, status_code=503)

    return [Route("/health/live", live), Route("/health/ready", ready)]
