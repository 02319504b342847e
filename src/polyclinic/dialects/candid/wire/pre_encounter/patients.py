"""Patients of the pre-encounter API: everything known about them before they are seen."""

from typing import Annotated, Any, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.common import Day, Id, Instant, Wire
from polyclinic.dialects.candid.wire.pre_encounter.common import (
    BAD_REQUEST,
    BY_ID,
    BY_VERSION,
    NOT_FOUND,
    VERSION_CONFLICT,
    AdditionalPayerInformation,
    Address,
    BaseModel,
    ContactPoint,
    ExternalProvider,
    Few,
    HumanName,
    LongText,
    Page,
    PageQuery,
    PatientServiceFacility,
    Period,
    ReferenceId,
    Relationship,
    ScanQuery,
    Sex,
    ShortText,
)
from polyclinic.sdk.endpoint import Endpoint

# -- codes ------------------------------------------------------------------------------------------------------------

Gender = Literal[
    "MAN",
    "WOMAN",
    "NON_BINARY",
    "TWO_SPIRIT",
    "FEMALE_TO_MALE",
    "MALE_TO_FEMALE",
    "OTHER",
    "UNKNOWN",
    "REFUSED",
]
SexualOrientation = Literal["HETEROSEXUAL", "HOMOSEXUAL", "BISEXUAL", "TWO_SPIRIT", "OTHER", "UNKNOWN", "REFUSED"]
Race = Literal[
    "AMERICAN_INDIAN_OR_ALASKA_NATIVE",
    "WHITE",
    "BLACK",
    "ASIAN",
    "NATIVE_HAWAIIAN_OR_OTHER_PACIFIC_ISLANDER",
    "MIDDLE_EASTERN_OR_NORTH_AFRICAN",
    "OTHER",
    "UNKNOWN",
    "REFUSED",
]
Ethnicity = Literal["HISPANIC_OR_LATINO", "NOT_HISPANIC_OR_LATINO", "UNKNOWN", "REFUSED"]
MaritalStatus = Literal[
    "ANNULLED",
    "DIVORCED",
    "INTERLOCUTORY",
    "SEPARATED",
    "MARRIED",
    "COMMON_LAW",
    "POLYGAMOUS",
    "DOMESTIC_PARTNER",
    "UNMARRIED",
    "NEVER_MARRIED",
    "WIDOWED",
    "UNKNOWN",
]
AdvancedDirective = Literal[
    "NONE",
    "DURABLE_POWER_OF_ATTORNEY",
    "LIVING_WILL",
    "DO_NOT_RESUSCITATE",
    "STANDARD_PRECAUTIONS",
    "FALL_RISK",
]
DoNotInvoiceReason = Literal[
    "BANKRUPTCY", "DECEASED", "HARDSHIP", "OTHER", "COLLECTIONS", "BAD_ADDRESS", "PROFESSIONAL_COURTESY"
]
SpecializationCategory = Literal[
    "BEHAVIORAL_HEALTH_THERAPY",
    "CARDIOLOGY",
    "DERMATOLOGY",
    "ENDOCRINOLOGY",
    "ENT",
    "GASTROENTEROLOGY",
    "GENERAL_SURGERY",
    "GENETICS",
    "HEMATOLOGY",
    "INFECTIOUS_DISEASE",
    "NEUROLOGY",
    "NUTRITIONAL_THERAPY",
    "OB_GYN",
    "ONCOLOGY",
    "OPHTHALMOLOGY",
    "ORTHOPEDICS",
    "PAIN_MANAGEMENT",
    "PEDIATRICS",
    "PHYSICAL_THERAPY",
    "PODIATRY",
    "PRIMARY_CARE",
    "PSYCHIATRY",
    "PULMONOLOGY",
    "RADIOLOGY",
    "RHEUMATOLOGY",
    "SCREENING",
    "UROLOGY",
    "OTHER",
]
Units = Literal["VISIT", "UNIT"]
Amount = Annotated[int, Field(ge=0, le=1_000_000)]
CptCode = Annotated[str, Field(min_length=1, max_length=20)]
Mrn = Annotated[str, Field(min_length=1, max_length=20)]
Npi = Annotated[str, Field(max_length=20)]

# -- values -----------------------------------------------------------------------------------------------------------


class Contact(Wire):
    """Somebody to turn to about the patient."""

    name: HumanName
    relationship: Few[Relationship]
    telecoms: Few[ContactPoint]
    addresses: Few[Address]
    period: Period | None = None
    hipaa_authorization: bool | None = None


class ExternalIdentifier(Wire):
    """An id of the patient elsewhere. It finds nobody here."""

    system: ShortText
    value: ShortText
    period: Period | None = None


class FilingOrder(Wire):
    """The patient's active coverages: the primary first, then the secondary, and so on."""

    coverages: Few[Id]


class CoveragesForRelatedCauses(Wire):
    """Further coverages, for causes such as a car accident or an injury at work."""

    coverages: Few[Id]


class ElectronicCommunicationConsent(Wire):
    """Ways in which the patient agrees to be reached."""

    text_communication_consent: bool | None = None
    email_communication_consent: bool | None = None


class ExternalProvenance(Wire):
    """The system that the patient's data come from, and the patient's id there, which no other patient has."""

    external_id: Annotated[str, Field(min_length=1, max_length=300)]
    system_name: Annotated[str, Field(min_length=1, max_length=300)]


class Authorization(Wire):
    """What a payer has authorised for the patient."""

    payer_id: ShortText
    payer_name: ShortText
    authorization_number: ShortText
    cpt_code: CptCode
    units: Units
    additional_payer_information: AdditionalPayerInformation | None = None
    apply_for_all_cpt_codes: bool | None = None
    no_prior_authorization_required: bool | None = None
    quantity: Amount | None = None
    period: Period | None = None
    notes: LongText | None = None
    billing_provider_npi: Npi | None = None
    service_facility: PatientServiceFacility | None = None
    dx_codes: Few[CptCode] | None = None


class Referral(Wire):
    """Somebody's referral of the patient."""

    provider: ExternalProvider
    referral_number: ShortText
    units: Units | None = None
    quantity: Amount | None = None
    period: Period | None = None
    notes: LongText | None = None
    applyForAllCptCodes: bool | None = None
    cptCodes: Few[CptCode] | None = None
    serviceFacility: PatientServiceFacility | None = None


class OriginationDetail(Wire):
    """How the patient came to the practice."""

    referral_source: Literal["HOSPITAL", "REFERRING_MD", "SELF", "OTHER"]
    referral_type: Literal["DIRECTED", "ROTATION", "OVERNIGHT"] | None = None
    referring_provider: ExternalProvider | None = None
    specialization_categories: Few[SpecializationCategory] | None = None


class Guarantor(Wire):
    """Who pays what no insurance does."""

    name: HumanName
    address: Address
    telecom: ContactPoint | None = None
    email: ShortText | None = None
    birth_date: Day | None = None


class ClinicalTrial(Wire):
    """A trial that a patient takes part in."""

    id: ReferenceId
    clinical_trial_arm: ShortText | None = None
    period: Period | None = None


class NonInsurancePayerAssociation(Wire):
    """A payer that is no insurance: an employer, a trial."""

    id: ReferenceId
    member_id: ShortText | None = None
    clinical_trial_info: Few[ClinicalTrial] | None = None
    period: Period | None = None


class InferredPatientMetadata(Wire):
    """The encounter that a patient was made from."""

    inferred_encounter_id: ReferenceId
    inferred_encounter_latest_date_of_service: Day


class CustomMetadataEntry(Wire):
    """Values of one metadata schema."""

    metadata_schema_id: Id
    key_value_pairs: Annotated[dict[ShortText, Any], Field(max_length=200)]


# -- patients ---------------------------------------------------------------------------------------------------------


class MutablePatient(Wire):
    """A patient as sent. An update replaces all of it: what is left out is gone."""

    name: HumanName
    other_names: Few[HumanName]
    birth_date: Day
    biological_sex: Sex
    primary_address: Address
    other_addresses: Few[Address]
    other_telecoms: Few[ContactPoint]
    contacts: Few[Contact]
    general_practitioners: Few[ExternalProvider]
    filing_order: FilingOrder
    primary_telecom: ContactPoint | None = None
    email: ShortText | None = None
    other_identifiers: Few[ExternalIdentifier] | None = None
    gender: Gender | None = None
    social_security_number: Annotated[str, Field(max_length=20)] | None = None
    sexual_orientation: SexualOrientation | None = None
    race: Race | None = None
    ethnicity: Ethnicity | None = None
    disability_status: Literal["DISABLED", "NON_DISABLED"] | None = None
    pronouns: Few[ShortText] | None = None
    marital_status: MaritalStatus | None = None
    deceased: Instant | None = None
    multiple_birth: Annotated[int, Field(ge=0, le=100)] | None = None
    photo: LongText | None = None
    language: ShortText | None = None
    hipaa_code: ShortText | None = None
    electronic_communication_opt_in: bool | None = None
    electronic_communication_consent: ElectronicCommunicationConsent | None = None
    external_provenance: ExternalProvenance | None = None
    advanced_directives: Few[AdvancedDirective] | None = None
    coverages_for_related_causes: CoveragesForRelatedCauses | None = None
    non_insurance_payers: Few[ReferenceId] | None = None
    non_insurance_payer_associations: Few[NonInsurancePayerAssociation] | None = None
    guarantor: Guarantor | None = None
    self_pay: bool | None = None
    authorizations: Few[Authorization] | None = None
    referrals: Few[Referral] | None = None
    primary_service_facility_id: ReferenceId | None = None
    service_facilities: Few[PatientServiceFacility] | None = None
    do_not_invoice_reason: DoNotInvoiceReason | None = None
    note_ids: Few[ReferenceId] | None = None
    tag_ids: Few[ReferenceId] | None = None
    origination_detail: OriginationDetail | None = None
    inferred_patient_metadata: InferredPatientMetadata | None = None
    orcon: bool | None = None
    custom_metadata: Few[CustomMetadataEntry] | None = None


class MutablePatientWithMrn(MutablePatient):
    """A patient who already has a medical record number."""

    mrn: Mrn


class Patient(MutablePatient, BaseModel):
    """A patient as read. ``mrn`` is YYMMDD of the day of registration and a number, unless one was given."""

    id: str
    mrn: str


class PatientPage(Page[Patient]):
    """Part of a list of patients."""


class CreateQuery(Wire):
    """``skip_duplicate_check`` adds a patient also where one of the same name was born on the same day."""

    skip_duplicate_check: bool = False


class SearchQuery(Wire):
    """Whom to look for. ``similar_name_ordering`` finds names like it, the most similar first."""

    mrn: ShortText | None = None
    similar_name_ordering: ShortText | None = None


class PatientQuery(PageQuery):
    """Part of the list. ``redirect_to_primary`` shows whom a merged patient was merged into instead."""

    mrn: ShortText | None = None
    sort_field: ShortText | None = None
    redirect_to_primary: bool = False


class ProviderSearchQuery(Wire):
    """A name, or part of one, or an NPI."""

    search_criteria: Annotated[str, Field(min_length=1, max_length=300)]


# -- endpoints --------------------------------------------------------------------------------------------------------

_TAGS = ("pre-encounter patients",)
_PATH = "/patients/v1"

CREATE = Endpoint(
    name="pre_encounter.patients.v1.create",
    method="POST",
    path=_PATH,
    query=CreateQuery,
    takes=MutablePatient,
    gives=Patient,
    errors=(VERSION_CONFLICT,),
    tags=_TAGS,
    summary="Add a patient",
)
CREATE_WITH_MRN = Endpoint(
    name="pre_encounter.patients.v1.create_with_mrn",
    method="POST",
    path=f"{_PATH}/with_mrn",
    query=CreateQuery,
    takes=MutablePatientWithMrn,
    gives=Patient,
    errors=(VERSION_CONFLICT, BAD_REQUEST),
    tags=_TAGS,
    summary="Add a patient who has a medical record number",
)
SEARCH = Endpoint(
    name="pre_encounter.patients.v1.search",
    method="GET",
    path=_PATH,
    query=SearchQuery,
    gives=list[Patient],
    tags=_TAGS,
    summary="Find patients by MRN or name",
)
GET_MULTI = Endpoint(
    name="pre_encounter.patients.v1.get_multi",
    method="GET",
    path=f"{_PATH}/get_multi",
    query=PatientQuery,
    gives=PatientPage,
    tags=_TAGS,
    summary="List patients",
)
GET_BY_MRN = Endpoint(
    name="pre_encounter.patients.v1.get_by_mrn",
    method="GET",
    path=f"{_PATH}/mrn/{{mrn}}",
    gives=Patient,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read a patient by MRN",
)
GET = Endpoint(
    name="pre_encounter.patients.v1.get",
    method="GET",
    path=f"{_PATH}/{{id}}",
    path_types=BY_ID,
    gives=Patient,
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read a patient",
)
GET_HISTORY = Endpoint(
    name="pre_encounter.patients.v1.get_history",
    method="GET",
    path=f"{_PATH}/{{id}}/history",
    path_types=BY_ID,
    gives=list[Patient],
    errors=(NOT_FOUND,),
    tags=_TAGS,
    summary="Read every version of a patient",
)
SEARCH_PROVIDERS = Endpoint(
    name="pre_encounter.patients.v1.search_providers",
    method="GET",
    path=f"{_PATH}/search_providers",
    query=ProviderSearchQuery,
    gives=list[ExternalProvider],
    tags=_TAGS,
    summary="Find providers by name or NPI",
)
SCAN = Endpoint(
    name="pre_encounter.patients.v1.scan",
    method="GET",
    path=f"{_PATH}/updates/scan",
    query=ScanQuery,
    gives=list[Patient],
    tags=_TAGS,
    summary="Read what has changed since a time",
)
UPDATE = Endpoint(
    name="pre_encounter.patients.v1.update",
    method="PUT",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    takes=MutablePatient,
    gives=Patient,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Replace a patient; the version is the next one",
)
DEACTIVATE = Endpoint(
    name="pre_encounter.patients.v1.deactivate",
    method="DELETE",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Deactivate a patient; the version is the next one",
)
REACTIVATE = Endpoint(
    name="pre_encounter.patients.v1.reactivate",
    method="PATCH",
    path=f"{_PATH}/{{id}}/{{version}}",
    path_types=BY_VERSION,
    status=204,
    errors=(NOT_FOUND, VERSION_CONFLICT),
    tags=_TAGS,
    summary="Bring a deactivated patient back; the version is the next one",
)
