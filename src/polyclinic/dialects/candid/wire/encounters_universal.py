"""Encounters v4 of either form: professional (837P) and institutional (837I)."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.claims import UniversalServiceLineCreate
from polyclinic.dialects.candid.wire.codes import (
    FacilityTypeCode,
    FrequencyCode,
    SubmissionExpectation,
    TypeOfCareCode,
    TypeOfFacilityCode,
)
from polyclinic.dialects.candid.wire.common import UNCHANGED, Id, Wire
from polyclinic.dialects.candid.wire.encounters import (
    CREATE_ERRORS,
    UPDATE_ERRORS,
    Encounter,
    EncounterChanged,
    EncounterDrafted,
    InstitutionalDetails,
)
from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodesCreate, HealthCareCodesUpdate
from polyclinic.dialects.candid.wire.parties import RenderingProvider, RenderingProviderUpdate
from polyclinic.sdk.endpoint import Endpoint


class RawTypeOfBill(Wire):
    """The four digits of a type of bill, the first of them 0."""

    type: Literal["raw_code"]
    value: Annotated[str, Field(pattern=r"^0[1-46-8][1-9][0-5789A-KMOPQXYZ]$")]


class CompositeTypeOfBill(Wire):
    """A type of bill by its parts."""

    type: Literal["composite_codes"]
    type_of_facility: TypeOfFacilityCode
    type_of_care: TypeOfCareCode
    frequency_code: FrequencyCode


TypeOfBillSent = Annotated[RawTypeOfBill | CompositeTypeOfBill, Field(discriminator="type")]


class UniversalEncounterCreate(InstitutionalDetails, EncounterDrafted):
    """A visit to be billed on either form. A rendering or an attending provider is needed.

    Pointers of service lines count the principal diagnosis and then the other ones, from 0.
    """

    submission_expectation: SubmissionExpectation
    place_of_service_code: FacilityTypeCode | None = None
    type_of_bill: TypeOfBillSent | None = None
    rendering_provider: RenderingProvider | None = None
    attending_provider: RenderingProvider | None = None
    operating_provider: RenderingProvider | None = None
    other_operating_provider: RenderingProvider | None = None
    health_care_code_information: HealthCareCodesCreate | None = None
    service_lines: list[UniversalServiceLineCreate] | None = None


class UniversalEncounterUpdate(InstitutionalDetails, EncounterChanged):
    """What is to change. What is absent stays, null clears; of a party only the members given are replaced."""

    submission_expectation: SubmissionExpectation = UNCHANGED
    type_of_bill: TypeOfBillSent | None = None
    attending_provider: RenderingProviderUpdate | None = None
    operating_provider: RenderingProviderUpdate | None = None
    other_operating_provider: RenderingProviderUpdate | None = None
    health_care_code_information: HealthCareCodesUpdate | None = None


CREATE = Endpoint(
    name="encounters.v4.create_universal",
    method="POST",
    path="/api/encounters/v4/universal",
    takes=UniversalEncounterCreate,
    gives=Encounter,
    errors=CREATE_ERRORS,
    tags=("encounters",),
    summary="Create a professional or institutional encounter",
)
UPDATE = Endpoint(
    name="encounters.v4.update_universal",
    method="PATCH",
    path="/api/encounters/v4/{encounter_id}/universal",
    path_types={"encounter_id": Id},
    takes=UniversalEncounterUpdate,
    empty_body=True,
    gives=Encounter,
    errors=UPDATE_ERRORS,
    tags=("encounters",),
    summary="Change a professional or institutional encounter",
)
