"""Encounters of either form: what an institutional claim says, and how its codes become the record's."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from polyclinic.core.encounters.model import ENCOUNTER, Encounter
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.mapping import health_care_codes
from tests.dialects.candid.office import ENCOUNTERS, Office, body, fields
from tests.dialects.candid.test_service_lines import LINES, good, lines_of, read, refused

UNIVERSAL = f"{ENCOUNTERS}/universal"
JANE = {"npi": "1245319599", "first_name": "Jane", "last_name": "Foster"}
CODES: dict[str, Any] = {
    "principal_diagnosis": {
        "primary_diagnosis_code": "S72.001A",
        "principal_diagnosis_code_qualifier": "ABK",
        "present_on_admission_indicator": "Y",
    },
    "other_diagnosis_information": [{"other_diagnosis": "I10", "other_diagnosis_code_qualifier": "ABF"}],
    "admitting_diagnosis": {"admitting_diagnosis_code": "S72.0", "admitting_diagnosis_code_qualifier": "ABJ"},
    "patient_reasons_for_visit": [
        {"patient_reason_for_visit": "M25.551", "patient_reason_for_visit_code_qualifier": "APR"}
    ],
    "external_causes_of_injury": [
        {"external_cause_of_injury_code": "W01.0", "external_cause_of_injury_code_qualifier": "ABN"}
    ],
    "diagnosis_related_groups": {
        "diagnosis_related_group_code": "481",
        "diagnosis_related_group_code_qualifier": "DR",
    },
    "principal_procedure": {
        "principal_procedure_code": "0SR9019",
        "principal_procedure_code_qualifier": "BBR",
        "procedure_date": "2023-05-24",
    },
    "other_procedure_information": [
        {
            "other_procedure_code": "30233N1",
            "other_procedure_code_qualifier": "BBQ",
            "other_procedure_date": "2023-05-25",
        }
    ],
    "occurrence_span_information": [
        {
            "occurrence_span_code": "74",
            "occurrence_span_code_qualifier": "BI",
            "occurrence_span_date": {"start": "2023-05-25", "end": "2023-05-26"},
        }
    ],
    "occurrence_information": [
        {"occurrence_code": "11", "occurrence_code_qualifier": "BH", "occurrence_date": "2023-05-20"}
    ],
    "treatment_code_information": [{"treatment_code": "A01", "treatment_code_qualifier": "TC"}],
    "value_information": [{"value_code": "80", "value_code_qualifier": "BE", "value_code_amount": "3.00"}],
    "condition_information": [{"condition_code": "C1", "condition_code_qualifier": "BG"}],
}


def stay(**changes: Any) -> dict[str, Any]:
    """An institutional body, changed by path as ``body`` does."""
    return body(
        **{
            "diagnoses": ...,
            "rendering_provider": ...,
            "place_of_service_code": ...,
            "submission_expectation": "TARGET_INSTITUTIONAL",
            "attending_provider": JANE,
            "type_of_bill": {"type": "raw_code", "value": "0111"},
            "admission_date": "2023-05-22",
            "admission_hour": 23,
            "admission_type_code": "1",
            "admission_source_code": "9",
            "discharge_hour": 0,
            "discharge_status": "01",
            "accident_state_or_province_code": "NY",
            "health_care_code_information": deepcopy(CODES),
            "service_lines__0__revenue_code": "0120",
            "service_lines__0__quantity": "2.125",
            "service_lines__0__procedure_code": ...,
            **changes,
        }
    )


async def held(office: Office, encounter: dict[str, Any]) -> Encounter:
    return await office.context().need(ENCOUNTER, encounter["encounter_id"])


async def test_a_stay_is_recorded_with_everything_it_says(office: Office, http: httpx2.AsyncClient) -> None:
    sent = stay(operating_provider=JANE, other_operating_provider={**JANE, "last_name": "Storm"})
    made = good(await http.post(UNIVERSAL, json=sent))
    assert await read(http, made) == made
    for name in ("submission_expectation", "admission_hour", "admission_type_code", "admission_source_code"):
        assert made[name] == sent[name]
    for name in ("discharge_hour", "discharge_status", "accident_state_or_province_code", "admission_date"):
        assert made[name] == sent[name]
    assert made["type_of_bill"] == {
        "code": "0111",
        "type_of_facility": "1",
        "type_of_care": "1",
        "frequency_code": "1",
    }
    assert made["rendering_provider"]["last_name"] == made["attending_provider"]["last_name"] == "Foster"
    assert made["other_operating_provider"]["last_name"] == "Storm"
    assert "place_of_service_code" not in made
    (line,) = lines_of(made)
    assert (line["procedure_code"], line["revenue_code"], line["quantity"]) == ("", "0120", "2.125")
    assert [line["diagnosis_id_zero"], line["diagnosis_id_one"]] == [
        each["diagnosis_id"] for each in made["diagnoses"][:2]
    ]
    assert [each["code_type"] for each in made["diagnoses"]] == ["ABK", "ABF", "ABJ", "APR", "DR"]

    encounter = await held(office, made)
    assert encounter.institutional
    assert [(each.qualifier, each.code) for each in encounter.codes][:2] == [("BBR", "0SR9019"), ("BBQ", "30233N1")]
    amounts = {each.qualifier: (each.start, each.end, each.amount) for each in encounter.codes}
    assert amounts["BI"] == (date(2023, 5, 25), date(2023, 5, 26), None)
    assert amounts["BE"] == (None, None, Decimal("3.00"))
    shown = health_care_codes.from_core(encounter)
    assert {name: without_ids(shown[name]) for name in CODES} == CODES


def without_ids(shown: Any) -> Any:
    if isinstance(shown, list):
        return [without_ids(each) for each in shown]
    return {name: value for name, value in shown.items() if name not in ("id", "encounter_id")}


async def test_a_professional_visit_is_recorded_by_the_same_call(http: httpx2.AsyncClient) -> None:
    sent = stay(
        submission_expectation="TARGET_PROFESSIONAL",
        rendering_provider=JANE,
        attending_provider=...,
        type_of_bill={"type": "composite_codes", "type_of_facility": "8", "type_of_care": "3", "frequency_code": "7"},
        service_lines__0__quantity="1.5",
        service_lines__0__procedure_code="99213",
    )
    made = good(await http.post(UNIVERSAL, json=sent))
    assert made["submission_expectation"] == "TARGET_PROFESSIONAL"
    assert made["type_of_bill"]["code"] == "0837"
    sent["service_lines"][0]["quantity"] = "1.25"
    fine = await http.post(UNIVERSAL, json={**sent, "external_id": "fine"})
    assert fields(fine) == {"service_lines.0.quantity"}


async def test_what_a_stay_must_not_say(office: Office, http: httpx2.AsyncClient) -> None:
    nobody = await http.post(UNIVERSAL, json=stay(attending_provider=...))
    assert refused(nobody, 422, "EncounterRenderingOrAttendingProviderRequired") == {}
    codes = "health_care_code_information"
    for changes, bad in (
        ({"admission_hour": 24}, "admission_hour"),
        ({"type_of_bill__value": "111"}, "type_of_bill.value"),
        ({"submission_expectation": ...}, "submission_expectation"),
        ({"service_lines__0__diagnosis_pointers": [2]}, "service_lines.0.diagnosis_pointers.0"),
        ({"service_lines__0__revenue_code": "12"}, "service_lines.0.revenue_code"),
        ({"other_operating_provider": JANE}, "operating_provider"),
        (
            {f"{codes}__principal_diagnosis__primary_diagnosis_code": "???"},
            f"{codes}.principal_diagnosis.primary_diagnosis_code",
        ),
        (
            {f"{codes}__other_diagnosis_information__0__other_diagnosis": "???"},
            f"{codes}.other_diagnosis_information.0.other_diagnosis",
        ),
    ):
        assert fields(await http.post(UNIVERSAL, json=stay(**changes))) == {bad}
    assert (await http.get(ENCOUNTERS)).json() == {"items": []}


async def test_an_update_of_codes_keeps_what_is_named_and_drops_the_rest(
    office: Office, http: httpx2.AsyncClient
) -> None:
    made = good(await http.post(UNIVERSAL, json=stay()))
    path = f"{ENCOUNTERS}/{made['encounter_id']}/universal"
    assert good(await http.patch(path)) == made
    before = health_care_codes.from_core(await held(office, made))

    (other,) = before["other_diagnosis_information"]
    new = {"other_diagnosis": "E11.9", "other_diagnosis_code_qualifier": "ABF"}
    codes = {
        "principal_diagnosis": {"value": None},
        "other_diagnosis_information": [new, {**other, "other_diagnosis": "I11.9"}],
        "value_information": [],
        "occurrence_information": None,
        "principal_procedure": {"value": {**before["principal_procedure"], "procedure_date": "2023-05-30"}},
    }
    changed = good(await http.patch(path, json={"health_care_code_information": codes}))
    after = health_care_codes.from_core(await held(office, made))
    assert "principal_diagnosis" not in after
    assert [each["other_diagnosis"] for each in after["other_diagnosis_information"]] == ["E11.9", "I11.9"]
    assert after["other_diagnosis_information"][1]["id"] == other["id"]
    assert after["value_information"] == []
    assert after["occurrence_information"] == before["occurrence_information"]
    assert after["principal_procedure"] == {**before["principal_procedure"], "procedure_date": "2023-05-30"}
    (line,) = lines_of(changed)
    assert (line["diagnosis_id_zero"], "diagnosis_id_one" in line) == (other["id"], False)

    stranger = {"other_diagnosis_information": [{**other, "id": new_id()}]}
    answer = await http.patch(path, json={"health_care_code_information": stranger})
    assert fields(answer) == {"health_care_code_information.other_diagnosis_information.0.id"}


async def test_a_universal_update_keeps_what_is_absent_and_clears_what_is_null(http: httpx2.AsyncClient) -> None:
    made = good(await http.post(UNIVERSAL, json=stay()))
    path = f"{ENCOUNTERS}/{made['encounter_id']}/universal"
    changed = good(
        await http.patch(
            path,
            json={
                "type_of_bill": None,
                "admission_hour": None,
                "discharge_hour": 13,
                "attending_provider": {"last_name": "Storm"},
                "operating_provider": JANE,
                "submission_expectation": "TARGET_PROFESSIONAL",
            },
        )
    )
    assert "type_of_bill" not in changed
    assert "admission_hour" not in changed
    assert (changed["discharge_hour"], changed["submission_expectation"]) == (13, "TARGET_PROFESSIONAL")
    assert (changed["attending_provider"]["npi"], changed["attending_provider"]["last_name"]) == (JANE["npi"], "Storm")
    assert changed["operating_provider"]["last_name"] == "Foster"
    assert "operating_provider" not in good(await http.patch(path, json={"operating_provider": None}))
    unknown = await http.patch(f"{ENCOUNTERS}/{new_id()}/universal", json={})
    assert refused(unknown, 404, "EntityNotFoundError")


@pytest.mark.parametrize("route", ["/universal", ""])
async def test_lines_of_a_stay_may_be_uncoded_and_point_at_nothing(http: httpx2.AsyncClient, route: str) -> None:
    made = good(await http.post(UNIVERSAL, json=stay()))
    claim_id = made["claims"][0]["claim_id"]
    sent = {"claim_id": claim_id, "revenue_code": "0450", "quantity": "1.125", "units": "UN"}
    added = good(await http.post(f"{LINES}/universal", json=sent))
    assert (added["procedure_code"], added["revenue_code"], added["quantity"]) == ("", "0450", "1.125")
    changes = {"procedure_code": "99283", "quantity": "2.001", "revenue_code": None}
    shown = good(await http.patch(f"{LINES}/{added['service_line_id']}{route}", json=changes))
    assert (shown["procedure_code"], shown["quantity"]) == ("99283", "2.001")
    assert ("revenue_code" in shown) is (route == "")  # only the universal call knows revenue codes

    first = lines_of(made)[0]
    cleared = {"diagnosis_id_zero": None, "diagnosis_id_one": None}
    left = good(await http.patch(f"{LINES}/{first['service_line_id']}", json=cleared))
    assert "diagnosis_id_zero" not in left
