# generated: edit the _async file of the same name, then run "make format"
"""Our own client's eligibility checks, against a sandbox over a real socket."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from polyclinic.candid import (
    Candid,
    CoordinationOfBenefitsRequest,
    EligibilityRequest,
    InsuranceDiscoveryRequest,
    MutableCoverage,
    Vote,
)
from polyclinic.sdk.errors import NotFound
from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.dialects.candid.pre_encounter.bodies import coverage

NPI = "1999999984"
MEMBER = {"first_name": "Jane", "last_name": "Doe", "date_of_birth": "2004-04-04", "member_id": "AETNA12345"}
QUESTION = {"payer_id": "60054", "provider": {"npi": NPI}, "subscriber": MEMBER}


@pytest.fixture
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def test_questions(candid: Candid) -> None:
    checks = candid.pre_encounter.eligibility_checks
    check = checks.post(EligibilityRequest.model_validate(QUESTION))
    assert check.parsed_response is not None
    assert check.parsed_response.eligibility_status == "ACTIVE"
    rejected = {**QUESTION, "payer_id": "87726", "subscriber": {**MEMBER, "member_id": "UHCAAA43"}}
    errors = (checks.post(EligibilityRequest.model_validate(rejected))).errors or []
    assert [error.errorDetails.code for error in errors] == ["43"]
    batch = checks.batch([EligibilityRequest.model_validate(QUESTION)])
    assert [answer.batch_id for answer in checks.answers(batch.batch_id)] in ([], [batch.batch_id])
    with pytest.raises(NotFound):
        assert [answer.batch_id for answer in checks.answers(uuid4())]
    assert [item.payer.display_name for item in checks.payers("aetna", page_size=1)]
    cob = {"trading_partner_service_id": "60054", "provider": {"npi": NPI}, "subscriber": MEMBER, "encounter": {}}
    told = checks.coordination_of_benefits(CoordinationOfBenefitsRequest.model_validate(cob))
    assert told.coordination_of_benefits is not None


def test_a_coverages_checks(candid: Candid, practice: dict[str, Any]) -> None:
    patient_id = carium_patient(open_doors(practice))
    coverages, checks = candid.pre_encounter.coverages, candid.pre_encounter.eligibility_checks
    plan = coverages.create(MutableCoverage.model_validate(coverage(patient_id)))
    day = date(2026, 3, 4)
    metadata = coverages.check_eligibility(plan.id, service_code="98", date_of_service=day, npi=NPI)
    result = coverages.get_eligibility(plan.id, metadata.check_id)
    assert result.metadata == metadata
    (found,) = checks.recommendations(f"coverage_id|eq|{plan.id},type|eq|COPAY_ESTIMATION")
    vote = Vote(user_id="u-1", value="DOWNVOTE")
    assert (checks.vote(found.id, 2, vote)).votes == [vote]


def test_searches_for_plans(candid: Candid, practice: dict[str, Any]) -> None:
    patient_id = carium_patient(open_doors(practice))
    coverages, checks = candid.pre_encounter.coverages, candid.pre_encounter.eligibility_checks
    person = {"first_name": "Jane", "last_name": "Doe", "date_of_birth": "20040404"}
    request = InsuranceDiscoveryRequest.model_validate({"provider": {"npi": NPI}, "subscriber": person})
    found = checks.discover(request)
    again = coverages.get_discovery((coverages.discover_person(request)).check_id)
    assert again.response is not None
    assert again.response.coverages_found == found.coverages_found
    mine = coverages.discover(patient_id, date_of_service=date(2026, 3, 4), npi=NPI)
    assert coverages.discoveries(patient_id) == [mine]
