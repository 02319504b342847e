"""Email, handed to a mail server by SMTP."""

import asyncio
import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_MAIL
from email.utils import format_datetime
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib

from polyclinic.core.messages.model import Reason, one_line
from polyclinic.core.messages.ports import NotSent, Outgoing
from polyclinic.core.shared.clock import Clock

READY_SECONDS = 10.0
"""How long everything before the message itself may take."""
HANDOVER_SECONDS = 10.0
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over. ``smtps`` is TLS from the start; otherwise STARTTLS is demanded unless ``plain``."""

    host: str
    port: int
    smtps: bool
    plain: bool
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """``smtp[s]://[user:password@]host[:port][?starttls=off]``. Raises ``ValueError``, which names no secret."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        plain = options.pop("starttls", "on") == "off"
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or options:
            raise ValueError("it must look like smtps://user:password@host:465 or smtp://host:587")
        if plain and parts.username:
            raise ValueError("a password must not travel in clear: leave starttls=off out")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            smtps=parts.scheme == "smtps",
            plain=plain,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )


def parse_sender(text: str) -> str:
    """The address that mail comes from. Raises ``ValueError``."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError("it must be an email address")
    return text


class SmtpMessenger:
    """A ``Messenger`` for email. Until the message itself is sent, whatever goes wrong leaves it surely unsent."""

    def __init__(self, server: MailServer, sender: str, clock: Clock) -> None:
        self._server = server
        self._sender = sender
        self._clock = clock

    async def send(self, message: Outgoing) -> None:
        mail = self._written(message)
        client = self._client()
        try:
            await self._ready(client, message.address)
            await self._handed_over(client, mail)
        finally:
            client.close()

    async def close(self) -> None:
        pass  # each message has a connection of its own

    async def check(self) -> None:
        """Connect and sign in, as for a message. Raises ``NotSent``."""
        client = self._client()
        try:
            await self._ready(client)
        finally:
            client.close()

    def _written(self, message: Outgoing) -> bytes:
        if not _ADDRESS.fullmatch(message.address):
            raise NotSent(Reason.BAD_ADDRESS, again=False)
        mail = EmailMessage(LINES_OF_MAIL)
        mail["From"] = Address(one_line(message.sender), addr_spec=self._sender)
        mail["To"] = Address(one_line(message.name), addr_spec=message.address)
        mail["Subject"] = one_line(message.subject)
        mail["Date"] = format_datetime(self._clock.now())
        # the same at every attempt, so that a mail system can tell
        mail["Message-ID"] = f"<{message.id}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail.as_bytes()

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            local_hostname=self._sender.rpartition("@")[2],
            timeout=READY_SECONDS,
            use_tls=server.smtps,
            start_tls=not (server.smtps or server.plain),
        )

    async def _ready(self, client: aiosmtplib.SMTP, address: str = "") -> None:
        """Everything up to the message itself."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await client.connect()
                if address:
                    await client.mail(self._sender)
                    await client.rcpt(address)
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused) as refusal:
            raise _refused(refusal) from refusal
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise NotSent(Reason.UNREACHABLE, again=True) from error

    async def _handed_over(self, client: aiosmtplib.SMTP, mail: bytes) -> None:
        """Only a refusal leaves the message surely unsent: a connection may end before its answer arrives."""
        try:
            await client.data(mail, timeout=HANDOVER_SECONDS)
        except aiosmtplib.SMTPDataError as refusal:
            raise _refused(refusal) from refusal


def _refused(refusal: aiosmtplib.SMTPResponseException) -> NotSent:
    """Codes of 400 and more are of the moment, of 500 and more for good (RFC 5321, 4.2.1)."""
    return NotSent(Reason.REFUSED, again=refusal.code < 500)
