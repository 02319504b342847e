"""A database with practices in it, and what it takes to serve and to visit them."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import servers, workloads
from bench.payloads import PATIENTS
from bench.seed import Seeded, add_crowd, plans, seed
from bench.servers import Server
from bench.visitor import Visitor
from bench.workloads import Crowd, Works
from polyclinic.server.runtime import Runtime
from tests.support.database import postgres_database, sqlite_database


@dataclass(slots=True)
class Stage:
    """``told`` is the environment of a server on this database. Its visitors stay, whichever server they ask."""

    url: str
    folder: Path
    told: dict[str, str]
    crowd: Crowd
    practices: list[Seeded] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    works: list[Works] = field(default_factory=list)

    async def fill(self, practices: int) -> None:
        """Open so many practices, each with its crowd."""
        self.practices = await seed(Runtime(servers.settings(self.told)), self.url, plans(practices))
        await add_crowd(self.url, self.practices, self.crowd.size)

    def visit(self, server: Server, patients: int = PATIENTS) -> list[Works]:
        """The requests to each practice. One that nobody has been to is first visited by so many patients."""
        for visitor in self.visitors:
            visitor.port = server.port
        for practice in self.practices[len(self.visitors) :]:
            self.visitors.append(Visitor(practice, server.port, patients))
            self.works.append(workloads.ours(self.visitors[-1], self.crowd))
        return self.works


@asynccontextmanager
async def postgres_stage(*, practices: int = 1, crowd: int) -> AsyncIterator[Stage]:
    """A PostgreSQL database, dropped on leaving."""
    async with postgres_database() as url:
        with tempfile.TemporaryDirectory(prefix="polyclinic-bench-") as folder:
            stage = Stage(url, Path(folder), servers.environment(url, Path(folder)), Crowd(crowd))
            await stage.fill(practices)
            yield stage


@asynccontextmanager
async def sqlite_stage(*, crowd: int) -> AsyncIterator[Stage]:
    """A SQLite file in a folder that is removed on leaving, with one practice."""
    with tempfile.TemporaryDirectory(prefix="polyclinic-bench-") as folder:
        url = sqlite_database(Path(folder))
        stage = Stage(url, Path(folder), servers.environment(url, Path(folder) / "files"), Crowd(crowd))
        await stage.fill(1)
        yield stage
