"""Money on service lines: charges follow encounters, everything else is posted, and sums are what the postings say."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyclinic.adapters.db.engine import Work
from polyclinic.adapters.db.store import Store
from polyclinic.core.billing import ledger
from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.model import CHARGE, Charge, Sums
from polyclinic.core.encounters.model import (
    ENCOUNTER,
    Encounter,
    PatientCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
)
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Forbidden, Invalid, NotFound
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.postings import Movement, Party, Posting
from tests.support.store import open_context

CHARGED, PAID, REFUNDED = Movement.CHARGE, Movement.PAYMENT, Movement.REFUND
ADJUSTED, TRANSFERRED = Movement.ADJUSTMENT, Movement.TRANSFER
PATIENT_, PRIMARY, SECONDARY = Party.PATIENT, Party.PRIMARY, Party.SECONDARY
ANA = HumanName("Ana", "Silva")

Run = Callable[[Callable[[Context], Awaitable[Any]]], Awaitable[Any]]


@pytest.fixture
def run(store: Store, practice_id: str) -> Run:
    return lambda work: perform(lambda: open_context(store, practice_id), work)


def line(charge: int | None = 12_500) -> ServiceLine:
    return ServiceLine(procedure_code="99213", quantity=Decimal(1), units="UN", charge=charge)


async def recorded(run: Run, *lines: ServiceLine, **changes: Any) -> Encounter:
    async def work(ctx: Context) -> Encounter:
        patient = await ctx.put(PATIENT, Patient(name=ANA))
        draft = Encounter(
            patient_id=patient.id,
            patient=PatientCopy(ANA),
            start=date(2026, 1, 15),
            responsible_party=ResponsibleParty.INSURANCE,
            providers=(Provider(role=ProviderRole.RENDERING, name=ANA, npi="1245319599"),),
            service_lines=lines,
        )
        return await billing.record(ctx, replace(draft, **changes))

    made: Encounter = await run(work)
    return made


async def changed(run: Run, encounter: Encounter, **changes: Any) -> None:
    await run(lambda ctx: billing.update(ctx, encounter.id, lambda held: replace(held, **changes)))


async def posted(run: Run, line_id: str, movement: Movement, party: Party, cents: int) -> Charge:
    charge: Charge = await run(lambda ctx: ledger.post(ctx, line_id, movement, party, cents))
    return charge


async def account(run: Run, line_id: str) -> tuple[Charge, list[Posting]]:
    """A charge with its postings, whose sums it must show."""
    charge: Charge = await run(lambda ctx: ctx.need(CHARGE, line_id, deleted=True))
    postings = await run(lambda ctx: ledger.postings(ctx, line_id))
    sums = Sums()
    for posting in postings:
        sums = sums.after(posting)
    assert charge.sums == sums
    return charge, postings


async def test_what_insurers_and_the_patient_pay(run: Run) -> None:
    service = line(20_000)
    await recorded(run, service)
    charge, _ = await account(run, service.id)
    assert (charge.sums.charged, charge.sums.allowed, charge.sums.balance) == (20_000, 0, 20_000)
    assert charge.sums.insurance_balance == 20_000

    await posted(run, service.id, PAID, PATIENT_, 2_500)
    await posted(run, service.id, ADJUSTED, PRIMARY, 4_001)
    await posted(run, service.id, TRANSFERRED, PRIMARY, 3_999)
    await posted(run, service.id, PAID, PRIMARY, 10_000)
    await posted(run, service.id, PAID, SECONDARY, 1_500)
    charge, postings = await account(run, service.id)
    sums = charge.sums
    assert (sums.allowed, sums.adjusted, sums.paid, sums.paid_insurance) == (15_999, 4_001, 14_000, 11_500)
    assert (sums.insurance_balance, sums.patient_balance, sums.balance) == (500, 1_499, 1_999)
    assert [posting.cents for posting in postings] == [20_000, 2_500, 4_001, 3_999, 10_000, 1_500]
    assert {(posting.actor, posting.currency) for posting in postings} == {("user:test", "USD")}
    assert [posting.at for posting in postings] == sorted(posting.at for posting in postings)


async def test_who_is_billed_first_owes(run: Run) -> None:
    service = line(8_000)
    encounter = await recorded(run, service, responsible_party=ResponsibleParty.PATIENT)
    assert (await account(run, service.id))[0].sums.patient_balance == 8_000
    await changed(run, encounter, responsible_party=ResponsibleParty.INSURANCE)
    charge, postings = await account(run, service.id)
    assert (charge.sums.patient_balance, charge.sums.insurance_balance) == (0, 8_000)
    assert sorted((posting.party, posting.cents) for posting in postings) == [
        (PATIENT_, -8_000),
        (PATIENT_, 8_000),
        (PRIMARY, 8_000),
    ]


async def test_a_corrected_charge_is_another_posting(run: Run) -> None:
    service = line(12_500)
    encounter = await recorded(run, service)
    await changed(run, encounter, service_lines=(replace(service, charge=10_000, description="Office visit"),))
    charge, postings = await account(run, service.id)
    assert [posting.cents for posting in postings] == [12_500, -2_500]
    assert (charge.service.description, charge.version) == ("Office visit", 2)

    await changed(run, encounter, tags=("seen",))
    assert (await account(run, service.id))[0].version == 2, "nothing that a charge shows has changed"


async def test_a_line_that_is_gone_is_charged_no_more(run: Run) -> None:
    kept, gone = line(), line(7_700)
    encounter = await recorded(run, kept, gone)
    await changed(run, encounter, service_lines=(kept,))
    charge, postings = await account(run, gone.id)
    assert (charge.active, charge.sums.charged, [each.cents for each in postings]) == (False, 0, [7_700, -7_700])
    assert (await account(run, kept.id))[0].active


async def test_money_paid_on_a_line_that_is_gone_stays_until_it_is_given_back(run: Run) -> None:
    service = line(7_700)
    encounter = await recorded(run, service)
    await posted(run, service.id, PAID, PATIENT_, 2_000)
    await changed(run, encounter, service_lines=())
    charge, _ = await account(run, service.id)
    assert (charge.active, charge.withdrawn, charge.sums.balance) == (True, True, -2_000)
    await posted(run, service.id, REFUNDED, PATIENT_, 2_000)
    assert not (await account(run, service.id))[0].active


async def test_what_is_not_to_be_billed_is_not_charged(run: Run) -> None:
    service = line()
    encounter = await recorded(run, service, billable=False)
    assert await run(lambda ctx: ctx.get(CHARGE, service.id)) is None
    await changed(run, encounter, billable=True)
    assert (await account(run, service.id))[0].sums.charged == 12_500
    await changed(run, encounter, billable=False)
    assert not (await account(run, service.id))[0].active
    await changed(run, encounter, billable=True)
    charge, postings = await account(run, service.id)
    assert (charge.active, charge.withdrawn) == (True, False)
    assert [posting.cents for posting in postings] == [12_500, -12_500, 12_500]


async def test_a_deactivated_encounter_charges_nothing(run: Run) -> None:
    service = line()
    encounter = await recorded(run, service)

    async def deactivate(ctx: Context) -> None:
        before = await ctx.need(ENCOUNTER, encounter.id)
        await ledger.follow(ctx, await ctx.put(ENCOUNTER, replace(before, active=False)), before)

    await run(deactivate)
    charge, _ = await account(run, service.id)
    assert (charge.active, charge.sums) == (False, Sums())


async def test_a_line_without_a_price_is_an_account_without_postings(run: Run) -> None:
    service = line(None)
    await recorded(run, service)
    charge, postings = await account(run, service.id)
    assert (charge.active, charge.sums, postings) == (True, Sums(), [])


async def test_a_wrong_posting_is_reversed_once(run: Run) -> None:
    service = line()
    await recorded(run, service)
    await posted(run, service.id, PAID, PRIMARY, 5_000)
    _, (charged, wrong) = await account(run, service.id)
    charge: Charge = await run(lambda ctx: ledger.reverse(ctx, service.id, wrong.id))
    assert (charge.sums.paid, charge.sums.allowed, charge.sums.balance) == (0, 0, 12_500)
    _, (*_, back) = await account(run, service.id)
    assert (back.reverses, back.movement, back.party, back.cents) == (wrong.id, PAID, PRIMARY, -5_000)
    for refused in (wrong, back, charged):
        with pytest.raises(Invalid):
            await run(partial(ledger.reverse, line_id=service.id, posting_id=refused.id))
    with pytest.raises(NotFound):
        await run(lambda ctx: ledger.reverse(ctx, service.id, new_id()))


@pytest.mark.parametrize(
    ("movement", "party", "cents", "field"),
    [
        (CHARGED, PRIMARY, 100, "movement"),
        (TRANSFERRED, PATIENT_, 100, "party"),
        (PAID, PRIMARY, 0, "cents"),
        (PAID, PRIMARY, -1, "cents"),
        (PAID, PRIMARY, ledger.MOST_CENTS + 1, "cents"),
        (REFUNDED, PATIENT_, 1, "cents"),
    ],
)
async def test_what_cannot_be_posted(run: Run, movement: Movement, party: Party, cents: int, field: str) -> None:
    service = line()
    await recorded(run, service)
    with pytest.raises(Invalid) as refused:
        await posted(run, service.id, movement, party, cents)
    assert [problem.path for problem in refused.value.problems] == [(field,)]
    assert len((await account(run, service.id))[1]) == 1


async def test_others_accounts_are_not_found(store: Store, run: Run) -> None:
    service = line()
    await recorded(run, service)
    stranger = open_context(store, new_id())
    with pytest.raises(NotFound):
        await ledger.post(stranger, service.id, PAID, PATIENT_, 1)
    with pytest.raises(NotFound):
        await ledger.postings(stranger, service.id)
    assert await stranger.postings(service.id) == []


async def test_money_is_moved_and_read_by_those_who_may(store: Store, practice_id: str, run: Run) -> None:
    service = line()
    await recorded(run, service)
    reader = open_context(store, practice_id, permissions=frozenset({"billing:read"}))
    assert len(await ledger.postings(reader, service.id)) == 1
    with pytest.raises(Forbidden):
        await ledger.post(reader, service.id, PAID, PATIENT_, 1)
    with pytest.raises(Forbidden):
        await ledger.postings(open_context(store, practice_id, permissions=frozenset()), service.id)


async def test_payments_at_once_are_all_counted(run: Run) -> None:
    service = line(50_000)
    await recorded(run, service)
    await asyncio.gather(*[posted(run, service.id, PAID, PATIENT_, 1_000 + place) for place in range(3)])
    charge, postings = await account(run, service.id)
    assert (len(postings), charge.sums.paid) == (4, 3_003)


async def test_the_database_changes_no_posting(store: Store, practice_id: str, run: Run) -> None:
    service = line()
    await recorded(run, service)
    change: Work = [("UPDATE ledger SET cents = 0 WHERE practice_id = $1", [practice_id])]
    with pytest.raises((sqlite3.IntegrityError, asyncpg.InsufficientPrivilegeError)):
        await store.engine.write(practice_id, change)
    assert (await account(run, service.id))[0].sums.charged == 12_500


POSTINGS = st.lists(
    st.builds(
        Posting,
        account=st.just("line"),
        movement=st.sampled_from(Movement),
        party=st.sampled_from(Party),
        cents=st.integers(-ledger.MOST_CENTS, ledger.MOST_CENTS),
    ),
    max_size=30,
)


@given(POSTINGS)
def test_sums_add_up_whatever_is_posted(postings: list[Posting]) -> None:
    sums = Sums()
    for posting in postings:
        sums = sums.after(posting)

    def total(*movements: Movement) -> int:
        return sum(posting.cents for posting in postings if posting.movement in movements)

    assert sums.charged == total(CHARGED)
    assert sums.adjusted == total(ADJUSTED)
    assert sums.paid == total(PAID) - total(REFUNDED)
    assert sums.paid == sums.paid_insurance + sums.paid_by(PATIENT_)
    assert sums.balance == sums.charged - sums.adjusted - sums.paid
    assert sums.balance == sums.insurance_balance + sums.patient_balance
    assert sums.allowed in (0, sums.charged - sums.adjusted_insurance)
