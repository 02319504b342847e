"""JSON:API 1.1, rule by rule: what is negotiated, fetched and refused, of every type of resource that there is.

Every answer is looked at as a document besides (``soundness``). Writing is in ``test_jsonapi_writing.py``.
"""

import json
import re
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.ids import new_id
from tests.dialects.carium.catalogue import BETTER, JSONAPI
from tests.dialects.carium.checklist import Case, Check, Checklist, held_by
from tests.dialects.carium.office import Office, add_user, problems

EXT = f'{JSONAPI}; ext="https://jsonapi.org/ext/atomic"'
PROFILE = f'{JSONAPI}; profile="https://example.com/a"'
CHARSET = f"{JSONAPI}; charset=utf-8"

CHECKLIST = Checklist()
rule = CHECKLIST.rule


# -- negotiation -------------------------------------------------------------------------------------------------


@rule("answers come as JSON:API without parameters, and depend on Accept", "list")
async def _(case: Case) -> None:
    for accept in (None, "*/*", "application/json", JSONAPI, PROFILE, f"{CHARSET}, {JSONAPI}", f"text/html, {PROFILE}"):
        answer = await case.get(case.type.path, headers={"Accept": accept} if accept else {})
        assert (answer.headers["content-type"], answer.headers["vary"]) == (JSONAPI, "Accept")


@rule("406 if every JSON:API in Accept has parameters", "list")
async def _(case: Case) -> None:
    for accept in (CHARSET, EXT, f"{EXT}, {CHARSET}", f"{EXT}, text/html"):
        answer = await case.get(case.type.path, 406, headers={"Accept": accept})
        assert answer.json()["errors"][0]["source"] == {"header": "Accept"}


@rule("415 for parameters and extensions; profiles are ignored", "create")
async def _(case: Case) -> None:
    content = json.dumps(case.type.new(case.office))
    for content_type in (CHARSET, EXT, "text/plain"):
        answer = await case.send("POST", case.type.path, 415, content=content, headers={"Content-Type": content_type})
        assert answer.json()["errors"][0]["source"] == {"header": "Content-Type"}
    await case.send("POST", case.type.path, 201, content=content, headers={"Content-Type": PROFILE})


@rule("415 for parameters and extensions", "update")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    for content_type in (CHARSET, EXT, "text/plain"):
        headers = {"Content-Type": content_type}
        await case.send("PATCH", url, 415, content=json.dumps(case.type.change()), headers=headers)


# -- fetching ----------------------------------------------------------------------------------------------------


@rule("a collection is an array, though it be empty", "list")
async def _(case: Case) -> None:
    await case.some()
    beyond = await case.list(**{"page[offset]": 5000})
    assert beyond["data"] == []
    assert beyond["meta"]["total"] == beyond["meta"]["page[total]"]


@rule("the self link of each resource leads to it", "read")
async def _(case: Case) -> None:
    found = await case.some()
    assert found["links"]["self"].endswith(case.type.url(found["id"]))
    assert (await case.get(found["links"]["self"])).json()["data"] == found
    assert (await case.get(case.type.url(found["id"].upper()).rstrip("/"))).json()["data"] == found


@rule("404 for what is not there", "read")
async def _(case: Case) -> None:
    answer = await case.get(case.type.url(new_id()), 404)
    assert answer.json()["errors"][0]["status"] == "404"


@rule("every attribute and relationship that is declared is there", "read")
async def _(case: Case) -> None:
    found = await case.some()
    optional = {"upload-info"}
    assert found["attributes"].keys() | optional == case.type.fields.keys() | optional
    assert tuple(found.get("relationships", ())) == case.type.relationships


@rule("fields limits attributes and relationships", "read")
async def _(case: Case) -> None:
    found = await case.some()
    name, *_ = found["attributes"]
    wanted = ",".join([name, *case.type.relationships[:1], "no-such"])
    for url in (case.type.path, case.type.url(found["id"])):
        answer = (await case.get(url, params={f"fields[{case.type.name}]": wanted})).json()["data"]
        some = answer[0] if isinstance(answer, list) else answer
        assert (list(some["attributes"]), tuple(some.get("relationships", ()))) == ([name], case.type.relationships[:1])
        assert some.keys() - {"relationships"} == {"type", "id", "attributes", "links", "meta"}
        nothing = (await case.get(url, params={f"fields[{case.type.name}]": ""})).json()["data"]
        assert "relationships" not in (nothing[0] if isinstance(nothing, list) else nothing)


@rule("include brings what is asked for and nothing else", "read")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    for name in case.type.relationships:
        answer = (await case.get(url, params={"include": name})).json()
        data = answer["data"]["relationships"][name]["data"]
        linked = data if isinstance(data, list) else [data]
        assert [{"type": each["type"], "id": each["id"]} for each in answer["included"]] == linked
        listed = await case.list(include=name)
        assert {each["type"] for each in linked} <= {each["type"] for each in listed["included"]}
        twice = await case.get(url, params={"include": f"{name},{name}"})
        assert twice.json()["included"] == answer["included"]


@rule("include of nothing is an empty array", "read")
async def _(case: Case) -> None:
    if case.type.relationships:
        url = case.type.url((await case.some())["id"])
        assert (await case.get(url, params={"include": ""})).json()["included"] == []
        assert (await case.list(include=""))["included"] == []


@rule("400 for an include that is not supported", "read")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    for path in ("nothing", "attributes", *(f"{name}.nothing" for name in case.type.relationships)):
        for place in (url, case.type.path):
            answer = await case.get(place, 400, params={"include": path})
            assert list(problems(answer)) == ["include"]


@rule("related links lead to what the linkage says", "read")
async def _(case: Case) -> None:
    found = await case.some()
    for relationship in found.get("relationships", {}).values():
        answer = (await case.get(relationship["links"]["related"])).json()
        linked, data = relationship["data"], answer["data"]
        identifiers = [
            {"type": each["type"], "id": each["id"]} for each in (data if isinstance(data, list) else [data])
        ]
        assert identifiers == (linked if isinstance(linked, list) else [linked])
        assert answer["links"]["self"] == relationship["links"]["related"]
    await case.get(f"{case.type.url(found['id'])}nothing/", 404)


@rule("sort, both ways; 400 for a field that is none", "list")
async def _(case: Case) -> None:
    for _ in range(3):
        await case.some()
    for field in ("created-at", "last-modified-at"):
        up = [each["attributes"][field] for each in (await case.list(sort=field))["data"]]
        down = [each["attributes"][field] for each in (await case.list(sort=f"-{field}"))["data"]]
        assert (up, down) == (sorted(up), sorted(up, reverse=True))
    for sort in ("", "nothing", "created-at,nothing", "created-at,-created-at", "+created-at"):
        answer = await case.get(case.type.path, 400, params={"sort": sort})
        assert list(problems(answer)) == ["sort"]


@rule("pages link to each other, keep what was asked, and leave out what there is not", "list")
async def _(case: Case) -> None:
    for _ in range(3):
        await case.some()
    asked: dict[str, Any] = {"organization-id": case.office.id, "sort": "-created-at", "page[limit]": "1"}
    first = await case.list(**asked)
    total = first["meta"]["total"]
    assert first["links"].keys() == {"self", "first", "last"} | ({"next"} if total > 1 else set())
    seen, page = [], first
    while True:
        seen += [each["id"] for each in page["data"]]
        for link in page["links"].values():
            assert re.search(f"organization-id={case.office.id}&sort=-created-at&", link)
            assert link.endswith("&page%5Blimit%5D=1")
        if "next" not in page["links"]:
            break
        following = (await case.get(page["links"]["next"])).json()
        assert (await case.get(following["links"]["prev"])).json()["data"] == page["data"]
        page = following
    assert (len(seen), len(set(seen))) == (total, total)
    assert page["links"]["self"] == page["links"]["last"]
    assert (await case.get(page["links"]["first"])).json()["data"] == first["data"]


@rule("400 for parameters that are unknown or malformed, each named", "list")
async def _(case: Case) -> None:
    for name, value in (
        ("limit", "5"),
        ("offset", "5"),
        ("filter[nothing]", "x"),
        ("page[limit]", "0"),
        ("page[limit]", "1001"),
        ("page[offset]", "x"),
        ("page[number]", "1"),
        ("organization-id", "x"),
        ("fields[nothing]", "x"),
    ):
        answer = await case.get(case.type.path, 400, params={name: value})
        assert list(problems(answer)) == [name]
    both = await case.get(case.type.path, 400, params={"page[limit]": "x", "page[offset]": "x"})
    assert set(problems(both)) == {"page[limit]", "page[offset]"}


@rule("another organization is not found", "list")
async def _(case: Case) -> None:
    for name in ("organization-id", "filter[organization-id]"):
        answer = await case.get(case.type.path, 404, params={name: new_id()})
        assert list(problems(answer)) == [name]


# -- refusals ----------------------------------------------------------------------------------------------------


@rule("401 for nobody", "list")
async def _(case: Case) -> None:
    async with case.office.nobody() as nobody:
        for path in (case.type.path, case.type.url(new_id())):
            answer = await nobody.get(path)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
            assert problems(answer) == {"": "missing"}


@rule("403 for who may only read", "create")
async def _(case: Case) -> None:
    async with await _reader(case.office) as reader:
        answer = await reader.post(case.type.path, json=case.type.new(case.office))
        assert (answer.status_code, problems(answer)) == (403, {"": "forbidden"})


@rule("403 for who may only read", "update")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    async with await _reader(case.office) as reader:
        answer = await reader.patch(url, json=case.type.change(**BETTER[case.type.name]))
        assert (answer.status_code, problems(answer)) == (403, {"": "forbidden"})


@rule("403 for who may only read", "delete")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    async with await _reader(case.office) as reader:
        assert (await reader.delete(url)).status_code == 403
    await case.get(url)


async def _reader(office: Office) -> httpx2.AsyncClient:
    return await office.http(await add_user(office.services, office.practice, new_id(), role="reader"))


@rule("405 for other methods, with those that there are", "read")
async def _(case: Case) -> None:
    methods = {"create": "POST", "read": "GET", "update": "PATCH", "delete": "DELETE"}
    of_one = {methods[verb] for verb in case.type.verbs if verb not in ("list", "create")}
    of_all = {"GET"} | ({"POST"} if "create" in case.type.verbs else set())
    for path, served in ((case.type.url(new_id()), of_one), (case.type.path, of_all)):
        for method in {"POST", "PUT", "PATCH", "DELETE"} - served:
            answer = await case.send(method, path, 405, json={})
            assert {"HEAD", "OPTIONS", *served} == set(answer.headers["allow"].split(", "))
            assert problems(answer) == {"": "wrong-method"}


# -- the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "check"), CHECKLIST.lines())
async def test_every_type_of_resource(office: Office, http: httpx2.AsyncClient, verb: str, check: Check) -> None:
    assert await held_by(verb, check, office, http) > 0
