"""What is read of the database, to be counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store


@contextmanager
def reads_of(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that read, in their order."""
    asked: list[str] = []
    fetch = type(store.engine).fetch

    async def noting(engine: Any, practice_id: str | None, sql: str, *rest: Any, **options: Any) -> Any:
        asked.append(sql)
        return await fetch(engine, practice_id, sql, *rest, **options)

    with monkeypatch.context() as watched:
        watched.setattr(type(store.engine), "fetch", noting)
        yield asked
