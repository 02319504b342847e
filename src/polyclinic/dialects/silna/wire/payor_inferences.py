"""Payor inference on the wire: who pays, from the words of insurance cards."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from polyclinic.dialects.silna.wire.common import READ_ERRORS, WRITE_ERRORS, Day, Id, Wire
from polyclinic.dialects.silna.wire.payors import InsuranceType
from polyclinic.sdk.endpoint import Endpoint


class InferenceStrategy(StrEnum):
    """``NEAR_REALTIME`` is done at once, ``BASE`` within a minute."""

    NEAR_REALTIME = "NEAR_REALTIME"
    BASE = "BASE"


class PayorInferenceStatus(StrEnum):
    """``FAILED``: there was nothing to read, as on a picture."""

    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    PROCESSING = "PROCESSING"


class PayorInferenceCreate(Wire):
    """Text, files, or both. Files are read if they have text: PDF as programs write it, or plain text."""

    strategy: InferenceStrategy
    patient_document_file_ids: Annotated[list[Id], Field(min_length=1, max_length=10)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=5000)] | None = None
    patient_id: Id | None = None
    provider_id: Id


class PayorInferenceCreated(Wire):
    id: Id


class InferredPlan(Wire):
    """A plan that the words tell of; ``proof_of_insurance_file_id`` is the file that does."""

    member_number: str | None = None
    group_number: str | None = None
    payor_entity_id: Id | None = None
    proof_of_insurance_file_id: Id | None = None
    plan_order_number: int
    name: str | None = None
    insurance_type: InsuranceType | None = None


class InferredIndividual(Wire):
    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: Day | None = None
    patient_source_id: str | None = None
    plans: Annotated[list[InferredPlan], Field(default_factory=list)]


class InferenceResult(Wire):
    individuals: Annotated[list[InferredIndividual], Field(default_factory=list)]


class PayorInference(Wire):
    id: Id
    status: PayorInferenceStatus
    inference_result: InferenceResult | None = None


_TAGS = ("Payor Inference",)

CREATE = Endpoint(
    name="payor_inferences.create",
    summary="Create Payor Inference",
    method="POST",
    path="/public/v1/payor_inference/",
    takes=PayorInferenceCreate,
    gives=PayorInferenceCreated,
    status=201,
    errors=WRITE_ERRORS,
    tags=_TAGS,
)
GET = Endpoint(
    name="payor_inferences.get",
    summary="Get Payor Inference",
    method="GET",
    path="/public/v1/payor_inference/{payor_inference_id}",
    gives=PayorInference,
    errors=READ_ERRORS,
    tags=_TAGS,
)
