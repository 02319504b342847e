"""What an operation can refuse is declared beside it, and in tests held against what it does."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar, cast

from polyclinic.core.shared.errors import Forbidden, Refusal, Unavailable

Operation = TypeVar("Operation", bound=Callable[..., Awaitable[Any]])

ANYWHERE: frozenset[type[Refusal]] = frozenset({Forbidden, Unavailable})
"""What every operation may raise and none declares: its caller may not, or the store is away."""

_RECORD = "polyclinic.core."


class UndeclaredRefusal(AssertionError):
    """An operation raised a refusal that it does not declare: no dialect can know that it must word it."""


class _Switch:
    on = False


def refuses(*refusals: type[Refusal]) -> Callable[[Operation], Operation]:
    """Declare the refusals that an operation can raise besides ``ANYWHERE``, those of what it calls included.

    Exactly these classes: a subclass is worded by itself and so declared by itself. An operation that takes an edit
    declares what edits may raise; refusals of a dialect's own, which only its edits know, need no declaration. For what
    another operation refuses, write ``*refusals_of(that_operation)``.
    """
    declared = frozenset(refusals)

    def declare(operation: Operation) -> Operation:
        @wraps(operation)
        def declaring(*args: Any, **kwargs: Any) -> Awaitable[Any]:
            running = operation(*args, **kwargs)
            return _verified(running, operation.__qualname__, declared) if _Switch.on else running

        vars(declaring)["refusals"] = declared
        return cast("Operation", declaring)

    return declare


def refusals_of(operation: Callable[..., Awaitable[Any]]) -> frozenset[type[Refusal]]:
    """What an operation declares that it refuses."""
    return cast("frozenset[type[Refusal]]", vars(operation)["refusals"])


def verify_refusals(*, on: bool) -> None:
    """Make every operation that raises what it has not declared raise ``UndeclaredRefusal``. For tests."""
    _Switch.on = on


async def _verified(running: Awaitable[Any], name: str, declared: frozenset[type[Refusal]]) -> Any:
    try:
        return await running
    except Refusal as refusal:
        class_ = type(refusal)
        if class_ in declared | ANYWHERE or not class_.__module__.startswith(_RECORD):
            raise
        message = f"{name} raised {class_.__name__}: declare it with @refuses, there and in what calls it"
        raise UndeclaredRefusal(message) from refusal
