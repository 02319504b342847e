"""Runs a command's work on the store that the settings name."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from polyclinic.cli.options import fail, load_settings
from polyclinic.core.identity.policy import ADD_CLIENTS, READ_ALL, SET_LIVE, WRITE_ALL
from polyclinic.core.shared.context import Actor
from polyclinic.server.settings import BadSettings, Settings

if TYPE_CHECKING:
    from polyclinic.adapters.db.store import Store

T = TypeVar("T")

OPERATOR = Actor("system:operator", READ_ALL | WRITE_ALL | {ADD_CLIENTS, SET_LIVE})
"""The person who runs the installation, as the audit trail knows them."""


def checked_settings(config: Path | None) -> Settings:
    """Settings that a practice could be served with, or the end of the command."""
    settings = load_settings(config)
    try:
        settings.check_production()
    except BadSettings as error:
        fail(str(error))
    return settings


def with_store(config: Path | None, work: "Callable[[Store], Awaitable[T]]") -> T:
    """The result of ``work`` on the open store, or the end of the command."""
    from polyclinic.adapters.db.keys import Keys
    from polyclinic.adapters.db.postgres.pool import UnsafeRole
    from polyclinic.adapters.db.store import NotMigrated, Store
    from polyclinic.core.kinds import ALL_KINDS
    from polyclinic.core.shared.errors import Unavailable

    settings = checked_settings(config)

    async def run() -> T:
        keys = settings.keys()
        store = Store(settings.database_url.get_secret_value(), ALL_KINDS, Keys(keys, next(iter(keys))))
        async with store:
            return await work(store)

    try:
        return asyncio.run(run())
    except (NotMigrated, Unavailable, UnsafeRole, ValueError) as error:
        fail(str(error))
