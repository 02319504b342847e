"""Billing notes v2: remarks for those who bill."""

from typing import Annotated

from pydantic import Field

from polyclinic.dialects.candid.wire.clinical import BillingNote
from polyclinic.dialects.candid.wire.common import (
    ENTITY_NOT_FOUND,
    UNAUTHORIZED,
    VALIDATION,
    VALIDATIONS,
    Id,
    Message,
    Wire,
)
from polyclinic.sdk.endpoint import Endpoint, ErrorType

Remark = Annotated[str, Field(min_length=1, max_length=10_000)]


class BillingNoteUpdate(Wire):
    """The remark worded anew."""

    text: Remark


class StandaloneBillingNoteCreate(BillingNoteUpdate):
    """A remark about an encounter."""

    encounter_id: Id


ORGANIZATION_NOT_AUTHORIZED = ErrorType(400, "OrganizationNotAuthorizedError", Message)

CREATE = Endpoint(
    name="billing_notes.v2.create",
    method="POST",
    path="/api/billing_notes/v2",
    takes=StandaloneBillingNoteCreate,
    gives=BillingNote,
    tags=("billing notes",),
    summary="Add a billing note to an encounter",
)
UPDATE = Endpoint(
    name="billing_notes.v2.update",
    method="PATCH",
    path="/api/billing_notes/v2/{billing_note_id}",
    path_types={"billing_note_id": Id},
    takes=BillingNoteUpdate,
    gives=BillingNote,
    errors=(ENTITY_NOT_FOUND, ORGANIZATION_NOT_AUTHORIZED, VALIDATION, VALIDATIONS, UNAUTHORIZED),
    tags=("billing notes",),
    summary="Word a billing note anew",
)
DELETE = Endpoint(
    name="billing_notes.v2.delete",
    method="DELETE",
    path="/api/billing_notes/v2/{billing_note_id}",
    path_types={"billing_note_id": Id},
    status=204,
    errors=(ENTITY_NOT_FOUND, ORGANIZATION_NOT_AUTHORIZED, UNAUTHORIZED),
    tags=("billing notes",),
    summary="Remove a billing note",
)
