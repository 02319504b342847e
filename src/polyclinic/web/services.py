"""What the plumbing and the handlers need from outside, as ports. ``server/app.py`` fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from polyclinic.core.documents.ports import Files
from polyclinic.core.identity.ports import Credentials, OneTimeCodes, Passwords
from polyclinic.core.organisation.ports import Practices
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.records import Audit, Records
from polyclinic.core.shared.secrets import Vault
from polyclinic.web.rate_limits import RateLimiter


class OpenRecords(Protocol):
    """Binds the store to one practice and to what a credential may see of it. Costs nothing: no connection is taken."""

    def __call__(self, practice_id: str, scope: Scope) -> Records: ...


class HeldClaim(Protocol):
    """A row of the idempotency table as it stands: ``status`` is None until the claim's effect has committed."""

    @property
    def id(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def status(self) -> int | None: ...
    @property
    def body(self) -> bytes: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class Claims(Protocol):
    """Idempotency claims. A claim is completed by the ``Change`` that it is for (``Completion``)."""

    async def claim(
        self,
        *,
        practice_id: str,
        scope: str,
        method: str,
        path: str,
        key: str,
        fingerprint: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        keep: timedelta,
    ) -> HeldClaim:
        """Commit a claim on (practice, scope, method, path, key) for ``owner`` and return the row as it then stands.

        A fresh row, one past ``keep`` and one unfinished past its lease become ours (``owner`` and ``fingerprint`` are
        the ones given); any other row is returned unchanged, and its ``owner`` tells that somebody else holds it.
        """
        ...

    async def release(self, practice_id: str, claim_id: str, owner: str) -> None:
        """Delete an unfinished claim if ``owner`` still holds it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How answers are made. ``public_url`` is what clients reach the server by, mount prefix excluded; None derives it
    from the request. Forwarded headers count only from ``trusted_proxies``. ``verify_answers`` checks every JSON answer
    against its declaration and turns a mismatch into an error: for tests.
    """

    public_url: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    verify_answers: bool = False
    docs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything an app and its handlers work with."""

    records: OpenRecords
    audit: Audit
    vault: Vault
    credentials: Credentials
    practices: Practices
    claims: Claims
    clock: Clock
    limiter: RateLimiter
    passwords: Passwords
    one_time_codes: OneTimeCodes
    files: Files
