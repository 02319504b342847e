"""Merges of patients by the published package, blocking and asynchronous, over a real socket."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.pre_encounter.resources.common.errors import (
    BadRequestError,
    NotFoundError,
    VersionConflictError,
)
from candid.resources.pre_encounter.resources.patient_merges.resources.v_1 import (
    MutablePatientMerge,
    PatientMergeSearchRequest,
)
from candid.resources.pre_encounter.resources.patients.resources.v_1 import MutablePatient

from tests.dialects.candid.pre_encounter.people import named, person
from tests.vendor.candid.connect import Caller, Flavour, calling

V1 = "pre_encounter.patient_merges.v_1"


@pytest.fixture(params=["sync", "async"])
def call(practice: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Caller]:
    flavour: Flavour = request.param
    with calling(practice["candid"], flavour) as caller:
        yield caller


def test_a_merge_and_its_undoing(call: Caller) -> None:
    patients = [
        call("pre_encounter.patients.v_1.create", request=MutablePatient(**person(name=named(family))))
        for family in ("Parker", "Parkerr")
    ]
    primary, alternative = (each.mrn for each in patients)
    request = MutablePatientMerge(alternative_patient_mrn=alternative, primary_patient_mrn=primary)
    made = call(f"{V1}.create", request=request)
    assert (made.alternative_patient_mrn, made.primary_patient_mrn, made.version) == (alternative, primary, 1)
    assert call(f"{V1}.get_status", alternative).primary_mrn == primary
    assert call(f"{V1}.get_status", patients[0].id).alternative_mrns == [alternative]
    assert call(f"{V1}.get_all_by_mrn", primary) == [made]
    page = call(f"{V1}.search", request=PatientMergeSearchRequest(mrns=[alternative], limit=1))
    assert (page.items, page.total) == ([made], 1)
    assert call(f"{V1}.scan", since=made.updated_at, max_results=10) == [made]

    with pytest.raises(BadRequestError) as again:
        call(f"{V1}.create", request=request)
    assert again.value.body.data[0]["fieldName"] == "alternative_patient_mrn"
    with pytest.raises(VersionConflictError) as stale:
        call(f"{V1}.deactivate", made.id, "1")
    assert stale.value.body.latest_version == 1
    assert call(f"{V1}.deactivate", made.id, "2") is None
    assert call(f"{V1}.get_status", alternative).merge_status == "none"
    for method, given in (("get_status", ("x",)), ("get_all_by_mrn", ("x",)), ("deactivate", (str(uuid4()), "1"))):
        with pytest.raises(NotFoundError):
            call(f"{V1}.{method}", *given)
