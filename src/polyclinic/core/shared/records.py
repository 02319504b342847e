"""The port to the store: one practice's rows, and nobody else's."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from polyclinic.core.shared.changes import Change, Fact, KeptEvent
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.postings import Posting
from polyclinic.core.shared.queries import Page, Query

T = TypeVar("T", bound=Entity)


class Records(Protocol):
    """Reads and writes bound to one practice and one credential's scope. By id and number, deleted objects too.

    Kinds that practices share read the same for all, and cannot be written.
    """

    @property
    def practice_id(self) -> str: ...

    async def get(self, kind: Kind[T], id: str) -> T | None: ...

    async def recall(self, kind: Kind[T], id: str) -> T | None:
        """As ``get``, for what every request asks and hardly ever changes: this process sees its own changes at once,
        another's within five seconds."""
        ...

    async def get_by_number(self, kind: Kind[T], number: int) -> T | None: ...

    async def get_by_external_id(self, kind: Kind[T], system: str, value: str, scope: str = "") -> T | None:
        """The live object that carries the id, if any."""
        ...

    async def get_many(self, kind: Kind[T], ids: Collection[str]) -> dict[str, T]: ...

    async def get_each(self, wanted: Sequence[tuple[Kind[Any], str | int]]) -> list[Entity | None]:
        """Objects of several kinds in one round trip, by id (text) or number, in the order asked for."""
        ...

    async def find(self, query: Query[T]) -> Page[T]:
        """A page of matches. Raises ``UnknownCursor`` when ``after`` or ``before`` names no object of the kind."""
        ...

    async def count(self, query: Query[T]) -> int:
        """The exact number of matches, whatever the query's page."""
        ...

    async def count_by(self, query: Query[T], key: str) -> dict[str, int]:
        """How many matches have each value of ``key``, a text."""
        ...

    async def settled(self, now: datetime) -> datetime:
        """Up to when, exclusively, changes can be read at ``now`` without missing one that is stamped earlier and
        comes later.

        Only such as bear the last millisecond before it may still come: the next reading begins with that.
        """
        ...

    async def events(
        self, names: Collection[str], *, since: datetime, until: datetime, before: str | None, limit: int
    ) -> list[KeptEvent]:
        """The latest kept events first: of these names, from ``since`` up to but not at ``until`` (to the millisecond),
        before the id ``before``."""
        ...

    async def event(self, names: Collection[str], id: str) -> KeptEvent | None:
        """A kept event, if it has one of these names."""
        ...

    async def history(self, kind: Kind[T], id: str) -> Sequence[T]:
        """Every version of an object, oldest first; empty if there never was one."""
        ...

    async def postings(self, account: str) -> Sequence[Posting]:
        """What the ledger holds for an account, the earliest first."""
        ...

    async def next_number(self, kind: Kind[T]) -> int: ...

    async def apply(self, change: Change) -> None:
        """Write all of a change in one transaction.

        Raises ``GuardFailed`` and writes nothing if a guard does not hold.
        """
        ...


class Audit(Protocol):
    """The audit trail of a practice, for facts that no change carries."""

    async def record(self, practice_id: str | None, fact: Fact) -> None:
        """Return once the fact is committed. Raises ``Unavailable`` when that takes longer than a second."""
        ...
