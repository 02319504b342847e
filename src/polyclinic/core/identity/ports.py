"""What identity needs from outside the record: the credential index, password hashing, one-time codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from polyclinic.core.identity.model import Credential, CredentialKind


class Credentials(Protocol):
    """The index from a presented secret to what it stands for, across practices. Secrets are stored as HMAC-SHA256."""

    async def find(self, kind: CredentialKind, dialect: str, secret: str) -> Credential | None:
        """What the secret stands for, also if expired or revoked; None if nobody was ever given it.

        May answer from memory for a few seconds; a revocation in this process is seen at once.
        """
        ...

    async def add(self, credential: Credential, secret: str) -> None: ...

    async def add_to(self, base: Credential, credential: Credential, secret: str) -> bool:
        """Add what is issued for ``base``, whose id its family is, unless that has been revoked; whether it was."""
        ...

    async def revoke(self, credential_id: str, at: datetime) -> None: ...

    async def revoke_family(self, family: str, at: datetime) -> None:
        """Revoke what descends from a grant, also what is being issued from it at this moment."""
        ...

    async def exchange(self, used: Credential, at: datetime, issued: Sequence[tuple[Credential, str]]) -> bool:
        """Revoke ``used`` and add what is issued for it, or do neither: of several callers with one code or token one
        succeeds. ``issued`` are of the same family."""
        ...

    async def list(self, practice_id: str, kind: CredentialKind | None = None) -> Sequence[Credential]: ...


class Passwords(Protocol):
    """Hashes passwords with argon2id, off the event loop: slow and large on purpose, so that few run at once.

    Both calls raise ``Unavailable`` when too many wait.
    """

    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Constant work: a missing hash takes as long as a wrong password and is never verified."""
        ...

    async def is_known(self, password: str) -> bool:
        """Whether the password is on the installation's list of breached ones; False without a list."""
        ...


class OneTimeCodes(Protocol):
    """Time-based one-time passwords (RFC 6238, SHA-1, 6 digits, 30 s)."""

    def new_secret(self) -> str:
        """A fresh base32 secret."""
        ...

    def uri(self, secret: str, account: str, issuer: str) -> str:
        """The ``otpauth:`` URI that an authenticator app reads from a QR code."""
        ...

    def matching_step(self, secret: str, code: str, at: datetime, after: int) -> int | None:
        """The time step that ``code`` belongs to, within one step of ``at`` and later than ``after``; else None."""
        ...
