"""Encryption of secrets and HMACs, under keys derived per practice from the installation's master keys."""

import base64
import functools
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from polyclinic.core.shared.secrets import Fingerprint

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True)
class Keys:
    """Master keys of 32 bytes or more by id. ``current`` encrypts and signs; the others still read what they wrote.

    ``fingerprints`` (else the first key) is the one that fingerprints are taken with. It is not rotated: who matches by
    a fingerprint has to find what was stored years ago.
    """

    master: Mapping[str, bytes]
    current: str
    fingerprints: str = ""

    def __post_init__(self) -> None:
        for key_id, key in self.master.items():
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", key_id):
                raise ValueError("a key id is 1 to 32 letters, digits, - or _")
            if len(key) < KEY_BYTES:
                raise ValueError(f"master key {key_id} is shorter than {KEY_BYTES} bytes")
        if self.current not in self.master or self.fingerprints not in ("", *self.master):
            raise ValueError("the current key is not among the master keys")

    def __repr__(self) -> str:
        return f"Keys({', '.join(self.master)}; current {self.current})"


class SecretUnreadable(Exception):
    """A stored secret does not decrypt: its key is not configured, or the row was moved or altered."""


class Ciphers:
    """What ``Keys`` can do. Derived keys are kept in memory."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._derive = functools.lru_cache(maxsize=4096)(self._derived)
        self._aead = functools.lru_cache(maxsize=4096)(self._cipher)

    @property
    def current(self) -> str:
        return self._keys.current

    def encrypt(self, practice_id: str, label: str, clear: bytes) -> str:
        """``<key id>.<base64>``, which decrypts only for the same practice and label."""
        key_id = self._keys.current
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._aead(key_id, practice_id).encrypt(nonce, clear, _bound(practice_id, label))
        return f"{key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, practice_id: str, label: str, token: str) -> bytes:
        """Raises ``SecretUnreadable``."""
        key_id, _, encoded = token.partition(".")
        try:
            raw = base64.urlsafe_b64decode(encoded)
            cipher = self._aead(key_id, practice_id)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(practice_id, label))
        except (InvalidTag, KeyError, ValueError) as error:
            raise SecretUnreadable(f"key {key_id[:32]}: {type(error).__name__}") from None

    def sign(self, purpose: str, practice_id: str, content: bytes, key_id: str | None = None) -> str:
        """An HMAC-SHA256 in hex, under the current key or the one named. Raises ``KeyError`` for an unknown key."""
        return hmac.digest(self._derive(key_id or self._keys.current, purpose, practice_id), content, "sha256").hex()

    def signatures(self, purpose: str, practice_id: str, content: bytes) -> list[str]:
        """What ``sign`` may have given, the current key's first."""
        others = [key_id for key_id in self._keys.master if key_id != self._keys.current]
        return [self.sign(purpose, practice_id, content, key_id) for key_id in (self._keys.current, *others)]

    def fingerprint(self, practice_id: str, value: str) -> Fingerprint:
        """A ``Vault``'s fingerprint: last four characters and an HMAC that only this practice can compare."""
        key_id = self._keys.fingerprints or next(iter(self._keys.master))
        return Fingerprint(value[-4:], self.sign("fingerprint", practice_id, value.encode(), key_id))

    def _cipher(self, key_id: str, practice_id: str) -> AESGCM:
        return AESGCM(self._derive(key_id, "secret", practice_id))

    def _derived(self, key_id: str, purpose: str, practice_id: str) -> bytes:
        info = f"polyclinic/{purpose}/{practice_id}".encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._keys.master[key_id])


def _bound(practice_id: str, label: str) -> bytes:
    return f"{practice_id}\x1f{label}".encode()
