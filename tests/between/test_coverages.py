"""One plan, whichever API it was written through."""

from typing import Any

from tests.between.conftest import Practice
from tests.between.test_nothing_lost import in_drchrono
from tests.dialects.candid.pre_encounter.bodies import coverage

NAME = "Quillfeather"


def insurance(doors: Practice) -> dict[str, Any]:
    """What drchrono says of the patient's primary insurance."""
    (patient,) = doors.drchrono.call("GET", "/api/patients", params={"search": NAME})["results"]
    prefix = "primary_insurance_"
    return {name.removeprefix(prefix): value for name, value in patient.items() if name.startswith(prefix)}


def of(doors: Practice, patient_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = doors.candid.call("GET", "/coverages/v1", params={"patient_id": patient_id})
    return found


def test_a_plan_of_drchrono_is_a_coverage_of_candid(doors: Practice) -> None:
    patient_id = in_drchrono(doors)
    (plan,) = of(doors, patient_id)
    assert plan["insurance_plan"] == {"member_id": "W123", "payer_id": "", "payer_name": "Aetna"}
    assert plan["subscriber"]["name"]["family"] == NAME

    changed = {**plan, "insurance_plan": {**plan["insurance_plan"], "group_number": "G-9", "name": "Choice"}}
    doors.candid.call("PUT", f"/coverages/v1/{plan['id']}/2", json=changed)
    assert {**insurance(doors), "group_number": "", "plan_name": ""} != insurance(doors)
    assert (insurance(doors)["group_number"], insurance(doors)["plan_name"]) == ("G-9", "Choice")


def test_what_pays_first_in_candid_is_drchronos_insurance(doors: Practice) -> None:
    patient_id = in_drchrono(doors)
    (held,) = of(doors, patient_id)
    second = doors.candid.call("POST", "/coverages/v1", json=coverage(patient_id))
    assert insurance(doors)["id_number"] == "W123", "it has a place in the order, the new one has none"
    patient = doors.candid.call("GET", f"/patients/v1/{patient_id}")
    assert patient["filing_order"] == {"coverages": [held["id"]]}

    order = {"coverages": [second["id"], held["id"]]}
    doors.candid.call(
        "PUT", f"/patients/v1/{patient_id}/{patient['version'] + 1}", json={**patient, "filing_order": order}
    )
    assert (insurance(doors)["company"], insurance(doors)["id_number"]) == ("Aetna", "AETNA12345")
    assert [plan["id"] for plan in of(doors, patient_id)] == order["coverages"]

    number = doors.drchrono.call("GET", "/api/patients", params={"search": NAME})["results"][0]["id"]
    doors.drchrono.call("PATCH", f"/api/patients/{number}", json={"primary_insurance_id_number": "AETNA999"})
    after = doors.candid.call("GET", f"/coverages/v1/{second['id']}")
    assert after["insurance_plan"] == {**second["insurance_plan"], "member_id": "AETNA999"}
    assert after["benefits"] == second["benefits"]


def test_a_cancelled_plan_pays_no_more(doors: Practice) -> None:
    patient_id = in_drchrono(doors)
    (plan,) = of(doors, patient_id)
    doors.candid.call("PUT", f"/coverages/v1/{plan['id']}/2", json={**plan, "status": "CANCELLED"})
    assert set(insurance(doors).values()) == {""}


def silnas(doors: Practice, patient_id: str) -> list[dict[str, Any]]:
    """The patient's plans as Silna lists them, the latest first."""
    found: list[dict[str, Any]] = doors.silna.call("GET", f"/public/v1/patients/{patient_id}/patient-plans")["records"]
    return found


def test_a_plan_of_silna_is_a_coverage_of_candid_and_the_reverse(doors: Practice) -> None:
    patient_id = in_drchrono(doors)
    (held,) = of(doors, patient_id)
    (seen,) = silnas(doors, patient_id)
    assert (seen["id"], seen["member_number"], seen["plan_order_number"]) == (held["id"], "W123", 1)

    sent = {**seen, "member_number": "W777", "conflict_behavior": "BUMP_ONE"}
    made = doors.silna.call("POST", "/public/v1/patient-plans/", expect=201, json=sent)["patient_plan_id"]
    assert [plan["id"] for plan in of(doors, patient_id)] == [made, held["id"]], "in the order of billing"
    assert doors.candid.call("GET", f"/coverages/v1/{made}")["insurance_plan"]["payer_id"] == "60054"
    assert insurance(doors)["id_number"] == "W777", "drchrono shows the plan that pays first"

    other = doors.candid.call("POST", "/coverages/v1", json=coverage(patient_id))
    assert {plan["id"]: plan["plan_order_number"] for plan in silnas(doors, patient_id)} == {
        other["id"]: 3,
        held["id"]: 2,
        made: 1,
    }
    doors.silna.call("DELETE", f"/public/v1/patient-plans/{made}", expect=204)
    assert [plan["id"] for plan in of(doors, patient_id)] == [held["id"], other["id"]]
    assert insurance(doors)["id_number"] == "W123"
