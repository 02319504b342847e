"""What all mappings share: numbers and zones of the objects referred to, and what a body really changes."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from polyclinic.core.organisation.model import Facility
from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import AppointmentTemplate, AppointmentType
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.entity import Entity
from polyclinic.dialects.drchrono.wire.common import DOCTORS, PATIENTS, PROFILES, TEMPLATES

DIALECT = "drchrono"
_ZIP = re.compile(r"([0-9]{5})-([0-9]{4})")
_COLOR = re.compile(r"#[0-9A-Fa-f]{3,8}|[A-Za-z]+|[A-Za-z]+\([0-9A-Za-z.,%/ +-]*\)")

FieldProblems = list[tuple[str, str]]
"""Fields of the wire with what is wrong with each."""


@dataclass(frozen=True, slots=True)
class Refs:
    """Objects by id that the objects at hand refer to, and the practice's defaults for what they leave open."""

    zone: ZoneInfo
    patients: Mapping[str, Patient] = field(default_factory=dict)
    doctors: Mapping[str, Practitioner] = field(default_factory=dict)
    offices: Mapping[str, Facility] = field(default_factory=dict)
    profiles: Mapping[str, AppointmentType] = field(default_factory=dict)
    templates: Mapping[str, AppointmentTemplate] = field(default_factory=dict)
    default_doctor: Practitioner | None = None
    default_office: Facility | None = None

    def doctor(self, id: str | None) -> Practitioner | None:
        return self.doctors.get(id or "", self.default_doctor)

    def office(self, id: str | None) -> Facility | None:
        return self.offices.get(id or "", self.default_office)

    def zone_of(self, office: Facility | None) -> ZoneInfo:
        """The zone that wall times at ``office`` are in."""
        return ZoneInfo(office.zone) if office and office.zone else self.zone

    def doctor_path(self, id: str | None) -> str | None:
        doctor = self.doctor(id)
        return DOCTORS.path(doctor.number) if doctor else None

    def patient_path(self, id: str | None) -> str | None:
        return _path(PATIENTS.path, self.patients.get(id or ""))

    def profile_path(self, id: str | None) -> str | None:
        return _path(PROFILES.path, self.profiles.get(id or ""))

    def template_path(self, id: str | None) -> str | None:
        return _path(TEMPLATES.path, self.templates.get(id or ""))


def _path(path: Any, entity: Entity | None) -> str | None:
    return path(entity.number) if entity else None


def changed(body: BaseModel, now: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The typed values of ``body`` that were sent and are not what the object reads as ``now``.

    So a default that was only made up for reading, or a form that the record cannot keep apart, is never written.
    """
    sent = {name: getattr(body, name) for name in type(body).model_fields if name in body.model_fields_set}
    if now is None:
        return sent
    spelled = body.model_dump(mode="json", include=set(sent))
    return {name: value for name, value in sent.items() if (spelled[name] or "") != (now.get(name) or "")}


def with_address(address: Address | None, values: Mapping[str, Any], prefix: str = "") -> Address | None:
    """The address with its changed parts; what this API has no field for (a district) stays."""
    after = address or Address()
    names = ("address", "city", "state", "zip_code", "country")
    given = {name: values[prefix + name] or "" for name in names if prefix + name in values}
    if "address" in given:
        after = replace(after, lines=(given["address"],) if given["address"] else ())
    if "zip_code" in given:
        plus_four = _ZIP.fullmatch(given["zip_code"])
        code, extension = plus_four.groups() if plus_four else (given["zip_code"], "")
        after = replace(after, postal_code=code, postal_extension=extension)
    after = replace(
        after,
        city=given.get("city", after.city),
        state=given.get("state", after.state),
        country=given.get("country", after.country),
    )
    return None if after == Address() else after


def address_fields(address: Address | None, prefix: str = "") -> dict[str, str]:
    """An address in four fields; the ZIP code with its extension."""
    address = address or Address()
    extension = f"-{address.postal_extension}" if address.postal_code and address.postal_extension else ""
    return {
        f"{prefix}address": address.one_line,
        f"{prefix}city": address.city,
        f"{prefix}state": address.state,
        f"{prefix}zip_code": f"{address.postal_code}{extension}",
    }


def texts(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Changed texts under their names in the record: ``names`` says which; null is the empty text."""
    return {attribute: values[name] or "" for name, attribute in names.items() if name in values}


def blanks(values: Mapping[str, Any], names: Collection[str]) -> FieldProblems:
    """Which of ``names`` were given an empty text that may not be empty."""
    return [(name, "This field may not be blank.") for name in names if name in values and not values[name].strip()]


def not_a_color(values: Mapping[str, Any]) -> FieldProblems:
    """Whether ``color`` was given and is none of CSS."""
    wrong = values.get("color") and not _COLOR.fullmatch(values["color"])
    return [("color", "Not a CSS color.")] if wrong else []


def not_two_letters(values: Mapping[str, Any], names: Collection[str]) -> FieldProblems:
    """Which of ``names`` hold something else than a code of two letters."""
    given = ((name, values[name]) for name in names if values.get(name))
    return [(name, "Use two letters.") for name, text in given if not (len(text) == 2 and text.isalpha())]
