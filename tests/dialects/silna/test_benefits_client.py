"""Plans are checked through our own client, over a socket, by the worker of a running sandbox."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

import pypdfium2
import pytest
import requests

from polyclinic.core.organisation.model import payer_key
from polyclinic.sdk.errors import BadRequest
from polyclinic.silna import (
    BenefitsCheckCreate,
    BenefitsCheckStatus,
    InferenceStrategy,
    NetworkStatus,
    PatientCreate,
    PatientPlanCreate,
    PatientStatus,
    PatientUpdate,
    PayorInferenceCreate,
    PayorInferenceStatus,
    Silna,
    Specialty,
)
from tests.support.clock import Clock
from tests.support.server import RunningSandbox

T = TypeVar("T")


@pytest.fixture
def silna(practice: dict[str, Any]) -> Iterator[Silna]:
    block = practice["silna"]
    with Silna(block["base_url"], block["api_key"]) as client:
        yield client


@pytest.fixture
def clock(sandbox: RunningSandbox, practice: dict[str, Any]) -> Clock:
    return Clock(sandbox, practice["carium"]["organization_id"])


def until(done: Callable[[T], bool], read: Callable[[], T]) -> T:
    """What is read once it is ``done``, within ten seconds."""
    deadline = time.monotonic() + 10
    while not done(found := read()):
        assert time.monotonic() < deadline, found
        time.sleep(0.2)
    return found


def patient(silna: Silna, provider_id: str) -> str:
    (location, *_) = silna.service_locations.list(provider_id)
    return silna.patients.create(
        PatientCreate(
            first_name="Ana",
            last_name="Silva",
            date_of_birth=date(1990, 1, 2),
            patient_specialties=[Specialty.PHYSICAL_THERAPY],
            status=PatientStatus.ACTIVE,
            provider_service_location_id=location.id,
            provider_id=provider_id,
        )
    )


def insured(silna: Silna, patient_id: str, member_number: str) -> str:
    return silna.patient_plans.create(
        PatientPlanCreate(
            patient_id=patient_id,
            payor_entity_id=payer_key("60054", "Aetna"),
            member_number=member_number,
            plan_order_number=1,
        )
    )


def test_a_check_in_real_time_and_its_report(silna: Silna, practice: dict[str, Any]) -> None:
    plan_id = insured(silna, patient(silna, practice["silna"]["provider_id"]), "AAUTH_REQ11")
    (check_id,) = silna.benefits_checks.create(
        BenefitsCheckCreate(
            patient_plan_id=plan_id,
            specialties=[Specialty.SPEECH_THERAPY],
            network_status_override=NetworkStatus.OUT_OF_NETWORK,
        )
    )
    with pytest.raises(BadRequest, match="not complete"):
        silna.benefits_checks.report(check_id)
    check = until(
        lambda found: found.status is BenefitsCheckStatus.COMPLETE, lambda: silna.benefits_checks.get(check_id)
    )
    (data,) = check.specialty_specific_data
    assert (data.auth_required, data.individual_deductible_amount) == (True, "7000.00")
    (fields,) = silna.benefits_checks.get_v2(check_id).specialty_fields
    assert fields.coinsurance_fields[0].value == "40"
    assert [each.id for each in silna.benefits_checks.list(plan_id, limit=1)] == [check_id]
    latest = silna.patient_plans.get(plan_id).latest_benefits_check
    assert latest is not None
    assert latest.benefits_check_id == check_id

    file = silna.files.get(silna.benefits_checks.report(check_id))
    text = pypdfium2.PdfDocument(silna.files.download(file))[0].get_textpage().get_text_range()
    assert "Benefits report" in text


def test_the_demo_practice_has_a_report_to_read(silna: Silna, practice: dict[str, Any]) -> None:
    (plan,) = silna.patient_plans.list(practice["carium"]["patient"]["patient_id"])
    (check,) = silna.benefits_checks.list(plan.id)
    (fields,) = silna.benefits_checks.get_v2(check.id).specialty_fields
    assert fields.deductible is not None
    assert fields.deductible.individual.amount_met.value == "750.00"
    file = silna.files.get(silna.benefits_checks.report(check.id))
    text = pypdfium2.PdfDocument(silna.files.download(file))[0].get_textpage().get_text_range()
    assert "1500.00" in text or "1,500.00" in text


def test_what_takes_a_day_and_what_waits_for_the_provider(
    sandbox: RunningSandbox, silna: Silna, practice: dict[str, Any], clock: Clock
) -> None:
    patient_id = patient(silna, practice["silna"]["provider_id"])
    (by_phone,) = silna.benefits_checks.templates("phone")
    plan_id = insured(silna, patient_id, "MEMBER_SOUSA")
    asked = BenefitsCheckCreate(patient_plan_id=plan_id, specialties=[Specialty.HOSPICE], template_id=by_phone.id)
    (check_id,) = silna.benefits_checks.create(asked)

    def status() -> BenefitsCheckStatus:
        return silna.benefits_checks.get(check_id).status

    clock.advance(timedelta(hours=23))
    assert status() is BenefitsCheckStatus.AWAITING_SILNA
    clock.advance(timedelta(hours=2))
    assert status() is BenefitsCheckStatus.AWAITING_PROVIDER
    (escalation,) = silna.escalations.list(practice["silna"]["provider_id"], patient_id=patient_id)
    assert (escalation.resource_id, escalation.patient_id) == (check_id, patient_id)

    silna.patients.update(patient_id, PatientUpdate(last_name="Sousa"))
    url = f"{sandbox.base_url}/sandbox/escalations/{escalation.id}/resolve"
    assert requests.post(url, params=clock.practice, timeout=20).status_code == 200
    assert status() is BenefitsCheckStatus.AWAITING_SILNA
    clock.advance(timedelta(days=2))
    assert status() is BenefitsCheckStatus.COMPLETE


def test_who_pays_is_found(silna: Silna, practice: dict[str, Any]) -> None:
    provider_id = practice["silna"]["provider_id"]
    run_id = silna.payor_detections.create(patient(silna, provider_id))
    run = until(lambda found: found.status == "COMPLETE", lambda: silna.payor_detections.get(run_id))
    assert run.total == len(run.payor_detections)

    sent = PayorInferenceCreate(
        strategy=InferenceStrategy.NEAR_REALTIME, provider_id=provider_id, text="Aetna\nMember ID: W1234"
    )
    inference_id = silna.payor_inferences.create(sent)
    done = until(
        lambda found: found.status is not PayorInferenceStatus.PROCESSING,
        lambda: silna.payor_inferences.get(inference_id),
    )
    assert done.inference_result is not None
    assert done.inference_result.individuals[0].plans[0].member_number == "W1234"
