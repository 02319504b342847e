"""How the cost of one request grows with the patients of a practice, and with the practices of a server.

A server for every size: they take turns, so that what the machine does meanwhile falls on all of them.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from bench import servers, workloads
from bench.comparison import Tell
from bench.load import Make
from bench.measure import Side, alternate
from bench.results import Grown, Results
from bench.stage import Stage
from bench.workloads import Works

PATIENTS, PRACTICES = "patients", "practices"
COUNTS = (1, 10, 100)
FEW = 10
"""How many of each practice's patients come again and again, where there are many practices."""


def sizes(largest: int) -> tuple[int, int, int]:
    """A hundredth of the crowd, a tenth, and all of it; never so few that they are one page."""
    return max(100, largest // 100), max(100, largest // 10), max(100, largest)


async def compare_sizes(results: Results, axis: str, stages: Mapping[int, Stage], visitors: int, tell: Tell) -> None:
    """Measure every size of ``axis``, one request after the other, practice after practice."""
    options = results.options
    with ExitStack() as running:
        up = [running.enter_context(servers.ours(stage.told)) for stage in stages.values()]
        works = [stage.visit(server, visitors) for stage, server in zip(stages.values(), up, strict=True)]
        for kind in workloads.GROWING:
            sides = [Side(server, _spread(each, kind)) for server, each in zip(up, works, strict=True)]
            seconds = options.seconds / 2
            figures = await alternate(sides, connections=1, seconds=seconds, rounds=options.rounds)
            for (size, stage), figure in zip(stages.items(), figures, strict=True):
                patients = stage.crowd.size * len(stage.practices)
                results.grown.append(Grown(kind, axis, size, patients, figure))
            medians = ", ".join(f"{size:,}: {figure.p50:.1f} ms" for size, figure in zip(stages, figures, strict=True))
            tell(f"{kind} by {axis}: {medians}")


def _spread(practices: Sequence[Works], kind: str) -> Make:
    return workloads.in_turn([works[kind] for works in practices])
