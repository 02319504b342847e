"""What a payer agreed to is recorded through Silna's API, and billed by its number through Candid's."""

from typing import Any

from polyclinic.core.organisation.model import payer_key
from tests.between.conftest import Practice
from tests.dialects.candid.office import SUBSCRIBER, body

MEMBER = SUBSCRIBER["insurance_card"]["member_id"]


def bill(doors: Practice, external_id: str, **changes: Any) -> dict[str, Any]:
    """A visit in May that the plan pays for."""
    usual = {"date_of_service": "2026-05-23", "subscriber_primary": SUBSCRIBER}
    sent = body(external_id=external_id, **{**usual, **changes})
    made: dict[str, Any] = doors.candid.call("POST", "/api/encounters/v4", json=sent)
    return made


def approve(doors: Practice, plan_id: str, number: str, code: str = "99212") -> str:
    """An approval of May and June, obtained elsewhere; its id."""
    units = {"units": "10", "unit_type": "VISITS"}
    recorded = {
        "patient_plan_id": plan_id,
        "specialty": "PHYSICAL_THERAPY",
        "authorization_type": "INITIAL_AUTHORIZATION",
        "reference_number": number,
        "approved_start_date": "2026-05-01",
        "approved_end_date": "2026-06-30",
        "approved_treatment_codes": [{"treatment_codes": [{"code": code, "treatment_code_modifiers": []}], **units}],
    }
    made: str = doors.silna.call("POST", "/public/v1/prior-authorizations/sync", 201, json=recorded)["id"]
    return made


def test_an_approval_s_number_comes_to_the_visits_that_it_is_for(doors: Practice) -> None:
    before = bill(doors, "visit-0")
    assert "prior_authorization_number" not in before
    found = doors.silna.call(
        "GET", "/public/v1/patients/", params={"provider_id": doors.provider_id, "full_name": "Loki Laufeyson"}
    )
    (patient,) = found["records"]
    plan = {"patient_id": patient["id"], "member_number": MEMBER, "plan_order_number": 1}
    plan["payor_entity_id"] = payer_key("60054", "Aetna")
    plan_id = doors.silna.call("POST", "/public/v1/patient-plans/", 201, json=plan)["patient_plan_id"]
    approve(doors, plan_id, "AUTH-1")
    approve(doors, plan_id, "AUTH-OTHER", code="97110")

    carried = bill(doors, "visit-1")
    assert carried["prior_authorization_number"] == "AUTH-1"
    path = f"/api/encounters/v4/{carried['encounter_id']}"
    assert doors.candid.call("GET", path)["prior_authorization_number"] == "AUTH-1"
    doors.candid.call("PATCH", path, json={"prior_authorization_number": None})
    assert "prior_authorization_number" not in doors.candid.call("GET", path), "null clears for good"

    assert bill(doors, "visit-2", prior_authorization_number="MINE")["prior_authorization_number"] == "MINE"
    other_card = {**SUBSCRIBER, "insurance_card": {**SUBSCRIBER["insurance_card"], "member_id": "X1"}}
    for name, change in (
        ("code", {"service_lines__0__procedure_code": "99213"}),
        ("day", {"date_of_service": "2026-07-01"}),
        ("plan", {"subscriber_primary": other_card}),
    ):
        assert "prior_authorization_number" not in bill(doors, f"visit-{name}", **change), f"another {name}"
    approve(doors, plan_id, "AUTH-2")
    assert "prior_authorization_number" not in bill(doors, "visit-6"), "of two that fit, people choose"
