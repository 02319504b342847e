"""Transactions: what a doctor's services were charged, and what has been paid on them."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.drchrono.wire.common import READ_ERRORS, Id, Model, Page, PageQuery, Since, Timestamp
from polyclinic.sdk.endpoint import Endpoint

Money = Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$", examples=["125.00"])]
"""Dollars and cents as text; below zero is money to be given back."""

BillingStatus = Literal[
    "",
    "Incomplete Information",
    "In Process Emdeon",
    "In Process iHCFA",
    "Rejected Emdeon",
    "Rejected iHCFA",
    "In Process Payer",
    "Payer Acknowledged",
    "Rejected Payer",
    "Paid in Full",
    "Partially Paid",
    "Coordination of Benefits",
    "ERA Received",
    "ERA Denied",
]


class Transaction(Model):
    """A billed service. References are bare ids here, not paths; 0 stands for none.

    ``date`` is the start of the appointment at the office's clock; without an appointment, midnight of the day of
    service. ``modifiers`` and ``diagnosis_pointers`` have four entries, "" where there is none; a pointer is the place
    of a diagnosis, counted from 1. ``paid_total`` is ``ins_total`` and ``pt_paid``; ``balance_total`` is ``billed``
    less ``adjustment`` and ``paid_total``, and is both balances together.
    """

    appointment: int
    doctor: int
    doctor_name: str
    billing_status: BillingStatus
    denied_flag: bool
    code: str
    description: str
    procedure_type: Literal["CPT", "HCPCS", "Custom"]
    quantity: float
    units: str
    edi_note: str
    modifiers: list[str]
    diagnosis_pointers: list[str]
    price: Money
    billed: Money
    allowed: Money
    adjustment: Money
    ins1_paid: Money
    ins2_paid: Money
    ins3_paid: Money
    ins_total: Money
    pt_paid: Money
    paid_total: Money
    balance_ins: Money
    balance_pt: Money
    balance_total: Money
    date: Timestamp
    location: int


class TransactionQuery(PageQuery):
    """``since`` is a wall time of the practice; a date stands for its midnight."""

    doctor: Id
    since: Since | None = None


LIST_TRANSACTIONS = Endpoint(
    name="transactions_list",
    method="GET",
    path="/api/transactions",
    query=TransactionQuery,
    gives=Page[Transaction],
    scopes=("billing",),
    errors=READ_ERRORS,
    summary="What a doctor's services were charged and paid, a page at a time",
    tags=("transactions",),
)
