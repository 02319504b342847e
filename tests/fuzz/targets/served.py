"""The whole server in this process: a sandbox on SQLite, and requests that come with every API's credentials."""

import asyncio
import atexit
import json
import shutil
import tempfile
from contextlib import AsyncExitStack
from functools import cache
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Scope

from polyclinic.server.sandbox import Prepared, prepare_sandbox
from polyclinic.server.settings import DIALECTS, Settings
from tests.fuzz.targets.given import receiving, request_of

_ENOUGH = 2000
"""Requests after which the practices are brought back as they were: lists would grow without end."""


class Sandbox:
    """``credentials`` are the headers to come in with, by API; ``blocks`` what sandbox.json holds."""

    def __init__(self, database: str | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="polyclinic-fuzz-"))
        atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        settings = Settings.model_validate({"rate_limits": "off", "verify_answers": True})
        self._prepared: Prepared = prepare_sandbox(settings, self._folder, database, "http://127.0.0.1:8000", {})
        self.app: ASGIApp = self._prepared.app
        self._runner.run(self._open())
        self.blocks: dict[str, Any] = self._prepared.sandbox.credentials()
        self.credentials = self._runner.run(self._sign_in())
        self._served = 0

    async def _open(self) -> None:
        await self._stack.enter_async_context(self._prepared.runtime)
        await self._prepared.sandbox.prepare()

    async def _sign_in(self) -> dict[str, dict[str, str]]:
        candid, carium, carestack = (self.blocks[name] for name in ("candid", "carium", "carestack"))
        token = await self._post("/candid/api/auth/v2/token", candid, "client_id", "client_secret")
        session = await self._post("/carium/identity/v1/login/", carium, "username", "password")
        tokens = {
            "candid": token["access_token"],
            "carium": session["access-token"],
            "drchrono": self.blocks["drchrono"]["access_token"],
            "carestack": carestack["api_key"],
            "silna": self.blocks["silna"]["api_key"],
        }
        headers = {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}
        headers["carestack"] |= {"x-hprid-auth": carestack["hpr_id"], "facilityid": carestack["facility_id"]}
        return headers

    async def _post(self, path: str, block: dict[str, Any], *names: str) -> Any:
        body = json.dumps({name: block[name] for name in names})
        scope, content = request_of(f"POST {path}\ncontent-type: application/json\n\n{body}".encode())
        status, answer = await self._call(scope, content)
        assert status == 200, answer
        return json.loads(answer)

    def serve(self, scope: Scope, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._served += 1
        if self._served % _ENOUGH == 0:
            self._runner.run(self._prepared.sandbox.reset())
        return self._runner.run(self._call(scope, body))

    async def _call(self, scope: Scope, body: bytes) -> tuple[int, bytes]:
        status, content = 0, b""

        async def send(message: Message) -> None:
            nonlocal status, content
            status = message.get("status", status)
            content += message.get("body", b"")

        await self.app(scope, receiving(body), send)
        return status, content

    def close(self) -> None:
        """Stop. Too late at the end of the process: its threads are gone by then."""
        self._runner.run(self._stack.aclose())
        self._runner.close()


@cache
def sandbox() -> Sandbox:
    """One for the process."""
    return Sandbox()


def stop() -> None:
    """Stop the sandbox of this process, if it runs."""
    if sandbox.cache_info().currsize:
        sandbox().close()
        sandbox.cache_clear()


def served_requests(data: bytes) -> None:
    """Any request to the server, which never fails and says only what it declares."""
    scope, body = request_of(data)
    name = scope["path"][1:].partition("/")[0]
    given = {header for header, _ in scope["headers"]}
    if name in DIALECTS:
        for header, value in sandbox().credentials[name].items():
            if header.encode() not in given:
                scope["headers"].append((header.encode(), value.encode()))
    status, content = sandbox().serve(scope, body)
    assert 200 <= status < 500, (status, content[:500])
