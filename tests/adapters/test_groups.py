"""Matches of which one is left per group, numbers of each group, and conditions on objects of another kind."""

import random
from dataclasses import replace

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import (
    Between,
    Contains,
    Has,
    Is,
    OnePer,
    Order,
    Pair,
    Query,
    Related,
    StartsWith,
    Without,
)
from tests.adapters.test_pages import walk
from tests.adapters.things import PLAIN, THING, Plain, Thing, put
from tests.support.store import open_context


def grouped(things: list[Thing]) -> list[str]:
    """The first by rank (then by id) of each name, and all that have none, in the order of their ranks."""
    in_order = sorted(things, key=lambda t: (t.rank or 0, t.id))
    first: dict[str, str] = {}
    for thing in in_order:
        first.setdefault(thing.name or thing.id, thing.id)
    return [thing.id for thing in in_order if thing.id in first.values()]


async def test_one_match_per_group(things: Store, practice_id: str) -> None:
    rng = random.Random(3)
    made = await put(
        open_context(things, practice_id),
        *(
            Thing(name=rng.choice(["abc", "abd", "b", None]), rank=rng.randrange(4), flag=rng.random() < 0.5)
            for _ in range(40)
        ),
    )
    await put(open_context(things, practice_id), replace(min(made, key=lambda t: (t.rank or 0, t.id)), active=False))
    await put(open_context(things, new_id()), Thing(name="b", rank=-1))
    records = things.records(practice_id)
    made = [thing for thing in made if thing.version and (await records.get(THING, thing.id) or thing).active]
    query = Query(THING, order=(Order("rank"),), one_per=OnePer("name", "rank"))
    assert await walk(records, query, 3) == grouped(made)
    assert await records.count(query) == len(grouped(made))
    for where, matching in (
        ((Is("flag", True),), [t for t in made if t.flag]),
        ((Between("rank", 1), Is("flag", False)), [t for t in made if not t.flag and (t.rank or 0) >= 1]),
        ((Contains("name", "ab"),), [t for t in made if t.name and "ab" in t.name]),
        ((Contains("name", "abd"),), [t for t in made if t.name == "abd"]),
    ):
        page = await records.find(replace(query, where=where, total=True))
        assert [t.id for t in page.items] == grouped(matching), where
        assert page.total == len(grouped(matching)), where


async def test_how_many_of_each(things: Store, practice_id: str) -> None:
    await put(
        open_context(things, practice_id),
        *(Thing(name=name, rank=rank) for rank, name in enumerate(["x", "y", "x", None, "x", "z"])),
        Thing(name="y", active=False),
    )
    await put(open_context(things, new_id()), Thing(name="x"))
    records = things.records(practice_id)
    assert await records.count_by(Query(THING), "name") == {"x": 3, "y": 1, "z": 1}
    assert await records.count_by(Query(THING, (Between("rank", 1),)), "name") == {"x": 2, "y": 1, "z": 1}
    assert await records.count_by(Query(THING, one_per=OnePer("name", "rank")), "name") == {"x": 1, "y": 1, "z": 1}
    with pytest.raises(ValueError, match="declares no key"):
        await records.count_by(Query(THING), "tag")


async def test_conditions_on_related_objects(things: Store, practice_id: str) -> None:
    red, blue, gone = await put(
        open_context(things, practice_id),
        Thing(name="a red one", facility_id="here", tags=("t",)),
        Thing(name="a blue one", facility_id="there"),
        Thing(name="a red one", active=False),
    )
    of_red, of_blue, _ = await put(
        open_context(things, practice_id),
        Thing(name=red.id, rank=1),
        Thing(name=blue.id, rank=2),
        Thing(name=gone.id, rank=3),
    )
    records = things.records(practice_id)

    async def found(*where: Related | Between) -> list[str]:
        page = await records.find(Query(THING, (Between("rank", 1), *where), (Order("rank"),), total=True))
        assert page.total == len(page.items)
        return [thing.id for thing in page.items]

    assert await found(Related("name", THING, (StartsWith("order", "a red"),))) == [of_red.id]
    assert await found(Related("name", THING, (Contains("name", "blue"),)), Between("rank", 2)) == [of_blue.id]
    assert await found(Related("name", THING, (Has("tag", ("t",)), Is("facility_id", "here")))) == [of_red.id]
    assert await found(Related("name", THING, ())) == [of_red.id, of_blue.id], "not of what was deleted"
    assert await found(Related("name", PLAIN, ())) == []
    again = Query(THING, (Related("name", THING, (Contains("name", "red"),)),), one_per=OnePer("name", "rank"))
    assert [thing.id for thing in (await records.find(again)).items] == [of_red.id]
    theirs = await records.find(Query(THING, (Related("id", THING, (Is("rank", 2),), its="name"),)))
    assert [thing.id for thing in theirs.items] == [blue.id]

    scoped = things.records(practice_id, Scope(facilities=frozenset({"there", None})))
    query = Query(THING, (Related("name", THING, ()),))
    assert [thing.name for thing in (await scoped.find(query)).items] == [blue.id], "red is out of this one's reach"


async def test_another_practice_s_objects_relate_to_nothing(things: Store, practice_id: str) -> None:
    context = open_context(things, new_id())
    plain = await context.put(PLAIN, Plain(text="theirs"))
    await context.commit()
    await put(open_context(things, practice_id), Thing(name=plain.id))
    records = things.records(practice_id)
    assert (await records.find(Query(THING, (Related("name", PLAIN, ()),)))).items == []


async def test_conditions_on_what_there_is_not(things: Store, practice_id: str) -> None:
    one, two, three, _, unranked = await put(
        open_context(things, practice_id),
        Thing(name="x", rank=1, facility_id="here"),
        Thing(name="x", rank=2, facility_id="there"),
        Thing(name="y", rank=3, facility_id="here"),
        Thing(name="y", rank=1, facility_id="here", active=False),
        Thing(name="z"),
    )

    async def without(*pairs: Pair, where: tuple[Is, ...] = (), scope: Scope | None = None) -> list[str]:
        query = Query(THING, (Without(THING, pairs, where),), total=True)
        page = await things.records(practice_id, scope or Scope()).find(query)
        assert page.total == len(page.items)
        return [thing.id for thing in page.items]

    same, lower = Pair("name", "name"), Pair("rank", "rank", ">")
    assert await without(same, lower) == [one.id, three.id, unranked.id]
    assert await without(same, Pair("rank", "rank", "<", shift=-1)) == [unranked.id]
    assert await without(Pair("rank", "rank", "<", shift=1)) == [two.id, three.id, unranked.id]
    assert await without(lower, where=(Is("facility_id", "there"),)) == [one.id, two.id, unranked.id]
    assert await without() == []
    assert await without(where=(Is("name", "w"),)) == [one.id, two.id, three.id, unranked.id]
    reached = Scope(facilities=frozenset({"here"}))
    assert await without(lower, scope=reached) == [one.id]
    with pytest.raises(ValueError, match="declares no key"):
        await without(Pair("tag", "name"))
