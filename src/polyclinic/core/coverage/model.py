"""Plans that patients hold."""

from dataclasses import dataclass
from enum import StrEnum

from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.kinds import Key, Kind


class CoverageStatus(StrEnum):
    """FHIR's financial resource status codes."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Entity):
    """A plan under which a payer pays for a patient. ``order`` 1 is the primary plan, 2 the secondary, and so on."""

    patient_id: str
    order: int = 1
    status: CoverageStatus = CoverageStatus.ACTIVE
    payer_name: str = ""
    payer_id: str = ""
    member_id: str = ""
    group_number: str = ""
    plan_name: str = ""
    plan_type: str = ""
    claim_office_number: str = ""


COVERAGE = Kind(
    "coverage",
    Coverage,
    keys=(
        Key("patient_id", lambda c: c.patient_id),
        Key("order", lambda c: c.order, "int"),
        Key("status", lambda c: c.status.value),
        Key("member_id", lambda c: c.member_id),
        Key("payer_id", lambda c: c.payer_id),
    ),
)
