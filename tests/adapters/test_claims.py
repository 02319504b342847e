"""An idempotency key lets one request through at a time, and answers the same once it is done."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from polyclinic.adapters.db.claims import HeldClaim
from polyclinic.adapters.db.store import Store
from polyclinic.core.shared.changes import Completion, GuardFailed
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from tests.adapters.things import PLAIN, Plain
from tests.support.store import open_context

NOW = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LEASE, KEEP = timedelta(seconds=60), timedelta(hours=24)


async def claim(things: Store, practice_id: str, owner: str, now: datetime = NOW, print_: str = "f") -> HeldClaim:
    return await things.claims.claim(
        practice_id, "claim", fingerprint=print_, owner=owner, now=now, lease=LEASE, keep=KEEP
    )


async def complete(things: Store, practice_id: str, owner: str) -> None:
    context = open_context(things, practice_id)
    await context.put(PLAIN, Plain(text=owner))
    await context.commit(Completion("claim", owner, 201, b'{"made": true}', {"location": "/1"}))


async def test_claim_effect_replay(things: Store, practice_id: str) -> None:
    assert (await claim(things, practice_id, "one")).owner == "one"
    in_flight = await claim(things, practice_id, "two", print_="g")
    assert in_flight == HeldClaim("one", "f")
    await complete(things, practice_id, "one")
    done = await claim(things, practice_id, "three", NOW + LEASE * 2)
    assert done == HeldClaim("one", "f", 201, b'{"made": true}', {"location": "/1"})
    await things.claims.release(practice_id, "claim", "one")
    assert (await claim(things, practice_id, "four")).status == 201
    assert (await claim(things, new_id(), "five")).owner == "five"


async def test_a_lost_lease_cannot_commit(things: Store, practice_id: str) -> None:
    await claim(things, practice_id, "slow")
    assert (await claim(things, practice_id, "next", NOW + LEASE - timedelta(seconds=1))).owner == "slow"
    assert (await claim(things, practice_id, "next", NOW + LEASE)).owner == "next"
    with pytest.raises(GuardFailed) as failed:
        await complete(things, practice_id, "slow")
    assert failed.value.what == "claim"
    assert await things.records(practice_id).count(Query(PLAIN)) == 0
    await things.claims.release(practice_id, "claim", "slow")
    await complete(things, practice_id, "next")
    with pytest.raises(GuardFailed):
        await complete(things, practice_id, "next")
    assert [plain.text for plain in (await things.records(practice_id).find(Query(PLAIN))).items] == ["next"]


async def test_a_released_claim_is_free(things: Store, practice_id: str) -> None:
    await claim(things, practice_id, "one")
    await things.claims.release(practice_id, "claim", "one")
    assert (await claim(things, practice_id, "two")).owner == "two"
    with pytest.raises(GuardFailed):
        await complete(things, practice_id, "one")


async def test_an_answer_without_an_effect(things: Store, practice_id: str) -> None:
    await claim(things, practice_id, "one")
    await open_context(things, practice_id).commit(Completion("claim", "one", 204, b""))
    assert (await claim(things, practice_id, "two")).status == 204


async def test_one_of_twenty_claims_wins(things: Store, practice_id: str) -> None:
    held = await asyncio.gather(*(claim(things, practice_id, f"owner {place}") for place in range(20)))
    assert len({each.owner for each in held}) == 1


async def test_old_claims_go(things: Store, practice_id: str) -> None:
    await claim(things, practice_id, "one")
    await complete(things, practice_id, "one")
    later = NOW + KEEP + timedelta(seconds=1)
    assert (await claim(things, practice_id, "two", later)).owner == "two"
    await things.claims.purge(later)
    assert (await claim(things, practice_id, "three", later)).owner == "two"
    assert await things.claims.purge(later + timedelta(seconds=1)) >= 1
    assert (await claim(things, practice_id, "four", later)).owner == "four"
