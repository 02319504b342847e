"""Our models say what the published package's models say: the same members, required alike, with the same values."""

import enum
import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from candid.resources import diagnoses as theirs_diagnoses
from candid.resources import encounters_universal
from candid.resources.auth.resources.default.types import AuthGetTokenResponse
from candid.resources.encounter_providers.resources import v_2 as encounter_providers
from candid.resources.encounter_supplemental_information.resources import v_1 as supplements
from candid.resources.encounters.resources.v_4 import types as theirs
from candid.resources.health_care_code_information.resources import v_1 as health_care_code_information
from candid.resources.service_lines.resources import v_2 as service_lines
from pydantic import BaseModel, TypeAdapter

from polyclinic.dialects.candid.wire import auth as auth_wire
from polyclinic.dialects.candid.wire import diagnoses
from polyclinic.dialects.candid.wire import encounter_providers as providers
from polyclinic.dialects.candid.wire import encounters as wire
from polyclinic.dialects.candid.wire import encounters_universal as universal
from polyclinic.dialects.candid.wire import health_care_codes as codes
from polyclinic.dialects.candid.wire import service_lines as lines
from polyclinic.dialects.candid.wire import supplemental_information as paperwork
from tests.dialects.candid.office import BODY, body

UNKNOWN = "_UNKNOWN"
"""The member that stands for every other value; its own is that of the last one met."""
NEVER_FILLED = {"Patient.non_insurance_payers", "Patient.non_insurance_payers_info", "Encounter.patient_payments"}
"""Lists that are always empty until their resources are served."""


def parts(annotation: Any) -> Iterator[Any]:
    """The classes, literals and annotated code sets that an annotation is made of."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType, list, dict):
        for each in get_args(annotation):
            yield from parts(each)
    elif origin is Annotated and isinstance(get_args(annotation)[0], types.GenericAlias | types.UnionType):
        yield from parts(get_args(annotation)[0])
    else:
        yield annotation


def members(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def model_in(annotation: Any) -> type[BaseModel] | None:
    found = [each for each in parts(annotation) if isinstance(each, type) and issubclass(each, BaseModel)]
    return found[0] if len(found) == 1 else None


def their_codes(annotation: Any) -> set[str] | None:
    for each in parts(annotation):
        if isinstance(each, type) and issubclass(each, enum.Enum):
            return {member.value for member in each if member.name != UNKNOWN}
    return None


def our_codes(field: Any) -> set[str] | None:
    annotation: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.update(value.get("enum", ()))
            if "const" in value:
                found.add(value["const"])
            for name, inner in value.items():
                if name != "$defs":
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(TypeAdapter(annotation).json_schema())
    return found or None


def differences(ours: type[BaseModel], vendor: type[BaseModel], *, reading: bool) -> Iterator[str]:
    """What is not alike. A body that is read back may leave out what is optional, and not more."""
    mine, yours = members(ours), members(vendor)
    for name in sorted(mine.keys() - yours.keys()):
        yield f"{ours.__name__}.{name} is not theirs"
    for name, field in yours.items():
        where = f"{ours.__name__}.{name}"
        if name not in mine:
            if field.is_required() or not reading:
                yield f"{where} is missing"
            continue
        if field.is_required() != mine[name].is_required() and not (reading and mine[name].is_required()):
            yield f"{where} is not required alike"
        codes, own = their_codes(field.annotation), our_codes(mine[name])
        if codes is not None and own != codes and not (reading and own is None):
            yield f"{where} takes other codes: {sorted((own or set()) ^ codes)[:9]}"
        inner, own_inner = model_in(field.annotation), model_in(mine[name].annotation)
        if inner is not None and own_inner is None and where not in NEVER_FILLED:
            yield f"{where} is no object here"
        elif inner is not None and own_inner is not None:
            yield from differences(own_inner, inner, reading=reading)


@pytest.mark.parametrize(
    ("ours", "vendor", "reading"),
    [
        (wire.EncounterCreate, theirs.EncounterCreate, False),
        (wire.EncounterUpdate, theirs.EncounterUpdate, False),
        (wire.Encounter, theirs.Encounter, True),
        (wire.EncounterPage, theirs.EncounterPage, True),
        (auth_wire.Token, AuthGetTokenResponse, True),
        (universal.UniversalEncounterCreate, encounters_universal.UniversalEncounterCreate, False),
        (universal.UniversalEncounterUpdate, encounters_universal.UniversalEncounterUpdate, False),
        (codes.HealthCareCodes, health_care_code_information.HealthCareCodeInformationGetAllResponse, False),
        (lines.ServiceLineCreateStandalone, service_lines.ServiceLineCreateStandalone, False),
        (lines.UniversalServiceLineCreateStandalone, service_lines.UniversalServiceLineCreateStandalone, False),
        (lines.ServiceLineUpdate, service_lines.ServiceLineUpdate, False),
        (lines.UniversalServiceLineUpdate, service_lines.UniversalServiceLineUpdate, False),
        (diagnoses.StandaloneDiagnosisCreate, theirs_diagnoses.StandaloneDiagnosisCreate, False),
        (providers.OrderingProviderUpdate, encounter_providers.OrderingProviderUpdate, False),
        (paperwork.SupplementalInformationCreate, supplements.CreateSupplementalInformationRequest, False),
        (paperwork.SupplementalInformationUpdate, supplements.UpdateSupplementalInformationRequest, False),
        (paperwork.SupplementalInformation, supplements.SupplementalInformation, True),
    ],
)
def test_members_and_values_are_those_of_the_package(
    ours: type[BaseModel], vendor: type[BaseModel], reading: bool
) -> None:
    assert list(differences(ours, vendor, reading=reading)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date_of_service": "1684800000"}, "date_of_service"),
        ({"date_of_service": "2023-02-30"}, "date_of_service"),
        ({"service_lines__0__quantity": "1e3"}, "service_lines.0.quantity"),
        ({"service_lines__0__quantity": 1}, "service_lines.0.quantity"),
        ({"service_lines__0__diagnosis_pointers": []}, "service_lines.0.diagnosis_pointers"),
        ({"service_lines__0__modifiers": ["ZZZ"]}, "service_lines.0.modifiers.0"),
        ({"service_lines__0__charge_amount_cents": 10**30}, "service_lines.0.charge_amount_cents"),
        ({"patient__address__state": "XX"}, "patient.address.state"),
        ({"billing_provider__address__zip_plus_four_code": ...}, "billing_provider.address.zip_plus_four_code"),
        ({"rendering_provider__npi": "٠١٢٣٤٥٦٧٨٩"}, "rendering_provider.npi"),
        ({"patient_authorized_release": 1}, "patient_authorized_release"),
        ({"vitals": {"body_temperature_f": 1e308}}, "vitals.body_temperature_f"),
    ],
)
def test_values_are_never_guessed(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match="1 validation error") as refused:
        wire.EncounterCreate.model_validate(body(**change))
    errors = getattr(refused.value, "errors")()  # noqa: B009  # pydantic's error, which is a ValueError
    assert [".".join(map(str, each["loc"])) for each in errors] == [field]


def test_python_callers_may_give_text_for_days() -> None:
    assert wire.EncounterCreate.model_validate(BODY).model_dump(mode="json", exclude_unset=True) == BODY


def test_an_update_may_leave_out_but_not_clear_what_an_encounter_needs() -> None:
    assert wire.EncounterUpdate().model_dump(exclude_unset=True) == {}
    with pytest.raises(ValueError, match="billable_status"):
        wire.EncounterUpdate.model_validate({"billable_status": None})
    with pytest.raises(ValueError, match="first_name"):
        wire.EncounterUpdate.model_validate({"patient": {"first_name": None}})
