"""Candid's calls on patients of its pre-encounter API, and what they must answer and do."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from tests.prove.models.drawn import NOBODY, TO_COME, birthdays, cities, codes, emails, lines, names, phones, states
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, Phone, Place, Use
from tests.prove.models.views import CANDID, Item, candid_walk

PATIENTS = "/patients/v1"
SEXES = {"FEMALE": "female", "MALE": "male", "UNKNOWN": "unknown", "REFUSED": "pnta"}
USES: dict[str, Use] = {"HOME": "home", "WORK": "work", "MOBILE": "mobile", "TEMP": "any", "OLD": "any"}
EMPTY = ("other_names", "other_addresses", "contacts", "general_practitioners")

contacts = st.fixed_dictionaries({"value": phones, "use": st.sampled_from(sorted(USES))})
human_names = st.fixed_dictionaries(
    {"family": names, "given": st.lists(names, min_size=1, max_size=3), "use": st.just("USUAL")}
)
somewhere: dict[str, st.SearchStrategy[Any]] = {
    "use": st.just("HOME"),
    "line": st.lists(lines, max_size=3),
    "city": cities,
    "state": states,
    "postal_code": codes,
    "country": st.sampled_from(("US", "IN")),
}
abroad = somewhere | {"state": st.just("FC"), "country": st.sampled_from(("IN", "CA"))}
addresses = st.one_of(
    st.fixed_dictionaries(somewhere, optional={"county": st.just("Albany County")}),
    st.fixed_dictionaries(abroad, optional={"administrative_area": st.sampled_from(("KL", "ON"))}),
)
bodies = st.fixed_dictionaries(
    {
        "name": human_names,
        "birth_date": st.one_of(*[birthdays] * 9, st.just(TO_COME)).map(str),
        "biological_sex": st.sampled_from(sorted(SEXES)),
        "primary_address": addresses,
        "other_telecoms": st.lists(contacts, max_size=3),
        **{name: st.just([]) for name in EMPTY},
        "filing_order": st.just({"coverages": []}),
    },
    optional={"primary_telecom": contacts, "email": emails},
)


class CandidRules(RecordMachine):
    """Patients as Candid writes them."""

    @rule(
        target=RecordMachine.people, body=bodies, mrn=st.none() | st.sampled_from(("M-1", "M-2")), anyhow=st.booleans()
    )
    def candid_registers(self, body: Item, mrn: str | None, anyhow: bool) -> Any:
        return self.__register(body, mrn, anyhow)

    @rule(target=RecordMachine.people, person=RecordMachine.people, body=bodies, anyhow=st.booleans())
    def candid_registers_a_namesake(self, person: Person, body: Item, anyhow: bool) -> Any:
        if person.born is None:
            return multiple()
        name = {"family": person.family.upper(), "given": [person.given], "use": "USUAL"}
        return self.__register({**body, "name": name, "birth_date": str(person.born)}, None, anyhow)

    def __register(self, body: Item, mrn: str | None, anyhow: bool) -> Any:
        path, sent = (f"{PATIENTS}/with_mrn", {**body, "mrn": mrn}) if mrn else (PATIENTS, body)
        params = {"skip_duplicate_check": str(anyhow).lower()}
        taken = any(each.mrn == mrn for each in self.record.live if mrn)
        person = self.__replaced(body, Person())
        known = not anyhow and any(each.identity == person.identity for each in self.record.live)
        unborn = body["birth_date"] == str(TO_COME)
        if unborn or taken or known:
            expected = 409 if known else (400 if mrn else 422) if unborn else 409
            self.practice.candid.call("POST", path, expected, json=sent, params=params)
            return multiple()
        answer = self.practice.candid.call("POST", path, json=sent, params=params)
        person.id, person.mrn = answer["id"], answer["mrn"]
        assert mrn in (None, answer["mrn"])
        self.__holds(person, answer)
        return self.registered(person)

    @rule(person=RecordMachine.people, body=bodies, off=st.sampled_from((0, 0, 0, -1, 1)))
    def candid_replaces(self, person: Person, body: Item, off: int) -> None:
        version = self.__version(person)
        path = f"{PATIENTS}/{person.id}/{version + 1 + off}"
        if not person.live:
            self.practice.candid.call("PUT", path, 404, json=body)
        elif off or body["birth_date"] == str(TO_COME):
            self.practice.candid.call("PUT", path, 409 if off else 422, json=body)
        else:
            answer = self.practice.candid.call("PUT", path, json=body)
            self.__replaced(body, person)
            self.insured.file(person, [])
            assert answer["version"] == version + 1
            self.__holds(person, answer)

    @rule(person=RecordMachine.people)
    def candid_sends_back_what_it_read(self, person: Person) -> None:
        """Which makes a new version and changes nothing."""
        if not person.live:
            return
        read = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")
        answer = self.practice.candid.call("PUT", f"{PATIENTS}/{person.id}/{read['version'] + 1}", json=read)
        moving = ("version", "updated_at", "updating_user_id")
        assert {**answer, **{name: read[name] for name in moving}} == read

    @rule(person=RecordMachine.people, off=st.sampled_from((0, 0, -1, 1)))
    def candid_deactivates(self, person: Person, off: int) -> None:
        path = f"{PATIENTS}/{person.id}/{self.__version(person) + 1 + off}"
        self.practice.candid.call("DELETE", path, 404 if not person.live else 409 if off else 204)
        person.live = person.live and off != 0

    @rule(person=RecordMachine.people, off=st.sampled_from((0, 0, -1, 1)))
    def candid_reactivates(self, person: Person, off: int) -> None:
        path = f"{PATIENTS}/{person.id}/{self.__version(person) + 1 + off}"
        conflict = off != 0 or (not person.live and self.__ids_taken(person))
        self.practice.candid.call("PATCH", path, 409 if conflict else 204)
        if not (conflict or person.live):
            taken = any(each.username.casefold() == person.username.casefold() for each in self.record.live)
            person.username = "" if taken else person.username
            person.live = True

    @rule(id=st.sampled_from((NOBODY, "x")))
    def candid_asks_for_nobody(self, id: str) -> None:
        for path in (id, f"{id}/history", f"mrn/{id}"):
            self.practice.candid.call("GET", f"{PATIENTS}/{path}", 404)
        self.practice.candid.call("DELETE", f"{PATIENTS}/{id}/2", 404)

    @rule(person=RecordMachine.people)
    def candid_finds_by_mrn(self, person: Person) -> None:
        mrn = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")["mrn"]
        same = [each for each in self.record.people if each.mrn == mrn] if person.mrn else [person]
        found = self.practice.candid.call("GET", f"{PATIENTS}/mrn/{mrn}")["id"]
        assert found in {each.id for each in same}
        assert found in {each.id for each in same if each.live} or not any(each.live for each in same)
        listed = {each["id"] for each in self.practice.candid.call("GET", PATIENTS, params={"mrn": mrn})}
        assert listed == {each.id for each in same if each.live}

    @rule(body=bodies, target=RecordMachine.people, way=st.sampled_from(("asc", "desc")))
    def candid_pages_while_things_change(self, body: Item, way: str) -> Any:
        """Who was there all the time is listed once."""
        steady = {each.id for each in self.record.live}
        params: dict[str, Any] = {"limit": 2, "sort_field": "createdAt", "sort_direction": way}
        page = self.practice.candid.call("GET", f"{PATIENTS}/get_multi", params=params)
        made = self.__register(body, None, anyhow=True)
        seen = [each["id"] for each in page["items"]]
        while token := page.get("next_page_token"):
            page = self.practice.candid.call("GET", f"{PATIENTS}/get_multi", params={**params, "page_token": token})
            seen += [each["id"] for each in page["items"]]
        assert len(seen) == len(set(seen))
        assert steady <= set(seen)
        return made

    @rule(field=st.sampled_from(("name.family", "birthDate", "updatedAt")), way=st.sampled_from(("asc", "desc")))
    def candid_sorts(self, field: str, way: str) -> None:
        """However it is sorted, page by page it is everybody."""
        found = candid_walk(self.practice, f"{PATIENTS}/get_multi", 3, sort_field=field, sort_direction=way)
        ids = [each["id"] for each in found]
        assert len(ids) == len(set(ids))
        assert {person.id for person in self.record.live} == set(ids) - set(self.others[CANDID.name])

    # -- what Candid's documents say ----------------------------------------------------------------------------------

    def __version(self, person: Person) -> int:
        version: int = self.practice.candid.call("GET", f"{PATIENTS}/{person.id}")["version"]
        return version

    def __ids_taken(self, person: Person) -> bool:
        """Whether somebody live has been given an id that the person had."""
        return any(
            (person.mrn and each.mrn == person.mrn)
            or (person.billed_as and each.billed_as == person.billed_as)
            or (person.chart_id and each.chart_id == person.chart_id)
            or (
                person.source_id is not None
                and each.source_id == person.source_id
                and self.record.provider_of(each) == self.record.provider_of(person)
            )
            for each in self.record.live
        )

    def __holds(self, person: Person, answer: Item) -> None:
        wanted, said = CANDID.shown(self.record, person), CANDID.says(answer)
        assert {name: said.get(name) for name in wanted} == wanted

    def __replaced(self, body: Item, person: Person) -> Person:
        """What is left out is gone, of all that this API can say."""
        first, *more = body["name"]["given"]
        person.given, person.middle = first, " ".join(more)
        person.family = body["name"]["family"]
        person.born = date.fromisoformat(body["birth_date"])
        person.sex = SEXES[body["biological_sex"]] if self.__sex_differs(body, person) else person.sex
        address = body["primary_address"]
        state = address.get("administrative_area", "") if address["state"] == "FC" else address["state"]
        place = Place(tuple(address["line"]), address["city"], state, county=address.get("county", ""))
        place.whole_code, place.country = address["postal_code"], address["country"]
        if place.country == "US" and not person.place.country:
            same = (place.lines, place.city, place.state, place.whole_code, place.county)
            held = person.place
            if same == (held.lines, held.city, held.state, held.whole_code, held.county):
                place.country = ""
        person.place = place
        points = [body["primary_telecom"]] if "primary_telecom" in body else []
        person.phones = [Phone(each["value"], USES[each["use"]]) for each in (*points, *body["other_telecoms"])]
        person.email = body.get("email", "")
        person.location = None
        return person

    def __sex_differs(self, body: Item, person: Person) -> bool:
        """Another word than the one that is shown, which has none for ``other``."""
        differs: bool = body["biological_sex"] != CANDID.shown(self.record, person)["biological_sex"]
        return differs
