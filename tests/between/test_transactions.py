"""What is billed through Candid's API is what drchrono's transactions charge."""

from typing import Any

from tests.between.conftest import Practice
from tests.between.test_pre_encounter import book, in_drchrono
from tests.dialects.candid.office import body

LINE = {"quantity": "1.0", "units": "UN", "diagnosis_pointers": [0], "modifiers": []}
LINES = [
    {**LINE, "procedure_code": "99213", "charge_amount_cents": 12_505, "modifiers": ["25"]},
    {**LINE, "procedure_code": "J1885", "charge_amount_cents": 1_999, "quantity": "2.0", "description": "Ketorolac"},
]


def charged(doors: Practice, doctor: int, **shown: Any) -> list[dict[str, Any]]:
    """The doctor's transactions that show these values."""
    found = doors.drchrono.call("GET", "/api/transactions", params={"doctor": doctor})["results"]
    return [each for each in found if shown.items() <= each.items()]


def staff(doors: Practice) -> tuple[dict[str, Any], dict[str, Any]]:
    """One of the doctors as drchrono's API has them, and as an encounter of Candid's names them."""
    doctor = next(each for each in doors.drchrono.call("GET", "/api/doctors")["results"] if each["npi_number"])
    named = {"first_name": doctor["first_name"], "last_name": doctor["last_name"], "npi": doctor["npi_number"]}
    return doctor, named


def test_what_candid_bills_is_charged(doors: Practice) -> None:
    doctor, rendering = staff(doors)
    sent = body(date_of_service="2026-05-23", responsible_party="SELF_PAY", rendering_provider=rendering)
    encounter = doors.candid.call("POST", "/api/encounters/v4", json={**sent, "service_lines": LINES})
    lines = {line["procedure_code"]: line for line in encounter["claims"][0]["service_lines"]}

    charges = {each["code"]: each for each in charged(doors, doctor["id"], date="2026-05-23T00:00:00")}
    assert charges.keys() == lines.keys()
    for code, line in lines.items():
        charge = charges[code]
        assert charge["price"] == charge["billed"] == f"{line['charge_amount_cents'] / 100:.2f}"
        assert charge["balance_pt"] == charge["balance_total"] == charge["price"]
        assert [each for each in charge["modifiers"] if each] == line["modifiers"]
        assert (charge["quantity"], charge["units"]) == (float(line["quantity"]), line["units"])
        assert charge["diagnosis_pointers"] == ["1", "", "", ""]
        assert charge["doctor_name"] == f"{doctor['first_name']} {doctor['last_name']}"
    assert (charges["J1885"]["description"], charges["J1885"]["procedure_type"]) == ("Ketorolac", "HCPCS")

    path = f"/api/service-lines/v2/{lines['J1885']['service_line_id']}"
    doors.candid.call("PATCH", path, json={"charge_amount_cents": 2_500})
    assert [each["price"] for each in charged(doors, doctor["id"], description="Ketorolac")] == ["25.00"]


def test_a_charge_names_the_appointment_that_it_came_of(doors: Practice) -> None:
    doctor, rendering = staff(doors)
    made = book(doors)
    appointment = in_drchrono(doors)
    sent = body(patient=..., responsible_party=..., subscriber_primary=..., rendering_provider=rendering)
    own = {"pre_encounter_patient_id": made["patient_id"], "pre_encounter_appointment_ids": [made["id"]]}
    path = "/api/encounters/v4/create-from-pre-encounter"
    doors.candid.call("POST", path, json={**sent, **own, "service_lines": LINES[:1]})

    (charge,) = charged(doors, doctor["id"], appointment=int(appointment["id"]))
    assert charge["date"] == appointment["scheduled_time"]
    assert appointment["office"] == f"/api/offices/{charge['location']}"
    assert charge["price"] == "125.05"


def test_the_demo_has_transactions_worth_a_look(doors: Practice) -> None:
    doctors = [each["id"] for each in doors.drchrono.call("GET", "/api/doctors")["results"]]
    found = [each for doctor in doctors for each in charged(doors, doctor)]
    assert {"Incomplete Information", "Paid in Full", "Partially Paid"} <= {each["billing_status"] for each in found}
    assert any(each["appointment"] for each in found)
    assert {each["code"] for each in found} >= {"99213", "99214"}
