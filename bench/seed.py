"""Fills the bench's database: a practice with clients whose limits are out of reach, and a crowd of patients."""

import json
from dataclasses import dataclass, replace

import asyncpg

from polyclinic.adapters.db.migrate import migrate
from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.identity.operations import client_credential, client_secret_key
from polyclinic.core.shared.context import Context, perform
from polyclinic.sandbox.access import Secrets, access_token, clients, new_secrets
from polyclinic.sandbox.load import LOADER, load
from polyclinic.sandbox.plan import DEMO
from polyclinic.server.runtime import Runtime
from polyclinic.web.contexts import open_practice

OUT_OF_REACH = 1_000_000

# Made from one real row: other names, numbers and ids; the document says what the columns say, as the store writes it.
_CROWD = """
WITH base AS (SELECT patient AS row FROM patient WHERE practice_id = $1 AND number = 5001),
made AS (
    SELECT n,
        'c0000000-0000-7000-8000-' || lpad(n::text, 12, '0') AS id,
        (ARRAY['Ana','Ben','Carla','Dev','Eve','Finn','Gita','Hal','Iris','Jon'])[1 + n % 10] AS given,
        (ARRAY['Smith','Jones','Garcia','Brown','Khan','Lee','Novak','Rossi','Sato','Weber'])[1 + n / 10 % 10]
            || translate(to_char(n / 100, 'FM0000'), '0123456789', 'abcdefghij') AS family
    FROM generate_series($2::int, $3::int) AS n
)
INSERT INTO patient
SELECT copy.* FROM made, base, LATERAL jsonb_populate_record(base.row, jsonb_build_object(
    'id', made.id, 'number', 10000000 + n, 'legal_entity_id', $4::text,
    'sort_name', lower(made.family) || ', ' || lower(made.given),
    'given', lower(made.given), 'family', lower(made.family),
    'full_name', lower(made.given) || ' ' || lower(made.family),
    'search_text', lower(made.given) || ' ' || lower(made.family),
    'doc', replace(replace(replace(replace($5::text, '@id', made.id), '"@number"', (10000000 + n)::text),
        '@given', made.given), '@family', made.family)
)) AS copy
"""

_SECONDARY = """
SELECT indexname AS name, indexdef AS definition FROM pg_indexes
WHERE schemaname = 'public' AND tablename = 'patient' AND indexname LIKE 'ix%'
"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What the load needs to come in."""

    practice_id: str
    secrets: Secrets
    patient_id: str
    provider_id: str
    facility_id: str


async def seed(runtime: Runtime, url: str, crowd: int) -> Seeded:
    """Migrate, load the demo practice, register its clients without a limit in reach, and add ``crowd`` patients."""
    await migrate(url)
    async with runtime:
        services = runtime.services
        practice = DEMO.practice()
        await services.practices.save(practice)

        async def work(ctx: Context) -> None:
            await load(ctx, DEMO, services.files)

        await perform(lambda: open_practice(services, practice, LOADER, "bench.load"), work)
        secrets = new_secrets(DEMO, services.one_time_codes)
        await _register(runtime, secrets)
    await _add_crowd(url, crowd)
    return Seeded(DEMO.practice_id, secrets, DEMO.id("patient", 0), DEMO.id("legal_entity", 0), DEMO.id("facility", 0))


async def _register(runtime: Runtime, secrets: Secrets) -> None:
    credentials, clock = runtime.services.credentials, runtime.services.clock
    by_dialect = {client.dialect: client for client in clients(DEMO, secrets)}
    for dialect, kind, secret in (
        (
            "candid",
            CredentialKind.CLIENT_SECRET,
            client_secret_key(secrets.candid_client_id, secrets.candid_client_secret),
        ),
        ("carestack", CredentialKind.API_KEY, secrets.carestack_api_key),
        ("silna", CredentialKind.API_KEY, secrets.silna_api_key),
    ):
        credential = client_credential(by_dialect[dialect], DEMO.practice_id, kind, clock)
        await credentials.add(replace(credential, rate_limit=OUT_OF_REACH), secret)
    program = client_credential(by_dialect["drchrono"], DEMO.practice_id, CredentialKind.ACCESS_TOKEN, clock)
    await credentials.add(replace(access_token(program), rate_limit=OUT_OF_REACH), secrets.drchrono_access_token)


async def _add_crowd(url: str, crowd: int) -> None:
    """Insert without the secondary indexes and build them afterwards: a million rows in minutes."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        indexes = await connection.fetch(_SECONDARY)
        for index in indexes:
            await connection.execute(f'DROP INDEX "{index["name"]}"')
        provider = DEMO.id("legal_entity", 0)
        document = await _document(connection, provider)
        for start in range(0, crowd, 100_000):
            last = min(crowd, start + 100_000) - 1
            await connection.execute(_CROWD, DEMO.practice_id, start, last, provider, document, timeout=600)
        for index in indexes:
            await connection.execute(index["definition"], timeout=600)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _document(connection: "asyncpg.Connection[asyncpg.Record]", provider: str) -> str:
    """The real row's document with places for what differs, its fields in the order that the store writes."""
    kept = await connection.fetchval(
        "SELECT doc FROM patient WHERE practice_id = $1 AND number = 5001", DEMO.practice_id
    )
    document = json.loads(kept)
    name = {**document["name"], "given": "@given", "family": "@family"}
    document |= {"id": "@id", "number": "@number", "legal_entity_id": provider, "name": name}
    return json.dumps(document, separators=(",", ":"))
