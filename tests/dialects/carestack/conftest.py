"""CareStack's API by plain HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Door:
    """The API of one practice, at one facility."""

    base_url: str
    headers: dict[str, str]

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return requests.request(
            method, self.base_url + path, headers=headers, timeout=TIMEOUT, allow_redirects=False, **options
        )

    def call(self, method: str, path: str, expect: int = 200, **options: Any) -> Any:
        """The answer's JSON; anything but ``expect`` fails with what was said."""
        answer = self.send(method, path, **options)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def fields(self, method: str, path: str, expect: int = 400, **options: Any) -> list[str]:
        """The bad fields that a refusal names."""
        return [each["field"] for each in self.call(method, path, expect, **options)["details"]]

    def at(self, facility_id: str | None) -> "Door":
        """The same, with another ``facilityid``, or none."""
        headers = {name: value for name, value in self.headers.items() if name != "facilityid"}
        return Door(self.base_url, {**headers, **({"facilityid": facility_id} if facility_id is not None else {})})


def door_of(block: dict[str, Any]) -> Door:
    return Door(
        block["base_url"],
        {
            "Authorization": f"Bearer {block['api_key']}",
            "x-hprid-auth": "__X_HPR_ID__",
            "facilityid": block["facility_id"],
        },
    )


@pytest.fixture
def door(practice: dict[str, Any]) -> Door:
    """A practice that only this test uses."""
    return door_of(practice["carestack"])


@pytest.fixture
def make_patient(door: Door) -> Callable[..., str]:
    """Registers a patient as the published README writes one, and returns its id."""

    def make(**changes: Any) -> str:
        resource_id: str = door.call("POST", "/add/Patient", 201, json={**README_PATIENT, **changes})["resourceId"]
        return resource_id

    return make


@pytest.fixture
def make_practitioner(door: Door) -> Callable[..., str]:
    """The same for a practitioner."""

    def make(**changes: Any) -> str:
        body = {**README_PRACTITIONER, **changes}
        resource_id: str = door.call("POST", "/add/Practitioner", 201, json=body)["resourceId"]
        return resource_id

    return make


README_PATIENT = {
    "idNumber": "123456789012",
    "idType": "Aadhaar",
    "patientType": "OPD",
    "firstName": "Alice",
    "lastName": "Johnson",
    "birthDate": "1985-03-15",
    "gender": "F",
    "address": "456 Health Street, Medical City",
    "mobileNumber": "+919876543210",
    "emailId": "alice.johnson@example.com",
    "emergencyContact": "+919876543211",
    "bloodGroup": "B+",
    "maritalStatus": "Married",
    "occupation": "Teacher",
    "resourceType": "PATIENT",
}
README_PRACTITIONER = {
    "registrationId": "REG12345",
    "department": "Cardiology",
    "designation": "Senior Consultant",
    "specialization": ["Interventional Cardiology", "Cardiac Surgery"],
    "status": "Active",
    "joiningDate": "2020-01-15",
    "staffType": "Doctor",
    "firstName": "Dr. Sarah",
    "lastName": "Wilson",
    "birthDate": "1975-08-20",
    "gender": "F",
    "mobileNumber": "+919876543210",
    "emailId": "dr.sarah.wilson@hospital.example",
    "address": "123 Medical Complex, Healthcare City",
    "pincode": "110001",
    "state": "Delhi",
    "qualifications": [{"degree": "MBBS", "university": "AIIMS Delhi", "year": "1998"}],
    "experience": 23,
    "languages": ["English", "Hindi", "Telugu"],
    "consultationFee": 1500,
    "resourceType": "Practitioner",
}
