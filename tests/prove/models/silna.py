"""Silna's calls, and what they must answer and do."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import consumes, multiple, precondition, rule

from tests.prove.models.drawn import (
    NOBODY,
    TO_COME,
    born,
    cities,
    codes,
    lines,
    names,
    states,
)
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, alike
from tests.prove.models.views import SILNA, Item, silna_walk

PATIENTS = "/public/v1/patients/"
SPECIALTIES = ("PHYSICAL_THERAPY", "ABA_THERAPY", "PSYCHIATRY")

own_ids = st.sampled_from(("s-1", "s-2", "s-3", "Ä/?#", " s-1"))
specialties = st.lists(st.sampled_from(SPECIALTIES), min_size=1, max_size=3)
statuses = st.sampled_from(("INTAKE", "ACTIVE", "DISCHARGED", "ON_HOLD"))
details = {
    "address_line_1": st.none() | lines,
    "address_line_2": st.none() | lines,
    "city": st.none() | cities,
    "state": st.none() | states,
    "zip_code": st.none() | codes,
    "sex": st.none() | st.sampled_from(("MALE", "FEMALE")),
}
whole = {
    "first_name": names,
    "last_name": names,
    "date_of_birth": born.map(str),
    "patient_specialties": specialties,
    "status": statuses,
}
partial = st.fixed_dictionaries(
    {},
    optional={name: st.none() | drawn for name, drawn in whole.items()} | details | {"source_id": st.none() | own_ids},
)


class SilnaRules(RecordMachine):
    """Patients as Silna writes them."""

    @rule(
        target=RecordMachine.people,
        body=st.fixed_dictionaries(whole, optional=details | {"source_id": st.none() | own_ids}),
        provider=st.integers(0, 1),
    )
    def silna_registers(self, body: Item, provider: int) -> Any:
        body = {**body, **self.__at(provider)}
        if self.__refused(body, None) or self.__holder(body.get("source_id"), body["provider_id"]):
            self.practice.silna.call("POST", PATIENTS, 400, json=body)
            return multiple()
        answer = self.practice.silna.call("POST", PATIENTS, 201, json=body)
        return self.registered(self.__applied(body, Person(id=answer["patient_id"], provider=body["provider_id"])))

    @rule(
        target=RecordMachine.people,
        body=st.fixed_dictionaries(whole | {"source_id": own_ids}, optional=details),
        provider=st.integers(0, 1),
    )
    def silna_puts(self, body: Item, provider: int) -> Any:
        return self.__put({**body, **self.__at(provider)})

    @rule(
        target=RecordMachine.people,
        person=RecordMachine.people,
        loud=st.booleans(),
        source_id=own_ids,
        body=st.fixed_dictionaries(whole, optional=details),
    )
    def silna_puts_a_namesake(self, person: Person, loud: bool, source_id: str, body: Item) -> Any:
        """Somebody of that name and birth date, perhaps written otherwise."""
        if person.born is None or not person.family.strip() or not person.given.strip():
            return multiple()
        family = person.family.upper() if loud else person.family
        named = {"first_name": person.given, "last_name": family, "date_of_birth": person.born.isoformat()}
        at = self.__at(self.providers.index(self.record.provider_of(person)))
        return self.__put({**body, **named, "source_id": source_id, **at})

    def __put(self, body: Item) -> Any:
        held = self.__holder(body["source_id"], body["provider_id"]) or self.__namesake(body)
        if self.__refused(body, held):
            self.practice.silna.call("PUT", PATIENTS, 400, json=body)
            return multiple()
        answer = self.practice.silna.call("PUT", PATIENTS, 200 if held else 201, json=body)
        if held:
            assert answer["patient_id"] == held.id
            self.__applied(body, held)
            return multiple()
        return self.registered(self.__applied(body, Person(id=answer["patient_id"], provider=body["provider_id"])))

    @rule(person=RecordMachine.people, body=partial)
    def silna_changes(self, person: Person, body: Item) -> None:
        if not person.live or person.born is None:
            self.practice.silna.call("PATCH", PATIENTS + person.id, 404, json=body)
            return
        taken = self.__holder(body.get("source_id"), self.record.provider_of(person))
        if self.__refused(body, person) or taken not in (None, person):
            self.practice.silna.call("PATCH", PATIENTS + person.id, 400, json=body)
            return
        self.practice.silna.call("PATCH", PATIENTS + person.id, 204, json=body)
        self.__applied(body, person)

    @rule(person=RecordMachine.people)
    def silna_moves_to_another_providers_location(self, person: Person) -> None:
        other = next(each for each in self.providers if each != self.record.provider_of(person))
        body = {"provider_service_location_id": self.__at(self.providers.index(other))["provider_service_location_id"]}
        expected = 400 if person.live and person.born else 404
        self.practice.silna.call("PATCH", PATIENTS + person.id, expected, json=body)

    @rule(person=consumes(RecordMachine.people), again=st.booleans(), target=RecordMachine.people)
    def silna_archives(self, person: Person, again: bool) -> Person:
        self.practice.silna.call("DELETE", PATIENTS + person.id, 204 if person.live and person.born else 404)
        person.live = person.live and person.born is None
        if again:
            self.practice.silna.call("DELETE", PATIENTS + person.id, 404)
        return person

    @rule(method=st.sampled_from(("GET", "PATCH", "DELETE")))
    def silna_asks_for_nobody(self, method: str) -> None:
        self.practice.silna.call(method, PATIENTS + NOBODY, 404, **({"json": {}} if method == "PATCH" else {}))

    @rule(person=RecordMachine.people)
    def silna_reads(self, person: Person) -> None:
        if not (person.live and person.born):
            self.practice.silna.call("GET", PATIENTS + person.id, 404)
            return
        said = self.practice.silna.call("GET", PATIENTS + person.id)
        wanted = SILNA.shown(self.record, person)
        assert {name: said[name] for name in wanted} == wanted

    @precondition(lambda self: self.record.people)
    @rule(person=RecordMachine.people, by=st.sampled_from(("source_id", "status", "full_name", "none")), data=st.data())
    def silna_searches(self, person: Person, by: str, data: st.DataObject) -> None:
        """By what somebody has: whoever else has it is found as well, and nobody else."""
        provider = self.record.provider_of(person)
        among = [each for each in self.record.live if each.born and self.record.provider_of(each) == provider]
        if by == "full_name":
            words = [word for word in alike(f"{person.given} {person.family}").split() if len(word) > 2]
            if not words:
                return
            word = data.draw(st.sampled_from(words))
            asked = data.draw(st.sampled_from((word, word.upper(), word[:3], word[-3:])))
            folded = alike(asked)
            if len(asked.strip()) < 3 or len(folded) < 3 or " " in folded:
                return
            wanted = [each for each in among if folded in alike(f"{each.given} {each.middle} {each.family}")]
            params = {"full_name": asked}
        elif by == "source_id":
            params = {"source_id": person.source_id or "null"}
            wanted = [each for each in among if each.source_id == person.source_id]
        elif by == "status":
            params = {"status": person.status.upper()}
            wanted = [each for each in among if each.status == person.status]
        else:
            params, wanted = {}, among
        found = [each["id"] for each in silna_walk(self.practice, PATIENTS, 2, provider_id=provider, **params)]
        known = {person.id for person in self.record.people}
        assert [each for each in found if each in known] == [each.id for each in reversed(wanted)]

    @rule(body=st.fixed_dictionaries(whole), target=RecordMachine.people, gone=st.none() | RecordMachine.people)
    def silna_pages_while_things_change(self, body: Item, gone: Person | None) -> Any:
        """Who was there all the time is listed once, however the list changes between two pages."""
        provider = self.record.provider
        steady = [each for each in self.record.live if each.born and self.record.provider_of(each) == provider]
        walk = silna_walk(self.practice, PATIENTS, 2, provider_id=provider)
        seen = [next(walk)["id"], next(walk)["id"]]
        if gone in steady:
            self.practice.silna.call("DELETE", PATIENTS + gone.id, 204)
            gone.live = False
            steady.remove(gone)
        made = self.silna_registers(body, self.providers.index(provider))
        seen += [each["id"] for each in walk]
        assert len(seen) == len(set(seen))
        assert {person.id for person in steady} <= set(seen)
        return made

    # -- what Silna's documents say -----------------------------------------------------------------------------------

    def __at(self, provider: int) -> Item:
        place = self.practice.silna.call("GET", f"/public/v1/providers/{self.providers[provider]}/service-locations")
        location = place["records"][-1]["id"]
        return {"provider_id": self.providers[provider], "provider_service_location_id": location}

    def __holder(self, source_id: str | None, provider: str) -> Person | None:
        """Which live patient of the provider has the id."""
        if source_id is None:
            return None
        mine = (each for each in self.record.live if self.record.provider_of(each) == provider)
        return next((each for each in mine if each.source_id == source_id), None)

    def __namesake(self, body: Item) -> Person | None:
        """The only live patient of the provider without an id who has that name and birth date."""
        who = Person(given=body["first_name"], family=body["last_name"])
        alikes = [
            each
            for each in self.record.live
            if self.record.provider_of(each) == body["provider_id"] and each.source_id is None
            if each.identity[:2] == who.identity[:2] and str(each.born) == body["date_of_birth"]
        ]
        return alikes[0] if len(alikes) == 1 else None

    def __refused(self, body: Item, held: Person | None) -> bool:
        return body.get("date_of_birth") == str(TO_COME)

    def __applied(self, body: Item, person: Person) -> Person:
        """Absent fields stay; null clears an address field, ``sex`` and ``source_id``, and changes nothing else."""
        person.given = body.get("first_name") or person.given
        person.family = body.get("last_name") or person.family
        if body.get("date_of_birth"):
            person.born = type(TO_COME).fromisoformat(body["date_of_birth"])
        person.status = (body.get("status") or person.status).lower()
        if body.get("patient_specialties"):
            person.specialties = tuple(dict.fromkeys(body["patient_specialties"]))
        person.location = body.get("provider_service_location_id") or person.location
        if body.get("sex"):
            person.sex = body["sex"].lower()
        elif "sex" in body and person.sex in ("male", "female"):
            person.sex = "unknown"
        if "source_id" in body:
            person.source_id = body["source_id"]
        _place(person, body)
        return person


def _place(person: Person, body: Item) -> None:
    place = person.place
    shown = (place.lines[0] if place.lines else "", ", ".join(filter(None, place.lines[1:])))
    first = body.get("address_line_1", shown[0]) or ""
    second = body.get("address_line_2", shown[1]) or ""
    if (first, second) != shown:
        place.lines = (first, second) if second else (first,) if first else ()
    place.city = body.get("city", place.city) or ""
    place.state = body.get("state", place.state) or ""
    code = body.get("zip_code", place.whole_code) or ""
    if code != place.whole_code:
        place.whole_code = code
