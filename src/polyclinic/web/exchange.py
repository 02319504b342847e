"""What is known of a request so far."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from polyclinic.core.shared.context import Context
from polyclinic.sdk.endpoint import Endpoint, ErrorType
from polyclinic.web.binding import Bound, Received
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.dialect import Failed
from polyclinic.web.rate_limits import Caller, LimitState


@dataclass(slots=True)
class Exchange:
    """Filled in step by step; a refusal at any step is worded, counted and recorded from what is there.

    ``segments`` are the path's, normalised; None if it is no text.
    """

    raw: RawRequest
    segments: Sequence[str] | None
    bound: Bound | None = None
    principal: Principal | None = None
    limit: LimitState | None = None
    limited: bool = False
    ctx: Context | None = None
    received: Received | None = None
    started: float = field(default_factory=time.perf_counter)

    @property
    def endpoint(self) -> Endpoint[Any, Any, Any] | None:
        """The endpoint asked for; None while no route has matched."""
        return self.bound.endpoint if self.bound else None

    @property
    def errors(self) -> Sequence[ErrorType]:
        """The errors that the endpoint declares."""
        return self.bound.endpoint.errors if self.bound else ()

    @property
    def action(self) -> str:
        """What audit facts and rate limits call this."""
        return self.bound.endpoint.name if self.bound else "unmatched"

    @property
    def actor_id(self) -> str:
        """Who asks; empty while nobody is known."""
        return self.principal.actor.id if self.principal else ""

    def caller(self) -> Caller:
        """Whom the request is counted for."""
        if self.principal is None:
            return Caller(address=self.raw.address)
        credential = self.principal.credential
        return Caller(address=self.raw.address, credential=credential.subject, factor=credential.rate_limit)

    def failed(self) -> Failed:
        """The circumstances that a dialect words a refusal by."""
        return Failed(self.endpoint, self.raw)
