"""Transactions: charges of the record with thirteen amounts that add up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyclinic.core.billing import ledger
from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.model import Charge, Service, Sums
from polyclinic.core.encounters.model import (
    Claim,
    ClaimStatus,
    Diagnosis,
    Encounter,
    PatientCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
)
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.postings import Movement, Party, Posting
from polyclinic.dialects.drchrono import paging
from polyclinic.dialects.drchrono.mapping import transactions as mapping
from polyclinic.dialects.drchrono.mapping.common import Refs
from polyclinic.dialects.drchrono.wire.transactions import Transaction
from tests.dialects.drchrono.group import Group

PATH = "/api/transactions"
DAY = date(2026, 3, 2)
PAIN, PRESSURE = Diagnosis(code_type="ABK", code="M54.50"), Diagnosis(code_type="ABF", code="I10")
NPI = "1245319599"


def line(**changes: Any) -> ServiceLine:
    given: dict[str, Any] = {"procedure_code": "99213", "quantity": Decimal(1), "units": "UN", "charge": 12_500}
    return ServiceLine(**{**given, **changes})


def rendered_by(practitioner: Practitioner | None, npi: str = "") -> Provider:
    id = practitioner.id if practitioner else None
    return Provider(role=ProviderRole.RENDERING, name=HumanName("Jyoti", "Whitfield"), npi=npi, practitioner_id=id)


async def visit(group: Group, *lines: ServiceLine, **changes: Any) -> Encounter:
    draft = Encounter(
        patient_id=group.patient.id,
        patient=PatientCopy(group.patient.name),
        start=DAY,
        responsible_party=ResponsibleParty.INSURANCE,
        providers=(rendered_by(group.doctor),),
        diagnoses=(PAIN, PRESSURE),
        service_lines=lines,
    )
    ctx = group.context()
    encounter = await billing.record(ctx, replace(draft, **changes))
    await ctx.commit()
    return encounter


async def post(group: Group, line_id: str, movement: Movement, party: Party, cents: int) -> None:
    ctx = group.context()
    await ledger.post(ctx, line_id, movement, party, cents)
    await ctx.commit()


async def listed(group: Group, doctor: int | None = None, **query: Any) -> list[dict[str, Any]]:
    async with group.http() as http:
        answer = await http.get(PATH, params={"doctor": doctor or group.doctor.number, **query})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["count"] == len(body["results"])
    results: list[dict[str, Any]] = body["results"]
    return results


async def test_a_charge_shows_every_field(group: Group) -> None:
    start = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
    booked = Appointment(start=start, end=start + timedelta(minutes=30), facility_id=group.strict.id)
    appointment = await group.put(APPOINTMENT, booked)
    service = line(
        description="Office visit",
        modifiers=("25", "GT"),
        diagnosis_ids=(PRESSURE.id, PAIN.id),
        quantity=Decimal("1.5"),
        units="MJ",
    )
    await visit(group, service, appointment_ids=(appointment.id,))
    await post(group, service.id, Movement.PAYMENT, Party.PATIENT, 2_005)
    await post(group, service.id, Movement.ADJUSTMENT, Party.PRIMARY, 3_500)
    await post(group, service.id, Movement.TRANSFER, Party.PRIMARY, 2_000)
    await post(group, service.id, Movement.PAYMENT, Party.PRIMARY, 6_000)

    (transaction,) = await listed(group)
    assert set(transaction) == set(Transaction.model_fields)
    assert transaction == {
        "appointment": appointment.number,
        "doctor": group.doctor.number,
        "doctor_name": "Jyoti Whitfield",
        "billing_status": "Incomplete Information",
        "denied_flag": False,
        "code": "99213",
        "description": "Office visit",
        "procedure_type": "CPT",
        "quantity": 1.5,
        "units": "MJ",
        "edi_note": "",
        "modifiers": ["25", "GT", "", ""],
        "diagnosis_pointers": ["2", "1", "", ""],
        "price": "125.00",
        "billed": "125.00",
        "allowed": "90.00",
        "adjustment": "35.00",
        "ins1_paid": "60.00",
        "ins2_paid": "0.00",
        "ins3_paid": "0.00",
        "ins_total": "60.00",
        "pt_paid": "20.05",
        "paid_total": "80.05",
        "balance_ins": "10.00",
        "balance_pt": "-0.05",
        "balance_total": "9.95",
        "date": "2026-03-02T09:30:00",
        "location": group.strict.number,
    }


async def test_without_an_appointment_the_day_is_that_of_the_service(group: Group) -> None:
    await visit(group, line(start=date(2026, 2, 27)), line(start=date(2026, 2, 28)), start=None)
    found = await listed(group)
    assert [each["date"] for each in found] == ["2026-02-27T00:00:00", "2026-02-28T00:00:00"]
    assert {(each["appointment"], each["location"]) for each in found} == {(0, group.main.number)}


async def test_a_doctor_must_be_named(group: Group) -> None:
    async with group.http() as http:
        missing = await http.get(PATH)
        assert (missing.status_code, missing.json()) == (400, {"doctor": ["This field is required."]})
        both = await http.get(PATH, params={"doctor": "x", "since": "yesterday"})
        assert both.status_code == 400
        assert set(both.json()) == {"doctor", "since"}
        assert (await http.get(PATH, params={"doctor": group.doctor.number, "page": "x"})).status_code == 400


async def test_it_is_read_only_and_has_no_items(group: Group) -> None:
    async with group.http() as http:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert (await http.request(method, PATH, json={})).status_code == 405
        assert (await http.get(f"{PATH}/1")).status_code == 404


async def test_each_doctor_has_their_own(group: Group, other: Group) -> None:
    outsider = await group.put(
        PRACTITIONER, Practitioner(name=HumanName("Out", "Sider"), relation=Relation.EXTERNAL, npi=NPI)
    )
    await visit(group, line(procedure_code="1001F"))
    await visit(group, line(procedure_code="1002F"), providers=(rendered_by(group.colleague, "1234567893"),))
    await visit(group, line(procedure_code="1003F"), providers=(rendered_by(None, NPI),))
    await visit(group, line(procedure_code="1004F"), providers=())
    await visit(group, line(procedure_code="1005F"), providers=(rendered_by(None, "1999999984"),))

    async def codes(number: int) -> list[str]:
        return [found["code"] for found in await listed(group, number)]

    assert await codes(group.doctor.number) == ["1001F", "1004F"], "nobody is the practice's default doctor"
    assert await codes(group.colleague.number) == ["1002F"]
    assert await codes(outsider.number) == ["1003F"], "found by the NPI, though not of the staff"
    assert await codes(other.doctor.number) == []
    assert await listed(other) == []


async def test_since_is_when_anything_of_it_last_changed(group: Group) -> None:
    services = [line(procedure_code=f"100{place}F") for place in range(3)]
    encounter = await visit(group, *services)
    group.clock.advance(timedelta(hours=1))
    await post(group, services[1].id, Movement.PAYMENT, Party.PATIENT, 500)
    group.clock.advance(timedelta(hours=1))
    ctx = group.context()
    changed = (*services[:2], replace(services[2], charge=9_900))
    await billing.update(ctx, encounter.id, lambda held: replace(held, service_lines=changed))
    await ctx.commit()

    local = group.clock.now().astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)

    async def codes(hours: int) -> list[str]:
        since = (local - timedelta(hours=hours)).isoformat(timespec="seconds")
        return [found["code"] for found in await listed(group, since=since)]

    assert [await codes(hours) for hours in (2, 1, 0, -1)] == [
        ["1000F", "1001F", "1002F"],
        ["1001F", "1002F"],
        ["1002F"],
        [],
    ]
    assert len(await listed(group, since=local.date().isoformat())) == 3


async def test_pages_hold_each_charge_once(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    await visit(group, *[line(procedure_code=f"100{place}F") for place in range(5)])
    await visit(group, line(), providers=(rendered_by(group.colleague),))
    path: str | None = f"{PATH}?doctor={group.doctor.number}&since=2026-01-01"
    found = []
    async with group.http() as http:
        while path:
            page = (await http.get(path)).json()
            assert page["count"] == 5
            found += [transaction["code"] for transaction in page["results"]]
            path = page["next"]
    assert sorted(found) == [f"100{place}F" for place in range(5)]


async def test_withdrawn_lines_are_gone(group: Group) -> None:
    kept, gone = line(), line(procedure_code="1000F")
    encounter = await visit(group, kept, gone)
    ctx = group.context()
    await billing.update(ctx, encounter.id, lambda held: replace(held, service_lines=(kept,)))
    await ctx.commit()
    assert [found["code"] for found in await listed(group)] == ["99213"]


def shown(charge: Charge) -> dict[str, Any]:
    doctor = Practitioner(number=1, name=HumanName("Jyoti", "Whitfield"))
    return mapping.from_core(charge, doctor, None, Refs(ZoneInfo("America/New_York")))


@pytest.mark.parametrize(
    ("status", "paid", "said", "denied"),
    [
        (ClaimStatus.BILLER_RECEIVED, 0, "", False),
        (ClaimStatus.CODED, 0, "", False),
        (ClaimStatus.HELD_BY_CUSTOMER, 0, "", False),
        (ClaimStatus.WAITING_FOR_PROVIDER, 0, "", False),
        (ClaimStatus.NOT_BILLABLE, 0, "", False),
        (ClaimStatus.MISSING_INFORMATION, 0, "Incomplete Information", False),
        (ClaimStatus.SUBMITTED, 0, "In Process Payer", False),
        (ClaimStatus.REJECTED, 0, "Rejected Payer", False),
        (ClaimStatus.ERA_RECEIVED, 0, "ERA Received", False),
        (ClaimStatus.ERA_REQUIRES_REVIEW, 0, "ERA Received", False),
        (ClaimStatus.DENIED, 0, "ERA Denied", True),
        (ClaimStatus.FINALIZED_DENIED, 0, "ERA Denied", True),
        (ClaimStatus.PAID, 100, "Paid in Full", False),
        (ClaimStatus.PAID, 99, "Partially Paid", False),
        (ClaimStatus.PAID_INCORRECTLY, 101, "Paid in Full", False),
        (ClaimStatus.FINALIZED_PAID, 100, "Paid in Full", False),
    ],
)
def test_the_claim_says_where_billing_stands(status: ClaimStatus, paid: int, said: str, denied: bool) -> None:
    service = Service(encounter_id="e", day=DAY, claim_status=status)
    found = shown(Charge(service=service, sums=Sums(charged_insurance=100, paid_primary=paid)))
    assert (found["billing_status"], found["denied_flag"]) == (said, denied)


async def test_a_claim_that_moves_on_is_listed_anew(group: Group) -> None:
    encounter = await visit(group, line())
    group.clock.advance(timedelta(hours=1))
    ctx = group.context()
    sent = (Claim(id=encounter.claims[0].id, status=ClaimStatus.SUBMITTED),)
    await billing.update(ctx, encounter.id, lambda held: replace(held, claims=sent))
    await ctx.commit()
    (found,) = await listed(group, since="2026-03-04T12:30:00")
    assert found["billing_status"] == "In Process Payer"


@pytest.mark.parametrize(
    ("code", "type_"),
    [("99213", "CPT"), ("0001U", "CPT"), ("1000F", "CPT"), ("J1885", "HCPCS"), ("X-RAY", "Custom"), ("", "Custom")],
)
def test_the_code_tells_its_type(code: str, type_: str) -> None:
    assert shown(Charge(service=Service(encounter_id="e", day=DAY, code=code)))["procedure_type"] == type_


def test_modifiers_and_pointers_are_four() -> None:
    service = Service(encounter_id="e", day=DAY, modifiers=("A", "B", "C", "D", "E"), pointers=(12,))
    found = shown(Charge(service=service))
    assert (found["modifiers"], found["diagnosis_pointers"]) == (["A", "B", "C", "D"], ["12", "", "", ""])


CENTS = st.integers(-(10**9), 10**9)
POSTED = st.lists(st.tuples(st.sampled_from(Movement), st.sampled_from(Party), CENTS), max_size=30)


@given(POSTED)
def test_amounts_add_up_to_the_cent(posted: Sequence[tuple[Movement, Party, int]]) -> None:
    sums = Sums()
    for movement, party, cents in posted:
        sums = sums.after(Posting(account="line", movement=movement, party=party, cents=cents))
    found = shown(Charge(service=Service(encounter_id="e", day=DAY), sums=sums))
    Transaction.model_validate(found)
    amount = {name: Decimal(text) for name, text in found.items() if isinstance(text, str) and name in AMOUNTS}
    assert len(amount) == 13
    assert all(str(value) == found[name] for name, value in amount.items()), "two places and no negative nothing"
    assert amount["ins_total"] == amount["ins1_paid"] + amount["ins2_paid"] + amount["ins3_paid"]
    assert amount["paid_total"] == amount["ins_total"] + amount["pt_paid"]
    assert amount["balance_total"] == amount["balance_ins"] + amount["balance_pt"]
    assert amount["balance_total"] == amount["billed"] - amount["adjustment"] - amount["paid_total"]
    assert amount["price"] == amount["billed"]


AMOUNTS = frozenset(
    [
        "price",
        "billed",
        "allowed",
        "adjustment",
        "ins1_paid",
        "ins2_paid",
        "ins3_paid",
        "ins_total",
        "pt_paid",
        "paid_total",
        "balance_ins",
        "balance_pt",
        "balance_total",
    ]
)
