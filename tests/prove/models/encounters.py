"""Candid's calls on encounters and their service lines, and what they must answer and do."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.dialects.candid.office import READY, SUBSCRIBER, body
from tests.prove.models.bills import (
    ENCOUNTERS,
    LINES,
    NO_CODE,
    POINTERS,
    TASKS,
    Bill,
    Line,
    candid_bill,
    candid_bills,
    candid_line,
    candid_says,
    counted,
    drchrono_charges,
    line_says,
    transactions,
)
from tests.prove.models.drawn import NOBODY, names
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, Place
from tests.prove.models.views import Item

BORN = date(1983, 12, 17)
FORM = body(**READY)
"""A visit that nothing keeps from being sent."""

bill_ids = st.sampled_from(("e-1", "e-2", "e-3", "E-1", "Ä/?#"))
line_ids = st.none() | st.sampled_from(("l-1", "l-2", "L-1"))
who = st.sampled_from(("p-1", "p-2", "P-1"))
days = st.sampled_from(("2025-05-23", "2025-05-24", "2026-02-28"))
payers = st.sampled_from(("INSURANCE_PAY", "INSURANCE_PAY", "SELF_PAY", "UNKNOWN"))
members = st.none() | st.sampled_from(("AETNA12345", "W-9"))
billable = st.sampled_from(("BILLABLE", "BILLABLE", "BILLABLE", "NOT_BILLABLE"))
diagnoses = st.lists(
    st.fixed_dictionaries(
        {
            "code_type": st.sampled_from(("ABK", "ABF", "ABF")),
            "code": st.sampled_from(("I10", "E66.9", "J06.9", "I10", "E66.9", NO_CODE)),
        }
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each["code"],
)
cents = st.sampled_from((0, 1, 1500, 99_999, 1500, None))
services = {
    "procedure_code": st.sampled_from(("99213", "J1885", "XX")),
    "quantity": st.sampled_from(("1", "2.5", "12.0")),
    "units": st.sampled_from(("UN", "MJ")),
    "modifiers": st.lists(st.sampled_from(("25", "59", "GT")), max_size=3, unique=True),
    "charge_amount_cents": cents,
    "description": st.none() | names,
}
pointers = st.lists(st.integers(0, 2), min_size=1, max_size=3)
lines = st.fixed_dictionaries(services | {"points": pointers, "external_id": line_ids, "day": days})


class EncounterRules(RecordMachine):
    """Visits that bring their patients along."""

    bills: Bundle[Bill] = Bundle("bills")
    """Every encounter that was ever recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.billed: list[Bill] = []
        doctors = self.practice.drchrono.call("GET", "/api/doctors")["results"]
        self.doctor = next(each for each in doctors if each["npi_number"])
        self.bills_before = {each["encounter_id"]: each for each in candid_bills(self.practice)}
        self.charged_before = transactions(self.practice, self.doctor["id"])

    def agree(self) -> None:
        super().agree()
        self.look_at_bills()

    @rule()
    def look_at_bills(self) -> None:
        found = {each["encounter_id"]: each for each in candid_bills(self.practice)}
        assert found.keys() == self.bills_before.keys() | {bill.id for bill in self.billed}
        assert {id: found[id] for id in self.bills_before} == self.bills_before
        for bill in self.billed:
            self.__holds(bill, found[bill.id])
            self.__waits(bill)
        charges = [charge for bill in self.billed for charge in drchrono_charges(bill)]
        said = counted(transactions(self.practice, self.doctor["id"]))
        assert said == counted(self.charged_before) + counted(charges)

    @rule(
        target=bills,
        external_id=bill_ids,
        patient=st.tuples(who, names, names, st.sampled_from(("male", "female", "unknown"))),
        billable=billable,
        pays=payers,
        member=members,
        diagnoses=diagnoses,
        services=st.lists(lines, max_size=3),
        day=st.none() | days,
        twice=st.sampled_from((False,) * 9 + (True,)),
    )
    def candid_records_a_visit(
        self,
        *,
        external_id: str,
        patient: tuple[str, str, str, str],
        billable: str,
        pays: str,
        member: str | None,
        diagnoses: list[Item],
        services: list[Item],
        day: str | None,
        twice: bool,
    ) -> Any:
        """With a day of its own, or one on each line; ``twice`` says both."""
        said = dict(zip(("external_id", "first_name", "last_name", "gender"), patient, strict=True))
        sent = {
            **FORM,
            "external_id": external_id,
            "rendering_provider": {**FORM["rendering_provider"], "npi": self.doctor["npi_number"]},
            "patient": {**FORM["patient"], **said, "date_of_birth": str(BORN)},
            "billable_status": billable,
            "responsible_party": pays,
            "diagnoses": diagnoses,
            "service_lines": [_line(each, len(diagnoses), dated=day is None or twice) for each in services],
            "date_of_service": day,
            "subscriber_primary": _subscriber(member),
        }
        ids = [each["external_id"] for each in services if each["external_id"]]
        wrong = (twice and day and services) or (day is None and not services) or len(ids) > len(set(ids))
        if wrong or self.__taken(external_id, None):
            name = "HttpRequestValidationsError" if wrong else "EncounterExternalIdUniquenessError"
            refused = self.practice.candid.call("POST", ENCOUNTERS, 422, json=sent)
            assert refused["errorName"] == name
            return multiple()
        answer = self.practice.candid.call("POST", ENCOUNTERS, json=sent)
        bill = Bill(
            id=answer["encounter_id"],
            claim_id=answer["claims"][0]["claim_id"],
            external_id=external_id,
            person=self.__met(said, answer["patient"]["individual_id"]),
            patient=said,
            billable=billable == "BILLABLE",
            pays=pays,
            member=member,
            day=day,
            diagnoses={each["diagnosis_id"]: sent for each, sent in zip(answer["diagnoses"], diagnoses, strict=True)},
        )
        return self.__recorded(bill, services, answer)

    @rule(
        bill=bills,
        said=st.fixed_dictionaries(
            {},
            optional={
                "external_id": bill_ids,
                "billable_status": billable,
                "responsible_party": payers,
                "date_of_service": days,
                "first_name": names,
                "member": members,
                "order": st.sampled_from(("reversed", "pointed at", "as it is")),
                "who": who,
            },
        ),
    )
    def candid_changes_a_visit(self, bill: Bill, said: Item) -> None:
        as_it_is = ("external_id", "billable_status", "responsible_party", "date_of_service")
        sent: Item = {name: said[name] for name in as_it_is if name in said}
        pointed = {id for line in bill.lines for id in line.points_at}
        order = list(bill.diagnoses)
        if "order" in said:
            order = [id for id in reversed(order) if said["order"] != "pointed at" or id in pointed]
            sent["diagnosis_ids"] = order
        if "member" in said:
            sent["subscriber_primary"] = _subscriber(said["member"])
        spelled = {"first_name": "first_name", "who": "external_id"}
        patient = {spelled[name]: said[name] for name in spelled if name in said}
        if patient:
            sent["patient"] = patient
        day = said.get("date_of_service")
        dated = [line for line in bill.lines if line.day]
        path = f"{ENCOUNTERS}/{bill.id}"
        if (day and len({line.day for line in dated}) > 1) or self.__taken(said.get("external_id"), bill):
            self.practice.candid.call("PATCH", path, 422, json=sent)
            return
        answer = self.practice.candid.call("PATCH", path, json=sent)
        bill.external_id = said.get("external_id", bill.external_id)
        bill.billable = said["billable_status"] == "BILLABLE" if "billable_status" in said else bill.billable
        bill.pays = said.get("responsible_party", bill.pays)
        bill.member = said.get("member", bill.member)
        bill.diagnoses = {id: bill.diagnoses[id] for id in order}
        if day and dated:
            for line in dated:
                line.day = day
        elif day:
            bill.day = day
        if patient:
            bill.patient = {**bill.patient, **patient}
            bill.person = self.__met(bill.patient, answer["patient"]["individual_id"])
        self.__holds(bill, answer)

    @initialize(target=bills, services=st.lists(lines, min_size=1, max_size=1))
    def a_visit(self, services: list[Item]) -> Any:
        return self.candid_records_a_visit(
            external_id="e-1",
            patient=("p-1", "Ada", "Okafor", "unknown"),
            billable="BILLABLE",
            pays="INSURANCE_PAY",
            member="W-9",
            diagnoses=[{"code_type": "ABK", "code": "I10"}, {"code_type": "ABF", "code": "E66.9"}],
            services=services,
            day="2025-05-23",
            twice=False,
        )

    @rule(bill=bills, line=lines, dated=st.booleans(), pointed=st.booleans())
    def candid_adds_a_line(self, bill: Bill, line: Item, dated: bool, pointed: bool) -> None:
        """To a bill without a day of its own with a day, or not at all."""
        day = line["day"] if dated else None
        sent = {**_line(line, 0, dated=dated), "claim_id": bill.claim_id}
        if not pointed or not bill.diagnoses:
            line = {**line, "points": []}
        sent |= dict(zip(POINTERS, _points_at(bill, line), strict=False))
        if line["external_id"] in bill.spent:
            self.practice.candid.call("POST", LINES, 409, json=sent)
        elif bill.day is None and day is None:
            self.practice.candid.call("POST", LINES, 422, json=sent)
        else:
            answer = self.practice.candid.call("POST", LINES, json=sent)
            added = self.__add(bill, line, answer["service_line_id"])
            assert bill.place(added, day)
            assert line_says(answer) == candid_line(bill, added)

    @rule(
        bill=bills,
        which=st.integers(0, 3),
        said=st.fixed_dictionaries({}, optional=services | {"date_of_service": st.none() | days}),
    )
    def candid_changes_a_line(self, bill: Bill, which: int, said: Item) -> None:
        if not bill.lines:
            self.practice.candid.call("PATCH", f"{LINES}/{NOBODY}", 404, json=said)
            return
        line = bill.lines[which % len(bill.lines)]
        path = f"{LINES}/{line.id}"
        day = said.get("date_of_service", bill.day_of(line))
        if bill.day is None and day is None:
            self.practice.candid.call("PATCH", path, 422, json=said)
            return
        answer = self.practice.candid.call("PATCH", path, json=said)
        line.said = {name: said.get(name, value) for name, value in line.said.items()}
        bill.place(line, day)
        assert line_says(answer) == candid_line(bill, line)

    @rule(bill=bills, which=st.integers(0, 3))
    def candid_removes_a_line(self, bill: Bill, which: int) -> None:
        if not bill.lines:
            return
        line = bill.lines.pop(which % len(bill.lines))
        for expected in (204, 404):
            self.practice.candid.call("DELETE", f"{LINES}/{line.id}", expected)
        if not bill.lines:
            bill.day = bill.day or line.day

    @rule(bill=bills)
    def candid_reads_a_visit(self, bill: Bill) -> None:
        self.__holds(bill, self.practice.candid.call("GET", f"{ENCOUNTERS}/{bill.id}"))
        self.practice.candid.call("GET", f"{ENCOUNTERS}/{NOBODY}", 404)

    @rule(target=RecordMachine.people, bill=bills)
    def anybody_calls_for_its_patient(self, bill: Bill) -> Person:
        """From now on, through any API."""
        return bill.person

    @rule(external_id=bill_ids)
    def candid_finds_a_visit(self, external_id: str) -> None:
        found = candid_bills(self.practice, external_id=external_id)
        wanted = [bill.id for bill in self.billed if bill.external_id == external_id]
        assert [each["encounter_id"] for each in found] == wanted

    # -- what Candid's documents say ----------------------------------------------------------------------------------

    def __taken(self, external_id: str | None, by: Bill | None) -> bool:
        return any(bill.external_id == external_id for bill in self.billed if bill is not by)

    def __met(self, said: Item, id: str) -> Person:
        """The patient of that external id, what was empty filled in; a new one, if there is none."""
        address = FORM["patient"]["address"]
        place = Place((address["address1"], address["address2"]), address["city"], address["state"], country="US")
        place.code, place.plus_four = address["zip_code"], address["zip_plus_four_code"]
        held = next((each for each in self.record.live if each.billed_as == said["external_id"]), None)
        if held is None:
            held = self.registered(Person(id, billed_as=said["external_id"]))
        assert held.id == id
        held.given, held.family = held.given or said["first_name"], held.family or said["last_name"]
        held.born = held.born or BORN
        held.sex = said["gender"] if held.sex == "unknown" else held.sex
        held.place = place if held.place == Place() else held.place
        return held

    def __recorded(self, bill: Bill, services: list[Item], answer: Item) -> Bill:
        for each, shown in zip(services, answer["claims"][0]["service_lines"], strict=True):
            self.__add(bill, each, shown["service_line_id"]).day = None if bill.day else each["day"]
        self.billed.append(bill)
        self.__holds(bill, answer)
        return bill

    def __add(self, bill: Bill, line: Item, id: str) -> Line:
        said = {name: line[name] for name in (*services, "external_id")}
        added = Line(id, None, _points_at(bill, line), said)
        bill.lines.append(added)
        bill.spent |= {line["external_id"]} - {None}
        return added

    def __holds(self, bill: Bill, answer: Item) -> None:
        said, wanted = candid_says(answer), candid_bill(bill)
        differs = {name: (said.get(name), value) for name, value in wanted.items() if said.get(name) != value}
        assert not differs, f"candid shows of {bill.id} (said, wanted): {differs}"

    def __waits(self, bill: Bill) -> None:
        """For one open task for each rule that it breaks."""
        page = self.practice.candid.call("GET", TASKS, params={"encounter_id": bill.id, "statuses": "open"})
        assert len(page["items"]) == bill.flaws


def _line(drawn: Item, diagnoses: int, *, dated: bool) -> Item:
    """As it is sent; to an encounter that is yet to be, with places among so many ``diagnoses``."""
    sent = {name: drawn[name] for name in (*services, "external_id")}
    if dated:
        sent["date_of_service"] = drawn["day"]
    if diagnoses:
        sent["diagnosis_pointers"] = list(dict.fromkeys(place % diagnoses for place in drawn["points"]))
    return sent


def _points_at(bill: Bill, drawn: Item) -> list[str]:
    ids = list(bill.diagnoses)
    return list(dict.fromkeys(ids[place % len(ids)] for place in drawn["points"]))


def _subscriber(member: str | None) -> Item | None:
    return (
        None
        if member is None
        else {**SUBSCRIBER, "insurance_card": {**SUBSCRIBER["insurance_card"], "member_id": member}}
    )
