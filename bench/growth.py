"""How the cost of one request grows with the patients of a practice, and with the practices of a server."""

from bench import servers, workloads
from bench.comparison import Tell
from bench.measure import Figure, Side, alternate
from bench.results import Grown, Options, Results
from bench.stage import Stage

PATIENTS, PRACTICES = "patients", "practices"
COUNTS = (1, 10, 100)
VISITORS = 10


def sizes(largest: int) -> tuple[int, int, int]:
    """A hundredth of the crowd, a tenth, and all of it."""
    return largest // 100, largest // 10, largest


async def grow_patients(results: Results, stage: Stage, size: int, tell: Tell) -> None:
    """Make the one practice of ``stage`` so large, and measure."""
    await stage.grow(size)
    with servers.ours(stage.told) as server:
        (works,) = stage.visit(server)
        for kind in workloads.GROWING:
            figure = await _alone(Side(server, works[kind]), results.options)
            results.grown.append(Grown(kind, PATIENTS, size, size, figure))
            tell(f"{kind}, {size:,} {PATIENTS}: {figure.p50:.1f} ms, p99 {figure.p99:.1f} ms")


async def grow_practices(results: Results, stage: Stage, count: int, tell: Tell) -> None:
    """Make ``stage`` hold so many practices, and measure with requests to one after the other."""
    await stage.open_practices(count)
    with servers.ours(stage.told) as server:
        each = stage.visit(server, VISITORS)
        for kind in workloads.GROWING:
            figure = await _alone(Side(server, workloads.spread(each, kind)), results.options)
            results.grown.append(Grown(kind, PRACTICES, count, count * stage.crowd.size, figure))
            tell(f"{kind}, {count} {PRACTICES}: {figure.p50:.1f} ms, p99 {figure.p99:.1f} ms")


async def _alone(side: Side, options: Options) -> Figure:
    (figure,) = await alternate([side], connections=1, seconds=options.seconds / 2, rounds=options.rounds)
    return figure
