"""What an operation works with: who asks, for which practice, at what time, and the only way to read and write."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from polyclinic.core.shared.changes import Change, Completion, Event, Fact, Guard, GuardFailed, Live, Put
from polyclinic.core.shared.clock import Clock, PracticeClock
from polyclinic.core.shared.code_sets import CodeSets
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import (
    Contended,
    ExternalIdTaken,
    Forbidden,
    NotFound,
    Path,
    Problem,
    UnknownReference,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.postings import Posting
from polyclinic.core.shared.queries import Between, Condition, Order, Page, Query
from polyclinic.core.shared.records import Audit, Records
from polyclinic.core.shared.secrets import Vault
from polyclinic.core.shared.times import to_millisecond

T = TypeVar("T", bound=Entity)
R = TypeVar("R")

ATTEMPTS = 4  # the first and three more on fresh data


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` is what audit facts show (``user:…``, ``key:…``); ``permissions`` what core policies ask for.

    ``scopes`` are the dialect's own (OAuth scopes), for its routes. ``user_id`` is set when a person acts.
    """

    id: str
    permissions: frozenset[str]
    scopes: frozenset[str] = frozenset()
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of a practice a credential may see. An empty dimension is not limited.

    None in a dimension stands for objects that name none: they belong to the practice's default. ``patients`` limits a
    patient who signs in to what is the patient's own.
    """

    legal_entities: frozenset[str | None] = frozenset()
    facilities: frozenset[str | None] = frozenset()
    patients: frozenset[str | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Tenant:
    """The practice a request works for, with its defaults for what a dialect needs and another never filled."""

    id: str
    name: str
    zone: ZoneInfo
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """Made once per request or job. Reads see what this context has staged; writes happen when it commits.

    ``outcome`` is what the commit's audit fact says: work that ends in a refusal but must be written sets it.
    ``optimistic``: whoever runs the work runs it again if its commit fails, so that what a constraint of the store
    would find anyway need not be looked up first; the second run does, and says what is wrong.
    """

    actor: Actor
    tenant: Tenant
    records: Records
    audit: Audit
    codes: CodeSets
    vault: Vault
    clock: PracticeClock
    system_clock: Clock
    scope: Scope = Scope()
    dialect: str = ""
    request_id: str = ""
    purpose: str = "treatment"
    action: str = ""
    outcome: str = "ok"
    optimistic: bool = False
    change: Change = field(default_factory=Change)
    _staged: dict[tuple[str, str], Entity] = field(default_factory=dict)
    _known: dict[tuple[str, str], Entity] = field(default_factory=dict)
    _read: dict[str, None] = field(default_factory=dict)

    # -- who may ------------------------------------------------------------------------------------------------

    def require(self, permission: str) -> None:
        """Raise ``Forbidden`` unless the actor holds ``permission``."""
        if permission not in self.actor.permissions:
            raise Forbidden(f"needs {permission}", needs=permission)

    # -- reading ------------------------------------------------------------------------------------------------

    async def get(self, kind: Kind[T], id: str) -> T | None:
        """An object by id, deleted ones too; None if this practice never held it.

        What was staged or already read by id, number, external id or query is not read again.
        """
        held = self._held(kind, id)
        return held if held is not None else self._seen(kind, await self.records.get(kind, id))

    async def need(self, kind: Kind[T], id: str, *, deleted: bool = False) -> T:
        """An object by id. Raises ``NotFound`` if there is none, or it is deleted and ``deleted`` is not set."""
        found = await self.get(kind, id)
        if found is None or not (found.active or deleted):
            raise NotFound(kind.name, id)
        return found

    async def recall(self, kind: Kind[T], id: str) -> T | None:
        """As ``get``, for what is only named, nearly every request names, and hardly anybody changes.

        An optimistic context is given what this process has read of it up to five seconds ago, as other processes'
        changes and deletions go; this process's own are seen at once. What must hold at the commit needs a guard,
        and if that fails, the second run reads afresh.
        """
        if not self.optimistic or self._held(kind, id) is not None:
            return await self.get(kind, id)
        return self._seen(kind, await self.records.recall(kind, id))

    async def refer(self, kind: Kind[T], id: str, *path: str | int) -> T:
        """The live object that the field at ``path`` refers to. Raises ``UnknownReference`` naming the field."""
        found = await self.get(kind, id)
        if found is None or not found.active:
            raise UnknownReference(*path, kind=kind.name, id=id)
        return found

    async def refuse_taken_ids(self, kind: Kind[T], after: T, before: T | None = None) -> None:
        """Raise ``ExternalIdTaken`` if an external id that ``after`` has and ``before`` had not belongs to another.

        An optimistic context leaves that to the store, whose constraint fails the commit.
        """
        if self.optimistic:
            return
        held = set(before.external_ids) if before else set()
        for given in after.external_ids:
            if given in held:
                continue
            holder = await self.get_by_external_id(kind, given.system, given.value, given.scope)
            if holder is not None and holder.id != after.id:
                raise ExternalIdTaken(kind.name, given.system, given.value, holder.id)

    async def refer_all(self, references: Iterable[tuple[Kind[Any], str, Path]]) -> None:
        """Check that every reference names a live object, and guard that they are so when the change commits.

        Raises ``UnknownReference`` naming every field that does not.
        """
        problems = []
        named = list(references)
        for (kind, id, path), found in zip(named, await self.get_each([each[:2] for each in named]), strict=True):
            if found is None or not found.active:
                problems.append(Problem(path, UnknownReference.code, f"{kind.name} not found"))
            if not kind.shared:
                self.guard(Live(kind, id))
        if problems:
            raise UnknownReference.among(problems)

    async def get_by_number(self, kind: Kind[T], number: int) -> T | None:
        """An object by its practice-wide integer, deleted ones too."""
        return self._seen(kind, await self.records.get_by_number(kind, number))

    async def need_number(self, kind: Kind[T], number: int) -> T:
        """A live object by its practice-wide integer. Raises ``NotFound``."""
        found = await self.get_by_number(kind, number)
        if found is None or not found.active:
            raise NotFound(kind.name, str(number))
        return found

    async def get_by_external_id(self, kind: Kind[T], system: str, value: str, scope: str = "") -> T | None:
        """The live object that carries an external id."""
        return self._seen(kind, await self.records.get_by_external_id(kind, system, value, scope))

    async def get_many(self, kind: Kind[T], ids: Collection[str]) -> dict[str, T]:
        """Objects by id, in one round trip; missing ids are missing from the answer."""
        found = {id: held for id in ids if (held := self._held(kind, id)) is not None}
        if missing := set(ids) - found.keys():
            for id, entity in (await self.records.get_many(kind, missing)).items():
                self._seen(kind, entity)
                found[id] = entity
        return found

    async def get_each(self, wanted: Sequence[tuple[Kind[Any], str | int]]) -> list[Any]:
        """Objects of several kinds by id or number, deleted ones too; None for what there is not.

        It is one round trip, and one more for each of a kind that all practices share.
        """
        found: list[Entity | None] = [
            self._held(kind, asked) if isinstance(asked, str) else None for kind, asked in wanted
        ]
        for place, (kind, asked) in enumerate(wanted):
            if kind.shared and isinstance(asked, str):
                found[place] = await self.get(kind, asked)
        missing = [place for place, held in enumerate(found) if held is None and not wanted[place][0].shared]
        if missing:
            fetched = await self.records.get_each([wanted[place] for place in missing])
            for place, entity in zip(missing, fetched, strict=True):
                found[place] = self._seen(wanted[place][0], entity)
        return found

    async def find(self, query: Query[T]) -> Page[T]:
        """A page of matches (staged objects are not among them)."""
        page = await self.records.find(query)
        for entity in page.items:
            self._seen(query.kind, entity)
        return page

    async def count(self, query: Query[T]) -> int:
        """The exact number of matches."""
        return await self.records.count(query)

    async def count_by(self, query: Query[T], key: str) -> dict[str, int]:
        """How many matches have each value of ``key``, a text; those without one are not counted."""
        return await self.records.count_by(query, key)

    async def changed_since(
        self, kind: Kind[T], since: datetime, *, limit: int, where: tuple[Condition, ...] = ()
    ) -> Sequence[T]:
        """Objects whose last change was at or after ``since`` (rounded down to the millisecond), deactivated ones too,
        in the order of ``updated_at`` and then id.

        Whoever asks again from the last ``updated_at`` they were given misses nothing: the answer ends before the
        oldest change that is still being written, and no later one is stamped earlier than it. It is longer than
        ``limit`` only where that many changed in the first millisecond, so that they get beyond it.
        """
        start = to_millisecond(since)
        when = Between("updated_at", start, await self.records.settled(self.system_clock.now()))
        query = Query(kind, (when, *where), order=(Order("updated_at"),), limit=limit, active=None)
        page = await self.find(query)
        found = [*page.items]
        while page.has_more and to_millisecond(found[-1].updated_at) == start:
            page = await self.find(replace(query, after=found[-1].id))
            found += page.items
        return found

    async def history(self, kind: Kind[T], id: str) -> Sequence[T]:
        """Every version of an object, oldest first."""
        versions = await self.records.history(kind, id)
        if versions:
            self._seen(kind, versions[-1])
        return versions

    async def postings(self, account: str) -> Sequence[Posting]:
        """What the ledger holds for an account, the earliest first (what is staged is not among it)."""
        return await self.records.postings(account)

    def _seen(self, kind: Kind[T], entity: T | None) -> T | None:
        if entity is not None:
            self._read[f"{kind.name}/{entity.id}"] = None
            self._known[kind.name, entity.id] = entity
        return entity

    def _held(self, kind: Kind[T], id: str) -> T | None:
        key = (kind.name, id)
        return cast("T | None", self._staged.get(key) or self._known.get(key))

    # -- writing ------------------------------------------------------------------------------------------------

    async def new_number(self, kind: Kind[Any]) -> int:
        """A number that nothing has yet, for a draft that must know its own before it is staged."""
        return await self.records.next_number(kind)

    async def put(self, kind: Kind[T], entity: T) -> T:
        """Stage an object and return it as it will be stored: numbered, with its new version, times and author.

        ``entity.version`` must be the version it was read at. Putting the same object again replaces what was staged.
        """
        now = self.system_clock.now()
        earlier = self._staged.get((kind.name, entity.id))
        expected = entity.version - 1 if earlier is not None else entity.version
        new = expected == 0
        stamped = replace(
            entity,
            number=entity.number or await self.new_number(kind),
            version=expected + 1,
            created_at=now if new and earlier is None else entity.created_at,
            updated_at=now,
            updated_by=self.actor.id,
        )
        if earlier is not None:
            self.change.puts = [put for put in self.change.puts if put.entity is not earlier]
        self.change.puts.append(Put(kind, stamped, expected))
        self._staged[kind.name, entity.id] = stamped
        return stamped

    def post(self, posting: Posting) -> None:
        """Add a movement to the ledger."""
        self.change.postings.append(replace(posting, at=self.system_clock.now(), actor=self.actor.id))

    def guard(self, guard: Guard) -> None:
        """Make the commit depend on ``guard``."""
        self.change.guards.append(guard)

    def tell(self, event: Event) -> None:
        """Send an event with the change, through the outbox."""
        self.change.events.append(event)

    async def commit(self, completion: Completion | None = None) -> None:
        """Write what is staged with its audit fact, or, with nothing staged, record what was read.

        Raises ``GuardFailed``: then nothing was written and the work must run again in a new context.
        """
        if self.change or completion:
            written = tuple(f"{put.kind.name}/{put.entity.id}" for put in self.change.puts)
            self.change.facts.append(self.fact(self.outcome, written))
            self.change.completion = completion
            await self.records.apply(self.change)
        else:
            await self.audit.record(self.tenant.id, self.fact(self.outcome, tuple(self._read)))

    async def record_failure(self, outcome: str, detail: str = "") -> None:
        """Record that what was asked was refused (``outcome`` is the refusal's code) and nothing was written."""
        await self.audit.record(self.tenant.id, self.fact(outcome, tuple(self._read), detail))

    def fact(self, outcome: str, objects: tuple[str, ...], detail: str = "") -> Fact:
        return Fact(
            at=self.system_clock.now(),
            actor=self.actor.id,
            action=self.action,
            outcome=outcome,
            objects=objects,
            dialect=self.dialect,
            request_id=self.request_id,
            purpose=self.purpose,
            detail=detail,
        )


async def perform(open_context: Callable[[], Context], work: Callable[[Context], Awaitable[R]]) -> R:
    """Run ``work`` in a fresh context and commit it; when a guard fails, again on fresh data, three times at most.

    Raises ``Contended`` when the last attempt fails too. ``work`` must have no effect but through its context.
    """
    for attempt in range(ATTEMPTS):
        context = open_context()
        context.optimistic = attempt == 0
        result = await work(context)
        try:
            await context.commit()
        except GuardFailed:
            continue
        return result
    raise Contended("too many concurrent changes")


Edit = Callable[[T], T]
"""A change to an object as a pure function, so that it can run again on fresh data."""

Extras = Mapping[str, Any]
