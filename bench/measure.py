"""Rounds of load on servers that take turns, and their medians."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from bench.load import Make, Result, run
from bench.servers import CORES, Server


@dataclass(frozen=True, slots=True)
class Side:
    """A server, and the requests of one kind of work to it."""

    server: Server
    make: Make


@dataclass(frozen=True, slots=True)
class Figure:
    """Medians of the rounds of one side.

    ``rate`` is in requests a second, ``p50`` and ``p99`` in milliseconds, ``cpu`` the server's microseconds of
    processor time a request; ``idle`` is the share of the whole machine's time that nobody used, ``load`` the share of
    a core that the load itself used. ``failed`` counts all rounds.
    """

    rate: float
    p50: float
    p99: float
    cpu: float
    idle: float
    load: float
    failed: int
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class _Round:
    result: Result
    cpu: float
    idle: float
    load: float


async def alternate(sides: Sequence[Side], *, connections: int, seconds: float, rounds: int) -> list[Figure]:
    """Let the sides take turns, after a short round that warms each of them up."""
    for side in sides:
        await run(side.server.port, side.make, connections=connections, seconds=min(0.5, seconds))
    taken: list[list[_Round]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, kept in zip(sides, taken, strict=True):
            kept.append(await _round(side, connections, seconds))
    return [_figure(kept) for kept in taken]


async def _round(side: Side, connections: int, seconds: float) -> _Round:
    load = psutil.Process()
    used, own, idle = side.server.cpu(), sum(load.cpu_times()[:2]), _idle()
    result = await run(side.server.port, side.make, connections=connections, seconds=seconds)
    spent = max(result.elapsed, 1e-9)
    return _Round(
        result,
        cpu=(side.server.cpu() - used) / max(1, result.requests) * 1e6,
        idle=min(1.0, (_idle() - idle) / spent / CORES),
        load=(sum(load.cpu_times()[:2]) - own) / spent,
    )


def _idle() -> float:
    """Seconds that all cores together have had nothing to do."""
    times = psutil.cpu_times()
    return float(times.idle + getattr(times, "iowait", 0.0))


def _figure(rounds: Sequence[_Round]) -> Figure:
    def median(of: Callable[[_Round], float]) -> float:
        return statistics.median(map(of, rounds))

    complaints = [each.result.sample.decode(errors="replace") for each in rounds if each.result.failures]
    return Figure(
        rate=median(lambda each: each.result.rate),
        p50=median(lambda each: each.result.percentile(0.5)),
        p99=median(lambda each: each.result.percentile(0.99)),
        cpu=median(lambda each: each.cpu),
        idle=median(lambda each: each.idle),
        load=median(lambda each: each.load),
        failed=sum(each.result.failures for each in rounds),
        complaint=complaints[0] if complaints else "",
    )
