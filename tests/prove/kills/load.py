"""Writers that go on writing while what they write to is killed, and know what was acknowledged to them."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import requests

from tests.between.conftest import Door
from tests.prove.test_outages import OWN_WORDS

R = TypeVar("R")

TIMEOUT = 60
LATEST = 2
"""How many of each writer's last writes are looked at after every kill."""


class Unanswered(Exception):
    """Nobody knows whether the request was done: the connection ended, or the server said that it is away."""


@dataclass(slots=True)
class Client:
    """A client of one API, with a connection of its own. ``refused`` counts how often the server said it was away."""

    api: str
    door: Door
    session: requests.Session = field(default_factory=requests.Session)
    refused: int = 0

    def send(self, method: str, path: str, *expected: int, **kwargs: Any) -> requests.Response:
        """The answer, which has one of the ``expected`` statuses. Raises ``Unanswered``."""
        headers = {**self.door.headers, **kwargs.pop("headers", {})}
        url = path if path.startswith("http") else self.door.base_url + path
        try:
            answer = self.session.request(method, url, headers=headers, timeout=TIMEOUT, **kwargs)
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise Unanswered from error
        if answer.status_code == 503 and 503 not in expected:
            assert OWN_WORDS[self.api](answer.json()), answer.text
            self.refused += 1
            raise Unanswered
        assert answer.status_code in expected, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer


@dataclass(slots=True)
class Item:
    """One thing that a writer makes. ``name`` is in what it writes and in nothing else.

    ``ids`` are by what was acknowledged; ``values`` is what the part that changes may hold: the last acknowledged, and
    after it one whose answer never came.
    """

    name: str
    ids: dict[str, Any] = field(default_factory=dict)
    values: list[Any] = field(default_factory=list)
    acknowledged: int = 0


class Writer(Protocol):
    """Makes things of one sort through one API."""

    @property
    def client(self) -> Client: ...

    def make(self, item: Item) -> None:
        """Write it step by step, and note in it each step that is acknowledged. Raises ``Unanswered``."""
        ...

    def look(self, item: Item) -> None:
        """Fail unless all of it that was acknowledged is there. Raises ``Unanswered``."""
        ...

    def again(self, item: Item) -> bool:
        """Send again what was not answered; it is done once. False where the API has nothing to know it again by."""
        ...


@dataclass(slots=True)
class Shift:
    """One writer at work. ``done`` are the things that were acknowledged whole, ``left`` those that were not."""

    writer: Writer
    name: str
    done: list[Item] = field(default_factory=list)
    left: list[Item] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        return [*self.done, *self.left]

    def one(self, item: Item) -> bool:
        """Make one thing. False if an answer is missing."""
        try:
            self.writer.make(item)
        except Unanswered:
            self.left.append(item)
            return False
        self.done.append(item)
        return True


class Load:
    """Writers at work until they are stopped. While nobody answers each tries again every ``patience`` seconds."""

    def __init__(self, writers: list[Writer], patience: float) -> None:
        self.shifts = [Shift(writer, f"w{place}") for place, writer in enumerate(writers)]
        self._patience = patience
        self._up = threading.Event()
        self._stopped = threading.Event()
        self._failures: list[BaseException] = []

    @property
    def acknowledged(self) -> int:
        return sum(item.acknowledged for shift in self.shifts for item in shift.items)

    @property
    def refused(self) -> int:
        return sum(shift.writer.client.refused for shift in self.shifts)

    @contextmanager
    def running(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._work, args=(shift,), daemon=True) for shift in self.shifts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            self._up.set()
            for thread in threads:
                thread.join(2 * TIMEOUT)
        self.check()

    def resume(self) -> None:
        self._up.set()

    def pause(self) -> None:
        """From now on whoever gets no answer waits."""
        self._up.clear()

    def check(self) -> None:
        """Fail with what a writer has failed with."""
        if self._failures:
            raise self._failures[0]

    def look_at_latest(self) -> None:
        """Fail unless the last things that were acknowledged are there."""
        self.check()
        for shift in self.shifts:
            for item in [*shift.done[-LATEST:], *shift.left[-1:]]:
                _patiently(shift.writer.look, item)

    def send_again(self) -> int:
        """Send again what was never answered, where the API can know it again; returns how much that was."""
        return sum(_patiently(shift.writer.again, item) for shift in self.shifts for item in shift.left)

    def _work(self, shift: Shift) -> None:
        try:
            for number in itertools.count():
                self._up.wait(self._patience)
                if self._stopped.is_set():
                    return
                if not shift.one(Item(f"{shift.name}-{number}")):
                    self._stopped.wait(0.2)  # until it is known that nobody answers
        except BaseException as error:  # noqa: BLE001  # raised by `check`, in the test's own thread
            self._failures.append(error)


def _patiently(call: Callable[[Item], R], item: Item) -> R:
    """What ``call`` returns; called again where a busy machine made the server refuse it."""
    for _ in range(5):
        try:
            return call(item)
        except Unanswered:
            time.sleep(1)
    return call(item)


def wait_for(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Fail if it does not become true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)
