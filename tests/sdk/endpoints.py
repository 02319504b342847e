"""Endpoints made up for the tests of the client's plumbing."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from polyclinic.sdk.endpoint import Endpoint, FilePart


class Thing(BaseModel):
    name: Annotated[str, Field(alias="the-name")]
    size: int | None = None
    tags: list[str] = []
    day: date | None = None


class Made(BaseModel):
    id: int


class Find(BaseModel):
    tag: list[str] = []
    group: Annotated[UUID | None, Field(alias="filter[group-id]")] = None
    open: bool | None = None


class Page(BaseModel):
    items: list[int]
    next: int | None = None


class After(BaseModel):
    after: int


GET = Endpoint(name="things.read", method="GET", path="/things/{thing_id}", gives=Made, query=Find)
CREATE = Endpoint(name="things.create", method="POST", path="/things", takes=Thing, gives=Made, status=201)
REPLACE = Endpoint(name="things.replace", method="PUT", path="/things/{thing_id}", takes=Thing)
FORM = Endpoint(name="things.form", method="POST", path="/forms", takes=Thing, gives=Made, accepts=("form", "json"))
UPLOAD = Endpoint(
    name="things.upload",
    method="POST",
    path="/uploads/{name:path}",
    takes=Thing,
    gives=Made,
    accepts=("form", "multipart"),
    files=(FilePart("document"),),
)
RAW = Endpoint(name="raw", method="POST", path="/raw", takes=bytes, gives=bytes, accepts=("raw",))
POKE = Endpoint(name="poke", method="POST", path="/poke", takes=Thing, empty_body=True, idempotent=True)
TEXT = Endpoint(name="text", method="GET", path="/text", gives=str)
PAGES = Endpoint(name="pages", method="GET", path="/pages", query=After, gives=Page)
