"""The practice and its parts: legal entities that bill, facilities where patients are seen, their rooms."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.context import Tenant
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A tenant: Candid's and Carium's organization, drchrono's practice group, CareStack's account, Silna's MSO.

    ``defaults`` fill, on reading only, what a dialect requires and another never supplied; keys are ``facility``,
    ``practitioner``, ``legal_entity``, ``payer``, ``specialty``, ``appointment_type``, ``appointment_status`` and hold
    ids or codes; ``aadhaar_check`` set to ``strict`` has Aadhaar numbers' check digits looked at.
    ``clock_offset`` is how far the sandbox has advanced this practice's clock.
    """

    id: str
    name: str
    zone: str = "America/New_York"
    defaults: dict[str, str] = field(default_factory=dict)
    clock_offset: timedelta = timedelta(0)
    created_at: datetime

    def tenant(self) -> Tenant:
        return Tenant(self.id, self.name, ZoneInfo(self.zone), self.defaults)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity(Entity):
    """A company that bills: Silna's provider, Candid's billing provider. ``tin`` is nine digits."""

    name: str
    dba: str = ""
    npi: str = ""
    tin: str = ""
    address: Address | None = None


class OverlapPolicy(StrEnum):
    """Whether a facility lets two appointments hold one practitioner or room at the same time."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Room:
    """An examination room; ``number`` counts from 1 within its facility."""

    number: int
    name: str
    online_scheduling: bool = False


@dataclass(frozen=True, slots=True)
class OnlineSlot:
    """A weekly time open for online booking: ``weekday`` 0 is Monday, ``minute`` counts from midnight."""

    weekday: int
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility(Entity):
    """A place where patients are seen. Opening times are minutes from local midnight, 1440 being its end."""

    name: str
    legal_entity_id: str | None = None
    address: Address | None = None
    phone: str = ""
    npi: str = ""
    zone: str | None = None
    rooms: tuple[Room, ...] = ()
    opens: int = 0
    closes: int = 1440
    online_scheduling: bool = False
    online_slots: tuple[OnlineSlot, ...] = ()
    overlap: OverlapPolicy = OverlapPolicy.ALLOW


LEGAL_ENTITY = Kind(
    "legal_entity",
    LegalEntity,
    keys=(Key("name", lambda entity: fold(entity.name), search="prefix"),),
    scope_keys={"legal_entity": "id"},
)
FACILITY = Kind(
    "facility",
    Facility,
    keys=(
        Key("name", lambda facility: fold(facility.name), search="substring"),
        Key("legal_entity_id", lambda facility: facility.legal_entity_id),
        Key("state", lambda facility: fold(facility.address.state) if facility.address else None),
    ),
    lookups=(Lookup("npi", lambda facility: [facility.npi] if facility.npi else []),),
    scope_keys={"legal_entity": "legal_entity_id"},
)
