"""Who carries a practice's messages, as the settings say."""

from pydantic import SecretStr

from polyclinic.core.messages.model import Channel
from polyclinic.core.messages.ports import Messenger, Messengers, NotSent
from polyclinic.core.shared.clock import Clock
from polyclinic.server.settings import BadSettings, Settings, leaves_in_clear


def open_messengers(settings: Settings, clock: Clock) -> Messengers:
    """A messenger for each channel that is set up. Raises ``BadSettings``."""
    found: dict[Channel, Messenger] = {}
    if settings.smtp_url is not None:
        found[Channel.EMAIL] = _mail(settings.smtp_url, settings.mail_from, clock)
    gateways = {Channel.SMS: ("SMS_URL", settings.sms_url), Channel.AUTO_CALL: ("CALL_URL", settings.call_url)}
    for channel, (name, url) in gateways.items():
        if url is not None:
            found[channel] = _gateway(name, url, settings.gateway_token)
    return found


async def check_messengers(settings: Settings, clock: Clock) -> None:
    """Connect to the mail server, if there is one, and sign in. Raises ``BadSettings``."""
    from polyclinic.adapters.notify.smtp import SmtpMessenger

    mail = open_messengers(settings, clock).get(Channel.EMAIL)
    if isinstance(mail, SmtpMessenger):
        try:
            await mail.check()
        except NotSent as error:
            why = type(error.__cause__).__name__
            raise BadSettings(f"POLYCLINIC_SMTP_URL: the mail server cannot be used now ({why})") from None


def _mail(url: SecretStr, sender: str, clock: Clock) -> Messenger:
    from polyclinic.adapters.notify.smtp import MailServer, SmtpMessenger, parse_sender

    name = "SMTP_URL"
    try:
        server = MailServer.parse(url.get_secret_value())
        name = "MAIL_FROM"
        return SmtpMessenger(server, parse_sender(sender), clock)
    except ValueError as error:
        raise BadSettings(f"POLYCLINIC_{name}: {error}") from None


def _gateway(name: str, url: SecretStr, token: SecretStr | None) -> Messenger:
    from polyclinic.adapters.notify.gateway import GatewayMessenger

    address = url.get_secret_value()
    if not address.startswith(("https://", "http://")) or leaves_in_clear(address):
        raise BadSettings(f"POLYCLINIC_{name}: it must be an https URL; http is for this machine only")
    return GatewayMessenger(address, token.get_secret_value() if token else None)
