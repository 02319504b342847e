"""Puts the sandbox together: settings nobody has to give, the app with the sandbox's own routes."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from pydantic import SecretStr
from starlette.types import ASGIApp

from polyclinic.adapters.authn import Argon2Passwords
from polyclinic.adapters.notify.kept import KeptMessenger
from polyclinic.core.messages.model import Channel
from polyclinic.sandbox.routes import sandbox_routes
from polyclinic.sandbox.service import Sandbox
from polyclinic.server.app import create_app
from polyclinic.server.keypair import public_key
from polyclinic.server.runtime import Runtime
from polyclinic.server.settings import Settings, new_master_key

_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Nobody's password needs protection here: they are made at random and lie beside the database in clear."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sandbox that only needs sockets."""

    sandbox: Sandbox
    app: ASGIApp
    runtime: Runtime


def prepare_sandbox(
    settings: Settings, folder: Path, database: str | None, base_url: str, ports: Mapping[int, str]
) -> Prepared:
    """A sandbox whose data lie in ``folder``, or in ``database`` beside it. Keys are made once and kept there."""
    complete = settings.model_copy(
        update={
            "database_url": SecretStr(database or f"sqlite:///{(folder / 'polyclinic.sqlite3').resolve()}"),
            "master_keys": SecretStr(_kept(folder / "master.key")),
            "files": str(folder / "files"),
            "payer_network": "demo",
        }
    )
    runtime = Runtime(
        complete,
        migrating=True,
        messengers={channel: KeptMessenger() for channel in Channel},
        passwords=Argon2Passwords(_CHEAP),
    )
    sandbox = Sandbox(
        services=runtime.services,
        images=runtime.store.images,
        data=folder,
        abha_public_key=public_key(folder / "abha.pem"),
        deliver=runtime.deliver,
        base_url=base_url,
    )

    @asynccontextmanager
    async def started() -> AsyncIterator[None]:
        await sandbox.prepare()
        try:
            yield
        finally:
            sandbox.withdraw()

    app = create_app(runtime, extra_routes=sandbox_routes(sandbox), ports=ports, started=started())
    return Prepared(sandbox, app, runtime)


def _kept(path: Path) -> str:
    """The key in ``path``, made at first use."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := new_master_key())
    return key
