"""What the scrubber finds, how it becomes tasks, and how the claim follows them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.rules import CLAIM, CODING, PIPELINES, RULES, chosen, scrub
from polyclinic.core.encounters.model import (
    ENCOUNTER,
    ClaimStatus,
    Diagnosis,
    Encounter,
    FacilityCopy,
    PatientCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
    Subscriber,
)
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.code_sets import ICD_10_CM, Code
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Forbidden, NotFound, UnknownReference
from polyclinic.core.shared.ids import is_id, new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Query
from polyclinic.core.tasks import operations as tasks
from polyclinic.core.tasks.model import TASK, Assignment, Task, TaskStatus
from tests.support.store import open_context

ANA = HumanName("Ana", "Silva")
HERE = Address(("1 Elm St",), "Albany", "NY", "12207", "1234", "US")
PAIN, PRESSURE = Diagnosis(code_type="ABK", code="M54.50"), Diagnosis(code_type="ABF", code="I10")
BILLING = Provider(role=ProviderRole.BILLING, organisation="Acme", npi="1234567893", tin="123456789", address=HERE)
RENDERING = Provider(role=ProviderRole.RENDERING, name=ANA, npi="1245319599")
PRIMARY = Subscriber(order=1, name=ANA, member_id="W1", payer_id="60054", payer_name="Aetna")
LINE = ServiceLine(
    procedure_code="99212", quantity=Decimal(1), units="UN", charge=1500, diagnosis_ids=(PAIN.id, PRESSURE.id)
)


def visit(**changes: Any) -> Encounter:
    """An encounter that no rule objects to, with changes."""
    clean = Encounter(
        patient_id=new_id(),
        patient=PatientCopy(ANA, birth_date=date(1980, 1, 1), address=HERE),
        start=date(2026, 1, 15),
        responsible_party=ResponsibleParty.INSURANCE,
        place_of_service="11",
        providers=(BILLING, RENDERING),
        subscribers=(PRIMARY,),
        diagnoses=(PAIN, PRESSURE),
        service_lines=(LINE,),
    )
    return replace(clean, **changes)


def one_line(**changes: Any) -> dict[str, Any]:
    return {"service_lines": (replace(LINE, **changes),)}


KNOWN = {
    spelling: Code(ICD_10_CM, code, "", billable)
    for spelling, code, billable in (
        *(("M54.50", "M5450", True), ("m54.50", "M5450", True), ("I10", "I10", True), ("E11", "E11", False)),
        *((f"E11.{number:02d}", f"E11{number:02d}", True) for number in range(26)),
    )
} | {"OLD": Code(ICD_10_CM, "OLD", "", valid_to=date(2020, 1, 1))}


def found(encounter: Encounter) -> list[tuple[str, tuple[Any, ...]]]:
    return [(finding.rule, finding.path) for finding in scrub(encounter, KNOWN)]


def edits(encounter: Encounter) -> dict[tuple[Any, ...], Any]:
    return {finding.path: finding.edit for finding in scrub(encounter, KNOWN) if finding.edit is not None}


def test_a_clean_encounter_has_no_findings() -> None:
    assert found(visit()) == []
    assert found(visit(responsible_party=ResponsibleParty.PATIENT, subscribers=())) == []


@pytest.mark.parametrize(
    ("changes", "rule", "path"),
    [
        ({"start": date(2009, 12, 31), "end": date(2010, 1, 1)}, "day_too_early", ("start",)),
        ({"start": None, **one_line(start=date(2009, 12, 31))}, "day_too_early", ("service_lines", 0, "start")),
        ({"end": date(2026, 1, 14)}, "ends_before_start", ("end",)),
        ({"patient": PatientCopy(ANA, address=HERE)}, "patient_birth_date", ("patient", "birth_date")),
        (
            {"patient": PatientCopy(ANA, birth_date=date(2026, 1, 16), address=HERE)},
            "patient_birth_date",
            ("patient", "birth_date"),
        ),
        ({"patient": PatientCopy(ANA, birth_date=date(1980, 1, 1))}, "patient_address", ("patient", "address")),
        (
            {"providers": (replace(BILLING, npi="1234567890"), RENDERING)},
            "billing_provider",
            ("providers", "billing", "npi"),
        ),
        ({"providers": (replace(BILLING, tin=""), RENDERING)}, "billing_provider", ("providers", "billing", "tin")),
        ({"providers": (BILLING,)}, "rendering_provider", ("providers", "rendering", "npi")),
        (
            {"providers": (BILLING, RENDERING, Provider(role=ProviderRole.SUPERVISING, npi="9876543210"))},
            "other_providers",
            ("providers", "supervising", "npi"),
        ),
        ({"facility": FacilityCopy(name="Here", npi="9876543210")}, "facility_npi", ("facility", "npi")),
        ({"subscribers": ()}, "primary_subscriber", ("subscribers", 1)),
        ({"subscribers": (replace(PRIMARY, member_id=" "),)}, "member_id", ("subscribers", 1, "member_id")),
        ({"subscribers": (replace(PRIMARY, payer_id="", payer_name=""),)}, "payer", ("subscribers", 1, "payer_id")),
        ({"diagnoses": (), "service_lines": ()}, "principal_diagnosis", ("diagnoses",)),
        (
            {"diagnoses": (replace(PAIN, code_type="ABF"), PRESSURE)},
            "principal_diagnosis",
            ("diagnoses", 0, "code_type"),
        ),
        (
            {"diagnoses": (PAIN, replace(PRESSURE, code_type="ABK"))},
            "principal_diagnosis",
            ("diagnoses", 1, "code_type"),
        ),
        ({"diagnoses": (PAIN, replace(PRESSURE, code="Z63.88"))}, "diagnosis_codes", ("diagnoses", 1, "code")),
        ({"diagnoses": (PAIN, replace(PRESSURE, code="E11"))}, "diagnosis_codes", ("diagnoses", 1, "code")),
        ({"diagnoses": (PAIN, replace(PRESSURE, code="OLD"))}, "diagnosis_codes", ("diagnoses", 1, "code")),
        ({"diagnoses": (PAIN, replace(PRESSURE, code="M54.50"))}, "too_many_diagnoses", ("diagnoses", 1, "code")),
        (one_line(procedure_code=""), "procedure_codes", ("service_lines", 0, "procedure_code")),
        (one_line(diagnosis_ids=()), "diagnosis_pointers", ("service_lines", 0, "diagnosis_ids")),
        (one_line(diagnosis_ids=(PAIN.id, PAIN.id)), "diagnosis_pointers", ("service_lines", 0, "diagnosis_ids")),
        (one_line(diagnosis_ids=("elsewhere",)), "diagnosis_pointers", ("service_lines", 0, "diagnosis_ids")),
        (one_line(modifiers=("25", "25")), "modifiers", ("service_lines", 0, "modifiers")),
        (one_line(modifiers=("25", "59", "76", "77", "GT")), "modifiers", ("service_lines", 0, "modifiers")),
        (one_line(quantity=Decimal("0.0")), "quantities", ("service_lines", 0, "quantity")),
        (one_line(charge=None), "charges", ("service_lines", 0, "charge")),
        ({"place_of_service": ""}, "place_of_service", ("place_of_service",)),
    ],
)
def test_each_rule_finds_its_own(changes: dict[str, Any], rule: str, path: tuple[Any, ...]) -> None:
    assert found(visit(**changes)) == [(rule, path)]


def test_limits_of_the_form() -> None:
    many = tuple(Diagnosis(code_type="ABF", code=f"E11.{number:02d}") for number in range(12))
    crowded = visit(diagnoses=(PAIN, *many), **one_line(diagnosis_ids=tuple(each.id for each in many[:5])))
    assert [code for code, _ in found(crowded)] == ["too_many_diagnoses", "diagnosis_pointers"]
    assert edits(crowded) == {("service_lines", 0, "diagnosis_ids"): tuple(each.id for each in many[:4])}


def test_an_institutional_claim_is_held_to_less() -> None:
    admitted = Diagnosis(code_type="ABJ", code=PAIN.code)
    more = tuple(Diagnosis(code_type="ABF", code=f"E11.{number:02d}") for number in range(24))
    assert found(visit(institutional=True, diagnoses=(PAIN, *more, admitted), **one_line(diagnosis_ids=()))) == []
    ward = {"institutional": True, "providers": (BILLING,), "place_of_service": ""}
    assert found(visit(**ward, **one_line(procedure_code=""))) == []


def test_what_can_be_put_right_comes_with_an_edit() -> None:
    small = replace(PAIN, code_type="ABF", code="m54.50")
    assert edits(visit(diagnoses=(small, PRESSURE), **one_line(modifiers=("25", "25")))) == {
        ("diagnoses", 0, "code_type"): "ABK",
        ("diagnoses", 0, "code"): "M54.50",
        ("service_lines", 0, "modifiers"): ("25",),
    }


def test_no_rule_fails_on_an_empty_encounter() -> None:
    empty = Encounter(patient_id=new_id(), patient=PatientCopy(ANA), subscribers=(Subscriber(order=2, name=ANA),))
    assert len(scrub(empty, {}, RULES.values())) > 5


def test_pipelines_choose_rules_that_can_be_switched() -> None:
    assert set(PIPELINES) == {"pre-service-claim", "pre-service-coding"}
    assert {rule.code for rule in chosen(CODING)} < {rule.code for rule in chosen(CLAIM)}
    boxed, charges = RULES["billing_street_address"], RULES["charges"]
    assert is_id(boxed.id)
    assert boxed not in chosen(CLAIM)
    switched = chosen(CLAIM, frozenset({boxed.id}), frozenset({charges.id}))
    assert boxed in switched
    assert charges not in switched
    away = replace(BILLING, address=Address(("P.O. Box 12",), "Albany", "NY", "12207"))
    boxed_in = scrub(visit(providers=(away, RENDERING), **one_line(charge=None)), KNOWN, switched)
    assert [finding.rule for finding in boxed_in] == [boxed.code]


# -- over the store ---------------------------------------------------------------------------------------------------

Run = Callable[[Callable[[Context], Awaitable[Any]]], Awaitable[Any]]


@pytest.fixture
def run(store: Store, practice_id: str) -> Run:
    """Performs work in the practice."""
    return lambda work: perform(lambda: open_context(store, practice_id), work)


async def recorded(run: Run, **changes: Any) -> Encounter:
    async def work(ctx: Context) -> Encounter:
        patient = await ctx.put(PATIENT, Patient(name=ANA))
        draft = visit(patient_id=patient.id, **changes)
        lines = tuple(replace(line, id=new_id()) for line in draft.service_lines)
        return await billing.record(ctx, replace(draft, service_lines=lines))

    made: Encounter = await run(work)
    return made


async def changed(run: Run, encounter: Encounter, **changes: Any) -> Encounter:
    made: Encounter = await run(lambda ctx: billing.update(ctx, encounter.id, lambda held: replace(held, **changes)))
    return made


async def tasks_of(run: Run, encounter: Encounter) -> dict[str, Task]:
    page = await run(lambda ctx: tasks.search(ctx, Query(TASK, (Is("encounter_id", encounter.id),))))
    by_rule = {task.rule: task for task in page.items}
    assert len(by_rule) == len(page.items)
    return by_rule


async def set_status(run: Run, task: Task, status: TaskStatus) -> Task:
    made: Task = await run(lambda ctx: billing.update_task(ctx, task.id, lambda held: replace(held, status=status)))
    return made


async def status_of(run: Run, encounter: Encounter) -> ClaimStatus:
    held: Encounter = await run(lambda ctx: ctx.need(ENCOUNTER, encounter.id))
    return held.claims[0].status


async def test_a_clean_encounter_is_coded_and_has_no_tasks(run: Run) -> None:
    encounter = await recorded(run)
    assert encounter.claims[0].status is ClaimStatus.CODED
    assert await tasks_of(run, encounter) == {}


async def test_findings_become_tasks_and_go_with_them(run: Run) -> None:
    encounter = await recorded(run, subscribers=(), providers=(replace(BILLING, npi="1"), RENDERING))
    assert encounter.claims[0].status is ClaimStatus.MISSING_INFORMATION
    opened = await tasks_of(run, encounter)
    assert set(opened) == {"primary_subscriber", "billing_provider"}
    assert all(task.blocks for task in opened.values())
    assert opened["primary_subscriber"].about.patient_name == "Ana Silva"

    insured = await changed(run, encounter, subscribers=(PRIMARY,))
    assert insured.claims[0].status is ClaimStatus.MISSING_INFORMATION
    left = await tasks_of(run, encounter)
    assert left["primary_subscriber"].status is TaskStatus.FINISHED
    assert left["billing_provider"].status is TaskStatus.OPEN
    assert left["billing_provider"].about.payer_name == "Aetna"

    ready = await changed(run, encounter, providers=(BILLING, RENDERING))
    assert (ready.claims[0].status, ready.claims[0].findings, ready.claims[0].blocked_by) == (ClaimStatus.CODED, (), ())
    assert not any(task.is_open for task in (await tasks_of(run, encounter)).values())


async def test_one_task_per_rule_says_everything_and_is_told_anew(run: Run) -> None:
    encounter = await recorded(run, service_lines=(replace(LINE, charge=None, quantity=Decimal(0)), LINE))
    before = await tasks_of(run, encounter)
    assert set(before) == {"charges", "quantities"}

    fixed, other = encounter.service_lines
    await changed(run, encounter, service_lines=(replace(fixed, diagnosis_ids=()), other))
    after = await tasks_of(run, encounter)
    assert {name: after[name] for name in before} == before
    emptied = replace(encounter.providers[0], npi="", tin="")
    await changed(run, encounter, providers=(emptied, RENDERING))
    (told,) = [task for task in (await tasks_of(run, encounter)).values() if task.rule == "billing_provider"]
    assert told.description == "The billing provider's NPI is missing; The billing provider's tax id is missing"
    await changed(run, encounter, providers=(replace(emptied, tin="123456789"), RENDERING))
    (retold,) = [task for task in (await tasks_of(run, encounter)).values() if task.rule == "billing_provider"]
    assert (retold.id, retold.description) == (told.id, "The billing provider's NPI is missing")


async def test_finishing_and_reopening_a_task_moves_the_claim(run: Run) -> None:
    encounter = await recorded(run, subscribers=())
    (task,) = (await tasks_of(run, encounter)).values()
    await set_status(run, task, TaskStatus.IN_PROGRESS)
    assert await status_of(run, encounter) is ClaimStatus.MISSING_INFORMATION
    await set_status(run, task, TaskStatus.FINISHED)
    assert await status_of(run, encounter) is ClaimStatus.CODED
    await set_status(run, task, TaskStatus.OPEN)
    assert await status_of(run, encounter) is ClaimStatus.MISSING_INFORMATION


async def test_a_finding_that_somebody_waived_stays_waived_until_it_says_something_else(run: Run) -> None:
    encounter = await recorded(run, providers=(replace(BILLING, npi="1"), RENDERING))
    (task,) = (await tasks_of(run, encounter)).values()
    await set_status(run, task, TaskStatus.FINISHED)

    waived = await changed(run, encounter, place_of_service="12")
    assert waived.claims[0].status is ClaimStatus.CODED
    worse = await changed(run, encounter, providers=(replace(BILLING, npi="1", tin=""), RENDERING))
    assert worse.claims[0].status is ClaimStatus.MISSING_INFORMATION
    (again,) = (await tasks_of(run, encounter)).values()
    assert (again.id, again.status) == (task.id, TaskStatus.OPEN)


async def test_a_task_that_somebody_opens_blocks_while_it_says_so(run: Run) -> None:
    encounter = await recorded(run)
    draft = Task(encounter_id=encounter.id, type="CUSTOMER_DATA_REQUEST", blocks_submission=True)
    task = await run(lambda ctx: billing.open_task(ctx, draft))
    assert task.about.billing_npi == "1234567893"
    assert await status_of(run, encounter) is ClaimStatus.MISSING_INFORMATION
    still = await changed(run, encounter, place_of_service="12")
    assert still.claims[0].blocked_by == (task.id,)
    await run(lambda ctx: billing.update_task(ctx, task.id, lambda held: replace(held, blocks_submission=False)))
    assert await status_of(run, encounter) is ClaimStatus.CODED


async def test_a_claim_waits_for_all_of_several_tasks_opened_at_once(run: Run) -> None:
    encounter = await recorded(run)

    async def opening() -> Task:
        draft = Task(encounter_id=encounter.id, type="CODE_CLAIM", blocks_submission=True)
        made: Task = await run(lambda ctx: billing.open_task(ctx, draft))
        return made

    opened = await asyncio.gather(*[opening() for _ in range(3)])
    held = await run(lambda ctx: ctx.need(ENCOUNTER, encounter.id))
    assert sorted(held.claims[0].blocked_by) == sorted(task.id for task in opened)
    for task in opened:
        assert await status_of(run, encounter) is ClaimStatus.MISSING_INFORMATION
        await set_status(run, task, TaskStatus.FINISHED)
    assert await status_of(run, encounter) is ClaimStatus.CODED


@pytest.mark.parametrize("changes", [{"billable": False}, {"submitted_elsewhere": True}])
async def test_what_is_not_to_be_sent_is_not_scrubbed(run: Run, changes: dict[str, Any]) -> None:
    encounter = await recorded(run, subscribers=(), **changes)
    assert await tasks_of(run, encounter) == {}
    before = await recorded(run, subscribers=())
    await changed(run, before, **changes)
    assert not any(task.is_open for task in (await tasks_of(run, before)).values())


async def test_tasks_refuse_what_does_not_exist(store: Store, practice_id: str, run: Run) -> None:
    encounter = await recorded(run)
    with pytest.raises(UnknownReference) as unknown:
        await run(lambda ctx: billing.open_task(ctx, Task(encounter_id=new_id(), type="CODE_CLAIM")))
    assert unknown.value.problems[0].path == ("encounter_id",)
    stranger = Task(encounter_id=encounter.id, type="CODE_CLAIM", assignment=Assignment(user_id=new_id()))
    with pytest.raises(UnknownReference) as unknown:
        await run(lambda ctx: billing.open_task(ctx, stranger))
    assert unknown.value.problems[0].path == ("assignment", "user_id")
    with pytest.raises(NotFound):
        await run(lambda ctx: billing.update_task(ctx, new_id(), lambda held: held))
    nobody = open_context(store, practice_id, permissions=frozenset())
    with pytest.raises(Forbidden):
        await tasks.read(nobody, new_id())
    with pytest.raises(Forbidden):
        await billing.open_task(nobody, stranger)
