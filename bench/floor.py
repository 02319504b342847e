"""The floor: a bare Starlette and asyncpg service that stores and reads the same rows with nothing else around it.

No authentication, no validation, no audit trail, no limits: what the work itself costs on this machine.
"""

import json
import os
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SCHEMA = """
CREATE TABLE floor_patient (practice_id text, id text, external_id text, name text, doc json,
    PRIMARY KEY (practice_id, id), UNIQUE (practice_id, external_id));
CREATE TABLE floor_encounter (practice_id text, id text, external_id text, patient_id text, created_at timestamptz,
    doc json, PRIMARY KEY (practice_id, id), UNIQUE (practice_id, external_id));
CREATE INDEX ON floor_encounter (practice_id, created_at, id);
CREATE TABLE floor_appointment (practice_id text, id bigserial, start timestamptz, doc json,
    PRIMARY KEY (practice_id, id));
CREATE TABLE floor_history (practice_id text, kind text, id text, version int, at timestamptz, doc json,
    PRIMARY KEY (practice_id, kind, id, version));
CREATE TABLE floor_audit (id bigserial PRIMARY KEY, practice_id text, at timestamptz, actor text, action text,
    objects text[]);
"""

CREATE_ENCOUNTER = """
WITH p AS (
    INSERT INTO floor_patient VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (practice_id, external_id) DO UPDATE SET doc = excluded.doc RETURNING id
), e AS (
    INSERT INTO floor_encounter SELECT $1, $6, $7, p.id, now(), $8 FROM p RETURNING id
), h AS (
    INSERT INTO floor_history SELECT $1, 'encounter', $6, 1, now(), $8 UNION ALL
    SELECT $1, 'patient', $2, 1, now(), $5 ON CONFLICT DO NOTHING
)
INSERT INTO floor_audit (practice_id, at, actor, action, objects)
SELECT $1, now(), 'floor', 'create', ARRAY[e.id] FROM e
"""

BOOK = """
WITH a AS (
    INSERT INTO floor_appointment (practice_id, start, doc) VALUES ($1, now(), $2) RETURNING id
), h AS (
    INSERT INTO floor_history SELECT $1, 'appointment', a.id::text, 1, now(), $2 FROM a
)
INSERT INTO floor_audit (practice_id, at, actor, action, objects)
SELECT $1, now(), 'floor', 'book', ARRAY[a.id::text] FROM a
"""

_state: dict[str, Any] = {}


async def create_encounter(request: Request) -> Response:
    body = await request.json()
    patient, encounter = str(uuid4()), str(uuid4())
    document = json.dumps({"encounter_id": encounter, **body})
    name = f"{body['patient']['last_name']} {body['patient']['first_name']}"
    await _state["pool"].execute(
        CREATE_ENCOUNTER,
        *("practice", patient, body["patient"]["external_id"], name, json.dumps(body["patient"])),
        *(encounter, body["external_id"], document),
    )
    return Response(document, media_type="application/json")


async def read_encounter(request: Request) -> Response:
    row = await _state["pool"].fetchval(
        "SELECT doc FROM floor_encounter WHERE practice_id = $1 AND id = $2", "practice", request.path_params["id"]
    )
    return Response(row, media_type="application/json") if row else Response(status_code=404)


async def list_patients(request: Request) -> Response:
    rows = await _state["pool"].fetch(
        "SELECT doc FROM patient WHERE practice_id = $1 AND sort_name LIKE $2 ORDER BY sort_name, id LIMIT 50",
        request.query_params["practice"],
        request.query_params["prefix"] + "%",
    )
    return Response("[" + ",".join(row[0] for row in rows) + "]", media_type="application/json")


async def book(request: Request) -> Response:
    form = await request.form()
    document = json.dumps({name: str(value) for name, value in form.items()})
    await _state["pool"].execute(BOOK, "practice", document)
    return Response(document, status_code=201, media_type="application/json")


@asynccontextmanager
async def lifespan(_: Starlette) -> Any:
    async with asyncpg.create_pool(os.environ["FLOOR_DATABASE_URL"], min_size=8, max_size=8) as pool:
        _state["pool"] = pool
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
