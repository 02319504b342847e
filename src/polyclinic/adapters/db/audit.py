"""The audit trail: facts are appended in groups and sealed in batches, a chain of seals per practice.

A seal covers all facts whose ``position`` lies in a range that no fact can join any more. On SQLite the position is the
fact's id, given by the one writer; on PostgreSQL it is the writing transaction's number, and a range ends before the
oldest transaction that still runs. A fact that commits late so falls into a later range, and none is skipped.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from polyclinic.adapters.db.engine import Engine
from polyclinic.adapters.db.keys import Ciphers
from polyclinic.adapters.db.practices import SYSTEM, PracticeIndex
from polyclinic.adapters.db.values import to_sqlite
from polyclinic.adapters.db.writes import FACT_COLUMNS, fact_row
from polyclinic.core.shared.changes import Fact
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.errors import Unavailable

PATIENCE = 1.0
GROUP = 500
BATCH = 1000
BEGINNING = -(2**62)
_AT = 2 + FACT_COLUMNS.index("at")
"""Where a fact's time stands among position, id and its columns, all others of which are numbers and text."""


class Seal(NamedTuple):
    """One link of a chain: ``facts`` lie at positions from ``low`` up to ``high``."""

    number: int
    low: int
    high: int
    facts: int
    key_id: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed. ``what`` is ``altered``, ``missing``, ``inserted`` or ``seal``."""

    practice_id: str
    seal: int
    what: str


class AuditTrail:
    """The port ``Audit``, and the sealing and checking of what was written."""

    def __init__(self, engine: Engine, ciphers: Ciphers, clock: Clock, practices: PracticeIndex) -> None:
        self._engine = engine
        self._ciphers = ciphers
        self._clock = clock
        self._practices = practices
        self._waiting: list[tuple[str, tuple[Any, ...], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._looked_at_all = False
        self.unsealed: set[str] = set()
        position = "position" if engine.postgres else "id"
        self._facts = (
            f"SELECT {position}, id, {', '.join(FACT_COLUMNS)} FROM audit_facts WHERE practice_id = $1 "
            f"AND {position} >= $2 AND {position} < $3 ORDER BY {position}, id LIMIT $4"
        )
        self._horizon = (
            "SELECT audit_horizon()"
            if engine.postgres
            else "SELECT coalesce(max(id), 0) + 1 FROM audit_facts WHERE practice_id = $1"
        )
        self._beyond = f"SELECT 1 FROM audit_facts WHERE practice_id = $1 AND {position} >= $2 LIMIT 1"

    # -- writing ------------------------------------------------------------------------------------------------

    async def record(self, practice_id: str | None, fact: Fact) -> None:
        """Return once the fact is committed. Raises ``Unavailable`` when that takes longer than a second."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((practice_id or SYSTEM, fact_row(fact), done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        expiry = loop.call_later(PATIENCE, _give_up, done)
        try:
            await done
        finally:
            expiry.cancel()

    async def _write_all(self) -> None:
        """Write what waits, then what came meanwhile, until nothing does."""
        try:
            while self._waiting:
                group = self._waiting[:GROUP]
                del self._waiting[:GROUP]
                await self._write(group)
        finally:
            self._writing = None

    async def _write(self, group: Sequence[tuple[str, tuple[Any, ...], asyncio.Future[None]]]) -> None:
        practices = [practice_id for practice_id, _, _ in group]
        self.unsealed.update(practices)
        failure: BaseException | None = None
        try:
            await self._engine.append_facts(practices, [row for _, row, _ in group])
        except Exception as error:  # noqa: BLE001 # whatever it is, those who wait must hear of it
            failure = error
        for _, _, done in group:
            if failure is not None:
                _give_up(done)
            elif not done.done():
                done.set_result(None)

    async def finish(self) -> None:
        """Wait until everything recorded is written."""
        while self._writing is not None:
            await self._writing

    # -- sealing ------------------------------------------------------------------------------------------------

    async def seal(self) -> int:
        """Seal what was written since; returns the number of new seals. Run it every few seconds."""
        if not self._looked_at_all:
            self.unsealed |= {SYSTEM, *(practice.id for practice in await self._practices.list())}
            self._looked_at_all = True
        made = 0
        for practice_id in sorted(self.unsealed):
            made += await self._seal(practice_id)
        return made

    async def _seal(self, practice_id: str) -> int:
        """Seal one practice's facts as far as they are settled now. What is not yet stays on the list."""
        self.unsealed.discard(practice_id)
        made = 0
        try:
            values = () if self._engine.postgres else (practice_id,)
            horizon = (await self._engine.fetch(practice_id, self._horizon, values))[0][0]
            while await self._seal_batch(practice_id, horizon):
                made += 1
        except BaseException:
            self.unsealed.add(practice_id)
            raise
        return made

    async def _seal_batch(self, practice_id: str, horizon: int) -> bool:
        last = await self._last(practice_id)
        low = last.high if last else BEGINNING
        if horizon < low:
            raise Unavailable("the audit trail was restored on another server: run the migrations again")
        rows = await self._engine.fetch(practice_id, self._facts, (practice_id, low, horizon, BATCH + 1))
        high = horizon
        if len(rows) > BATCH:
            high = rows[BATCH][0] if rows[BATCH][0] > rows[0][0] else rows[0][0] + 1
            rows = await self._engine.fetch(practice_id, self._facts, (practice_id, low, high, 2**31))
        if not rows:
            if await self._engine.fetch(practice_id, self._beyond, (practice_id, horizon)):
                self.unsealed.add(practice_id)
            return False
        previous = last.digest if last else ""
        seal = Seal((last.number if last else 0) + 1, low, high, len(rows), self._ciphers.current, previous, "")
        return await self._append(practice_id, seal._replace(digest=self._digest(practice_id, seal, rows)))

    async def _append(self, practice_id: str, seal: Seal) -> bool:
        values = (practice_id, seal.number, seal.low, seal.high, seal.facts, self._clock.now(), *seal[4:])
        added = await self._engine.write(
            practice_id,
            [
                (
                    "INSERT INTO audit_seals (practice_id, number, low, high, facts, at, key_id, previous, digest) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING number",
                    values,
                )
            ],
        )
        if not added:
            # Another process has sealed this batch; what came after it is looked at next time.
            self.unsealed.add(practice_id)
            return False
        head = (
            "INSERT INTO audit_heads AS h (practice_id, number, digest) VALUES ($1, $2, $3) ON CONFLICT (practice_id) "
            "DO UPDATE SET number = excluded.number, digest = excluded.digest WHERE h.number < excluded.number"
        )
        await self._engine.write(practice_id, [(head, (practice_id, seal.number, seal.digest))])
        return True

    async def _settle(self, practice_id: str) -> None:
        """Seal until nothing is left, as long as that may take while others write."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._seal(practice_id)
                while practice_id in self.unsealed:
                    await asyncio.sleep(0.005)
                    await self._seal(practice_id)
        except TimeoutError:
            pass  # what is left is sealed with what comes next

    async def begin_epoch(self, practice_id: str) -> None:
        """Seal everything so far, and say in a first new fact where the old chain ended."""
        await self._settle(practice_id)
        last = await self._last(practice_id)
        fact = Fact(self._clock.now(), "sandbox", "sandbox.reset", "ok", detail=last.digest if last else "")
        await self.record(practice_id, fact)
        await self._seal(practice_id)

    # -- checking -----------------------------------------------------------------------------------------------

    async def verify(self, practice_id: str | None = None) -> list[Finding]:
        """What does not match its seals, in one practice or in all and the system's own chain. Nothing: all is well."""
        practices = [practice_id]
        if practice_id is None:
            practices = [SYSTEM, *(practice.id for practice in await self._practices.list())]
        findings = []
        for each in practices:
            findings += await self._verify(each or SYSTEM)
        return findings

    async def _verify(self, practice_id: str) -> list[Finding]:
        findings = []
        number, high, previous = 0, BEGINNING, ""
        for seal in await self._seals(practice_id, "number"):
            if (seal.number, seal.low, seal.previous) != (number + 1, high, previous):
                findings.append(Finding(practice_id, number + 1, "seal"))
            findings += await self._check(practice_id, seal)
            number, high, previous = seal.number, seal.high, seal.digest
        heads = await self._engine.fetch(
            practice_id, "SELECT number, digest FROM audit_heads WHERE practice_id = $1", (practice_id,)
        )
        # The head is written after its seal: it may be one behind, never ahead.
        known, digest = heads[0] if heads else (0, "")
        if known > number or known < number - 1 or (known == number and digest != previous):
            findings.append(Finding(practice_id, max(known, number), "seal"))
        return findings

    async def _check(self, practice_id: str, seal: Seal) -> list[Finding]:
        rows = await self._engine.fetch(practice_id, self._facts, (practice_id, seal.low, seal.high, 2**31))
        if len(rows) != seal.facts:
            what = "missing" if len(rows) < seal.facts else "inserted"
            return [Finding(practice_id, seal.number, what)]
        try:
            genuine = self._digest(practice_id, seal, rows) == seal.digest
        except KeyError:
            genuine = False
        return [] if genuine else [Finding(practice_id, seal.number, "altered")]

    def _digest(self, practice_id: str, seal: Seal, rows: Sequence[Sequence[Any]]) -> str:
        """Over the seal's own members, the seal before, and every fact in order."""
        facts = [[*row[:_AT], to_sqlite(row[_AT]), *row[_AT + 1 :]] for row in rows]
        content = [seal.number, seal.low, seal.high, seal.facts, seal.previous, facts]
        return self._ciphers.sign("audit", practice_id, msgspec.json.encode(content), seal.key_id)

    async def _last(self, practice_id: str) -> Seal | None:
        seals = await self._seals(practice_id, "number DESC LIMIT 1")
        return seals[0] if seals else None

    async def _seals(self, practice_id: str, order: str) -> list[Seal]:
        sql = (
            "SELECT number, low, high, facts, key_id, previous, digest FROM audit_seals "
            f"WHERE practice_id = $1 ORDER BY {order}"
        )
        return [Seal(*row) for row in await self._engine.fetch(practice_id, sql, (practice_id,))]


def _give_up(done: "asyncio.Future[None]") -> None:
    if not done.done():
        done.set_exception(Unavailable("the audit trail cannot be written"))
