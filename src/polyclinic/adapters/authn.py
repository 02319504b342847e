"""Passwords and one-time codes, by the libraries that know how."""

import asyncio
import base64
import hmac
import os
import unicodedata
from collections.abc import Callable, Container
from datetime import datetime
from typing import TypeVar

import argon2
import pyotp

from polyclinic.core.shared.errors import Unavailable

R = TypeVar("R")

STEP = 30
AT_ONCE = 4
"""Hashes that are computed at one time: each takes 64 MiB and some of four cores."""
MOST_WAITING = 64
"""Sign-ins that wait for that, about two seconds' worth; whoever comes then is sent away."""


class Argon2Passwords:
    """argon2id with the library's parameters, in a thread: a hash takes tens of milliseconds on purpose.

    ``hasher`` has other parameters; tests that sign in many times take cheap ones. ``breached`` are passwords that
    nobody may choose. Passwords are compared in Unicode's
    composed form (NFC), since keyboards differ in how they write an accent.
    """

    def __init__(self, hasher: argon2.PasswordHasher | None = None, breached: Container[str] = ()) -> None:
        self._hasher = hasher or argon2.PasswordHasher()
        self._breached = breached
        self._nobody = _hash_of_nothing(self._hasher)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._inside = 0

    async def hash(self, password: str) -> str:
        return await self._in_turn(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        right = await self._in_turn(self._verify, password, password_hash or self._nobody)
        return right and password_hash is not None

    async def is_known(self, password: str) -> bool:
        return await asyncio.to_thread(lambda: password in self._breached)

    async def _in_turn(self, work: Callable[..., R], password: str, *rest: str) -> R:
        if self._inside >= AT_ONCE + MOST_WAITING:
            raise Unavailable("too many are signing in: try again in a moment")
        self._inside += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *rest, unicodedata.normalize("NFC", password))
        finally:
            self._inside -= 1

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


def _hash_of_nothing(hasher: argon2.PasswordHasher) -> str:
    """A hash that no password has, and that takes as long to verify as a real one."""
    salt, digest = (
        base64.b64encode(os.urandom(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"


class TotpCodes:
    """RFC 6238 codes of six digits, valid one step either side of now."""

    def new_secret(self) -> str:
        return pyotp.random_base32()

    def uri(self, secret: str, account: str, issuer: str) -> str:
        return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=issuer)

    def matching_step(self, secret: str, code: str, at: datetime, after: int) -> int | None:
        totp = pyotp.TOTP(secret, interval=STEP)
        now = int(at.timestamp()) // STEP
        for step in (now - 1, now, now + 1):
            if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > after:
                return step
        return None
