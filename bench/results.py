"""What a run has measured, as far as it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.measure import Figure


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for. ``quick`` leaves out all but the comparison at 8 connections."""

    patients: int
    seconds: float
    rounds: int
    quick: bool

    @property
    def connections(self) -> tuple[int, ...]:
        return (8,) if self.quick else (8, 64)


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of work: the same on several sides, at so many connections."""

    kind: str
    connections: int
    sides: Mapping[str, Figure]

    def ratio(self, side: str, to: str) -> float | None:
        """One side's rate as a share of another's; None where one was not measured or did nothing."""
        ours, theirs = self.sides.get(side), self.sides.get(to)
        return ours.rate / theirs.rate if ours and theirs and theirs.rate else None


@dataclass(frozen=True, slots=True)
class Grown:
    """One kind of work on one connection. ``axis`` counted ``size`` then; ``patients`` are all that there were."""

    kind: str
    axis: str
    size: int
    patients: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Startup:
    """Seconds until a server answers, and milliseconds that importing takes: the clients, and what they stand on."""

    cold: float
    clients: Mapping[str, float]
    libraries: float


@dataclass(slots=True)
class Results:
    """Filled part by part; a part that has not run is empty. Memory is in megabytes by side, idle and loaded."""

    machine: str
    options: Options
    comparison: list[Compared] = field(default_factory=list)
    processes: list[Compared] = field(default_factory=list)
    engines: list[Compared] = field(default_factory=list)
    grown: list[Grown] = field(default_factory=list)
    first_pages: dict[str, Figure] = field(default_factory=dict)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    pgbench: dict[str, float] | None = None
    startup: Startup | None = None
    minutes: float = 0.0
