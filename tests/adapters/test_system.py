"""Practices, credentials and the sandbox's images."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.shared.changes import Completion, Event
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import Conflict, NotFound
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Contains, Query
from tests.adapters.things import KINDS, PLAIN, THING, Plain, Thing, put
from tests.support.store import KEYS, add_practice, open_context

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def credential(practice_id: str, **changes: object) -> Credential:
    base = Credential(
        practice_id=practice_id,
        kind=CredentialKind.API_KEY,
        dialect="silna",
        subject="client:1",
        permissions=("patients:read",),
        legal_entities=("e1",),
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
        facts={"scope": ["a"]},
    )
    return replace(base, **changes)  # type: ignore[arg-type] # whatever the test says


async def test_practices(things: Store, things_url: str) -> None:
    practice = await add_practice(things, defaults={"facility": "f"}, zone="Asia/Kolkata")
    assert await things.practices.get(practice.id) == practice
    assert practice in await things.practices.list()
    advanced = await things.practices.advance_clock(practice.id, timedelta(hours=1, microseconds=5))
    assert advanced.clock_offset == timedelta(hours=1, microseconds=5)
    await things.practices.save(replace(practice, name="Renamed"))
    found = await things.practices.get(practice.id)
    assert found == replace(practice, name="Renamed", clock_offset=advanced.clock_offset)
    async with Store(things_url, KINDS, KEYS) as other:
        assert await other.practices.get(practice.id) == found
    for missing in (new_id(), "nul\0"):
        assert await things.practices.get(missing) is None
    with pytest.raises(NotFound):
        await things.practices.advance_clock(new_id(), timedelta(1))
    with pytest.raises(ValueError, match="never goes back"):
        await things.practices.advance_clock(practice.id, timedelta(-1))
    for name in ("*", "system", "", "nul\0"):
        with pytest.raises(ValueError, match="cannot be the id"):
            await things.practices.save(replace(practice, id=name))


async def test_credentials(things: Store, practice_id: str) -> None:
    index = things.credentials
    secret = new_id()
    given = credential(practice_id)
    assert await index.find(CredentialKind.API_KEY, "silna", secret) is None
    await index.add(given, secret)
    for _ in range(2):
        assert await index.find(CredentialKind.API_KEY, "silna", secret) == given
    for kind, dialect, presented in (
        (CredentialKind.LOGIN, "silna", secret),
        (CredentialKind.API_KEY, "candid", secret),
        (CredentialKind.API_KEY, "silna", secret.upper()),
        (CredentialKind.API_KEY, "silna", "\ud800"),
    ):
        assert await index.find(kind, dialect, presented) is None
    with pytest.raises(Conflict):
        await index.add(credential(practice_id, id=new_id()), secret)
    await index.revoke(given.id, NOW)
    found = await index.find(CredentialKind.API_KEY, "silna", secret)
    assert found == replace(given, revoked_at=NOW)
    await index.revoke(given.id, NOW + timedelta(1))
    again = credential(practice_id, id=new_id(), created_at=NOW + timedelta(1))
    await index.add(again, secret)
    assert await index.find(CredentialKind.API_KEY, "silna", secret) == again
    assert list(await index.list(practice_id)) == [found, again]
    assert list(await index.list(practice_id, CredentialKind.LOGIN)) == []


async def test_a_family_is_revoked_together(things: Store, practice_id: str) -> None:
    index = things.credentials
    family = new_id()
    secrets = [new_id() for _ in range(3)]
    for place, secret in enumerate(secrets):
        mine = credential(practice_id, id=new_id(), family=family if place else "")
        await index.add(mine, secret)
        assert await index.find(CredentialKind.API_KEY, "silna", secret) == mine
    await index.revoke_family(family, NOW)
    await index.revoke_family("", NOW)
    found = [await index.find(CredentialKind.API_KEY, "silna", secret) for secret in secrets]
    assert [each is not None and each.revoked_at for each in found] == [None, NOW, NOW]


async def test_what_has_expired_is_forgotten_and_no_family_loses_its_lock(things: Store, practice_id: str) -> None:
    index, family, soon, late = things.credentials, new_id(), NOW + timedelta(1), NOW + timedelta(9)
    ended, ended_family = new_id(), new_id()
    given = [
        credential(practice_id, id=family, family=family, expires_at=soon),
        credential(practice_id, id=new_id(), family=family, expires_at=late),
        credential(practice_id, id=ended, expires_at=soon),
        credential(practice_id, id=ended_family, family=ended_family, expires_at=soon),
        credential(practice_id, id=new_id(), family=ended_family, expires_at=soon),
        credential(practice_id, id=new_id(), expires_at=None),
    ]
    for each in given:
        await index.add(each, new_id())
    await index.purge(soon)
    assert len(await index.list(practice_id)) == 6
    await index.purge(soon + timedelta(seconds=1))
    assert {each.id for each in await index.list(practice_id)} == {family, given[1].id, given[5].id}
    await index.purge(late + timedelta(1))
    assert [each.id for each in await index.list(practice_id)] == [given[5].id]


async def test_another_process_hears_of_a_revocation(
    things: Store, things_url: str, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, given = new_id(), credential(practice_id)
    await things.credentials.add(given, secret)
    async with Store(things_url, KINDS, KEYS) as other:
        assert await other.credentials.find(given.kind, given.dialect, secret) == given
        await things.credentials.revoke(given.id, NOW)
        monkeypatch.setattr("polyclinic.adapters.db.memory.time.monotonic", lambda: 10.0**12)
        found = await other.credentials.find(given.kind, given.dialect, secret)
        assert found == replace(given, revoked_at=NOW)


async def test_what_is_recalled_is_as_this_process_wrote_it(
    things: Store, things_url: str, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (held,) = await put(open_context(things, practice_id), Thing(name="first"))
    async with Store(things_url, KINDS, KEYS) as other:
        for store in (things, other):
            assert await store.records(practice_id).recall(THING, held.id) == held
        (changed,) = await put(open_context(things, practice_id), replace(held, name="second"))
        assert await things.records(practice_id).recall(THING, held.id) == changed
        monkeypatch.setattr("polyclinic.adapters.db.memory.time.monotonic", lambda: 10.0**12)
        assert await other.records(practice_id).recall(THING, held.id) == changed


async def test_what_was_recalled_outlives_writes_of_others(
    things: Store, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (held,) = await put(open_context(things, practice_id), Thing(name="first"))
    records = things.records(practice_id)
    assert await records.recall(THING, held.id) == held
    await put(open_context(things, practice_id), Thing(name="another"))
    with monkeypatch.context() as away:
        away.setattr(type(things.engine), "fetch", None)
        assert await records.recall(THING, held.id) == held


async def test_recalling_goes_no_further_than_the_practice_and_the_scope(things: Store, practice_id: str) -> None:
    stranger = await add_practice(things)
    (held,) = await put(open_context(things, practice_id), Thing(name="first", facility_id="here"))
    assert await things.records(practice_id).recall(THING, held.id) == held
    assert await things.records(stranger.id).recall(THING, held.id) is None
    elsewhere = Scope(facilities=frozenset({"elsewhere"}))
    assert await things.records(practice_id, elsewhere).recall(THING, held.id) is None


async def test_an_image_brings_practices_back(things: Store) -> None:
    first, second, stranger = [await add_practice(things) for _ in range(3)]
    made = {}
    for practice in (first, second, stranger):
        held = Thing(
            name="as loaded", serial="s", held=("room",), start=NOW, end=NOW + timedelta(1), tags=("t",),
            external_ids=(ExternalId("sys", "1"),),
        )  # fmt: skip
        made[practice.id], _ = await put(open_context(things, practice.id), held, Thing(name="beside"))
    await things.images.take([first.id, second.id])
    for practice in (first, second, stranger):
        records = things.records(practice.id)
        await put(open_context(things, practice.id), replace(made[practice.id], name="changed", active=False))
        context = open_context(things, practice.id)
        await context.put(THING, Thing(name="new", serial="s", held=("room",), start=NOW, end=NOW + timedelta(1)))
        await context.put(PLAIN, Plain())
        context.tell(Event("e", "thing", "1"))
        await things.claims.claim(
            practice.id, "c", fingerprint="f", owner="o", now=NOW, lease=timedelta(1), keep=timedelta(1)
        )
        await context.commit(Completion("c", "o", 200, b""))
        await things.practices.advance_clock(practice.id, timedelta(days=3))
    for _ in range(2):
        await things.images.restore([first.id, second.id])
    for practice in (first, second):
        records = things.records(practice.id)
        assert await records.get(THING, made[practice.id].id) == made[practice.id]
        assert await records.get_by_external_id(THING, "sys", "1") == made[practice.id]
        assert len(await records.history(THING, made[practice.id].id)) == 1
        page = await records.find(Query(THING, active=None, total=True))
        assert ({thing.name for thing in page.items}, page.total) == ({"as loaded", "beside"}, 2)
        assert await records.count(Query(THING, (Contains("name", "loaded"),))) == 1
        assert await records.count(Query(THING, (Contains("name", "changed"),), active=None)) == 0
        assert await records.count(Query(PLAIN, active=None)) == 0
        claim = await things.claims.claim(
            practice.id, "c", fingerprint="f", owner="new", now=NOW, lease=timedelta(1), keep=timedelta(1)
        )
        assert claim.owner == "new"
        restored = await things.practices.get(practice.id)
        assert restored is not None
        assert restored.clock_offset == timedelta(0)
        assert await things.audit.verify(practice.id) == []
        await put(open_context(things, practice.id), Thing(name="after"))
    assert await things.records(stranger.id).count(Query(THING, active=None)) == 3
    sql = "SELECT detail FROM audit_facts WHERE practice_id = $1 AND action = 'sandbox.reset' ORDER BY id"
    heads = [row[0] for row in await things.engine.fetch(first.id, sql, (first.id,))]
    assert len(set(heads)) == 2
