"""What the record says about encounters, whoever writes them: dates, service lines, and where the claim stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import (
    Claim,
    ClaimStatus,
    Diagnosis,
    Encounter,
    PatientCopy,
    ServiceLine,
    claim_status,
)
from polyclinic.core.patients.model import PATIENT, Patient, filled
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.entity import ExternalId
from polyclinic.core.shared.errors import ExternalIdTaken, Forbidden, Invalid, NotFound, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from tests.support.store import open_context

DAY, NEXT = date(2026, 1, 15), date(2026, 1, 16)
ANA = HumanName("Ana", "Silva")
PAIN = Diagnosis(code_type="ABK", code="M54.50")


def draft(**changes: Any) -> Encounter:
    return Encounter(**{"patient_id": new_id(), "patient": PatientCopy(ANA), "start": DAY, **changes})


def line(**changes: Any) -> ServiceLine:
    return ServiceLine(**{"procedure_code": "99212", "quantity": Decimal(1), "units": "UN", **changes})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, ClaimStatus.BILLER_RECEIVED),
        ({"diagnoses": (PAIN,), "service_lines": (line(),)}, ClaimStatus.CODED),
        ({"diagnoses": (PAIN,), "service_lines": (line(), line(procedure_code=""))}, ClaimStatus.BILLER_RECEIVED),
        ({"claims": (Claim(blocked_by=("task",)),)}, ClaimStatus.MISSING_INFORMATION),
        ({"claims": (Claim(blocked_by=("task",)),), "billable": False}, ClaimStatus.NOT_BILLABLE),
        ({"billable": False}, ClaimStatus.NOT_BILLABLE),
        ({"submitted_at": datetime(2026, 1, 1, tzinfo=UTC), "billable": False}, ClaimStatus.SUBMITTED),
        ({"claims": (Claim(status=ClaimStatus.CODED),)}, ClaimStatus.BILLER_RECEIVED),
        ({"claims": (Claim(status=ClaimStatus.NOT_BILLABLE),)}, ClaimStatus.BILLER_RECEIVED),
        ({"claims": (Claim(status=ClaimStatus.PAID),), "billable": False}, ClaimStatus.PAID),
    ],
)
def test_where_a_claim_stands(changes: dict[str, Any], status: ClaimStatus) -> None:
    assert claim_status(draft(**changes)) is status


def test_the_first_day_is_the_encounters_or_the_earliest_lines() -> None:
    assert draft().first_day == DAY
    assert draft(start=None, service_lines=(line(start=NEXT), line(start=DAY))).first_day == DAY
    assert draft(start=None).first_day is None


async def recorded(store: Store, practice_id: str, **changes: Any) -> Encounter:
    async def work(ctx: Context) -> Encounter:
        patient = await ctx.put(PATIENT, Patient(name=ANA))
        return await encounters.record(ctx, draft(patient_id=patient.id, **changes))

    return await perform(lambda: open_context(store, practice_id), work)


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"start": None}, {("start",)}),
        ({"start": None, "service_lines": (line(start=DAY), line())}, {("service_lines", 1, "start")}),
        ({"start": None, "end": DAY, "service_lines": (line(start=DAY),)}, {("start",), ("service_lines", 0, "start")}),
        ({"service_lines": (line(start=DAY, end=NEXT),)}, {("service_lines", 0, "start"), ("service_lines", 0, "end")}),
        ({"start": NEXT, "end": DAY}, {("end",)}),
        ({"start": None, "service_lines": (line(start=NEXT, end=DAY),)}, {("service_lines", 0, "end")}),
        ({"service_lines": (line(diagnosis_ids=(new_id(),)),)}, {("service_lines", 0, "diagnosis_ids")}),
        (
            {"service_lines": (line(external_id="a"), line(external_id="b"), line(external_id="a"), line(), line())},
            {("service_lines", 0, "external_id"), ("service_lines", 2, "external_id")},
        ),
    ],
)
async def test_every_contradiction_is_named(
    store: Store, practice_id: str, changes: dict[str, Any], paths: set[tuple[str | int, ...]]
) -> None:
    with pytest.raises(Invalid) as refused:
        await recorded(store, practice_id, **changes)
    assert {problem.path for problem in refused.value.problems} == paths


async def test_a_recorded_encounter_has_a_claim_that_follows_until_it_is_sent(store: Store, practice_id: str) -> None:
    encounter = await recorded(store, practice_id)
    assert encounter.claims[0].status is ClaimStatus.BILLER_RECEIVED

    async def change(**changes: Any) -> Encounter:
        return await perform(
            lambda: open_context(store, practice_id),
            lambda ctx: encounters.update(ctx, encounter.id, lambda held: replace(held, **changes)),
        )

    unbilled = await change(billable=False)
    assert unbilled.claims == (replace(encounter.claims[0], status=ClaimStatus.NOT_BILLABLE),)
    assert (await change(billable=False)).version == unbilled.version
    sent = await change(claims=(replace(encounter.claims[0], status=ClaimStatus.SUBMITTED),))
    assert (await change(billable=True)).claims == sent.claims


async def test_references_and_ids_are_checked(store: Store, practice_id: str) -> None:
    await recorded(store, practice_id, external_ids=(ExternalId("emr", "1"),))
    with pytest.raises(ExternalIdTaken):
        await recorded(store, practice_id, external_ids=(ExternalId("emr", "1"),))
    with pytest.raises(UnknownReference):
        await recorded(store, practice_id, facility_id=new_id())
    ctx = open_context(store, practice_id)
    with pytest.raises(UnknownReference) as unknown:
        await encounters.record(ctx, draft())
    assert unknown.value.problems[0].path == ("patient_id",)
    with pytest.raises(NotFound):
        await encounters.read(ctx, new_id())
    with pytest.raises(Forbidden):
        await encounters.record(open_context(store, practice_id, permissions=frozenset()), draft())


def test_what_is_empty_in_a_patient_is_filled_and_nothing_else_changed() -> None:
    here, there = Address(("1 Elm St",), "Albany"), Address(("2 Oak St",), "Eugene")
    given = Patient(
        name=HumanName("Anna", "Silva"),
        birth_date=DAY,
        gender=Gender.FEMALE,
        address=there,
        telecoms=(
            Telecom("phone", "1", "home"),
            Telecom("phone", "2", "mobile"),
            Telecom("email", "anna@example.com"),
        ),
    )
    empty = Patient(name=HumanName("Ana"))
    full = filled(empty, given)
    assert full == replace(
        given, id=empty.id, name=HumanName("Ana", "Silva"), created_at=empty.created_at, updated_at=empty.updated_at
    )
    assert filled(full, given) is full

    known = Patient(
        name=ANA,
        birth_date=NEXT,
        gender=Gender.OTHER,
        address=here,
        telecoms=(Telecom("phone", "9", "mobile"), Telecom("email", "ana@work.example", "work")),
    )
    assert filled(known, given) == replace(known, telecoms=(*known.telecoms, Telecom("phone", "1", "home")))
    assert filled(known, Patient(name=ANA)) is known
