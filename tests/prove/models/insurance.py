"""A person's plans as the record must hold them, and how each API must show them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.prove.models.record import Person
from tests.prove.models.views import Item

SILNA_TYPES = {"CI": "COMMERCIAL", "MB": "MEDICARE", "MC": "MEDICAID", "12": "COMMERCIAL"}
WORDS = {
    "primary_insurance_company": "payer_name",
    "primary_insurance_id_number": "member",
    "primary_insurance_group_number": "group",
    "primary_insurance_claim_office_number": "office",
    "primary_insurance_payer_id": "payer_id",
    "primary_insurance_plan_name": "name",
    "primary_insurance_plan_type": "sort",
}
"""drchrono's fields, and what they are of a plan."""


@dataclass(slots=True, eq=False)
class Plan:
    """``status`` and ``relationship`` are Candid's words; ``holder`` is the family name of whoever holds it, None where
    it is the patient. ``place`` is that in the order of billing. ``indicator`` is X12 element 1032, ``sort`` free text.
    ``own_id`` is what the customer calls it among the plans of the patient ``within``, and seen as one of that patient.
    """

    person: Person
    id: str = ""
    status: str = "ACTIVE"
    place: int | None = None
    payer_name: str = ""
    payer_id: str = ""
    member: str = ""
    group: str = ""
    name: str = ""
    sort: str = ""
    office: str = ""
    indicator: str = ""
    relationship: str = "SELF"
    holder: str | None = None
    own_id: str | None = None
    within: Person | None = None
    live: bool = True

    @property
    def source_id(self) -> str | None:
        return self.own_id if self.within is self.person else None

    def be_called(self, source_id: str | None) -> None:
        self.own_id, self.within = source_id, self.person

    @property
    def pays(self) -> bool:
        return self.live and self.status == "ACTIVE"

    @property
    def told_to_silna(self) -> bool:
        """Whether Silna can read it, archived or not."""
        return self.person.live and self.person.born is not None and self.member != "" and self.status != "DRAFT"


@dataclass(slots=True)
class Plans:
    """All of a practice, the oldest first."""

    all: list[Plan] = field(default_factory=list)

    def __iter__(self) -> Iterator[Plan]:
        return iter(self.all)

    def add(self, plan: Plan) -> Plan:
        self.all.append(plan)
        return plan

    def of(self, person: Person) -> list[Plan]:
        """The live ones in the order of billing; those without a place come last."""
        live = [plan for plan in self.all if plan.live and plan.person is person]
        return sorted(live, key=lambda plan: plan.place or 1_000_000)

    def filed(self, person: Person) -> list[Plan]:
        return [plan for plan in self.of(person) if plan.place is not None]

    def paying(self, person: Person) -> list[Plan]:
        return [plan for plan in self.of(person) if plan.pays]

    def first(self, person: Person) -> Plan | None:
        return next(iter(self.paying(person)), None)

    def places(self, person: Person) -> dict[Plan, int]:
        """Those that pay, at the places that they have, or come to once somebody asks."""
        paying = self.paying(person)
        last = max((plan.place for plan in paying if plan.place), default=0)
        unplaced = [plan for plan in paying if plan.place is None]
        return {plan: plan.place or last + 1 + unplaced.index(plan) for plan in paying}

    def settle(self, person: Person) -> None:
        for plan, place in self.places(person).items():
            plan.place = place

    def at(self, person: Person, place: int) -> Plan | None:
        """Which one pays from there."""
        return next((plan for plan, held in self.places(person).items() if held == place), None)

    def called(self, person: Person, source_id: str | None) -> Plan | None:
        """Which one that pays has the id."""
        mine = self.paying(person) if source_id is not None else []
        return next((plan for plan in mine if plan.source_id == source_id), None)

    def file(self, person: Person, order: list[Plan]) -> None:
        for plan in self.filed(person):
            plan.place = None
        for place, plan in enumerate(order, 1):
            plan.place = place


def candid_says(item: Item) -> Item:
    plan = item["insurance_plan"]
    return {
        **{name: item[name] for name in ("id", "patient", "status", "relationship", "deactivated")},
        "holder": item["subscriber"]["name"]["family"],
        **{name: plan[name] for name in ("member_id", "payer_id", "payer_name")},
        **{name: plan.get(name) for name in ("group_number", "name", "plan_type")},
    }


def candid_shows(plan: Plan) -> Item:
    return {
        "id": plan.id,
        "patient": plan.person.id,
        "status": plan.status,
        "relationship": plan.relationship,
        "deactivated": not plan.live,
        "holder": plan.person.family if plan.holder is None else plan.holder,
        "member_id": plan.member,
        "payer_id": plan.payer_id,
        "payer_name": plan.payer_name,
        "group_number": plan.group or None,
        "name": plan.name or None,
        "plan_type": plan.indicator or None,
    }


def silna_says(item: Item) -> Item:
    return {**item, "archived": item["archived_at"] is not None}


def silna_shows(plans: Plans, plan: Plan) -> Item:
    place = plan.place or plans.places(plan.person).get(plan, 1)
    return {
        "id": plan.id,
        "patient_id": plan.person.id,
        "member_number": plan.member,
        "group_number": plan.group or None,
        "source_id": plan.source_id,
        "plan_order_number": place,
        "insurance_type": SILNA_TYPES.get(plan.indicator),
        "plan_eligibility_status": "NO_CHECK",
        "archived": not plan.pays,
    }


def drchrono_shows(plan: Plan | None) -> Item:
    return {name: getattr(plan, attribute) if plan else "" for name, attribute in WORDS.items()}
