"""Patient plans: entered at their place, found again, moved aside, replaced, archived."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import COVERAGE, Coverage, CoverageStatus
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.organisation.model import payer_key
from polyclinic.core.priorauth import operations as authorizations
from polyclinic.core.priorauth.model import PRIOR_AUTHORIZATION, AuthorizationType, PriorAuthorization
from polyclinic.core.shared.ids import new_id
from tests.dialects.silna.clinic import PATIENTS, Clinic

PLANS = "/public/v1/patient-plans/"
AETNA, CIGNA = payer_key("60054", "Aetna"), payer_key("62308", "Cigna")


def plan(patient_id: str, **changes: Any) -> dict[str, Any]:
    """A plan as it is posted; a change of ``...`` leaves the field out."""
    body = {
        "patient_id": patient_id,
        "payor_entity_id": AETNA,
        "member_number": "W100",
        "plan_order_number": 1,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not ...}


async def patient_of(clinic: Clinic, **changes: Any) -> str:
    async with clinic.http() as http:
        patient_id: str = (await http.post(PATIENTS, json=clinic.body(**changes))).json()["patient_id"]
    return patient_id


async def made(http: httpx2.AsyncClient, body: dict[str, Any]) -> str:
    answer = await http.post(PLANS, json=body)
    assert answer.status_code == 201, answer.text
    plan_id: str = answer.json()["patient_plan_id"]
    return plan_id


async def listed(http: httpx2.AsyncClient, patient_id: str, **params: str) -> list[dict[str, Any]]:
    answer = await http.get(f"{PATIENTS}{patient_id}/patient-plans", params=params)
    assert answer.status_code == 200, answer.text
    records: list[dict[str, Any]] = answer.json()["records"]
    return records


async def places(http: httpx2.AsyncClient, patient_id: str) -> dict[str, int]:
    """The place of each live plan, by member number."""
    return {each["member_number"]: each["plan_order_number"] for each in await listed(http, patient_id)}


async def test_a_plan_is_created_read_and_archived(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    sent = plan(
        patient_id,
        source_id="p-1",
        group_number="G-7",
        start_date="2026-01-01T00:00:00Z",
        end_date="2026-12-31T00:00:00Z",
        insurance_type="COMMERCIAL",
    )
    async with clinic.http() as http:
        plan_id = await made(http, sent)
        read = (await http.get(PLANS + plan_id)).json()
        assert read == {
            **sent,
            "id": plan_id,
            "provider_id": clinic.provider,
            "plan_eligibility_status": "NO_CHECK",
            "insurance_card_file_id": None,
            "insurance_card_back_file_id": None,
            "archived_at": None,
            "latest_eligibility_check": None,
            "latest_benefits_check": None,
        }
        assert await listed(http, patient_id) == [read]

        gone = await http.delete(PLANS + plan_id)
        assert (gone.status_code, gone.content) == (204, b"")
        archived = (await http.get(PLANS + plan_id)).json()
        assert archived["archived_at"] is not None
        assert {**archived, "archived_at": None} == read
        assert await listed(http, patient_id) == []
        assert (await http.delete(PLANS + plan_id)).status_code == 404
        assert (await http.patch(PLANS + plan_id, json={"source_id": "x"})).status_code == 404


@pytest.mark.parametrize("type_", ["MEDICARE", "MEDICAID", "REGIONAL_CENTER", "WORKERS_COMPENSATION", "AUTO_INSURANCE"])
async def test_every_type_of_insurance_is_kept(clinic: Clinic, type_: str) -> None:
    async with clinic.http() as http:
        plan_id = await made(http, plan(await patient_of(clinic), insurance_type=type_))
        assert (await http.get(PLANS + plan_id)).json()["insurance_type"] == type_


async def test_a_put_leaves_the_plan_of_that_source_id_as_it_is(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        first = await http.put(PLANS, json=plan(patient_id, source_id="p-1"))
        assert first.status_code == 201
        changed = plan(patient_id, source_id="p-1", member_number="W999", plan_order_number=2, payor_entity_id=CIGNA)
        again = await http.put(PLANS, json=changed)
        assert (again.status_code, again.json()) == (200, first.json())
        assert await places(http, patient_id) == {"W100": 1}
    assert len(await clinic.context().history(COVERAGE, first.json()["patient_plan_id"])) == 1


@pytest.mark.parametrize(
    ("strategy", "changes", "same"),
    [
        (..., {"payor_entity_id": CIGNA, "plan_order_number": 2}, True),
        ("MEMBER_NUMBER", {"member_number": "W101"}, False),
        ("MEMBER_NUMBER_AND_PAYOR", {"plan_order_number": 2}, True),
        ("MEMBER_NUMBER_AND_PAYOR", {"payor_entity_id": CIGNA, "plan_order_number": 2}, False),
        ("MEMBER_NUMBER_PAYOR_AND_ORDER", {}, True),
        ("MEMBER_NUMBER_PAYOR_AND_ORDER", {"plan_order_number": 2}, False),
    ],
)
async def test_a_duplicate_takes_the_source_id_and_nothing_else(
    clinic: Clinic, strategy: Any, changes: dict[str, Any], same: bool
) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        held = await made(http, plan(patient_id))
        before = (await http.get(PLANS + held)).json()
        sent = plan(patient_id, source_id="p-1", deduplication_strategy=strategy, **changes)
        put = await http.put(PLANS, json=sent)
        assert put.status_code == (200 if same else 201), put.text
        assert (put.json()["patient_plan_id"] == held) is same
        if same:
            assert (await http.get(PLANS + held)).json() == {**before, "source_id": "p-1"}


async def test_a_put_replaces_the_plan_that_has_its_place(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        first = await made(http, plan(patient_id))
        put = await http.put(PLANS, json=plan(patient_id, member_number="W200", source_id="p-2"))
        assert put.status_code == 201
        assert await places(http, patient_id) == {"W200": 1}
        assert (await http.get(PLANS + first)).json()["archived_at"] is not None

        refused = plan(patient_id, member_number="W300", source_id="p-3", conflict_behavior="RAISE_ERROR")
        answer = await http.put(PLANS, json=refused)
        assert answer.status_code == 409
        assert "place" in answer.json()["message"]
        assert await places(http, patient_id) == {"W200": 1}


async def test_a_post_refuses_a_place_that_is_taken_or_moves_its_holder_on(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        await made(http, plan(patient_id))
        second = plan(patient_id, member_number="W200")
        assert (await http.post(PLANS, json=second)).status_code == 409
        assert (await http.post(PLANS, json={**second, "conflict_behavior": None})).status_code == 409
        await made(http, {**second, "conflict_behavior": "BUMP_ONE"})
        assert await places(http, patient_id) == {"W200": 1, "W100": 2}
        third = plan(patient_id, member_number="W300", conflict_behavior="BUMP_ONE")
        assert (await http.post(PLANS, json=third)).status_code == 409
        assert await places(http, patient_id) == {"W200": 1, "W100": 2}


@pytest.mark.parametrize("alike", [True, False], ids=["one source id", "a source id each"])
async def test_twenty_parallel_puts_make_one_plan(clinic: Clinic, alike: bool) -> None:
    patient_id = await patient_of(clinic)
    bodies = [plan(patient_id, source_id="p-1" if alike else f"p-{n}") for n in range(20)]
    async with clinic.http() as http:
        answers = await asyncio.gather(*(http.put(PLANS, json=body) for body in bodies))
        while late := [body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 409]:
            assert not alike, "nothing stands in the way of reading the one that is there"
            bodies = late
            answers = await asyncio.gather(*(http.put(PLANS, json=body) for body in bodies))
        assert len(await listed(http, patient_id)) == 1


async def test_parallel_posts_at_one_place_make_one_plan(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    bodies = [plan(patient_id, member_number=f"W{n:03d}") for n in range(8)]
    async with clinic.http() as http:
        answers = await asyncio.gather(*(http.post(PLANS, json=body) for body in bodies))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
        assert len(await listed(http, patient_id)) == 1


async def test_source_ids_are_changed_removed_and_searched(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        first = await made(http, plan(patient_id, source_id="p-1"))
        second = await made(http, plan(patient_id, member_number="W200", plan_order_number=2))
        assert [each["id"] for each in await listed(http, patient_id, source_id="p-1")] == [first]
        assert [each["id"] for each in await listed(http, patient_id, source_id="null")] == [second]
        taken = await http.patch(PLANS + second, json={"source_id": "p-1"})
        assert (taken.status_code, taken.json()) == (409, {"message": "source_id: is already in use"})
        third = plan(patient_id, source_id="p-1", member_number="W300", plan_order_number=3)
        assert (await http.post(PLANS, json=third)).status_code == 409
        assert (await http.patch(PLANS + first, json={"source_id": None})).status_code == 204
        assert (await http.patch(PLANS + second, json={"source_id": "p-1"})).status_code == 204
        assert (await http.patch(PLANS + second, json={})).status_code == 204
        assert [each["id"] for each in await listed(http, patient_id, source_id="p-1")] == [second]

        other = await patient_of(clinic, first_name="Bea")
        await made(http, plan(other, source_id="p-1"))


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"member_number": "W"}, 400, ["member_number"]),
        ({"member_number": "W" * 81, "plan_order_number": 0}, 400, ["member_number", "plan_order_number"]),
        ({"source_id": "null"}, 400, ["source_id"]),
        ({"source_id": ""}, 400, ["source_id"]),
        ({"conflict_behavior": "REPLACE"}, 400, ["conflict_behavior"]),
        ({"patient_id": new_id(), "payor_entity_id": new_id()}, 404, ["patient_id", "payor_entity_id"]),
        ({"insurance_card_file_id": new_id()}, 404, ["insurance_card_file_id"]),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400, ["end_date"]),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    clinic: Clinic, changes: dict[str, Any], status: int, named: list[str]
) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        answer = await http.post(PLANS, json={**plan(patient_id), **changes})
        assert answer.status_code == status, answer.text
        assert all(f"{name}:" in answer.json()["message"] for name in named), answer.text
        assert await listed(http, patient_id) == []


async def test_a_card_is_the_patients_own_and_within_reach(clinic: Clinic) -> None:
    ana, bea = await patient_of(clinic), await patient_of(clinic, first_name="Bea")
    ctx = clinic.context()
    drafts = (Document(name="a", patient_id=bea), Document(name="b", legal_entity_id=clinic.other_provider))
    of_bea, of_others = [(await ctx.put(DOCUMENT, draft)).id for draft in drafts]
    await ctx.commit()
    async with clinic.http(await clinic.new_key(clinic.provider)) as http:
        sent = plan(ana, insurance_card_file_id=of_bea, insurance_card_back_file_id=of_others)
        answer = await http.post(PLANS, json=sent)
        assert answer.status_code in (400, 404), answer.text
        assert all(f"{side}_file_id:" in answer.json()["message"] for side in ("insurance_card", "insurance_card_back"))
        assert (await http.post(PLANS, json=sent | {"insurance_card_back_file_id": None})).status_code == 400
        assert await listed(http, ana) == []


async def test_a_key_of_another_provider_sees_no_plan(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        plan_id = await made(http, plan(patient_id))
    async with clinic.http(await clinic.new_key(clinic.other_provider)) as http:
        for answer in (
            await http.get(PLANS + plan_id),
            await http.patch(PLANS + plan_id, json={"source_id": "x"}),
            await http.delete(PLANS + plan_id),
            await http.get(f"{PATIENTS}{patient_id}/patient-plans"),
            await http.post(PLANS, json=plan(patient_id)),
        ):
            assert answer.status_code == 404, answer.text


async def written_elsewhere(clinic: Clinic, patient_id: str, **fields: Any) -> Coverage:
    ctx = clinic.context()
    given = {"payer_id": "60054", "payer_name": "Aetna", "member_id": "M1", **fields}
    coverage = await ctx.put(COVERAGE, Coverage(patient_id=patient_id, **given))
    await ctx.commit()
    return coverage


async def test_plans_without_a_place_follow_those_that_have_one(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    await written_elsewhere(clinic, patient_id, member_id="M-old")
    async with clinic.http() as http:
        assert await places(http, patient_id) == {"M-old": 1}
        assert (await http.post(PLANS, json=plan(patient_id))).status_code == 409
        await made(http, plan(patient_id, plan_order_number=2))
        assert await places(http, patient_id) == {"M-old": 1, "W100": 2}, "its place is its own now"


async def test_what_other_apis_wrote(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    held = await written_elsewhere(clinic, patient_id, payer_id="", payer_name="Cigna")
    strange = await written_elsewhere(clinic, patient_id, payer_id="X-1", payer_name="Nobody", order=7)
    await written_elsewhere(clinic, patient_id, member_id="")
    draft = await written_elsewhere(clinic, patient_id, status=CoverageStatus.DRAFT)
    async with clinic.http() as http:
        assert (await http.get(PLANS + draft.id)).status_code == 404
        seen = {each["id"]: each for each in await listed(http, patient_id)}
        assert seen.keys() == {held.id, strange.id}
        assert seen[held.id]["payor_entity_id"] == CIGNA
        assert seen[strange.id]["payor_entity_id"] == payer_key("X-1", "Nobody")
        ctx = clinic.context()
        await ctx.put(COVERAGE, replace(strange, status=CoverageStatus.CANCELLED))
        await ctx.commit()
        assert (await http.get(PLANS + strange.id)).json()["archived_at"] is not None


async def test_a_source_id_of_a_plan_that_was_cancelled_elsewhere_is_free(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        cancelled = await made(http, plan(patient_id, source_id="p-1"))
        await change(clinic, cancelled, status=CoverageStatus.CANCELLED)
        answer = await http.put(PLANS, json=plan(patient_id, source_id="p-1"))
        assert answer.status_code == 201, answer.text
        assert (await http.get(PLANS + cancelled)).json()["source_id"] is None
        await change(clinic, cancelled, status=CoverageStatus.ACTIVE)
        assert sorted(each["plan_order_number"] for each in await listed(http, patient_id)) == [1, 2]


async def change(clinic: Clinic, plan_id: str, **changes: Any) -> None:
    """Through another API."""
    ctx = clinic.context()
    await coverages.update(ctx, plan_id, lambda held: replace(held, **changes))
    await ctx.commit()


@pytest.mark.parametrize("behavior", ["REPLACE", "RAISE_ERROR_ON_AUTH_WITHDRAWAL", "DELETE"])
async def test_open_work_ends_with_its_plan(clinic: Clinic, behavior: str) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        held = await made(http, plan(patient_id))
        ctx = clinic.context()
        draft = PriorAuthorization(
            patient_id=patient_id, coverage_id=held, specialty="SPEECH_THERAPY", type=AuthorizationType.INITIAL
        )
        asked = await authorizations.create(ctx, draft)
        await ctx.commit()
        if behavior == "DELETE":
            answer = await http.delete(PLANS + held)
        else:
            sent = plan(patient_id, member_number="W200", source_id="p-2", conflict_behavior=behavior)
            answer = await http.put(PLANS, json=sent)
    refused = behavior == "RAISE_ERROR_ON_AUTH_WITHDRAWAL"
    assert answer.status_code == {"REPLACE": 201, "DELETE": 204}.get(behavior, 409), answer.text
    ctx = clinic.context()
    after = await ctx.need(PRIOR_AUTHORIZATION, asked.id)
    plan_after = await ctx.need(COVERAGE, held, deleted=True)
    assert (after.is_open, plan_after.active) == (refused, refused)


async def test_a_plan_without_authorizations_is_replaced_by_the_careful_put(clinic: Clinic) -> None:
    patient_id = await patient_of(clinic)
    async with clinic.http() as http:
        await made(http, plan(patient_id))
        sent = plan(patient_id, member_number="W200", source_id="p-2")
        answer = await http.put(PLANS, json={**sent, "conflict_behavior": "RAISE_ERROR_ON_AUTH_WITHDRAWAL"})
        assert answer.status_code == 201
        assert await places(http, patient_id) == {"W200": 1}
