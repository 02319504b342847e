"""Refusals: what the record says no to, as a stable code and facts. A dialect words them and picks the status."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was sent: where (in the record's own field names), a stable code, a sentence."""

    path: Path
    code: str
    message: str


class Refusal(Exception):
    """The record will not do what was asked. ``facts`` hold ids and field names, never health data."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.message = message
        self.facts = facts


class Unauthenticated(Refusal):
    """Nobody, or a credential that is unknown, expired or revoked. ``facts['reason']`` tells which."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """A known actor without the permission or scope that the operation needs (``facts['needs']``)."""

    code = "forbidden"


class NotFound(Refusal):
    """No such object in this practice; another practice's object is not found either."""

    code = "not_found"

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} not found", kind=kind, id=id)
        self.kind = kind
        self.id = id


class Invalid(Refusal):
    """Values that break the record's rules: every problem at once, each with its path."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)

    @classmethod
    def field(cls, *path: str | int, code: str, message: str) -> "Invalid":
        """A refusal about one field."""
        return cls([Problem(path, code, message)])


class UnknownReference(Invalid):
    """A field refers to an object that this practice does not hold or has deactivated."""

    code = "unknown_reference"

    def __init__(self, *path: str | int, kind: str, id: str) -> None:
        super().__init__([Problem(path, "unknown_reference", f"{kind} not found")])
        self.facts = {"kind": kind, "id": id}

    @classmethod
    def among(cls, problems: Sequence[Problem]) -> "UnknownReference":
        """A refusal about several references at once; its ``facts`` name none."""
        refusal = cls(kind="", id="")
        Invalid.__init__(refusal, problems)
        return refusal


class Conflict(Refusal):
    """The state of the record forbids it."""

    code = "conflict"


class WrongState(Conflict):
    """The object is in no state for it: ``facts['status']`` says in which, ``facts['move']``, if any, what for."""

    code = "wrong_state"


class ExternalIdTaken(Conflict):
    """Another live object of this kind already carries that external id in that system."""

    code = "external_id_taken"

    def __init__(self, kind: str, system: str, value: str, holder: str = "") -> None:
        super().__init__(f"{kind} with this external id exists", kind=kind, system=system, value=value, holder=holder)
        self.system = system
        self.value = value
        self.holder = holder


class VersionConflict(Conflict):
    """The object has moved on since the caller read it; ``facts['latest_version']`` is where it stands."""

    code = "version_conflict"


class Contended(Conflict):
    """Several writers kept changing the same objects: nothing was written, the same request may be sent again."""

    code = "contended"


class UnknownCursor(Refusal):
    """A page was asked to start at an object that this practice does not hold."""

    code = "unknown_cursor"


class Unavailable(Refusal):
    """The record cannot answer now (the audit trail cannot be written, the database is away). Nothing was written."""

    code = "unavailable"
