"""Signing in and inviting: what is counted, spent, recorded and told."""

import asyncio

import argon2
import pyotp
import pytest

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.outbox import Delivery
from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.invitations import invite
from polyclinic.core.identity.model import USER, User
from polyclinic.core.identity.policy import permissions_of
from polyclinic.core.identity.signing_in import SignIn, SignInOutcome, sign_in, sign_in_nobody
from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Contended, Forbidden, Invalid, NotFound
from polyclinic.core.shared.secrets import Secret
from tests.support.store import open_context

HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORDS = Argon2Passwords(HASHER)
CODES = TotpCodes()
RIGHT = "correct horse"


async def add_user(
    store: Store, practice_id: str, *, totp: str | None = None, phone: str = "", password_hash: str = ""
) -> str:
    ctx = open_context(store, practice_id)
    user = User(
        username="Ana@example.com",
        email="ana@example.com",
        phone=phone,
        password_hash=password_hash or HASHER.hash(RIGHT),
        totp_secret=Secret(totp) if totp else None,
    )
    await ctx.put(USER, user)
    await ctx.commit()
    return user.id


async def attempt(
    store: Store, practice_id: str, user_id: str, password: str = RIGHT, code: str | None = None
) -> tuple[SignIn, list[Fact]]:
    """The outcome, and the facts that were committed with it."""
    opened: list[Context] = []

    def open_one() -> Context:
        opened.append(open_context(store, practice_id))
        return opened[-1]

    async def work(ctx: Context) -> SignIn:
        return await sign_in(ctx, PASSWORDS, CODES, user_id, password=password, code=code)

    found = await perform(open_one, work)
    return found, opened[-1].change.facts


async def test_failures_are_counted_and_the_audit_says_what_they_were(store: Store, practice_id: str) -> None:
    user_id = await add_user(store, practice_id)
    found, facts = await attempt(store, practice_id, user_id, "wrong")
    assert (found.outcome, found.user) == (SignInOutcome.WRONG, None)
    assert [(fact.outcome, fact.objects) for fact in facts] == [("sign_in_failed", (f"user/{user_id}",))]
    assert (await open_context(store, practice_id).need(USER, user_id)).failures == 1

    found, facts = await attempt(store, practice_id, user_id)
    assert found.outcome is SignInOutcome.OK
    assert [fact.outcome for fact in facts] == ["ok"]
    assert (await open_context(store, practice_id).need(USER, user_id)).failures == 0


async def test_guesses_at_one_time_are_no_more_than_guesses_in_a_row(
    store: Store, practice_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who wait for the check of their password are held to what was counted meanwhile."""
    slow = argon2.PasswordHasher(time_cost=2, memory_cost=16384, parallelism=1)
    monkeypatch.setitem(globals(), "PASSWORDS", Argon2Passwords(slow))
    user_id = await add_user(store, practice_id, password_hash=slow.hash(RIGHT))
    guesses = [*(f"wrong {number}" for number in range(60)), RIGHT]
    results = await asyncio.gather(
        *(attempt(store, practice_id, user_id, guess) for guess in guesses), return_exceptions=True
    )
    last = results[-1]
    assert not isinstance(last, BaseException)
    assert last[0].outcome is SignInOutcome.LOCKED


async def test_one_code_signs_in_one_of_many_at_a_time(store: Store, practice_id: str) -> None:
    secret = CODES.new_secret()
    user_id = await add_user(store, practice_id, totp=secret)
    code = pyotp.TOTP(secret).now()
    results = await asyncio.gather(
        *(attempt(store, practice_id, user_id, code=code) for _ in range(5)), return_exceptions=True
    )
    outcomes = [each[0].outcome for each in results if not isinstance(each, BaseException)]
    assert outcomes.count(SignInOutcome.OK) == 1
    assert set(outcomes) <= {SignInOutcome.OK, SignInOutcome.CODE_WRONG}
    assert all(isinstance(each, Contended) for each in results if isinstance(each, BaseException))


async def test_nobody_is_wrong_like_anybody(store: Store, practice_id: str) -> None:
    assert (await sign_in_nobody(PASSWORDS, RIGHT)).outcome is SignInOutcome.WRONG
    found, _ = await attempt(store, practice_id, practice_id)
    assert found.outcome is SignInOutcome.WRONG


async def test_an_invitation_is_told_with_the_ways_to_send_it(store: Store, practice_id: str) -> None:
    user_id = await add_user(store, practice_id, phone="+15551234567")
    told: list[Delivery] = []

    async def hear(delivery: Delivery) -> None:
        if delivery.practice_id == practice_id:
            told.append(delivery)

    ctx = open_context(store, practice_id, permissions=permissions_of("staff"))
    invited, _ = await invite(ctx, "ANA@example.com", ["sms", "email"])
    await ctx.commit()
    assert invited.invited_at is not None
    worker = store.worker({"user.invited": hear})
    while await worker.run_once():
        pass
    assert [(each.event.id, each.event.facts) for each in told] == [(user_id, {"channels": ["sms", "email"]})]


async def test_an_invitation_that_cannot_be_sent_is_refused(store: Store, practice_id: str) -> None:
    await add_user(store, practice_id)
    ctx = open_context(store, practice_id, permissions=permissions_of("staff"))
    with pytest.raises(Invalid, match="no address for sms"):
        await invite(ctx, "ana@example.com", ["email", "sms"])
    with pytest.raises(NotFound):
        await invite(ctx, "nobody@example.com", ["email"])
    with pytest.raises(Forbidden):
        await invite(open_context(store, practice_id, permissions=permissions_of("reader")), "ana@example.com", [])
