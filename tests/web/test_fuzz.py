"""Schemathesis against the example dialect over a socket: what OpenAPI promises is what comes, whatever is sent."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.web.openapi import describe
from tests.support.database import sqlite_database
from tests.support.store import KEYS
from tests.web import example
from tests.web.support import open_house

schema = schemathesis.openapi.from_dict(describe(example.dialect)).exclude(operation_id="odd")


class Serving:
    """The example dialect in a thread of its own: ``url`` and ``key`` are set once it listens."""

    url = key = ""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listens = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        url = sqlite_database(self._folder)
        await migrate(url)
        async with Store(url, ALL_KINDS, KEYS) as store:
            house = await open_house(store)
            self.key = await house.new_key(scopes=("a",))
            config = uvicorn.Config(house.app(verify_answers=False), port=0, log_config=None, lifespan="off")
            self._server = server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110  # uvicorn has no event to wait for
                await asyncio.sleep(0.01)
            self.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
            self._listens.set()
            await serving

    def __enter__(self) -> "Serving":
        self._thread.start()
        assert self._listens.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(30)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with Serving(tmp_path_factory.mktemp("fuzz")) as running:
        yield running


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_promises(case: schemathesis.Case[Any], serving: Serving) -> None:
    answer = case.call_and_validate(
        base_url=serving.url,
        headers={"Authorization": f"Bearer {serving.key}"},
        checks=[
            schemathesis.checks.not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )
    assert answer.status_code < 500
