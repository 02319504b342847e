"""Tags and notes: made, replaced and deactivated by version; and encounters that have tags."""

import asyncio
from typing import Any

import httpx2
import pytest

from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ENCOUNTERS, Office, body, furnish

TAGS = "/tags/v1"
NOTES = "/notes/v1"


async def made(http: httpx2.AsyncClient, path: str, **sent: Any) -> dict[str, Any]:
    answer = await http.post(path, json=sent)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        (
            TAGS,
            {"value": "vip", "description": "be kind", "alert": True},
            {"value": "regular"},
        ),
        (
            NOTES,
            {"value": "call back", "type": "ELIGIBILITY", "author_name": "Ada", "author_email": "ada@example.com"},
            {"value": "called"},
        ),
    ],
)
async def test_versions(
    office: Office, http: httpx2.AsyncClient, path: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    one = await made(http, path, **first)
    assert {**one, **first} == one
    assert (one["version"], one["deactivated"], one["organization_id"]) == (1, False, office.practice.id)
    own = f"{path}/{one['id']}"
    assert (await http.get(own)).json() == one
    two = (await http.put(f"{own}/1", json=second)).json()
    assert (two["version"], two["value"]) == (2, second["value"])
    assert not {"description", "alert", "type", "author_name", "author_email"} & two.keys()
    assert (await http.put(f"{own}/3", json=first)).json()["version"] == 3
    for stale in ("1", "5"):
        answer = await http.put(f"{own}/{stale}", json=second)
        assert (answer.status_code, answer.json()["errorName"]) == (409, "Conflict")
    assert (await http.delete(f"{own}/9")).status_code == 409
    assert (await http.delete(f"{own}/3")).status_code == 204
    gone = (await http.get(own)).json()
    assert (gone["deactivated"], gone["version"]) == (True, 4)
    for answer in (await http.put(f"{own}/4", json=second), await http.delete(f"{own}/4")):
        assert answer.status_code == 404
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        assert (await stranger.get(own)).status_code == 404
        assert (await stranger.put(f"{own}/4", json=second)).status_code == 404
    assert (await http.get(f"{path}/{new_id()}")).status_code == 404


async def test_a_value_is_one_tag(http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.post(TAGS, json={"value": "vip"}) for _ in range(8)))
    (tag_id,) = {answer.json()["id"] for answer in answers}
    assert (await made(http, TAGS, value="vip", description="ignored")).get("description") is None
    other = await made(http, TAGS, value="Vip")
    assert (await http.put(f"{TAGS}/{other['id']}/1", json={"value": "vip"})).status_code == 409
    await http.delete(f"{TAGS}/{tag_id}/1")
    again = await made(http, TAGS, value="vip")
    assert again["id"] != tag_id


async def test_tags_are_listed_in_pages(http: httpx2.AsyncClient) -> None:
    values = [f"tag {place}" for place in range(5)]
    for value in values:
        await made(http, TAGS, value=value)
    everything = (await http.get(TAGS)).json()
    assert ([tag["value"] for tag in everything["items"]], everything["total"]) == (values, 5)
    first = (await http.get(TAGS, params={"limit": 2})).json()
    second = (await http.get(TAGS, params={"limit": 2, "page_token": first["next_page_token"]})).json()
    assert [tag["value"] for tag in (*first["items"], *second["items"])] == values[:4]
    back = (await http.get(TAGS, params={"limit": 2, "page_token": second["prev_page_token"]})).json()
    assert back["items"] == first["items"]


async def test_encounters_have_tags_by_their_names(http: httpx2.AsyncClient) -> None:
    vip = await made(http, TAGS, value="vip", description="be kind", alert=True)
    await made(http, TAGS, value="late")
    visit = (await http.post(ENCOUNTERS, json=body(tag_ids=["vip", "vip", "late"]))).json()
    first, second = visit["tags"]
    assert first == {"tag_id": "vip", "description": "be kind", "color": "red", "creator_id": vip["updating_user_id"]}
    assert (second["tag_id"], second["description"], second["color"]) == ("late", "", "gray")

    async def found(*names: str) -> int:
        return len((await http.get(ENCOUNTERS, params={"tag_ids": list(names)})).json()["items"])

    assert [await found("vip"), await found("late", "none"), await found("none"), await found(vip["id"])] == [
        1,
        1,
        0,
        1,
    ]
    path = f"{ENCOUNTERS}/{visit['encounter_id']}"
    await http.put(f"{TAGS}/{vip['id']}/1", json={"value": "royal"})
    assert [tag["tag_id"] for tag in (await http.get(path)).json()["tags"]] == ["royal", "late"]
    only = (await http.patch(path, json={"tag_ids": [vip["id"]]})).json()
    assert [tag["tag_id"] for tag in only["tags"]] == ["royal"]
    assert await found("late") == 0
    assert (await http.patch(path, json={"tag_ids": None})).json()["tags"] == []


async def test_unknown_tags_are_named(http: httpx2.AsyncClient) -> None:
    await made(http, TAGS, value="vip")
    visit = (await http.post(ENCOUNTERS, json=body())).json()
    for answer in (
        await http.post(ENCOUNTERS, json=body(external_id="x", tag_ids=["vip", "a", "b"])),
        await http.patch(f"{ENCOUNTERS}/{visit['encounter_id']}", json={"tag_ids": ["a", "b"]}),
    ):
        assert (answer.status_code, answer.json()["errorName"]) == (422, "InvalidTagNamesError")
        assert answer.json()["content"] == {"invalid_tag_names": ["a", "b"]}


async def test_tags_are_heard_of(http: httpx2.AsyncClient) -> None:
    tag = await made(http, TAGS, value="vip")
    await made(http, TAGS, value="vip")
    await http.put(f"{TAGS}/{tag['id']}/1", json={"value": "royal"})
    items = (await http.get("/api/events/v1/")).json()["items"]
    assert sorted(event["event_type"] for event in items) == ["PreEncounter.Tag.Created", "PreEncounter.Tag.Updated"]
    assert all(event["payload"] == {"tag_id": tag["id"]} for event in items)
