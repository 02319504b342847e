"""The sandbox: two demo practices, their credentials, and the way back to how they were."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from polyclinic.core.benefits import operations as benefits
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import Escalation, ResourceType
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import MESSAGE, Message, MessageStatus
from polyclinic.core.organisation.model import LEGAL_ENTITY, Practice
from polyclinic.core.priorauth import operations as priorauth
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Between, Is, Order, Page, Query
from polyclinic.sandbox.access import Secrets, blocks, new_secrets, register, stage_access
from polyclinic.sandbox.load import LOADER, load
from polyclinic.sandbox.plan import DEMO, OTHER, PLANS, Plan
from polyclinic.sandbox.ports import Images
from polyclinic.web.contexts import open_practice
from polyclinic.web.services import Services

FILE = "sandbox.json"
_MICROSECOND = timedelta(microseconds=1)


class NotASandbox(Exception):
    """The database holds a practice that no sandbox made; it is left alone."""


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """``prepare`` once the store is open; ``announce`` once the server accepts connections.

    ``deliver`` does all that is due and returns when it is done.
    """

    services: Services
    images: Images
    data: Path
    abha_public_key: str
    deliver: Callable[[], Awaitable[None]]
    base_url: str = ""
    _secrets: dict[str, Secrets] = field(default_factory=dict)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def file(self) -> Path:
        """Where the credentials are written."""
        return self.data / FILE

    async def prepare(self) -> None:
        """Load the demo practices into an empty database and remember them for ``reset``, or go on with loaded ones.

        A load that was cut off is finished. Raises ``NotASandbox`` if the database holds practices that this folder's
        sandbox did not make.
        """
        self.withdraw()
        made = {practice.id for practice in await self.services.practices.list()}
        demo = {plan.practice_id for plan in PLANS}
        if made and not self._unfinished.exists():
            self._secrets = _read(self._kept)
            if not made.issuperset(demo):
                raise _not_ours()
            return
        if not made.issubset(demo):
            raise _not_ours()
        if made:
            self._secrets = _read(self._unfinished)
        else:
            self._secrets = {plan.practice_id: new_secrets(plan, self.services.one_time_codes) for plan in PLANS}
            _write(self._unfinished, {id: asdict(secrets) for id, secrets in self._secrets.items()})
        for plan in PLANS:
            await self._load(plan, self._secrets[plan.practice_id])
        await self.images.take(demo)
        self._unfinished.replace(self._kept)

    @property
    def _kept(self) -> Path:
        return self.data / "secrets.json"

    @property
    def _unfinished(self) -> Path:
        """What ``_kept`` is called until everything is loaded: that it is there tells that a load was cut off."""
        return self.data / "secrets.loading.json"

    async def _load(self, plan: Plan, secrets: Secrets) -> None:
        """Load a practice, or what is left to load of it."""
        practice = plan.practice()
        await self.services.practices.save(practice)

        async def work(ctx: Context) -> None:
            if await ctx.get(LEGAL_ENTITY, plan.id("legal_entity", 0)) is None:
                await load(ctx, plan, self.services.files)
                await stage_access(ctx, plan, secrets, self.services.passwords)

        await perform(lambda: open_practice(self.services, practice, LOADER, "sandbox.load"), work)
        await register(self.services.credentials, self.services.clock, plan, secrets)

    async def reset(self) -> None:
        """Bring both practices back as they were loaded. Credentials and issued tokens stay valid."""
        async with self._busy:
            await self.images.restore([plan.practice_id for plan in PLANS])

    async def add_practice(self) -> dict[str, Any]:
        """A fresh practice of its own, with its own credentials: the blocks of sandbox.json for it."""
        practice_id = new_id()
        plan = replace(OTHER, practice_id=practice_id, domain=f"{practice_id[-12:]}.example")
        secrets = new_secrets(plan, self.services.one_time_codes)
        await self._load(plan, secrets)
        return blocks(self.base_url, plan, secrets, self.abha_public_key)

    async def now(self, practice_id: str) -> datetime:
        """What a practice's clock shows. Raises ``NotFound``."""
        return self._now(await self._practice(practice_id))

    async def move(self, practice_id: str, until: Callable[[datetime], datetime]) -> datetime:
        """Move a practice's clock from what it shows to what ``until`` makes of that; what it shows then.

        Every message that becomes due on the way is sent at its time, and has been when this returns. Raises
        ``ValueError`` for a step back, ``NotFound``.
        """
        async with self._busy:
            now = await self.now(practice_id)
            goal = until(now)
            if goal < now:
                raise ValueError("a practice's clock never goes back")
            while (due := await self._next_due(practice_id, goal)) is not None:
                await self._move(practice_id, due)
            return await self._move(practice_id, goal)

    async def _move(self, practice_id: str, to: datetime) -> datetime:
        step = to - await self.now(practice_id)
        if step > timedelta(0):  # the clock goes on meanwhile
            await self.services.practices.advance_clock(practice_id, step)
        await self.deliver()
        return await self.now(practice_id)

    async def _next_due(self, practice_id: str, goal: datetime) -> datetime | None:
        """When the next message is due that is so after now, up to ``goal``."""
        ahead = Between("due", await self.now(practice_id) + _MICROSECOND, goal + _MICROSECOND)
        where = (Is("status", MessageStatus.QUEUED.value), ahead)
        page = await self._search(practice_id, Query(MESSAGE, where, (Order("due"),), limit=1))
        return page.items[0].due if page.items else None

    async def messages(self, practice_id: str, *, limit: int) -> Sequence[Message]:
        """The practice's last messages, those that are due last first. Raises ``NotFound``."""
        return (await self._search(practice_id, Query(MESSAGE, (), (Order("due", descending=True),), limit))).items

    async def _search(self, practice_id: str, query: Query[Message]) -> Page[Message]:
        practice = await self._practice(practice_id)
        context = open_practice(self.services, practice, LOADER, "sandbox.messages")
        return await messages.search(context, query)

    async def resolve(self, practice_id: str, escalation_id: str) -> Escalation:
        """Say that an escalation is dealt with, as one would on a page. Raises ``NotFound``, and
        ``Conflict`` for one that is closed.
        """
        practice = await self._practice(practice_id)

        async def work(ctx: Context) -> Escalation:
            escalation = await escalations.read(ctx, escalation_id)
            if escalation.resource_type is ResourceType.PRIOR_AUTHORIZATION:
                return await priorauth.resolve(ctx, escalation.id)
            await benefits.answer(ctx, escalation.resource_id)
            return await escalations.read(ctx, escalation.id)

        return await perform(lambda: open_practice(self.services, practice, LOADER, "sandbox.resolve"), work)

    async def practice_names(self) -> dict[str, str]:
        """Every practice's name by its id."""
        return {practice.id: practice.name for practice in await self.services.practices.list()}

    async def _practice(self, practice_id: str) -> Practice:
        practice = await self.services.practices.get(practice_id)
        if practice is None:
            raise NotFound("practice", practice_id)
        return practice

    def _now(self, practice: Practice) -> datetime:
        return self.services.clock.now() + practice.clock_offset

    def credentials(self) -> dict[str, Any]:
        """What sandbox.json holds."""
        return {
            "base_url": self.base_url,
            **blocks(self.base_url, DEMO, self._secrets[DEMO.practice_id], self.abha_public_key),
            "other_practice": blocks(self.base_url, OTHER, self._secrets[OTHER.practice_id], self.abha_public_key),
        }

    def announce(self, base_url: str) -> None:
        """Write sandbox.json in one step: whoever finds it finds the server ready."""
        self.base_url = base_url
        _write(self.file, self.credentials())

    def withdraw(self) -> None:
        """Take sandbox.json away: nobody answers at what it says."""
        self.file.unlink(missing_ok=True)


def _not_ours() -> NotASandbox:
    return NotASandbox(
        "this database holds practices that are not the sandbox's, or those of a sandbox with another --data folder "
        "or of another version; give that folder or choose an empty database"
    )


def _read(path: Path) -> dict[str, Secrets]:
    try:
        document = json.loads(path.read_text())
        return {plan.practice_id: Secrets(**document[plan.practice_id]) for plan in PLANS}
    except (OSError, ValueError, KeyError, TypeError):
        raise _not_ours() from None


def _write(path: Path, document: dict[str, Any]) -> None:
    """Readable by its owner only, and never half-written."""
    draft = path.with_suffix(".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(document, file, indent=2)
    draft.replace(path)
