"""The page that a run writes: docs/measured.md and the figures beside it."""

import json
import math
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.aims import Verdict, judge
from bench.comparison import FLOOR, ONE, OURS, PEER, POSTGRES, SQLITE, TWO
from bench.growth import PATIENTS, PRACTICES, sizes
from bench.results import Compared, Grown, Results
from bench.servers import PEER_WORKERS, PEERS, ROOT

PAGE = ROOT / "docs/measured.md"
FIGURES = ROOT / "docs/measured"

_HEAD = """\
# Measured

`make bench` writes this page; what it tells us is in [performance.md](performance.md). Read the ratios: absolute
figures are one machine's, with PostgreSQL and the load beside the server.

{machine}.

{patients:,} patients in the practice that is compared; medians of {rounds} rounds of {seconds:g} s in which the sides
take turns; {minutes:.0f} minutes in all.
"""
_SIDES = f"""\
One server process on one core. The floor writes and finds the same without a credential, check or audit
([why](decisions/0019-the-bench-compares-with-the-same-work.md)); the peer is a service of the plain sort on Django REST
Framework, under gunicorn with {PEER_WORKERS} workers on the same one core.
"""
_PROCESSES = """\
Without counting requests, which two processes do together through Redis. Idle is what was left of the whole machine
while two processes were measured, load what the load generator used of a core: without room, two processes cannot show
what they could do.
"""
_GROWTH = """\
One request after the other on one connection, medians in ms: on practices of different size, then on servers with
different numbers of equal practices, to which the requests go one after the other. The sizes take turns. Growth is how
many times the smallest's cost the largest's is; logarithm is how many times it would be if cost were the logarithm of
all patients there are.
"""
_HELD = {True: "met", False: "**missed**", None: "cannot be told here"}


def write(results: Results, page: Path = PAGE, figures: Path = FIGURES) -> None:
    """Write what there is so far, and draw the curves if the environment of the peers is there."""
    drawn = _draw(results.grown, figures) if results.grown and PEERS.exists() else []
    page.write_text(render(results, [path.relative_to(page.parent).as_posix() for path in drawn]))


def render(results: Results, figures: Sequence[str] = ()) -> str:
    """The page, with links to ``figures``."""
    options = results.options
    parts = [
        _HEAD.format(
            machine=results.machine,
            patients=options.patients,
            rounds=options.rounds,
            seconds=options.seconds,
            minutes=results.minutes,
        ),
        *_section("What was aimed at", _aims(judge(results))),
        *(part for connections in options.connections for part in _compared(results, connections)),
        *_section("One process and two", _processes(results.processes)),
        *_section("SQLite and PostgreSQL", _engines(results)),
        *_section("First pages on one connection", _first_pages(results)),
        *_section("How cost grows", _grown(results.grown, figures)),
        *_section("Beginning, and memory", _beginning(results)),
        *_section("PostgreSQL alone", _alone(results)),
    ]
    return "\n".join(parts)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return [f"## {title}\n", "\n".join(body) + "\n"] if body else []


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _aims(verdicts: Sequence[Verdict]) -> Iterator[str]:
    if verdicts:
        yield "At 8 connections, one process.\n"
        yield from _table(("aim", "measured", ""), [(each.aim, each.measured, _HELD[each.held]) for each in verdicts])


def _compared(results: Results, connections: int) -> list[str]:
    here = [each for each in results.comparison if each.connections == connections]
    return _section(f"Beside the floor and Django REST, {connections} connections", _sides(here))


def _sides(compared: Sequence[Compared]) -> Iterator[str]:
    """The floor does the same without what a practice needs; the peer does the encounter work as it is usually done."""
    if not compared:
        return
    yield _SIDES
    columns = (
        "work",
        "ours /s",
        "floor /s",
        "of the floor",
        "Django REST /s",
        "times",
        "p50 ms",
        "p99 ms",
        "CPU ms",
        "failed",
    )
    yield from _table(columns, [_side_row(each) for each in compared])


def _side_row(each: Compared) -> Sequence[str]:
    ours, floor, peer = each.sides[OURS], each.sides.get(FLOOR), each.sides.get(PEER)
    share, times = each.ratio(OURS, FLOOR), each.ratio(OURS, PEER)
    return (
        *(each.kind, f"{ours.rate:.0f}"),
        *(f"{floor.rate:.0f}" if floor else "", f"{share:.2f}" if share is not None else ""),
        *(f"{peer.rate:.0f}" if peer else "", f"{times:.1f}" if times is not None else ""),
        *(f"{ours.p50:.1f}", f"{ours.p99:.1f}", f"{ours.cpu / 1000:.2f}"),
        str(sum(figure.failed for figure in each.sides.values())),
    )


def _processes(compared: Sequence[Compared]) -> Iterator[str]:
    if not compared:
        return
    yield _PROCESSES
    columns = ("work", "connections", "1 process /s", "2 processes /s", "times", "p99 ms", "idle", "load")
    rows = []
    for each in compared:
        one, two = each.sides[ONE], each.sides[TWO]
        rates = (f"{one.rate:.0f}", f"{two.rate:.0f}", f"{each.ratio(TWO, ONE) or 0:.2f}")
        rows.append((each.kind, str(each.connections), *rates, f"{two.p99:.1f}", f"{two.idle:.0%}", f"{two.load:.0%}"))
    yield from _table(columns, rows)


def _engines(results: Results) -> Iterator[str]:
    if not results.engines:
        return
    yield f"Ours on both, 8 connections, {sizes(results.options.patients)[0]:,} patients on each.\n"
    columns = ("work", "PostgreSQL /s", "SQLite /s", "of PostgreSQL", "PostgreSQL p99 ms", "SQLite p99 ms", "failed")
    rows = []
    for each in results.engines:
        one, other = each.sides[POSTGRES], each.sides[SQLITE]
        rates = (f"{one.rate:.0f}", f"{other.rate:.0f}", f"{each.ratio(SQLITE, POSTGRES) or 0:.2f}")
        rows.append((each.kind, *rates, f"{one.p99:.1f}", f"{other.p99:.1f}", str(one.failed + other.failed)))
    yield from _table(columns, rows)


def _first_pages(results: Results) -> Iterator[str]:
    if results.first_pages:
        rows = [(name, f"{each.p50:.1f}", f"{each.p99:.1f}") for name, each in results.first_pages.items()]
        yield from _table((f"over {results.options.patients:,} patients", "p50 ms", "p99 ms"), rows)


def _grown(grown: Sequence[Grown], figures: Sequence[str]) -> Iterator[str]:
    if not grown:
        return
    yield _GROWTH
    for axis in (PATIENTS, PRACTICES):
        here = [each for each in grown if each.axis == axis]
        reached = sorted({each.size for each in here})
        if len(reached) > 1:
            columns = ("work", *(f"{size:,} {axis}" for size in reached), "growth", "logarithm")
            yield from _table(columns, _growth_rows(here, reached))
            yield ""
    yield from (f"![{Path(path).stem.replace('-', ' ')}]({path})" for path in figures)


def _growth_rows(grown: Sequence[Grown], reached: Sequence[int]) -> Iterator[Sequence[str]]:
    for kind in dict.fromkeys(each.kind for each in grown):
        cost = {each.size: each for each in grown if each.kind == kind}
        if set(cost) == set(reached):
            first, last = cost[reached[0]], cost[reached[-1]]
            factor, allowed = growth(first, last)
            steep = "**" if factor > allowed else ""
            cells = (f"{cost[size].figure.p50:.2f}" for size in reached)
            yield (kind, *cells, f"{steep}{factor:.2f}{steep}", f"{allowed:.2f}")


def growth(first: Grown, last: Grown) -> tuple[float, float]:
    """How many times the median has become, and how many times the logarithm of all patients has."""
    factor = last.figure.p50 / first.figure.p50 if first.figure.p50 else math.inf
    return factor, math.log(max(last.patients, 2)) / math.log(max(first.patients, 2))


def _beginning(results: Results) -> Iterator[str]:
    rows = []
    if startup := results.startup:
        rows.append(("a server, from its start to its first answer", f"{startup.cold:.2f} s"))
    for name, (idle, loaded) in results.memory.items():
        rows.append((f"memory of a process, {name}: idle, after the load", f"{idle:.0f} MB, {loaded:.0f} MB"))
    if startup:
        rows.append(("importing what the clients stand on, httpx2 and pydantic", f"{startup.libraries:.0f} ms"))
        for name, milliseconds in startup.clients.items():
            rows.append((f"importing that and `{name}`'s client", f"{milliseconds:.0f} ms"))
    if rows:
        yield from _table(("", ""), rows)


def _alone(results: Results) -> Iterator[str]:
    if results.pgbench:
        yield "pgbench running the floor's SQL with 8 clients: what the machine's PostgreSQL can do at most.\n"
        rows = [(name, f"{rate:.0f}") for name, rate in results.pgbench.items()]
        yield from _table(("work", "transactions a second"), rows)


def _draw(grown: Sequence[Grown], folder: Path) -> list[Path]:
    """A picture for each kind of work, by ``bench/plots.py`` in the environment of the peers."""
    folder.mkdir(exist_ok=True)
    curves: dict[str, dict[str, list[tuple[int, float, float]]]] = {}
    for each in grown:
        points = curves.setdefault(each.kind, {}).setdefault(each.axis, [])
        points.append((each.size, each.figure.p50, each.figure.p99))
    paths = {kind: folder / f"{_slug(kind)}.png" for kind in curves}
    plots = [{"title": kind, "file": str(paths[kind]), "curves": curves[kind]} for kind in curves]
    headless = {**os.environ, "MPLBACKEND": "Agg"}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(plots, file)
        file.flush()
        subprocess.run([str(PEERS), "-m", "bench.plots", file.name], cwd=ROOT, env=headless, check=True)
    return list(paths.values())


def _slug(kind: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", kind.partition(" (")[0].lower()).strip("-")
