"""Fills the bench's databases: practices with clients whose limits are out of reach, and crowds of patients."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from polyclinic.adapters.db.migrate import migrate
from polyclinic.core.identity.model import USER, CredentialKind, User
from polyclinic.core.identity.operations import client_credential, client_secret_key, user_credential
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.ids import new_id
from polyclinic.sandbox.access import Secrets, access_token, clients, new_secrets
from polyclinic.sandbox.ids import fixed
from polyclinic.sandbox.load import LOADER
from polyclinic.sandbox.organisation import load_organisation
from polyclinic.sandbox.patients import load_patients
from polyclinic.sandbox.people import people
from polyclinic.sandbox.plan import DEMO, OTHER, Plan
from polyclinic.server.runtime import Runtime
from polyclinic.web.contexts import open_practice

OUT_OF_REACH = 1_000_000
GIVEN = ("Ana", "Ben", "Carla", "Dev", "Eve", "Finn", "Gita", "Hal", "Iris", "Jon")
FAMILIES = ("Smith", "Jones", "Garcia", "Brown", "Khan", "Lee", "Novak", "Rossi", "Sato", "Weber")

_LAST_NUMBER = 100_000_000  # numbers go down, so that the server's, which go on after the highest, never meet them
LETTERS = str.maketrans("0123456789", "abcdefghij")
_AT_ONCE = 100_000

_SECONDARY = """
SELECT indexname AS name, indexdef AS definition FROM pg_indexes
WHERE schemaname = 'public' AND tablename = 'patient' AND indexname LIKE 'ix%'
"""
_COUNT = """
INSERT INTO counters (practice_id, kind, shard, live, dead) VALUES ($1, 'patient', 0, $2, 0)
ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = counters.live + excluded.live
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """A practice that the load can come into."""

    plan: Plan
    secrets: Secrets
    carium_access_token: str


def plans(count: int) -> list[Plan]:
    """The demo practice, and others that are smaller. The same every time."""
    ids = [fixed(DEMO.practice_id, "bench", number) for number in range(1, count)]
    return [DEMO, *(replace(OTHER, practice_id=id, domain=f"{id[-12:]}.example") for id in ids)]


async def seed(runtime: Runtime, url: str, wanted: Sequence[Plan]) -> list[Seeded]:
    """Migrate, open these practices with the staff and patients of the demo, and let clients in without a limit."""
    await migrate(url)
    async with runtime:
        return [await _practice(runtime, plan) for plan in wanted]


async def _practice(runtime: Runtime, plan: Plan) -> Seeded:
    services = runtime.services
    practice, secrets = plan.practice(), new_secrets(plan, services.one_time_codes)
    await services.practices.save(practice)

    async def work(ctx: Context) -> None:
        crowd = people(plan.seed, plan.domain)
        await load_organisation(ctx, plan, crowd)
        await load_patients(ctx, plan, crowd)
        await ctx.put(USER, _owner(plan))

    await perform(lambda: open_practice(services, practice, LOADER, "bench.load"), work)
    return Seeded(plan, secrets, await _register(runtime, plan, secrets))


async def _register(runtime: Runtime, plan: Plan, secrets: Secrets) -> str:
    """Enter the clients' credentials, and one for Carium's user, whose token is returned."""
    credentials, clock = runtime.services.credentials, runtime.services.clock
    by_dialect = {client.dialect: client for client in clients(plan, secrets)}
    candid = client_secret_key(secrets.candid_client_id, secrets.candid_client_secret)
    for dialect, kind, secret in (
        ("candid", CredentialKind.CLIENT_SECRET, candid),
        ("carestack", CredentialKind.API_KEY, secrets.carestack_api_key),
        ("silna", CredentialKind.API_KEY, secrets.silna_api_key),
    ):
        credential = client_credential(by_dialect[dialect], plan.practice_id, kind, clock)
        await credentials.add(replace(credential, rate_limit=OUT_OF_REACH), secret)
    program = client_credential(by_dialect["drchrono"], plan.practice_id, CredentialKind.ACCESS_TOKEN, clock)
    await credentials.add(replace(access_token(program), rate_limit=OUT_OF_REACH), secrets.drchrono_access_token)
    person = user_credential(_owner(plan), plan.practice_id, "carium", clock)
    token = new_id()
    await credentials.add(replace(person, kind=CredentialKind.ACCESS_TOKEN, rate_limit=OUT_OF_REACH), token)
    return token


def _owner(plan: Plan) -> User:
    """Who uses Carium. Nobody signs in: the token is there."""
    return User(id=plan.id("user", "carium"), username=f"owner@{plan.domain}", role="owner")


async def add_crowd(url: str, practices: Sequence[Seeded], size: int) -> None:
    """Give each practice a crowd of so many patients.

    On PostgreSQL the secondary indexes are built afterwards: a million rows in a minute or two.
    """
    if url.startswith("sqlite"):
        for each in practices:
            _add_to_sqlite(url, each.plan, size)
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        indexes = await connection.fetch(_SECONDARY)
        for index in indexes:
            await connection.execute(f'DROP INDEX "{index["name"]}"')
        for each in practices:
            await _add_to_postgres(connection, each.plan, size)
        for index in indexes:
            await connection.execute(index["definition"], timeout=1200)
        await connection.execute("VACUUM (ANALYZE) patient", timeout=1200)
        await connection.execute("ANALYZE", timeout=600)
    finally:
        await connection.close()


async def _add_to_postgres(connection: "asyncpg.Connection[asyncpg.Record]", plan: Plan, size: int) -> None:
    template = await connection.fetchrow(_TEMPLATE, plan.practice_id, plan.id("patient", 1))
    assert template is not None
    columns = list(template.keys())
    for first in range(0, size, _AT_ONCE):
        rows = _rows(dict(template), plan, range(first, min(size, first + _AT_ONCE)))
        await connection.copy_records_to_table(
            "patient", records=(tuple(row.values()) for row in rows), columns=columns, timeout=600
        )
    await connection.execute(_COUNT, plan.practice_id, size)


def _add_to_sqlite(url: str, plan: Plan, size: int) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as connection:
        connection.row_factory = sqlite3.Row
        template = dict(connection.execute(_TEMPLATE, (plan.practice_id, plan.id("patient", 1))).fetchone())
        del template["row"]
        template["created_at"] = datetime.fromisoformat(template["created_at"])
        connection.execute("BEGIN")
        names, places = ", ".join(template), ", ".join("?" * len(template))
        connection.executemany(
            f"INSERT INTO patient ({names}) VALUES ({places})",  # noqa: S608 # the names are the table's own
            (tuple(_as_text(value) for value in row.values()) for row in _rows(template, plan, range(size))),
        )
        connection.execute(_COUNT, (plan.practice_id, size))
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    connection.close()


_TEMPLATE = "SELECT * FROM patient WHERE practice_id = $1 AND id = $2"


def _rows(template: dict[str, Any], plan: Plan, numbers: range) -> Iterator[dict[str, Any]]:
    """Copies of one real row under other names, numbers and ids; the document says what the columns say."""
    kept = json.loads(template["doc"])
    provider, made = plan.id("legal_entity", 0), template["created_at"]
    for number in numbers:
        id = f"c0000000-0000-7000-8000-{number:012d}"
        given, family = name_of(number)
        at = made + timedelta(milliseconds=number)
        name = {**kept["name"], "given": given, "family": family}
        document = kept | {
            "id": id,
            "number": _LAST_NUMBER - number,
            "created_at": _as_text(at),
            "legal_entity_id": provider,
            "name": name,
        }
        low, lower = given.lower(), family.lower()
        yield template | {
            "id": id,
            "number": _LAST_NUMBER - number,
            "created_at": at,
            "legal_entity_id": provider,
            "sort_name": f"{lower}, {low}",
            "given": low,
            "family": lower,
            "full_name": f"{low} {lower}",
            "search_text": f"{low} {lower}",
            "doc": json.dumps(document, separators=(",", ":")),
        }


def name_of(number: int) -> tuple[str, str]:
    """Given and family name of a member of the crowd: ten of each family, and ten families of each number."""
    return GIVEN[number % 10], FAMILIES[number // 10 % 10] + f"{number // 100:04d}".translate(LETTERS)


def _as_text(value: Any) -> Any:
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z") if isinstance(value, datetime) else value
