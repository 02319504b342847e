"""Passwords: what is right is right, and what nobody has costs as much to refuse as what somebody has."""

import asyncio
import threading
from typing import Literal

import argon2
import pytest

from polyclinic.adapters.authn import AT_ONCE, MOST_WAITING, Argon2Passwords, _hash_of_nothing
from polyclinic.core.shared.errors import Unavailable


async def test_a_password_verifies_and_nothing_verifies_for_nobody() -> None:
    passwords = Argon2Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    held = await passwords.hash("correct horse")
    assert await passwords.verify(held, "correct horse")
    assert not await passwords.verify(held, "wrong horse")
    assert not await passwords.verify(None, "correct horse")
    assert not await passwords.verify("not a hash", "correct horse")


def test_nobody_s_hash_is_worked_on_like_a_real_one() -> None:
    hasher = argon2.PasswordHasher()
    held, nobody = hasher.hash("x"), _hash_of_nothing(hasher)
    assert argon2.extract_parameters(nobody) == argon2.extract_parameters(held)
    assert len(nobody) == len(held)


class Gate(argon2.PasswordHasher):
    """A hasher that is as slow as a test wants, and knows how many it works for at one time."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.open, self.full = threading.Event(), threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # the library's name
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == AT_ONCE:
                self.full.set()
        assert self.open.wait(20)
        with self.lock:
            self.now -= 1
        return super().verify(hash, password)


async def test_a_flood_of_sign_ins_takes_turns_and_is_sent_away() -> None:
    gate = Gate()
    passwords = Argon2Passwords(gate)
    held = await passwords.hash("correct horse")
    crowd = [asyncio.create_task(passwords.verify(held, "correct horse")) for _ in range(AT_ONCE + MOST_WAITING)]
    assert await asyncio.to_thread(gate.full.wait, 20)
    for refused in (passwords.verify(held, "correct horse"), passwords.verify(None, "x"), passwords.hash("x")):
        with pytest.raises(Unavailable):
            await refused
    gate.open.set()
    assert all(await asyncio.gather(*crowd))
    assert gate.most == AT_ONCE
    assert await passwords.verify(held, "correct horse"), "there is room again"


async def test_an_accent_is_one_however_it_is_typed() -> None:
    passwords = Argon2Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert await passwords.verify(await passwords.hash("caf\u00e9"), "cafe\u0301")


def test_hashes_cost_what_is_advised() -> None:
    """At least what RFC 9106 recommends for servers of little memory."""
    parameters = argon2.extract_parameters(Argon2Passwords()._hasher.hash("x"))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost >= 64 * 1024, parameters.time_cost >= 3) == (True, True)
    assert (parameters.salt_len >= 16, parameters.hash_len >= 32) == (True, True)
