"""The ports of the web layer in memory: just enough of a record to run handlers, commits and claims against."""

import hashlib
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from polyclinic.core.documents.model import StoredFile
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.changes import AtMost, Change, Fact, GuardFailed, Live
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.secrets import Fingerprint

T = TypeVar("T", bound=Entity)


@dataclass
class Claim:
    owner: str
    fingerprint: str
    made: datetime
    lease_until: datetime
    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Memory:
    """Everything of every practice. ``fail_next`` lists guards that the next commits fail by."""

    entities: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    facts: list[tuple[str | None, Fact]] = field(default_factory=list)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    credentials: dict[tuple[CredentialKind, str, str], Credential] = field(default_factory=dict)
    practices: dict[str, Practice] = field(default_factory=dict)
    fail_next: list[str] = field(default_factory=list)
    audit_down: bool = False
    number: int = 100_000

    def outcomes(self) -> list[str]:
        return [fact.outcome for _, fact in self.facts]


class MemoryRecords:
    def __init__(self, memory: Memory, practice_id: str) -> None:
        self._memory = memory
        self._practice_id = practice_id

    @property
    def practice_id(self) -> str:
        return self._practice_id

    async def get(self, kind: Kind[T], id: str) -> T | None:
        found: T | None = self._memory.entities.get((self._practice_id, kind.name, id))
        return found

    async def get_by_number(self, kind: Kind[T], number: int) -> T | None:
        return next((entity for entity in self._all(kind) if entity.number == number), None)

    async def get_by_external_id(self, kind: Kind[T], system: str, value: str, scope: str = "") -> T | None:
        return next((entity for entity in self._all(kind) if entity.external_id(system, scope) == value), None)

    async def get_many(self, kind: Kind[T], ids: Collection[str]) -> dict[str, T]:
        return {entity.id: entity for entity in self._all(kind) if entity.id in ids}

    async def find(self, query: Query[T]) -> Page[T]:
        raise NotImplementedError

    async def count(self, query: Query[T]) -> int:
        raise NotImplementedError

    async def history(self, kind: Kind[T], id: str) -> Sequence[T]:
        raise NotImplementedError

    async def next_number(self, kind: Kind[T]) -> int:
        self._memory.number += 1
        return self._memory.number

    async def apply(self, change: Change) -> None:
        memory = self._memory
        if memory.fail_next:
            raise GuardFailed(memory.fail_next.pop(0))
        for guard in change.guards:
            assert not isinstance(guard, (Live, AtMost)), "this record knows no guards"
        for put in change.puts:
            held = memory.entities.get((self._practice_id, put.kind.name, put.entity.id))
            if (held.version if held else 0) != put.expected:
                raise GuardFailed("version")
        if change.completion is not None:
            claim = memory.claims.get((self._practice_id, change.completion.claim))
            if claim is None or claim.owner != change.completion.owner:
                raise GuardFailed("claim")
            claim.status, claim.body = change.completion.status, change.completion.body
            claim.headers = dict(change.completion.headers)
        for put in change.puts:
            memory.entities[self._practice_id, put.kind.name, put.entity.id] = put.entity
        memory.facts += [(self._practice_id, fact) for fact in change.facts]

    def _all(self, kind: Kind[T]) -> list[T]:
        found = [held for (practice, name, _), held in self._memory.entities.items() if practice == self._practice_id]
        return [entity for entity in found if isinstance(entity, kind.entity)]


class MemoryPorts:
    """Records, audit, claims, credentials, practices, vault and files over one ``Memory``."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def records(self, practice_id: str, scope: Scope) -> MemoryRecords:
        return MemoryRecords(self.memory, practice_id)

    async def record(self, practice_id: str | None, fact: Fact) -> None:
        if self.memory.audit_down:
            raise Unavailable("the audit trail cannot be written")
        self.memory.facts.append((practice_id, fact))

    def fingerprint(self, practice_id: str, value: str) -> Fingerprint:
        return Fingerprint(value[-4:], hashlib.sha256(value.encode()).hexdigest())


class MemoryClaims:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def claim(
        self,
        practice_id: str,
        claim: str,
        *,
        fingerprint: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        keep: timedelta,
    ) -> Claim:
        held = self._memory.claims.get((practice_id, claim))
        ours = held is None or held.made + keep <= now or (held.status is None and held.lease_until <= now)
        if ours:
            held = self._memory.claims[practice_id, claim] = Claim(owner, fingerprint, now, now + lease)
        assert held is not None
        return held

    async def release(self, practice_id: str, claim: str, owner: str) -> None:
        held = self._memory.claims.get((practice_id, claim))
        if held is not None and held.owner == owner and held.status is None:
            del self._memory.claims[practice_id, claim]


class MemoryCredentials:
    def __init__(self, memory: Memory) -> None:
        self._held = memory.credentials

    async def find(self, kind: CredentialKind, dialect: str, secret: str) -> Credential | None:
        return self._held.get((kind, dialect, secret))

    async def add(self, credential: Credential, secret: str) -> None:
        self._held[credential.kind, credential.dialect, secret] = credential

    async def revoke(self, credential_id: str, at: datetime) -> None:
        raise NotImplementedError

    async def revoke_family(self, family: str, at: datetime) -> None:
        raise NotImplementedError

    async def list(self, practice_id: str, kind: CredentialKind | None = None) -> Sequence[Credential]:
        return [held for held in self._held.values() if held.practice_id == practice_id]


class MemoryPractices:
    def __init__(self, memory: Memory) -> None:
        self._held = memory.practices

    async def get(self, practice_id: str) -> Practice | None:
        return self._held.get(practice_id)

    async def list(self) -> Sequence[Practice]:
        return list(self._held.values())

    async def save(self, practice: Practice) -> None:
        self._held[practice.id] = practice

    async def advance_clock(self, practice_id: str, by: timedelta) -> Practice:
        raise NotImplementedError


class MemoryFiles:
    async def put(self, practice_id: str, content: AsyncIterator[bytes], max_size: int) -> StoredFile:
        raise NotImplementedError

    def read(self, practice_id: str, key: str) -> AsyncIterator[bytes]:
        raise KeyError(key)

    async def delete(self, practice_id: str, key: str) -> None:
        raise NotImplementedError
