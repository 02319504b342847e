"""What is secret is nowhere in clear, belongs to its place, and survives a change of keys."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from polyclinic.adapters.db.keys import Ciphers, Keys, SecretUnreadable
from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.shared.changes import Completion, Event
from polyclinic.core.shared.clock import SystemClock
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.secrets import Secret
from tests.adapters.things import KINDS, THING, Part, Thing, put
from tests.support.rows import stored_bytes
from tests.support.store import KEYS, open_context

CANARIES = ("canary-in-a-field", "canary-nested", "canary-in-an-answer", "canary-credential", "canary-aadhaar-123")


async def test_no_secret_is_stored_in_clear(things: Store, things_url: str, practice_id: str) -> None:
    now = SystemClock().now()
    context = open_context(things, practice_id)
    claim = await things.claims.claim(
        practice_id, "c", fingerprint="f", owner="o", now=now, lease=timedelta(minutes=1), keep=timedelta(days=1)
    )
    secret = Secret(CANARIES[0])
    fingerprint = things.vault.fingerprint(practice_id, CANARIES[4])
    draft = Thing(secret=secret, second=secret, parts=(Part("visible", Secret(CANARIES[1])),), print=fingerprint)
    made = await context.put(THING, draft)
    context.tell(Event("thing.made", "thing", made.id))
    await context.commit(Completion("c", claim.owner, 200, CANARIES[2].encode(), {"location": CANARIES[2]}))
    await put(open_context(things, practice_id), replace(made, name="visible too"))
    credential = Credential(
        practice_id=practice_id, kind=CredentialKind.API_KEY, dialect="test", subject="client:1", created_at=now
    )
    await things.credentials.add(credential, CANARIES[3])

    everything = await stored_bytes(things_url)
    assert b"visible too" in everything
    for canary in CANARIES:
        assert canary.encode() not in everything, canary
    found = await things.records(practice_id).get(THING, made.id)
    assert found is not None
    assert (found.secret, found.second, found.parts) == (secret, secret, draft.parts)
    assert (fingerprint.last_four, fingerprint.mask()) == ("-123", "XXXXXXXX-123")
    assert repr(found).count("canary") == 0


async def test_a_ciphertext_is_worth_nothing_elsewhere(things: Store, practice_id: str) -> None:
    one, other = await put(
        open_context(things, practice_id), Thing(secret=Secret("one"), second=Secret("two")), Thing(secret=Secret("3"))
    )
    read = "SELECT doc FROM thing WHERE practice_id = $1 AND id = $2"
    write = "UPDATE thing SET doc = $3 WHERE practice_id = $1 AND id = $2"
    document = (await things.engine.fetch(practice_id, read, (practice_id, one.id)))[0][0]
    first, second = (document.split(f'"{name}":"')[1].split('"')[0] for name in ("secret", "second"))
    moved = document.replace(first, "@").replace(second, first).replace("@", second)
    foreign = (await things.engine.fetch(practice_id, read, (practice_id, other.id)))[0][0].replace(other.id, one.id)
    for forged in (moved, foreign, document.replace(first, "nokey.AAAA"), document.replace(first, "rubbish")):
        await things.engine.write(practice_id, [(write, (practice_id, one.id, forged))])
        with pytest.raises(SecretUnreadable):
            await things.records(practice_id).get(THING, one.id)


async def test_keys_are_rotated(things_url: str, practice_id: str) -> None:
    old, new = os.urandom(32), os.urandom(32)
    both = Keys({"old": old, "new": new}, "new", fingerprints="old")
    async with Store(things_url, KINDS, Keys({"old": old}, "old")) as before:
        (made,) = await put(open_context(before, practice_id), Thing(secret=Secret("kept")))
        fingerprint = before.vault.fingerprint(practice_id, "123456789012")
        credential = Credential(
            practice_id=practice_id,
            kind=CredentialKind.API_KEY,
            dialect=new_id(),
            subject="client:1",
            created_at=SystemClock().now(),
        )
        await before.credentials.add(credential, "api-key")
        await before.audit.seal()
    async with Store(things_url, KINDS, both) as during:
        found = await during.records(practice_id).get(THING, made.id)
        assert found == made
        await put(open_context(during, practice_id), replace(found, name="written with the new key"))
        assert during.vault.fingerprint(practice_id, "123456789012") == fingerprint
        assert await during.credentials.find(CredentialKind.API_KEY, credential.dialect, "api-key") == credential
        await during.audit.seal()
        assert await during.audit.verify(practice_id) == []
    async with Store(things_url, KINDS, Keys({"new": new}, "new")) as after:
        found = await after.records(practice_id).get(THING, made.id)
        assert found is not None
        assert found.secret == Secret("kept")
        with pytest.raises(SecretUnreadable):
            await after.records(practice_id).history(THING, made.id)


async def test_a_secret_in_the_wrong_place_is_not_stored(things: Store, practice_id: str) -> None:
    for thing in (
        Thing(extras={"candid": {"ssn": Secret("x")}}),
        Thing(extras={"candid": {"ssn": Secret("x")}}, secret=Secret("y")),
    ):
        with pytest.raises(TypeError, match="stored in clear"):
            await put(open_context(things, practice_id), thing)


def test_fingerprints_are_a_practices_own() -> None:
    vault = Ciphers(KEYS)
    one, other = vault.fingerprint("one", "123456789012"), vault.fingerprint("other", "123456789012")
    assert one == vault.fingerprint("one", "123456789012")
    assert one.digest != other.digest
    assert one.digest != vault.fingerprint("one", "123456789013").digest


def test_bad_keys_are_refused() -> None:
    good = os.urandom(32)
    for master, current in (
        ({"k": b"short"}, "k"),
        ({"k": good}, "other"),
        ({"no spaces": good}, "no spaces"),
        ({}, ""),
    ):
        with pytest.raises(ValueError, match="key"):
            Keys(master, current)
    assert good.hex() not in repr(Keys({"k": good}, "k"))
    assert str(good) not in repr(Keys({"k": good}, "k"))
