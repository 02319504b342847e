"""Memory stays flat while many clients send and fetch large files."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from polyclinic.carium import Carium
from tests.support.proofs import Proof
from tests.support.server import running_sandbox

MEGABYTE = 1024 * 1024
GROWTH = 30 * MEGABYTE


class Watch:
    """The most memory that a process held while this was open."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.peak = 0

    def _run(self) -> None:
        while not self._done.wait(0.02):
            self.peak = max(self.peak, self._process.memory_info().rss)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def growth(running: Any, folder: Path, clients: int, size: int) -> int:
    """How many bytes a sandbox grows by while ``clients`` send and fetch a file of ``size`` bytes each at once."""
    sent = folder / "sent.pdf"
    sent.write_bytes(b"%PDF-1.7\n" + os.urandom(size))
    block = running.credentials["carium"]

    who = (block["base_url"], block["username"], block["password"], block["organization_id"])
    with ExitStack() as stack:
        everybody = [stack.enter_context(Carium(*who, timeout=300)) for _ in range(clients)]

        def exchange(number: int, file: Path) -> None:
            carium, fetched = everybody[number], folder / f"{number}.pdf"
            patient, class_ = next(carium.patients.list()), next(carium.documents.classes())
            document = carium.documents.upload(file, individual_id=patient.id, class_id=class_.id, name=f"{number}")
            carium.documents.download(document.id, fetched)
            assert fetched.stat().st_size == file.stat().st_size
            fetched.unlink()

        small = folder / "small.pdf"
        small.write_bytes(b"%PDF-1.7\n" + os.urandom(MEGABYTE))
        process = psutil.Process(running.pid)
        # everybody signs in, one by one: each password costs 64 MiB for a moment
        for number in range(clients):
            exchange(number, small)
        in_parallel(clients, lambda number: exchange(number, small))
        before = process.memory_info().rss
        with Watch(process) as watch:
            in_parallel(clients, lambda number: exchange(number, sent))
    return watch.peak - before


def in_parallel(clients: int, work: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_twenty_clients_with_fifty_megabytes_each(tmp_path: Path, proof: Proof) -> None:
    proof.claims("Memory stays flat while many clients send and fetch large files", on="sqlite")
    clients, size = proof.times(20), 50
    with running_sandbox(tmp_path / "sandbox", "--rate-limits", "off") as running:
        grown = growth(running, tmp_path, clients, size * MEGABYTE)
    proof.counts(clients=clients, megabytes_each=size, grown_by=f"{grown / MEGABYTE:.0f} MB")
    assert grown < GROWTH
