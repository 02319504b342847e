"""A server that is killed while it sends leaves no message sent twice, and none that nobody knows of."""

import asyncio
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from polyclinic.adapters.db.keys import Keys
from polyclinic.adapters.db.store import Store
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import MESSAGE, Channel, Message, MessageStatus
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.queries import Query
from polyclinic.core.shared.secrets import Secret
from polyclinic.server.jobs import WORKER
from polyclinic.server.settings import Settings
from polyclinic.web.contexts import open_practice
from tests.conftest import ENGINES, new_database
from tests.support.operator import Operator

COUNT = 150


class SlowMailbox:
    """Counts mails by their Message-ID and takes its time, so that a kill comes in the middle."""

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()
        self.enough = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # theirs
        assert isinstance(envelope.content, bytes)
        self.mails[str(message_from_bytes(envelope.content)["Message-ID"])[1:37]] += 1
        if self.mails.total() % 40 == 20:
            self.enough.set()
        await asyncio.sleep(0.3)
        return "250 OK"


@contextmanager
def mail_server(mailbox: SlowMailbox) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture(params=ENGINES)
def operator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    with new_database(request.param, tmp_path_factory) as url:
        yield Operator(url, tmp_path_factory.mktemp("installation"))


def store_of(operator: Operator) -> Store:
    keys = Settings.load(master_keys=operator.environment["POLYCLINIC_MASTER_KEYS"]).keys()
    return Store(operator.environment["POLYCLINIC_DATABASE_URL"], ALL_KINDS, Keys(keys, next(iter(keys))))


async def queue(operator: Operator, practice_id: str) -> None:
    async with store_of(operator) as store:
        practice = await store.practices.get(practice_id)
        assert practice is not None

        async def work(ctx: Context) -> None:
            for number in range(COUNT):
                draft = Message(
                    channel=Channel.EMAIL,
                    purpose="test",
                    text=Secret("A text"),
                    due=datetime.now(UTC),
                    address=f"p{number}@example.com",
                )
                await messages.queue(ctx, draft)

        await perform(lambda: open_practice(store, practice, WORKER, "test"), work)


async def states(operator: Operator, practice_id: str) -> dict[str, MessageStatus]:
    async with store_of(operator) as store:
        page = await store.records(practice_id).find(Query(MESSAGE, limit=COUNT))
        return {message.id: message.status for message in page.items}


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_no_message_is_sent_twice_by_servers_that_are_killed(operator: Operator) -> None:
    operator.run("migrate")
    practice = re.sub(r"\s", "", operator.run("practices", "create", "Oak Street Clinic"))
    asyncio.run(queue(operator, practice))
    mailbox = SlowMailbox()
    with mail_server(mailbox) as port:
        operator.environment["POLYCLINIC_SMTP_URL"] = f"smtp://127.0.0.1:{port}?starttls=off"
        operator.environment["POLYCLINIC_MAIL_FROM"] = "no-reply@oak.example"
        for _ in range(3):
            mailbox.enough.clear()
            with operator.serving() as (process, _):
                assert mailbox.enough.wait(120)
                process.kill()
        with operator.serving():
            deadline = time.monotonic() + 300
            open_ = {MessageStatus.QUEUED, MessageStatus.SENDING}
            while open_ & set((found := asyncio.run(states(operator, practice))).values()):
                assert time.monotonic() < deadline, Counter(found.values())
                time.sleep(5)
    assert len(found) == COUNT
    assert set(found.values()) <= {MessageStatus.SENT, MessageStatus.UNKNOWN}
    assert max(mailbox.mails.values()) == 1, "a message was sent twice"
    assert {id for id, status in found.items() if status is MessageStatus.SENT} <= set(mailbox.mails)
    assert list(found.values()).count(MessageStatus.UNKNOWN) > 0, "no kill came while a message was being sent"
