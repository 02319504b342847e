"""What `make prove` has shown, as a table in docs/proof.md: each row is one claim, and what was done to break it.

A proof takes the fixture `proof`, says what it claims, and counts what it did. A run writes the rows of the proofs that
ran, failed ones too, and leaves the others as they are: every row has its own date and commit.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.machine import described

HEAD = """\
# Proof

What `make prove` did to break Polyclinic, and what came of it. The run itself writes this page; a claim that did not
hold stays here as it came out. `make prove ARGS="--share 0.1"` does a tenth of each.

Last run on {machine}.

| claim | on | what was done | result | when |
|---|---|---|---|---|
"""
_ROWS = pytest.StashKey[dict[tuple[str, str], str]]()
_FAILURE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("proofs")
    group.addoption("--proofs", type=Path, help="the table that proofs write what they have shown to")
    group.addoption("--share", type=float, default=1.0, help="how much of each proof's repetitions to do (default: 1)")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_ROWS] = {}


@dataclass(slots=True)
class Proof:
    """One claim. ``figures`` is what was done to break it: ``{"kills": 200}`` reads "200 kills"."""

    share: float
    claim: str = ""
    on: str = ""
    figures: dict[str, int | str] = field(default_factory=dict)

    def claims(self, claim: str, *, on: str = "") -> None:
        """Say what is to be shown, and on what: an engine, an API."""
        self.claim, self.on = claim, on

    def times(self, count: int) -> int:
        """``count``, or the share of it that this run is to do, at least one."""
        return max(1, round(count * self.share))

    def counts(self, **figures: int | str) -> None:
        """Note what was done; underscores in names become spaces."""
        self.figures |= figures


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> Iterator[Proof]:
    """What this test shows, for the table."""
    made = Proof(request.config.getoption("--share"))
    yield made
    assert made.claim, "a proof says what it claims"
    failure = request.node.stash.get(_FAILURE, "")
    done = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" if isinstance(count, int) else f"{name.replace('_', ' ')}: {count}"
        for name, count in made.figures.items()
    )
    cells = (made.claim, made.on, done, f"**did not hold**: {failure}" if failure else "held", _now())
    request.config.stash[_ROWS][made.claim, made.on] = "| " + " | ".join(map(_cell, cells)) + " |"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:  # the type of a wrapper's result is pytest's own business
    report = yield
    if call.when == "call" and call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        item.stash[_FAILURE] = (str(call.excinfo.value).strip() or call.excinfo.typename).splitlines()[0][:200]
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    table: Path | None = session.config.getoption("--proofs")
    rows = session.config.stash[_ROWS]
    if table is None or not rows:
        return
    kept = {_key(line): line for line in _lines(table)}
    page = HEAD.format(machine=described()) + "\n".join((kept | rows).values()) + "\n"
    table.write_text(page)


def _lines(table: Path) -> list[str]:
    lines = table.read_text().splitlines() if table.exists() else []
    return [line for line in lines if line.startswith("| ") and not line.startswith("| claim |")]


def _key(row: str) -> tuple[str, str]:
    claim, on, *_ = row.removeprefix("| ").split(" | ")
    return claim, on


def _cell(text: str) -> str:
    return text.replace("|", "/")


def _now() -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607  # whichever git is installed
    return f"{datetime.now(UTC):%Y-%m-%d} {commit.stdout.strip()}".strip()
