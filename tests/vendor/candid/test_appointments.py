"""Appointments through the published package, by its blocking and its asynchronous client."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.commons.errors import EntityNotFoundError
from candid.resources.encounters.resources.v_4 import EncounterCreateFromPreEncounter
from candid.resources.encounters.resources.v_4.errors import EncounterExternalIdUniquenessError
from candid.resources.encounters_universal import UniversalEncounterCreateFromPreEncounter
from candid.resources.pre_encounter.resources.appointments.resources.v_1 import MutableAppointment, Service
from candid.resources.pre_encounter.resources.common import ExternalProvider, HumanName
from candid.resources.pre_encounter.resources.common.errors import BadRequestError, NotFoundError, VersionConflictError

from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.vendor.candid.connect import Caller, calling
from tests.vendor.candid.test_package import getting_started

V1 = "pre_encounter.appointments.v_1"
LISTS = "pre_encounter.lists.v_1"
START = datetime(2031, 7, 1, 16, 0, tzinfo=UTC)


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


@pytest.fixture
def patient_id(practice: dict[str, Any]) -> str:
    """A patient of the demo practice, by the id that all APIs with such ids share."""
    return carium_patient(open_doors(practice))


def appointment(patient_id: str, **changes: Any) -> MutableAppointment:
    services = [Service(universal_service_identifier="MD_Visit", start_timestamp=START)]
    given = {"patient_id": patient_id, "start_timestamp": START, "service_duration": 30, "services": services}
    return MutableAppointment(**{**given, **changes})


def test_the_life_of_an_appointment(candid: Caller, patient_id: str) -> None:
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


def test_declared_refusals(candid: Caller, patient_id: str) -> None:
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


def test_visits_counts_lists_and_scans(candid: Caller, patient_id: str) -> None:
    since = "appointment.startTimestamp|gt|2031-01-01"
    queue = {"status": "NOT_READY", "work_queue": "NEW_PATIENT", "not_ready_reason": "NO_COVERAGE"}
    first = candid(f"{V1}.create", request=appointment(patient_id, **queue))
    later = START + timedelta(hours=1)
    candid(f"{V1}.create", request=appointment(patient_id, start_timestamp=later))

    page = candid(f"{V1}.get_visits", filters=since)
    assert (page.total, [visit.start_time for visit in page.items]) == (1, [START])
    assert page.items[0].patient.name.family == "Reece"
    counts = candid(f"{V1}.get_counts", filters=since)
    assert counts.not_ready_reason_counts == {"NO_COVERAGE": 1}
    for operation in ("get_visits", "get_counts"):
        with pytest.raises(BadRequestError, match="startTimestamp"):
            candid(f"{V1}.{operation}")

    listed = candid(f"{LISTS}.get_appointment_list", filters=since, limit=1)
    assert (listed.total, listed.items[0].appointment) == (2, first)
    assert listed.items[0].primary_service_type == "MD_Visit"
    rest = candid(f"{LISTS}.get_appointment_list", filters=since, limit=1, page_token=listed.next_page_token)
    assert [item.appointment.start_timestamp for item in rest.items] == [later]

    patients = candid(f"{LISTS}.get_patient_list", filters=f"patient.id|eq|{patient_id}")
    assert (patients.total, patients.items[0].next_appointment.start_timestamp) == (1, START)
    with pytest.raises(BadRequestError, match="shoe"):
        candid(f"{LISTS}.get_patient_list", filters="patient.shoe|eq|9")

    deadline = time.monotonic() + 10
    while first.id not in {each.id for each in candid(f"{V1}.scan", since=first.updated_at)}:
        assert time.monotonic() < deadline


def test_an_encounter_from_a_patient(candid: Caller, patient_id: str) -> None:
    made = candid(f"{V1}.create", request=appointment(patient_id))
    plain = getting_started()
    common = {
        name: getattr(plain, name)
        for name in EncounterCreateFromPreEncounter.model_fields
        if name in type(plain).model_fields and getattr(plain, name) is not None
    }
    sent = EncounterCreateFromPreEncounter(
        **common, pre_encounter_patient_id=patient_id, pre_encounter_appointment_ids=[made.id]
    )
    encounter = candid("encounters.v_4.create_from_pre_encounter_patient", request=sent)
    assert str(encounter.patient.individual_id) == patient_id
    assert encounter.responsible_party == "UNKNOWN"
    with pytest.raises(EncounterExternalIdUniquenessError):
        candid("encounters.v_4.create_from_pre_encounter_patient", request=sent)
    nobody = sent.model_copy(update={"pre_encounter_patient_id": uuid4()})
    with pytest.raises(EntityNotFoundError):
        candid("encounters.v_4.create_from_pre_encounter_patient", request=nobody)

    professional = {"rendering_provider", "place_of_service_code", "diagnoses", "service_lines", "external_id"}
    either = UniversalEncounterCreateFromPreEncounter(
        **{name: value for name, value in common.items() if name not in professional},
        external_id="universal",
        rendering_provider=plain.rendering_provider,
        submission_expectation="TARGET_PROFESSIONAL",
        pre_encounter_patient_id=patient_id,
        pre_encounter_appointment_ids=[made.id],
    )
    universal = candid("encounters.v_4.create_from_pre_encounter_patient_universal", request=either)
    assert universal.patient == encounter.patient
