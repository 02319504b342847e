"""Idempotency keys in two steps: a claim of its own before the work, and its completion in the work's own change."""

import asyncio
import hashlib
from dataclasses import dataclass

from polyclinic.core.shared.changes import Completion
from polyclinic.core.shared.ids import new_id
from polyclinic.web.answers import Rendered
from polyclinic.web.binding import Received, fingerprint
from polyclinic.web.call import Principal, RawRequest
from polyclinic.web.dialect import Idempotency
from polyclinic.web.problems import KeyInFlight, KeyRefused, KeyReused
from polyclinic.web.services import Claims, Services


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that this request holds until its work commits or it lets go."""

    claims: Claims
    practice_id: str
    name: str
    owner: str

    def completion(self, rendered: Rendered) -> Completion:
        """What ends the claim, to be committed with the work."""
        headers = {**rendered.headers, "content-type": rendered.media_type}
        return Completion(self.name, self.owner, rendered.status, rendered.content, headers)

    async def release(self) -> None:
        """Let go of the key, also while this request is being cancelled. Does nothing once the work has committed."""
        await asyncio.shield(asyncio.ensure_future(self.claims.release(self.practice_id, self.name, self.owner)))


class Keys:
    """One dialect's idempotency keys. Those of different clients, paths and methods are strangers."""

    def __init__(self, dialect: str, policy: Idempotency, services: Services) -> None:
        self._dialect = dialect
        self._policy = policy
        self._services = services

    def key_of(self, raw: RawRequest) -> str | None:
        """The request's key, if it carries one and its method takes one. Raises ``KeyRefused``."""
        policy = self._policy
        key = raw.headers.get(policy.header) if raw.method in policy.methods else None
        if key is not None and not 1 <= len(key) <= policy.max_length:
            raise KeyRefused(f"{policy.header} takes 1 to {policy.max_length} characters")
        return key

    async def claim(self, principal: Principal, raw: RawRequest, received: Received) -> Claim | Rendered | None:
        """Claim the request's key, or find the answer that was given to it before; None for a request without a key.

        Raises ``KeyRefused``, ``KeyReused``, ``KeyInFlight``.
        """
        key = self.key_of(raw)
        if key is None:
            return None
        parts = (self._dialect, principal.credential.subject, raw.method, raw.path, key)
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        mine = Claim(self._services.claims, principal.practice.id, name, new_id())
        print_ = fingerprint(raw, received)
        try:
            held = await self._services.claims.claim(
                mine.practice_id,
                name,
                fingerprint=print_,
                owner=mine.owner,
                now=self._services.clock.now(),
                lease=self._policy.lease,
                keep=self._policy.keep,
            )
        except BaseException:
            await mine.release()  # it may have been committed although nobody waited for it
            raise
        if held.owner == mine.owner:
            return mine
        if held.fingerprint != print_:
            raise KeyReused("this key was sent before with another request")
        if held.status is None:
            raise KeyInFlight("the first request with this key has not ended yet")
        headers = dict(held.headers)
        media_type = headers.pop("content-type", "application/json")
        return Rendered(held.status, held.body, media_type, {**headers, **self._policy.replay_headers})
