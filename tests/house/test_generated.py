"""The blocking clients are what tools/unasync.py makes of the asynchronous ones."""

from pathlib import Path

import pytest

from tools import unasync

SOURCE = '''"""Reads."""

import asyncio
from collections.abc import AsyncIterator

from polyclinic.sdk._async.shell import AsyncShell


class AsyncPatients:
    """``await client.get(...)`` answers one."""

    async def __aenter__(self) -> "AsyncPatients":
        return self

    async def pages(self, shell: AsyncShell) -> AsyncIterator[bytes]:
        async with shell.open() as answer:
            yield await answer.aread()
        await asyncio.sleep(1)
        await shell.aclose()
'''
EXPECTED = '''# generated: edit the _async file of the same name, then run "make format"
"""Reads."""

import time
from collections.abc import Iterator

from polyclinic.sdk._sync.shell import Shell


class Patients:
    """``client.get(...)`` answers one."""

    def __enter__(self) -> "Patients":
        return self

    def pages(self, shell: Shell) -> Iterator[bytes]:
        with shell.open() as answer:
            yield answer.read()
        time.sleep(1)
        shell.close()
'''


def test_generated_files_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert unasync.main(["--check"]) == 0, capsys.readouterr().out


def test_check_names_what_is_stale_and_a_run_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    client = tmp_path / "src/polyclinic/dialects/candid/client"
    for folder in ("_async", "_sync"):
        (client / folder).mkdir(parents=True)
    (client / "_async/patients.py").write_text(SOURCE)
    orphan = client / "_sync/orphan.py"
    orphan.write_text("")

    assert unasync.main(["--check"], tmp_path) == 1
    named = capsys.readouterr().out
    assert "client/_sync/orphan.py" in named
    assert "client/_sync/patients.py" in named

    assert unasync.main([], tmp_path) == 0
    assert (client / "_sync/patients.py").read_text() == EXPECTED
    assert not orphan.exists()
    assert unasync.main(["--check"], tmp_path) == 0


def test_what_has_no_blocking_twin_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lock = asyncio\.Lock"):
        unasync.to_sync("lock = asyncio.Lock()\n")
