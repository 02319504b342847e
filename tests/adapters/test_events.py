"""Events that are kept: read for as long as they are, the latest first, by name and time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from polyclinic.adapters.db.store import Store
from polyclinic.core.events import operations as events
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.ids import id_at, is_id, lowest_id_at, moment_of, new_id
from tests.adapters.things import Thing, put
from tests.support.store import open_context

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def tell(store: Store, practice_id: str, at: datetime, *names: str) -> None:
    context = at_time(open_context(store, practice_id), at)
    for name in names:
        context.tell(Event(name, "thing", name, {"place": 1}))
    await put(context, Thing())


def at_time(context: Context, at: datetime) -> Context:
    return replace(context, system_clock=HeldClock(at))


async def test_events_are_kept_by_name_and_time(things: Store, practice_id: str) -> None:
    await tell(things, practice_id, NOON, "patient.created", "thing.unkept")
    await tell(things, practice_id, NOON + SECOND, "coverage.created")
    await tell(things, practice_id, NOON + 2 * SECOND, "patient.updated")

    async def scanned(now: datetime = NOON + timedelta(days=1), **asked: object) -> list[str]:
        found = await events.scan(at_time(open_context(things, practice_id), now), **{"limit": 9, **asked})  # type: ignore[arg-type]  # a test's own shorthand
        return [kept.event.name for kept in found]

    assert await scanned() == ["patient.updated", "coverage.created", "patient.created"]
    assert await scanned(limit=1) == ["patient.updated"]
    assert await scanned(names=["patient.created", "patient.updated"]) == ["patient.updated", "patient.created"]
    assert await scanned(since=NOON + SECOND) == ["patient.updated", "coverage.created"]
    assert await scanned(until=NOON + SECOND) == ["coverage.created", "patient.created"]
    assert await scanned(now=NOON + timedelta(days=30)) == ["patient.updated", "coverage.created", "patient.created"]
    assert await scanned(now=NOON + timedelta(days=30) + SECOND) == ["patient.updated", "coverage.created"]
    assert await scanned(names=[]) == []

    (latest, *_) = await events.scan(at_time(open_context(things, practice_id), NOON + 3 * SECOND), limit=1)
    assert latest.at == NOON + 2 * SECOND
    assert latest.event == Event("patient.updated", "thing", "patient.updated", {"place": 1})
    assert await things.records(practice_id).event(["patient.updated"], latest.id) == latest
    assert await things.records(practice_id).event(["coverage.updated"], latest.id) is None
    assert await things.records(new_id()).event(["patient.updated"], latest.id) is None


async def test_what_one_may_not_read_did_not_happen(things: Store, practice_id: str) -> None:
    await tell(things, practice_id, NOON, "patient.created", "encounter.recorded")
    context = open_context(things, practice_id, permissions=frozenset({"encounters:read"}))
    (found,) = await events.scan(at_time(context, NOON), limit=9)
    assert found.event.name == "encounter.recorded"


async def test_events_are_forgotten(things: Store, practice_id: str) -> None:
    await tell(things, practice_id, NOON - timedelta(days=40), "patient.created")
    await tell(things, practice_id, NOON, "patient.updated")
    names = ["patient.created", "patient.updated"]
    records = things.records(practice_id)
    wide = {"since": NOON - timedelta(days=90), "until": NOON + SECOND}
    assert len(await records.events(names, **wide, before=None, limit=9)) == 2
    await things.events.purge(NOON - timedelta(days=30))
    left = await records.events(names, **wide, before=None, limit=9)
    assert [kept.event.name for kept in left] == ["patient.updated"]


def test_ids_hold_their_moment() -> None:
    for micros in (0, 1, 499, 500, 999, 123_456, 999_999):
        moment = NOON.replace(microsecond=micros)
        made = id_at(moment)
        assert is_id(made)
        assert moment_of(made) == moment
        assert lowest_id_at(moment) <= made < lowest_id_at(moment + timedelta(milliseconds=1))
    assert id_at(NOON) < id_at(NOON + timedelta(microseconds=1))
