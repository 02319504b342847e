"""A sandbox inside the test's own process, and the doors of a fresh practice: calls without a socket."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from polyclinic.server.sandbox import Prepared, prepare_sandbox
from polyclinic.server.settings import Settings

BASE = "http://127.0.0.1:8000"
JSON_API = "application/vnd.api+json"


@dataclass(slots=True)
class Premises:
    """A server that runs while something is asked of it. ``calls`` and ``steps`` of machines are counted."""

    prepared: Prepared
    runner: asyncio.Runner
    client: httpx2.AsyncClient
    calls: int = 0
    steps: int = 0

    def send(self, method: str, url: str, headers: Mapping[str, str], **options: Any) -> httpx2.Response:
        self.calls += 1
        return self.runner.run(self.client.request(method, url, headers=dict(headers), **options))

    def open_practice(self) -> "Practice":
        """A fresh practice, signed in to everywhere."""
        return Practice(self, self.runner.run(self.prepared.sandbox.add_practice()))

    def deliver(self) -> None:
        """What follows from what was written has been done when this returns."""
        self.runner.run(self.prepared.runtime.deliver())

    def audit_findings(self) -> list[str]:
        """What ``polyclinic audit verify`` finds, once everything is sealed."""
        audit = self.prepared.runtime.store.audit
        self.runner.run(audit.seal())
        return [str(finding) for finding in self.runner.run(audit.verify(None))]


@contextmanager
def open_premises(database_url: str, folder: Path) -> Iterator[Premises]:
    """Nobody's calls are limited, and every answer is held against its declaration."""
    settings = Settings(rate_limits="off", verify_answers=True)
    prepared = prepare_sandbox(settings, folder, database_url, BASE, {})
    with asyncio.Runner() as runner:
        runner.run(prepared.runtime.__aenter__())
        client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=prepared.app))
        try:
            yield Premises(prepared, runner, client)
        finally:
            runner.run(client.aclose())
            runner.run(prepared.runtime.__aexit__(None, None, None))


@dataclass(slots=True)
class Door:
    """One API of one practice, with its credentials in place."""

    premises: Premises
    base_url: str
    headers: dict[str, str]

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """The answer, which is no failure of the server's. ``path`` may be a whole URL."""
        url = path if path.startswith("http") else self.base_url + path
        answer = self.premises.send(method, url, {**self.headers, **options.pop("headers", {})}, **options)
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def call(self, method: str, path: str, expect: int = 200, **options: Any) -> Any:
        """The answer's JSON (None if there is no body); anything but ``expect`` fails with what was said."""
        answer = self.send(method, path, **options)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@dataclass(slots=True)
class Practice:
    """The same record through each door. ``blocks`` are its credentials as sandbox.json has them."""

    premises: Premises
    blocks: dict[str, Any]
    candid: Door = field(init=False)
    carium: Door = field(init=False)
    drchrono: Door = field(init=False)
    carestack: Door = field(init=False)
    silna: Door = field(init=False)

    def __post_init__(self) -> None:
        candid, carium, carestack = (self.blocks[name] for name in ("candid", "carium", "carestack"))
        self.candid, self.carium, self.drchrono, self.carestack, self.silna = (
            Door(self.premises, self.blocks[name]["base_url"], {})
            for name in ("candid", "carium", "drchrono", "carestack", "silna")
        )
        token = self.candid.call("POST", "/api/auth/v2/token", json=_some(candid, "client_id", "client_secret"))
        session = self.carium.call("POST", "/identity/v1/login/", json=_some(carium, "username", "password"))
        self.candid.headers |= _bearer(token["access_token"])
        self.carium.headers |= {**_bearer(session["access-token"]), "Accept": JSON_API}
        self.drchrono.headers |= _bearer(self.blocks["drchrono"]["access_token"])
        self.carestack.headers |= _bearer(carestack["api_key"])
        self.silna.headers |= _bearer(self.blocks["silna"]["api_key"])

    @property
    def id(self) -> str:
        practice_id: str = self.blocks["carium"]["organization_id"]
        return practice_id


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _some(block: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: block[name] for name in names}
