"""Doctors: the record's practitioners."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import Use, first, with_telecom
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, blanks, not_two_letters, texts, with_address

_NAMES = {"first_name": "given", "last_name": "family", "suffix": "suffix"}
_TEXTS = {
    "job_title": "job_title",
    "specialty": "specialty",
    "npi_number": "npi",
    "group_npi_number": "group_npi",
    "website": "website",
}
_PHONES: dict[str, Use] = {"cell_phone": "mobile", "home_phone": "home", "office_phone": "work"}


def from_core(doctor: Practitioner) -> dict[str, Any]:
    return {
        "id": doctor.number,
        **{name: getattr(doctor.name, part) for name, part in _NAMES.items()},
        **{name: getattr(doctor, attribute) for name, attribute in _TEXTS.items()},
        **{name: first(doctor.telecoms, "phone", use) or "" for name, use in _PHONES.items()},
        "email": first(doctor.telecoms, "email") or "",
        "country": (doctor.address.country if doctor.address else "") or "US",
    }


def problems(values: Mapping[str, Any]) -> FieldProblems:
    """What is wrong with changed values beyond their types."""
    return blanks(values, ("first_name", "last_name")) + not_two_letters(values, ("country",))


def to_core(values: Mapping[str, Any], doctor: Practitioner) -> Practitioner:
    """``doctor`` with the changed values."""
    telecoms = doctor.telecoms
    for name, use in _PHONES.items():
        if name in values:
            telecoms = with_telecom(telecoms, "phone", values[name], use)
    if "email" in values:
        telecoms = with_telecom(telecoms, "email", values["email"])
    return replace(
        doctor,
        name=replace(doctor.name, **texts(values, _NAMES)),
        telecoms=telecoms,
        address=with_address(doctor.address, values),
        **texts(values, _TEXTS),
    )
