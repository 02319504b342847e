"""Coverages through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from candid.core.api_error import ApiError
from candid.resources.pre_encounter.resources.common import HumanName, Period
from candid.resources.pre_encounter.resources.common.errors import BadRequestError, NotFoundError, VersionConflictError
from candid.resources.pre_encounter.resources.coverages.resources.v_1 import (
    Coverage,
    InsurancePlan,
    MutableCoverage,
    PayerPlanGroupFields,
    Subscriber,
)

from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.vendor.candid.connect import Caller, calling

V1 = "pre_encounter.coverages.v_1"


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def patient_id(practice: dict[str, Any]) -> str:
    """A patient of the demo practice, by the id that all APIs with such ids share."""
    return carium_patient(open_doors(practice))


def coverage(patient_id: str, **changes: Any) -> MutableCoverage:
    plan = InsurancePlan(
        member_id="AETNA12345",
        payer_id="60054",
        payer_name="Aetna",
        plan_type="12",
        period=Period(start=date(2026, 1, 1)),
    )
    given = {
        "status": "ACTIVE",
        "subscriber": Subscriber(
            name=HumanName(family="Laufeyson", given=["Loki"], use="USUAL"), biological_sex="MALE"
        ),
        "relationship": "SELF",
        "patient": patient_id,
        "insurance_plan": plan,
        "verified": True,
    }
    return MutableCoverage(**{**given, **changes})


def test_the_life_of_a_coverage(candid: Caller, patient_id: str) -> None:
    made: Coverage = candid(f"{V1}.create", request=coverage(patient_id))
    assert (made.version, made.deactivated, made.status) == (1, False, "ACTIVE")
    assert made.insurance_plan.period == Period(start=date(2026, 1, 1))
    assert candid(f"{V1}.get", made.id) == made

    after = candid(f"{V1}.update", made.id, "2", request=coverage(patient_id, status="CANCELLED"))
    assert (after.version, after.status) == (2, "CANCELLED")
    with pytest.raises(VersionConflictError) as stale:
        candid(f"{V1}.update", made.id, "2", request=coverage(patient_id))
    assert stale.value.body.latest_version == 2

    assert [each.version for each in candid(f"{V1}.get_history", made.id)] == [1, 2]
    assert [each.version for each in candid(f"{V1}.get_history", made.id, sort_direction="desc", limit=1)] == [2]
    assert after in candid(f"{V1}.scan", since=datetime(2020, 1, 1, tzinfo=UTC))


def test_lists_and_plan_groups(candid: Caller, patient_id: str) -> None:
    group = uuid4()
    before = {each.id for each in candid(f"{V1}.get_multi", patient_id=patient_id)}
    plan = InsurancePlan(member_id="M", payer_id="60054", payer_name="Aetna", payer_plan_group_id=group)
    made = candid(f"{V1}.create", request=coverage(patient_id, insurance_plan=plan))
    assert {each.id for each in candid(f"{V1}.get_multi", patient_id=patient_id)} == before | {made.id}
    page = candid(f"{V1}.get_multi_paginated", payer_plan_group_id=str(group), limit=10)
    assert (page.total, [each.id for each in page.items]) == (1, [made.id])

    fields = PayerPlanGroupFields(payer_plan_group_id=group, payer_id="87726", payer_name="UHC", plan_type="HM")
    assert candid(f"{V1}.batch_update_ppg", group, request=fields) is None
    changed = candid(f"{V1}.get", made.id)
    assert (changed.insurance_plan.payer_name, changed.insurance_plan.plan_type, changed.version) == ("UHC", "HM", 2)


def test_declared_refusals(candid: Caller, patient_id: str) -> None:
    nobody = uuid4()
    with pytest.raises(NotFoundError):
        candid(f"{V1}.update", nobody, "2", request=coverage(patient_id))
    with pytest.raises(NotFoundError):
        candid(f"{V1}.get_history", nobody)
    made = candid(f"{V1}.create", request=coverage(patient_id))
    with pytest.raises(BadRequestError):
        candid(f"{V1}.get_history", made.id, start=date(2026, 2, 1), end=date(2026, 1, 1))
    with pytest.raises(BadRequestError):
        candid(f"{V1}.get_multi_paginated", limit=5000)


@pytest.mark.parametrize(("patient", "status"), [(str(UUID(int=7)), 422), ("nobody", 422)])
def test_an_unknown_patient_holds_no_coverage(candid: Caller, patient: str, status: int) -> None:
    with pytest.raises(ApiError) as refused:
        candid(f"{V1}.create", request=coverage(patient))
    assert refused.value.status_code == status
    assert "patient" in refused.value.body["content"]["message"]
