"""Idempotency claims: taken on their own, completed by the change that they are for."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from polyclinic.adapters.db.engine import EVERY_PRACTICE, Engine
from polyclinic.adapters.db.keys import Ciphers
from polyclinic.adapters.db.writes import Answer
from polyclinic.core.shared.changes import Completion
from polyclinic.core.shared.errors import Unavailable

_CLAIM = (
    "INSERT INTO idempotency AS i (practice_id, claim, fingerprint, owner, lease_until, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (practice_id, claim) DO UPDATE SET fingerprint = excluded.fingerprint, owner = excluded.owner, "
    "lease_until = excluded.lease_until, created_at = excluded.created_at, status = NULL, answer = NULL "
    "WHERE i.created_at < $7 OR (i.status IS NULL AND i.lease_until <= $6) RETURNING owner"
)
_STANDING = "SELECT fingerprint, owner, status, answer FROM idempotency WHERE practice_id = $1 AND claim = $2"
_RELEASE = (
    "DELETE FROM idempotency WHERE practice_id = $1 AND claim = $2 AND owner = $3 AND status IS NULL RETURNING claim"
)
# every practice: claims past their life go, whoever made them
_PURGE = "DELETE FROM idempotency WHERE created_at < $1 RETURNING claim"
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class HeldClaim:
    """A claim as it stands: ``status`` is None until the effect it is for has committed."""

    owner: str
    fingerprint: str
    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class IdempotencyClaims:
    """Claims of all practices. Answers are kept encrypted: their bodies hold what the record holds."""

    def __init__(self, engine: Engine, ciphers: Ciphers) -> None:
        self._engine = engine
        self._ciphers = ciphers

    async def claim(
        self,
        practice_id: str,
        claim: str,
        *,
        fingerprint: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        keep: timedelta,
    ) -> HeldClaim:
        """Take ``claim`` for ``owner``, committed, and return it as it then stands.

        A new claim, one made longer than ``keep`` ago and an unfinished one past its lease become ours; any other is
        returned unchanged, and its ``owner`` tells that it is not.
        """
        values = (practice_id, claim, fingerprint, owner, now + lease, now, now - keep)
        for _ in range(_ATTEMPTS):
            if await self._engine.write(practice_id, [(_CLAIM, values)]):
                return HeldClaim(owner, fingerprint)
            if rows := await self._engine.fetch(practice_id, _STANDING, (practice_id, claim), point=True):
                held_print, held_owner, status, answer = rows[0]
                if status is None:
                    return HeldClaim(held_owner, held_print)
                headers, body = open_answer(self._ciphers, practice_id, claim, answer)
                return HeldClaim(held_owner, held_print, status, body, headers)
        raise Unavailable("an idempotency claim was taken and released again and again")

    async def release(self, practice_id: str, claim: str, owner: str) -> None:
        """Forget an unfinished claim if ``owner`` still holds it."""
        await self._engine.write(practice_id, [(_RELEASE, (practice_id, claim, owner))])

    async def purge(self, before: datetime) -> int:
        """Forget claims made before then, in every practice; returns how many there were."""
        return len(await self._engine.write(EVERY_PRACTICE, [(_PURGE, (before,))]))


def seal_answer(ciphers: Ciphers, practice_id: str, completion: Completion) -> Answer:
    """An answer as it is kept for replay."""
    content = {"headers": dict(completion.headers), "body": base64.b64encode(completion.body).decode()}
    token = ciphers.encrypt(practice_id, f"idempotency/{completion.claim}", msgspec.json.encode(content))
    return Answer(completion.claim, completion.owner, completion.status, token)


def open_answer(ciphers: Ciphers, practice_id: str, claim: str, token: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a kept answer."""
    content = msgspec.json.decode(ciphers.decrypt(practice_id, f"idempotency/{claim}", token))
    return content["headers"], base64.b64decode(content["body"])
