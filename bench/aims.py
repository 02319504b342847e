"""What the figures are held to, and whether they hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.comparison import FLOOR, ONE, OURS, PEER, TWO
from bench.results import Compared, Results
from bench.workloads import CREATE, READS, WRITES

READ_SHARE, WRITE_SHARE, PEER_TIMES = 0.5, 0.4, 8.0
READ_P99, WRITE_P99 = 30.0, 50.0
MEGABYTES = 250.0
TWO_TIMES = 1.7
ROOM_IDLE, ROOM_LOAD = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """``held`` is None where it could not be told."""

    aim: str
    measured: str
    held: bool | None


def judge(results: Results) -> list[Verdict]:
    """One verdict for each aim that the run has figures for, at 8 connections."""
    return [*_shares(results), *_peer(results), *_latencies(results), *_memory(results), *_processes(results)]


def _shares(results: Results) -> Iterator[Verdict]:
    for kinds, what, least in ((READS, "reads", READ_SHARE), (WRITES, "writes", WRITE_SHARE)):
        shares = {each.kind: share for each in _at_8(results, kinds) if (share := each.ratio(OURS, FLOOR)) is not None}
        if shares:
            measured = ", ".join(f"{kind} {share:.2f}" for kind, share in shares.items())
            yield Verdict(f"{what}: at least {least} of the floor's rate", measured, min(shares.values()) >= least)


def _peer(results: Results) -> Iterator[Verdict]:
    for each in _at_8(results, frozenset({CREATE})):
        if (times := each.ratio(OURS, PEER)) is not None:
            yield Verdict(
                f"creates: at least {PEER_TIMES:g} times Django REST's rate", f"{times:.1f} times", times >= PEER_TIMES
            )


def _latencies(results: Results) -> Iterator[Verdict]:
    for kinds, what, most in ((READS, "reads", READ_P99), (WRITES, "writes", WRITE_P99)):
        p99 = {each.kind: each.sides[OURS].p99 for each in _at_8(results, kinds)}
        if p99:
            measured = ", ".join(f"{kind} {milliseconds:.0f} ms" for kind, milliseconds in p99.items())
            yield Verdict(f"{what}: p99 under {most:g} ms", measured, max(p99.values()) < most)


def _memory(results: Results) -> Iterator[Verdict]:
    loaded = {name: loaded for name, (_, loaded) in results.memory.items() if name in (OURS, TWO)}
    if loaded:
        measured = ", ".join(f"{name} {megabytes:.0f} MB" for name, megabytes in loaded.items())
        yield Verdict(f"under {MEGABYTES:g} MB a process, loaded", measured, max(loaded.values()) < MEGABYTES)


def _processes(results: Results) -> Iterator[Verdict]:
    aim = f"two processes: {TWO_TIMES} times the rate of one, where the load has room"
    times = {each.kind: times for each in results.processes if (times := each.ratio(TWO, ONE)) is not None}
    if not times:
        return
    measured = f"{min(times.values()):.2f} to {max(times.values()):.2f} times"
    held = min(times.values()) >= TWO_TIMES
    cramped = [each.sides[TWO] for each in results.processes if not has_room(each)]
    if cramped and not held:
        idle, load = (f"{max(of) * 100:.0f} %" for of in zip(*((f.idle, f.load) for f in cramped), strict=True))
        measured += f"; no room: at most {idle} of the machine idle, the load on up to {load} of a core"
    yield Verdict(aim, measured, None if cramped and not held else held)


def has_room(compared: Compared) -> bool:
    """Whether the machine and the load could have done more while two processes were measured."""
    two = compared.sides[TWO]
    return two.idle >= ROOM_IDLE and two.load <= ROOM_LOAD


def _at_8(results: Results, kinds: frozenset[str]) -> list[Compared]:
    return [each for each in results.comparison if each.connections == 8 and each.kind in kinds]
