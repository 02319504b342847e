"""Requests to a dialect in this process, over the memory ports."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import httpx2
from starlette.types import ASGIApp

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.identity.policy import permissions_of
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import HeldClock
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services
from tests.web.memory import (
    Memory,
    MemoryClaims,
    MemoryCredentials,
    MemoryFiles,
    MemoryPorts,
    MemoryPractices,
)

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


PASSWORDS = Argon2Passwords()


def make_services(memory: Memory, clock: HeldClock, rules: Rules | None = None) -> Services:
    ports = MemoryPorts(memory)
    return Services(
        records=ports.records,
        audit=ports,
        vault=ports,
        credentials=MemoryCredentials(memory),
        practices=MemoryPractices(memory),
        claims=MemoryClaims(memory),
        clock=clock,
        limiter=make_limiter(rules or Rules(vendor=False), clock=clock),
        passwords=PASSWORDS,
        one_time_codes=TotpCodes(),
        files=MemoryFiles(),
    )


def add_practice(memory: Memory, practice_id: str = "p1", **of_credential: Any) -> Credential:
    """A practice and an API key for it, called ``key-<practice>``."""
    memory.practices[practice_id] = Practice(id=practice_id, name="Practice", created_at=NOW)
    given: dict[str, Any] = {
        "practice_id": practice_id,
        "kind": CredentialKind.API_KEY,
        "dialect": "example",
        "subject": f"client:{practice_id}",
        "permissions": tuple(permissions_of("owner")),
        "created_at": NOW,
    }
    credential = Credential(**{**given, **of_credential})
    memory.credentials[CredentialKind.API_KEY, "example", f"key-{practice_id}"] = credential
    return credential


def client_of(app: ASGIApp, *, key: str | None = "key-p1", prefix: str = "") -> httpx2.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport = httpx2.ASGITransport(app=app, root_path=prefix)
    return httpx2.AsyncClient(transport=transport, base_url=f"http://test{prefix}", headers=headers)


@contextmanager
def modules(sources: dict[str, str]) -> Iterator[dict[str, ModuleType]]:
    """Modules made from source text, importable under their names while this lasts."""
    made: dict[str, ModuleType] = {}
    packages = {name.rpartition(".")[0] for name in sources}
    packages |= {parent for package in packages for parent in _parents(package)}
    for package in sorted(packages - sys.modules.keys()):
        made[package] = sys.modules[package] = ModuleType(package)
        made[package].__path__ = []
    try:
        for name, source in sources.items():
            made[name] = sys.modules[name] = ModuleType(name)
            exec(compile(source, name, "exec"), made[name].__dict__)  # noqa: S102  # the project's own guide
            parent, _, last = name.rpartition(".")
            setattr(sys.modules[parent], last, made[name])
        yield made
    finally:
        for name in made:
            del sys.modules[name]


def _parents(package: str) -> list[str]:
    parts = package.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]
