"""JSON:API 1.1, rule by rule, held by every type of resource that the dialect serves.

``CHECKLIST`` is one table: a rule, the verb that it is about, and what is sent and must come back. Every answer is
looked at as a document besides (``soundness``).
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.ids import new_id
from tests.dialects.carium.catalogue import BETTER, JSONAPI, NEW, TYPES, WORSE, Type
from tests.dialects.carium.office import Office, add_user, problems

OTHER_TYPE = "org-nothings"
EXT = f'{JSONAPI}; ext="https://jsonapi.org/ext/atomic"'
PROFILE = f'{JSONAPI}; profile="https://example.com/a"'
CHARSET = f"{JSONAPI}; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Case:
    """A type of resource, and whom it is asked."""

    type: Type
    office: Office
    http: httpx2.AsyncClient

    async def some(self) -> dict[str, Any]:
        return await self.type.some(self.office, self.http)

    async def get(self, url: str, expect: int = 200, **sent: Any) -> httpx2.Response:
        return await self.send("GET", url, expect, **sent)

    async def send(self, method: str, url: str, expect: int, **sent: Any) -> httpx2.Response:
        answer = await self.http.request(method, url, **sent)
        assert answer.status_code == expect, f"{method} {url}: {answer.status_code} {answer.text}"
        return answer

    async def list(self, **params: Any) -> Any:
        return (await self.get(self.type.path, params=params)).json()


Check = Callable[[Case], Awaitable[None]]
CHECKLIST: list[tuple[str, str, Check]] = []


def rule(text: str, verb: str) -> Callable[[Check], Check]:
    """Add a line to the checklist: ``verb`` is what a type must have for the rule to mean it."""

    def add(check: Check) -> Check:
        CHECKLIST.append((text, verb, check))
        return check

    return add


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


# -- writing -----------------------------------------------------------------------------------------------------


@rule("201 with the resource, its Location and the same self link", "create")
async def _(case: Case) -> None:
    sent = case.type.new(case.office)
    answer = await case.send("POST", case.type.path, 201, json=sent)
    data = answer.json()["data"]
    assert answer.headers["location"] == data["links"]["self"]
    assert data["type"] == case.type.name
    read = (await case.get(answer.headers["location"])).json()["data"]["attributes"]
    assert data["attributes"].items() >= read.items()


@rule("an id that the client chose is a 403", "create")
async def _(case: Case) -> None:
    sent = case.type.new(case.office)
    sent["data"]["id"] = new_id()
    answer = await case.send("POST", case.type.path, 403, json=sent)
    assert list(problems(answer)) == ["/data/id"]


@rule("another type is a 409", "create")
async def _(case: Case) -> None:
    sent = case.type.new(case.office)
    sent["data"]["type"] = OTHER_TYPE
    answer = await case.send("POST", case.type.path, 409, json=sent)
    assert list(problems(answer)) == ["/data/type"]


@rule("what is referred to and not there is a 404, each named", "create")
async def _(case: Case) -> None:
    sent = case.type.new(case.office)
    ids = [name for name in sent["data"]["attributes"] if name.endswith("-id") and name != "organization-id"]
    sent["data"]["attributes"].update(dict.fromkeys(ids, new_id()))
    if ids:
        answer = await case.send("POST", case.type.path, 404, json=sent)
        assert set(problems(answer)) == {f"/data/attributes/{name}" for name in ids}


@rule("every problem at once, each pointing at what was sent", "create")
async def _(case: Case) -> None:
    sent = case.type.new(case.office)
    attributes = sent["data"]["attributes"]
    attributes.update(dict.fromkeys(attributes, 5))
    attributes.pop("organization-id")
    before = (await case.list())["meta"]["total"]
    answer = await case.send("POST", case.type.path, 422, json=sent)
    found = [error["source"]["pointer"] for error in answer.json()["errors"]]
    assert "/data/attributes" in found
    assert {f"/data/attributes/{name}" for name, value in attributes.items() if value == 5} <= set(found)
    for pointer in found:
        at: Any = sent
        for step in pointer.split("/")[1:]:
            at = at[int(step)] if isinstance(at, list) else at[step]
    assert (await case.list())["meta"]["total"] == before


@rule("a change keeps what it does not name, and is answered whole", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    assert (await case.send("PATCH", url, 200, json=case.type.change())).json()["data"]["attributes"] | {
        "last-modified-at": ""
    } == before["attributes"] | {"last-modified-at": ""}
    case.office.clock.advance(timedelta(minutes=1))
    after = (await case.send("PATCH", url, 200, json=case.type.change(**BETTER[case.type.name]))).json()["data"]
    changed = {name for name, value in after["attributes"].items() if value != before["attributes"][name]}
    assert changed == {*(name.replace("_", "-") for name in BETTER[case.type.name]), "last-modified-at"}
    assert (await case.get(url)).json()["data"] == after


@rule("a change is made whole or not at all", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    sent = case.type.change(**BETTER[case.type.name], **WORSE[case.type.name])
    answer = await case.send("PATCH", url, 422, json=sent)
    assert list(problems(answer)) == [f"/data/attributes/{name.replace('_', '-')}" for name in WORSE[case.type.name]]
    assert (await case.get(url)).json()["data"] == before


@rule("what comes back as it was read changes nothing", "update")
async def _(case: Case) -> None:
    before = await case.some()
    answer = await case.send("PATCH", case.type.url(before["id"]), 200, json={"data": before})
    after = answer.json()["data"]
    assert after["attributes"] | {"last-modified-at": ""} == before["attributes"] | {"last-modified-at": ""}


@rule("relationships that come along must say what the attributes say", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    stranger = {name: {"data": {"type": OTHER_TYPE, "id": new_id()}} for name in case.type.relationships}
    sent = case.type.change(**BETTER[case.type.name])
    sent["data"]["relationships"] = stranger
    if stranger:
        answer = await case.send("PATCH", url, 422, json=sent)
        assert problems(answer) == {f"/data/relationships/{name}": "contradiction" for name in stranger}
        assert (await case.get(url)).json()["data"] == before
    sent["data"]["relationships"] = {"nothing": {"data": None}, **{name: {"meta": {}} for name in stranger}}
    await case.send("PATCH", url, 200, json=sent)


@rule("of several who depend on the same version one is first", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    held = {"If-Match": f'"{before["meta"]["version"]}"'}
    sent = case.type.change(**BETTER[case.type.name])
    answers = await asyncio.gather(*(case.http.patch(url, json=sent, headers=held) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert (await case.get(url)).json()["data"]["meta"]["version"] == before["meta"]["version"] + 1


@rule("another type or id is a 409, no id is none, and no type is a 422", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    for member, value in (("type", OTHER_TYPE), ("id", new_id())):
        sent = {"data": {"type": case.type.name, "attributes": {}, member: value}}
        answer = await case.send("PATCH", url, 409, json=sent)
        assert list(problems(answer)) == [f"/data/{member}"]
    untyped = await case.send("PATCH", url, 422, json={"data": {"attributes": {}}})
    assert list(problems(untyped)) == ["/data"]
    await case.send("PATCH", case.type.url(new_id()), 404, json=case.type.change())


@rule("204 without a body, then 404; a body is ignored", "delete")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    answer = await case.send("DELETE", url, 204, json={"data": {"anything": True}})
    assert (answer.content, "content-type" in answer.headers) == (b"", False)
    await case.get(url, 404)
    await case.send("DELETE", url, 404)


# -- conditions --------------------------------------------------------------------------------------------------


@rule("a resource has a strong ETag that tells whether it has changed", "read")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    whole = await case.get(url)
    tag = whole.headers["etag"]
    assert re.fullmatch(r'"[1-9][0-9]*-[0-9a-f]{16}"', tag)
    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = await case.get(url, 304, headers={"If-None-Match": held})
        assert (answer.content, answer.headers["etag"], answer.headers["vary"]) == (b"", tag, "Accept")
    assert (await case.send("HEAD", url, 200)).headers["etag"] == tag
    await case.send("HEAD", url, 304, headers={"If-None-Match": tag})
    sparse = await case.get(url, params={f"fields[{case.type.name}]": "created-at"}, headers={"If-None-Match": tag})
    assert sparse.headers["etag"].split("-")[0] == tag.split("-")[0]
    assert sparse.headers["etag"] != tag
    await case.get(url, 412, headers={"If-Match": '"0-0"'})
    assert "etag" not in (await case.get(case.type.path)).headers


@rule("If-Match makes a change depend on what was read", "update")
async def _(case: Case) -> None:
    before = await case.some()
    url = case.type.url(before["id"])
    sent = case.type.change(**BETTER[case.type.name])
    old = (await case.get(url)).headers["etag"]
    for held in ('"0-0"', f"W/{old}", "no tag"):
        answer = await case.send("PATCH", url, 412, json=sent, headers={"If-Match": held})
        assert answer.json()["errors"][0]["source"] == {"header": "If-Match"}
    assert (await case.get(url)).json()["data"] == before
    new = (await case.send("PATCH", url, 200, json=sent, headers={"If-Match": f'"9-9", {old}'})).headers["etag"]
    assert new != old
    assert (await case.get(url, 304, headers={"If-None-Match": new})).headers["etag"] == new
    await case.send("PATCH", url, 412, json=sent, headers={"If-Match": old})
    version = (await case.get(url)).json()["data"]["meta"]["version"]
    await case.send("PATCH", url, 200, json=sent, headers={"If-Match": f'"{version}"'})
    await case.send("PATCH", url, 412, json=sent, headers={"If-Match": f'"{version}"'})
    await case.send("PATCH", url, 200, json=sent, headers={"If-Match": "*"})
    await case.send("PATCH", url, 412, json=sent, headers={"If-None-Match": "*"})


@rule("If-Match makes a deletion depend on what was read", "delete")
async def _(case: Case) -> None:
    url = case.type.url((await case.some())["id"])
    tag = (await case.get(url)).headers["etag"]
    await case.send("DELETE", url, 412, headers={"If-Match": '"0-0"'})
    await case.send("DELETE", url, 204, headers={"If-Match": tag})


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


@pytest.mark.parametrize(("verb", "check"), [pytest.param(v, c, id=f"{v}: {text}") for text, v, c in CHECKLIST])
async def test_every_type_of_resource(office: Office, http: httpx2.AsyncClient, verb: str, check: Check) -> None:
    types = [each for each in TYPES if verb in each.verbs]
    assert types
    for type in types:
        await check(Case(type, office, http))


def test_every_type_that_is_written_is_in_the_tables() -> None:
    assert {type.name for type in TYPES if "create" in type.verbs} == NEW.keys()
    assert {type.name for type in TYPES if "update" in type.verbs} == BETTER.keys() == WORSE.keys()
