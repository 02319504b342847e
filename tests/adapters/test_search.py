"""Names are found by their start and by any part, literally, whatever they are made of."""

from dataclasses import replace

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import AtMost
from polyclinic.core.shared.queries import Contains, Is, Order, Query, StartsWith
from tests.adapters.things import THING, Thing, put
from tests.support.store import open_context

NAMES = (
    "anna smith",
    "smithers",
    "goldsmith",
    "100%",
    "100 percent",
    "a_b",
    "axb",
    "back\\slash",
    'say "hi"',
    "o'neill",
    "o'neill AND NOT smith*",
    "josé",
    "jose",
    "ärzte",
    "日本語の名前",
    "日本の家",
    "👩‍⚕️ doctor",
    "x" * 600,
    "x" * 599 + "y",
    "\U0010ffff end",
    "\ud7ff",
    "",
)
PARTS: tuple[tuple[str, set[str]], ...] = (
    ("smith", {"anna smith", "smithers", "goldsmith", "o'neill AND NOT smith*"}),
    ("SMITH", set()),
    ("th", {"anna smith", "smithers", "goldsmith", "o'neill AND NOT smith*"}),
    ("%", {"100%"}),
    ("00%", {"100%"}),
    ("100", {"100%", "100 percent"}),
    ("a_b", {"a_b"}),
    ("_", {"a_b"}),
    ("\\", {"back\\slash"}),
    ("k\\s", {"back\\slash"}),
    ('"hi"', {'say "hi"'}),
    ('"', {'say "hi"'}),
    ("'neill", {"o'neill", "o'neill AND NOT smith*"}),
    ("smith*", {"o'neill AND NOT smith*"}),
    ("NOT smith", {"o'neill AND NOT smith*"}),
    ("osé", {"josé"}),
    ("ose", {"jose"}),
    ("日本", {"日本語の名前", "日本の家"}),
    ("語の名", {"日本語の名前"}),
    ("👩", {"👩‍⚕️ doctor"}),
    ("⚕️ doc", {"👩‍⚕️ doctor"}),
    ("-", set()),
    ("*", {"o'neill AND NOT smith*"}),
    ("   ", set()),
    ("nul\0 l", set()),
)
STARTS: tuple[tuple[str, set[str]], ...] = (
    ("smith", {"smithers"}),
    ("100", {"100%", "100 percent"}),
    ("100%", {"100%"}),
    ("a_", {"a_b"}),
    ("a", {"anna smith", "a_b", "axb"}),
    ("jos", {"josé", "jose"}),
    ("日本", {"日本語の名前", "日本の家"}),
    ("\U0010ffff", {"\U0010ffff end"}),
    ("\ud7ff", {"\ud7ff"}),
    ("back\\", {"back\\slash"}),
    ("nothing", set()),
)


@pytest.fixture
async def names(things: Store, practice_id: str) -> set[str]:
    await put(open_context(things, practice_id), *(Thing(name=name) for name in (*NAMES, None)))
    return set(NAMES)


async def test_parts(things: Store, practice_id: str, names: set[str]) -> None:
    records = things.records(practice_id)
    for part, expected in (*PARTS, ("", names)):
        query = Query(THING, (Contains("name", part),), (Order("name"),), total=True)
        page = await records.find(query)
        assert {thing.name for thing in page.items} == expected, part
        assert page.total == len(expected) == await records.count(query), part


async def test_starts(things: Store, practice_id: str, names: set[str]) -> None:
    records = things.records(practice_id)
    for start, expected in (*STARTS, ("", names)):
        for key in ("name", "order"):
            page = await records.find(Query(THING, (StartsWith(key, start),), (Order(key, descending=True),)))
            assert {thing.name for thing in page.items} == expected, start


async def test_starts_in_another_order_with_their_total(things: Store, practice_id: str, names: set[str]) -> None:
    records = things.records(practice_id)
    for start, expected in STARTS:
        query = Query(THING, (StartsWith("name", start),), limit=2, total=True)
        page = await records.find(query)
        found = [thing.name for thing in page.items]
        while page.has_more:
            assert page.total == len(expected), start
            page = await records.find(replace(query, after=page.items[-1].id))
            found += [thing.name for thing in page.items]
        assert (page.total, len(found), set(found)) == (len(expected), len(expected), expected), start


async def test_long_texts_differ_to_the_last_character(things: Store, practice_id: str, names: set[str]) -> None:
    records = things.records(practice_id)
    for name in ("x" * 600, "x" * 599 + "y"):
        assert [t.name for t in (await records.find(Query(THING, (Is("name", name),)))).items] == [name]
    assert await records.count(Query(THING, (StartsWith("name", "x" * 400),))) == 2
    assert await records.count(Query(THING, (Contains("name", "x" * 300),))) == 2


async def test_parts_with_other_conditions(things: Store, practice_id: str) -> None:
    made = await put(
        open_context(things, practice_id),
        Thing(name="smith one", rank=1),
        Thing(name="smith two", rank=2),
        Thing(name="smith three"),
        Thing(name="jones", rank=1),
    )
    records = things.records(practice_id)
    query = Query(THING, (Contains("name", "smith"), Contains("name", "t"), Is("rank", 2)), (Order("rank"),))
    assert [thing.id for thing in (await records.find(query)).items] == [made[1].id]
    query = Query(THING, (Contains("name", "smith"), Contains("name", "three")), (Order("rank"),), total=True)
    page = await records.find(query)
    assert ([thing.id for thing in page.items], page.total) == ([made[2].id], 1)
    context = open_context(things, practice_id)
    context.guard(AtMost(Query(THING, (Contains("name", "smith"),)), 4, "names"))
    await put(context, Thing(name="another smith"))
    assert await records.count(Query(THING, (Contains("name", "smith"),))) == 4


async def test_search_follows_changes(things: Store, practice_id: str) -> None:
    (made,) = await put(open_context(things, practice_id), Thing(name="before the change"))
    (made,) = await put(open_context(things, practice_id), replace(made, name="after the change"))
    records = things.records(practice_id)
    assert await records.count(Query(THING, (Contains("name", "before"),))) == 0
    assert await records.count(Query(THING, (Contains("name", "after"),))) == 1
    await put(open_context(things, practice_id), replace(made, active=False))
    assert await records.count(Query(THING, (Contains("name", "after"),))) == 0
    assert await records.count(Query(THING, (Contains("name", "after"),), active=None)) == 1


async def test_only_declared_keys_can_be_searched(things: Store, practice_id: str) -> None:
    for condition in (StartsWith("facility_id", "a"), Contains("order", "a"), Contains("facility_id", "a")):
        with pytest.raises(ValueError, match="not declared for search"):
            await things.records(practice_id).find(Query(THING, (condition,)))
