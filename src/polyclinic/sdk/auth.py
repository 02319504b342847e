"""How a client proves who it is. Flows yield the calls they need and get the answers: nothing here does I/O."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from polyclinic.sdk.operation import Operation

Headers = Generator[Operation[Any], Any, Mapping[str, str]]


class Auth:
    """No credentials; the base of the others."""

    def headers(self, now: float) -> Headers:
        """Return the headers to send; may first yield calls, and is sent what they give. ``now`` counts seconds."""
        yield from ()
        return {}

    def refused(self, sent: Mapping[str, str]) -> bool:
        """Called when the API answered 401 to the headers ``sent``. True if fresh ones may fare better."""
        return False


class FixedHeaders(Auth):
    """Headers that never change: API keys."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    def headers(self, now: float) -> Headers:
        yield from ()
        return self._headers

    def __repr__(self) -> str:
        return f"FixedHeaders({', '.join(self._headers)})"


class Bearer(FixedHeaders):
    """A token that the caller has."""

    def __init__(self, token: str) -> None:
        super().__init__({"Authorization": f"Bearer {token}"})


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A token and how long it lives, in seconds; None: until the API refuses it."""

    value: str
    lifetime: float | None = None


class FetchedToken(Auth):
    """A token got by a call (client credentials, a login, a refresh), kept until shortly before it expires.

    ``fetch`` makes the call, ``token`` reads its answer. After a 401 a new one is fetched, once per call.
    """

    def __init__(
        self, fetch: Callable[[], Operation[Any]], token: Callable[[Any], Token], *, margin: float = 60.0
    ) -> None:
        self._fetch = fetch
        self._token = token
        self._margin = margin
        self._held: str | None = None
        self._until: float | None = None

    def headers(self, now: float) -> Headers:
        if self._held is None or (self._until is not None and now >= self._until):
            answer = yield self._fetch()
            token = self._token(answer)
            self._held = token.value
            self._until = None if token.lifetime is None else now + max(0.0, token.lifetime - self._margin)
        return {"Authorization": f"Bearer {self._held}"}

    def refused(self, sent: Mapping[str, str]) -> bool:
        refused = sent.get("Authorization", "")
        if refused == f"Bearer {self._held}":  # else another call has got a new one meanwhile
            self._held = None
        return bool(refused)
