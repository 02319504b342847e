"""``python -m bench``: measures, part by part, and writes docs/measured.md as it goes.

One server process on one core, the load on another; rounds of the sides take turns, and what is written are medians
and ratios: the machine's noise falls on all of them.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

from bench import comparison, growth, report, servers, startup
from bench.payloads import PATIENTS
from bench.results import Options, Results
from bench.stage import postgres_stage, sqlite_stage
from tests.support.database import stop_servers
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
    try:
        asyncio.run(quick(results) if options.quick else whole(results))
    finally:
        stop_servers()


async def quick(results: Results) -> None:
    """The comparison alone, shown here."""
    tell, _ = _clock(results)
    async with postgres_stage(crowd=results.options.patients) as stage:
        await comparison.compare_sides(results, stage, tell)
    print(report.render(results))


async def whole(results: Results) -> None:
    """Everything; the page is written after each part, so that a run that is cut off leaves what it had."""
    tell, done = _clock(results)
    async with AsyncExitStack() as open_:
        tell("filling the databases")
        stages = {
            size: await open_.enter_async_context(postgres_stage(crowd=size))
            for size in growth.sizes(results.options.patients)
        }
        smallest, *_, largest = stages
        await growth.compare_sizes(results, growth.PATIENTS, stages, PATIENTS, tell)
        done()
        await comparison.compare_sides(results, stages[largest], tell)
        done()
        await comparison.compare_processes(results, stages[largest], tell)
        done()
        async with sqlite_stage(crowd=smallest) as sqlite:
            await comparison.compare_engines(results, stages[smallest], sqlite, tell)
        results.startup = startup.measure(stages[largest])
        done()
    async with AsyncExitStack() as open_:
        tell("filling the databases of many practices")
        each = max(100, results.options.patients // 1000)
        stages = {
            count: await open_.enter_async_context(postgres_stage(practices=count, crowd=each))
            for count in growth.COUNTS
        }
        await growth.compare_sizes(results, growth.PRACTICES, stages, growth.FEW, tell)
        done()
    tell(f"written to {report.PAGE.relative_to(servers.ROOT)}")


def _clock(results: Results) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Tells what has been done and when; writes the page as it stands then."""
    begun = time.perf_counter()

    def tell(text: str) -> None:
        spent = time.perf_counter() - begun
        results.minutes = spent / 60
        print(f"{spent:5.0f} s  {text}", flush=True)

    def done() -> None:
        report.write(results)

    return tell, done


if __name__ == "__main__":
    main()
