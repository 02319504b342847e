"""Both of CareStack's vocabularies are read; what is wrong is named, all of it, and never repeated."""

from typing import Any

import pytest
from pydantic import ValidationError

from polyclinic.dialects.carestack.wire.appointments import AppointmentCreate
from polyclinic.dialects.carestack.wire.patients import PatientCreate, PatientFilters, PatientUpdate
from polyclinic.dialects.carestack.wire.practitioners import PractitionerCreate

PACKAGE: dict[str, Any] = {
    "idNumber": "123456789012",
    "idType": "Aadhaar",
    "patientType": "new",
    "firstName": "John",
    "birthDate": "1980-01-01",
    "gender": "Female",
    "address": "123 Main Street",
    "resourceType": "Patient",
    "middleName": None,
    "lastName": None,
    "mobileNumber": None,
    "photo": None,
    "wantsToLinkWhatsapp": None,
}
README = {**PACKAGE, "patientType": "OPD", "gender": "F", "resourceType": "PATIENT", "bloodGroup": "B+", "foo": "bar"}


def bad_fields(model: Any, body: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)
    assert not any("WRONG" in each["msg"] for each in refused.value.errors())
    return {".".join(map(str, each["loc"])) for each in refused.value.errors()}


def test_both_vocabularies_mean_the_same() -> None:
    package, readme = PatientCreate.model_validate(PACKAGE), PatientCreate.model_validate(README)

    assert (package.gender, package.patientType, package.resourceType) == ("female", "NEW", "Patient")
    assert (readme.gender, readme.patientType, readme.resourceType) == ("female", "OPD", "Patient")
    assert package.idType == readme.idType == "AADHAAR"


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("kerala", "Kerala"),
        ("Chhattisgarh", "Chattisgarh"),
        ("  tamil   nadu ", "Tamil Nadu"),
        ("Dadra and Nagar Haveli and Daman and Diu", "Dadra and Nagar Haveli and Daman & Diu"),
        ("Jammu & Kashmir", "Jammu and Kashmir"),
    ],
)
def test_states_are_read_by_their_spellings(given: str, state: str) -> None:
    assert PatientCreate.model_validate({**PACKAGE, "state": given}).state == state


def test_every_bad_field_is_named() -> None:
    body = {
        "idNumber": "WRONG",
        "idType": "AADHAAR",
        "patientType": "WRONG",
        "firstName": "  ",
        "birthDate": "1980-02-30",
        "gender": "WRONG",
        "address": None,
        "mobileNumber": "WRONG",
        "emailId": "WRONG",
        "pincode": "?",
        "state": "WRONG",
        "wantsToLinkWhatsapp": "yes",
    }
    assert bad_fields(PatientCreate, body) == {*body, "resourceType"} - {"idType"}


def test_names_of_any_script_and_with_spaces_are_taken() -> None:
    assert PatientCreate.model_validate({**PACKAGE, "firstName": " Mary Ann-आरव "}).firstName == "Mary Ann-आरव"


def test_a_masked_number_is_taken_back() -> None:
    sent = {"resourceId": "x", "idType": "AADHAAR", "idNumber": "XXXXXXXX9012"}
    assert PatientUpdate.model_validate(sent).idNumber == "XXXXXXXX9012"


def test_filters_know_two_spellings_and_refuse_a_third() -> None:
    sent = {"name": "Ali", "family": "Kh", "_count": "5", "address-state": "Goa"}
    filters = PatientFilters.model_validate(sent)

    assert (filters.name, filters.family, filters.count, filters.state) == ("Ali", "Kh", 5, "Goa")
    assert bad_fields(PatientFilters, {"patientType": "OPD", "gender": "WRONG", "_count": 0}) == {
        "patientType",
        "gender",
        "_count",
    }


def test_a_practitioner_of_the_readme_is_read() -> None:
    body = {
        "registrationId": "REG12345",
        "department": "Cardiology",
        "designation": "Senior Consultant",
        "specialization": ["Interventional Cardiology"],
        "status": "Active",
        "joiningDate": "2020-01-15",
        "staffType": "Doctor",
        "firstName": "Dr. Sarah",
        "gender": "F",
        "address": "123 Medical Complex",
        "qualifications": [{"degree": "MBBS", "university": "AIIMS Delhi", "year": "1998"}],
        "experience": 23,
        "consultationFee": 1500,
        "resourceType": "Practitioner",
    }
    assert PractitionerCreate.model_validate(body).department == "cardiology"
    assert bad_fields(PractitionerCreate, {**body, "department": "WRONG", "experience": -1}) == {
        "department",
        "experience",
    }


@pytest.mark.parametrize("text", ["2026-01-10T09:00:00Z", "2026-01-10T09:00:00", "2026-01-10 09:00:00.5+05:30"])
def test_times_with_and_without_an_offset(text: str) -> None:
    body = {"practitionerReference": "a", "patientReference": "b", "start": text, "end": text}
    assert AppointmentCreate.model_validate(body).start == text


def test_bad_appointments() -> None:
    body = {"patientReference": " ", "start": "tomorrow", "end": "2026-13-01T00:00:00Z", "priority": "HIGH"}
    assert bad_fields(AppointmentCreate, {**body, "reference": "a/b"}) == {
        "practitionerReference",
        *body,
        "reference",
    }
