"""Medication dispense v1: a drug handed out, billed as an encounter of its own."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import DrugIdentification
from polyclinic.dialects.candid.wire.codes import ProcedureModifier, ServiceLineUnits
from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, VALIDATION, Day, Quantity, Text, Wire
from polyclinic.dialects.candid.wire.encounters import (
    BAD_SCHEMA_INSTANCES,
    TAKEN_CONTROL_NUMBER,
    TAKEN_EXTERNAL_ID,
    UNKNOWN_TAGS,
    Encounter,
)
from polyclinic.sdk.endpoint import Endpoint


class MedicationDispenseCreate(Wire):
    """What was handed out, when and to whom. Its external id becomes the encounter's."""

    medication_dispense_external_id: Text
    patient_external_id: Text
    procedure_code: Text
    quantity: Quantity
    units: ServiceLineUnits
    date_of_service: Day
    drug_identification: DrugIdentification | None = None
    description: Annotated[str, Field(max_length=1000)] | None = None
    modifiers: Annotated[list[ProcedureModifier], Field(max_length=100)] | None = None


CREATE = Endpoint(
    name="medication_dispense.v1.create",
    method="POST",
    path="/api/medication-dispense/v1",
    takes=MedicationDispenseCreate,
    gives=Encounter,
    errors=(
        VALIDATION,
        TAKEN_EXTERNAL_ID,
        TAKEN_CONTROL_NUMBER,
        ENTITY_NOT_FOUND,
        BAD_SCHEMA_INSTANCES,
        UNKNOWN_TAGS,
    ),
    tags=("medication dispense",),
    summary="Bill a drug that was handed out",
)
