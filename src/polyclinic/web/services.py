"""What the plumbing and the handlers need from outside, as ports. ``server/app.py`` fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol

from polyclinic.core.documents.ports import DirectStore, Files
from polyclinic.core.eligibility.ports import NoNetwork, PayerNetwork
from polyclinic.core.identity.ports import Credentials, OneTimeCodes, Passwords
from polyclinic.core.identity.second_factor import Required
from polyclinic.core.organisation.ports import Practices
from polyclinic.core.priorauth.ports import NoReader, NoReviewers, TextReader, UtilizationManagement
from polyclinic.core.scheduling.ports import VideoRooms
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.code_sets import CodeSets
from polyclinic.core.shared.context import Scope
from polyclinic.core.shared.places import Gazetteer, NoGazetteer
from polyclinic.core.shared.records import Audit, Records
from polyclinic.core.shared.secrets import Vault
from polyclinic.core.terminology.ports import NoTerminology, Terminology
from polyclinic.web.rate_limits import RateLimiter


class OpenRecords(Protocol):
    """Binds the store to one practice and to what a credential may see of it. Costs nothing: no connection is taken."""

    def __call__(self, practice_id: str, scope: Scope) -> Records: ...


class HeldClaim(Protocol):
    """An idempotency claim as it stands: ``status`` is None until the effect it is for has committed."""

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
        practice_id: str,
        claim: str,
        *,
        fingerprint: str,
        owner: str,
        now: datetime,
        lease: timedelta,
        keep: timedelta,
    ) -> HeldClaim:
        """Commit ``claim`` (a digest of scope, method, path and key) for ``owner`` and return it as it then stands.

        A new claim, one made longer than ``keep`` ago and an unfinished one past its lease become ours, with the
        ``owner`` and ``fingerprint`` given; any other is returned unchanged, and its ``owner`` tells that it is not.
        """
        ...

    async def release(self, practice_id: str, claim: str, owner: str) -> None:
        """Forget an unfinished claim if ``owner`` still holds it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How answers are made. ``public_url`` is what clients reach the server by, mount prefix excluded; None derives it
    from the request. Forwarded headers count only from ``trusted_proxies``. ``max_upload`` is how many bytes a file may
    have where an API publishes no limit; None: the dialect's. ``verify_answers`` checks every JSON answer against its
    declaration and turns a mismatch into an error: for tests.
    """

    public_url: str | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    max_upload: int | None = None
    verify_answers: bool = False
    docs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything an app and its handlers work with.

    ``direct``: clients exchange large files with the store itself. ``video``: where video visits take place; without it
    a page of ours says who may join. ``second_factor``: whom nothing but setting one up is open to without it.
    """

    records: OpenRecords
    audit: Audit
    codes: CodeSets
    vault: Vault
    credentials: Credentials
    practices: Practices
    claims: Claims
    clock: Clock
    limiter: RateLimiter
    passwords: Passwords
    one_time_codes: OneTimeCodes
    files: Files
    direct: DirectStore | None = None
    video: VideoRooms | None = None
    payers: PayerNetwork = field(default_factory=NoNetwork)
    gazetteer: Gazetteer = field(default_factory=NoGazetteer)
    reviewers: UtilizationManagement = field(default_factory=NoReviewers)
    reader: TextReader = field(default_factory=NoReader)
    terminology: Terminology = field(default_factory=NoTerminology)
    second_factor: Required = "nobody"
