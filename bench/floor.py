"""The floor: a bare Starlette and asyncpg service that does the inserts and reads of the server, and nothing else.

It writes the rows that the server writes for the same request, into copies of the server's tables with all their
indexes: the objects and their versions, look-ups, a visit's charges with what the ledger says of them, the event, the
counts. It reads patients from the server's own table, by the conditions and in the order of the server's search, with
the same exact total. What it answers, and stores, is a copy of one of the server's answers (``FLOOR_SAMPLES``) under
the request's own ids: neither side sends fewer bytes.

There is no authentication, validation, limit, row-level security, guard, translation or audit trail.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from polyclinic.core.shared.ids import new_id

TABLES = ("encounter", "charge", "appointment", "history", "ledger", "lookups", "events", "counters")
SCHEMA = "; ".join(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)" for table in TABLES)

CREATE_ENCOUNTER = """
WITH e AS (
    INSERT INTO floor_encounter (practice_id, id, number, version, created_at, updated_at, active, patient_id,
        patient_external_id, start, billable, responsible_party, claim_id, claim_status, billing_npi, primary_payer,
        diagnoses_at, search_text, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $6, $7, true, $8, $9, 'coded', $10, $11, $4, $12, $13)
), s AS MATERIALIZED (
    SELECT * FROM unnest($17::text[], $18::bigint[], $19::text[], $20::bigint[], $21::text[])
        AS x(id, number, doc, cents, posting)
), i AS (
    INSERT INTO floor_charge (practice_id, id, number, version, created_at, updated_at, active, provider, doc)
    SELECT $1, id, number, 1, $4, $4, true, $10, doc FROM s
), p AS (
    INSERT INTO floor_ledger (practice_id, account, id, movement, party, cents, currency, at, actor)
    SELECT $1, id, posting, 'charge', 'primary', cents, 'USD', $4, 'floor' FROM s
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    SELECT $1, 'encounter', $2, 1, $4, 'floor', $13 UNION ALL
    SELECT $1, 'charge', id, 1, $4, 'floor', doc FROM s
), l AS (
    INSERT INTO floor_lookups (practice_id, kind, id, name, value, scope, exclusive)
    SELECT $1, 'encounter', $2, x.name, x.value, '', x.name <> 'part'
    FROM unnest($14::text[], $15::text[]) AS x(name, value)
), c AS (
    INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
    VALUES ($1, 'charge', pg_backend_pid() % 64, 3, 0), ($1, 'encounter', pg_backend_pid() % 64, 1, 0)
    ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + excluded.live
)
INSERT INTO floor_events (practice_id, name, id, kind, object_id, facts)
VALUES ($1, 'encounter.recorded', $16, 'encounter', $2, '{}')
"""

BOOK = """
WITH a AS (
    INSERT INTO floor_appointment (practice_id, id, number, version, created_at, updated_at, active, start, patient_id,
        practitioner_id, facility_id, status, visit, readiness, doc)
    VALUES ($1, $2, $3, 1, $4, $4, true, $5, $6, $7, $8, 'unset', $9, 'pending', $10)
), h AS (
    INSERT INTO floor_history (practice_id, kind, id, version, at, actor, doc)
    VALUES ($1, 'appointment', $2, 1, $4, 'floor', $10)
)
INSERT INTO floor_counters AS c (practice_id, kind, shard, live, dead)
VALUES ($1, 'appointment', pg_backend_pid() % 64, 1, 0)
ON CONFLICT (practice_id, kind, shard) DO UPDATE SET live = c.live + 1
"""

SEARCH = """
WITH m AS MATERIALIZED (
    SELECT id, created_at FROM patient WHERE practice_id = $1 AND active AND family >= $2 AND family < $3
), p AS (SELECT id, created_at FROM m ORDER BY created_at, id LIMIT 50)
SELECT left(d.doc, $4), (SELECT count(*) FROM m) FROM p JOIN patient d ON d.practice_id = $1 AND d.id = p.id
ORDER BY p.created_at, p.id
"""
"""Documents hold more than the answer that is asked for: as much of each is sent as the server would send."""

_state: dict[str, Any] = {}
_numbers = count(1)


async def create_encounter(request: Request) -> Response:
    body, sample, now, encounter = await request.json(), _state["encounter"], datetime.now(UTC), new_id()
    patient, payer = body["patient"], body["subscriber_primary"]["insurance_card"]["payer_name"]
    answer = {**sample, "encounter_id": encounter, "external_id": body["external_id"], "created_at": now.isoformat()}
    document = _json(answer)
    await _state["pool"].execute(
        CREATE_ENCOUNTER,
        *(_state["practice_id"], encounter, next(_numbers), now, sample["patient"]["individual_id"]),
        *(patient["external_id"], date.fromisoformat(body["date_of_service"]), body["responsible_party"], new_id()),
        *(body["billing_provider"]["npi"], payer),
        f"{patient['first_name']} {patient['last_name']} {patient['external_id']} {body['external_id']}".lower(),
        document,
        ["@candid.encounter.external_id", *["part"] * 5],
        [body["external_id"], *(new_id() for _ in range(5))],
        new_id(),
        *_charges(body["service_lines"]),
    )
    return Response(document, media_type="application/json")


def _charges(lines: list[dict[str, Any]]) -> tuple[list[Any], ...]:
    """Columns of a visit's charges: documents like the server's, and what is posted."""
    ids = [new_id() for _ in lines]
    documents = [_json({**_state["charge"], "id": id}) for id in ids]
    cents = [line["charge_amount_cents"] for line in lines]
    return ids, [next(_numbers) for _ in lines], documents, cents, [new_id() for _ in lines]


async def read_encounter(request: Request) -> Response:
    row = await _state["pool"].fetchval(
        "SELECT doc FROM floor_encounter WHERE practice_id = $1 AND id = $2",
        _state["practice_id"],
        request.path_params["id"],
    )
    return Response(row, media_type="application/json") if row else Response(status_code=404)


async def list_patients(request: Request) -> Response:
    prefix = request.query_params["prefix"]
    rows = await _state["pool"].fetch(
        SEARCH, _state["practice_id"], prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1), _state["patient_bytes"]
    )
    total = rows[0][1] if rows else 0
    return Response(f'{{"entry":[{",".join(row[0] for row in rows)}],"total":{total}}}', media_type="application/json")


async def book(request: Request) -> Response:
    form, now, appointment = await request.form(), datetime.now(UTC), next(_numbers)
    start = datetime.fromisoformat(str(form["scheduled_time"])).replace(tzinfo=UTC)
    answer = {**_state["appointment"], "id": str(appointment), "scheduled_time": form["scheduled_time"]}
    document = _json(answer)
    await _state["pool"].execute(
        BOOK,
        *(_state["practice_id"], new_id(), appointment, now, start),
        *(str(form["patient"]), str(form["doctor"]), str(form["office"]), f"{form['patient']}:{start.date()}"),
        document,
    )
    return Response(document, status_code=201, media_type="application/json")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    _state.update(json.loads(os.environ["FLOOR_SAMPLES"]))
    async with asyncpg.create_pool(os.environ["FLOOR_DATABASE_URL"], min_size=8, max_size=8) as pool:
        _state["pool"] = pool
        charge = await pool.fetchval("SELECT doc FROM charge WHERE practice_id = $1 LIMIT 1", _state["practice_id"])
        _state["charge"] = json.loads(charge)
        yield


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/encounters", create_encounter, methods=["POST"]),
        Route("/encounters/{id}", read_encounter),
        Route("/patients", list_patients),
        Route("/appointments", book, methods=["POST"]),
    ],
)
