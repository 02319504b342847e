"""Visits as Candid bills them: what must be read back, what the claim waits for, and what drchrono shows as charged."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from tests.prove.models.premises import Practice
from tests.prove.models.record import Person
from tests.prove.models.views import Item, drchrono_walk

ENCOUNTERS, LINES, TASKS = "/api/encounters/v4", "/api/service-lines/v2", "/api/tasks/v3"
NO_CODE = "E66.66"
"""Looks like one of ICD-10-CM."""
POINTERS = ("diagnosis_id_zero", "diagnosis_id_one", "diagnosis_id_two", "diagnosis_id_three")


@dataclass(slots=True, eq=False)
class Line:
    """A service. ``day`` is None where the bill says the day; ``said`` is what is read as it was sent."""

    id: str
    day: str | None
    points_at: list[str]
    said: Item


@dataclass(slots=True, eq=False)
class Bill:
    """An encounter. ``patient`` is what it says of the person, ``diagnoses`` are the codes sent, by their ids.

    ``day`` is None where the lines say theirs; ``spent`` are ids that lines have or had.
    """

    id: str
    claim_id: str
    external_id: str
    person: Person
    patient: Item
    billable: bool
    pays: str
    member: str | None
    day: str | None
    diagnoses: dict[str, Item]
    lines: list[Line] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)

    def day_of(self, line: Line) -> str:
        day = line.day or self.day
        assert day is not None
        return day

    def place(self, line: Line, day: str | None) -> bool:
        """Give a line of the bill its day, if one is said; whether that leaves everything with a day."""
        if self.day is None or day is None:
            line.day = day
            return bool(self.day or day)
        if self.lines == [line]:
            self.day = day
        if day == self.day:
            for each in self.lines:
                each.day = None
            return True
        for each in self.lines:
            each.day = self.day
        line.day, self.day = day, None
        return True

    @property
    def flaws(self) -> int:
        """How many rules it breaks, each of which opens a task."""
        if not self.billable:
            return 0
        insured = self.pays == "INSURANCE_PAY"
        return sum(
            (
                insured and self.member is None,
                insured and any(each["code"] == NO_CODE for each in self.diagnoses.values()),
                [each["code_type"] for each in self.diagnoses.values()].count("ABK") != 1,
                any(line.said["charge_amount_cents"] is None for line in self.lines),
                any(not line.points_at for line in self.lines),
            )
        )

    @property
    def status(self) -> str:
        if not self.billable:
            return "not_billable"
        if self.flaws:
            return "missing_information"
        return "coded" if self.diagnoses and self.lines else "biller_received"


def candid_bill(bill: Bill) -> Item:
    return {
        "external_id": bill.external_id,
        "individual_id": bill.person.id,
        "patient": bill.patient,
        "billable_status": "BILLABLE" if bill.billable else "NOT_BILLABLE",
        "responsible_party": bill.pays,
        "member_id": bill.member,
        "diagnoses": list(bill.diagnoses.items()),
        "status": bill.status,
        "lines": [candid_line(bill, line) for line in bill.lines],
    }


def candid_line(bill: Bill, line: Line) -> Item:
    said = {name: value for name, value in line.said.items() if value not in (None, "")}
    pointers = dict(zip(POINTERS, line.points_at, strict=False))
    return {"service_line_id": line.id, "date_of_service": bill.day_of(line), **pointers, **said}


def candid_says(item: Item) -> Item:
    """The members that a bill is about."""
    (claim,) = item["claims"]
    subscriber = item.get("subscriber_primary")
    lines = [line_says(line) for line in claim["service_lines"]]
    return {
        **item,
        "individual_id": item["patient"]["individual_id"],
        "patient": {name: item["patient"][name] for name in ("external_id", "first_name", "last_name", "gender")},
        "member_id": subscriber and subscriber["insurance_card"]["member_id"],
        "diagnoses": [
            (each["diagnosis_id"], {"code_type": each["code_type"], "code": each["code"]}) for each in item["diagnoses"]
        ],
        "status": claim["status"],
        "lines": lines,
    }


LINE_SAYS = (
    "service_line_id",
    "date_of_service",
    *POINTERS,
    "procedure_code",
    "quantity",
    "units",
    "modifiers",
    "charge_amount_cents",
    "description",
    "external_id",
)


def line_says(item: Item) -> Item:
    return {name: item[name] for name in LINE_SAYS if name in item}


def drchrono_charges(bill: Bill) -> list[Item]:
    """The transactions that come of a bill, which has them while it is to be billed."""
    to_insurer = bill.pays == "INSURANCE_PAY" or (bill.pays == "UNKNOWN" and bill.member is not None)
    places = {id: str(place) for place, id in enumerate(bill.diagnoses, start=1)}
    charges = []
    for line in bill.lines if bill.billable else ():
        owed, nothing = f"{(line.said['charge_amount_cents'] or 0) / 100:.2f}", "0.00"
        charges.append(
            {
                "code": line.said["procedure_code"],
                "quantity": float(line.said["quantity"]),
                "modifiers": [*line.said["modifiers"], "", "", "", ""][:4],
                "diagnosis_pointers": [*(places[id] for id in line.points_at), "", "", "", ""][:4],
                "description": line.said["description"] or "",
                "billed": owed,
                "balance_ins": owed if to_insurer else nothing,
                "balance_pt": nothing if to_insurer else owed,
                "date": datetime.combine(date.fromisoformat(bill.day_of(line)), time.min).isoformat(),
                "billing_status": "Incomplete Information" if bill.flaws else "",
            }
        )
    return charges


CHARGED = (
    "code",
    "quantity",
    "modifiers",
    "diagnosis_pointers",
    "description",
    "billed",
    "balance_ins",
    "balance_pt",
    "date",
    "billing_status",
)


def transactions(practice: Practice, doctor: int) -> list[Item]:
    return drchrono_walk(practice, "/api/transactions", doctor=doctor)


def counted(charges: list[Item]) -> Counter[str]:
    """How often each is there: transactions have no ids."""
    return Counter(repr([each[name] for name in CHARGED]) for each in charges)


def candid_bills(practice: Practice, **params: Any) -> list[Item]:
    """Every encounter of a list, a page at a time."""
    found: list[Item] = []
    asked = {**params, "limit": 40}
    while True:
        page = practice.candid.call("GET", ENCOUNTERS, params=asked)
        found += page["items"]
        if page.get("next_page_token") is None:
            return found
        asked["page_token"] = page["next_page_token"]
