"""What the record says about allergies, medications, problems, observations and procedures, whoever writes them."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.clinical import operations as clinical
from polyclinic.core.clinical.model import (
    ALLERGY,
    CONDITION,
    MEDICATION,
    OBSERVATION,
    PROCEDURE,
    ClinicalEntry,
    ClinicalStatus,
    CodeSystem,
    Coding,
    Concept,
    Dosage,
    ObservationCategory,
    Quantity,
    ReferenceRange,
)
from polyclinic.core.clinical.summary import MOST, Summary, summarise
from polyclinic.core.encounters.model import ENCOUNTER, Diagnosis, Encounter, PatientCopy
from polyclinic.core.identity.policy import permissions_of
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.errors import ExternalIdTaken, Forbidden, Invalid, NotFound, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Order, Query
from tests.support.clinical import allergy, chart, condition, medication, procedure, result, smoking_status, vital_sign
from tests.support.store import open_context

T = TypeVar("T")
ANA = HumanName("Ana", "Silva")
KINDS = (ALLERGY, MEDICATION, CONDITION, OBSERVATION, PROCEDURE)
Work = Callable[[Context], Awaitable[T]]


class Chart:
    """A patient, and contexts in which to write about her."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self.store, self.practice_id = store, practice_id
        self.patient = Patient(name=ANA)

    async def do(self, work: Work[T], **options: Any) -> T:
        return await perform(lambda: open_context(self.store, self.practice_id, **options), work)

    async def record(self, kind: Kind[Any], draft: ClinicalEntry) -> Any:
        return await self.do(lambda ctx: clinical.record(ctx, kind, draft))

    async def summary(self) -> Summary:
        return await self.do(lambda ctx: summarise(ctx, self.patient.id))


@pytest.fixture
async def ana(store: Store, practice_id: str) -> Chart:
    made = Chart(store, practice_id)
    await made.do(lambda ctx: ctx.put(PATIENT, made.patient))
    return made


async def test_every_kind_is_stored_as_it_was_recorded(ana: Chart) -> None:
    for kind, draft in chart(ana.patient.id):
        recorded = await ana.record(kind, draft)
        held: Any = await ana.do(lambda ctx, kind=kind, id=draft.id: clinical.read(ctx, kind, id))  # type: ignore[misc]  # bound per turn
        assert held == recorded
        stamps = ("number", "version", "created_at", "updated_at", "updated_by")
        assert replace(held, **{name: getattr(draft, name) for name in stamps}) == draft
        assert held.number > 0


async def test_a_patients_entries_are_listed_the_latest_first(ana: Chart) -> None:
    for onset in ("2019", "2021-05", "", "2021-05-03"):
        await ana.record(CONDITION, condition(ana.patient.id, onset=onset))
    query = Query(CONDITION, (Is("patient_id", ana.patient.id),), (Order("begun", descending=True),))
    page = await ana.do(lambda ctx: clinical.search(ctx, query))
    assert [each.onset for each in page.items] == ["2021-05-03", "2021-05", "2019", ""]


async def test_an_entry_is_changed_and_one_made_in_error_is_deactivated(ana: Chart) -> None:
    held = await ana.record(CONDITION, condition(ana.patient.id))

    def resolved(entry: Any) -> Any:
        return replace(entry, status=ClinicalStatus.RESOLVED, abatement="2025")

    changed = await ana.do(lambda ctx: clinical.update(ctx, CONDITION, held.id, resolved))
    assert (changed.status, changed.version) == (ClinicalStatus.RESOLVED, 2)
    again = await ana.do(lambda ctx: clinical.update(ctx, CONDITION, held.id, resolved))
    assert again.version == 2, "no change writes nothing"

    await ana.do(lambda ctx: clinical.delete(ctx, CONDITION, held.id))
    assert (await ana.summary()).conditions.items == []
    for work in (clinical.read, clinical.delete):
        with pytest.raises(NotFound):
            await ana.do(lambda ctx, work=work: work(ctx, CONDITION, held.id))  # type: ignore[misc]  # bound per turn
    assert len(await ana.do(lambda ctx: ctx.history(CONDITION, held.id))) == 3


LONG = Decimal("1e25")


@pytest.mark.parametrize(
    ("kind", "draft", "paths"),
    [
        (CONDITION, condition("", code=Concept(" ")), {("code",)}),
        (CONDITION, condition("", code=Concept("x", (Coding("", "I10"),))), {("code", "codings", 0)}),
        (CONDITION, condition("", onset="May 2019", abatement="2020-13"), {("onset",), ("abatement",)}),
        (CONDITION, condition("", onset="2020-05", abatement="2020-04-30"), {("abatement",)}),
        (CONDITION, condition("", onset="2020", abatement="2020-04-30"), set()),
        (ALLERGY, allergy("", onset="2020-02-30"), {("onset",)}),
        (MEDICATION, medication("", start="2026-01-15T09:30:00-05:00"), {("start",)}),
        (MEDICATION, medication("", dosage=Dosage(dose=Quantity(LONG, "mg"))), {("dosage", "dose")}),
        (PROCEDURE, procedure("", performed="2020-01-01T10:00:00"), {("performed",)}),
        (OBSERVATION, result("", text="high"), {("quantity",)}),
        (OBSERVATION, result("", quantity=Quantity(Decimal("NaN"), "mg")), {("quantity",)}),
        (
            OBSERVATION,
            result("", effective="2020-1-1", reference_range=ReferenceRange(Decimal("-Infinity"), LONG)),
            {("effective",), ("reference_range", "low"), ("reference_range", "high")},
        ),
    ],
)
async def test_everything_wrong_is_named_at_once(
    kind: Kind[Any], draft: ClinicalEntry, paths: set[tuple[str | int, ...]], ana: Chart
) -> None:
    draft = replace(draft, patient_id=ana.patient.id)
    if not paths:
        assert (await ana.record(kind, draft)).active
        return
    with pytest.raises(Invalid) as refused:
        await ana.record(kind, draft)
    assert {problem.path for problem in refused.value.problems} == paths


@pytest.mark.parametrize("field", ["patient_id", "practitioner_id", "encounter_id"])
async def test_what_it_refers_to_must_be_there(field: str, ana: Chart) -> None:
    with pytest.raises(UnknownReference) as refused:
        await ana.record(ALLERGY, replace(allergy(ana.patient.id), **{field: new_id()}))  # type: ignore[arg-type]  # by name
    assert [problem.path for problem in refused.value.problems] == [(field,)]


async def test_a_source_writes_its_entry_once(ana: Chart) -> None:
    first = await ana.record(ALLERGY, with_external_id(allergy(ana.patient.id), "carestack.resource", "A-1"))
    with pytest.raises(ExternalIdTaken) as refused:
        await ana.record(ALLERGY, with_external_id(allergy(ana.patient.id), "carestack.resource", "A-1"))
    assert refused.value.holder in ("", first.id)


async def test_who_may(ana: Chart, store: Store) -> None:
    held = await ana.record(ALLERGY, allergy(ana.patient.id))
    reader = permissions_of("reader")
    assert await ana.do(lambda ctx: clinical.read(ctx, ALLERGY, held.id), permissions=reader) == held
    writes: tuple[Work[Any], ...] = (
        lambda ctx: clinical.record(ctx, ALLERGY, allergy(ana.patient.id)),
        lambda ctx: clinical.update(ctx, ALLERGY, held.id, lambda entry: entry),
        lambda ctx: clinical.delete(ctx, ALLERGY, held.id),
    )
    for write in writes:
        with pytest.raises(Forbidden):
            await ana.do(write, permissions=reader)
    reads: tuple[Work[Any], ...] = (
        lambda ctx: clinical.read(ctx, ALLERGY, held.id),
        lambda ctx: clinical.search(ctx, Query(ALLERGY)),
        lambda ctx: summarise(ctx, ana.patient.id),
    )
    for read in reads:
        with pytest.raises(Forbidden):
            await ana.do(read, permissions=reader - {"clinical:read"})
    stranger = Chart(store, new_id())
    with pytest.raises(NotFound):
        await stranger.do(lambda ctx: clinical.read(ctx, ALLERGY, held.id))


async def test_a_summary_has_everything_in_its_section(ana: Chart) -> None:
    for kind, draft in chart(ana.patient.id):
        await ana.record(kind, draft)
    summary = await ana.summary()
    assert summary.patient.id == ana.patient.id
    sections = (
        summary.allergies,
        summary.medications,
        summary.conditions,
        summary.results,
        summary.vital_signs,
        summary.social_history,
        summary.procedures,
    )
    ids = [[each.id for each in section.items] for section in sections]
    stored = await ana.do(_ids)
    assert sorted(ids) == sorted([id] for id in stored)
    assert not any(section.has_more for section in sections)


async def _ids(ctx: Context) -> list[str]:
    found = []
    for kind in KINDS:
        page = await ctx.find(Query(kind))
        found += [entry.id for entry in page.items]
    return found


async def test_a_summary_tells_of_visits_and_of_what_is_planned(ana: Chart) -> None:
    now = datetime.now(UTC)
    mine: dict[str, Any] = {"patient_id": ana.patient.id}

    def booked(days: int, status: Status, **changes: Any) -> Appointment:
        start = now + timedelta(days=days)
        return Appointment(start=start, end=start + timedelta(minutes=30), status=status, **{**mine, **changes})

    coming = booked(2, Status.CONFIRMED)
    visit = Encounter(**mine, patient=PatientCopy(ANA), diagnoses=(Diagnosis(code_type="ABK", code="I10"),))

    async def work(ctx: Context) -> None:
        await ctx.put(ENCOUNTER, visit)
        for each in (coming, booked(3, Status.CANCELLED), booked(-3, Status.CONFIRMED)):
            await ctx.put(APPOINTMENT, each)
        other = await ctx.put(PATIENT, Patient(name=HumanName("Bo", "Mensah")))
        await ctx.put(APPOINTMENT, booked(2, Status.CONFIRMED, patient_id=other.id))

    await ana.do(work)
    summary = await ana.summary()
    assert [each.id for each in summary.visits.items] == [visit.id]
    assert [each.id for each in summary.planned.items] == [coming.id]


async def test_a_long_list_shows_its_latest_and_says_so(ana: Chart) -> None:
    async def work(ctx: Context) -> None:
        for number in range(MOST + 1):
            day = f"{2000 + number // 28:04d}-01-{1 + number % 28:02d}"
            await ctx.put(OBSERVATION, vital_sign(ana.patient.id, effective=day))

    await ana.do(work)
    vital_signs = (await ana.summary()).vital_signs
    assert (len(vital_signs.items), vital_signs.has_more) == (MOST, True)
    assert "2000-01-01" not in {each.effective for each in vital_signs.items}


async def test_nobody_is_summarised_who_is_gone(ana: Chart) -> None:
    await ana.do(lambda ctx: ctx.put(PATIENT, replace(ana.patient, active=False, version=1)))
    with pytest.raises(NotFound):
        await ana.summary()


def test_what_a_concept_is_called() -> None:
    spoken = Coding(CodeSystem.SNOMED_CT, "38341003", "Hypertensive disorder")
    assert Concept("High pressure", (spoken,)).label == "High pressure"
    assert Concept(codings=(Coding(CodeSystem.ICD_10_CM, "I10"), spoken)).label == "Hypertensive disorder"
    assert Concept(codings=(Coding(CodeSystem.ICD_10_CM, "I10"),)).label == "I10"
    assert Concept().label == ""
    assert smoking_status("").category is ObservationCategory.SOCIAL_HISTORY
