"""How a client proves who it is. Flows yield the calls they need and get the answers: nothing here does I/O."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from polyclinic.sdk.errors import ApiError, Unauthorized
from polyclinic.sdk.operation import Operation

Headers = Generator[Operation[Any], Any, Mapping[str, str]]


class Auth:
    """No credentials; the base of the others."""

    def headers(self, now: float) -> Headers:
        """Return the headers to send; may first yield calls, and is sent what they give, or thrown their ``ApiError``.

        ``now`` counts seconds.
        """
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
    """A token and how long it lives, in seconds; None: until the API refuses it. ``renewal`` is good for another."""

    value: str
    lifetime: float | None = None
    renewal: str | None = None


class FetchedToken(Auth):
    """A token got by a call (client credentials, a login, a refresh), kept until shortly before it expires.

    ``fetch`` makes the call, ``token`` reads its answer. After a 401 a new one is fetched, once per call. ``renew``
    makes the call for a token's ``renewal``, which is good once; if that is refused, ``fetch`` does.
    """

    def __init__(
        self,
        fetch: Callable[[], Operation[Any]],
        token: Callable[[Any], Token],
        *,
        renew: Callable[[str], Operation[Any]] | None = None,
        margin: float = 60.0,
    ) -> None:
        self._fetch = fetch
        self._token = token
        self._renew = renew
        self._margin = margin
        self._renewal: str | None = None
        self._held: str | None = None
        self._until: float | None = None

    def headers(self, now: float) -> Headers:
        if self._held is None or (self._until is not None and now >= self._until):
            token = self._token((yield from self._answer()))
            self._held, self._renewal = token.value, token.renewal
            self._until = None if token.lifetime is None else now + max(0.0, token.lifetime - self._margin)
        return {"Authorization": f"Bearer {self._held}"}

    def _answer(self) -> Generator[Operation[Any], Any, Any]:
        renewal, self._renewal = self._renewal, None  # if no answer comes, it may be good no more
        if renewal is not None and self._renew is not None:
            try:
                return (yield self._renew(renewal))
            except Unauthorized:
                pass
            except ApiError:
                self._renewal = renewal
                raise
        return (yield from self._fetched())

    def _fetched(self) -> Generator[Operation[Any], Any, Any]:
        """The answer to a call that needs no earlier token."""
        return (yield self._fetch())

    def refused(self, sent: Mapping[str, str]) -> bool:
        refused = sent.get("Authorization", "")
        if refused == f"Bearer {self._held}":  # else another call has got a new one meanwhile
            self._held = None
        return bool(refused)
