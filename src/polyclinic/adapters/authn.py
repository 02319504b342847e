"""Passwords and one-time codes, by the libraries that know how."""

import asyncio
import base64
import hmac
import os
from datetime import datetime

import argon2
import pyotp

STEP = 30


class Argon2Passwords:
    """argon2id with the library's parameters, in a thread: a hash takes tens of milliseconds on purpose.

    ``hasher`` has other parameters; tests that sign in many times take cheap ones.
    """

    def __init__(self, hasher: argon2.PasswordHasher | None = None) -> None:
        self._hasher = hasher or argon2.PasswordHasher()
        self._nobody = _hash_of_nothing(self._hasher)

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        right = await asyncio.to_thread(self._verify, password_hash or self._nobody, password)
        return right and password_hash is not None

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

    def matching_step(self, secret: str, code: str, at: datetime, after: int) -> int | None:
        totp = pyotp.TOTP(secret, interval=STEP)
        now = int(at.timestamp()) // STEP
        for step in (now - 1, now, now + 1):
            if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > after:
                return step
        return None
