"""The machine that every dialect's rules run on: a fresh practice, what it must hold, and the looks that compare."""

import sys
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, precondition, rule

from tests.prove.models.insurance import Plans
from tests.prove.models.premises import Premises
from tests.prove.models.record import Person, Record
from tests.prove.models.views import CANDID, DRCHRONO, SILNA, VIEWS, Item, View, compare, silna_providers


class RecordMachine(RuleBasedStateMachine):
    """Any sequence of calls to one practice. At the end, and now and then, all APIs must agree with the model."""

    people: Bundle[Person] = Bundle("people")
    """Everybody who was ever registered, also those who were deleted."""

    premises: ClassVar[Premises]
    """Where this machine's practices are."""

    def __init__(self) -> None:
        super().__init__()
        self.premises.steps -= 1
        self.practice = self.premises.open_practice()
        self.providers = silna_providers(self.practice)
        blocks = self.practice.blocks
        self.record = Record(blocks["silna"]["provider_id"], blocks["carestack"]["facility_id"])
        self.insured = Plans()
        self.others = {view.name: _by_key(view, view.listed(self.practice)) for view in VIEWS.values()}

    def check_invariants(self, *given: Any) -> None:
        """Hypothesis calls this before the first step and after each."""
        self.premises.steps += 1
        super().check_invariants(*given)

    @precondition(lambda self: self.record.people)
    @rule(name=st.sampled_from(sorted(VIEWS)))
    def look(self, name: str) -> None:
        """At one API, in the middle of it all."""
        self._compare(VIEWS[name])

    def teardown(self) -> None:
        if sys.exc_info()[1] is None:
            self.agree()

    def agree(self) -> None:
        """Every API shows the record as it must be."""
        self.practice.premises.deliver()
        for view in VIEWS.values():
            self._compare(view)
        for person in self.record.people:
            self._check_history(person)

    def _compare(self, view: View) -> None:
        compare(view, view.listed(self.practice), self.record, self.others[view.name])

    def _check_history(self, person: Person) -> None:
        """Every version is there, from the first one on, and the last is what is read."""
        versions = self.practice.candid.call("GET", f"/patients/v1/{person.id}/history")
        assert [each["version"] for each in versions] == list(range(1, len(versions) + 1))
        assert versions[-1] == self.practice.candid.call("GET", f"/patients/v1/{person.id}")
        assert versions[-1]["deactivated"] is not person.live
        said = CANDID.says(versions[-1])
        wanted = {**CANDID.shown(self.record, person), "deactivated": not person.live}
        assert {name: said.get(name) for name in wanted} == wanted

    # -- who was registered just now ----------------------------------------------------------------------------------

    def registered(self, person: Person) -> Person:
        """``person``, by the id and the number that the record gave, whichever of them the caller was told."""
        if not person.id:
            person.id = self._newest(SILNA, self.record.provider_of(person))
        if not person.number:
            known = {*self.others[DRCHRONO.name], *(each.number for each in self.record.people)}
            (person.number,) = {DRCHRONO.key(item) for item in DRCHRONO.listed(self.practice)} - known
        return self.record.add(person)

    def _newest(self, view: View, provider: str) -> str:
        params = {"provider_id": provider, "limit": 1}
        (item,) = self.practice.silna.call("GET", "/public/v1/patients/", params=params)["records"]
        newest: str = view.key(item)
        assert newest not in {person.id for person in self.record.people}, "the newest comes first"
        return newest


def _by_key(view: View, items: list[Item]) -> dict[Any, Item]:
    return {view.key(item): item for item in items}
