"""What a running server holds: the store, the files, the ports over them, and the work in the background."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.migrate import migrate
from polyclinic.adapters.db.reference.load import codes
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import Access, open_files
from polyclinic.adapters.gazetteer.india import IndianGazetteer
from polyclinic.adapters.payers.demo import DemoNetwork
from polyclinic.adapters.payers.reviewers import DemoReviewers
from polyclinic.adapters.reading.reader import FileReader
from polyclinic.adapters.terminology.shipped import ShippedTerminology
from polyclinic.adapters.video import NamedRooms
from polyclinic.core.documents.ports import DirectStore
from polyclinic.core.documents.uploads import KEPT_UNFINISHED
from polyclinic.core.eligibility.ports import NoNetwork
from polyclinic.core.events.model import KEPT_FOR
from polyclinic.core.identity.ports import Passwords
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.messages.ports import Messengers
from polyclinic.core.priorauth.ports import NoReviewers
from polyclinic.core.shared.clock import SystemClock
from polyclinic.server.jobs import HEARD, handlers, sweep_uploads
from polyclinic.server.messengers import open_messengers
from polyclinic.server.settings import Settings
from polyclinic.web.audit import CountedFailures
from polyclinic.web.rate_limits import load_rules, make_limiter
from polyclinic.web.services import Services, WebSettings

SEAL_SECONDS = 5.0
DELIVER_SECONDS = 1.0
PURGE_SECONDS = 3600.0
FINISH_SECONDS = 20.0
SWEEP_SECONDS = 3600.0
KEEP_CLAIMS = timedelta(days=30)
KEEP_EXPIRED = timedelta(days=1)
"""Credentials that are good no more: whoever shows one is told for so long that it has expired."""

_log = structlog.get_logger("polyclinic.server")


class Runtime:
    """Open it (``async with``) to use it. ``services`` may be handed out before.

    ``problem`` says why it could not be opened, for whoever started the process. ``migrating`` brings the database up
    to date first, as the sandbox does; a practice's is migrated by command. ``messengers`` stand for those of the
    settings, ``passwords`` for hashes of the usual cost.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        migrating: bool = False,
        messengers: Messengers | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.settings = settings
        self.problem = ""
        self._migrating = migrating
        clock = SystemClock()
        self.store = _store(settings, clock)
        access = file_access(settings)
        self._files = open_files(settings.files, access)
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
        self.services = Services(
            records=self.store.records,
            audit=self.store.audit,
            codes=self.store.codes,
            vault=self.store.vault,
            credentials=self.store.credentials,
            practices=self.store.practices,
            claims=self.store.claims,
            clock=clock,
            limiter=make_limiter(load_rules(settings.rate_limits), redis_url=redis_url, clock=clock),
            passwords=passwords or Argon2Passwords(breached=settings.breached()),
            one_time_codes=TotpCodes(),
            files=self._files,
            direct=_direct(settings, access),
            video=NamedRooms(settings.video_url) if settings.video_url else None,
            payers=DemoNetwork() if settings.payer_network == "demo" else NoNetwork(),
            gazetteer=IndianGazetteer(),
            reviewers=DemoReviewers() if settings.payer_network == "demo" else NoReviewers(),
            reader=FileReader(),
            terminology=ShippedTerminology(_diagnoses),
            second_factor=settings.second_factor,
        )
        self.web = _web(settings)
        self.failures = CountedFailures(self.store.audit, clock)
        self._messengers = open_messengers(settings, clock) if messengers is None else messengers
        self._worker = self.store.worker(handlers(self.services, self._messengers))
        self._delivering = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        if self._migrating:
            await migrate(self.settings.database_url.get_secret_value())
        await self.store.open()
        self._tasks = [
            asyncio.create_task(self.failures.run()),
            asyncio.create_task(_forever("seal", self.store.audit.seal, SEAL_SECONDS)),
            asyncio.create_task(_forever("deliver", self.deliver, DELIVER_SECONDS)),
            asyncio.create_task(_forever("purge", self._purge, PURGE_SECONDS)),
            asyncio.create_task(_forever("sweep", self._sweep, SWEEP_SECONDS)),
        ]
        return self

    async def deliver(self) -> None:
        """Deliver what is due, and what follows from it; what this process has begun on is done when this returns."""
        async with self._delivering:
            while await self._worker.run_once():
                pass

    async def _purge(self) -> None:
        await self.store.claims.purge(self.store.clock.now() - KEEP_CLAIMS)
        await self.store.events.purge(self.store.clock.now() - KEPT_FOR)
        await self.store.credentials.purge(self.store.clock.now() - KEEP_EXPIRED)

    async def _sweep(self) -> None:
        await self._files.remove_partial(self.store.clock.now() - KEPT_UNFINISHED)
        await sweep_uploads(self.services)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self._delivering.acquire()  # what is being sent now would else never be known to have been
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.services.limiter.close()
        for messenger in self._messengers.values():
            await messenger.close()
        await self.store.close()

    async def ready(self) -> bool:
        """Whether the database answers and is at this version's schema."""
        return await self.store.ready()


def _store(settings: Settings, clock: SystemClock) -> Store:
    keys = settings.keys()
    url = settings.database_url.get_secret_value()
    return Store(url, ALL_KINDS, Keys(keys, next(iter(keys))), clock=clock, heard=HEARD)


def _web(settings: Settings) -> WebSettings:
    return WebSettings(
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        max_upload=settings.max_upload,
        verify_answers=settings.verify_answers,
    )


def file_access(settings: Settings) -> Access:
    """How the settings say that the file store is reached."""
    return Access(
        endpoint=settings.files_endpoint,
        region=settings.files_region,
        key_id=settings.files_key_id,
        secret=settings.files_secret.get_secret_value(),
    )


def _direct(settings: Settings, access: Access) -> DirectStore | None:
    if settings.file_transfers == "server":
        return None
    from polyclinic.adapters.files.s3 import S3Direct

    return S3Direct(settings.files, access)


def _diagnoses() -> Iterator[tuple[str, str]]:
    """The codes of ICD-10-CM that can be used today."""
    return ((code, text) for _, code, _, _, ended, text in codes() if ended is None)


async def _forever(name: str, work: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Run ``work`` again and again; what fails is told and tried again."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception as error:  # noqa: BLE001  # background work must not end because one round failed
            _log.warning("background.failed", work=name, error=type(error).__name__)
