"""The demo practices behind ``polyclinic serve``, which sends mail and is killed, unlike a sandbox."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from polyclinic.core.messages.model import MESSAGE, MessageStatus
from tests.between.conftest import open_doors
from tests.prove.kills.load import Load, wait_for
from tests.prove.kills.writers import writers
from tests.support.mailbox import Mailbox, free_port, mail_server
from tests.support.operator import Operator
from tests.support.rows import column_of
from tests.support.server import running_sandbox
from tests.support.whole import Record, read_whole

OPTIONS = ("--rate-limits", "off")
OUTBOX_SECONDS = 300
"""Within them the outbox is empty: what a killed server had in hand is taken up again after a minute, twice at most."""
MAIL_SECONDS = 0.05


@dataclass(slots=True)
class Clinic:
    """An installation that always listens on the same port."""

    url: str
    operator: Operator
    credentials: dict[str, Any]
    options: tuple[str, ...]
    mailbox: Mailbox = field(default_factory=lambda: Mailbox(MAIL_SECONDS))

    def load(self, patience: float) -> Load:
        """Writers of all sorts; the server has to run."""
        return Load(writers(open_doors(self.credentials)), patience)

    def wait_for_outbox(self) -> None:
        """Until all that was to be done has been done."""
        wait_for(lambda: not self._open(), OUTBOX_SECONDS, "the outbox is not empty")

    def _open(self) -> int:
        statuses = ", ".join(f"'{status}'" for status in (MessageStatus.QUEUED, MessageStatus.SENDING))
        open_ = f'SELECT id FROM "{MESSAGE.name}" WHERE status IN ({statuses})'  # noqa: S608  # words of our own
        return len(column_of(self.url, "SELECT id FROM outbox")) + len(column_of(self.url, open_))

    def whole(self) -> Record:
        """All that the database holds, once it was found to be whole; so was the audit trail."""
        assert "whole" in self.operator.run("audit", "verify")
        environment = self.operator.environment
        return read_whole(self.url, environment["POLYCLINIC_MASTER_KEYS"], Path(environment["POLYCLINIC_FILES"]))


@contextmanager
def clinic_on(url: str, folder: Path) -> Iterator[Clinic]:
    """A clinic in this empty database. Nothing of it runs yet."""
    port = free_port()
    with running_sandbox(folder / "sandbox", "--database", url) as sandbox:
        base_url, text = sandbox.base_url, json.dumps(sandbox.credentials)
    credentials = json.loads(text.replace(base_url, f"http://127.0.0.1:{port}"))
    operator = Operator(url, folder)
    operator.environment |= {
        "POLYCLINIC_MASTER_KEYS": (folder / "sandbox" / "master.key").read_text(),
        "POLYCLINIC_FILES": str(folder / "sandbox" / "files"),
    }
    clinic = Clinic(url, operator, credentials, (*OPTIONS, "--port", str(port)))
    with mail_server(clinic.mailbox) as settings:
        operator.environment |= {**settings, "POLYCLINIC_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        yield clinic
