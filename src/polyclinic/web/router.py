"""Finds the route of a path in a tree of segments: a fixed segment wins over a parameter, a parameter over a tail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    fixed: "dict[str, _Node[T]]" = field(default_factory=dict)
    parameter: "_Node[T] | None" = None
    tail: "_Node[T] | None" = None
    methods: dict[str, T] = field(default_factory=dict)


class Router(Generic[T]):
    """Looks up by path and method in time that grows with the path's depth, not with the number of routes."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, method: str, template: str, target: T) -> None:
        """Register a template such as ``/patients/{id}`` or ``/files/{name:path}``. Refuses to register one twice."""
        node = self._root
        segments = [segment for segment in template.split("/") if segment]
        for position, segment in enumerate(segments):
            if not segment.startswith("{"):
                node = node.fixed.setdefault(segment, _Node())
            elif segment.endswith(":path}"):
                if position != len(segments) - 1:
                    raise ValueError(f"{template}: only the last segment can take the rest of the path")
                node.tail = node.tail or _Node()
                node = node.tail
            else:
                node.parameter = node.parameter or _Node()
                node = node.parameter
        if node.methods.setdefault(method, target) is not target:
            raise ValueError(f"{method} {template} is served twice")

    def find(self, segments: Sequence[str]) -> tuple[dict[str, T], list[str]] | None:
        """The targets by method of the best matching template, and the values of its parameters in order."""
        values: list[str] = []
        node = self._descend(self._root, segments, 0, values)
        return (node.methods, values) if node is not None else None

    def _descend(self, node: _Node[T], segments: Sequence[str], at: int, values: list[str]) -> _Node[T] | None:
        if at == len(segments):
            return node if node.methods else None
        fixed = node.fixed.get(segments[at])
        if fixed is not None:
            found = self._descend(fixed, segments, at + 1, values)
            if found is not None:
                return found
        if node.parameter is not None:
            values.append(segments[at])
            found = self._descend(node.parameter, segments, at + 1, values)
            if found is not None:
                return found
            values.pop()
        if node.tail is not None:
            values.append("/".join(segments[at:]))
            return node.tail
        return None
