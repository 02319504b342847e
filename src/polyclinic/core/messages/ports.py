"""What messages need from outside the record: somebody who carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from polyclinic.core.messages.model import Channel, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it is handed over. ``id`` is the same whenever the same message is tried again.

    ``sender`` is the practice's name, ``address`` an email address or a phone number as the record has it, ``name``
    what the recipient is called, ``country`` (ISO 3166, two letters) where a number without a country code belongs.
    """

    id: str
    sender: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    country: str = "US"


class NotSent(Exception):
    """The message has surely not left; with ``again`` a later try may succeed."""

    def __init__(self, reason: Reason, *, again: bool) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.again = again


class Messenger(Protocol):
    """Carries messages of one channel."""

    async def send(self, message: Outgoing) -> None:
        """Return once the message has been taken over. Ends within 20 seconds.

        Raises ``NotSent`` where it surely was not; any other exception leaves that open, and the message is never tried
        again.
        """
        ...

    async def close(self) -> None:
        """Give up what it holds open between messages."""
        ...


Messengers = Mapping[Channel, Messenger]
"""Who carries what; a channel that nobody carries is off."""
