"""``python -m bench``: measures, part by part, and writes docs/measured.md as it goes.

One server process on one core, the load on another; rounds of the sides take turns, and what is written are medians
and ratios: the machine's noise falls on all of them.
"""

import argparse
import asyncio
import time
from collections.abc import Callable

from bench import comparison, growth, report, servers, startup
from bench.results import Options, Results
from bench.stage import postgres_stage, sqlite_stage
from tests.support.machine import described

QUICK_PATIENTS = 20_000


def main() -> None:
    """Parse and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--patients", type=int, help="size of the practice that is compared; 1,000,000, quick 20,000")
    parser.add_argument("--seconds", type=float, help="length of a round; 4, quick 2")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of every side; 3")
    parser.add_argument("--quick", action="store_true", help="the comparison at 8 connections alone; writes no page")
    given = parser.parse_args()
    options = Options(
        patients=given.patients or (QUICK_PATIENTS if given.quick else 1_000_000),
        seconds=given.seconds or (2.0 if given.quick else 4.0),
        rounds=given.rounds,
        quick=given.quick,
    )
    results = Results(described(), options)
    servers.spare_the_load()
    asyncio.run(quick(results) if options.quick else whole(results))


async def quick(results: Results) -> None:
    """The comparison alone, shown here."""
    tell, _ = _clock(results)
    async with postgres_stage() as stage:
        await stage.open_practices(1)
        await stage.grow(results.options.patients)
        tell("seeded")
        await comparison.compare_sides(results, stage, tell)
    print(report.render(results))


async def whole(results: Results) -> None:
    """Everything; the page is written after each part, so that a run that is cut off leaves what it had."""
    tell, done = _clock(results)
    smallest, *larger = growth.sizes(results.options.patients)
    async with postgres_stage() as stage:
        await stage.open_practices(1)
        await growth.grow_patients(results, stage, smallest, tell)
        async with sqlite_stage() as sqlite:
            await sqlite.open_practices(1)
            await sqlite.grow(smallest)
            await comparison.compare_engines(results, stage, sqlite, tell)
        done()
        for size in larger:
            await growth.grow_patients(results, stage, size, tell)
            done()
        await comparison.compare_sides(results, stage, tell)
        done()
        await comparison.compare_processes(results, stage, tell)
        results.startup = startup.measure(stage)
        done()
    async with postgres_stage() as stage:
        stage.crowd.size = max(1, results.options.patients // 1000)
        for count in growth.COUNTS:
            await growth.grow_practices(results, stage, count, tell)
            done()
    tell(f"written to {report.PAGE}")


def _clock(results: Results) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Tells what is being done and when; writes the page with the minutes that it took so far."""
    begun = time.perf_counter()

    def tell(text: str) -> None:
        print(f"{time.perf_counter() - begun:5.0f} s  {text}", flush=True)

    def done() -> None:
        results.minutes = (time.perf_counter() - begun) / 60
        report.write(results)

    return tell, done


if __name__ == "__main__":
    main()
