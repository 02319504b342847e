import re
from typing import Any

import pytest

from polyclinic.web.openapi import describe
from tests.web import example
from tests.web.support import House


@pytest.fixture
def document() -> Any:
    return describe(example.dialect, "/example")


def test_every_endpoint_is_described(document: Any) -> None:
    described = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    assert described == {route.endpoint.name for route in example.dialect.routes}
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "/example"}]


def test_references_lead_somewhere(document: Any) -> None:
    found = set(re.findall(r"#/components/schemas/([^'\"]+)", repr(document["paths"])))
    assert found
    assert found <= document["components"]["schemas"].keys()


def test_parameters_come_from_path_query_and_policy(document: Any) -> None:
    listing = document["paths"]["/notes"]["get"]
    named = {parameter["name"]: parameter for parameter in listing["parameters"]}
    assert set(named) == {"limit", "tag", "filter[individual-id]"}
    assert named["limit"]["schema"]["maximum"] == 100
    assert named["tag"]["schema"]["type"] == "array"
    (number, day) = document["paths"]["/numbered/{number}/of/{day}"]["get"]["parameters"]
    assert (number["schema"], day["schema"]["type"], day["required"]) == ({"type": "integer"}, "string", True)
    (key,) = document["paths"]["/notes"]["post"]["parameters"]
    assert (key["name"], key["in"], key["schema"]["maxLength"]) == ("Idempotency-Key", "header", 255)
    assert "/files/{name}" in document["paths"]


def test_bodies_come_in_every_declared_encoding(document: Any) -> None:
    content = document["paths"]["/uploads"]["post"]["requestBody"]["content"]
    assert set(content) == {
        "application/json",
        "application/vnd.example+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    }
    multipart = content["multipart/form-data"]["schema"]
    assert multipart["properties"]["document"] == {"type": "string", "format": "binary"}
    assert multipart["required"] == ["title"]
    assert document["paths"]["/poke"]["post"]["requestBody"]["required"] is False


def test_answers_and_refusals_are_described(document: Any) -> None:
    read = document["paths"]["/notes/{note_id}"]["get"]["responses"]
    assert read["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/ShownNote")
    assert {"400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429", "500", "503"} <= set(read)
    assert "content" not in document["paths"]["/notes/{note_id}"]["delete"]["responses"]["204"]
    assert document["paths"]["/login"]["post"]["security"] == []
    assert "security" not in document["paths"]["/notes"]["get"]


async def test_a_dialect_serves_its_own_description(house: House) -> None:
    async with house.http(house.app(), key=None, prefix="/example") as http:
        document, page = await http.get("/openapi.json"), await http.get("/docs/")
    assert document.json()["servers"] == [{"url": "/example"}]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "Example API" in page.text
    assert "/notes/{note_id}" in page.text
    # nothing is loaded from anywhere
    assert not re.search(r"src=|https?://|<script|@import|url\(", page.text)


async def test_descriptions_can_be_switched_off(house: House) -> None:
    async with house.http(house.app(docs=False)) as http:
        statuses = [(await http.get(path)).status_code for path in ("/openapi.json", "/docs")]
    assert statuses == [404, 404]
