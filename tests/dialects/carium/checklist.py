"""A checklist: rules as a table, each held by every type of resource that has the verb it is about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.dialects.carium.catalogue import TYPES, Type
from tests.dialects.carium.office import Office

OTHER_TYPE = "org-nothings"


@dataclass(frozen=True, slots=True)
class Case:
    """A type of resource, and whom it is asked."""

    type: Type
    office: Office
    http: httpx2.AsyncClient

    async def some(self) -> dict[str, Any]:
        return await self.type.some(self.office, self.http)

    async def get(self, url: str, expect: int = 200, **sent: Any) -> httpx2.Response:
        return await self.send("GET", url, expect, **sent)

    async def send(self, method: str, url: str, expect: int, **sent: Any) -> httpx2.Response:
        answer = await self.http.request(method, url, **sent)
        assert answer.status_code == expect, f"{method} {url}: {answer.status_code} {answer.text}"
        return answer

    async def list(self, **params: Any) -> Any:
        return (await self.get(self.type.path, params=params)).json()


Check = Callable[[Case], Awaitable[None]]


class Checklist:
    """Lines of a rule, the verb that a type must have for it, and what is sent and must come back."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str, Check]] = []

    def rule(self, text: str, verb: str) -> Callable[[Check], Check]:
        """Add a line."""

        def add(check: Check) -> Check:
            self._lines.append((text, verb, check))
            return check

        return add

    def lines(self) -> list[Any]:
        """The lines, as parameters ``verb`` and ``check`` of a test."""
        return [pytest.param(verb, check, id=f"{verb}: {text}") for text, verb, check in self._lines]


async def held_by(verb: str, check: Check, office: Office, http: httpx2.AsyncClient) -> int:
    """Try a line with every type that has the verb; how many do."""
    types = [each for each in TYPES if verb in each.verbs]
    for type in types:
        await check(Case(type, office, http))
    return len(types)
