"""Appointments through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.pre_encounter.resources.appointments.resources.v_1 import MutableAppointment, Service
from candid.resources.pre_encounter.resources.common import ExternalProvider, HumanName
from candid.resources.pre_encounter.resources.common.errors import NotFoundError, VersionConflictError

from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.vendor.candid.both import Package, package

V1 = "pre_encounter.appointments.v_1"
START = datetime(2031, 7, 1, 16, 0, tzinfo=UTC)


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Package]:
    with package(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def patient_id(practice: dict[str, Any]) -> str:
    """A patient of the demo practice, by the id that all APIs with such ids share."""
    return carium_patient(open_doors(practice))


def appointment(patient_id: str, **changes: Any) -> MutableAppointment:
    services = [Service(universal_service_identifier="MD_Visit", start_timestamp=START)]
    given = {"patient_id": patient_id, "start_timestamp": START, "service_duration": 30, "services": services}
    return MutableAppointment(**{**given, **changes})


def test_the_life_of_an_appointment(candid: Package, patient_id: str) -> None:
    doctor = ExternalProvider(name=HumanName(family="Strange", given=["Stephen"], use="OFFICIAL"), telecoms=[])
    made = candid(f"{V1}.create", request=appointment(patient_id, attending_doctor=doctor, notes="first"))
    assert (made.version, made.status, made.deactivated) == (1, "PENDING", False)
    assert (made.start_timestamp, made.services[0].start_timestamp) == (START, START)
    assert made.attending_doctor == doctor
    assert candid(f"{V1}.get", made.id) == made

    checked_in = appointment(patient_id, status="CHECKED_IN", checked_in_timestamp=START, notes=None)
    after = candid(f"{V1}.update", made.id, "2", request=checked_in)
    assert (after.version, after.status, after.notes, after.attending_doctor) == (2, "CHECKED_IN", None, None)
    with pytest.raises(VersionConflictError) as stale:
        candid(f"{V1}.update", made.id, "2", request=checked_in)
    assert stale.value.body.latest_version == 2

    with pytest.raises(VersionConflictError):
        candid(f"{V1}.deactivate", made.id, "7")
    assert candid(f"{V1}.deactivate", made.id, "2", cancellation_reason="ill") is None
    gone = candid(f"{V1}.get", made.id)
    assert (gone.deactivated, gone.cancellation_reason, gone.version) == (True, "ill", 3)
    back = candid(f"{V1}.update", made.id, "4", request=appointment(patient_id))
    assert (back.deactivated, back.cancellation_reason) == (False, None)
    assert [version.version for version in candid(f"{V1}.get_history", made.id)] == [1, 2, 3, 4]


def test_declared_refusals(candid: Package, patient_id: str) -> None:
    nobody = str(uuid4())
    with pytest.raises(NotFoundError):
        candid(f"{V1}.create", request=appointment(nobody))
    candid(f"{V1}.create", request=appointment(patient_id, placer_appointment_id="p-1"))
    with pytest.raises(VersionConflictError, match="placer_appointment_id"):
        candid(f"{V1}.create", request=appointment(patient_id, placer_appointment_id="p-1"))
    for operation, arguments, more in (
        ("get", (), {}),
        ("get_history", (), {}),
        ("update", ("1",), {"request": appointment(patient_id)}),
        ("deactivate", ("1",), {}),
    ):
        with pytest.raises(NotFoundError):
            candid(f"{V1}.{operation}", nobody, *arguments, **more)
