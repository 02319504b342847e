"""Guarantor v1. The path of create names an encounter, the others' a guarantor."""

from polyclinic.dialects.candid.wire.common import VALIDATIONS, Id, Message
from polyclinic.dialects.candid.wire.parties import Guarantor, GuarantorCreate, GuarantorUpdate
from polyclinic.sdk.endpoint import Endpoint, ErrorType

HAS_GUARANTOR = ErrorType(409, "EncounterHasExistingGuarantorError", Message)

CREATE = Endpoint(
    name="guarantor.v1.create",
    method="POST",
    path="/api/guarantors/v1/{encounter_id}",
    path_types={"encounter_id": Id},
    takes=GuarantorCreate,
    gives=Guarantor,
    errors=(HAS_GUARANTOR, VALIDATIONS),
    tags=("guarantors",),
    summary="Give an encounter a guarantor",
)
GET = Endpoint(
    name="guarantor.v1.get",
    method="GET",
    path="/api/guarantors/v1/{guarantor_id}",
    path_types={"guarantor_id": Id},
    gives=Guarantor,
    tags=("guarantors",),
    summary="Read a guarantor",
)
UPDATE = Endpoint(
    name="guarantor.v1.update",
    method="PATCH",
    path="/api/guarantors/v1/{guarantor_id}",
    path_types={"guarantor_id": Id},
    takes=GuarantorUpdate,
    empty_body=True,
    gives=Guarantor,
    tags=("guarantors",),
    summary="Change a guarantor",
)
