"""What proofs take for whole is whole: whatever is taken out of a database of the demo practices is missed."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.server import running_sandbox
from tests.support.whole import read_whole

DATABASE = "polyclinic.sqlite3"
LAST = "rowid = (SELECT max(rowid) FROM {})"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sandbox that has ended."""
    folder = tmp_path_factory.mktemp("whole")
    with running_sandbox(folder):
        pass
    return folder


@pytest.fixture
def damaged(loaded: Path, tmp_path: Path) -> Path:
    """A database of one test's own."""
    return Path(shutil.copy(loaded / DATABASE, tmp_path))


def read(database: Path, folder: Path) -> int:
    keys = (folder / "master.key").read_text()
    return len(read_whole(f"sqlite:///{database}", keys, folder / "files").objects)


def test_the_demo_practices_are_whole(damaged: Path, loaded: Path) -> None:
    assert read(damaged, loaded) > 500


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DELETE FROM history WHERE " + LAST.format("history"), "versions"),
        ("DELETE FROM patient WHERE " + LAST.format("patient"), "history of nothing"),
        ("UPDATE patient SET active = 0 WHERE " + LAST.format("patient"), "columns"),
        ("UPDATE encounter SET doc = replace(doc, '\"start\"', '\"begin\"')", "last version"),
        ("DELETE FROM lookups WHERE " + LAST.format("lookups"), "lookups"),
        ("DELETE FROM bookings WHERE " + LAST.format("bookings"), "bookings"),
        ("UPDATE counters SET live = live + 1 WHERE kind = 'patient'", "counters"),
        ("DELETE FROM ledger WHERE " + LAST.format("ledger"), "charge"),
        ("INSERT INTO ledger SELECT practice_id, 'x', id, movement, party, cents, currency, reverses, at, actor "
         "FROM ledger LIMIT 1", "postings on nothing"),
        ("DELETE FROM events WHERE name = 'encounter.recorded'", "nobody was told"),
        ("DELETE FROM audit_facts", "without a fact"),
    ],
)  # fmt: skip
def test_what_is_missing_is_missed(damaged: Path, loaded: Path, change: str, said: str) -> None:
    with closing(sqlite3.connect(damaged)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        assert connection.execute(change).rowcount > 0
        connection.commit()
    with pytest.raises(AssertionError, match=said):
        read(damaged, loaded)


def test_a_file_that_is_missing_is_missed(damaged: Path, loaded: Path, tmp_path: Path) -> None:
    keys = (loaded / "master.key").read_text()
    with pytest.raises(FileNotFoundError):
        read_whole(f"sqlite:///{damaged}", keys, tmp_path / "files")
