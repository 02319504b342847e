"""Entities as JSON documents and back. Secrets are encrypted on the way out and readable again on the way in."""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from polyclinic.adapters.db.keys import Ciphers
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.secrets import Secret

T = TypeVar("T", bound=Entity)


class Codec(Generic[T]):
    """Writes and reads documents of one kind. What a document lacks takes its default, what is unknown is ignored."""

    def __init__(self, kind: Kind[T], ciphers: Ciphers) -> None:
        self._kind = kind.name
        self._ciphers = ciphers
        self._decoder = msgspec.json.Decoder(kind.entity, dec_hook=self._decode)
        self._plain = msgspec.json.Encoder(enc_hook=_encode)
        self._secrets = secret_finder(kind.entity)
        self._met = 0  # secrets, while decoding

    def encode(self, practice_id: str, entity: T) -> str:
        if self._secrets is None:
            return self._plain.encode(entity).decode()
        labels = iter([path for path, _ in self._secrets(entity, "")])
        start = f"{self._kind}/{entity.id}"

        def encode(value: object) -> object:
            # The encoder meets secrets in the order of the fields, which is the finder's order.
            if isinstance(value, Secret) and (label := next(labels, None)) is not None:
                return self._ciphers.encrypt(practice_id, start + label, value.reveal().encode())
            return _encode(value)

        return msgspec.json.encode(entity, enc_hook=encode).decode()

    def decode(self, practice_id: str, document: str) -> T:
        """Raises ``SecretUnreadable`` when a secret in it does not belong there."""
        met = self._met
        entity = self._decoder.decode(document)
        if self._met != met and self._secrets is not None:
            start = f"{self._kind}/{entity.id}"
            for path, secret in self._secrets(entity, ""):
                clear = self._ciphers.decrypt(practice_id, start + path, secret.reveal()).decode()
                secret._value = clear  # decoded a moment ago and shared with nobody
        return entity

    def _decode(self, type_: type, value: Any) -> object:
        if type_ is Secret:
            self._met += 1
            return Secret(value)
        if type_ is ZoneInfo:
            return ZoneInfo(value)
        raise NotImplementedError(f"{type_.__name__} cannot be read back")


def _encode(value: object) -> object:
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, Secret):
        raise TypeError("a secret stands where its type does not say so, and would be stored in clear")
    raise NotImplementedError(f"{type(value).__name__} cannot be stored")


# -- where secrets are ------------------------------------------------------------------------------------------

Found = Iterator[tuple[str, Secret]]
Finder = Callable[[Any, str], Found]


class _Node:
    """What to look into to find secrets: named fields of an object, every item or every value."""

    __slots__ = ("each", "fields", "leaf")

    def __init__(self) -> None:
        self.leaf = False
        self.fields: dict[str, _Node] = {}
        self.each: _Node | None = None

    def find(self, value: Any, path: str) -> Found:
        if isinstance(value, Secret):
            if self.leaf:
                yield path, value
        elif isinstance(value, dict):
            if self.each is not None:
                for name, item in value.items():
                    yield from self.each.find(item, f"{path}/{name}")
        elif isinstance(value, tuple | list):
            if self.each is not None:
                for place, item in enumerate(value):
                    yield from self.each.find(item, f"{path}/{place}")
        else:
            for name, node in self.fields.items():
                held = getattr(value, name, None)
                if held is not None:
                    yield from node.find(held, f"{path}/{name}")

    def nodes(self) -> "Iterator[_Node]":
        yield from self.fields.values()
        if self.each is not None:
            yield self.each


def secret_finder(entity: type) -> Finder | None:
    """A function that yields the secrets in an object of that type, each with its path; None if its type holds none."""
    root = _node_of(entity, {})
    if not _reaches_secret(root, set()):
        return None
    _prune(root, set())
    return root.find


def _node_of(type_: Any, known: dict[Any, _Node]) -> _Node:
    if dataclasses.is_dataclass(type_) and type_ in known:
        return known[type_]
    node = _Node()
    if type_ is Secret:
        node.leaf = True
    elif dataclasses.is_dataclass(type_):
        known[type_] = node
        hints = typing.get_type_hints(type_)
        node.fields = {field.name: _node_of(hints[field.name], known) for field in dataclasses.fields(type_)}
    else:
        origin, arguments = typing.get_origin(type_), typing.get_args(type_)
        inner = [_node_of(argument, known) for argument in arguments if argument is not Ellipsis]
        if origin in (typing.Union, types.UnionType):
            for part in inner:
                node.leaf = node.leaf or part.leaf
                node.fields = {**node.fields, **part.fields}
                node.each = part.each or node.each
        elif inner and origin is not None:
            node.each = inner[-1]
    return node


def _reaches_secret(node: _Node, seen: set[int]) -> bool:
    if node.leaf:
        return True
    if id(node) in seen:
        return False
    seen.add(id(node))
    return any(_reaches_secret(inner, seen) for inner in node.nodes())


def _prune(node: _Node, seen: set[int]) -> None:
    if id(node) in seen:
        return
    seen.add(id(node))
    node.fields = {name: inner for name, inner in node.fields.items() if _reaches_secret(inner, set())}
    if node.each is not None and not _reaches_secret(node.each, set()):
        node.each = None
    for inner in node.nodes():
        _prune(inner, seen)
