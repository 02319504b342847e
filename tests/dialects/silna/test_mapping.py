"""Silna's words and the record's: what is read and written back changes nothing, what Silna cannot say survives."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyclinic.core.organisation.model import Facility, LegalEntity
from polyclinic.core.patients.model import Patient, PatientStatus
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.silna.mapping import patients as mapping
from polyclinic.dialects.silna.mapping import service_locations
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, Refs, owners
from polyclinic.dialects.silna.wire.patients import Patient as WirePatient
from polyclinic.dialects.silna.wire.patients import PatientCreate, PatientPut, PatientUpdate
from polyclinic.dialects.silna.wire.service_locations import ServiceLocation

PROVIDER, OTHER_PROVIDER = "01920000-0000-7000-8000-000000000001", "01920000-0000-7000-8000-000000000002"
PLACE, OTHER_PLACE = "01920000-0000-7000-8000-000000000011", "01920000-0000-7000-8000-000000000012"
REFS = Refs({"legal_entity": PROVIDER, "facility": PLACE, "specialty": "PHYSICAL_THERAPY"}, "https://x.example/silna")
BARE = Refs({}, "https://x.example/silna")

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
names = text.filter(str.strip)


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    return Address(
        lines=tuple(draw(st.lists(names, max_size=3))),
        city=draw(text),
        state=draw(text),
        postal_code=draw(st.sampled_from(["", "12207", "K1A 0B1"])),
        postal_extension=draw(st.sampled_from(["", "1234"])),
        country=draw(st.sampled_from(["", "US", "CA"])),
        district=draw(text),
    )


@st.composite
def patients(draw: st.DrawFn) -> Patient:
    """Patients as any API may have left them, complete enough for Silna."""
    patient = Patient(
        number=draw(st.integers(1, 10**9)),
        name=HumanName(draw(names), draw(names), draw(text)),
        birth_date=draw(st.dates()),
        gender=draw(st.sampled_from(Gender)),
        status=draw(st.sampled_from(PatientStatus)),
        address=draw(st.none() | addresses()),
        facility_id=draw(st.sampled_from([None, PLACE, OTHER_PLACE])),
        legal_entity_id=draw(st.sampled_from([None, PROVIDER, OTHER_PROVIDER])),
        specialties=draw(st.sampled_from([(), ("HOSPICE", "PSYCHIATRY"), ("Reiki",), ("Reiki", "HOSPICE")])),
        telecoms=(Telecom("email", "a@b.example"),),
    )
    source_id = draw(st.none() | names)
    scope = patient.legal_entity_id or PROVIDER
    return with_external_id(patient, SOURCE_ID, source_id, scope)


def update(**fields: Any) -> PatientUpdate:
    return PatientUpdate.model_validate(fields)


@given(patients())
def test_what_is_read_and_written_back_changes_nothing(patient: Patient) -> None:
    shown = mapping.from_core(patient, REFS)
    writable = {name: shown[name] for name in PatientUpdate.model_fields}
    if shown["source_id"] == "null":
        del writable["source_id"]

    assert mapping.to_core(update(**writable), patient, REFS) == patient

    put = {**writable, "source_id": "x", "provider_id": patient.legal_entity_id or PROVIDER}
    assert mapping.to_core(PatientPut.model_validate(put), patient, REFS) == patient


@given(patients())
def test_every_patient_fits_the_declaration(patient: Patient) -> None:
    shown = mapping.from_core(patient, REFS)

    assert mapping.complete(patient, REFS)
    assert WirePatient.model_validate(shown, extra="forbid").patient_specialties


@given(patients(), patients())
def test_what_is_written_is_read(old: Patient, new: Patient) -> None:
    wanted = {name: mapping.from_core(new, REFS)[name] for name in PatientUpdate.model_fields if name != "source_id"}

    assert mapping.from_core(mapping.to_core(update(**wanted), old, REFS), REFS).items() >= wanted.items()


def test_what_silna_cannot_say_survives_a_write() -> None:
    patient = Patient(
        name=HumanName("Ana", "Silva", "Maria", "Dr"),
        birth_date=date(1990, 1, 2),
        gender=Gender.OTHER,
        address=Address(("1 Elm", "Floor 2", "Door 3"), "Albany", "NY", "12207", "1234", "US", "Albany County"),
        specialties=("Reiki", "HOSPICE"),
        telecoms=(Telecom("phone", "+15552000100", "mobile"),),
    )

    after = mapping.to_core(
        update(first_name="Anna", city="Troy", sex=None, patient_specialties=["RADIOLOGY"]), patient, REFS
    )

    assert patient.address is not None
    assert after == replace(
        patient,
        name=HumanName("Anna", "Silva", "Maria", "Dr"),
        address=replace(patient.address, city="Troy"),
        specialties=("RADIOLOGY", "Reiki"),
    )


def test_null_clears_what_may_be_empty_and_nothing_else() -> None:
    patient = Patient(
        name=HumanName("Ana", "Silva"),
        birth_date=date(1990, 1, 2),
        gender=Gender.FEMALE,
        address=Address(("1 Elm", "Floor 2"), "Albany", "NY", "12207", "1234"),
        facility_id=OTHER_PLACE,
        specialties=("HOSPICE",),
    )
    patient = with_external_id(patient, SOURCE_ID, "s-1", PROVIDER)

    cleared = mapping.to_core(update(**dict.fromkeys(PatientUpdate.model_fields)), patient, REFS)

    assert cleared == replace(patient, gender=Gender.UNKNOWN, address=None, external_ids=())


def test_an_empty_update_changes_nothing() -> None:
    patient = Patient(name=HumanName("Ana", "Silva"), specialties=("HOSPICE", "HOSPICE"))

    assert mapping.to_core(update(), patient, REFS) is not None
    assert mapping.to_core(update(), patient, REFS) == patient


@pytest.mark.parametrize(
    ("sent", "code", "extension"), [("12207", "12207", ""), ("12207-1234", "12207", "1234"), ("K1A 0B1", "K1A 0B1", "")]
)
def test_a_zip_code_has_five_or_nine_digits_or_is_kept_as_it_came(sent: str, code: str, extension: str) -> None:
    after = mapping.to_core(update(zip_code=sent), Patient(name=HumanName("Ana", "Silva")), REFS)

    assert after.address == Address(postal_code=code, postal_extension=extension)


def test_a_new_patient_names_its_provider_even_if_it_is_the_default() -> None:
    body = PatientCreate.model_validate(
        {
            "first_name": "Ana",
            "last_name": "Silva",
            "date_of_birth": "1990-01-02",
            "patient_specialties": ["PHYSICAL_THERAPY"],
            "status": "ON_HOLD",
            "provider_service_location_id": PLACE.upper(),
            "provider_id": PROVIDER,
            "source_id": "s-1",
        }
    )

    patient = mapping.to_core(body, None, REFS)

    assert (patient.legal_entity_id, patient.facility_id) == (PROVIDER, PLACE)
    assert patient.specialties == ("PHYSICAL_THERAPY",)
    assert patient.status is PatientStatus.ON_HOLD
    assert patient.external_id(SOURCE_ID, PROVIDER) == "s-1"


def test_without_defaults_a_patient_of_another_api_is_not_silnas() -> None:
    patient = Patient(name=HumanName("Ana", "Silva"), birth_date=date(1990, 1, 2))

    assert not mapping.complete(patient, BARE)
    assert not mapping.complete(replace(patient, birth_date=None), REFS)
    assert mapping.complete(replace(patient, legal_entity_id=PROVIDER, facility_id=PLACE), BARE)


def test_the_default_owns_what_names_nobody() -> None:
    assert owners(PROVIDER, "legal_entity", REFS) == (PROVIDER, None)
    assert owners(OTHER_PROVIDER, "legal_entity", REFS) == (OTHER_PROVIDER,)
    assert owners(PROVIDER, "legal_entity", BARE) == (PROVIDER,)


@pytest.mark.parametrize(
    ("facility_npi", "provider_npi", "shown"),
    [
        ("1234567893", "1245319599", "1234567893"),
        ("", "1245319599", "1245319599"),
        ("12345", "", "0000000000"),
        ("", "\u0661" * 10, "0000000000"),
    ],
)
def test_a_place_bears_its_own_npi_or_its_providers(facility_npi: str, provider_npi: str, shown: str) -> None:
    provider = LegalEntity(id=PROVIDER, name="Riverside", npi=provider_npi, tin="12-3456789")
    facility = Facility(id=PLACE, name="Main", npi=facility_npi)

    record = ServiceLocation.model_validate(service_locations.from_core(facility, provider, None), extra="forbid")

    assert record.npi == shown
    assert record.tin == "000000000"
    assert record.provider_group_id == record.provider_id == PROVIDER
