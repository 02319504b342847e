"""What HTTP plumbing says no to. A dialect words these beside the record's refusals.

HttpProblem
├── NoRoute            404  no such path
├── WrongMethod        405  the path exists, the method does not (``allow``)
├── NotAcceptable      406  the answer's media type is not among those asked for
├── PreconditionFailed 412  the object is not at the version that the client asks for (``web/conditional.py``)
├── TooLarge           413  the body is longer than ``limit`` bytes
├── WrongMediaType     415  the body comes in a form that the endpoint does not take
├── Malformed          400  the body cannot be read at all (not JSON, not UTF-8, a key twice, nested too deep)
├── BadFields          422  values of the wrong type or missing: every one, in path, query and body
├── TooManyRequests    429  ``state.retry_after`` seconds until the next one
├── KeyRefused         400  an idempotency key that is empty or too long
├── KeyReused          422  a key sent before with another body
├── KeyInFlight        409  the first request with this key has not ended yet
└── Broken             500  our fault; nothing about it is told but the request id
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from polyclinic.core.shared.errors import Path
from polyclinic.web.rate_limits import LimitState

Where = Literal["path", "query", "header", "body"]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One bad value as it was sent: in what part of the request, at which path of wire names, why.

    ``code`` is pydantic's error type (``missing``, ``int_parsing``, ...), ``facts`` its context without the value.
    """

    where: Where
    path: Path
    code: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


class HttpProblem(Exception):
    """``status`` is the usual one; a dialect may answer another. ``code`` appears in logs and audit facts."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "http_problem"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.code)
        self.message = message
        self.headers: dict[str, str] = {}


class NoRoute(HttpProblem):
    status, code = 404, "no_route"


class WrongMethod(HttpProblem):
    status, code = 405, "wrong_method"

    def __init__(self, allow: Sequence[str]) -> None:
        super().__init__("method not allowed")
        self.allow = tuple(allow)
        self.headers = {"Allow": ", ".join(allow)}


class NotAcceptable(HttpProblem):
    status, code = 406, "not_acceptable"


class PreconditionFailed(HttpProblem):
    """``header`` is the one whose condition does not hold."""

    status, code = 412, "precondition_failed"

    def __init__(self, header: str) -> None:
        super().__init__(f"{header} does not hold: the object has changed")
        self.header = header


class TooLarge(HttpProblem):
    status, code = 413, "too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is larger than {limit} bytes")
        self.limit = limit


class WrongMediaType(HttpProblem):
    status, code = 415, "wrong_media_type"


class Malformed(HttpProblem):
    status, code = 400, "malformed"


class BadFields(HttpProblem):
    status, code = 422, "bad_fields"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in problems))
        self.problems = tuple(problems)


class TooManyRequests(HttpProblem):
    status, code = 429, "too_many_requests"

    def __init__(self, state: LimitState) -> None:
        super().__init__("too many requests")
        self.state = state
        self.headers = {"Retry-After": str(state.retry_after)}


class KeyRefused(HttpProblem):
    status, code = 400, "key_refused"


class KeyReused(HttpProblem):
    status, code = 422, "key_reused"


class KeyInFlight(HttpProblem):
    status, code = 409, "key_in_flight"


class Broken(HttpProblem):
    status, code = 500, "broken"
