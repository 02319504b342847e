"""What bodies and query strings may hold: every wrong value is named."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from polyclinic.dialects.silna.wire.patients import PatientCreate, PatientPut, PatientQuery, PatientUpdate
from polyclinic.dialects.silna.wire.providers import ProviderQuery
from polyclinic.dialects.silna.wire.service_locations import ServiceLocationCreate, ServiceLocationQuery

ID = "01920000-0000-7000-8000-000000000001"
PATIENT = {
    "first_name": "Ana",
    "last_name": "Silva",
    "date_of_birth": "1990-01-02",
    "patient_specialties": ["PHYSICAL_THERAPY"],
    "status": "ACTIVE",
    "provider_service_location_id": ID,
    "provider_id": ID,
    "source_id": "s-1",
}
LOCATION = {
    "provider_id": ID,
    "provider_group_id": ID,
    "name": "Main",
    "address_line_1": "1 Elm",
    "city": "Albany",
    "state": "NY",
    "zip_code": "12207",
}


def wrong(model: type[BaseModel], values: dict[str, Any]) -> set[str]:
    """The names of the fields that are refused."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(values)
    return {".".join(map(str, error["loc"])) for error in refused.value.errors()}


def test_a_body_of_nonsense_names_every_field() -> None:
    nonsense = dict.fromkeys(PATIENT, 7) | {"sex": "male", "zip_code": [], "city": "x" * 256}

    assert wrong(PatientCreate, nonsense) == {*PATIENT, "sex", "zip_code", "city"}
    assert wrong(PatientCreate, {}) == set(PATIENT) - {"source_id"}
    assert wrong(PatientPut, {}) == set(PATIENT)
    assert wrong(ServiceLocationCreate, {}) == set(LOCATION)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1990-02-30",
        "1990-1-2",
        "19900102",
        "1990-01-02T00:00:00",
        "\u0662\u0660\u0662\u0660-\u0660\u0661-\u0660\u0662",
        631238400,
        None,
    ],
)
def test_a_birth_date_is_a_day(value: object) -> None:
    assert wrong(PatientCreate, {**PATIENT, "date_of_birth": value}) == {"date_of_birth"}


@pytest.mark.parametrize("model", [PatientCreate, PatientPut, PatientUpdate])
@pytest.mark.parametrize("value", ["null", "", "x" * 256, 7])
def test_no_resource_can_be_called_null_or_nothing(model: type[BaseModel], value: object) -> None:
    assert wrong(model, {**PATIENT, "source_id": value}) == {"source_id"}


@pytest.mark.parametrize("value", ["x" * 255, "NULL", " ", "ü/?&"])
def test_any_other_source_id_will_do(value: str) -> None:
    assert PatientPut.model_validate({**PATIENT, "source_id": value}).source_id == value


@pytest.mark.parametrize(("field", "value"), [("first_name", ""), ("last_name", "  "), ("patient_specialties", [])])
def test_a_patient_needs_a_name_and_a_specialty(field: str, value: object) -> None:
    assert wrong(PatientCreate, {**PATIENT, field: value}) == {field}
    assert wrong(PatientUpdate, {field: value}) == {field}


def test_an_update_may_hold_null_anywhere_and_knows_what_was_sent() -> None:
    update = PatientUpdate.model_validate({"city": None, "status": None, "unknown": 1})

    assert update.model_fields_set == {"city", "status"}


@pytest.mark.parametrize("limit", ["0", "101", "abc", "1.0", "-1", "", " 5", "1e2", "\u0665", "99999999"])
def test_a_page_holds_1_to_100(limit: str) -> None:
    assert wrong(ProviderQuery, {"limit": limit}) == {"limit"}


def test_a_page_holds_100_unless_told() -> None:
    assert ProviderQuery.model_validate({}).limit == 100
    assert [ProviderQuery.model_validate({"limit": limit}).limit for limit in ("1", "100")] == [1, 100]


def test_cursors_exclude_each_other() -> None:
    with pytest.raises(ValidationError, match="exclude each other"):
        ProviderQuery.model_validate({"starting_after": ID, "ending_before": ID})


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "active"), ("service_location_id", "x"), ("source_id", ""), ("full_name", "ab"), ("full_name", " a  ")],
)
def test_filters_of_patients(name: str, value: str) -> None:
    assert wrong(PatientQuery, {"provider_id": ID, name: value}) == {name}
    assert wrong(PatientQuery, {}) == {"provider_id"}


@pytest.mark.parametrize("spell", [str.upper, str.lower, lambda text: text.replace("-", "")])
def test_an_id_is_compared_in_lower_case(spell: Callable[[str], str]) -> None:
    assert PatientQuery.model_validate({"provider_id": spell(ID)}).provider_id == ID
    assert ServiceLocationQuery.model_validate({"provider_group_ids": [spell(ID)]}).provider_group_ids == [ID]
