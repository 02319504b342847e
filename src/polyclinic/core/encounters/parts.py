"""Values that an encounter is made of besides its parties, diagnoses and lines: drugs, guarantor, notes, paperwork."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from polyclinic.core.shared.addresses import Address, Telecoms
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """A drug that was given (X12 loop 2410). ``qualifier`` N4 says that ``code`` is an NDC; ``count`` are ``unit``s."""

    qualifier: str
    code: str
    count: str
    unit: str
    link_number: str = ""
    prescription_number: str = ""
    conversion: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantor:
    """Who answers for what the patient owes. ``extras`` holds, as an entity's do, what only one dialect knows."""

    id: str = field(default_factory=new_id)
    name: HumanName
    external_id: str = ""
    birth_date: date | None = None
    address: Address | None = None
    telecoms: Telecoms = ()
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingNote:
    """A remark for those who bill; without a time of its own it is as old as its encounter."""

    id: str = field(default_factory=new_id)
    text: str
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paperwork:
    """What goes with a claim outside of it (X12 PWK): report type (element 755), transmission (756), control number.

    ``document_id`` refers to the document that is sent, ``inclusion`` says with which submissions.
    """

    id: str = field(default_factory=new_id)
    report_type: str
    transmission: str
    control_number: str = ""
    document_id: str | None = None
    inclusion: str = "not_included"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCode:
    """A coded fact of an institutional claim that is no diagnosis (X12 HI): ``qualifier`` tells what kind.

    BBR and BBQ procedures, BH occurrences and BI their spans, BE values, BG conditions, TC treatments. ``start`` and
    ``end`` are the days that go with it, ``amount`` a value code's.
    """

    id: str = field(default_factory=new_id)
    qualifier: str
    code: str
    start: date | None = None
    end: date | None = None
    amount: Decimal | None = None
