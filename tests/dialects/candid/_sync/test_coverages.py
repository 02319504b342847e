# generated: edit the _async file of the same name, then run "make format"
"""Our own client's coverages, against a sandbox over a real socket."""

from collections.abc import Iterator
from typing import Any

import pytest

from polyclinic.candid import Candid, MutableCoverage, PayerPlanGroupFields, VersionConflict
from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.dialects.candid.pre_encounter.bodies import coverage


@pytest.fixture
def candid(practice: dict[str, Any]) -> Iterator[Candid]:
    block = practice["candid"]
    with Candid(block["base_url"], block["client_id"], block["client_secret"]) as client:
        yield client


def test_coverages(candid: Candid, practice: dict[str, Any]) -> None:
    draft = MutableCoverage.model_validate(coverage(carium_patient(open_doors(practice))))
    coverages = candid.pre_encounter.coverages
    made = coverages.create(draft)
    assert coverages.get(made.id) == made
    changed = coverages.update(made.id, 2, draft.model_copy(update={"verified": False}))
    assert (changed.version, changed.verified) == (2, False)
    with pytest.raises(VersionConflict) as stale:
        coverages.update(made.id, 2, draft)
    assert stale.value.latest_version == 2
    assert [version.version for version in coverages.history(made.id, sort_direction="desc")] == [2, 1]
    assert changed in coverages.of(made.patient)
    group = changed.insurance_plan.payer_plan_group_id
    assert group is not None
    fields = {"payer_plan_group_id": str(group), "payer_id": "87726", "payer_name": "UHC", "plan_type": "HM"}
    coverages.update_plan_group(group, PayerPlanGroupFields.model_validate(fields))
    pages = coverages.list(patient_id=made.patient, payer_plan_group_id=group, page_size=1)
    assert [(each.id, each.insurance_plan.payer_name) for each in pages] == [(made.id, "UHC")]
    assert made.id in {each.id for each in coverages.scan(made.updated_at)}
