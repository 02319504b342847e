"""Pre-encounter patients by the published package, blocking and asynchronous, over a real socket."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.pre_encounter.resources.common.errors import (
    BadRequestError,
    NotFoundError,
    VersionConflictError,
)
from candid.resources.pre_encounter.resources.patients.resources.v_1 import MutablePatient, MutablePatientWithMrn

from tests.dialects.candid.pre_encounter.people import FULL, named, person
from tests.vendor.candid.connect import Caller, Flavour, calling

V1 = "pre_encounter.patients.v_1"


@pytest.fixture(params=["sync", "async"])
def call(practice: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Caller]:
    flavour: Flavour = request.param
    with calling(practice["candid"], flavour) as caller:
        yield caller


def patient(**changes: Any) -> MutablePatient:
    return MutablePatient.model_validate(person(**changes))


def test_a_patient_from_first_to_last_version(call: Caller) -> None:
    made = call(f"{V1}.create", request=MutablePatient.model_validate(FULL))
    assert (made.version, made.deactivated, made.name.given) == (1, False, ["Loki", "Odin"])
    assert made.model_dump(exclude_none=True).items() >= MutablePatient(**FULL).model_dump(exclude_none=True).items()
    assert call(f"{V1}.get", made.id) == call(f"{V1}.get_by_mrn", made.mrn) == made
    changed = call(f"{V1}.update", made.id, "2", request=patient(name=named("Odinson")))
    assert (changed.version, changed.email, changed.mrn) == (2, None, made.mrn)
    assert call(f"{V1}.deactivate", made.id, "3") is None
    assert call(f"{V1}.get", made.id).deactivated is True
    assert call(f"{V1}.reactivate", made.id, "4") is None
    assert [each.version for each in call(f"{V1}.get_history", made.id)] == [1, 2, 3, 4]


def test_finding_patients(call: Caller) -> None:
    for mrn, family in (("m-1", "Parker"), ("m-2", "Parkerson"), ("m-3", "Watson")):
        call(f"{V1}.create_with_mrn", request=MutablePatientWithMrn(**person(mrn=mrn, name=named(family, "May"))))
    assert [each.mrn for each in call(f"{V1}.search", similar_name_ordering="may parker")][:2] == ["m-1", "m-2"]
    assert [each.mrn for each in call(f"{V1}.search", mrn="m-3")] == ["m-3"]
    page = call(f"{V1}.get_multi", limit=2, sort_field="updatedAt", sort_direction="desc", redirect_to_primary=True)
    assert [each.mrn for each in page.items] == ["m-3", "m-2"]
    assert page.total >= 3
    following = call(
        f"{V1}.get_multi", limit=2, sort_field="updatedAt", sort_direction="desc", page_token=page.next_page_token
    )
    assert following.items[0].mrn == "m-1"
    assert call(f"{V1}.get_multi", mrn="m-2").items[0].name.family == "Parkerson"


def test_what_happened_to_a_patient(call: Caller) -> None:
    made = call(f"{V1}.create", request=patient())
    snapshot = call(f"{V1}.get_coverage_snapshot", made.id, date=made.updated_at)
    assert (snapshot.patient, snapshot.primary_coverage, snapshot.coverages_for_related_causes) == (made, None, [])
    timeline = call(f"{V1}.get_eligibility_timeline", made.id, event_types=["COVERAGE_CREATED"], limit=1)
    assert (timeline.items, timeline.total) == ([], 0)
    scanned = call(f"{V1}.scan", since=made.updated_at, max_results=1000)
    assert [each.id for each in scanned] == [made.id]
    with pytest.raises(NotFoundError):
        call(f"{V1}.get_coverage_snapshot", str(uuid4()))


def test_refusals(call: Caller) -> None:
    provenance = {"external_id": "emr-1", "system_name": "EMR"}
    made = call(f"{V1}.create", request=patient(external_provenance=provenance))
    with pytest.raises(VersionConflictError) as taken:
        call(f"{V1}.create", request=patient(name=named("Thor"), external_provenance=provenance))
    assert taken.value.body.latest_version is None
    with pytest.raises(VersionConflictError):
        call(f"{V1}.create", request=patient())
    assert call(f"{V1}.create", request=patient(), skip_duplicate_check=True).version == 1
    with pytest.raises(VersionConflictError):
        call(f"{V1}.create_with_mrn", request=MutablePatientWithMrn(**person(mrn=made.mrn, name=named("Hela"))))
    with pytest.raises(BadRequestError) as long:
        call(f"{V1}.create_with_mrn", request=MutablePatientWithMrn(**person(mrn="x" * 21)))
    assert long.value.body.data[0]["fieldName"] == "mrn"
    for method, given in (("update", {"request": patient()}), ("deactivate", {}), ("reactivate", {})):
        with pytest.raises(VersionConflictError) as stale:
            call(f"{V1}.{method}", made.id, "7", **given)
        assert stale.value.body.latest_version == 1
        with pytest.raises(NotFoundError):
            call(f"{V1}.{method}", str(uuid4()), "2", **given)
    for method, id in (("get", str(uuid4())), ("get_by_mrn", "nobody"), ("get_history", str(uuid4()))):
        with pytest.raises(NotFoundError):
            call(f"{V1}.{method}", id)
