"""A patient's first plan: made once, changed in place, given up."""

import asyncio
from dataclasses import replace

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.coverage.operations import primary, set_primary
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.errors import Contended, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from tests.support.store import open_context


class Insured:
    """A patient and the plans of the practice."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self.id = new_id()
        self._open = lambda: open_context(store, practice_id)

    async def register(self) -> "Insured":
        await perform(self._open, lambda ctx: ctx.put(PATIENT, Patient(id=self.id, name=HumanName("Ana"))))
        return self

    async def set(self, payer: str, *, active: bool = True) -> Coverage | None:
        return await perform(
            self._open,
            lambda ctx: set_primary(ctx, self.id, lambda plan: replace(plan, payer_name=payer, active=active)),
        )

    async def payers(self) -> list[str]:
        page = await perform(self._open, lambda ctx: ctx.find(Query(COVERAGE)))
        return [coverage.payer_name for coverage in page.items]


@pytest.fixture
async def insured(store: Store, practice_id: str) -> Insured:
    return await Insured(store, practice_id).register()


async def test_a_plan_is_made_changed_and_given_up(insured: Insured) -> None:
    assert await insured.set("", active=False) is None, "nothing to say, nothing to write"
    made = await insured.set("Aetna")
    assert made is not None
    assert (made.order, made.version) == (1, 1)
    changed = await insured.set("Cigna")
    assert changed is not None
    assert (changed.id, changed.version) == (made.id, 2)
    again = await insured.set("Cigna")
    assert again is not None
    assert again.version == 2, "no change, no version"
    assert await insured.set("Cigna", active=False) is None
    assert await insured.payers() == []
    new = await insured.set("Aetna")
    assert new is not None
    assert new.id != made.id


async def test_the_oldest_of_several_first_plans_counts(insured: Insured, store: Store, practice_id: str) -> None:
    for payer in ("First", "Other"):
        ctx = open_context(store, practice_id)
        await ctx.put(COVERAGE, Coverage(patient_id=insured.id, payer_name=payer))
        await ctx.commit()
    found = await perform(lambda: open_context(store, practice_id), lambda ctx: primary(ctx, insured.id))
    assert found is not None
    assert found.payer_name == "First"
    await insured.set("Changed")
    assert sorted(await insured.payers()) == ["Changed", "Other"]


async def test_many_at_once_make_one_plan(insured: Insured) -> None:
    answers = await asyncio.gather(*(insured.set(f"P{n}") for n in range(6)), return_exceptions=True)
    assert all(isinstance(answer, Coverage | Contended) for answer in answers)
    assert len(await insured.payers()) == 1


async def test_an_unknown_patient_holds_no_plan(store: Store, practice_id: str) -> None:
    with pytest.raises(UnknownReference):
        await Insured(store, practice_id).set("Aetna")
