"""Messages leave by mail server and gateway: what a recipient gets, and when a message is surely not sent."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as parsed
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from polyclinic.adapters.notify.gateway import GatewayMessenger, UnclearAnswer
from polyclinic.adapters.notify.smtp import MailServer, SmtpMessenger, parse_sender
from polyclinic.core.messages.model import Reason
from polyclinic.core.messages.ports import NotSent, Outgoing
from polyclinic.core.shared.clock import HeldClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LETTER = Outgoing(
    id="0198-1",
    sender="Oak Street Clinic",
    address="ida@example.com",
    name="Ida Wells",
    subject="Your appointment",
    text="See you on Monday.\n",
)


class Mailbox:
    """What a mail server is told; ``answers`` by command are what it says instead of accepting."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # theirs
        if self.answers.get("data") == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=parsed)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        return self.answers.get("data", "250 OK")


@asynccontextmanager
async def mail_server(mailbox: Mailbox, **options: Any) -> AsyncIterator[int]:
    """A real SMTP server on a free port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, loop=loop, **options), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def messenger(port: int, account: str = "", options: str = "?starttls=off") -> SmtpMessenger:
    server = MailServer.parse(f"smtp://{account}127.0.0.1:{port}{options}")
    return SmtpMessenger(server, parse_sender("no-reply@oak.example"), HeldClock(NOON))


async def test_a_mail_arrives_as_it_was_written() -> None:
    mailbox = Mailbox()
    async with mail_server(mailbox) as port:
        await messenger(port).send(LETTER)
    (mail,) = mailbox.mails
    assert mailbox.recipients == ["ida@example.com"]
    assert mail["From"] == "Oak Street Clinic <no-reply@oak.example>"
    assert mail["To"] == "Ida Wells <ida@example.com>"
    assert (mail["Subject"], mail["Message-ID"]) == ("Your appointment", "<0198-1@oak.example>")
    assert mail["Date"].datetime == NOON
    assert mail.get_content().splitlines() == LETTER.text.splitlines()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Ida\r\nBcc: spy@example.com"},
        {"subject": "Hello\nBcc: spy@example.com"},
        {"sender": "Oak\r\n\r\nStreet"},
        {"name": 'Ida, "spy@example.com" <spy@example.com>'},
        {"name": "Zoë Ångström", "subject": "Besök på måndag", "text": "Välkommen.\n.\nQUIT\n"},
    ],
)
async def test_nothing_in_a_name_or_subject_makes_a_header_or_a_recipient(changes: dict[str, str]) -> None:
    mailbox = Mailbox()
    letter = Outgoing(**{**{name: getattr(LETTER, name) for name in LETTER.__slots__}, **changes})
    async with mail_server(mailbox) as port:
        await messenger(port).send(letter)
    (mail,) = mailbox.mails
    assert mailbox.recipients == ["ida@example.com"]
    assert mail["Bcc"] is None
    (to,) = mail["To"].addresses
    assert (to.addr_spec, to.display_name) == ("ida@example.com", " ".join(letter.name.split()))
    assert mail["Subject"] == " ".join(letter.subject.split())
    assert mail.get_content().splitlines() == letter.text.splitlines()


@pytest.mark.parametrize(
    "address",
    ["ida@example.com\r\nRCPT TO:<spy@example.com>", "a@b.c, d@e.f", "<a@b.c>", "ida", "ida@", "i da@b.c", "a@b.c>"],
)
async def test_what_is_no_single_address_is_not_sent(address: str) -> None:
    mailbox = Mailbox()
    letter = Outgoing(**{**{name: getattr(LETTER, name) for name in LETTER.__slots__}, "address": address})
    async with mail_server(mailbox) as port:
        with pytest.raises(NotSent) as refused:
            await messenger(port).send(letter)
    assert (refused.value.reason, refused.value.again) == (Reason.BAD_ADDRESS, False)
    assert mailbox.recipients == []


@pytest.mark.parametrize(
    ("answers", "reason", "again"),
    [
        ({"rcpt": "550 no such user"}, Reason.REFUSED, False),
        ({"rcpt": "450 mailbox busy"}, Reason.REFUSED, True),
        ({"mail": "451 try later"}, Reason.REFUSED, True),
        ({"data": "554 spam"}, Reason.REFUSED, False),
        ({"data": "452 full"}, Reason.REFUSED, True),
    ],
)
async def test_a_refusal_says_whether_to_try_again(answers: dict[str, str], reason: Reason, again: bool) -> None:
    async with mail_server(Mailbox(**answers)) as port:
        with pytest.raises(NotSent) as refused:
            await messenger(port).send(LETTER)
    assert (refused.value.reason, refused.value.again) == (reason, again)


async def test_a_server_that_is_away_leaves_the_message_unsent() -> None:
    async with mail_server(Mailbox()) as port:
        pass
    with pytest.raises(NotSent) as away:
        await messenger(port).send(LETTER)
    assert (away.value.reason, away.value.again) == (Reason.UNREACHABLE, True)


async def test_a_connection_lost_after_the_message_leaves_it_open() -> None:
    mailbox = Mailbox(data="hang up")
    async with mail_server(mailbox) as port:
        with pytest.raises(ConnectionError):
            await messenger(port).send(LETTER)
    assert len(mailbox.mails) == 1


async def test_a_server_without_tls_is_given_nothing() -> None:
    mailbox = Mailbox()
    async with mail_server(mailbox) as port:
        with pytest.raises(NotSent):
            await messenger(port, options="").send(LETTER)
    assert mailbox.recipients == []


async def test_a_wrong_password_is_told_by_the_check() -> None:
    def nobody(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=False, handled=False)

    async with mail_server(Mailbox(), authenticator=nobody, auth_require_tls=False) as port:
        signing_in = MailServer(host="127.0.0.1", port=port, smtps=False, plain=True, username="oak", password="wrong")
        with pytest.raises(NotSent) as refused:
            await SmtpMessenger(signing_in, "no-reply@oak.example", HeldClock(NOON)).check()
        assert (refused.value.reason, refused.value.again) == (Reason.UNREACHABLE, True)
        await messenger(port).check()


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "smtps://mail.example/path",
        "smtps://mail.example?starttls=no&x=1",
        "smtp://oak:secret@mail.example?starttls=off",
        "smtp://mail.example:port",
    ],
)
def test_an_url_that_makes_no_sense_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        MailServer.parse(url)
    assert "secret" not in str(refused.value)


def test_a_mail_server_hides_its_password() -> None:
    server = MailServer.parse("smtps://oak:s%40cret@mail.example")
    assert (server.port, server.username, server.password) == (465, "oak", "s@cret")
    assert "cret" not in repr(server)
    assert "Ida" not in repr(LETTER)


# -- the gateway ------------------------------------------------------------------------------------------------------

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def gateway(status: int, seen: list[tuple[str, dict[str, Any]]]) -> AsyncIterator[str]:
    """A provider that answers every call with ``status`` (0: not at all) and notes its head and body."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(int(line[16:]) for line in head.split("\r\n") if line.lower().startswith("content-length: "))
        seen.append((head, json.loads(await reader.readexactly(length))))
        if status:
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/messages"


def text_to(number: str, country: str = "US") -> Outgoing:
    return Outgoing(
        id="0198-2", sender="Oak Street Clinic", address=number, name="", subject="", text="Hello", country=country
    )


async def send_text(url: str, message: Outgoing) -> None:
    carrier = GatewayMessenger(url, "token-1")
    try:
        await carrier.send(message)
    finally:
        await carrier.close()


async def test_a_text_goes_out_in_one_call() -> None:
    seen: list[tuple[str, dict[str, Any]]] = []
    async with gateway(202, seen) as url:
        await send_text(url, text_to("(518) 555-0142"))
        await send_text(url, text_to("098765 43210", "IN"))
    (head, body), (_, second) = seen
    assert head.startswith("POST /messages HTTP/1.1")
    assert "authorization: bearer token-1" in head.lower()
    assert "idempotency-key: 0198-2" in head.lower()
    assert body == {"id": "0198-2", "to": "+15185550142", "from": "Oak Street Clinic", "text": "Hello"}
    assert second["to"] == "+919876543210"


@pytest.mark.parametrize(("status", "again"), [(400, False), (401, False), (404, False), (429, True), (503, True)])
async def test_a_gateway_that_refuses_has_not_sent_it(status: int, again: bool) -> None:
    async with gateway(status, []) as url:
        with pytest.raises(NotSent) as refused:
            await send_text(url, text_to("+15185550142"))
    assert (refused.value.reason, refused.value.again) == (Reason.REFUSED, again)


async def test_a_gateway_that_fails_or_falls_silent_may_have_sent_it() -> None:
    async with gateway(500, []) as url:
        with pytest.raises(UnclearAnswer):
            await send_text(url, text_to("+15185550142"))
    async with gateway(0, []) as url:
        with pytest.raises(Exception, match="no answer") as silent:
            await send_text(url, text_to("+15185550142"))
    assert not isinstance(silent.value, NotSent)


async def test_a_gateway_that_is_away_or_a_number_that_is_none_leaves_it_unsent() -> None:
    async with gateway(200, []) as url:
        with pytest.raises(NotSent) as bad:
            await send_text(url, text_to("call me"))
    assert (bad.value.reason, bad.value.again) == (Reason.BAD_ADDRESS, False)
    with pytest.raises(NotSent) as away:
        await send_text(url, text_to("+15185550142"))
    assert (away.value.reason, away.value.again) == (Reason.UNREACHABLE, True)


async def test_a_gateway_sends_nobody_elsewhere() -> None:
    """A redirect is no way to have patients' texts, or the token, sent to another address."""
    elsewhere: list[tuple[str, dict[str, Any]]] = []
    async with gateway(200, elsewhere) as other:

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 307 X\r\nLocation: {other}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            with pytest.raises(UnclearAnswer):
                await send_text(url, text_to("+15185550142"))
    assert elsewhere == []


async def test_a_gateway_must_prove_who_it_is(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "both.pem")
    heard: list[bytes] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1))
        writer.close()

    async with await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context) as server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(NotSent):
            await send_text(url, text_to("+15185550142"))
    assert [said for said in heard if said] == []
