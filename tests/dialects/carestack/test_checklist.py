"""What the published packages and the README lean on without saying so, operation by operation."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests

from polyclinic.dialects.carestack.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.carestack.conftest import README_PATIENT, README_PRACTITIONER, TIMEOUT, Door

Make = Callable[..., str]
CALLS = [route.endpoint for route in dialect.routes if not route.endpoint.is_page]
RESOURCES = {"Patient": "patients", "Practitioner": "practitioners", "Appointment": "appointments"}
MISSING = "0192f0c0-0000-7000-8000-000000000000"


def path_of(endpoint: Endpoint[Any, Any, Any]) -> str:
    return re.sub(r"\{\w+\}", MISSING, endpoint.path)


@pytest.mark.parametrize("endpoint", CALLS, ids=lambda endpoint: endpoint.name)
def test_every_answer_is_json_and_every_refusal_an_object_with_a_message(
    door: Door, endpoint: Endpoint[Any, Any, Any]
) -> None:
    body: dict[str, Any] | None = {} if endpoint.takes is not None else None
    answer = door.send(endpoint.method, path_of(endpoint), json=body)

    assert answer.status_code not in (204, 301, 302, 307, 308, 500)
    assert answer.headers["Content-Type"].startswith("application/json")
    said = answer.json()
    if answer.status_code >= 400:
        assert isinstance(said["message"], str)
        assert said["details"] == [] or said["message"].endswith(" ")
        assert {"statusCode", "status", "error_code", "timestamp", "request_id"} <= said.keys()


@pytest.mark.parametrize("endpoint", CALLS, ids=lambda endpoint: endpoint.name)
def test_only_the_bearer_key_lets_in(door: Door, endpoint: Endpoint[Any, Any, Any]) -> None:
    headers = {"x-hprid-auth": "somebody@hpr.abdm", "facilityid": door.headers["facilityid"]}
    url = door.base_url + path_of(endpoint)
    answer = requests.request(endpoint.method, url, headers=headers, timeout=TIMEOUT, allow_redirects=False)

    assert (answer.status_code, answer.json()["error_code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", ["/get/Patient", "/get/Practitioner", "/get/Appointment", "/get/Consent"])
def test_a_slash_at_the_end_says_nothing_and_redirects_nowhere(door: Door, path: str, slash: str) -> None:
    assert door.send("GET", path + slash).status_code == 200


@pytest.mark.parametrize(("resource", "nothing"), [("Patient", []), ("Practitioner", []), ("Appointment", None)])
def test_what_is_missing_is_a_success(door: Door, resource: str, nothing: Any) -> None:
    found = door.call("GET", f"/get/{resource}/{MISSING}")

    assert (found["message"], found["requestResource"], found["totalNumberOfRecords"]) == (
        "Records not Found !!!",
        nothing,
        0,
    )


def test_nulls_and_placeholders_are_taken(door: Door) -> None:
    nulls = dict.fromkeys(("middleName", "pincode", "state", "photo", "abhaAddress", "wantsToLinkWhatsapp"))
    door.headers["x-hprid-auth"] = "__X_HPR_ID__"
    patient = door.call("POST", "/add/Patient", 201, json={**README_PATIENT, **nulls, "resourceId": None})["resource"]
    practitioner = {**README_PRACTITIONER, "middleName": None, "mobileNumber": None, "photo": None}
    door.call("POST", "/add/Practitioner", 201, json=practitioner)

    cleared = door.call("PUT", "/update/Patient", json={**nulls, "resourceId": patient["id"]})
    assert {name: cleared["resource"][name] for name in ("firstName", "bloodGroup")} == {
        "firstName": "Alice",
        "bloodGroup": "B+",
    }


def test_filters_come_form_encoded(door: Door, make_patient: Make) -> None:
    made = make_patient(firstName="Mary Ann")
    plus = door.send("GET", "/health-lake/get-profiles/Patient?filters=%7B%22firstName%22%3A+%22Mary+Ann%22%7D")
    phone = door.send("GET", "/health-lake/get-profiles/Patient?filters=%7B%22phone%22%3A%22%2B919876543210%22%7D")

    assert [each["id"] for each in plus.json()["entry"]] == [made]
    assert made in [each["id"] for each in phone.json()["entry"]]


def test_ids_are_texts_without_reserved_characters(door: Door, make_patient: Make, make_practitioner: Make) -> None:
    for made in (make_patient(), make_practitioner()):
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", made)


@pytest.mark.parametrize(("resource", "name"), RESOURCES.items())
def test_a_list_as_the_readme_reads_it(door: Door, resource: str, name: str) -> None:
    first = door.call("GET", f"/get/{resource}")
    assert first[name] == first["requestResource"]
    assert (first["total"], first["next_page"]) == (first["totalNumberOfRecords"], first["nextPageLink"])
    assert (first["page"], first["per_page"]) == (1, 20)
    seen, page, number = list(first[name]), first, 1
    while page["has_next"]:
        page = door.call("GET", f"/get/{resource}", params={"nextPage": page["next_page"]})
        number += 1
        assert page["page"] == number
        seen += page[name]
    assert (len(seen), page["next_page"]) == (first["total"], None)


def test_a_creation_as_the_readme_reads_it(door: Door) -> None:
    patient = door.call("POST", "/add/Patient", 201, json=README_PATIENT)
    practitioner = door.call("POST", "/add/Practitioner", 201, json=README_PRACTITIONER)
    assert (patient["patient_id"], patient["status"]) == (patient["resourceId"], "success")
    assert (practitioner["practitioner_id"], practitioner["status"]) == (practitioner["resourceId"], "success")

    times = {"start": "2031-07-10T09:00:00Z", "end": "2031-07-10T09:30:00Z"}
    who = {"patientReference": patient["patient_id"], "practitionerReference": practitioner["practitioner_id"]}
    made = door.call("POST", "/add/Appointment", 201, json={**who, **times})
    assert (made["patient_reference"], made["practitioner_reference"]) == tuple(who.values())
    assert (made["reference"], made["organization_id"]) == (made["resourceId"], door.headers["facilityid"])


def test_secrets_in_bodies_reach_no_refusal(door: Door) -> None:
    answer = door.send("POST", "/add/Patient", json={"idType": "AADHAAR", "idNumber": "99998888777", "otp": "123456"})

    assert answer.status_code == 400
    assert "99998888777" not in answer.text
    assert "123456" not in answer.text
