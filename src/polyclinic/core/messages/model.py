"""Messages to people: what they say, when they are due, and what became of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.secrets import Secret


class Channel(StrEnum):
    """The way a message takes."""

    EMAIL = "email"
    SMS = "sms"
    AUTO_CALL = "auto_call"


class MessageStatus(StrEnum):
    """Where a message stands.

    ``SENDING`` is written before it is handed over: whatever happens then, nobody sends it again. ``UNKNOWN`` may or
    may not have left; ``FAILED`` has surely not and is given up; ``DROPPED`` was not wanted any more.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def changeable(self) -> bool:
        """Whether nobody has begun to send it."""
        return self in (MessageStatus.QUEUED, MessageStatus.DROPPED)


class Reason(StrEnum):
    """Why a message was dropped, has failed, or is not known to have left."""

    CALLED_OFF = "called_off"
    TOO_LATE = "too_late"
    NO_RECIPIENT = "no_recipient"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    CHANNEL_OFF = "channel_off"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    INTERRUPTED = "interrupted"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class About:
    """The object that a message belongs to."""

    kind: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


class Unit(StrEnum):
    """Units of time. Days and weeks are those of the calendar: a day before nine is at nine, summer time or not."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True)
class Lead:
    """How long before something."""

    amount: int
    unit: Unit

    def before(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The instant that comes so long before ``moment`` in ``zone``."""
        span = timedelta(**{self.unit.value: self.amount})
        if self.unit in (Unit.MINUTES, Unit.HOURS):
            return moment - span
        return (moment.astimezone(zone) - span).astimezone(UTC)  # wall time: the span is taken off what clocks show


def one_line(text: str) -> str:
    """``text`` without breaks and other characters that no line holds."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Entity):
    """A message to one person, sent once ``due`` by the practice's clock, and not at or after ``expires``.

    It goes to ``address``, or where that is empty to the patient as the record then knows how; ``sent_to`` says where
    it went. ``purpose`` says what it is for (``reminder``). ``lead`` is how long before the time of what it is about it
    is due. ``text`` may name the patient or hold a link that opens something, and is kept encrypted; ``subject`` is one
    line that need not be.
    """

    channel: Channel
    purpose: str
    text: Secret
    due: datetime
    subject: str = ""
    expires: datetime | None = None
    patient_id: str | None = None
    address: str = field(default="", repr=False)
    about: About | None = None
    lead: Lead | None = None
    status: MessageStatus = MessageStatus.QUEUED
    reason: Reason | None = None
    sent_to: str = field(default="", repr=False)
    sent_at: datetime | None = None


MESSAGE = Kind(
    "message",
    Message,
    keys=(
        Key("status", lambda m: m.status.value),
        Key("due", lambda m: m.due, "instant"),
        Key("patient_id", lambda m: m.patient_id),
        Key("about", lambda m: m.about.key if m.about else None),
        Key("purpose", lambda m: m.purpose),
    ),
)
