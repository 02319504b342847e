"""Eligibility checks through the published package, by its blocking and its asynchronous client."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from candid.core.api_error import ApiError
from candid.resources.pre_encounter.resources.common.errors import NotFoundError, VersionConflictError
from candid.resources.pre_encounter.resources.coverages.resources.v_1 import MemberInfo
from candid.resources.pre_encounter.resources.eligibility_checks.resources.v_1 import (
    CobEncounter,
    CobProvider,
    CobSubscriber,
    CoordinationOfBenefitsRequest,
    EligibilityRequest,
    IndividualProvider,
    InsuranceDiscoveryProvider,
    InsuranceDiscoveryRequest,
    InsuranceDiscoverySubscriber,
    OrganizationProvider,
    Vote,
)

from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.vendor.candid.connect import Caller, calling
from tests.vendor.candid.test_coverages import coverage

V1 = "pre_encounter.eligibility_checks.v_1"
COVERAGES = "pre_encounter.coverages.v_1"
NPI = "1999999984"
DAY = date(2026, 3, 4)


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def patient_id(practice: dict[str, Any]) -> str:
    return carium_patient(open_doors(practice))


def question(payer_id: str = "60054", member_id: str = "AETNA12345", **changes: Any) -> EligibilityRequest:
    given = {
        "payer_id": payer_id,
        "provider": OrganizationProvider(organization_name="Acme", npi=NPI),
        "subscriber": MemberInfo(
            first_name="Jane", last_name="Doe", member_id=member_id, date_of_birth=date(2004, 4, 4)
        ),
    }
    return EligibilityRequest(**{**given, **changes})


def test_a_check(candid: Caller) -> None:
    check = candid(f"{V1}.post", request=question(get_existing_check_initiated_after=datetime(2020, 1, 1, tzinfo=UTC)))
    parsed = check.parsed_response
    assert (parsed.eligibility_status, parsed.plan_metadata.member_id) == ("ACTIVE", "AETNA12345")
    assert parsed.benefits.plan_coverage.in_network.deductible.individual > 0
    assert check.response["benefitsInformation"]
    alone = candid(f"{V1}.post", request=question(provider=IndividualProvider(first_name="A", last_name="B", npi=NPI)))
    assert alone.parsed_response.benefits == parsed.benefits


def test_a_rejected_check(candid: Caller) -> None:
    check = candid(f"{V1}.post", request=question("87726", "UHCAAA72"))
    details = check.errors[0].error_details
    assert details.code == "72"
    assert details.possible_resolutions
    assert details.followup_action
    assert details.field == "memberId"
    assert check.errors[0].source == "STEDI"


def test_a_batch(candid: Caller) -> None:
    batch = candid(f"{V1}.batch", request=[question(member_id=f"M{at}") for at in range(3)])
    deadline = time.monotonic() + 30
    while (page := candid(f"{V1}.poll_batch", batch.batch_id)).total < 3 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert sorted(check.request.subscriber.member_id for check in page.items) == ["M0", "M1", "M2"]
    assert {check.batch_id for check in page.items} == {batch.batch_id}
    with pytest.raises(ApiError) as refused:
        candid(f"{V1}.poll_batch", str(uuid4()))
    assert refused.value.status_code == 404


def test_a_check_of_a_coverage_and_what_to_do_about_it(candid: Caller, patient_id: str) -> None:
    plan = candid(f"{COVERAGES}.create", request=coverage(patient_id))
    metadata = candid(f"{COVERAGES}.check_eligibility", plan.id, service_code="98", date_of_service=DAY, npi=NPI)
    assert metadata.status == "COMPLETED"
    result = candid(f"{COVERAGES}.get_eligibility", plan.id, metadata.check_id)
    assert result.check.parsed_response.eligibility_status == "ACTIVE"
    after = candid(f"{COVERAGES}.get", plan.id)
    assert after.latest_eligibility_check.check_id == metadata.check_id
    assert after.benefits.auto_updated_eligibility_check_id == metadata.check_id

    (found,) = candid(f"{V1}.recommendation", filters=f"coverage_id|eq|{plan.id},type|eq|COPAY_ESTIMATION")
    assert found.recommendation.payload.structured_response > 0
    vote = Vote(user_id="u-1", value="UPVOTE")
    assert candid(f"{V1}.vote_recommendation", found.id, "2", request=vote).votes == [vote]
    with pytest.raises(VersionConflictError) as stale:
        candid(f"{V1}.vote_recommendation", found.id, "2", request=vote)
    assert stale.value.body.latest_version == 2
    with pytest.raises(NotFoundError):
        candid(f"{V1}.vote_recommendation", str(uuid4()), "2", request=vote)


def test_searches_for_plans(candid: Caller, patient_id: str) -> None:
    request = InsuranceDiscoveryRequest(
        provider=InsuranceDiscoveryProvider(npi=NPI),
        subscriber=InsuranceDiscoverySubscriber(first_name="Jane", last_name="Doe", date_of_birth="20040404"),
    )
    at_once = candid(f"{V1}.insurance_discovery", request=request)
    metadata = candid(f"{COVERAGES}.check_insurance_discovery_passthrough", request=request)
    later = candid(f"{COVERAGES}.get_insurance_discovery", metadata.check_id)
    assert later.response.parsed_items == at_once.parsed_items
    assert later.metadata == metadata

    mine = candid(f"{COVERAGES}.check_insurance_discovery", patient_id=patient_id, date_of_service=DAY, npi=NPI)
    assert candid(f"{COVERAGES}.get_insurance_discovery_check_metadata", patient_id=patient_id) == [mine]


def test_coordination_of_benefits(candid: Caller) -> None:
    request = CoordinationOfBenefitsRequest(
        trading_partner_service_id="60054",
        provider=CobProvider(npi=NPI, organization_name="Acme"),
        subscriber=CobSubscriber(first_name="Jane", last_name="Doe", date_of_birth="20040404", member_id="M1"),
        encounter=CobEncounter(),
    )
    answer = candid(f"{V1}.coordination_of_benefits", request=request)
    assert answer.coordination_of_benefits.classification
    assert answer.payer.payer_identification == "60054"


def test_payers(candid: Caller) -> None:
    page = candid(f"{V1}.payer_search", query="aetna", page_size=5)
    assert page.total >= len(page.items) > 0
    assert "60054" in {alias for item in page.items for alias in item.payer.aliases}
