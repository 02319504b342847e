"""The floor: a bare Starlette and asyncpg service that does the inserts and reads of the server, and nothing else.

It writes the rows that the server writes for the same request, into copies of the server's tables with all their
indexes: the objects and their versions, look-ups, a visit's charges with what the ledger says of them, events, the
counts; files into a folder. It reads patients from the server's own table, by the conditions and in the order of the
server, with the same exact total. What it answers, and stores, is a copy of one of the server's answers
(``FLOOR_SAMPLES``) under the request's own ids: neither side sends fewer bytes.

There is no authentication, validation, limit, row-level security, guard, translation or audit trail.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.floor import statements
from polyclinic.core.shared.ids import new_id

_state: dict[str, Any] = {}
_numbers = count(1)


async def create_encounter(request: Request) -> Response:
    body, sample, now, encounter = await request.json(), _state["encounter"], datetime.now(UTC), new_id()
    patient, payer = body["patient"], body["subscriber_primary"]["insurance_card"]["payer_name"]
    answer = {**sample, "encounter_id": encounter, "external_id": body["external_id"], "created_at": now.isoformat()}
    document = _json(answer)
    await _state["pool"].execute(
        statements.CREATE_ENCOUNTER,
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
    row = await _state["pool"].fetchval(statements.READ_ENCOUNTER, _state["practice_id"], request.path_params["id"])
    return Response(row, media_type="application/json") if row else Response(status_code=404)


async def list_patients(request: Request) -> Response:
    prefix, practice = request.query_params["prefix"], _state["practice_id"]
    after = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    rows = await _state["pool"].fetch(statements.SEARCH, practice, prefix, after, _state["found_bytes"])
    total = rows[0][1] if rows else 0
    return Response(f'{{"entry":[{",".join(row[0] for row in rows)}],"total":{total}}}', media_type="application/json")


async def page_of_patients(request: Request) -> Response:
    practice, after = _state["practice_id"], request.query_params["after"]
    rows = await _state["pool"].fetch(statements.PAGE, practice, _state["provider_id"], after, _state["listed_bytes"])
    await _state["pool"].fetch(statements.DIAGNOSES, practice, [row[0] for row in rows[:50]])
    more = "true" if len(rows) > 50 else "false"
    body = f'{{"records":[{",".join(row[1] for row in rows[:50])}],"has_more":{more}}}'
    return Response(body, media_type="application/json")


async def book(request: Request) -> Response:
    form, now, appointment = await request.form(), datetime.now(UTC), next(_numbers)
    start = datetime.fromisoformat(str(form["scheduled_time"])).replace(tzinfo=UTC)
    answer = {**_state["appointment"], "id": str(appointment), "scheduled_time": form["scheduled_time"]}
    document = _json(answer)
    await _state["pool"].execute(
        statements.BOOK,
        *(_state["practice_id"], new_id(), appointment, now, start),
        *(str(form["patient"]), str(form["doctor"]), str(form["office"]), f"{form['patient']}:{start.date()}"),
        document,
    )
    return Response(document, status_code=201, media_type="application/json")


async def create_person(request: Request) -> Response:
    body, person, user = await request.json(), new_id(), new_id()
    given = body["data"]["attributes"]
    sample = _state["person"]["data"]
    answer = {"data": {**sample, "id": person, "attributes": {**sample["attributes"], **given}}}
    username = given["username"]
    await _state["pool"].execute(
        statements.CREATE_PERSON,
        *_patient(person, given["first-name"], given["last-name"], given["birth-date"], None, None),
        _json({**_state["documents"]["person"], "id": person}),
        ["group", "phone", "email"],
        [given["individual-group-ids"][0], given["mobile-phone"], given["email"]],
        new_id(),
        *(user, next(_numbers), username, _json({**_state["documents"]["user"], "id": user, "username": username})),
    )
    return Response(_json(answer), status_code=201, media_type="application/vnd.api+json")


async def put_patient(request: Request) -> Response:
    body, practice = await request.json(), _state["practice_id"]
    known = await _state["pool"].fetchval(statements.FIND_PATIENT, practice, body["source_id"])
    id = known or new_id()
    document = _json({**_state["documents"]["synced"], "id": id, "address": body["address_line_1"]})
    if known:
        await _state["pool"].execute(statements.UPDATE_PATIENT, practice, id, datetime.now(UTC), document, new_id())
    else:
        place, provider = body["provider_service_location_id"], body["provider_id"]
        await _state["pool"].execute(
            statements.CREATE_PATIENT,
            *_patient(id, body["first_name"], body["last_name"], body["date_of_birth"], place, provider),
            *(document, ["@silna.source_id"], [body["source_id"]], new_id()),
        )
    return Response(_json({"patient_id": id}), status_code=200 if known else 201, media_type="application/json")


def _patient(id: str, given: str, family: str, born: str, *places: str | None) -> tuple[Any, ...]:
    """The columns of a new patient, up to the document. ``places`` are facility and legal entity."""
    low, lower = given.lower(), family.lower()
    names = (f"{lower}, {low}", low, lower, f"{low} {lower}")
    return (
        *(_state["practice_id"], id, next(_numbers), datetime.now(UTC)),
        *(*names, date.fromisoformat(born), *places),
    )


async def keep_file(request: Request) -> Response:
    id, key, name = new_id(), new_id(), request.headers["original-filename"]
    with (Path(os.environ["FLOOR_FILES"]) / key).open("wb") as file:
        async for chunk in request.stream():
            await asyncio.to_thread(file.write, chunk)
    await _state["pool"].execute(
        statements.KEEP_FILE,
        *(_state["practice_id"], id, next(_numbers), datetime.now(UTC), name, request.headers["content-type"]),
        *(_json({**_state["documents"]["file"], "id": id}), key),
    )
    return Response(_json({"id": id}), status_code=201, media_type="application/json")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_SAMPLES = {
    "person": "SELECT doc FROM patient WHERE practice_id = $1 AND id = $2",
    "user": 'SELECT doc FROM "user" WHERE practice_id = $1 AND patient_id = $2',
    "synced": "SELECT doc FROM patient WHERE practice_id = $1 AND id = $2",
    "file": "SELECT doc FROM document WHERE practice_id = $1 AND id = $2",
}


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    _state.update(json.loads(os.environ["FLOOR_SAMPLES"]))
    practice = _state["practice_id"]
    person = _state["person"]["data"]["id"]
    ids = {"person": person, "user": person, "synced": _state["synced"], "file": _state["file"]}
    async with asyncpg.create_pool(os.environ["FLOOR_DATABASE_URL"], min_size=8, max_size=8) as pool:
        _state["pool"] = pool
        charge = await pool.fetchval("SELECT doc FROM charge WHERE practice_id = $1 LIMIT 1", practice)
        _state["charge"] = json.loads(charge)
        _state["documents"] = {
            name: json.loads(await pool.fetchval(query, practice, ids[name])) for name, query in _SAMPLES.items()
        }
        yield


app = Starlette(
    lifespan=lifespan,
    routes=[
        Route("/encounters", create_encounter, methods=["POST"]),
        Route("/encounters/{id}", read_encounter),
        Route("/patients", list_patients),
        Route("/patients", put_patient, methods=["PUT"]),
        Route("/patients/page", page_of_patients),
        Route("/appointments", book, methods=["POST"]),
        Route("/people", create_person, methods=["POST"]),
        Route("/files", keep_file, methods=["POST"]),
    ],
)
