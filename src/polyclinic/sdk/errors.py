"""What a client raises.

PolyclinicError
├── ConnectionFailed        no answer came: the network, DNS, TLS
│   ├── NotConnected        ... because nobody could be reached
│   └── TimedOut            ... within the timeout
├── UnexpectedAnswer        a success whose body is not what the endpoint gives
└── ApiError                the API said no: ``status``, ``headers``, ``body``, ``request_id``
    ├── BadRequest          400
    ├── Unauthorized        401
    ├── Forbidden           403
    ├── NotFound            404
    ├── Conflict            409
    ├── TooLarge            413
    ├── Unprocessable       422
    ├── TooManyRequests     429, with ``retry_after`` in seconds where the API tells it
    └── ServerError         500 and above

A dialect's client adds its own errors below these.
"""

import json
from collections.abc import Mapping
from typing import Any

from polyclinic.sdk.operation import Response


class PolyclinicError(Exception):
    """Anything that a client of this package raises by intent."""


class ConnectionFailed(PolyclinicError):
    """No answer came; whether the call had an effect is not known."""


class NotConnected(ConnectionFailed):
    """Nobody was reached: the call surely had no effect."""


class TimedOut(ConnectionFailed):
    """No answer came in time; whether the call had an effect is not known."""


class UnexpectedAnswer(PolyclinicError):
    """The call succeeded, but its answer cannot be read."""

    def __init__(self, message: str, response: Response) -> None:
        super().__init__(message)
        self.response = response


class ApiError(PolyclinicError):
    """The API refused. ``body`` is the parsed JSON, or the text where it is not JSON."""

    def __init__(self, response: Response, message: str | None = None) -> None:
        self.response = response
        self.status = response.status
        self.headers = response.headers
        self.body = body_of(response)
        self.request_id = response.headers.get("x-request-id")
        super().__init__(message or message_in(self.body) or f"status {response.status}")


class BadRequest(ApiError):
    """400"""


class Unauthorized(ApiError):
    """401"""


class Forbidden(ApiError):
    """403"""


class NotFound(ApiError):
    """404"""


class Conflict(ApiError):
    """409"""


class TooLarge(ApiError):
    """413"""


class Unprocessable(ApiError):
    """422"""


class TooManyRequests(ApiError):
    """429"""

    @property
    def retry_after(self) -> int | None:
        """Seconds to wait, where the API tells them as a number."""
        value = self.headers.get("retry-after", "")
        return int(value) if value.isdigit() else None


class ServerError(ApiError):
    """500 and above"""


BY_STATUS: Mapping[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: Unprocessable,
    429: TooManyRequests,
}


def error_from(response: Response) -> ApiError:
    """The error of an answer's status."""
    if response.status >= 500:
        return ServerError(response)
    return BY_STATUS.get(response.status, ApiError)(response)


def body_of(response: Response) -> Any:
    """An answer's body: parsed JSON, else text."""
    try:
        return json.loads(response.content)
    except ValueError:
        return response.content.decode("utf-8", "replace")


def message_in(body: Any) -> str | None:
    """A sentence that APIs tell in one of the usual places."""
    if not isinstance(body, dict):
        return None
    for name in ("message", "detail", "error_description", "error"):
        if isinstance(body.get(name), str):
            return str(body[name])
    return None
