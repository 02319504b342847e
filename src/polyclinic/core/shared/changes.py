"""The one way to write: a change names what is put, what must hold, and what others should hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.postings import Posting
from polyclinic.core.shared.queries import Query

T = TypeVar("T", bound=Entity)


@dataclass(frozen=True, slots=True)
class Put(Generic[T]):
    """Store ``entity`` as a new version; ``expected`` is the version it replaces, 0 for a new object."""

    kind: Kind[T]
    entity: T
    expected: int


@dataclass(frozen=True, slots=True)
class Live:
    """Guard: the object exists and is active when the change commits."""

    kind: Kind[Any]
    id: str


@dataclass(frozen=True, slots=True)
class AtMost:
    """Guard: no more than ``count`` objects match ``query`` when the change commits, this change's own included.

    ``lock`` names the predicate: changes that carry the same lock in a practice commit one after another.
    """

    query: Query[Any]
    count: int
    lock: str


Guard = Live | AtMost


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an object, for workers, webhooks and other domains. ``facts`` hold no health data.

    With ``due``, an instant of the practice's clock, workers hear of it then, however far that clock is advanced.
    """

    name: str
    kind: str
    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event that was kept, and when it happened. ``id`` is a UUID made from that time: ids sort as events do."""

    id: str
    at: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the audit trail: who did what to which objects, when, through which door, and how it ended.

    ``objects`` are ``kind/id``; ``outcome`` is ``ok`` or the code of the refusal. Never holds values of the record.
    """

    at: datetime
    actor: str
    action: str
    outcome: str
    objects: tuple[str, ...] = ()
    dialect: str = ""
    request_id: str = ""
    purpose: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """Ends an idempotency claim together with its effect; fails as a guard if ``owner`` has lost the claim."""

    claim: str
    owner: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """Everything that one request writes, applied in one transaction or not at all."""

    puts: list[Put[Any]] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    completion: Completion | None = None

    def __bool__(self) -> bool:
        return bool(self.puts or self.postings or self.events)


class GuardFailed(Exception):
    """Something a change relied on no longer holds: a version, a unique value, a booking, a guard. Nothing was written.

    ``what`` is one of ``version``, ``unique``, ``booking``, ``live``, ``at_most``, ``claim``; ``name`` says which key
    or lookup, where the store can tell.
    """

    def __init__(self, what: str, name: str = "") -> None:
        super().__init__(f"{what} {name}".strip())
        self.what = what
        self.name = name
