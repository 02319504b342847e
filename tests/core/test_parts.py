"""Parts of an encounter: found by their ids, changed with it, scrubbed with it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.billing import diagnoses, lines, parties
from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.errors import ClaimSent, LastDiagnosis, SecondPrincipal
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.encounters.model import ENCOUNTER, Claim, ClaimStatus, Encounter, Provider, ProviderRole
from polyclinic.core.encounters.parts import Guarantor, Paperwork
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Forbidden, NotFound
from polyclinic.core.shared.ids import new_id
from tests.core.test_billing import ANA, LINE, PAIN, PRESSURE, visit
from tests.support.store import open_context

Run = Callable[[Callable[[Context], Awaitable[Any]]], Awaitable[Any]]


@pytest.fixture
def run(store: Store, practice_id: str) -> Run:
    return lambda work: perform(lambda: open_context(store, practice_id), work)


async def recorded(run: Run, **changes: Any) -> Encounter:
    async def work(ctx: Context) -> Encounter:
        patient = await ctx.put(PATIENT, Patient(name=ANA))
        return await billing.record(ctx, visit(patient_id=patient.id, **changes))

    encounter: Encounter = await run(work)
    return encounter


async def now(run: Run, encounter: Encounter) -> Encounter:
    held: Encounter = await run(lambda ctx: ctx.need(ENCOUNTER, encounter.id))
    return held


async def test_a_part_is_scrubbed_with_its_encounter(run: Run) -> None:
    encounter = await recorded(run)
    assert encounter.claims[0].status is ClaimStatus.CODED
    uncoded = replace(LINE, id=new_id(), procedure_code="")
    after, line = await run(lambda ctx: lines.add(ctx, encounter.claims[0].id, lambda *_: uncoded))
    assert after.claims[0].status is ClaimStatus.MISSING_INFORMATION
    await run(lambda ctx: lines.change(ctx, line.id, lambda _, held: replace(held, procedure_code="99212")))
    assert (await now(run, encounter)).claims[0].status is ClaimStatus.CODED

    await run(lambda ctx: diagnoses.change(ctx, PAIN.id, lambda held: replace(held, code_type="ABF")))
    assert (await now(run, encounter)).claims[0].status is ClaimStatus.MISSING_INFORMATION
    principal = replace(PAIN, id=new_id(), code="M54.51")
    await run(lambda ctx: diagnoses.add(ctx, encounter.id, principal))
    assert (await now(run, encounter)).claims[0].status is ClaimStatus.CODED
    with pytest.raises(SecondPrincipal) as refused:
        await run(lambda ctx: diagnoses.change(ctx, PAIN.id, lambda held: replace(held, code_type="BK")))
    assert (refused.value.existing_id, refused.value.new_id) == (principal.id, PAIN.id)


async def test_what_changes_nothing_writes_nothing(run: Run) -> None:
    encounter = await recorded(run)
    await run(lambda ctx: lines.change(ctx, LINE.id, lambda _, held: held))
    await run(lambda ctx: diagnoses.change(ctx, PAIN.id, lambda held: held))
    assert (await now(run, encounter)).version == encounter.version


async def test_days_are_said_once(run: Run) -> None:
    encounter = await recorded(run)
    later = date(2026, 1, 20)
    second = replace(LINE, id=new_id(), start=later)
    after, line = await run(lambda ctx: lines.add(ctx, encounter.claims[0].id, lambda *_: second))
    assert (after.start, [each.start for each in after.service_lines]) == (None, [encounter.start, later])
    assert after.first_day == encounter.start
    await run(lambda ctx: lines.remove(ctx, LINE.id))
    empty = await run(lambda ctx: lines.remove(ctx, line.id))
    assert (empty.start, empty.service_lines) == (later, ())


async def test_lines_stay_once_the_claim_is_sent(run: Run) -> None:
    encounter = await recorded(run, claims=(Claim(status=ClaimStatus.SUBMITTED),))
    with pytest.raises(ClaimSent):
        await run(lambda ctx: lines.remove(ctx, LINE.id))
    await run(lambda ctx: lines.change(ctx, LINE.id, lambda _, held: replace(held, charge=1)))
    assert (await now(run, encounter)).service_lines[0].charge == 1


@pytest.mark.parametrize("institutional", [True, False])
async def test_the_last_diagnosis_of_a_line_goes_on_institutional_claims_only(run: Run, institutional: bool) -> None:
    only = replace(LINE, diagnosis_ids=(PAIN.id,))
    encounter = await recorded(run, institutional=institutional, service_lines=(only,))
    await run(lambda ctx: diagnoses.remove(ctx, PRESSURE.id))
    if not institutional:
        with pytest.raises(LastDiagnosis):
            await run(lambda ctx: diagnoses.remove(ctx, PAIN.id))
        return
    await run(lambda ctx: diagnoses.remove(ctx, PAIN.id))
    after = await now(run, encounter)
    assert (after.diagnoses, after.service_lines[0].diagnosis_ids) == ((), ())


async def test_a_part_is_found_as_what_it_is_and_by_those_who_may(store: Store, practice_id: str, run: Run) -> None:
    encounter = await recorded(run, guarantor=Guarantor(name=ANA))
    assert encounter.guarantor is not None
    for work in (
        lambda ctx: lines.remove(ctx, PAIN.id),
        lambda ctx: diagnoses.remove(ctx, LINE.id),
        lambda ctx: parties.read_guarantor(ctx, LINE.id),
        lambda ctx: parties.remove_note(ctx, LINE.id),
        lambda ctx: parties.change_provider(ctx, encounter.id, ProviderRole.REFERRING, lambda held: held),
    ):
        with pytest.raises(NotFound):
            await run(work)
    nobody = open_context(store, practice_id, permissions=frozenset())
    with pytest.raises(Forbidden):
        await lines.remove(nobody, LINE.id)
    with pytest.raises(Forbidden):
        await parties.add_provider(nobody, encounter.id, Provider(role=ProviderRole.REFERRING, name=ANA))
    with pytest.raises(Forbidden):
        await parties.read_guarantor(nobody, encounter.guarantor.id)


async def test_paperwork_names_a_document_of_the_patient(run: Run) -> None:
    encounter = await recorded(run)

    async def documents(ctx: Context) -> tuple[Document, Document]:
        mine = await ctx.put(DOCUMENT, Document(patient_id=encounter.patient_id))
        return mine, await ctx.put(DOCUMENT, Document(patient_id=new_id()))

    mine, other = await run(documents)
    sheet = Paperwork(report_type="OZ", transmission="EL", document_id=mine.id)
    await run(lambda ctx: parties.add_paperwork(ctx, encounter.id, sheet))
    with pytest.raises(NotFound) as refused:
        await run(
            lambda ctx: parties.change_paperwork(
                ctx, encounter.id, sheet.id, lambda held: replace(held, document_id=other.id)
            )
        )
    assert (refused.value.kind, refused.value.id) == (DOCUMENT.name, other.id)
    assert (await now(run, encounter)).paperwork == (sheet,)
