"""Questions put to the record: conditions on declared keys, an order, and a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import KeyValue, Kind

T = TypeVar("T", bound=Entity)


@dataclass(frozen=True, slots=True)
class Is:
    """``key`` equals ``value``; a value of None finds objects without one."""

    key: str
    value: KeyValue


@dataclass(frozen=True, slots=True)
class OneOf:
    """``key`` is among ``values``; None among them finds objects without one. No values: nothing matches."""

    key: str
    values: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """``key`` is at least ``start`` and less than ``end``; None leaves a side open."""

    key: str
    start: KeyValue = None
    end: KeyValue = None


@dataclass(frozen=True, slots=True)
class StartsWith:
    """``key`` (declared with search) starts with ``text``; fold it the way the key is folded."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Contains:
    """``key`` (declared with search="substring") contains ``text`` literally."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Has:
    """The lookup ``name`` holds one of ``values``."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasExternalId:
    """Carries ``value``, or one of several, in ``system``. None: carries no id in that system (in that scope)."""

    system: str
    value: str | tuple[str, ...] | None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """``key`` equals ``its`` key of some live object of ``kind`` that meets ``where``."""

    key: str
    kind: Kind[Any]
    where: "tuple[Condition, ...]"
    its: str = "id"


@dataclass(frozen=True, slots=True)
class Pair:
    """``key``, moved by ``shift``, compares to ``its`` key of another object. None compares to nothing."""

    key: str
    its: str
    op: Literal["=", "<", ">"] = "="
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class Without:
    """No live object of ``kind`` meets ``where`` and every one of ``pairs``."""

    kind: Kind[Any]
    pairs: tuple[Pair, ...]
    where: "tuple[Condition, ...]" = ()


Condition = Is | OneOf | Between | StartsWith | Contains | Has | HasExternalId | Related | Without


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by ``key``; ties always break by id, in the same direction as the first key."""

    key: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class OnePer:
    """Of the matches that share a value of ``key``, only the one with the lowest ``first``; ties break by id.

    Matches without the key are all kept.
    """

    key: str
    first: str


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A page of a kind. All conditions must hold.

    ``after`` and ``before`` are ids of objects: the page starts after, or ends before, that object's place in the order
    (it may be deactivated since, or no longer match). ``offset`` skips rows and costs as much as it skips. ``active``
    None includes deleted objects. ``total`` asks for the exact number of matches. ``one_per`` leaves one match of each
    group. ``few`` promises that only few objects match, whatever the values are, so that a store need not look at them
    to find out how it finds them.
    """

    kind: Kind[T]
    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = (Order("created_at"),)
    limit: int = 100
    offset: int = 0
    after: str | None = None
    before: str | None = None
    active: bool | None = True
    total: bool = False
    one_per: OnePer | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Matches in the order asked for (also with ``before``). ``has_more``: there are more in the direction asked."""

    items: Sequence[T]
    has_more: bool
    total: int | None = None
