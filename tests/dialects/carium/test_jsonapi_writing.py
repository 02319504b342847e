"""JSON:API 1.1, rule by rule: how resources of every type are created, changed and deleted, and on what condition."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.ids import new_id
from tests.dialects.carium.catalogue import BETTER, NEW, TYPES, WORSE
from tests.dialects.carium.checklist import OTHER_TYPE, Case, Check, Checklist, held_by
from tests.dialects.carium.office import Office, problems

CHECKLIST = Checklist()
rule = CHECKLIST.rule


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


# -- the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "check"), CHECKLIST.lines())
async def test_every_type_of_resource(office: Office, http: httpx2.AsyncClient, verb: str, check: Check) -> None:
    assert await held_by(verb, check, office, http) > 0


def test_every_type_that_is_written_is_in_the_tables() -> None:
    assert {type.name for type in TYPES if "create" in type.verbs} == NEW.keys()
    assert {type.name for type in TYPES if "update" in type.verbs} == BETTER.keys() == WORSE.keys()
