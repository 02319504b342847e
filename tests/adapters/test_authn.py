"""Passwords: what is right is right, and what nobody has costs as much to refuse as what somebody has."""

import argon2

from polyclinic.adapters.authn import Argon2Passwords, _hash_of_nothing


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
