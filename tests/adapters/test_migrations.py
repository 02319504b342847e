"""From one version's schema to the next while servers of the one go on; again after an interruption."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from polyclinic.adapters.db import migrate
from polyclinic.adapters.db.migrations import scripts
from polyclinic.adapters.db.store import NotMigrated, Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.adapters.test_schema import ENGINES, EngineName, described, empty, run
from tests.house.migration_rules import problems
from tests.support.next_version import FOLDER, HEAD
from tests.support.store import KEYS, open_context

INDEX = "ix_patient_practice_id_rehearsed_id"


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of this version."""
    engine: EngineName = request.param
    async with empty(engine, tmp_path) as made:
        await migrate.migrate(made)
        yield made


@contextmanager
def next_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile this program is the version after it."""
    with monkeypatch.context() as changed:
        changed.setattr(scripts, "HEAD", HEAD)
        changed.setattr(scripts, "FOLDERS", [*scripts.FOLDERS, FOLDER])
        yield


async def add_patient(store: Store, practice_id: str, family: str) -> None:
    async def work(ctx: Context) -> None:
        await ctx.put(PATIENT, Patient(id=new_id(), name=HumanName(family=family, given="Ida")))

    await perform(lambda: open_context(store, practice_id), work)


async def rehearsed(store: Store, practice_id: str) -> list[str | None]:
    sql = "SELECT rehearsed FROM patient WHERE practice_id = $1"
    return [row[0] for row in await store.engine.fetch(practice_id, sql, (practice_id,))]


async def test_servers_of_the_version_before_go_on(url: str, practice_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Store(url, ALL_KINDS, KEYS) as old:
        for number in range(20):
            await add_patient(old, practice_id, f"Wells{number}")
        with next_version(monkeypatch):
            await migrate.migrate(url)
            await migrate.migrate(url)
        await add_patient(old, practice_id, "Late")
        assert await old.ready()
        assert len(await rehearsed(old, practice_id)) == 21
        with pytest.raises(NotMigrated):
            await Store(url, ALL_KINDS, KEYS).open()
        with next_version(monkeypatch):
            async with Store(url, ALL_KINDS, KEYS) as new:
                values = await rehearsed(new, practice_id)
                await add_patient(new, practice_id, "Later")
    assert {value for value in values if value} <= {f"WELLS{number}, IDA" for number in range(20)}
    assert 1 <= sum(value is not None for value in values) <= 3, "every tenth number"


async def test_an_interrupted_migration_goes_on(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a crash leaves it: everything of a revision done, but for the stamp."""
    with next_version(monkeypatch):
        await migrate.migrate(url)
        whole = await described(url)
        await run(url, ["UPDATE alembic_version SET version_num = '0002'"])
        await migrate.migrate(url)
        async with Store(url, ALL_KINDS, KEYS) as store:
            assert await store.ready()
    assert await described(url) == whole
    assert any(INDEX in line for line in whole)


def test_the_rehearsal_keeps_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    with next_version(monkeypatch):
        steps = migrate.upgrade_steps("postgresql", "0001")
    assert [step.alone for step in steps] == [False, True, True]
    assert not [problem for step in steps for problem in problems(step)]


async def test_a_change_of_tables_lets_requests_through_while_it_waits(
    tmp_path: Path, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long transaction holds the table; who comes after the migration does not queue behind it for as long."""
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 1)
    async with empty("postgresql", tmp_path) as url:
        await migrate.migrate(url)
        holder = await asyncpg.connect(url)
        async with Store(url, ALL_KINDS, KEYS) as store:
            async with holder.transaction():
                await holder.execute("LOCK TABLE patient IN ACCESS SHARE MODE")
                with next_version(monkeypatch):
                    migrating = asyncio.create_task(migrate.migrate(url))
                    for number in range(8):
                        async with asyncio.timeout(5):
                            await add_patient(store, practice_id, f"Wells{number}")
                        await asyncio.sleep(0.3)
                    assert not migrating.done()
            await asyncio.wait_for(migrating, 30)
            assert len(await rehearsed(store, practice_id)) == 8
        await holder.close()
