"""Carium's calls on patients and individuals, and what they must answer and do."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from tests.prove.models.drawn import NOBODY, TO_COME, born, emails, names, phones
from tests.prove.models.machine import RecordMachine
from tests.prove.models.record import Person, alike
from tests.prove.models.views import CARIUM, Item, carium_walk

PATIENTS, INDIVIDUALS = "/showboat/v1/patients/", "/caredb/v1/individuals/"
TYPES = {PATIENTS: "ui-patients", INDIVIDUALS: "individuals"}

sexes = st.sampled_from(("male", "female", "other", "unknown", "pnta"))
required = {"first-name": names, "last-name": names, "birth-date": born.map(str), "gender": sexes}
reach = {"email": st.none() | emails, "mobile-phone": st.none() | phones}
views = st.sampled_from((PATIENTS, INDIVIDUALS))


class CariumRules(RecordMachine):
    """Patients as Carium writes them."""

    @rule(target=RecordMachine.people, body=st.fixed_dictionaries(required, optional=reach))
    def carium_registers(self, body: Item) -> Any:
        username = body.get("email") or body.get("mobile-phone")
        attributes = {**body, "organization-id": self.practice.id}
        document = {"data": {"type": "ui-patients", "attributes": attributes}}
        taken = username is not None and self.__user(username)
        unborn = body["birth-date"] == str(TO_COME)
        if username is None or taken or unborn:
            self.practice.carium.call("POST", PATIENTS, 409 if taken and not unborn else 422, json=document)
            return multiple()
        answer = self.practice.carium.call("POST", PATIENTS, 201, json=document)["data"]
        assert answer["attributes"]["username"] == username
        person = Person(id=answer["id"], username=username)
        self.__apply(body, person)
        return self.registered(person)

    @rule(
        person=RecordMachine.people,
        view=views,
        body=st.fixed_dictionaries({}, optional={**required, **reach, "birth-date": st.none() | born.map(str)}),
    )
    def carium_changes(self, person: Person, view: str, body: Item) -> None:
        document = {"data": {"type": TYPES[view], "id": person.id, "attributes": body}}
        if not person.live:
            self.practice.carium.call("PATCH", view + person.id, 404, json=document)
            return
        email = body.get("email", person.email)
        phone = body.get("mobile-phone", person.phone("mobile"))
        unreachable = view == PATIENTS and person.username and not (email or self.__left(person, body, phone))
        if body.get("birth-date") == str(TO_COME) or unreachable:
            self.practice.carium.call("PATCH", view + person.id, 422, json=document)
            return
        answer = self.practice.carium.call("PATCH", view + person.id, json=document)["data"]["attributes"]
        self.__apply(body, person)
        wanted = CARIUM.shown(self.record, person)
        assert {name: answer[name] for name in wanted} == wanted

    @rule(person=RecordMachine.people, view=views, name=names)
    def carium_changes_what_somebody_else_has_changed(self, person: Person, view: str, name: str) -> None:
        if not person.live:
            return
        path, other = view + person.id, next(each for each in TYPES if each != view)
        tag = self.practice.carium.send("GET", path).headers["ETag"]
        nothing = {"data": {"type": TYPES[other], "attributes": {}}}
        reachable = bool(person.email or person.phone("mobile")) or not person.username
        self.practice.carium.call(
            "PATCH", other + person.id, 200 if reachable or other != PATIENTS else 422, json=nothing
        )
        document = {"data": {"type": TYPES[view], "attributes": {"last-name": name}}}
        if not reachable:
            return
        self.practice.carium.call("PATCH", path, 412, json=document, headers={"If-Match": tag})
        tag = self.practice.carium.send("GET", path).headers["ETag"]
        assert self.practice.carium.send("GET", path, headers={"If-None-Match": tag}).status_code == 304
        self.practice.carium.call("PATCH", path, json=document, headers={"If-Match": tag})
        person.family = name

    @rule(person=RecordMachine.people, view=views)
    def carium_says_another_id_or_type(self, person: Person, view: str) -> None:
        for wrong in ({"type": TYPES[view], "id": NOBODY}, {"type": "org-appointments"}):
            document = {"data": {**wrong, "attributes": {"first-name": "Nobody"}}}
            self.practice.carium.call(
                "PATCH", view + person.id, 409 if person.live or "id" not in wrong else 404, json=document
            )

    @rule(view=views, method=st.sampled_from(("GET", "PATCH")), id=st.sampled_from((NOBODY, "x")))
    def carium_asks_for_nobody(self, view: str, method: str, id: str) -> None:
        document = {"data": {"type": TYPES[view], "attributes": {}}}
        self.practice.carium.call(method, view + id, 404, **({"json": document} if method == "PATCH" else {}))

    @rule(
        person=RecordMachine.people,
        view=views,
        by=st.sampled_from(("email", "mobile-phone", "birth-date", "first-name", "last-name", "username")),
        size=st.integers(1, 3),
    )
    def carium_searches(self, person: Person, view: str, by: str, size: int) -> None:
        """By what somebody has: whoever else has it is found as well, and nobody else."""
        live = list(self.record.live)
        if by == "email" and person.email:
            asked, wanted = (
                person.email.swapcase(),
                [each for each in live if each.email.casefold() == person.email.casefold()],
            )
        elif by == "mobile-phone" and person.phone("mobile"):
            asked = person.phone("mobile")
            wanted = [each for each in live if any(phone.number == asked for phone in each.phones)]
        elif by == "birth-date" and person.born:
            asked, wanted = str(person.born), [each for each in live if each.born == person.born]
        elif by in ("first-name", "last-name"):
            name = {"first-name": "given", "last-name": "family"}[by]
            asked = getattr(person, name)[:size]
            wanted = [each for each in live if alike(getattr(each, name)).startswith(alike(asked))]
        elif by == "username" and view == PATIENTS and person.username:
            asked = person.username.upper()
            wanted = [each for each in live if each.username.casefold() == person.username.casefold()]
        else:
            return
        found = {each["id"] for each in carium_walk(self.practice, view, 2, **{f"filter[{by}]": asked})}
        assert found & {each.id for each in self.record.people} == {each.id for each in wanted}

    @rule(key=st.sampled_from(("last-name", "-last-name", "birth-date", "-created-at")))
    def carium_sorts(self, key: str) -> None:
        """However it is sorted, page by page it is everybody."""
        found = [each["id"] for each in carium_walk(self.practice, PATIENTS, 3, sort=key)]
        assert len(found) == len(set(found))
        assert {person.id for person in self.record.live} == set(found) - set(self.others[CARIUM.name])

    # -- what Carium's documents say ----------------------------------------------------------------------------------

    def __user(self, username: str) -> Person | None:
        """Who signs in by that name, in any case."""
        named = (each for each in self.record.live if each.username.casefold() == username.casefold())
        return next(named, None)

    def __left(self, person: Person, body: Item, phone: str | None) -> bool:
        """Whether a mobile phone is left: one that is cleared uncovers another, if there are several."""
        mobiles = [each for each in person.phones if each.use == "mobile"]
        return bool(phone) or ("mobile-phone" in body and len(mobiles) > 1)

    def __apply(self, body: Item, person: Person) -> None:
        person.given = body.get("first-name", person.given)
        person.family = body.get("last-name", person.family)
        person.sex = body.get("gender", person.sex)
        if "birth-date" in body:
            person.born = date.fromisoformat(body["birth-date"]) if body["birth-date"] else None
        if "email" in body:
            person.email = body["email"] or ""
        if "mobile-phone" in body:
            person.call_at(body["mobile-phone"] or "", "mobile")
