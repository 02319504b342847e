"""Encounter providers v2: who referred, supervised and ordered, each added, changed and removed on its own."""

from polyclinic.dialects.candid.wire.common import (
    ENTITY_CONFLICT,
    ENTITY_NOT_FOUND,
    UNCHANGED,
    UNPROCESSABLE,
    VALIDATIONS,
    Id,
    Npi,
    StreetAddressLongZip,
)
from polyclinic.dialects.candid.wire.parties import (
    EncounterProvider,
    OrderingProvider,
    ProviderName,
    ReferringProvider,
    ReferringProviderUpdate,
    SupervisingProvider,
    SupervisingProviderUpdate,
)
from polyclinic.sdk.endpoint import Endpoint

_PATH = "/api/encounter-providers/v2"
_BY_ENCOUNTER = {"encounter_id": Id}
_BY_LINE = {"service_line_id": Id}
_TAGS = ("encounter providers",)
_CREATE_ERRORS = (ENTITY_CONFLICT, VALIDATIONS, ENTITY_NOT_FOUND)
_UPDATE_ERRORS = (VALIDATIONS, ENTITY_NOT_FOUND)


class OrderingProviderUpdate(ProviderName):
    """What is to change about who ordered a service."""

    npi: Npi = UNCHANGED
    address: StreetAddressLongZip | None = None


CREATE_REFERRING = Endpoint(
    name="encounter_providers.v2.create_referring_provider",
    method="POST",
    path=f"{_PATH}/{{encounter_id}}/create-referring-provider",
    path_types=_BY_ENCOUNTER,
    takes=ReferringProvider,
    gives=EncounterProvider,
    errors=_CREATE_ERRORS,
    tags=_TAGS,
    summary="Say who referred the patient",
)
UPDATE_REFERRING = Endpoint(
    name="encounter_providers.v2.update_referring_provider",
    method="PATCH",
    path=f"{_PATH}/{{encounter_id}}",
    path_types=_BY_ENCOUNTER,
    takes=ReferringProviderUpdate,
    empty_body=True,
    gives=EncounterProvider,
    errors=_UPDATE_ERRORS,
    tags=_TAGS,
    summary="Change who referred the patient",
)
DELETE_REFERRING = Endpoint(
    name="encounter_providers.v2.delete_referring_provider",
    method="DELETE",
    path=f"{_PATH}/{{encounter_id}}/referring-provider",
    path_types=_BY_ENCOUNTER,
    status=204,
    errors=(ENTITY_NOT_FOUND, ENTITY_CONFLICT),
    tags=_TAGS,
    summary="Remove who referred the patient",
)
CREATE_INITIAL_REFERRING = Endpoint(
    name="encounter_providers.v2.create_initial_referring_provider",
    method="POST",
    path=f"{_PATH}/{{encounter_id}}/create-initial-referring-provider",
    path_types=_BY_ENCOUNTER,
    takes=ReferringProvider,
    gives=EncounterProvider,
    errors=(*_CREATE_ERRORS, UNPROCESSABLE),
    tags=_TAGS,
    summary="Say who referred the patient first",
)
UPDATE_INITIAL_REFERRING = Endpoint(
    name="encounter_providers.v2.update_initial_referring_provider",
    method="PATCH",
    path=f"{_PATH}/{{encounter_id}}/initial-referring-provider",
    path_types=_BY_ENCOUNTER,
    takes=ReferringProviderUpdate,
    empty_body=True,
    gives=EncounterProvider,
    errors=_UPDATE_ERRORS,
    tags=_TAGS,
    summary="Change who referred the patient first",
)
DELETE_INITIAL_REFERRING = Endpoint(
    name="encounter_providers.v2.delete_initial_referring_provider",
    method="DELETE",
    path=f"{_PATH}/{{encounter_id}}/initial-referring-provider",
    path_types=_BY_ENCOUNTER,
    status=204,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Remove who referred the patient first",
)
CREATE_SUPERVISING = Endpoint(
    name="encounter_providers.v2.create_supervising_provider",
    method="POST",
    path=f"{_PATH}/{{encounter_id}}/create-supervising-provider",
    path_types=_BY_ENCOUNTER,
    takes=SupervisingProvider,
    gives=EncounterProvider,
    errors=_CREATE_ERRORS,
    tags=_TAGS,
    summary="Say who supervised",
)
UPDATE_SUPERVISING = Endpoint(
    name="encounter_providers.v2.update_supervising_provider",
    method="PATCH",
    path=f"{_PATH}/{{encounter_id}}/supervising-provider",
    path_types=_BY_ENCOUNTER,
    takes=SupervisingProviderUpdate,
    empty_body=True,
    gives=EncounterProvider,
    errors=_UPDATE_ERRORS,
    tags=_TAGS,
    summary="Change who supervised",
)
DELETE_SUPERVISING = Endpoint(
    name="encounter_providers.v2.delete_supervising_provider",
    method="DELETE",
    path=f"{_PATH}/{{encounter_id}}/supervising-provider",
    path_types=_BY_ENCOUNTER,
    status=204,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Remove who supervised",
)
CREATE_ORDERING = Endpoint(
    name="encounter_providers.v2.create_ordering_provider",
    method="POST",
    path=f"{_PATH}/{{service_line_id}}/create-ordering-provider",
    path_types=_BY_LINE,
    takes=OrderingProvider,
    gives=EncounterProvider,
    errors=_CREATE_ERRORS,
    tags=_TAGS,
    summary="Say who ordered a service",
)
UPDATE_ORDERING = Endpoint(
    name="encounter_providers.v2.update_ordering_provider",
    method="PATCH",
    path=f"{_PATH}/{{service_line_id}}/ordering-provider",
    path_types=_BY_LINE,
    takes=OrderingProviderUpdate,
    empty_body=True,
    gives=EncounterProvider,
    errors=_UPDATE_ERRORS,
    tags=_TAGS,
    summary="Change who ordered a service",
)
DELETE_ORDERING = Endpoint(
    name="encounter_providers.v2.delete_ordering_provider",
    method="DELETE",
    path=f"{_PATH}/{{service_line_id}}/ordering-provider",
    path_types=_BY_LINE,
    status=204,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Remove who ordered a service",
)
