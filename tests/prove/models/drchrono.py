"""drchrono's calls on patients, and what they must answer and do."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from tests.prove.models.drawn import TO_COME, born, cities, codes, emails, lines, names, phones, states
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, alike
from tests.prove.models.views import DRCHRONO, Item, drchrono_walk

PATIENTS = "/api/patients"
UNKNOWN = 2_000_000_000

cleared = st.sampled_from((None, ""))
optional: dict[str, st.SearchStrategy[Any]] = {
    "middle_name": cleared | names,
    "home_phone": cleared | phones,
    "cell_phone": cleared | phones,
    "email": cleared | emails,
    "address": cleared | lines,
    "city": cleared | cities,
    "state": cleared | states,
    "zip_code": cleared | codes,
    "chart_id": cleared | st.sampled_from(("C-1", "C-2", "ÖÄ 3")),
}
required = {
    "first_name": names,
    "last_name": names,
    "date_of_birth": born.map(str),
    "gender": st.sampled_from(("Male", "Female", "Other")),
}
ways = st.sampled_from(("json", "form"))


class DrchronoRules(RecordMachine):
    """Patients as drchrono writes them."""

    @rule(target=RecordMachine.people, body=st.fixed_dictionaries(required, optional=optional), way=ways)
    def drchrono_registers(self, body: Item, way: str) -> Any:
        body = {**body, "doctor": self.__doctor()}
        if self.__problem(body, None):
            self.__send("POST", PATIENTS, 400, body, way)
            return multiple()
        person = Person(sex="", chart_id=body.get("chart_id") or "")
        answer = self.__send("POST", PATIENTS, 201, body, way)
        self.__change(body, person)
        person.number, person.chart_id = answer["id"], answer["chart_id"]
        return self.registered(person)

    @rule(person=RecordMachine.people, body=st.fixed_dictionaries({}, optional=required | optional), way=ways)
    def drchrono_changes(self, person: Person, body: Item, way: str) -> None:
        self.__update("PATCH", person, body, way)

    @rule(person=RecordMachine.people, body=st.fixed_dictionaries(required, optional=optional), way=ways)
    def drchrono_replaces(self, person: Person, body: Item, way: str) -> None:
        self.__update("PUT", person, {**body, "doctor": self.__doctor()}, way)

    @rule(person=RecordMachine.people, name=st.sampled_from(sorted(required)))
    def drchrono_gives_no_null_to_what_is_required(self, person: Person, name: str) -> None:
        self.practice.drchrono.call("PATCH", f"{PATIENTS}/{person.number}", 400, json={name: None})

    @rule(person=RecordMachine.people)
    def drchrono_sends_back_what_it_read(self, person: Person) -> None:
        """Which changes nothing, not even the version."""
        if not self.__shows(person):
            return
        path = f"{PATIENTS}/{person.number}"
        read = self.practice.drchrono.call("GET", path)
        history = f"/patients/v1/{person.id}/history"
        before = self.practice.candid.call("GET", history)
        assert self.practice.drchrono.call("PUT", path, json=read) == read
        assert self.practice.candid.call("GET", history) == before

    @rule(person=RecordMachine.people)
    def drchrono_deletes(self, person: Person) -> None:
        expected = 204 if self.__shows(person) else 404
        self.practice.drchrono.call("DELETE", f"{PATIENTS}/{person.number}", expected)
        person.live = person.live and person.born is None

    @rule(method=st.sampled_from(("GET", "PATCH", "DELETE")), number=st.sampled_from((UNKNOWN, 1, "x", 1234)))
    def drchrono_asks_for_nobody(self, method: str, number: int | str) -> None:
        body: Item = {"json": {}} if method == "PATCH" else {}
        self.practice.drchrono.call(method, f"{PATIENTS}/{number}", 404, **body)

    @rule(
        person=RecordMachine.people,
        by=st.sets(st.sampled_from(("search", "date_of_birth", "gender", "doctor")), min_size=1),
        data=st.data(),
    )
    def drchrono_searches(self, person: Person, by: set[str], data: st.DataObject) -> None:
        """By what somebody has: whoever else has it is found as well, and nobody else."""
        wanted = [each for each in self.record.people if self.__shows(each)]
        params: dict[str, Any] = {"doctor": self.__doctor().rpartition("/")[2]} if "doctor" in by else {}
        if "date_of_birth" in by and person.born:
            params["date_of_birth"] = str(person.born)
            wanted = [each for each in wanted if each.born == person.born]
        if "gender" in by:
            word = {"male": "Male", "female": "Female"}
            params["gender"] = word.get(person.sex, "Other")
            wanted = [each for each in wanted if word.get(each.sex, "Other") == params["gender"]]
        if "search" in by:
            text = f"{person.given} {person.family} {person.email}"
            params["search"] = data.draw(st.sampled_from([word for word in text.split() if alike(word)] or ["zzz"]))
            asked = alike(params["search"]).split()
            texts = {each.id: alike(f"{each.given} {each.middle} {each.family} {each.email}") for each in wanted}
            wanted = [each for each in wanted if all(word in texts[each.id] for word in asked)]
        found = [each["id"] for each in drchrono_walk(self.practice, PATIENTS, **params)]
        known = {person.number for person in self.record.people}
        assert [each for each in found if each in known] == sorted(each.number for each in wanted)

    # -- what drchrono's documents say --------------------------------------------------------------------------------

    def __doctor(self) -> str:
        return "/api/doctors/901234"

    def __shows(self, person: Person) -> bool:
        return person.live and person.born is not None

    def __send(self, method: str, path: str, expect: int, body: Item, way: str) -> Any:
        form = {name: value or "" for name, value in body.items()}
        sent = {"data": form} if way == "form" and form else {"json": body}
        return self.practice.drchrono.call(method, path, expect, **sent)

    def __update(self, method: str, person: Person, body: Item, way: str) -> None:
        path = f"{PATIENTS}/{person.number}"
        if not self.__shows(person):
            self.__send(method, path, 404, body, way)
        elif self.__problem(body, person):
            self.__send(method, path, 400, body, way)
        else:
            answer = self.__send(method, path, 200, body, way)
            self.__change(body, person)
            if "chart_id" in body:
                person.chart_id = body["chart_id"] or ""
            wanted = DRCHRONO.shown(self.record, person)
            assert {name: answer[name] for name in wanted} == wanted

    def __problem(self, body: Item, person: Person | None) -> bool:
        if body.get("date_of_birth") == str(TO_COME):
            return True
        chart_id = body.get("chart_id")
        return any(each is not person and each.chart_id == chart_id for each in self.record.live if chart_id)

    def __change(self, body: Item, person: Person) -> None:
        """Null and "" clear. What comes back as it was read is no change, and an unclear value stays behind it."""
        before = DRCHRONO.shown(self.record, person)
        sent = {name: value or "" for name, value in body.items() if (value or "") != before.get(name)}
        person.given = sent.get("first_name", person.given)
        person.middle = sent.get("middle_name", person.middle)
        person.family = sent.get("last_name", person.family)
        person.email = sent.get("email", person.email)
        if "date_of_birth" in sent:
            person.born = date.fromisoformat(sent["date_of_birth"])
        if "gender" in sent or not person.sex:
            person.sex = body["gender"].lower()
        if "home_phone" in sent:
            person.call_at(sent["home_phone"], "home", "any")
        if "cell_phone" in sent:
            person.call_at(sent["cell_phone"], "mobile")
        place = person.place
        if "address" in sent:
            place.lines = (sent["address"],) if sent["address"] else ()
        place.city, place.state = sent.get("city", place.city), sent.get("state", place.state)
        if "zip_code" in sent:
            place.whole_code = sent["zip_code"]
