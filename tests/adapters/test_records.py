"""Objects are stored, read back whole, versioned and found by what they declare."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import Change, Event, GuardFailed, Live, Put
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Between, Condition, Has, HasExternalId, Is, OneOf, Query
from polyclinic.core.shared.secrets import Fingerprint, Secret
from tests.adapters.things import PLAIN, THING, Color, Part, Plain, Thing, put
from tests.support.store import open_context

FULL = Thing(
    name="José “Pepe” O'Neill\\%_",
    rank=-(2**62),
    day=date(1899, 12, 31),
    at=datetime(2026, 3, 8, 2, 30, 0, 123456, UTC),
    flag=False,
    color=Color.BLUE,
    tags=("a", "b", "a"),
    serial="S-1",
    secret=Secret("1234"),
    second=Secret("1234"),
    parts=(Part("p"), Part("q", Secret("inner"), (Part("deep", Secret("déép")),))),
    named={"x": Part("n", Secret("by name"))},
    print=Fingerprint("9012", "ab" * 32),
    price=Decimal("72.50"),
    lasts=timedelta(minutes=30),
    external_ids=(ExternalId("silna.source_id", "17", "provider-1"),),
    extras={"candid": {"list": [1, None, {"deep": True}], "text": "\u0000é"}},
)


async def test_everything_comes_back_as_it_was(things: Store, practice_id: str) -> None:
    (stored,) = await put(open_context(things, practice_id), FULL)
    records = things.records(practice_id)
    assert stored.version == 1
    assert stored.number > 100_000
    assert await records.get(THING, stored.id) == stored
    assert await records.get_by_number(THING, stored.number) == stored
    assert await records.get_by_external_id(THING, "silna.source_id", "17", "provider-1") == stored
    assert await records.get_many(THING, {stored.id, new_id()}) == {stored.id: stored}
    assert (await records.find(Query(THING))).items == [stored]
    assert await records.history(THING, stored.id) == [stored]
    unstamped = replace(stored, number=0, version=0, updated_by="")
    assert replace(unstamped, created_at=FULL.created_at, updated_at=FULL.updated_at) == FULL


async def test_every_version_is_kept(things: Store, practice_id: str) -> None:
    (first,) = await put(open_context(things, practice_id), Thing(name="first"))
    (second,) = await put(open_context(things, practice_id), replace(first, name="second"))
    (third,) = await put(open_context(things, practice_id), replace(second, active=False))
    records = things.records(practice_id)
    assert [(t.version, t.name, t.active) for t in await records.history(THING, first.id)] == [
        (1, "first", True),
        (2, "second", True),
        (3, "second", False),
    ]
    assert await records.get(THING, first.id) == third
    assert third.created_at == first.created_at
    assert await records.history(THING, new_id()) == []


async def test_what_no_object_can_be_is_not_found(things: Store, practice_id: str) -> None:
    records = things.records(practice_id)
    for id_ in ("", "no such", "nul\0byte", "half \ud800", "x" * 100_000, "'; DROP TABLE thing; --"):
        assert await records.get(THING, id_) is None
        assert await records.history(THING, id_) == []
        assert await records.get_many(THING, [id_]) == {}
    for number in (0, -1, 2**63, -(2**70)):
        assert await records.get_by_number(THING, number) is None
        assert await records.count(Query(THING, (Is("rank", number),))) == 0
        assert await records.count(Query(THING, (Between("rank", number, number),))) == 0
    assert await records.get_by_external_id(THING, "any", "nul\0", "\ud800") is None


async def test_two_writers_of_one_version_cannot_both_win(things: Store, practice_id: str) -> None:
    (stored,) = await put(open_context(things, practice_id), Thing(name="one"))
    await put(open_context(things, practice_id), replace(stored, name="two"))
    late = open_context(things, practice_id)
    await late.put(THING, replace(stored, name="late"))
    await late.put(THING, Thing(name="beside it"))
    with pytest.raises(GuardFailed) as failed:
        await late.commit()
    assert failed.value.what == "version"
    records = things.records(practice_id)
    assert [t.name for t in (await records.find(Query(THING))).items] == ["two"]
    assert len(await records.history(THING, stored.id)) == 2


async def test_an_id_is_given_once(things: Store, practice_id: str) -> None:
    (stored,) = await put(open_context(things, practice_id), Thing(name="one"))
    for again in (Thing(id=stored.id), Thing(number=stored.number)):
        with pytest.raises(GuardFailed) as failed:
            await put(open_context(things, practice_id), again)
        assert failed.value.what in ("version", "unique")


async def test_a_change_is_whole_or_nothing(things: Store, practice_id: str) -> None:
    records = things.records(practice_id)
    (taken,) = await put(open_context(things, practice_id), Thing(serial="taken"))
    context = open_context(things, practice_id)
    plain = await context.put(PLAIN, Plain(text="x"))
    await context.put(THING, Thing(serial="taken"))
    context.tell(Event("thing.made", "thing", taken.id))
    with pytest.raises(GuardFailed) as failed:
        await context.commit()
    assert (failed.value.what, failed.value.name) == ("unique", "serial")
    assert await records.get(PLAIN, plain.id) is None
    assert await records.history(PLAIN, plain.id) == []
    assert await records.count(Query(PLAIN)) == 0


async def test_unique_values_are_freed_and_taken_over(things: Store, practice_id: str) -> None:
    external = (ExternalId("mrn", "7"),)
    (holder,) = await put(open_context(things, practice_id), Thing(serial="s", external_ids=external))
    with pytest.raises(GuardFailed) as failed:
        await put(open_context(things, practice_id), Thing(external_ids=external))
    assert (failed.value.what, failed.value.name) == ("unique", "mrn")
    await put(open_context(things, practice_id), Thing(external_ids=(ExternalId("mrn", "7", "elsewhere"),)))

    # in one change, the values move from one object to another
    heir = Thing(serial="s", external_ids=external)
    released, heir = await put(open_context(things, practice_id), replace(holder, serial="", external_ids=()), heir)
    records = things.records(practice_id)
    assert (found := await records.get_by_external_id(THING, "mrn", "7")) is not None
    assert found.id == heir.id

    # and a deactivated object holds nothing, but is still found among the deleted
    (gone,) = await put(open_context(things, practice_id), replace(heir, active=False))
    assert await records.get_by_external_id(THING, "mrn", "7") is None
    query = Query(THING, (HasExternalId("mrn", "7"), Has("serial", ("s",))), active=None)
    assert [t.id for t in (await records.find(query)).items] == [gone.id]
    (back,) = await put(open_context(things, practice_id), replace(released, serial="s", external_ids=external))
    assert await records.get_by_external_id(THING, "mrn", "7") == back
    with pytest.raises(GuardFailed):
        await put(open_context(things, practice_id), replace(gone, active=True))


async def test_conditions(things: Store, practice_id: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    made = await put(
        open_context(things, practice_id),
        Thing(name="a", rank=1, day=date(2026, 1, 1), at=at, flag=True, tags=("x", "y"), facility_id="f1"),
        Thing(name="b", rank=2, day=date(2026, 1, 2), at=at + timedelta(microseconds=1), flag=False, tags=("y",)),
        Thing(external_ids=(ExternalId("sys", "1", "s1"),)),
    )
    a, b, none = (thing.id for thing in made)
    elsewhere = at.astimezone(timezone(timedelta(hours=5)))
    cases: list[tuple[tuple[Condition, ...], set[str]]] = [
        ((Is("name", "a"),), {a}),
        ((Is("name", None),), {none}),
        ((Is("id", b),), {b}),
        ((Is("number", made[1].number),), {b}),
        ((Is("flag", True),), {a}),
        ((Is("flag", False),), {b}),
        ((Is("day", date(2026, 1, 2)),), {b}),
        ((Is("at", elsewhere),), {a}),
        ((OneOf("name", ("a", "b", "zzz")),), {a, b}),
        ((OneOf("name", ("a", None)),), {a, none}),
        ((OneOf("rank", (1, 2**70)),), {a}),
        ((OneOf("day", (date(2026, 1, 1),)),), {a}),
        ((OneOf("at", (elsewhere,)),), {a}),
        ((OneOf("flag", (False,)),), {b}),
        ((OneOf("name", ()),), set()),
        ((Between("rank", 2),), {b}),
        ((Between("rank", None, 2),), {a}),
        ((Between("day", date(2026, 1, 1), date(2026, 1, 2)),), {a}),
        ((Between("at", at, at + timedelta(microseconds=1)),), {a}),
        ((Between("at"),), {a, b, none}),
        ((Between("created_at", made[0].created_at),), {a, b, none}),
        ((Has("tag", ("y",)),), {a, b}),
        ((Has("tag", ("x", "nope")), Is("rank", 1)), {a}),
        ((Has("tag", ()),), set()),
        ((HasExternalId("sys", "1"),), {none}),
        ((HasExternalId("sys", "1", "s1"),), {none}),
        ((HasExternalId("sys", "1", "s2"),), set()),
        ((HasExternalId("sys", None),), {a, b}),
        ((HasExternalId("sys", None, "s2"),), {a, b, none}),
    ]
    records = things.records(practice_id)
    for where, expected in cases:
        query = Query(THING, where, total=True)
        page = await records.find(query)
        assert {thing.id for thing in page.items} == expected, where
        assert page.total == len(expected) == await records.count(query), where


async def test_undeclared_keys_are_refused(things: Store, practice_id: str) -> None:
    records = things.records(practice_id)
    for where in ((Is("color", "red"),), (Has("name", ("a",)),)):
        with pytest.raises(ValueError, match="declares no"):
            await records.find(Query(THING, where))


async def test_totals_follow_deletions(things: Store, practice_id: str) -> None:
    stored = await put(open_context(things, practice_id), *(Thing(rank=rank) for rank in range(5)))
    await put(open_context(things, practice_id), replace(stored[0], active=False), replace(stored[1], rank=9))
    records = things.records(practice_id)
    for active, expected in ((True, 4), (False, 1), (None, 5)):
        query = Query(THING, active=active, total=True, limit=2)
        page = await records.find(query)
        assert (page.total, await records.count(query)) == (expected, expected)
    (gone,) = (await records.find(Query(THING, active=False))).items
    await put(open_context(things, practice_id), replace(gone, active=True))
    assert await records.count(Query(THING)) == 5
    page = await records.find(Query(THING, limit=0, total=True, offset=99))
    assert (list(page.items), page.total) == ([], 5)


async def test_references_must_be_live_at_the_commit(things: Store, practice_id: str) -> None:
    (referred,) = await put(open_context(things, practice_id), Thing())
    context = open_context(things, practice_id)
    context.guard(Live(THING, referred.id))
    context.guard(Live(THING, referred.id))
    await context.put(PLAIN, Plain())
    await context.commit()

    (gone,) = await put(open_context(things, practice_id), replace(referred, active=False))
    for id_ in (gone.id, new_id()):
        context = open_context(things, practice_id)
        context.guard(Live(THING, id_))
        await context.put(PLAIN, Plain())
        with pytest.raises(GuardFailed) as failed:
            await context.commit()
        assert (failed.value.what, failed.value.name) == ("live", "thing")

    # an object that the same change revives, or deletes, counts as the change leaves it
    context = open_context(things, practice_id)
    context.guard(Live(THING, gone.id))
    back = await context.put(THING, replace(gone, active=True))
    await context.commit()
    context = open_context(things, practice_id)
    context.guard(Live(THING, back.id))
    await context.put(THING, replace(back, active=False))
    with pytest.raises(GuardFailed):
        await context.commit()


async def test_a_failed_guard_runs_the_work_again(things: Store, practice_id: str) -> None:
    (stored,) = await put(open_context(things, practice_id), Thing(rank=0))
    seen: list[int] = []

    async def work(context: Context) -> Thing:
        found = await context.need(THING, stored.id)
        seen.append(found.version)
        if len(seen) == 1:
            await put(open_context(things, practice_id), replace(found, name="between"))
        return await context.put(THING, replace(found, rank=(found.rank or 0) + 1))

    result = await perform(lambda: open_context(things, practice_id), work)
    assert (seen, result.version, result.name, result.rank) == ([1, 2], 3, "between", 1)


async def test_documents_of_other_versions_of_the_program_are_read(things: Store, practice_id: str) -> None:
    (stored,) = await put(open_context(things, practice_id), draft := Thing(name="x"))
    sql = "UPDATE thing SET doc = $3 WHERE practice_id = $1 AND id = $2"
    document = f'{{"id": "{stored.id}", "version": 1, "name": "x", "from_the_future": [1]}}'
    await things.engine.write(practice_id, [(sql, (practice_id, stored.id, document))])
    found = await things.records(practice_id).get(THING, stored.id)
    assert found == replace(draft, id=stored.id, version=1)


async def test_an_empty_change_writes_only_its_facts(things: Store, practice_id: str) -> None:
    await things.records(practice_id).apply(Change())
    context = open_context(things, practice_id)
    plain = Plain(version=1, number=5, updated_at=context.system_clock.now())
    change = Change(puts=[Put(PLAIN, plain, 0)], facts=[context.fact("ok", ())])
    await things.records(practice_id).apply(change)
    await things.records(practice_id).apply(Change(events=[Event("told", "plain", "1")]))
    assert await things.records(practice_id).count(Query(PLAIN)) == 1
