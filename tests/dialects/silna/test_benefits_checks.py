"""Benefits checks: asked for, worked, escalated, withdrawn; read in both versions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from polyclinic.core.benefits import operations as benefits
from polyclinic.core.benefits.model import BENEFITS_CHECK, RULES, TEMPLATES, BenefitsCheck, Move, Status
from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.eligibility.ports import NoNetwork
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.errors import WrongState
from polyclinic.core.shared.ids import new_id
from tests.dialects.silna.benefits import CHECKS, CHECKS_V2, PLANS, asked, insured, settled, step
from tests.dialects.silna.clinic import PATIENTS, Clinic

ALL = "AAUTH_REQREF_REQVISIT_REQ11"
MONEY_11 = {
    "copay_amount": "0.00",
    "coinsurance_percentage": "10",
    "individual_deductible_amount": "3500.00",
    "individual_deductible_amount_met": "0.00",
    "family_deductible_amount": "10000.00",
    "individual_out_of_pocket_amount": "5500.00",
    "family_out_of_pocket_amount": "16000.00",
}
OUTSIDE_11 = {
    "copay_amount": "0.00",
    "coinsurance_percentage": "40",
    "individual_deductible_amount": "7000.00",
    "family_deductible_amount": "14000.00",
    "individual_out_of_pocket_amount": "13000.00",
    "family_out_of_pocket_amount": "26000.00",
}


async def read(clinic: Clinic, check_id: str, path: str = CHECKS) -> dict[str, Any]:
    async with clinic.http() as http:
        answer = await http.get(path + check_id)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def within(part: dict[str, Any], whole: dict[str, Any]) -> bool:
    return {name: whole[name] for name in part} == part


async def test_a_check_goes_its_way(clinic: Clinic) -> None:
    patient_id, plan_id = await insured(clinic, ALL)
    async with clinic.http() as http:
        check_id = await asked(http, plan_id, specialties=["PHYSICAL_THERAPY", "SPEECH_THERAPY", "SPEECH_THERAPY"])
        new = await read(clinic, check_id)
        assert (new["status"], new["specialty_specific_data"], new["eligibility_status"]) == ("REQUESTED", [], None)
        assert (new["patient_plan_id"], new["patient_id"], new["provider_id"]) == (plan_id, patient_id, clinic.provider)
        assert (await step(clinic, check_id)).status is Status.AWAITING_BACK_OFFICE
        assert (await http.get(PLANS + plan_id)).json()["latest_benefits_check"] is None, "it is not complete"
        await step(clinic, check_id)

        done = await read(clinic, check_id)
        assert done["status"] == "COMPLETE"
        assert (done["eligibility_status"], done["ineligibility_reason"]) == ("ELIGIBLE", None)
        assert (done["plan_start_date"], done["plan_end_date"]) == ("2025-01-01", "2025-12-31")
        assert (done["insurance_type"], done["network_status"]) == ("COMMERCIAL", "IN_NETWORK")
        assert done["patient_information"]["subscriber_last_name"] == "Silva"
        first, second = done["specialty_specific_data"]
        assert (first["specialty"], second["specialty"]) == ("PHYSICAL_THERAPY", "SPEECH_THERAPY")
        assert within(MONEY_11, first)
        assert (first["auth_required"], first["referral_required"]) == (True, True)
        assert (first["has_visit_limit"], first["visit_limit_quantity"], first["visits_used"]) == (True, 30, 0)

        plan = (await http.get(PLANS + plan_id)).json()
        assert plan["plan_eligibility_status"] == "ACTIVE"
        assert plan["latest_benefits_check"] == {
            "status": "COMPLETE",
            "benefits_check_id": check_id,
            "date_verified": done["date_verified"],
        }
        previews = (await http.get(f"{PLANS}{plan_id}/benefits-checks")).json()["records"]
        assert [(each["id"], each["status"]) for each in previews] == [(check_id, "COMPLETE")]


async def test_the_second_version_says_what_each_value_is_for(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, ALL)
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
    await settled(clinic, check_id)
    (fields,) = (await read(clinic, check_id, CHECKS_V2))["specialty_fields"]
    assert [field["value"] for field in fields["copay_fields"]] == ["0.00"]
    assert fields["copay_fields"][0]["modifier"]["benefit_unit"] == "VISIT"
    assert [field["value"] for field in fields["coinsurance_fields"]] == ["10"]
    assert fields["deductible"]["individual"] == {"amount": {"value": "3500.00"}, "amount_met": {"value": "0.00"}}
    assert fields["out_of_pocket"]["family"]["amount"] == {"value": "16000.00"}
    assert [field["value"] for field in fields["visit_limits"]] == ["30"]
    assert fields["authorization_requirements"][0]["value"] is True
    assert fields["authorization_requirements"][0]["modifier"]["timing"]["before_after"] == "BEFORE"
    assert [field["value"] for field in fields["referral_requirements"]] == [True]


@pytest.mark.parametrize(
    ("member_number", "wanted"),
    [
        ("A11", (False, False, False)),
        ("A_0_11", (False, False, False)),
        ("AAUTH_REQ11", (True, False, False)),
        ("AREF_REQ_11", (False, True, False)),
        ("A0VISIT_REQ011", (False, False, True)),
        ("AVISIT_REQAUTH_REQ11", (True, False, True)),
        (ALL, (True, True, True)),
    ],
)
async def test_published_member_numbers(clinic: Clinic, member_number: str, wanted: tuple[bool, bool, bool]) -> None:
    _, plan_id = await insured(clinic, member_number)
    async with clinic.http() as http:
        check_id = await asked(http, plan_id, network_status_override="OUT_OF_NETWORK")
    await settled(clinic, check_id)
    done = await read(clinic, check_id)
    (data,) = done["specialty_specific_data"]
    assert (data["auth_required"], data["referral_required"], data["has_visit_limit"]) == wanted
    assert done["network_status"] == "OUT_OF_NETWORK"
    assert within(OUTSIDE_11, data)


async def test_a_template_without_a_feature_does_not_look_into_it(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, ALL)
    async with clinic.http() as http:
        found = (await http.get(f"{CHECKS}templates", params={"template_name": "cost"})).json()["records"]
        check_id = await asked(http, plan_id, template_id=found[0]["id"])
        every = (await http.get(f"{CHECKS}templates")).json()
        assert [each["id"] for each in every["records"]] == [template.id for template in TEMPLATES]
        rest = await http.get(f"{CHECKS}templates", params={"limit": 1, "starting_after": every["first_id"]})
        assert (rest.json()["first_id"], rest.json()["has_more"]) == (TEMPLATES[1].id, True)
    await settled(clinic, check_id)
    (data,) = (await read(clinic, check_id))["specialty_specific_data"]
    assert (data["auth_required"], data["referral_required"], data["has_visit_limit"]) == (None, None, None)
    assert within(MONEY_11, data)


async def test_any_other_member_has_benefits_that_fit_together(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, "W100200300")
    async with clinic.http() as http:
        ids = [await asked(http, plan_id) for _ in range(2)]
    for check_id in ids:
        await settled(clinic, check_id)
    first, second = [await read(clinic, check_id) for check_id in ids]
    assert first["specialty_specific_data"] == second["specialty_specific_data"], "the same question, the same answer"
    (data,) = first["specialty_specific_data"]
    assert float(data["individual_deductible_amount_met"]) <= float(data["individual_deductible_amount"])
    assert data["coinsurance_percentage"] is not None or data["copay_amount"] is not None


@pytest.mark.parametrize(
    ("member_number", "reason"),
    [("INACTIVE1", "PLAN_HAS_TERMINATED"), ("NOTFOUND1", "MEMBER_NUMBER_MISMATCH")],
)
async def test_a_plan_that_does_not_pay(clinic: Clinic, member_number: str, reason: str) -> None:
    _, plan_id = await insured(clinic, member_number)
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
        await settled(clinic, check_id)
        done = await read(clinic, check_id)
        assert (done["status"], done["eligibility_status"]) == ("COMPLETE", "INELIGIBLE")
        assert (done["ineligibility_reason"], done["specialty_specific_data"]) == (reason, [])
        assert (await http.get(PLANS + plan_id)).json()["plan_eligibility_status"] == "INACTIVE"


async def test_a_provider_is_asked_and_the_payer_asked_again(clinic: Clinic) -> None:
    patient_id, plan_id = await insured(clinic, "MEMBER_SOUSA")
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
        await settled(clinic, check_id)
        assert (await read(clinic, check_id))["status"] == "AWAITING_PROVIDER"
        (escalation,) = await escalations.open_of(clinic.context(), check_id)
        assert escalation.type == "additional_requirements__specific_details__patient__demographics"
        assert "name" in escalation.reason.casefold()

        await http.patch(PATIENTS + patient_id, json={"last_name": "Sousa"})
        await perform(clinic.context, lambda ctx: benefits.answer(ctx, check_id))
        assert await escalations.open_of(clinic.context(), check_id) == []
        assert (await read(clinic, check_id))["status"] == "AWAITING_SILNA"
        done = await step(clinic, check_id)
    assert done.status is Status.COMPLETE
    assert [made.move for made in done.history] == [
        Move.TAKE_UP,
        Move.ASK_PROVIDER,
        Move.ANSWER,
        Move.COMPLETE,
    ]


@pytest.mark.parametrize("away", [True, False], ids=["no network", "a busy payer"])
async def test_a_payer_that_does_not_answer_is_asked_later(clinic: Clinic, away: bool) -> None:
    _, plan_id = await insured(clinic, "W1" if away else "BUSY1")
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
    before = await step(clinic, check_id)
    after = await step(clinic, check_id, NoNetwork() if away else None)
    assert after.status is Status.AWAITING_BACK_OFFICE
    assert before.due is not None
    assert after.due == before.due + timedelta(hours=4)


async def test_what_was_said_stays_when_the_plan_goes(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, ALL)
    async with clinic.http() as http:
        done, open_ = [await asked(http, plan_id) for _ in range(2)]
        await settled(clinic, done)
        before = await read(clinic, done)
        versions = len(await clinic.context().history(COVERAGE, plan_id))
        assert (await http.delete(PLANS + plan_id)).status_code == 204
        assert await read(clinic, done) == before
        assert (await read(clinic, open_))["status"] == "WITHDRAWN"
        assert (await http.get(PLANS + plan_id)).json()["latest_benefits_check"]["benefits_check_id"] == done
        assert (await step(clinic, open_)).status is Status.WITHDRAWN, "nobody works on it"

        late = await http.post(CHECKS, json={"patient_plan_id": plan_id, "specialties": ["HOSPICE"]})
        assert (late.status_code, late.json()) == (400, {"message": "patient_plan_id: the plan is archived"})
    assert len(await clinic.context().history(COVERAGE, plan_id)) == versions + 1
    withdrawn = await clinic.context().need(BENEFITS_CHECK, open_)
    with pytest.raises(WrongState):
        await benefits.withdraw(clinic.context(), withdrawn.id)


async def test_checks_end_with_their_plan_whoever_gave_it_up(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, ALL)
    async with clinic.http() as http:
        open_ = await asked(http, plan_id)
    ctx = clinic.context()
    event = Event("coverage.updated", COVERAGE.name, plan_id)
    await perform(clinic.context, lambda ctx: benefits.follow(ctx, event))
    assert (await read(clinic, open_))["status"] != "WITHDRAWN", "the plan is still there"
    await ctx.put(COVERAGE, replace(await ctx.need(COVERAGE, plan_id), active=False))
    await ctx.commit()
    assert event.name in benefits.FOLLOWED
    await perform(clinic.context, lambda ctx: benefits.follow(ctx, event))
    assert (await read(clinic, open_))["status"] == "WITHDRAWN"


async def test_a_check_that_waits_for_the_provider_is_withdrawn_with_its_escalation(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, "MEMBER_SOUSA")
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
        await settled(clinic, check_id)
        await http.delete(PLANS + plan_id)
    assert (await read(clinic, check_id))["status"] == "WITHDRAWN"
    assert await escalations.open_of(clinic.context(), check_id) == []


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"specialties": []}, 400, ["specialties"]),
        (
            {"specialties": ["PHYSIO"], "network_status_override": "NEAR"},
            400,
            ["specialties", "network_status_override"],
        ),
        ({"patient_plan_id": new_id(), "template_id": new_id()}, 404, ["patient_plan_id", "template_id"]),
    ],
)
async def test_what_cannot_be_asked(clinic: Clinic, changes: dict[str, Any], status: int, named: list[str]) -> None:
    _, plan_id = await insured(clinic)
    async with clinic.http() as http:
        sent = {"patient_plan_id": plan_id, "specialties": ["HOSPICE"], **changes}
        answer = await http.post(CHECKS, json=sent)
        assert answer.status_code == status, answer.text
        assert all(name in answer.json()["message"] for name in named)
        assert (await http.get(f"{PLANS}{plan_id}/benefits-checks")).json()["records"] == []


async def test_a_key_of_another_provider_sees_no_check(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic)
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
    async with clinic.http(await clinic.new_key(clinic.other_provider)) as http:
        for path in (CHECKS + check_id, CHECKS_V2 + check_id, f"{PLANS}{plan_id}/benefits-checks"):
            assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", Move)
def test_every_move_is_allowed_or_refused(status: Status, move: Move) -> None:
    before, _ = RULES[move]
    check = BenefitsCheck(patient_id="p", coverage_id="c", specialties=(), status=status)
    assert (status in before) <= check.is_open, "nothing leads out of what is over"


async def test_a_report_tells_everything_on_paper(clinic: Clinic) -> None:
    long = "Wilhelmina-Maximiliane " * 4
    _, plan_id = await insured(clinic, ALL, first_name=long.strip(), last_name="Łódź & <Sons> 漢")
    every = ["PHYSICAL_THERAPY", "SPEECH_THERAPY", "ABA_THERAPY", "HOSPICE", "CHIROPRACTIC", "PSYCHIATRY"]
    async with clinic.http() as http:
        check_id = await asked(http, plan_id, specialties=every)
        early = await http.post(f"{CHECKS}{check_id}/reports")
        assert (early.status_code, early.json()) == (400, {"message": "The benefits check is not complete"})
        await settled(clinic, check_id)
        file_id = (await http.post(f"{CHECKS}{check_id}/reports")).json()["file_id"]
        file = (await http.get(f"/public/v1/files/{file_id}")).json()
        assert file["original_filename"] == f"benefits-report-{check_id}.pdf"
        content = (await http.get(file["url"])).content
    document = pypdfium2.PdfDocument(content)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert len(pages) > 1
    text = " ".join(pages)
    for said in (
        "Łódz & <Sons> ?",
        "Plan period 2025-01-01 to 2025-12-31",
        "ABA therapy",
        "$3,500.00; met $0.00, remaining $3,500.00",
        "30 a year; used 0, remaining 30",
        "required before services",
        "no promise to pay",
    ):
        assert said in text, said


async def test_a_report_of_a_plan_that_does_not_pay_says_why(clinic: Clinic) -> None:
    _, plan_id = await insured(clinic, "NOTFOUND1")
    async with clinic.http() as http:
        check_id = await asked(http, plan_id)
        await settled(clinic, check_id)
        file_id = (await http.post(f"{CHECKS}{check_id}/reports")).json()["file_id"]
        url = (await http.get(f"/public/v1/files/{file_id}")).json()["url"]
        text = pypdfium2.PdfDocument((await http.get(url)).content)[0].get_textpage().get_text_range()
    assert "the payor does not know the member number" in text
    assert "Physical therapy" not in text
