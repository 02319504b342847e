"""Plans to check, and the office's work on checks done at once."""

from typing import Any

import httpx2

from polyclinic.adapters.payers.demo import DemoNetwork
from polyclinic.core.benefits.model import BENEFITS_CHECK, BenefitsCheck
from polyclinic.core.benefits.operations import DUE, work
from polyclinic.core.eligibility.ports import PayerNetwork
from polyclinic.core.organisation.model import payer_key
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import perform
from tests.dialects.silna.clinic import PATIENTS, Clinic

PLANS = "/public/v1/patient-plans/"
CHECKS = "/public/v1/benefits-checks/"
CHECKS_V2 = "/public/v2/benefits-checks/"
AETNA = payer_key("60054", "Aetna")


async def insured(clinic: Clinic, member_number: str = "W100200300", **changes: Any) -> tuple[str, str]:
    """A patient with one plan: both ids."""
    async with clinic.http() as http:
        patient_id: str = (await http.post(PATIENTS, json=clinic.body(**changes))).json()["patient_id"]
        body = {
            "patient_id": patient_id,
            "payor_entity_id": AETNA,
            "member_number": member_number,
            "plan_order_number": 1,
        }
        answer = await http.post(PLANS, json=body)
    assert answer.status_code == 201, answer.text
    return patient_id, answer.json()["patient_plan_id"]


async def asked(http: httpx2.AsyncClient, plan_id: str, **changes: Any) -> str:
    """A check of a plan."""
    answer = await http.post(CHECKS, json={"patient_plan_id": plan_id, "specialties": ["PHYSICAL_THERAPY"], **changes})
    assert answer.status_code == 201, answer.text
    (check_id,) = answer.json()["benefits_check_ids"]
    return str(check_id)


async def step(clinic: Clinic, check_id: str, network: PayerNetwork | None = None) -> BenefitsCheck:
    """A check after the step that is due next, if one is."""
    check = await clinic.context().need(BENEFITS_CHECK, check_id)
    if check.due is None:
        return check
    due = Event(DUE, BENEFITS_CHECK.name, check_id, {"due": check.due.isoformat()})
    await perform(clinic.context, lambda ctx: work(ctx, network or DemoNetwork(), due, last_try=True))
    return await clinic.context().need(BENEFITS_CHECK, check_id)


async def settled(clinic: Clinic, check_id: str) -> BenefitsCheck:
    """A check that was taken up and asked of the payer."""
    await step(clinic, check_id)
    return await step(clinic, check_id)
