"""A mail server that keeps nothing but which messages came, and how often."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Counts mails by the message's id, which starts their Message-ID, and takes ``seconds`` over each."""

    def __init__(self, seconds: float) -> None:
        self.mails: Counter[str] = Counter()
        self._seconds = seconds
        self._came = threading.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # theirs
        assert isinstance(envelope.content, bytes)
        with self._came:
            self.mails[str(message_from_bytes(envelope.content)["Message-ID"])[1:37]] += 1
            self._came.notify_all()
        await asyncio.sleep(self._seconds)
        return "250 OK"

    def wait_for(self, more: int, seconds: float) -> bool:
        """Whether so many more mails came in time."""
        with self._came:
            goal = self.mails.total() + more
            return self._came.wait_for(lambda: self.mails.total() >= goal, seconds)


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[dict[str, str]]:
    """The settings by which a server sends its mail to ``mailbox``."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield {
            "POLYCLINIC_SMTP_URL": f"smtp://127.0.0.1:{controller.port}?starttls=off",
            "POLYCLINIC_MAIL_FROM": "no-reply@oak.example",
        }
    finally:
        controller.stop()


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
