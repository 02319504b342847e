"""A patient's plans: the first made once, changed in place, given up; several billed in an order."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.coverage.model import COVERAGE, Coverage, CoverageStatus
from polyclinic.core.coverage.operations import create, filing_orders, primary, set_filing_order, set_primary, update
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import Contended, ExternalIdTaken, Invalid, UnknownReference, VersionConflict
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Query
from polyclinic.core.timeline import operations as timeline
from polyclinic.core.timeline.model import ENTRY
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


class Plans:
    """Plans of one patient, and what the operations say of them."""

    def __init__(self, store: Store, practice_id: str, patient_id: str) -> None:
        self._open = lambda: open_context(store, practice_id)
        self.patient_id = patient_id

    async def add(self, payer: str) -> str:
        draft = Coverage(patient_id=self.patient_id, payer_name=payer)
        return (await perform(self._open, lambda ctx: create(ctx, draft))).id

    async def bill(self, *ids: str) -> None:
        await perform(self._open, lambda ctx: set_filing_order(ctx, self.patient_id, ids))

    async def order(self) -> list[str]:
        orders = await perform(self._open, lambda ctx: filing_orders(ctx, [self.patient_id]))
        return [coverage.id for coverage in orders[self.patient_id]]

    async def first(self) -> str | None:
        found = await perform(self._open, lambda ctx: primary(ctx, self.patient_id))
        return found.id if found else None

    async def change(self, id: str, **changes: Any) -> Coverage:
        return await perform(self._open, lambda ctx: update(ctx, id, lambda held: replace(held, **changes)))

    async def happened(self) -> list[tuple[str, str | None]]:
        query = Query(ENTRY, (Is("patient_id", self.patient_id),))
        page = await perform(self._open, lambda ctx: timeline.search(ctx, query))
        return [(entry.kind.value, entry.coverage_id) for entry in page.items]


@pytest.fixture
async def plans(store: Store, practice_id: str, insured: Insured) -> Plans:
    return Plans(store, practice_id, insured.id)


async def test_plans_are_billed_in_the_order_that_was_set(plans: Plans) -> None:
    first, second, third = [await plans.add(payer) for payer in ("A", "B", "C")]
    assert await plans.order() == []
    assert await plans.first() == first, "without an order the oldest pays"
    await plans.bill(third, second)
    assert await plans.order() == [third, second]
    assert await plans.first() == third
    await plans.bill(second)
    assert await plans.order() == [second]
    await plans.bill()
    assert await plans.order() == []


async def test_a_plan_that_does_not_pay_is_nobodys_first(plans: Plans) -> None:
    first, second = await plans.add("A"), await plans.add("B")
    await plans.bill(first, second)
    await plans.change(first, status=CoverageStatus.CANCELLED)
    assert await plans.first() == second
    assert await plans.order() == [first, second], "its place is kept"


async def test_only_live_plans_of_the_patient_have_a_place(store: Store, practice_id: str, plans: Plans) -> None:
    other = await Insured(store, practice_id).register()
    foreign = await Plans(store, practice_id, other.id).add("X")
    mine = await plans.add("A")
    with pytest.raises(Invalid) as refused:
        await plans.bill(mine, foreign, mine, new_id())
    assert [problem.path for problem in refused.value.problems] == [("coverages", at) for at in (1, 2, 3)]
    assert await plans.order() == []


async def test_what_happens_to_plans_is_told_in_order(plans: Plans) -> None:
    first = await plans.add("A")
    await plans.change(first, payer_name="B")
    await plans.change(first, payer_name="B")
    second = await plans.add("C")
    assert await plans.happened() == [
        ("coverage_created", first),
        ("coverage_updated", first),
        ("coverage_created", second),
    ]


async def test_a_plan_does_not_end_before_it_starts(plans: Plans) -> None:
    plan = await plans.add("A")
    with pytest.raises(Invalid):
        await plans.change(plan, start=date(2026, 2, 1), end=date(2026, 1, 31))


async def test_a_version_that_has_passed_is_told(store: Store, practice_id: str, plans: Plans) -> None:
    plan = await plans.add("A")
    await plans.change(plan, payer_name="B")
    with pytest.raises(VersionConflict) as refused:
        await perform(
            lambda: open_context(store, practice_id),
            lambda ctx: update(ctx, plan, lambda held: replace(held, payer_name="C"), version=1),
        )
    assert refused.value.facts["latest_version"] == 2


async def test_a_plan_that_pays_again_has_its_place_unless_another_has_come_there(plans: Plans) -> None:
    first, second = await plans.add("A"), await plans.add("B")
    await plans.bill(first)
    await plans.change(first, status=CoverageStatus.CANCELLED)
    assert (await plans.change(first, status=CoverageStatus.ACTIVE)).order == 1
    await plans.change(first, status=CoverageStatus.CANCELLED)
    await plans.change(second, order=1)
    assert (await plans.change(first, status=CoverageStatus.ACTIVE)).order is None
    assert await plans.order() == [second]


async def test_ids_within_a_patient_go_along_to_another(store: Store, practice_id: str, plans: Plans) -> None:
    other = Plans(store, practice_id, (await Insured(store, practice_id).register()).id)

    def named(by: Plans, value: str) -> tuple[ExternalId, ...]:
        return (ExternalId("s", value, by.patient_id),)

    held = await other.add("X")
    await other.change(held, external_ids=named(other, "1"))
    for value, kept in (("1", ()), ("2", named(other, "2"))):
        plan = await plans.add("A")
        await plans.change(plan, external_ids=named(plans, value))
        moved = await plans.change(plan, patient_id=other.patient_id)
        assert moved.external_ids == kept
        again = await plans.add("B")
        assert (await plans.change(again, external_ids=named(plans, value))).external_ids, "it is free again"


async def test_an_id_of_a_plan_that_pays_no_more_is_free(plans: Plans) -> None:
    id = ExternalId("s", "1", plans.patient_id)
    first, second = await plans.add("A"), await plans.add("B")
    await plans.change(first, external_ids=(id,))
    with pytest.raises(ExternalIdTaken):
        await plans.change(second, external_ids=(id,))
    await plans.change(first, status=CoverageStatus.CANCELLED)
    assert (await plans.change(second, external_ids=(id,))).external_ids == (id,)
    assert (await plans.change(first, status=CoverageStatus.ACTIVE)).external_ids == ()
