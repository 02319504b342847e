"""The index from presented secrets to credentials. A secret is stored as an HMAC and nowhere else."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from polyclinic.adapters.db.engine import Engine
from polyclinic.adapters.db.keys import Ciphers
from polyclinic.adapters.db.memory import Memory
from polyclinic.adapters.db.values import instant
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.shared.errors import Conflict

_ADD = (
    "INSERT INTO credentials (id, practice_id, kind, dialect, digest, family, created_at, expires_at, revoked_at, doc) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id"
)
_ISSUE = (
    "INSERT INTO credentials (id, practice_id, kind, dialect, digest, family, created_at, expires_at, revoked_at, doc) "
    "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 "
    "WHERE EXISTS (SELECT 1 FROM credentials WHERE id = $11 AND revoked_at IS NULL) RETURNING id"
)
# On PostgreSQL whoever issues to a family or revokes it takes the lock of its first member before looking; SQLite has
# one writer.
_LOCK = "SELECT id FROM credentials WHERE id = $1 FOR UPDATE"
_FIND = (
    "SELECT doc, revoked_at FROM credentials WHERE kind = $1 AND dialect = $2 AND digest {among} ORDER BY created_at"
)
_REVOKE = "UPDATE credentials SET revoked_at = $2 WHERE {column} = $1 AND revoked_at IS NULL RETURNING id"
_PURGE = (
    "DELETE FROM credentials WHERE expires_at < $1 AND NOT EXISTS (SELECT 1 FROM credentials c "
    "WHERE c.family = credentials.id AND c.id <> credentials.id AND (c.expires_at IS NULL OR c.expires_at >= $1)) "
    "RETURNING id"
)
_LIST = "SELECT doc, revoked_at FROM credentials WHERE practice_id = $1{kind} ORDER BY created_at, id"


class CredentialIndex:
    """Credentials of all practices. What was found is remembered for seconds, unless revoked by this process."""

    def __init__(self, engine: Engine, ciphers: Ciphers) -> None:
        self._engine = engine
        self._ciphers = ciphers
        self._known: Memory[bytes, Credential] = Memory()
        self._memory_key = os.urandom(32)
        self._decoder = msgspec.json.Decoder(Credential)
        among = "= ANY($3)" if engine.postgres else "IN (SELECT value FROM json_each($3))"
        self._find = _FIND.format(among=among)

    async def find(self, kind: CredentialKind, dialect: str, secret: str) -> Credential | None:
        """What the secret stands for, also if expired or revoked; None if nobody was ever given it."""
        content = _content(kind, dialect, secret)
        remembered_by = hashlib.blake2b(content, key=self._memory_key, digest_size=32).digest()
        if (known := self._known.get(remembered_by)) is not None:
            return known
        generation = self._known.generation
        digests = self._digests(content)
        rows = await self._engine.fetch(None, self._find, (kind.value, dialect, digests), point=True)
        found = [self._read(row) for row in rows]
        if not found:
            return None
        best = next((credential for credential in found if credential.revoked_at is None), found[-1])
        self._known.put(remembered_by, best, generation)
        return best

    async def add(self, credential: Credential, secret: str) -> None:
        """Raises ``Conflict`` when the secret stands for a live credential already."""
        if not await self._engine.write(None, [(_ADD, self._row(credential, secret))]):
            raise Conflict("this credential exists", kind=credential.kind.value, dialect=credential.dialect)
        self._known.clear()

    async def add_to(self, base: Credential, credential: Credential, secret: str) -> bool:
        issue = (_ISSUE, (*self._row(credential, secret), base.id))
        added = await self._engine.write(None, [*self._locked(base.id), issue])
        self._known.clear()
        return bool(added)

    def _row(self, credential: Credential, secret: str) -> tuple[Any, ...]:
        return (
            credential.id,
            credential.practice_id,
            credential.kind.value,
            credential.dialect,
            self._digests(_content(credential.kind, credential.dialect, secret))[0],
            credential.family,
            credential.created_at,
            credential.expires_at,
            credential.revoked_at,
            msgspec.json.encode(credential).decode(),
        )

    async def revoke(self, credential_id: str, at: datetime) -> None:
        await self._revoke("id", credential_id, at)

    async def revoke_family(self, family: str, at: datetime) -> None:
        """Revoke what descends from a grant, also what is being issued from it at this moment."""
        if family:
            await self._revoke("family", family, at)

    async def exchange(self, used: Credential, at: datetime, issued: Sequence[tuple[Credential, str]]) -> bool:
        """Revoke ``used`` and add what is issued for it, or do neither if it is revoked already."""
        work: list[tuple[str, tuple[Any, ...]]] = self._locked(used.family)
        work += [(_ISSUE, (*self._row(credential, secret), used.id)) for credential, secret in issued]
        work.append((_REVOKE.format(column="id"), (used.id, at)))
        won = await self._engine.write(None, work)
        self._known.clear()
        return bool(won)

    def _locked(self, family: str) -> list[tuple[str, tuple[Any, ...]]]:
        return [(_LOCK, (family,))] if self._engine.postgres else []

    async def list(self, practice_id: str, kind: CredentialKind | None = None) -> Sequence[Credential]:
        sql = _LIST.format(kind=" AND kind = $2" if kind else "")
        rows = await self._engine.fetch(None, sql, (practice_id, kind.value) if kind else (practice_id,))
        return [self._read(row) for row in rows]

    async def purge(self, before: datetime) -> int:
        """Forget what expired before then; how many they were. A family's first stays while others need its lock."""
        return len(await self._engine.write(None, [(_PURGE, (before,))]))

    async def _revoke(self, column: str, value: str, at: datetime) -> None:
        statement = (_REVOKE.format(column=column), (value, at))
        await self._engine.write(None, [*(self._locked(value) if column == "family" else []), statement])
        self._known.clear()

    def _digests(self, content: bytes) -> Sequence[str]:
        return self._ciphers.signatures("credential", "", content)

    def _read(self, row: Sequence[Any]) -> Credential:
        document, revoked_at = row
        return replace(self._decoder.decode(document), revoked_at=instant(revoked_at))


def _content(kind: CredentialKind, dialect: str, secret: str) -> bytes:
    """What is signed: the secret, and where it is good."""
    return "\x1f".join((kind.value, dialect, secret)).encode("utf-8", "replace")
