"""A dialect made up for the tests of the plumbing: every feature that a declaration can have, on a record of notes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from polyclinic.core.documents.model import DOCUMENT as NOTE
from polyclinic.core.documents.model import Document
from polyclinic.core.identity.model import CredentialKind
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
)
from polyclinic.sdk.endpoint import Endpoint, ErrorType, FilePart
from polyclinic.web.auth import bearer_token, principal_by_secret, principal_of
from polyclinic.web.call import Answer, Call, Principal, RawRequest
from polyclinic.web.dialect import Dialect, Failed, Idempotency, Routes
from polyclinic.web.problems import BadFields, HttpProblem
from polyclinic.web.rate_limits import LimitState, RateLimit
from polyclinic.web.services import Services

# -- wire -------------------------------------------------------------------------------------------------------


class Dog(BaseModel):
    kind: Literal["dog"]
    barks: bool


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(strict=True)]


class Line(BaseModel):
    model_config = ConfigDict(strict=True)
    words: Annotated[str, Field(alias="the-words", min_length=1)]
    count: int = 1


class NewNote(BaseModel):
    model_config = ConfigDict(strict=True)
    text: Annotated[str, Field(max_length=1000)]
    lines: list[Line] = []
    pet: Dog | Cat | None = None


class NoteChange(BaseModel):
    text: str | None = None


class ShownNote(BaseModel):
    id: str
    text: str


class Paging(BaseModel):
    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    tag: list[str] = []
    individual: Annotated[UUID | None, Field(alias="filter[individual-id]")] = None


class Upload(BaseModel):
    title: str
    pages: int = 0
    tags: list[str] = []


class ErrorBody(BaseModel):
    error: str
    message: str
    fields: list[str]


NOTE_MISSING = ErrorType(404, "note_missing", ErrorBody)
CREATE = Endpoint(name="notes.create", method="POST", path="/notes", takes=NewNote, gives=ShownNote, status=201)
READ = Endpoint(name="notes.read", method="GET", path="/notes/{note_id}", gives=ShownNote, errors=(NOTE_MISSING,))
EDIT = Endpoint(name="notes.edit", method="PATCH", path="/notes/{note_id}/", takes=NoteChange, gives=ShownNote)
REMOVE = Endpoint(name="notes.remove", method="DELETE", path="/notes/{note_id}", takes=NoteChange, status=204)
TEMPLATES = Endpoint(name="notes.templates", method="GET", path="/notes/templates", gives=list[str])
LIST = Endpoint(name="notes.list", method="GET", path="/notes", query=Paging, gives=dict[str, Any])
NUMBERED = Endpoint(
    name="numbered.read", method="GET", path="/numbered/{number}/of/{day}", path_types={"number": int}, gives=list[Any]
)
FILE = Endpoint(name="files.read", method="GET", path="/files/{name:path}", gives=bytes)
UPLOAD = Endpoint(
    name="uploads.create",
    method="POST",
    path="/uploads",
    takes=Upload,
    gives=dict[str, Any],
    accepts=("json", "form", "multipart"),
    files=(FilePart("document", required=False), FilePart("cover", required=False)),
    max_body=100_000,
)
NEEDED = Endpoint(
    name="uploads.needed",
    method="POST",
    path="/needed",
    takes=Upload,
    gives=dict[str, Any],
    accepts=("multipart",),
    files=(FilePart("document"),),
)
RAW = Endpoint(
    name="raw.create", method="POST", path="/raw", gives=dict[str, Any], accepts=("raw",), max_body=3_000_000
)
POKE = Endpoint(name="poke", method="POST", path="/poke", takes=NoteChange, empty_body=True, gives=dict[str, Any])
LOGIN = Endpoint(
    name="login", method="POST", path="/login", takes=NoteChange, gives=dict[str, Any], public="it gives the token"
)
SCOPED = Endpoint(name="scoped", method="GET", path="/scoped", gives=dict[str, Any], scopes=("a", "b"))
SLOW = Endpoint(name="slow", method="POST", path="/slow", takes=NoteChange, gives=ShownNote)
ODD = Endpoint(name="odd", method="GET", path="/odd/{what}", gives=ShownNote)
LIMITED = Endpoint(name="limited", method="GET", path="/limited", gives=dict[str, Any], rate="tight")

# -- routes -----------------------------------------------------------------------------------------------------

routes = Routes()

Hook = Callable[[], Awaitable[None]]
hooks: list[Hook] = []
"""What a handler waits for before it writes, one for each run; set by tests."""


async def run_hook() -> None:
    if hooks:
        await hooks.pop(0)()


def shown(note: Document) -> dict[str, Any]:
    return {"id": note.id, "text": note.description}


@routes.on(CREATE)
async def create(ctx: Context, call: Call[NewNote]) -> Answer:
    ctx.require("patients:write")
    note = await ctx.put(NOTE, Document(description=call.body.text))
    return Answer(shown(note), headers={"Location": call.raw.absolute(f"/notes/{note.id}")})


@routes.on(READ)
async def read(ctx: Context, call: Call) -> dict[str, Any]:
    return shown(await ctx.need(NOTE, call.path["note_id"]))


@routes.on(EDIT)
async def edit(ctx: Context, call: Call[NoteChange]) -> dict[str, Any]:
    note = await ctx.need(NOTE, call.path["note_id"])
    await run_hook()
    if "text" in call.body.model_fields_set:
        note = await ctx.put(NOTE, replace(note, description=call.body.text or ""))
    return shown(note)


@routes.on(REMOVE)
async def remove(ctx: Context, call: Call[NoteChange]) -> None:
    note = await ctx.need(NOTE, call.path["note_id"])
    await ctx.put(NOTE, replace(note, active=False, description=call.body.text or ""))


@routes.on(TEMPLATES)
async def templates(ctx: Context, call: Call) -> list[Any]:
    return ["plain"]


@routes.on(LIST)
async def list_notes(ctx: Context, call: Call[None, Paging]) -> dict[str, Any]:
    individual = call.query.individual
    return {"limit": call.query.limit, "tags": call.query.tag, "individual": str(individual) if individual else None}


@routes.on(NUMBERED)
async def numbered(ctx: Context, call: Call) -> list[Any]:
    return [call.path["number"], call.path["day"]]


@routes.on(FILE)
async def file(ctx: Context, call: Call) -> Answer:
    async def stream() -> AsyncIterator[bytes]:
        yield b"contents of "
        yield call.path["name"].encode()

    return Answer(stream(), media_type="text/plain")


@routes.on(UPLOAD)
async def upload(ctx: Context, call: Call[Upload]) -> dict[str, Any]:
    files = {name: [sent.filename, sent.content_type, sent.size] for name, sent in call.files.items()}
    return {**call.body.model_dump(), "files": files}


@routes.on(NEEDED)
async def needed(ctx: Context, call: Call[Upload]) -> dict[str, Any]:
    return {"size": len(await call.files["document"].read())}


@routes.on(RAW)
async def raw(ctx: Context, call: Call) -> dict[str, Any]:
    sent = call.files["body"]
    twice = [sum([len(chunk) async for chunk in sent.chunks()]) for _ in range(2)]
    return {"sizes": [sent.size, *twice], "type": sent.content_type}


@routes.on(POKE)
async def poke(ctx: Context, call: Call[NoteChange]) -> dict[str, Any]:
    return {"set": sorted(call.body.model_fields_set)}


@routes.public(LOGIN)
async def login(call: Call[NoteChange]) -> dict[str, Any]:
    credential = await call.services.credentials.find(CredentialKind.API_KEY, "example", call.body.text or "")
    if credential is None:
        raise Unauthenticated("wrong password", reason="unknown")
    ctx = call.open_context(await principal_of(call.services, credential))
    await run_hook()
    await ctx.commit()
    return {"origin": call.raw.origin, "address": call.raw.address}


@routes.on(SCOPED)
async def scoped(ctx: Context, call: Call) -> dict[str, Any]:
    return {}


@routes.on(LIMITED)
async def limited(ctx: Context, call: Call) -> dict[str, Any]:
    return {}


@routes.on(SLOW)
async def slow(ctx: Context, call: Call[NoteChange]) -> Answer:
    note = await ctx.put(NOTE, Document(description=call.body.text or ""))
    await run_hook()
    if call.body.text == "refused":
        raise Conflict("not now")
    if call.body.text == "answered":
        return Answer({"error": "teapot", "message": "", "fields": []}, 418)
    return Answer(shown(note), headers={"X-Made": "yes"})


@routes.on(ODD)
async def odd(ctx: Context, call: Call) -> Any:
    match call.path["what"]:
        case "broken":
            raise RuntimeError("a secret of the patient")
        case "missing-field":
            return {"id": "1"}
        case "extra-field":
            return {"id": "1", "text": "", "more": 1}
        case "status":
            return Answer({"id": "1", "text": ""}, 202)
        case "error-shape":
            raise Conflict("odd")
        case "unavailable":
            raise Unavailable("the database is away")
        case "stored":
            return Answer({"id": "1", "text": ""}, headers={"cache-control": "max-age=60"})
        case "header":
            return Answer({"id": "1", "text": ""}, headers={"X-Odd": "a\r\nSet-Cookie: b"})
        case _:
            return ShownNote(id="1", text="")


# -- the dialect ------------------------------------------------------------------------------------------------


def errors(refusal: Refusal | HttpProblem, failed: Failed) -> Answer:
    fields: list[str] = []
    match refusal:
        case BadFields():
            status = 422
            fields = [f"{each.where}:{'/'.join(map(str, each.path))}:{each.code}" for each in refusal.problems]
        case Invalid():
            status = 422
        case HttpProblem():
            status = refusal.status
        case Unauthenticated():
            status = 401
        case Forbidden():
            status = 403
        case NotFound():
            status = 404
        case Conflict():
            status = 409
        case Unavailable():
            status = 503
        case _:
            status = 400
    if str(refusal) == "odd":
        return Answer({"unexpected": True}, status)
    return Answer({"error": refusal.code, "message": str(refusal), "fields": fields}, status)


async def authenticate(raw: RawRequest, services: Services) -> Principal:
    return await principal_by_secret(services, "example", CredentialKind.API_KEY, bearer_token(raw))


def limit_headers(state: LimitState | None) -> dict[str, str]:
    if state is None:
        return {}
    return {
        "X-RateLimit-Limit": str(state.limit),
        "X-RateLimit-Remaining": str(state.remaining),
        "X-RateLimit-Reset": str(state.reset_epoch),
        "Retry-After": str(state.retry_after),
    }


def normalise(segments: Sequence[str]) -> Sequence[str]:
    return [segment for segment in segments if segment != "ignore me"]


dialect = Dialect(
    name="example",
    title="Example API",
    description="Notes, for tests.",
    routes=routes,
    authenticate=authenticate,
    errors=errors,
    error_body=lambda error: ErrorBody,
    rate_limits={"default": RateLimit(5, 60), "tight": RateLimit(2, 10, "moving", "address")},
    limit_headers=limit_headers,
    idempotency=Idempotency(),
    normalise=normalise,
    json_types=frozenset({"application/json", "application/vnd.example+json"}),
    max_body=200_000,
)
