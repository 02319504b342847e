"""People who are treated: demographics, ways to reach them, the groups they belong to."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from polyclinic.core.shared.addresses import Address, Telecoms, first, folded
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import Entity, ExternalId
from polyclinic.core.shared.identifiers import Identifier, fingerprint_keys
from polyclinic.core.shared.kinds import Key, Kind, Lookup
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.secrets import Secret


class PatientStatus(StrEnum):
    """Where a patient stands with the practice."""

    INTAKE = "intake"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    DISCHARGED = "discharged"


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """Whom to call."""

    name: str = ""
    phone: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Employer:
    """Where a patient works."""

    name: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class CarePlace:
    """Where a patient is treated: at a facility, or by its people elsewhere, under CMS's place of service ``code``."""

    id: str
    facility_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient(Entity):
    """A patient of the practice. ``practitioner_id`` is the usual doctor, ``facility_id`` the usual place.

    ``legal_entity_id`` is the company that treats the patient where a practice has several (Silna's provider).
    ``merged_into`` is set on the tombstone that a merge leaves.
    """

    name: HumanName
    birth_date: date | None = None
    gender: Gender = Gender.UNKNOWN
    status: PatientStatus = PatientStatus.ACTIVE
    telecoms: Telecoms = ()
    address: Address | None = None
    practitioner_id: str | None = None
    facility_id: str | None = None
    legal_entity_id: str | None = None
    group_ids: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    care_places: tuple[CarePlace, ...] = ()
    ssn: Secret | None = None
    identifiers: tuple[Identifier, ...] = ()
    race: str = ""
    ethnicity: str = ""
    language: str = ""
    emergency_contact: EmergencyContact | None = None
    employer: Employer | None = None
    primary_care_physician: str = ""
    merged_into: str | None = None

    @property
    def email(self) -> str | None:
        return first(self.telecoms, "email")

    @property
    def mobile(self) -> str | None:
        return first(self.telecoms, "phone", "mobile")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientGroup(Entity):
    """A named set of patients (Carium's individual group)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientMerge(Entity):
    """A patient who turned out to be another: what the merge moved, so that it can be undone.

    ``moved`` are the ids of objects that referred to the merged patient, by kind; ``given`` the external ids that the
    survivor took over. ``places`` is by how much the merged patient's plans moved back in the order of billing.
    """

    survivor_id: str
    merged_id: str
    moved: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: tuple[ExternalId, ...] = ()
    places: int = 0


def filled(held: Patient, given: Patient) -> Patient:
    """``held`` with what is empty in its demographics taken from ``given``; nothing that it has is replaced."""
    changes: dict[str, Any] = {}
    if not (held.name.given and held.name.family):
        changes["name"] = replace(
            held.name, given=held.name.given or given.name.given, family=held.name.family or given.name.family
        )
    if held.birth_date is None:
        changes["birth_date"] = given.birth_date
    if held.gender is Gender.UNKNOWN:
        changes["gender"] = given.gender
    if held.address is None:
        changes["address"] = given.address
    uses = {telecom.use for telecom in held.telecoms if telecom.system == "phone"}
    new = tuple(t for t in given.telecoms if (t.use not in uses if t.system == "phone" else held.email is None))
    if new:
        changes["telecoms"] = (*held.telecoms, *new)
    return replace(held, **changes) if changes else held


def _search_text(patient: Patient) -> str:
    emails = " ".join(folded(patient.telecoms, "email"))
    return fold(f"{patient.name.full} {emails}")


PATIENT = Kind(
    "patient",
    Patient,
    keys=(
        Key("sort_name", lambda p: p.name.sort_key, search="prefix"),
        Key("given", lambda p: fold(p.name.given), search="prefix"),
        Key("family", lambda p: fold(p.name.family), search="prefix"),
        Key("full_name", lambda p: fold(p.name.full), search="substring"),
        Key("search_text", _search_text, search="substring"),
        Key("birth_date", lambda p: p.birth_date, "date"),
        Key("gender", lambda p: p.gender.value),
        Key("status", lambda p: p.status.value),
        Key("region", lambda p: fold(p.address.region) if p.address else None),
        Key("practitioner_id", lambda p: p.practitioner_id),
        Key("facility_id", lambda p: p.facility_id),
        Key("legal_entity_id", lambda p: p.legal_entity_id),
        Key("merged_into", lambda p: p.merged_into),
    ),
    lookups=(
        Lookup("phone", lambda p: folded(p.telecoms, "phone")),
        Lookup("email", lambda p: folded(p.telecoms, "email")),
        Lookup("group", lambda p: p.group_ids),
        Lookup("care_place", lambda p: [place.id for place in p.care_places]),
        Lookup("fingerprint", lambda p: fingerprint_keys(p.identifiers)),
    ),
    scope_keys={"legal_entity": "legal_entity_id", "patient": "id"},
)
PATIENT_GROUP = Kind("patient_group", PatientGroup, keys=(Key("name", lambda g: fold(g.name)),))
PATIENT_MERGE = Kind(
    "patient_merge",
    PatientMerge,
    keys=(Key("survivor_id", lambda m: m.survivor_id), Key("merged_id", lambda m: m.merged_id)),
    lookups=(Lookup("patient", lambda m: (m.survivor_id, m.merged_id)),),
)
