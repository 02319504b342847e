"""CareStack's calls on patients, and what they must answer and do."""

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from tests.prove.models.drawn import NOBODY, TO_COME, born, emails, lines, names, phones
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, alike
from tests.prove.models.views import CARESTACK, INDIAN, Item, indian_state

ADD, UPDATE, GET = "/add/Patient", "/update/Patient", "/get/Patient"
FIND, DELETE = "/health-lake/get-profiles/Patient", "/health-lake/delete/Patient/"
CODES = {name: code for code, name in INDIAN.items()}
GENDERS = {"male": "male", "F": "female", "Other": "other", "UNKNOWN": "unknown", "m": "male"}

filled = lines.filter(lambda text: text.strip() != "")
cards = st.sampled_from((("AADHAAR", "123412341234"), ("AADHAAR", "9999 8888 7777"), ("DRIVING_LICENSE", "DL-04 2011")))
optional: dict[str, st.SearchStrategy[Any]] = {
    "middleName": st.sampled_from((None, "", "Lee", "एक")),
    "lastName": st.none() | st.just("") | names,
    "mobileNumber": st.none() | st.just("") | phones,
    "emailId": st.none() | st.just("") | emails,
    "pincode": st.sampled_from((None, "", "682001", "12207", "97301")),
    "state": st.sampled_from((None, "", "Kerala", "goa", "Unknown")),
}
required = {
    "firstName": names,
    "birthDate": born.map(str),
    "gender": st.sampled_from(sorted(GENDERS)),
    "address": filled,
}


class CarestackRules(RecordMachine):
    """Patients as CareStack writes them."""

    @rule(target=RecordMachine.people, body=st.fixed_dictionaries(required, optional=optional), card=cards)
    def carestack_registers(self, body: Item, card: tuple[str, str]) -> Any:
        sent = {**body, "idType": card[0], "idNumber": card[1], "patientType": "NEW", "resourceType": "Patient"}
        if body["birthDate"] == str(TO_COME):
            self.practice.carestack.call("POST", ADD, 400, json=sent)
            return multiple()
        answer = self.practice.carestack.call("POST", ADD, 201, json=sent)
        person = Person(id=answer["resourceId"])
        self.__change(body, card, person)
        self.__holds(person, answer["resource"])
        return self.registered(person)

    @rule(
        person=RecordMachine.people,
        body=st.fixed_dictionaries({}, optional=optional | {name: st.none() | each for name, each in required.items()}),
        card=st.none() | cards,
    )
    def carestack_changes(self, person: Person, body: Item, card: tuple[str, str] | None) -> None:
        sent = {**body, "resourceId": person.id, "resourceType": "patient"}
        sent |= {"idType": card[0], "idNumber": card[1]} if card else {}
        if not person.live:
            self.practice.carestack.call("PUT", UPDATE, 404, json=sent)
        elif body.get("birthDate") == str(TO_COME):
            self.practice.carestack.call("PUT", UPDATE, 400, json=sent)
        else:
            answer = self.practice.carestack.call("PUT", UPDATE, json=sent)
            self.__change(body, card, person)
            self.__holds(person, answer["resource"])

    @rule(person=RecordMachine.people)
    def carestack_sends_back_what_it_read(self, person: Person) -> None:
        """Which changes nothing, not even the version."""
        if not person.live or person.card is None:
            return
        read = self.practice.carestack.call("GET", f"{GET}/{person.id}")["requestResource"]
        assert self.practice.carestack.call("PUT", UPDATE, json=read)["resource"] == read

    @rule(person=RecordMachine.people)
    def carestack_reads(self, person: Person) -> None:
        answer = self.practice.carestack.call("GET", f"{GET}/{person.id}")
        if person.live:
            assert answer["message"] == "Patient Found !!!"
            self.__holds(person, answer["requestResource"])
        else:
            assert (answer["message"], answer["requestResource"]) == ("Records not Found !!!", [])

    @rule(person=RecordMachine.people)
    def carestack_deletes(self, person: Person) -> None:
        self.practice.carestack.call("DELETE", DELETE + person.id, 200 if person.live else 404)
        person.live = False

    @rule(id=st.sampled_from((NOBODY, "x")))
    def carestack_asks_for_nobody(self, id: str) -> None:
        assert self.practice.carestack.call("GET", f"{GET}/{id}")["requestResource"] == []
        self.practice.carestack.call("DELETE", DELETE + id, 404)
        self.practice.carestack.call("PUT", UPDATE, 404, json={"resourceId": id, "resourceType": "Patient"})

    @rule(
        person=RecordMachine.people,
        by=st.sampled_from(("firstName", "lastName", "birthDate", "gender", "mobileNumber", "emailId", "state")),
        size=st.integers(1, 3),
        count=st.integers(1, 3),
    )
    def carestack_searches(self, person: Person, by: str, size: int, count: int) -> None:
        """By what somebody has: whoever else has it is found as well, and nobody else."""
        live = list(self.record.live)
        asked: Any
        if by in ("firstName", "lastName"):
            name = {"firstName": "given", "lastName": "family"}[by]
            asked = getattr(person, name)[:size]
            wanted = [each for each in live if alike(getattr(each, name)).startswith(alike(asked.strip()))]
        elif by == "birthDate" and person.born:
            asked, wanted = str(person.born), [each for each in live if each.born == person.born]
        elif by == "gender":
            asked = CARESTACK.shown(self.record, person)["gender"]
            wanted = [each for each in live if CARESTACK.shown(self.record, each)["gender"] == asked]
        elif by == "mobileNumber" and person.phone("mobile"):
            asked = person.phone("mobile")
            wanted = [each for each in live if any(phone.number == asked for phone in each.phones)]
        elif by == "emailId" and person.email:
            asked = person.email.upper()
            wanted = [each for each in live if each.email.casefold() == person.email.casefold()]
        elif by == "state" and indian_state(person) in CODES:
            asked, wanted = indian_state(person), [each for each in live if indian_state(each) == indian_state(person)]
        else:
            return
        if not str(asked).strip():
            return
        found = self.__found({by: asked, "count": count})
        known = {each.id for each in self.record.people}
        assert [id for id in found if id in known] == [each.id for each in wanted]

    @rule(body=st.fixed_dictionaries(required), card=cards, target=RecordMachine.people)
    def carestack_pages_while_things_change(self, body: Item, card: tuple[str, str]) -> Any:
        """Who was there all the time is listed once."""
        steady = [each.id for each in self.record.live]
        first = self.practice.carestack.call("GET", FIND, params={"filters": json.dumps({"count": 2})})
        made = self.carestack_registers(body, card)
        seen = [each["id"] for each in first["entry"]] + self.__found({"count": 2}, first["link"]["nextPage"])
        assert len(seen) == len(set(seen))
        assert set(steady) <= set(seen)
        return made

    # -- what CareStack's documents say -------------------------------------------------------------------------------

    def __found(self, filters: Item, page: str | None = "") -> list[str]:
        found: list[str] = []
        while page is not None:
            params = {"filters": json.dumps(filters), **({"nextPage": page} if page else {})}
            answer = self.practice.carestack.call("GET", FIND, params=params)
            found += [each["id"] for each in answer["entry"]]
            page = answer["link"]["nextPage"]
        return found

    def __holds(self, person: Person, said: Item) -> None:
        wanted = CARESTACK.shown(self.record, person)
        assert {name: said[name] for name in wanted} == wanted

    def __change(self, body: Item, card: tuple[str, str] | None, person: Person) -> None:
        """Null leaves a field as it is, an empty text clears an optional one. Blanks around a text do not count."""
        shown = CARESTACK.shown(self.record, person)
        sent = {name: value.strip() for name, value in body.items() if value is not None}
        for name, part in (("firstName", "given"), ("middleName", "middle"), ("lastName", "family")):
            if sent.get(name, held := getattr(person, part)) != held.strip():
                setattr(person, part, sent[name])
        if "birthDate" in sent:
            person.born = date.fromisoformat(sent["birthDate"])
        if "gender" in sent and GENDERS[sent["gender"]] != shown["gender"]:
            person.sex = GENDERS[sent["gender"]]
        if "mobileNumber" in sent:
            person.call_at(sent["mobileNumber"], "mobile")
        person.email = sent.get("emailId", person.email)
        place = person.place
        if "address" in sent and sent["address"] != (shown["address"] or "").strip():
            place.lines = (sent["address"],)
        if "pincode" in sent and sent["pincode"] != place.code:
            place.code, place.plus_four = sent["pincode"], ""
        if "state" in sent:
            self.__place(sent["state"].title(), person)
        if card:
            number = card[1].replace(" ", "")
            person.card = (card[0], f"XXXXXXXX{number[-4:]}" if card[0] == "AADHAAR" else card[1])

    def __place(self, state: str, person: Person) -> None:
        place = person.place
        if state != indian_state(person):
            code = CODES.get(state)
            place.state = code or ""
            place.country = "IN" if code else place.country
        person.said_unknown = state == "Unknown" and not place.state
