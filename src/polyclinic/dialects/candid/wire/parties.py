"""Who takes part in an encounter: patient, guarantor, providers, place of service, insurance subscribers."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import (
    BillingIdQualifier,
    CommercialLicenseType,
    EmrPayerCrosswalk,
    Gender,
    InsuranceTypeCode,
    LicenseType,
    PatientRelationshipCode,
    PhoneNumberType,
    ProviderIdQualifier,
    QualifierCode,
    ReferringIdQualifier,
    SourceOfPaymentCode,
)
from polyclinic.dialects.candid.wire.common import (
    UNCHANGED,
    Day,
    Id,
    NineDigitStreetAddress,
    Npi,
    StreetAddress,
    StreetAddressLongZip,
    StreetAddressShortZip,
    TaxId,
    Text,
    Wire,
)

SecondaryId = Annotated[str, Field(min_length=1, max_length=50)]
MammographyNumber = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class PhoneNumber(Wire):
    """A phone number as dialled."""

    number: Text
    type: PhoneNumberType


# -- patient and guarantor --------------------------------------------------------------------------------------------


class ClinicalTrialChoice(Wire):
    """A trial that a non-insurance payer pays for."""

    clinical_trial_id: Id
    clinical_trial_arm: str | None = None


class NonInsurancePayerChoice(Wire):
    """A non-insurance payer of a patient."""

    non_insurance_payer_id: Id
    member_id: str | None = None
    clinical_trial_info: list[ClinicalTrialChoice] | None = None


class Contact(Wire):
    """How to reach a person, and what they have agreed to. A consent that was not given is false."""

    phone_numbers: list[PhoneNumber] | None = None
    phone_consent: bool | None = None
    email: str | None = None
    email_consent: bool | None = None
    auto_charge_consent: bool | None = None


class PatientCreate(Contact):
    """The person treated. ``external_id`` finds the patient in the record."""

    external_id: Text
    first_name: Text
    last_name: Text
    gender: Gender
    date_of_birth: Day
    address: StreetAddressShortZip
    non_insurance_payers: list[Id] | None = None
    non_insurance_payers_info: list[NonInsurancePayerChoice] | None = None


class PatientUpdate(Contact):
    """What is to change about the patient; the lists of payers replace those held."""

    external_id: Text = UNCHANGED
    first_name: Text = UNCHANGED
    last_name: Text = UNCHANGED
    gender: Gender = UNCHANGED
    date_of_birth: Day = UNCHANGED
    address: StreetAddressShortZip = UNCHANGED
    non_insurance_payers: list[Id] | None = None
    non_insurance_payers_info: list[NonInsurancePayerChoice] | None = None


class GuarantorCreate(Contact):
    """The person who answers for what the patient owes; needs a phone number or an email address."""

    external_id: Text
    first_name: Text
    last_name: Text
    date_of_birth: Day | None = None
    address: StreetAddressShortZip


class GuarantorUpdate(Contact):
    """What is to change about the guarantor. An encounter without one takes a whole guarantor only."""

    external_id: Text = UNCHANGED
    first_name: Text = UNCHANGED
    last_name: Text = UNCHANGED
    date_of_birth: Day | None = None
    address: StreetAddressShortZip = UNCHANGED


# -- providers --------------------------------------------------------------------------------------------------------


class BillingSecondaryId(Wire):
    """Another id of the billing provider (837 REF)."""

    reference_identification: SecondaryId
    reference_identification_qualifier: BillingIdQualifier | None = None


class ProviderSecondaryId(Wire):
    """Another id of a provider (837 REF)."""

    reference_identification: SecondaryId
    reference_identification_qualifier: ProviderIdQualifier | None = None


class SupervisingSecondaryId(Wire):
    """Another id of the supervising provider (837 REF)."""

    reference_identification: SecondaryId
    reference_identification_qualifier: ProviderIdQualifier


class ReferringSecondaryId(Wire):
    """Another id of a referring provider (837 REF)."""

    reference_identification: SecondaryId
    reference_identification_qualifier: ReferringIdQualifier


class ProviderName(Wire):
    """A person's first and last name, or the name of an organisation, never both."""

    first_name: str | None = None
    last_name: str | None = None
    organization_name: str | None = None
    taxonomy_code: str | None = None


class BillingProviderUpdate(ProviderName):
    """What is to change about the billing provider."""

    npi: Npi = UNCHANGED
    tax_id: TaxId = UNCHANGED
    address: StreetAddressLongZip = UNCHANGED
    provider_commercial_license_type: CommercialLicenseType | None = None
    secondary_identification: BillingSecondaryId | None = None


class BillingProvider(BillingProviderUpdate):
    """Who bills. Give a commercial licence type or a secondary id, not both."""

    npi: Npi
    tax_id: TaxId
    address: StreetAddressLongZip


class RenderingProviderUpdate(ProviderName):
    """What is to change about the rendering provider."""

    npi: Npi = UNCHANGED
    address: StreetAddressLongZip | None = None
    secondary_identification: ProviderSecondaryId | None = None


class RenderingProvider(RenderingProviderUpdate):
    """Who treated the patient."""

    npi: Npi


class ReferringProviderUpdate(ProviderName):
    """What is to change about a referring provider; a new one needs an NPI."""

    npi: Npi = UNCHANGED
    address: StreetAddressLongZip | None = None
    qualifier: QualifierCode | None = None
    secondary_identification: ReferringSecondaryId | None = None


class ReferringProvider(ReferringProviderUpdate):
    """Who sent the patient."""

    npi: Npi


class SupervisingProviderUpdate(ProviderName):
    """What is to change about the supervising provider; a new one needs an NPI."""

    npi: Npi = UNCHANGED
    address: StreetAddressLongZip | None = None
    secondary_identification: SupervisingSecondaryId | None = None


class SupervisingProvider(SupervisingProviderUpdate):
    """The physician who supervises the rendering provider."""

    npi: Npi


class OrderingProvider(ProviderName):
    """Who ordered a service."""

    npi: Npi
    address: StreetAddressLongZip | None = None


class TreatingProviderUpdate(Wire):
    """What is to change about the treating provider; a new one needs a name."""

    first_name: Text = UNCHANGED
    last_name: Text = UNCHANGED
    npi: Npi | None = None
    taxonomy_code: str | None = None
    address: StreetAddressLongZip | None = None
    license_type: LicenseType | None = None


class TreatingProvider(TreatingProviderUpdate):
    """Who treats the patient, where that is not the rendering provider."""

    first_name: Text
    last_name: Text


class ServiceFacilityUpdate(Wire):
    """What is to change about the place of service."""

    organization_name: Text = UNCHANGED
    address: StreetAddressLongZip = UNCHANGED
    npi: Npi | None = None
    secondary_identification: SecondaryId | None = None
    mammography_certification_number: MammographyNumber | None = None


class ServiceFacilityCreate(ServiceFacilityUpdate):
    """Where the service was rendered, if that is not where the billing provider is."""

    organization_name: Text
    address: StreetAddressLongZip


# -- insurance --------------------------------------------------------------------------------------------------------


class InsuranceCardFields(Wire):
    """What an insurance card says."""

    member_id: Text
    payer_name: Text
    payer_id: Text
    group_number: str | None = None
    plan_name: str | None = None
    plan_type: SourceOfPaymentCode | None = None
    insurance_type: InsuranceTypeCode | None = None
    payer_plan_group_id: Id | None = None
    payer_address: StreetAddressLongZip | None = None
    rx_bin: str | None = None
    rx_pcn: str | None = None
    image_url_front: str | None = None
    image_url_back: str | None = None


class InsuranceCardCreate(InsuranceCardFields):
    """An insurance card as sent."""

    payer_plan_group_name: str | None = None
    emr_payer_crosswalk: EmrPayerCrosswalk | None = None


class SubscriberCreate(Wire):
    """Who holds the plan, and its card."""

    first_name: Text
    last_name: Text
    gender: Gender
    date_of_birth: Day | None = None
    address: StreetAddressShortZip | None = None
    patient_relationship_to_subscriber_code: PatientRelationshipCode
    insurance_card: InsuranceCardCreate


# -- as read back -----------------------------------------------------------------------------------------------------


class Person(Wire):
    """What patient and guarantor have in common as read back."""

    external_id: str
    first_name: str
    last_name: str
    address: StreetAddress
    phone_numbers: list[PhoneNumber]
    phone_consent: bool
    email: str | None = None
    email_consent: bool
    auto_charge_consent: bool


class Patient(Person):
    """The patient as the encounter knows them. ``individual_id`` is the patient's id in the record."""

    individual_id: UUID
    gender: Gender
    date_of_birth: Day
    non_insurance_payers: list[dict[str, str]]
    non_insurance_payers_info: list[dict[str, str]]


class Guarantor(Person):
    """The guarantor of an encounter."""

    guarantor_id: UUID
    date_of_birth: Day | None = None


class EncounterProvider(ProviderName):
    """A provider of an encounter. An address that was not given is the billing provider's."""

    provider_id: UUID
    npi: str
    tax_id: str | None = None
    address: NineDigitStreetAddress
    qualifier: QualifierCode | None = None
    provider_commercial_license_type: CommercialLicenseType | None = None
    secondary_identification: ProviderSecondaryId | None = None


class TreatingProviderRead(Wire):
    """The treating provider of an encounter."""

    provider_id: UUID
    first_name: str
    last_name: str
    npi: str | None = None
    tax_id: str | None = None
    taxonomy_code: str | None = None
    address: NineDigitStreetAddress | None = None
    license_type: LicenseType | None = None


class EncounterServiceFacility(Wire):
    """Where the service was rendered; the billing provider's place if nothing else was said."""

    service_facility_id: UUID
    organization_name: str
    address: NineDigitStreetAddress
    npi: str | None = None
    secondary_identification: str | None = None
    mammography_certification_number: str | None = None


class InsuranceCard(InsuranceCardFields):
    """An insurance card of an encounter; one that was taken from another API's plan may lack its ids."""

    insurance_card_id: UUID
    member_id: str
    payer_name: str
    payer_id: str


class Subscriber(Wire):
    """The holder of a plan that the encounter is billed to."""

    individual_id: UUID
    first_name: str
    last_name: str
    gender: Gender
    date_of_birth: Day | None = None
    address: StreetAddress | None = None
    patient_relationship_to_subscriber_code: PatientRelationshipCode
    insurance_card: InsuranceCard
