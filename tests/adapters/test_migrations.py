"""From one version's schema to the next while servers of the one go on; again after an interruption."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from polyclinic.adapters.db import migrate
from polyclinic.adapters.db.migrations import online, scripts
from polyclinic.adapters.db.store import NotMigrated, Store
from polyclinic.core.identity.model import USER, User
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Contended
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
        await run(url, ["UPDATE alembic_version SET version_num = '0003'"])
        await migrate.migrate(url)
        async with Store(url, ALL_KINDS, KEYS) as store:
            assert await store.ready()
    assert await described(url) == whole
    assert any(INDEX in line for line in whole)


async def test_names_of_users_who_were_there_before_are_kept_single(
    url: str, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(online, "BATCH", 2)
    named = {home: [User(username=f"Ana{n}", active=n > 0) for n in range(5)] for home in (practice_id, new_id())}
    rows = "SELECT practice_id, id, value, exclusive FROM lookups WHERE kind = 'user' AND practice_id = $1"
    async with Store(url, ALL_KINDS, KEYS) as store:

        async def add(home: str, user: User) -> None:
            async def work(ctx: Context) -> None:
                await ctx.put(USER, user)

            await perform(lambda: open_context(store, home), work)

        async def kept() -> list[set[tuple[object, ...]]]:
            return [{tuple(row) for row in await store.engine.fetch(home, rows, (home,))} for home in named]

        for home, users in named.items():
            for user in users:
                await add(home, user)
        whole = await kept()
        await run(url, ["DELETE FROM lookups WHERE kind = 'user'", "UPDATE alembic_version SET version_num = '0001'"])
        await add(practice_id, User(username="ana0"))
        await run(url, ["DELETE FROM lookups WHERE kind = 'user'"])
        assert await kept() == [set(), set()]
        await migrate.migrate(url)
        first, second = await kept()
        assert (len(first - whole[0]), second) == (1, whole[1]), "the disabled user's name is another's"
        for home, name in ((practice_id, "ANA0"), (practice_id, "ana4"), (next(reversed(named)), "ana1")):
            with pytest.raises(Contended):
                await add(home, User(username=name))
        await add(next(reversed(named)), User(username="ana0"))


async def test_of_two_users_of_one_name_one_has_it(url: str, practice_id: str) -> None:
    """Before, a user of a command could have a name that a patient's user had."""
    async with Store(url, ALL_KINDS, KEYS) as store:

        async def put(user: User) -> User:
            return await perform(lambda: open_context(store, practice_id), lambda ctx: ctx.put(USER, user))

        twins = []
        for _ in range(2):
            twins.append(await put(User(username="ana")))
            await run(url, ["DELETE FROM lookups WHERE kind = 'user'"])
        await run(url, ["UPDATE alembic_version SET version_num = '0001'"])
        await migrate.migrate(url)
        sql = "SELECT id FROM lookups WHERE kind = 'user' AND exclusive AND practice_id = $1"
        ((has_it,),) = await store.engine.fetch(practice_id, sql, (practice_id,))
        named, other = sorted(twins, key=lambda twin: twin.id != has_it)
        with pytest.raises(Contended):
            await put(replace(other, locale="es_US"))
        await put(replace(named, active=False))
        assert (await put(replace(other, locale="es_US"))).locale == "es_US"


def test_the_rehearsal_keeps_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    with next_version(monkeypatch):
        steps = migrate.upgrade_steps("postgresql", "0002")
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
