"""A patient written through one API is read through every other, and nothing of it is lost on the way back."""

from typing import Any

from tests.between.conftest import Practice

JAMES: dict[str, Any] = {
    "first-name": "James",
    "last-name": "Reece",
    "birth-date": "1980-07-04",
    "gender": "male",
    "email": "james.reece@example.com",
    "mobile-phone": "+15551234567",
    "locale": "es_US",
}


def carium_patient(doors: Practice, **changes: Any) -> str:
    attributes = {**JAMES, "organization-id": doors.organization_id, **changes}
    body = {"data": {"type": "ui-patients", "attributes": attributes}}
    created = doors.carium.call("POST", "/showboat/v1/patients/", 201, json=body)
    patient_id: str = created["data"]["id"]
    return patient_id


def drchrono_patient(doors: Practice, **filters: str) -> dict[str, Any]:
    found = doors.drchrono.call("GET", "/api/patients", params=filters)
    assert found["count"] == 1, found
    patient: dict[str, Any] = found["results"][0]
    return patient


def test_a_patient_of_carium_is_found_in_the_others(doors: Practice) -> None:
    patient_id = carium_patient(doors)

    in_drchrono = drchrono_patient(doors, search="reece")
    assert (in_drchrono["first_name"], in_drchrono["date_of_birth"]) == ("James", "1980-07-04")
    assert (in_drchrono["cell_phone"], in_drchrono["email"]) == ("+15551234567", "james.reece@example.com")

    in_silna = doors.silna.call("GET", f"/public/v1/patients/{patient_id}")
    assert (in_silna["last_name"], in_silna["date_of_birth"], in_silna["sex"]) == ("Reece", "1980-07-04", "MALE")
    listed = doors.silna.call(
        "GET", "/public/v1/patients/", params={"provider_id": doors.provider_id, "full_name": "james ree"}
    )
    assert [patient["id"] for patient in listed["records"]] == [patient_id]

    in_carestack = doors.carestack.call("GET", f"/get/Patient/{patient_id}")
    assert in_carestack["message"] == "Patient Found !!!"
    assert in_carestack["requestResource"]["lastName"] == "Reece"


def test_what_one_api_cannot_express_survives_its_writes(doors: Practice) -> None:
    patient_id = carium_patient(doors)
    path = f"/api/patients/{drchrono_patient(doors, search='reece')['id']}"
    doors.drchrono.call(
        "PATCH", path, json={"race": "asian", "home_phone": "+15550001111", "emergency_contact_name": "Ana"}
    )

    doors.silna.call("PATCH", f"/public/v1/patients/{patient_id}", 204, json={"city": "Albany", "source_id": "ehr-1"})
    doors.carestack.call(
        "PUT",
        "/update/Patient",
        json={"resourceId": patient_id, "resourceType": "Patient", "emailId": "new@example.com", "mobileNumber": None},
    )

    patient = doors.drchrono.call("GET", path)
    assert (patient["race"], patient["home_phone"], patient["emergency_contact_name"]) == (
        "asian",
        "+15550001111",
        "Ana",
    )
    assert (patient["cell_phone"], patient["email"], patient["city"]) == ("+15551234567", "new@example.com", "Albany")
    assert doors.silna.call("GET", f"/public/v1/patients/{patient_id}")["source_id"] == "ehr-1"


def test_a_patient_of_silna_is_found_in_the_others(doors: Practice) -> None:
    body = {
        "first_name": "Nadia",
        "last_name": "Okafor",
        "date_of_birth": "1999-02-03",
        "source_id": "ehr-77",
        "sex": "FEMALE",
        "patient_specialties": ["PHYSICAL_THERAPY"],
        "status": "ACTIVE",
        "provider_id": doors.provider_id,
        "provider_service_location_id": doors.blocks["carestack"]["facility_id"],
    }
    patient_id = doors.silna.call("PUT", "/public/v1/patients/", 201, json=body)["patient_id"]

    in_drchrono = drchrono_patient(doors, search="okafor", gender="Female", date_of_birth="1999-02-03")
    assert in_drchrono["last_name"] == "Okafor"
    in_carestack = doors.carestack.call("GET", f"/get/Patient/{patient_id}")
    assert in_carestack["requestResource"]["firstName"] == "Nadia"


def test_a_patient_deleted_in_one_is_gone_from_the_lists_of_the_others(doors: Practice) -> None:
    patient_id = carium_patient(doors)
    doors.silna.call("DELETE", f"/public/v1/patients/{patient_id}", 204)

    assert doors.drchrono.call("GET", "/api/patients", params={"search": "reece"})["count"] == 0
    assert doors.carestack.call("GET", f"/get/Patient/{patient_id}")["message"] != "Patient Found !!!"


def test_what_candid_says_in_many_parts_can_be_sent_back_to_drchrono(doors: Practice) -> None:
    given, street = ["Ida", "B" * 200, "C" * 200], ["1 Elm St" + "r" * 190, "Floor " + "2" * 190]
    place = {"use": "HOME", "city": "Salem", "state": "OR", "postal_code": "97301", "country": "US"}
    body = {
        "name": {"family": "Wells-Barnett", "given": given, "use": "USUAL"},
        "birth_date": "1962-07-16",
        "biological_sex": "FEMALE",
        "primary_address": {**place, "line": street},
        "filing_order": {"coverages": []},
    }
    lists = ("other_names", "other_addresses", "other_telecoms", "contacts", "general_practitioners")
    doors.candid.call("POST", "/patients/v1", json={**body, **{name: [] for name in lists}})
    read = drchrono_patient(doors, search="wells-barnett")
    assert (read["middle_name"], read["address"]) == (" ".join(given[1:]), ", ".join(street))
    assert doors.drchrono.call("PUT", f"/api/patients/{read['id']}", json=read) == read


def test_blanks_that_one_api_keeps_survive_what_another_sends_back(doors: Practice) -> None:
    patient_id = carium_patient(doors, **{"first-name": " Nadia ", "last-name": "Reece "})

    def held() -> dict[str, Any]:
        attributes: dict[str, Any] = doors.carium.call("GET", f"/showboat/v1/patients/{patient_id}/")["data"][
            "attributes"
        ]
        return {name: value for name, value in attributes.items() if name != "last-modified-at"}

    before = held()
    assert (before["first-name"], before["last-name"]) == (" Nadia ", "Reece ")

    card = {"idType": "AADHAAR", "idNumber": "999941057058"}
    read = doors.carestack.call("GET", f"/get/Patient/{patient_id}")["requestResource"]
    doors.carestack.call("PUT", "/update/Patient", json={**read, **card})
    assert held() == before

    doors.carestack.call("PUT", "/update/Patient", json={**read, **card, "firstName": "Nadja"})
    assert held() == {**before, "first-name": "Nadja"}
