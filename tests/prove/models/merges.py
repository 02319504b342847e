"""Candid's merges of patients and their undoing: what they answer, refuse, move, and bring back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, multiple, rule

from tests.prove.models.drawn import NOBODY
from tests.prove.models.insurance import Plan
from tests.prove.models.machine import RecordMachine
from tests.prove.models.plans import PlanRules
from tests.prove.models.record import Person
from tests.prove.models.views import carium_walk, drchrono_walk

MERGES, PATIENTS = "/patient-merge/v1", "/patients/v1"
VISITS, PAPERS, DOCTOR = "/api/appointments", "/api/documents", "/api/doctors/901234"
CARIUM_VISITS, CARIUM_PAPERS = "/caredb/v1/org-appointments/", "/caredb/v1/org-document-references/"


@dataclass(slots=True, eq=False)
class Belonging:
    """A visit or a document of somebody: ``number`` is drchrono's."""

    person: Person
    number: int


@dataclass(slots=True, eq=False)
class Merge:
    """``plans`` and ``things`` are what it moved, ``redirected`` who had been merged into ``merged``.

    ``places`` is how many places behind their own the plans went.
    """

    id: str
    survivor: Person
    merged: Person
    places: int
    plans: list[Plan]
    things: list[Belonging]
    redirected: list[Person]
    live: bool = True


class MergeRules(PlanRules):
    """Insured patients with visits and documents, some of whom are one person."""

    merges: Bundle[Merge] = Bundle("merges")
    """Every merge that was ever made, also those that were undone."""

    def __init__(self) -> None:
        super().__init__()
        self.merged: list[Merge] = []
        self.visits_of: list[Belonging] = []
        self.papers_of: list[Belonging] = []

    @initialize(target=RecordMachine.people)
    def a_third(self) -> Any:
        return self.somebody_else("Cleo")

    def somebody_else(self, name: str) -> Person:
        body = {"first_name": name, "last_name": "Smith", "date_of_birth": "1985-05-06", "gender": "Other"}
        answer = self.practice.drchrono.call("POST", "/api/patients", 201, json={**body, "doctor": DOCTOR})
        born = date(1985, 5, 6)
        person = Person(given=name, family="Smith", born=born, sex="other", number=answer["id"])
        person.chart_id = answer["chart_id"]
        return self.registered(person)

    # -- what must be shown -------------------------------------------------------------------------------------------

    def agree(self) -> None:
        super().agree()
        self.look_at_belongings()
        for person in self.record.people:
            self.look_at_merges(person)

    @rule()
    def look_at_belongings(self) -> None:
        """What is somebody's is so in drchrono and Carium."""
        for path, carium, held in (
            (VISITS, CARIUM_VISITS, self.visits_of),
            (PAPERS, CARIUM_PAPERS, self.papers_of),
        ):
            listed = drchrono_walk(self.practice, path, **({"since": "2000-01-01"} if path == VISITS else {}))
            shown = {each["id"]: each["patient"] for each in listed}
            individuals = [each["attributes"]["individual-id"] for each in carium_walk(self.practice, carium)]
            for each in held:
                if each.person.live:
                    assert shown[each.number] == f"/api/patients/{each.person.number}"
            for person in self.record.live:
                mine = [each for each in held if each.person is person]
                assert individuals.count(person.id) == len(mine)

    @rule(person=RecordMachine.people)
    def look_at_merges(self, person: Person) -> None:
        read = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")
        said = self.practice.candid.call("GET", f"{MERGES}/status/{read['mrn']}")
        assert said == self.practice.candid.call("GET", f"{MERGES}/status/{person.id}")
        others = [each for each in self.record.people if each.merged_into is person]
        if person.merged_into:
            assert said == {"merge_status": "alternative", "primary_mrn": self.__mrn(person.merged_into)}
        elif others:
            assert said.pop("merge_status") == "primary"
            assert sorted(said["alternative_mrns"]) == sorted(map(self.__mrn, others))
        else:
            assert said == {"merge_status": "none"}
        listed = self.practice.candid.call("GET", f"{MERGES}/all/{read['mrn']}")
        mine = {each.id for each in self.merged if each.live and person in (each.survivor, each.merged)}
        assert {each["id"] for each in listed} == mine

    # -- people and what is theirs ------------------------------------------------------------------------------------

    @rule(person=RecordMachine.people)
    def drchrono_books_for(self, person: Person) -> None:
        day = date(2031, 7, 1) + timedelta(days=len(self.visits_of))
        office = self.practice.drchrono.call("GET", "/api/offices")["results"][0]["id"]
        body = {
            "doctor": DOCTOR,
            "office": f"/api/offices/{office}",
            "patient": f"/api/patients/{person.number}",
            "exam_room": 1,
            "scheduled_time": f"{day}T09:00:00",
            "duration": 30,
        }
        shown = person.live and person.born is not None
        answer = self.practice.drchrono.call("POST", VISITS, 201 if shown else 400, json=body)
        if shown:
            self.visits_of.append(Belonging(person, answer["id"]))

    @rule(person=RecordMachine.people)
    def drchrono_files_for(self, person: Person) -> None:
        form = {"doctor": DOCTOR, "patient": person.number, "date": "2025-01-02", "description": "Letter"}
        files = {"document": ("scan.pdf", b"%PDF-1.4 letter")}
        shown = person.live and person.born is not None
        answer = self.practice.drchrono.call("POST", PAPERS, 201 if shown else 400, data=form, files=files)
        if shown:
            self.papers_of.append(Belonging(person, answer["id"]))

    @rule(person=RecordMachine.people)
    def candid_lets_go(self, person: Person) -> None:
        path = f"{PATIENTS}/{person.id}/{self.__version(person) + 1}"
        self.practice.candid.call("DELETE", path, 204 if person.live else 404)
        person.live = False

    @rule(person=RecordMachine.people)
    def candid_brings_back(self, person: Person) -> None:
        """But not whoever turned out to be somebody else."""
        path = f"{PATIENTS}/{person.id}/{self.__version(person) + 1}"
        self.practice.candid.call("PATCH", path, 409 if person.merged_into else 204)
        person.live = person.merged_into is None

    # -- merges -------------------------------------------------------------------------------------------------------

    @rule(target=merges, survivor=RecordMachine.people, merged=RecordMachine.people)
    def candid_merges(self, survivor: Person, merged: Person) -> Any:
        sent = {"primary_patient_mrn": self.__mrn(survivor), "alternative_patient_mrn": self.__mrn(merged)}
        if survivor is merged or not (survivor.live and merged.live):
            self.practice.candid.call("POST", MERGES, 400, json=sent)
            return multiple()
        answer = self.practice.candid.call("POST", MERGES, json=sent)
        assert answer.items() >= {**sent, "version": 1, "deactivated": False}.items()
        held = [*self.visits_of, *self.papers_of]
        done = Merge(
            answer["id"],
            survivor,
            merged,
            self.__last_place(survivor, merged),
            [plan for plan in self.insured if plan.person is merged],
            [each for each in held if each.person is merged],
            [each for each in self.record.people if each.merged_into is merged],
        )
        self.__move(done)
        self.merged.append(done)
        return done

    @rule(merge=merges, off=st.sampled_from((0, 0, 0, 0, -1, 1)))
    def candid_undoes(self, merge: Merge, off: int) -> None:
        """In the order opposite to how they were made, as far as they hang together."""
        stuck = off != 0 or merge.survivor.merged_into is not None
        expected = 404 if not merge.live else 409 if stuck else 204
        self.practice.candid.call("DELETE", f"{MERGES}/{merge.id}/{(2 if merge.live else 3) + off}", expected)
        if expected == 204:
            self.__move_back(merge)

    @rule(mrn=st.sampled_from(("none", NOBODY)), person=RecordMachine.people)
    def candid_merges_nobody(self, mrn: str, person: Person) -> None:
        for names in (("primary", "alternative"), ("alternative", "primary")):
            sent = dict(zip((f"{name}_patient_mrn" for name in names), (mrn, self.__mrn(person)), strict=True))
            self.practice.candid.call("POST", MERGES, 400, json=sent)
        self.practice.candid.call("DELETE", f"{MERGES}/{NOBODY}/2", 404)

    # -- what the documents say ---------------------------------------------------------------------------------------

    def __version(self, person: Person) -> int:
        version: int = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")["version"]
        return version

    def __mrn(self, person: Person) -> str:
        mrn: str = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")["mrn"]
        return mrn

    def __last_place(self, survivor: Person, merged: Person) -> int:
        """All that the survivor has is billed before what comes, and so has a place from now on."""
        if not self.insured.of(merged):
            return 0
        self.insured.settle(survivor)
        return max((plan.place or 0 for plan in self.insured.of(survivor)), default=0)

    def __move(self, done: Merge) -> None:
        taken = {plan.source_id for plan in self.insured.of(done.survivor)}
        for plan in done.plans:
            plan.place = plan.place and plan.place + done.places
            if plan.source_id not in taken:
                plan.within = done.survivor
            plan.person = done.survivor
        for thing in done.things:
            thing.person = done.survivor
        for person in (done.merged, *done.redirected):
            person.merged_into = done.survivor
        done.merged.live = False

    def __move_back(self, done: Merge) -> None:
        """What is still the survivor's; plans that were billed among the survivor's own since keep their order."""
        back = [plan for plan in done.plans if plan.person is done.survivor]
        placed = sorted((plan for plan in back if plan.live and plan.place), key=lambda plan: plan.place or 0)
        behind = all((plan.place or 0) > done.places for plan in placed)
        for number, plan in enumerate(placed, 1):
            plan.place = plan.place - done.places if behind and plan.place else number
        kept = {plan.own_id for plan in back if plan.live and plan.within is done.merged}
        for plan in back:
            source_id, plan.person = plan.source_id, done.merged
            if plan.within is done.survivor:
                plan.be_called(None if source_id in kept else source_id)
        for thing in done.things:
            thing.person = done.merged if thing.person is done.survivor else thing.person
        for person in done.redirected:
            person.merged_into = done.merged if person.merged_into is done.survivor else person.merged_into
        done.merged.live, done.merged.merged_into, done.live = True, None, False
