"""Calls on patients' plans through the three APIs that write them, and what they must answer and do."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.prove.models.drawn import NOBODY
from tests.prove.models.insurance import (
    WORDS,
    Plan,
    candid_says,
    candid_shows,
    drchrono_shows,
    silna_says,
    silna_shows,
)
from tests.prove.models.machine import RecordMachine
from tests.prove.models.policies import (
    PAYERS,
    candid_bodies,
    candid_sends,
    insurances,
    own_ids,
    silna_bodies,
    statuses,
)
from tests.prove.models.record import Person
from tests.prove.models.views import Item, silna_walk

COVERAGES, CANDID_PATIENTS = "/coverages/v1", "/patients/v1"
PLANS, SILNA_PATIENTS = "/public/v1/patient-plans/", "/public/v1/patients/"
DRCHRONO_PATIENTS = "/api/patients"


class PlanRules(RecordMachine):
    """Patients who are insured, here and there."""

    plans: Bundle[Plan] = Bundle("plans")
    """Every plan that was ever entered, also those that were given up."""

    def __init__(self) -> None:
        super().__init__()
        listed = {
            id: self.practice.silna.call("GET", "/public/v1/payors/", params={"identifier": id})["records"]
            for id in PAYERS
        }
        self.payors = {id: next(each["id"] for each in listed[id] if each["name"] == PAYERS[id]) for id in PAYERS}

    @initialize(target=RecordMachine.people)
    def two_who_may_be_insured(self) -> Any:
        found = []
        for name in ("Ada", "Bo"):
            born = date(1990, 1, 2)
            body = {"first_name": name, "last_name": "Okafor", "date_of_birth": str(born), "gender": "Female"}
            sent = {**body, "doctor": "/api/doctors/901234"}
            answer = self.practice.drchrono.call("POST", DRCHRONO_PATIENTS, 201, json=sent)
            person = Person(given=name, family="Okafor", born=born, sex="female", number=answer["id"])
            person.chart_id = answer["chart_id"]
            found.append(self.registered(person))
        return multiple(*found)

    # -- what must be shown -------------------------------------------------------------------------------------------

    def agree(self) -> None:
        super().agree()
        for person in self.record.people:
            self.look_at_plans(person)
        for plan in self.insured:
            self.look_at_a_plan(plan)

    @rule(person=RecordMachine.people)
    def look_at_plans(self, person: Person) -> None:
        """Of one patient, in every API that shows them."""
        plans = self.insured
        listed = self.practice.candid.call("GET", COVERAGES, params={"patient_id": person.id})
        assert [candid_says(each) for each in listed] == [candid_shows(plan) for plan in plans.of(person)]
        read = self.practice.candid.call("GET", f"{CANDID_PATIENTS}/{person.id}")
        assert read["filing_order"]["coverages"] == [plan.id for plan in plans.filed(person)]
        path = f"{SILNA_PATIENTS}{person.id}/patient-plans"
        if not (person.live and person.born):
            self.practice.silna.call("GET", path, 404)
            return
        wanted = {plan.id: silna_shows(plans, plan) for plan in plans.paying(person) if plan.member}
        shown = [silna_says(each) for each in silna_walk(self.practice, path, 2)]
        assert {each["id"]: {name: each[name] for name in wanted[each["id"]]} for each in shown} == wanted
        ids = [plan.id for plan in reversed(plans.all) if plan.id in wanted]
        assert [each["id"] for each in shown] == ids, "newest first"
        places = [each["plan_order_number"] for each in shown]
        assert len(set(places)) == len(places), f"two plans at one place: {places}"
        said = self.practice.drchrono.call("GET", f"{DRCHRONO_PATIENTS}/{person.number}")
        assert {name: said[name] for name in WORDS} == drchrono_shows(plans.first(person))

    @rule(plan=plans)
    def look_at_a_plan(self, plan: Plan) -> None:
        """Live or not, with all its versions."""
        read = self.practice.candid.call("GET", f"{COVERAGES}/{plan.id}")
        assert candid_says(read) == candid_shows(plan)
        versions = self.practice.candid.call("GET", f"{COVERAGES}/{plan.id}/history")
        assert [each["version"] for each in versions] == list(range(1, len(versions) + 1))
        assert versions[-1] == read
        shown = self.practice.silna.call("GET", PLANS + plan.id, 200 if plan.told_to_silna else 404)
        if plan.told_to_silna:
            wanted = silna_shows(self.insured, plan)
            assert {name: silna_says(shown)[name] for name in wanted} == wanted
            if plan.payer_id in self.payors:
                assert shown["payor_entity_id"] == self.payors[plan.payer_id]

    # -- Candid -------------------------------------------------------------------------------------------------------

    @rule(target=plans, person=RecordMachine.people, body=candid_bodies)
    def candid_enters(self, person: Person, body: Item) -> Any:
        sent = candid_sends(body, person)
        if not person.live:
            self.practice.candid.call("POST", COVERAGES, 422, json=sent)
            return multiple()
        answer = self.practice.candid.call("POST", COVERAGES, json=sent)
        plan = self.insured.add(Plan(person, answer["id"]))
        self.__replaced(plan, body)
        assert candid_says(answer) == candid_shows(plan)
        return plan

    @rule(plan=plans, body=candid_bodies, off=st.sampled_from((0, 0, 0, 0, -1, 1)))
    def candid_changes(self, plan: Plan, body: Item, off: int) -> None:
        self.__change(plan, plan.person, body, off)

    @rule(plan=plans, person=RecordMachine.people, body=candid_bodies)
    def candid_gives_to_another(self, plan: Plan, person: Person, body: Item) -> None:
        self.__change(plan, person, body, 0)

    @rule(plan=plans, status=statuses)
    def candid_changes_the_status(self, plan: Plan, status: str) -> None:
        """And nothing else: what comes back as it was read is not written."""
        if not (plan.live and plan.person.live):
            return
        read = self.practice.candid.call("GET", f"{COVERAGES}/{plan.id}")
        path = f"{COVERAGES}/{plan.id}/{read['version'] + 1}"
        answer = self.practice.candid.call("PUT", path, json={**read, "status": status})
        if status == read["status"]:
            assert answer == read
        self.__becomes(plan, status)

    @rule(person=RecordMachine.people, data=st.data(), also=st.none() | plans)
    def candid_files(self, person: Person, data: st.DataObject, also: Plan | None) -> None:
        """Some of the patient's plans, in any order; ``also`` may be no live plan of the patient."""
        mine = self.insured.of(person)
        order = data.draw(st.permutations(mine))[: data.draw(st.integers(0, len(mine)))]
        order += [also] if also and data.draw(st.booleans()) else []
        read = self.practice.candid.call("GET", f"{CANDID_PATIENTS}/{person.id}")
        sent = {**read, "filing_order": {"coverages": [plan.id for plan in order]}}
        path = f"{CANDID_PATIENTS}/{person.id}/{read['version'] + 1}"
        if not person.live:
            self.practice.candid.call("PUT", path, 404, json=sent)
        elif len(set(order)) < len(order) or not set(order) <= set(mine):
            self.practice.candid.call("PUT", path, 422, json=sent)
        else:
            answer = self.practice.candid.call("PUT", path, json=sent)
            assert answer["filing_order"] == sent["filing_order"]
            if order != self.insured.filed(person):
                self.insured.file(person, order)

    @rule(method=st.sampled_from(("GET", "PUT")), body=candid_bodies, person=RecordMachine.people)
    def candid_asks_for_no_plan(self, method: str, body: Item, person: Person) -> None:
        version, sent = ("/2", {"json": candid_sends(body, person)}) if method == "PUT" else ("", {})
        self.practice.candid.call(method, f"{COVERAGES}/{NOBODY}{version}", 404, **sent)

    # -- Silna --------------------------------------------------------------------------------------------------------

    @rule(
        target=plans,
        person=RecordMachine.people,
        body=silna_bodies,
        source_id=st.none() | own_ids,
        if_taken=st.sampled_from((None, "RAISE_ERROR", "BUMP_ONE", "BUMP_ONE")),
    )
    def silna_enters(self, person: Person, body: Item, source_id: str | None, if_taken: str | None) -> Any:
        sent = self.__posted(person, body, source_id, if_taken)
        plans, place = self.insured, body["plan_order_number"]
        holder, after = plans.at(person, place), plans.at(person, place + 1)
        if not (person.live and person.born):
            self.practice.silna.call("POST", PLANS, 404, json=sent)
            return multiple()
        if plans.called(person, source_id) or (holder and (after or if_taken != "BUMP_ONE")):
            self.practice.silna.call("POST", PLANS, 409, json=sent)
            return multiple()
        answer = self.practice.silna.call("POST", PLANS, 201, json=sent)
        plans.settle(person)
        if holder:
            holder.place = place + 1
        return self.__entered(person, body, source_id, answer)

    @rule(
        target=plans,
        person=RecordMachine.people,
        body=silna_bodies,
        source_id=own_ids,
        if_taken=st.sampled_from((None, "RAISE_ERROR", "REPLACE", "RAISE_ERROR_ON_AUTH_WITHDRAWAL")),
        alike=st.sampled_from((None, "MEMBER_NUMBER", "MEMBER_NUMBER_AND_PAYOR", "MEMBER_NUMBER_PAYOR_AND_ORDER")),
    )
    def silna_puts_a_plan(
        self, *, person: Person, body: Item, source_id: str, if_taken: str | None, alike: str | None
    ) -> Any:
        sent = {**self.__posted(person, body, source_id, if_taken), "deduplication_strategy": alike}
        if not (person.live and person.born):
            self.practice.silna.call("PUT", PLANS, 404, json=sent)
            return multiple()
        plans = self.insured
        found = plans.called(person, source_id) or self.__twin(person, body, alike or "MEMBER_NUMBER")
        holder = plans.at(person, body["plan_order_number"])
        if not found and holder and if_taken == "RAISE_ERROR":
            self.practice.silna.call("PUT", PLANS, 409, json=sent)
            return multiple()
        answer = self.practice.silna.call("PUT", PLANS, 200 if found else 201, json=sent)
        plans.settle(person)
        if found:
            assert answer["patient_plan_id"] == found.id
            self.__name(found, source_id)
            return multiple()
        if holder:
            holder.live = False
        return self.__entered(person, body, source_id, answer)

    @rule(plan=plans, source_id=st.none() | own_ids)
    def silna_names(self, plan: Plan, source_id: str | None) -> None:
        sent = {"source_id": source_id}
        if not (plan.pays and plan.told_to_silna):
            self.practice.silna.call("PATCH", PLANS + plan.id, 404, json=sent)
        elif self.insured.called(plan.person, source_id) not in (None, plan):
            self.practice.silna.call("PATCH", PLANS + plan.id, 409, json=sent)
        else:
            self.practice.silna.call("PATCH", PLANS + plan.id, 204, json=sent)
            self.__name(plan, source_id)

    @rule(person=RecordMachine.people, source_id=st.just("null") | own_ids)
    def silna_finds(self, person: Person, source_id: str) -> None:
        if not (person.live and person.born):
            return
        path = f"{SILNA_PATIENTS}{person.id}/patient-plans"
        found = {each["id"] for each in silna_walk(self.practice, path, 2, source_id=source_id)}
        mine = [plan for plan in self.insured.paying(person) if plan.member]
        assert found == {plan.id for plan in mine if (plan.source_id or "null") == source_id}

    @rule(plan=plans)
    def silna_archives_a_plan(self, plan: Plan) -> None:
        there = plan.pays and plan.told_to_silna
        self.practice.silna.call("DELETE", PLANS + plan.id, 204 if there else 404)
        plan.live = plan.live and not there

    # -- drchrono -----------------------------------------------------------------------------------------------------

    @rule(target=plans, person=RecordMachine.people, body=insurances, clear=st.sampled_from((False,) * 5 + (True,)))
    def drchrono_insures(self, person: Person, body: Item, clear: bool) -> Any:
        """The plan that pays first changes, or a new one is made; cleared of everything it is given up."""
        body = dict.fromkeys(WORDS, None) if clear else body
        path = f"{DRCHRONO_PATIENTS}/{person.number}"
        if not (person.live and person.born):
            self.practice.drchrono.call("PATCH", path, 404, json=body)
            return multiple()
        held = self.insured.first(person)
        answer = self.practice.drchrono.call("PATCH", path, json=body)
        plan = held or Plan(person, place=1)
        before = drchrono_shows(plan)
        for name, value in body.items():
            setattr(plan, WORDS[name], value or "")
        after = drchrono_shows(plan)
        # one that said nothing from the start is given up only by a change
        plan.live = any(after.values()) or after == before
        assert {name: answer[name] for name in WORDS} == after
        if held or not any(after.values()):
            return multiple()
        known = {each.id for each in self.insured}
        listed = self.practice.candid.call("GET", COVERAGES, params={"patient_id": person.id})
        (plan.id,) = {each["id"] for each in listed} - known
        return self.insured.add(plan)

    # -- what the documents say ---------------------------------------------------------------------------------------

    def __change(self, plan: Plan, person: Person, body: Item, off: int) -> None:
        version = self.practice.candid.call("GET", f"{COVERAGES}/{plan.id}")["version"]
        path, sent = f"{COVERAGES}/{plan.id}/{version + 1 + off}", candid_sends(body, person)
        expected = 422 if not person.live else 404 if not plan.live else 409 if off else 200
        answer = self.practice.candid.call("PUT", path, expected, json=sent)
        if expected == 200:
            plans = self.insured
            if plan.person is not person:
                taken = {each.source_id for each in plans.of(person)}
                source_id, plan.person, plan.place = plan.source_id, person, None
                plan.be_called(None if source_id in taken else source_id)
            self.__replaced(plan, body)
            assert candid_says(answer) == candid_shows(plan)

    def __replaced(self, plan: Plan, body: Item) -> None:
        plan.relationship, plan.holder = body["relationship"], body["holder"]
        plan.payer_id, plan.payer_name = body["payer_id"], PAYERS.get(body["payer_id"], "Oak Mutual")
        plan.member, plan.group = body["member_id"], body.get("group_number", "")
        plan.name, plan.indicator = body.get("name", ""), body.get("plan_type", "")
        self.__becomes(plan, body["status"])

    def __becomes(self, plan: Plan, status: str) -> None:
        """One that pays again has no place where another has come there meanwhile."""
        others = self.insured.paying(plan.person)
        if status == "ACTIVE" and not plan.pays and any(each.place == plan.place for each in others):
            plan.place = None
        plan.status = status

    def __name(self, plan: Plan, source_id: str | None) -> None:
        """Another that does not pay any more gives the id up."""
        for other in self.insured.of(plan.person):
            if source_id is not None and other.source_id == source_id:
                other.be_called(None)
        plan.be_called(source_id)

    def __posted(self, person: Person, body: Item, source_id: str | None, if_taken: str | None) -> Item:
        said = {name: value for name, value in body.items() if name != "payer_id"}
        ours = {"patient_id": person.id, "payor_entity_id": self.payors[body["payer_id"]]}
        return {**said, **ours, "source_id": source_id, "conflict_behavior": if_taken}

    def __twin(self, person: Person, body: Item, alike: str) -> Plan | None:
        for plan, place in self.insured.places(person).items():
            same = plan.member == body["member_number"]
            same = same and (alike == "MEMBER_NUMBER" or plan.payer_id == body["payer_id"])
            if same and (alike != "MEMBER_NUMBER_PAYOR_AND_ORDER" or place == body["plan_order_number"]):
                return plan
        return None

    def __entered(self, person: Person, body: Item, source_id: str | None, answer: Item) -> Plan:
        indicators = {"COMMERCIAL": "CI", "MEDICAID": "MC", None: ""}
        plan = Plan(
            person,
            answer["patient_plan_id"],
            place=body["plan_order_number"],
            payer_id=body["payer_id"],
            payer_name=PAYERS[body["payer_id"]],
            member=body["member_number"],
            group=body.get("group_number") or "",
            indicator=indicators[body.get("insurance_type")],
        )
        self.insured.add(plan)
        self.__name(plan, source_id)
        return plan
