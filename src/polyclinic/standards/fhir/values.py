"""FHIR R4's data types from the record's values. What is not known is left out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from polyclinic.core.clinical.model import Concept, Quantity
from polyclinic.core.shared.addresses import Address, Telecoms
from polyclinic.core.shared.names import HumanName

Resource = dict[str, Any]

SNOMED_CT = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


def known(values: Mapping[str, Any]) -> Resource:
    """The members that have a value; FHIR has no empty ones."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}


def reference(id: str) -> Resource:
    """A reference to another entry of the document."""
    return {"reference": f"urn:uuid:{id}"}


def coded(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept of one coding."""
    return {"coding": [known({"system": system, "code": code, "display": display})]}


def concept(value: Concept | None) -> Resource | None:
    """A CodeableConcept in words, codes or both."""
    if value is None or not value.label:
        return None
    codings = [known({"system": each.system, "code": each.code, "display": each.display}) for each in value.codings]
    return known({"coding": codings, "text": value.text})


def quantity(value: Quantity | None) -> Resource | None:
    """A Quantity; the unit is UCUM's code."""
    if value is None:
        return None
    return {"value": number(value.value), "unit": value.unit, "system": UCUM, "code": value.unit}


def number(value: Decimal) -> int | float:
    """A number as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def instant(moment: datetime) -> str:
    """A UTC instant to the second, ``2026-01-10T09:00:00Z``."""
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat()}Z"


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def name(value: HumanName) -> list[Resource]:
    """A HumanName; a person without a family name has none here either."""
    given = [part for part in (value.given, value.middle) if part]
    prefix, suffix = [value.prefix] if value.prefix else [], [value.suffix] if value.suffix else []
    shown = known({"text": value.full, "family": value.family, "given": given, "prefix": prefix, "suffix": suffix})
    return [shown] if shown else []


def telecom(telecoms: Telecoms) -> list[Resource]:
    uses = {"mobile", "home", "work"}
    return [
        known({"system": each.system, "value": each.value, "use": each.use if each.use in uses else ""})
        for each in telecoms
        if each.system in ("phone", "email", "fax")
    ]


def address(value: Address | None) -> list[Resource]:
    if value is None:
        return []
    shown = known(
        {
            "line": [line for line in value.lines if line],
            "city": value.city,
            "district": value.district,
            "state": value.state,
            "postalCode": value.postal_code,
            "country": value.country,
        }
    )
    return [shown] if shown else []


def notes(texts: Iterable[str]) -> list[Resource]:
    """Annotations."""
    return [{"text": text} for text in texts if text]
