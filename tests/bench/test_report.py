"""The bench's own arithmetic: latencies, medians, ratios, verdicts, and the page that they come to."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from bench import load, workloads
from bench.aims import judge
from bench.comparison import FLOOR, ONE, OURS, PEER, TWO
from bench.load import Result, run
from bench.measure import Figure
from bench.report import growth, render
from bench.results import Compared, Grown, Options, Results, Startup
from bench.seed import name_of

FAST = Figure(rate=1000, p50=4, p99=10, cpu=700, idle=0.3, load=0.2, failed=0)
SLOW = replace(FAST, rate=100, p99=80)
OPTIONS = Options(patients=1_000_000, seconds=4, rounds=3, quick=False)


def results(**parts: object) -> Results:
    found = Results("1 January 2030, on 2 cores", OPTIONS)
    for name, value in parts.items():
        setattr(found, name, value)
    return found


def verdicts(found: Results) -> dict[str, bool | None]:
    return {each.aim.partition(":")[0]: each.held for each in judge(found)}


@pytest.mark.parametrize(("share", "milliseconds"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_what_that_share_stayed_under(share: float, milliseconds: int) -> None:
    latencies = [number / 1000 for number in range(100, 0, -1)]
    assert Result(latencies=latencies).percentile(share) == pytest.approx(milliseconds)


def test_a_round_of_nothing_is_zero() -> None:
    assert (Result().rate, Result().percentile(0.99)) == (0, 0)
    assert Compared(workloads.READ, 8, {OURS: FAST, FLOOR: replace(FAST, rate=0)}).ratio(OURS, FLOOR) is None


async def test_the_load_reconnects_and_counts_what_fails() -> None:
    """A server that closes after each answer, and refuses every other request."""
    served = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        await reader.readuntil(b"\r\n\r\n")
        served += 1
        status = b"200 OK" if served % 2 else b"503 Busy"
        writer.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        result = await run(port, lambda: load.request("GET", "/", {}), connections=1, seconds=0.1)
    assert result.requests == served > 2
    assert (result.failures, result.sample) == (served // 2, b"no")


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    async with await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
    result = await run(port, lambda: b"", connections=1, seconds=0.01)
    assert result.failures == result.requests > 0


def test_every_aim_is_judged_by_the_worst_of_its_kind() -> None:
    good = [Compared(kind, 8, {OURS: FAST, FLOOR: FAST, PEER: SLOW}) for kind in workloads.READS | workloads.WRITES]
    memory = {OURS: (100.0, 120.0), TWO: (0.0, 130.0)}
    found = results(comparison=good, memory=memory)
    assert set(verdicts(found).values()) == {True}

    found.comparison = [*good[1:], replace(good[0], sides={OURS: SLOW, FLOOR: FAST, PEER: SLOW})]
    kind = "reads" if good[0].kind in workloads.READS else "writes"
    assert [each.held for each in judge(found) if each.aim.startswith(kind)] == [False, False]
    found.comparison = [replace(each, connections=64) for each in found.comparison]
    found.memory[TWO] = (0.0, 250.0)
    assert verdicts(found) == {"under 250 MB a process, loaded": False}


def test_creates_are_held_to_eight_times_the_peer() -> None:
    for rate, held in ((125.0, True), (126.0, False)):
        sides = {OURS: FAST, PEER: replace(FAST, rate=rate)}
        assert verdicts(results(comparison=[Compared(workloads.CREATE, 8, sides)]))["creates"] is held


def test_two_processes_are_judged_only_where_there_is_room() -> None:
    def told(two: Figure) -> bool | None:
        return verdicts(results(processes=[Compared(workloads.READ, 8, {ONE: FAST, TWO: two})]))["two processes"]

    assert told(replace(FAST, rate=1700)) is True
    assert told(replace(FAST, rate=1700, idle=0.0)) is True
    assert told(replace(FAST, rate=1690)) is False
    assert told(replace(FAST, rate=1690, idle=0.05)) is None
    assert told(replace(FAST, rate=1690, load=0.95)) is None


def test_growth_is_held_to_the_logarithm() -> None:
    first = Grown(workloads.READ, "patients", 10_000, 10_000, FAST)
    last = Grown(workloads.READ, "patients", 1_000_000, 1_000_000, replace(FAST, p50=8))
    factor, allowed = growth(first, last)
    assert (factor, round(allowed, 6)) == (2.0, 1.5)
    page = render(results(grown=[first, last]))
    assert f"| {workloads.READ} | 4.00 | 8.00 | **2.00** | 1.50 |" in page


def test_the_page_shows_what_there_is() -> None:
    compared = Compared(workloads.CREATE, 8, {OURS: FAST, FLOOR: replace(FAST, rate=2000), PEER: SLOW})
    scaled = Compared(workloads.CREATE, 64, {ONE: FAST, TWO: replace(FAST, rate=1500, idle=0.02)})
    found = results(
        comparison=[compared],
        processes=[scaled],
        memory={OURS: (100.0, 120.0)},
        startup=Startup(1.25, {"polyclinic.silna": 210.0}, 150.0),
    )
    page = render(found, ["measured/create.png"])
    assert f"| {workloads.CREATE} | 1000 | 2000 | 0.50 | 100 | 10.0 | 4.0 | 10.0 | 0.70 | 0 |" in page
    assert f"| {workloads.CREATE} | 64 | 1000 | 1500 | 1.50 | 10.0 | 2% | 20% |" in page
    assert "| cannot be told here |" in page
    assert "1.25 s" in page
    assert "100 MB, 120 MB" in page
    assert "64 connections" not in page.partition("## One process")[0]
    assert "## SQLite" not in page

    assert render(results()).count("## ") == 0


def test_a_prefix_finds_a_thousand_however_large_the_crowd() -> None:
    names = Counter(family.lower()[:-2] for _, family in map(name_of, range(20_000)))
    assert {names[workloads.Crowd(20_000).prefix(number)] for number in range(50)} == {1000}
