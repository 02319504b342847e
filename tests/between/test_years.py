"""Births and visits lie in years that every API can tell: what one takes, none of the others stumbles over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.between.conftest import Practice
from tests.between.contest import Contest
from tests.between.test_patients import carium_patient, drchrono_patient

LONG_AGO = "1699-12-31"
FAR_OFF = (datetime(2200, 1, 1, 12, tzinfo=UTC), datetime(9999, 12, 31, 23, 50, tzinfo=UTC))
Refuses = Callable[[Practice, str], Any]


def _candid(doors: Practice, patient_id: str) -> Any:
    read = doors.candid.call("GET", f"/patients/v1/{patient_id}")
    path = f"/patients/v1/{patient_id}/{read['version'] + 1}"
    return doors.candid.call("PUT", path, 422, json={**read, "birth_date": LONG_AGO})


def _carium(doors: Practice, patient_id: str) -> Any:
    body = {"data": {"type": "ui-patients", "id": patient_id, "attributes": {"birth-date": LONG_AGO}}}
    return doors.carium.call("PATCH", f"/showboat/v1/patients/{patient_id}/", 422, json=body)


def _drchrono(doors: Practice, patient_id: str) -> Any:
    path = f"/api/patients/{drchrono_patient(doors, search='reece')['id']}"
    return doors.drchrono.call("PATCH", path, 400, json={"date_of_birth": LONG_AGO})


def _carestack(doors: Practice, patient_id: str) -> Any:
    body = {"resourceId": patient_id, "birthDate": LONG_AGO, "resourceType": "Patient"}
    return doors.carestack.call("PUT", "/update/Patient", 400, json=body)


def _silna(doors: Practice, patient_id: str) -> Any:
    return doors.silna.call("PATCH", f"/public/v1/patients/{patient_id}", 400, json={"date_of_birth": LONG_AGO})


@pytest.mark.parametrize("refuses", [_candid, _carium, _drchrono, _carestack, _silna])
def test_nobody_was_born_before_1700(doors: Practice, refuses: Refuses) -> None:
    patient_id = carium_patient(doors)
    assert "birth" in str(refuses(doors, patient_id))
    read = doors.carium.call("GET", f"/showboat/v1/patients/{patient_id}/")
    assert read["data"]["attributes"]["birth-date"] == "1980-07-04"


@pytest.mark.parametrize("start", FAR_OFF)
def test_no_visit_is_later_than_2199(doors: Practice, start: datetime) -> None:
    contest = Contest(doors)
    named = {"patient_id": contest.patient_id, "services": [], "service_duration": 30}
    body = {**named, "start_timestamp": start.isoformat(), "location_resource_id": contest.office_id}
    assert "start_timestamp" in str(doors.candid.call("POST", "/appointments/v1", 422, json=body))

    booked = {"practitionerReference": contest.doctor_id, "patientReference": contest.patient_id}
    booked |= {"start": start.isoformat(), "end": (start + timedelta(minutes=9)).isoformat()}
    headers = {"facilityid": contest.office_id}
    assert "start" in str(doors.carestack.call("POST", "/add/Appointment", 400, json=booked, headers=headers))

    form = contest.form(min(start, datetime(2999, 12, 31, tzinfo=UTC)))
    assert "scheduled_time" in doors.drchrono.call("POST", "/api/appointments", 400, json=form)
    assert contest.held() == []
    params = {"organization-id": doors.organization_id, "filter[individual-id]": contest.patient_id}
    assert doors.carium.call("GET", "/caredb/v1/org-appointments/", params=params)["data"] == []
