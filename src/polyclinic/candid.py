"""The client of Candid Health's API: ``Candid`` and ``AsyncCandid``, with the models that they take and give.

Names are loaded on first use, so that importing this module costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyclinic.dialects.candid.client._async.client import AsyncCandid
    from polyclinic.dialects.candid.client._sync.client import Candid
    from polyclinic.dialects.candid.client.errors import (
        DeprecatedStatus,
        EntityConflict,
        ExternalIdTaken,
        GuarantorExists,
        LastDiagnosisOfLine,
        ProviderRequired,
        SecondPrincipalDiagnosis,
        ValidationFailed,
        VersionConflict,
    )
    from polyclinic.dialects.candid.wire.claims import (
        DiagnosisCreate,
        SchemaInstance,
        ServiceLineCreate,
        UniversalServiceLineCreate,
    )
    from polyclinic.dialects.candid.wire.clinical import ClinicalNote, ClinicalNotesCreate
    from polyclinic.dialects.candid.wire.common import StreetAddressLongZip, StreetAddressShortZip
    from polyclinic.dialects.candid.wire.custom_schemas import SchemaCreate, SchemaField, SchemaUpdate
    from polyclinic.dialects.candid.wire.diagnoses import DiagnosisUpdate, StandaloneDiagnosisCreate
    from polyclinic.dialects.candid.wire.encounter_providers import OrderingProviderUpdate
    from polyclinic.dialects.candid.wire.encounters import Encounter, EncounterCreate, EncounterUpdate
    from polyclinic.dialects.candid.wire.encounters_from_pre_encounter import EncounterCreateFromPreEncounter
    from polyclinic.dialects.candid.wire.encounters_universal import UniversalEncounterCreate, UniversalEncounterUpdate
    from polyclinic.dialects.candid.wire.events import Event
    from polyclinic.dialects.candid.wire.health_care_codes import HealthCareCodesCreate, HealthCareCodesUpdate
    from polyclinic.dialects.candid.wire.medication_dispense import MedicationDispenseCreate
    from polyclinic.dialects.candid.wire.organization_providers import (
        OrganizationProviderCreateV2,
        OrganizationProviderUpdateV2,
        OrganizationProviderV2,
        ProviderAttachment,
    )
    from polyclinic.dialects.candid.wire.organization_service_facilities import (
        OrganizationServiceFacility,
        OrganizationServiceFacilityCreate,
        OrganizationServiceFacilityUpdate,
    )
    from polyclinic.dialects.candid.wire.parties import (
        BillingProvider,
        Guarantor,
        GuarantorCreate,
        GuarantorUpdate,
        InsuranceCardCreate,
        OrderingProvider,
        PatientCreate,
        PhoneNumber,
        ReferringProvider,
        ReferringProviderUpdate,
        RenderingProvider,
        ServiceFacilityCreate,
        SubscriberCreate,
        SupervisingProvider,
        SupervisingProviderUpdate,
    )
    from polyclinic.dialects.candid.wire.payers import PayerV3, PayerV4
    from polyclinic.dialects.candid.wire.pre_encounter.appointments import MutableAppointment
    from polyclinic.dialects.candid.wire.pre_encounter.common import (
        Address,
        ContactPoint,
        ExternalProvider,
        HumanName,
        Period,
    )
    from polyclinic.dialects.candid.wire.pre_encounter.coverages import Coverage, MutableCoverage, PayerPlanGroupFields
    from polyclinic.dialects.candid.wire.pre_encounter.eligibility_checks import (
        EligibilityCheck,
        EligibilityRequest,
        Vote,
    )
    from polyclinic.dialects.candid.wire.pre_encounter.images import MutableImage
    from polyclinic.dialects.candid.wire.pre_encounter.insurance_discovery import (
        CoordinationOfBenefitsRequest,
        InsuranceDiscoveryRequest,
    )
    from polyclinic.dialects.candid.wire.pre_encounter.metadata_schemas import MetadataField, MutableMetadataSchema
    from polyclinic.dialects.candid.wire.pre_encounter.notes import MutableNote
    from polyclinic.dialects.candid.wire.pre_encounter.organization_external_providers import (
        MutableOrganizationExternalProvider,
    )
    from polyclinic.dialects.candid.wire.pre_encounter.patients import (
        Contact,
        ExternalProvenance,
        FilingOrder,
        MutablePatient,
        MutablePatientWithMrn,
    )
    from polyclinic.dialects.candid.wire.pre_encounter.tags import MutableTag
    from polyclinic.dialects.candid.wire.pre_service_rules import PreServiceEncounter
    from polyclinic.dialects.candid.wire.service_lines import (
        ServiceLineCreateStandalone,
        ServiceLineUpdate,
        UniversalServiceLineCreateStandalone,
        UniversalServiceLineUpdate,
    )
    from polyclinic.dialects.candid.wire.superbills import SuperbillCreate
    from polyclinic.dialects.candid.wire.supplemental_information import (
        SupplementalInformationCreate,
        SupplementalInformationUpdate,
    )
    from polyclinic.dialects.candid.wire.tasks import Task, TaskCreate, TaskUpdate
    from polyclinic.sdk.operation import FileUpload

__all__ = [
    "Address",
    "AsyncCandid",
    "BillingProvider",
    "Candid",
    "ClinicalNote",
    "ClinicalNotesCreate",
    "Contact",
    "ContactPoint",
    "CoordinationOfBenefitsRequest",
    "Coverage",
    "DeprecatedStatus",
    "DiagnosisCreate",
    "DiagnosisUpdate",
    "EligibilityCheck",
    "EligibilityRequest",
    "Encounter",
    "EncounterCreate",
    "EncounterCreateFromPreEncounter",
    "EncounterUpdate",
    "EntityConflict",
    "Event",
    "ExternalIdTaken",
    "ExternalProvenance",
    "ExternalProvider",
    "FileUpload",
    "FilingOrder",
    "Guarantor",
    "GuarantorCreate",
    "GuarantorExists",
    "GuarantorUpdate",
    "HealthCareCodesCreate",
    "HealthCareCodesUpdate",
    "HumanName",
    "InsuranceCardCreate",
    "InsuranceDiscoveryRequest",
    "LastDiagnosisOfLine",
    "MedicationDispenseCreate",
    "MetadataField",
    "MutableAppointment",
    "MutableCoverage",
    "MutableImage",
    "MutableMetadataSchema",
    "MutableNote",
    "MutableOrganizationExternalProvider",
    "MutablePatient",
    "MutablePatientWithMrn",
    "MutableTag",
    "OrderingProvider",
    "OrderingProviderUpdate",
    "OrganizationProviderCreateV2",
    "OrganizationProviderUpdateV2",
    "OrganizationProviderV2",
    "OrganizationServiceFacility",
    "OrganizationServiceFacilityCreate",
    "OrganizationServiceFacilityUpdate",
    "PatientCreate",
    "PayerPlanGroupFields",
    "PayerV3",
    "PayerV4",
    "Period",
    "PhoneNumber",
    "PreServiceEncounter",
    "ProviderAttachment",
    "ProviderRequired",
    "ReferringProvider",
    "ReferringProviderUpdate",
    "RenderingProvider",
    "SchemaCreate",
    "SchemaField",
    "SchemaInstance",
    "SchemaUpdate",
    "SecondPrincipalDiagnosis",
    "ServiceFacilityCreate",
    "ServiceLineCreate",
    "ServiceLineCreateStandalone",
    "ServiceLineUpdate",
    "StandaloneDiagnosisCreate",
    "StreetAddressLongZip",
    "StreetAddressShortZip",
    "SubscriberCreate",
    "SuperbillCreate",
    "SupervisingProvider",
    "SupervisingProviderUpdate",
    "SupplementalInformationCreate",
    "SupplementalInformationUpdate",
    "Task",
    "TaskCreate",
    "TaskUpdate",
    "UniversalEncounterCreate",
    "UniversalEncounterUpdate",
    "UniversalServiceLineCreate",
    "UniversalServiceLineCreateStandalone",
    "UniversalServiceLineUpdate",
    "ValidationFailed",
    "VersionConflict",
    "Vote",
]

_HOMES = {
    "MedicationDispenseCreate": "wire.medication_dispense",
    "SuperbillCreate": "wire.superbills",
    "EntityConflict": "client.errors",
    "GuarantorExists": "client.errors",
    "LastDiagnosisOfLine": "client.errors",
    "ProviderRequired": "client.errors",
    "SecondPrincipalDiagnosis": "client.errors",
    "UniversalServiceLineCreate": "wire.claims",
    "DiagnosisUpdate": "wire.diagnoses",
    "StandaloneDiagnosisCreate": "wire.diagnoses",
    "OrderingProviderUpdate": "wire.encounter_providers",
    "UniversalEncounterCreate": "wire.encounters_universal",
    "UniversalEncounterUpdate": "wire.encounters_universal",
    "HealthCareCodesCreate": "wire.health_care_codes",
    "HealthCareCodesUpdate": "wire.health_care_codes",
    "Guarantor": "wire.parties",
    "GuarantorCreate": "wire.parties",
    "GuarantorUpdate": "wire.parties",
    "OrderingProvider": "wire.parties",
    "ReferringProvider": "wire.parties",
    "ReferringProviderUpdate": "wire.parties",
    "SupervisingProvider": "wire.parties",
    "SupervisingProviderUpdate": "wire.parties",
    "ServiceLineCreateStandalone": "wire.service_lines",
    "ServiceLineUpdate": "wire.service_lines",
    "UniversalServiceLineCreateStandalone": "wire.service_lines",
    "UniversalServiceLineUpdate": "wire.service_lines",
    "SupplementalInformationCreate": "wire.supplemental_information",
    "SupplementalInformationUpdate": "wire.supplemental_information",
    "AsyncCandid": "client._async.client",
    "Candid": "client._sync.client",
    "DeprecatedStatus": "client.errors",
    "ExternalIdTaken": "client.errors",
    "FileUpload": "polyclinic.sdk.operation",
    "ValidationFailed": "client.errors",
    "VersionConflict": "client.errors",
    "DiagnosisCreate": "wire.claims",
    "ServiceLineCreate": "wire.claims",
    "ClinicalNote": "wire.clinical",
    "ClinicalNotesCreate": "wire.clinical",
    "StreetAddressLongZip": "wire.common",
    "StreetAddressShortZip": "wire.common",
    "Encounter": "wire.encounters",
    "EncounterCreate": "wire.encounters",
    "EncounterUpdate": "wire.encounters",
    "BillingProvider": "wire.parties",
    "InsuranceCardCreate": "wire.parties",
    "PatientCreate": "wire.parties",
    "PhoneNumber": "wire.parties",
    "RenderingProvider": "wire.parties",
    "ServiceFacilityCreate": "wire.parties",
    "SubscriberCreate": "wire.parties",
    "EncounterCreateFromPreEncounter": "wire.encounters_from_pre_encounter",
    "MutableAppointment": "wire.pre_encounter.appointments",
    "Address": "wire.pre_encounter.common",
    "ContactPoint": "wire.pre_encounter.common",
    "ExternalProvider": "wire.pre_encounter.common",
    "HumanName": "wire.pre_encounter.common",
    "Period": "wire.pre_encounter.common",
    "Coverage": "wire.pre_encounter.coverages",
    "MutableCoverage": "wire.pre_encounter.coverages",
    "PayerPlanGroupFields": "wire.pre_encounter.coverages",
    "Contact": "wire.pre_encounter.patients",
    "ExternalProvenance": "wire.pre_encounter.patients",
    "FilingOrder": "wire.pre_encounter.patients",
    "MutableImage": "wire.pre_encounter.images",
    "MutableOrganizationExternalProvider": "wire.pre_encounter.organization_external_providers",
    "MutablePatient": "wire.pre_encounter.patients",
    "MutablePatientWithMrn": "wire.pre_encounter.patients",
    "PreServiceEncounter": "wire.pre_service_rules",
    "Task": "wire.tasks",
    "TaskCreate": "wire.tasks",
    "TaskUpdate": "wire.tasks",
    "OrganizationServiceFacility": "wire.organization_service_facilities",
    "OrganizationServiceFacilityCreate": "wire.organization_service_facilities",
    "OrganizationServiceFacilityUpdate": "wire.organization_service_facilities",
    "PayerV3": "wire.payers",
    "PayerV4": "wire.payers",
    "CoordinationOfBenefitsRequest": "wire.pre_encounter.insurance_discovery",
    "EligibilityCheck": "wire.pre_encounter.eligibility_checks",
    "EligibilityRequest": "wire.pre_encounter.eligibility_checks",
    "InsuranceDiscoveryRequest": "wire.pre_encounter.insurance_discovery",
    "Vote": "wire.pre_encounter.eligibility_checks",
    "OrganizationProviderCreateV2": "wire.organization_providers",
    "OrganizationProviderUpdateV2": "wire.organization_providers",
    "OrganizationProviderV2": "wire.organization_providers",
    "ProviderAttachment": "wire.organization_providers",
    "SchemaCreate": "wire.custom_schemas",
    "SchemaField": "wire.custom_schemas",
    "SchemaUpdate": "wire.custom_schemas",
    "SchemaInstance": "wire.claims",
    "Event": "wire.events",
    "MutableTag": "wire.pre_encounter.tags",
    "MutableNote": "wire.pre_encounter.notes",
    "MutableMetadataSchema": "wire.pre_encounter.metadata_schemas",
    "MetadataField": "wire.pre_encounter.metadata_schemas",
}
"""The module of each name below ``polyclinic.dialects.candid``."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = _HOMES[name] if _HOMES[name].startswith("polyclinic.") else f"polyclinic.dialects.candid.{_HOMES[name]}"
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return __all__
