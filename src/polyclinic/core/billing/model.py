"""What scrubbing finds, the runs that are asked for without recording the encounter, and what a service is owed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from polyclinic.core.encounters.model import ClaimStatus, Encounter
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Path
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.postings import Movement, Party, Posting


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a rule (by its code) objects to, in words.

    ``edit`` is the value that would put it right, if there is one.
    """

    path: Path
    said: str
    edit: Any = None
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubRun(Entity):
    """What a pipeline found in an encounter that is not recorded. ``subject`` is its id where it comes from."""

    pipeline_id: str
    subject: str
    encounter: Encounter
    findings: tuple[Finding, ...] = ()


SCRUB_RUN = Kind("scrub_run", ScrubRun, keys=(Key("pipeline_id", lambda run: run.pipeline_id),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service line as its charge shows it: what was done by whom, when and where, and where its claim stands.

    ``pointers`` are the places of its diagnoses among the encounter's, counted from 1. ``npi`` is the rendering
    provider's, for one that the encounter names without referring to a practitioner.
    """

    encounter_id: str
    day: date
    appointment_id: str | None = None
    practitioner_id: str | None = None
    npi: str = ""
    facility_id: str | None = None
    code: str = ""
    description: str = ""
    quantity: Decimal = Decimal(1)
    units: str = "UN"
    modifiers: tuple[str, ...] = ()
    pointers: tuple[int, ...] = ()
    claim_status: ClaimStatus = ClaimStatus.BILLER_RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What an account's postings come to, in cents. A balance below zero is money to be given back."""

    charged_insurance: int = 0
    charged_patient: int = 0
    adjusted_insurance: int = 0
    adjusted_patient: int = 0
    transferred: int = 0
    paid_primary: int = 0
    paid_secondary: int = 0
    paid_tertiary: int = 0
    paid_patient: int = 0

    def after(self, posting: Posting) -> "Sums":
        """The sums with one posting more."""
        side = "insurance" if posting.party.insures else "patient"
        name, sign = {
            Movement.CHARGE: (f"charged_{side}", 1),
            Movement.ADJUSTMENT: (f"adjusted_{side}", 1),
            Movement.TRANSFER: ("transferred", 1),
            Movement.PAYMENT: (f"paid_{posting.party}", 1),
            Movement.REFUND: (f"paid_{posting.party}", -1),
        }[posting.movement]
        changed: dict[str, Any] = {name: getattr(self, name) + sign * posting.cents}
        return replace(self, **changed)

    def paid_by(self, party: Party) -> int:
        cents: int = getattr(self, f"paid_{party}")
        return cents

    @property
    def charged(self) -> int:
        return self.charged_insurance + self.charged_patient

    @property
    def adjusted(self) -> int:
        return self.adjusted_insurance + self.adjusted_patient

    @property
    def paid_insurance(self) -> int:
        return self.paid_primary + self.paid_secondary + self.paid_tertiary

    @property
    def paid(self) -> int:
        return self.paid_insurance + self.paid_patient

    @property
    def allowed(self) -> int:
        """What insurers hold the service to be worth: nothing until one of them has paid, adjusted or passed it on."""
        answered = self.paid_insurance or self.adjusted_insurance or self.transferred
        return self.charged - self.adjusted_insurance if answered else 0

    @property
    def insurance_balance(self) -> int:
        return self.charged_insurance - self.adjusted_insurance - self.transferred - self.paid_insurance

    @property
    def patient_balance(self) -> int:
        return self.charged_patient - self.adjusted_patient + self.transferred - self.paid_patient

    @property
    def balance(self) -> int:
        return self.insurance_balance + self.patient_balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge(Entity):
    """The account of a service line, by the line's id: what it shows, and what its postings come to.

    ``withdrawn``: the encounter has the line no more, or is not to be billed. It then stays only while money that was
    paid on it is not settled.
    """

    service: Service
    sums: Sums = Sums()
    withdrawn: bool = False


def _provider(charge: Charge) -> str | None:
    """Who rendered the service: the practitioner, else the NPI that the encounter names."""
    service = charge.service
    return service.practitioner_id or npi_key(service.npi)


def npi_key(npi: str) -> str | None:
    """What the key ``provider`` holds where only an NPI is known."""
    return f"npi:{npi}" if npi else None


CHARGE = Kind("charge", Charge, keys=(Key("provider", _provider),))
