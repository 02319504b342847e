"""The practice and its parts: legal entities that bill, facilities where patients are seen, their rooms; and payers."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from polyclinic.core.organisation.places import OFFICE
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.context import Tenant
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Problem
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.places import Position


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
    """A company that bills: Silna's provider, Candid's billing provider. ``tin`` is nine digits.

    ``bills`` and ``renders`` say whether claims may name it as the one who bills, and as the one who treated.
    """

    name: str
    dba: str = ""
    npi: str = ""
    tin: str = ""
    taxonomy: str = ""
    bills: bool = True
    renders: bool = False
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


END_OF_DAY = 1440


class RegistrationStatus(StrEnum):
    """How far a registration has come: a facility is entered, and approved once a person answers for it."""

    SUBMITTED = "submitted"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What a national registry of health facilities holds of one, in its codes (India's HFR).

    ``account`` is what whoever entered it calls the practice. ``district`` and ``sub_district`` are codes of the Local
    Government Directory; the state is the address's. The id there is an external id of the facility.
    """

    status: RegistrationStatus = RegistrationStatus.SUBMITTED
    account: str = ""
    ownership: str = ""
    ownership_sub_type: str = ""
    operational_status: str = ""
    systems: tuple[str, ...] = ()
    facility_type: str = ""
    facility_sub_type: str = ""
    services: tuple[str, ...] = ()
    district: str = ""
    sub_district: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What it is found by: ``ownership:P``."""
        named = ("account", "ownership", "district", "sub_district")
        return tuple(f"{name}:{value}" for name in named if (value := getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility(Entity):
    """A place where patients are seen. Opening times are minutes from local midnight, 1440 being its end.

    ``place_of_service`` is CMS's code of what sort of place it is, as claims say it; ``further_places`` are the codes
    under which its people treat elsewhere: at home, by video. ``group_id`` is the company's group that works there; the
    company itself where there is none. ``registration`` is what a national registry holds of it.
    """

    name: str
    legal_entity_id: str | None = None
    address: Address | None = None
    phone: str = ""
    npi: str = ""
    place_of_service: str = ""
    further_places: tuple[str, ...] = ()
    group_id: str | None = None
    zone: str | None = None
    rooms: tuple[Room, ...] = ()
    opens: int = 0
    closes: int = END_OF_DAY
    online_scheduling: bool = False
    online_slots: tuple[OnlineSlot, ...] = ()
    overlap: OverlapPolicy = OverlapPolicy.ALLOW
    position: Position | None = None
    registration: Registration | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The codes under which its people treat, its own first: an office where nobody says otherwise."""
        return tuple(dict.fromkeys((self.place_of_service or OFFICE, *self.further_places)))

    def place_id(self, code: str) -> str:
        """What treating under a code at this facility is called: the same every time."""
        return str(uuid.uuid5(uuid.UUID(self.id), code))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What no facility may be like, by field."""
        found = []
        if not 0 <= self.opens < self.closes <= END_OF_DAY:
            found.append(Problem(("closes",), "opening_hours", "a facility closes after it opens"))
        numbers = {room.number for room in self.rooms}
        if len(numbers) < len(self.rooms) or min(numbers, default=1) < 1:
            found.append(Problem(("rooms",), "room_numbers", "rooms have different numbers, from 1"))
        return tuple(found)

    @property
    def whereabouts(self) -> tuple[str, ...]:
        """What it is found by: the state within its country (``in-ga``) and the postal code."""
        if self.address is None:
            return ()
        return tuple(part for part in (fold(self.address.region), self.address.postal_code) if part)


class PayerCategory(StrEnum):
    """What sort of payer it is, as claims are worked by it."""

    BCBS = "bcbs"
    AETNA_AFFILIATED = "aetna_affiliated"
    CIGNA_AFFILIATED = "cigna_affiliated"
    UNITED_AFFILIATED = "united_affiliated"
    MEDICARE = "medicare"
    NON_TRADITIONAL_MEDICARE = "non_traditional_medicare"
    MEDICAID = "medicaid"
    HOSPICE = "hospice"
    SNF = "snf"
    TRICARE = "tricare"
    WORKERS_COMP = "workers_comp"
    OTHER_GOVERNMENT = "other_government"
    AUTO_TPL = "auto_tpl"
    LIEN = "lien"
    HUMANA = "humana"
    MOLINA = "molina"
    OTHER_FACILITY = "other_facility"


class Support(StrEnum):
    """Whether a clearinghouse passes a transaction on to a payer, and whether the practice must enrol for it first."""

    NONE = "none"
    OPEN = "open"
    ENROLLMENT = "enrollment"


@dataclass(frozen=True, slots=True)
class PayerIds:
    """What a payer is called in X12's NM109, which may differ between transactions."""

    claims: str = ""
    eligibility: str = ""
    remittance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearinghouseListing:
    """How a clearinghouse knows a payer."""

    name: str
    professional: PayerIds = PayerIds()
    institutional: PayerIds = PayerIds()
    professional_claims: Support = Support.NONE
    institutional_claims: Support = Support.NONE
    eligibility: Support = Support.NONE
    remittance: Support = Support.NONE
    attachments: Support = Support.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer(Entity):
    """An insurance company or programme that claims are sent to. All practices share them.

    Two payers may share an id for claims: id and name together tell them apart, and make the id (``payer_key``).
    ``ids.eligibility`` and ``ids.remittance`` are empty where they are the id for claims. ``clearinghouses`` are by the
    clearinghouse's name in lower case. ``plans`` are the names of its products, as far as they are known.
    """

    name: str
    ids: PayerIds
    alternate_names: tuple[str, ...] = ()
    category: PayerCategory | None = None
    address: Address | None = None
    alternate_addresses: tuple[Address, ...] = ()
    clearinghouses: dict[str, ClearinghouseListing] = field(default_factory=dict)
    plans: tuple[str, ...] = ()

    def id_at(self, clearinghouse: str) -> str:
        """What a clearinghouse calls it; the id for claims where the clearinghouse is not known to have another."""
        listing = self.clearinghouses.get(clearinghouse)
        return (listing and (listing.professional.claims or listing.professional.eligibility)) or self.ids.claims

    def plan_id(self, plan: str) -> str:
        """The id of one of its products: the same in every installation."""
        return str(uuid.uuid5(uuid.UUID(self.id), fold(plan)))

    @property
    def search_text(self) -> str:
        """What any part of finds the payer: its names and ids, folded, the most telling first."""
        ids = (self.ids.claims, self.ids.eligibility, self.ids.remittance)
        return fold("  ".join(dict.fromkeys(part for part in (self.name, *ids, *self.alternate_names) if part)))


CLEARINGHOUSES = (
    *("availity", "change_healthcare", "claim_md", "jopari", "office_ally", "olive", "payer_portal", "stedi"),
    *("ucsf_cirius", "waystar"),
)
"""Those that lists of payers may name."""

_PAYERS = uuid.UUID("6b1f0b56-3f3a-5c36-8a64-0d7c5d0b1e07")
_PUBLISHED = {("60054", "aetna"): "018f7dfa-3e85-7f38-a0fe-71a9bf6a64c2"}
"""Payers whose ids a vendor's examples use."""


def payer_key(claims_id: str, name: str) -> str:
    """The id of the payer with this id for claims and this name: the same in every installation."""
    known = (fold(claims_id), fold(name))
    return _PUBLISHED.get(known) or str(uuid.uuid5(_PAYERS, "\n".join(known)))


def payer_called(id: str, clearinghouse: str = "") -> str:
    """What ``PAYER``'s key ``identifiers`` contains if a clearinghouse, or any, calls the payer ``id``."""
    return f"|{clearinghouse}={fold(id)}|" if clearinghouse else f"={fold(id)}|"


def _identifiers(payer: Payer) -> str:
    return "|" + "".join(f"{house}={fold(payer.id_at(house))}|" for house in CLEARINGHOUSES)


LEGAL_ENTITY = Kind(
    "legal_entity",
    LegalEntity,
    keys=(
        Key("name", lambda entity: fold(entity.name), search="substring"),
        Key("npi", lambda entity: entity.npi or None),
        Key("bills", lambda entity: entity.bills, "bool"),
        Key("renders", lambda entity: entity.renders, "bool"),
    ),
    scope_keys={"legal_entity": "id"},
)
FACILITY = Kind(
    "facility",
    Facility,
    keys=(
        Key("name", lambda facility: fold(facility.name), search="substring"),
        Key("legal_entity_id", lambda facility: facility.legal_entity_id),
        Key("group_id", lambda facility: facility.group_id),
        Key("place_of_service", lambda facility: facility.place_of_service or None),
        Key("state", lambda facility: fold(facility.address.state) if facility.address else None),
    ),
    lookups=(
        Lookup("npi", lambda facility: [facility.npi] if facility.npi else []),
        Lookup("place", lambda facility: [facility.place_id(code) for code in facility.places]),
        Lookup("registered", lambda facility: facility.registration.marks if facility.registration else ()),
        Lookup("whereabouts", lambda facility: facility.whereabouts),
    ),
    scope_keys={"legal_entity": "legal_entity_id", "facility": "id"},
)
PAYER = Kind(
    "payer",
    Payer,
    keys=(
        Key("name", lambda payer: fold(payer.name), search="prefix"),
        Key("claims_id", lambda payer: fold(payer.ids.claims)),
        Key("category", lambda payer: payer.category),
        Key("identifiers", _identifiers, search="substring"),
        Key("search_text", lambda payer: payer.search_text, search="substring"),
    ),
    shared=True,
)
