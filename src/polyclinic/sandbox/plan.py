"""What a demo practice is made of: names, places, sizes. Two practices differ only in their plan."""

from dataclasses import dataclass
from datetime import UTC, datetime

from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.addresses import Address
from polyclinic.sandbox import ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A demo practice. Its numbers start at ``first_number``, so that a foreign number is told from an own one."""

    practice_id: str
    name: str
    zone: str
    domain: str
    seed: int
    first_number: int
    patients: int
    practitioners: int
    days: int
    street: str
    city: str
    state: str
    zip_code: str

    @property
    def address(self) -> Address:
        return Address((self.street,), self.city, self.state, self.zip_code, "1234", "US")

    def id(self, *parts: object) -> str:
        """The fixed id of a thing in this practice; the published examples' ids in the first one."""
        published = _PUBLISHED.get(parts) if self.practice_id == ids.PRACTICE else None
        return published or ids.fixed(self.practice_id, *parts)

    def practice(self) -> Practice:
        return Practice(
            id=self.practice_id,
            name=self.name,
            zone=self.zone,
            created_at=datetime(2024, 1, 1, tzinfo=UTC),
            defaults={
                "facility": self.id("facility", 0),
                "practitioner": self.id("practitioner", 0),
                "legal_entity": self.id("legal_entity", 0),
                "appointment_type": self.id("appointment_type", 0),
                "appointment_status": self.id("appointment_status", 0),
                "document_class": self.id("document_class", 0),
                "specialty": "PHYSICAL_THERAPY",
            },
        )


_PUBLISHED: dict[tuple[object, ...], str] = {
    ("patient", 0): ids.PATIENT,
    ("practitioner", 0): ids.PRACTITIONER,
    ("appointment", 0): ids.APPOINTMENT,
    ("appointment_type", 0): ids.APPOINTMENT_TYPE,
    ("appointment_status", 0): ids.APPOINTMENT_STATUS,
    ("document_class", 0): ids.DOCUMENT_CLASS,
    ("group", 0): ids.GROUP_A,
    ("group", 1): ids.GROUP_B,
}

DEMO = Plan(
    practice_id=ids.PRACTICE,
    name="Riverside Health Group",
    zone="America/New_York",
    domain="riverside.example",
    seed=20260101,
    first_number=0,
    patients=36,
    practitioners=6,
    days=28,
    street="12 Harbour Row",
    city="Albany",
    state="NY",
    zip_code="12207",
)
OTHER = Plan(
    practice_id=ids.OTHER_PRACTICE,
    name="Quarry Lane Clinic",
    zone="America/Los_Angeles",
    domain="quarrylane.example",
    seed=20260202,
    first_number=900_000,
    patients=8,
    practitioners=2,
    days=7,
    street="3 Quarry Lane",
    city="Eugene",
    state="OR",
    zip_code="97401",
)
PLANS = (DEMO, OTHER)
