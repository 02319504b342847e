"""The smallest body that an endpoint's own description allows, with known values where a name asks for one."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from polyclinic.sandbox import ids
from polyclinic.sandbox.plan import Plan
from polyclinic.server.dialects import load_dialect
from polyclinic.web.openapi import describe, documented_paths

FORMATS = {
    "date": "1990-07-16",
    "date-time": "2031-07-01T09:00:00Z",
    "uuid": "0192f0c0-0000-7000-8000-000000000000",
    "email": "ida@example.com",
}
TEXTS: Mapping[str, Any] = {
    "attachment-filename": "letter.pdf",
    "birth-date": "1990-07-16",
    "code": "Z63.88",
    "end": "2031-07-01T09:30:00Z",
    "end-time": "2031-07-01T09:30:00Z",
    "given": "Ida",
    "idNumber": "91-2345-6789-0123",
    "line": "1 Elm St",
    "npi": "1234567893",
    "postal_code": "12207",
    "procedure_code": "99212",
    "quantity": "1.0",
    "scheduled_time": "2031-07-01T09:00:00",
    "start-time": "2031-07-01T09:00:00Z",
    "tax_id": "123456789",
    "zip_code": "12207",
    "zip_plus_four_code": "1234",
}
"""What the shape of a text is, where a description does not say it."""

NEEDED: Mapping[str, Mapping[str, Any]] = {
    "candid": {"organization_name": "Acme Health PC", "date_of_service": "2026-05-23"},
    "carium": {"email": "smallest@example.com"},
    "drchrono": {"duration": 30},
    "carestack": {},
    "silna": {},
}
"""One of several members that an API wants at least one of, so that its description can require none."""


@cache
def description(dialect: str) -> dict[str, Any]:
    return describe(load_dialect(dialect))


class Smallest:
    """Bodies for one API. ``known`` are values by the name of a member; what is in ``also`` is always sent."""

    def __init__(self, dialect: str, known: Mapping[str, Any], also: Mapping[str, Any] | None = None) -> None:
        self._document = description(dialect)
        self._spelled = documented_paths(load_dialect(dialect))
        self._also = also or {}
        self._known = {**TEXTS, **known, **self._also}

    def body(self, method: str, path: str) -> tuple[str, Any] | None:
        """The media type and body of a call; None if it takes none."""
        operation = self._document["paths"][self._spelled[path]][method.lower()]
        content = operation.get("requestBody", {}).get("content", {})
        for media_type, described in content.items():
            return media_type, self._value(described["schema"], "")
        return None

    def _value(self, schema: dict[str, Any], name: str) -> Any:
        if "$ref" in schema:
            return self._value(self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        for choices in ("anyOf", "oneOf", "allOf"):
            if choices in schema:
                members = [each for each in schema[choices] if each.get("type") != "null"]
                return self._value(members[0], name) if members else None
        match schema.get("type"):
            case "object" if "properties" in schema:
                return self._object(schema)
            case "array":
                return [self._value(schema["items"], name)] * schema.get("minItems", int(name in self._also))
        return self._scalar(schema, name)

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        required, properties = set(schema.get("required", ())), schema["properties"]
        sent = {name for name in properties if name in required or name in self._also}
        return {name: self._value(properties[name], name) for name in properties if name in sent}

    def _scalar(self, schema: dict[str, Any], name: str) -> Any:
        if name in self._known and re.search(schema.get("pattern", ""), str(self._known[name])):
            return self._known[name]
        if "examples" in schema:
            return schema["examples"][0]
        match schema.get("type"):
            case "string":
                text = FORMATS.get(schema.get("format", ""), "Smallest")
                return text[: schema.get("maxLength", len(text))]
            case "integer" | "number":
                return max(1, schema.get("minimum", 1))
            case "boolean":
                return False
        return {}


def references(plan: Plan) -> dict[str, dict[str, Any]]:
    """What each API calls the things that a body can refer to, as this practice holds them."""
    patient, practitioner = plan.id("patient", 0), plan.id("practitioner", 0)
    facility, company = plan.id("facility", 0), plan.id("legal_entity", 0)
    encounter, appointment = plan.id("encounter", 0), plan.id("appointment", 0)
    return {
        "candid": {
            "patient_id": patient,
            "patient": patient,
            "pre_encounter_patient_id": patient,
            "pre_encounter_appointment_ids": appointment,
            "encounter_id": encounter,
            "claim_id": encounter,
            "service_facility_id": facility,
        },
        "carium": {
            "organization-id": plan.practice_id,
            "individual-id": patient,
            "practitioner-id": practitioner,
            "status-id": plan.id("appointment_status", 0),
            "type-id": plan.id("appointment_type", 0),
            "class-id": plan.id("document_class", 0),
        },
        "drchrono": {
            "doctor": plan.first_number + ids.DOCTOR_NUMBER,
            "office": plan.first_number + ids.OFFICE_NUMBER,
            "patient": plan.first_number + ids.PATIENT_NUMBER,
            "profile": plan.first_number + 101,
        },
        "carestack": {
            "patientReference": patient,
            "practitionerReference": practitioner,
            "resourceId": patient,
            "reference": appointment,
        },
        "silna": {"provider_id": company, "provider_service_location_id": facility, "provider_group_id": company},
    }
