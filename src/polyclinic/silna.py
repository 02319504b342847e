"""The client of Silna's Health API: ``Silna`` and ``AsyncSilna``, with the models that they take and give.

Names are loaded on first use, so that importing this module costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyclinic.dialects.silna.client._async.client import AsyncSilna
    from polyclinic.dialects.silna.client._sync.client import Silna
    from polyclinic.dialects.silna.client.operations import WITHOUT_SOURCE_ID
    from polyclinic.dialects.silna.wire.benefits_checks import (
        BenefitsCheck,
        BenefitsCheckCreate,
        BenefitsCheckPreview,
        BenefitsCheckStatus,
        BenefitsCheckTemplate,
        BenefitsEligibility,
        CostEstimate,
        IneligibilityReason,
        NetworkStatus,
        OtherPayorInformation,
        PatientInformation,
        SpecialtyData,
        TemplateQuery,
    )
    from polyclinic.dialects.silna.wire.benefits_checks_v2 import (
        BenefitsCheckV2,
        SpecialtyFields,
    )
    from polyclinic.dialects.silna.wire.clinicians import Clinician, ClinicianQuery
    from polyclinic.dialects.silna.wire.common import Page, PageQuery
    from polyclinic.dialects.silna.wire.files import File
    from polyclinic.dialects.silna.wire.patient_diagnoses import PatientDiagnosis
    from polyclinic.dialects.silna.wire.patient_notes import PatientNote
    from polyclinic.dialects.silna.wire.patient_plans import (
        BenefitsInformation,
        CreateConflictBehavior,
        DeduplicationStrategy,
        EligibilityInformation,
        EligibilityStatus,
        PatientPlan,
        PatientPlanCreate,
        PatientPlanPut,
        PatientPlanQuery,
        PatientPlanUpdate,
        PlanEligibilityStatus,
        PutConflictBehavior,
    )
    from polyclinic.dialects.silna.wire.patients import (
        Patient,
        PatientCreate,
        PatientPut,
        PatientQuery,
        PatientSex,
        PatientStatus,
        PatientUpdate,
        Specialty,
        SpecialtyDetail,
    )
    from polyclinic.dialects.silna.wire.payor_contracts import Contract, ContractCreate, ContractQuery, ContractUpdate
    from polyclinic.dialects.silna.wire.payors import (
        InsuranceType,
        Payor,
        PayorPlan,
        PayorQuery,
        PayorStandard,
        ProviderPayor,
        ProviderPayorStandard,
    )
    from polyclinic.dialects.silna.wire.places_of_service import PatientPlaceOfService, ProviderPlaceOfService
    from polyclinic.dialects.silna.wire.provider_groups import ProviderGroup, ProviderGroupQuery
    from polyclinic.dialects.silna.wire.providers import Provider, ProviderQuery
    from polyclinic.dialects.silna.wire.service_locations import (
        ServiceLocation,
        ServiceLocationCreate,
        ServiceLocationQuery,
    )

__all__ = [
    "WITHOUT_SOURCE_ID",
    "AsyncSilna",
    "BenefitsCheck",
    "BenefitsCheckCreate",
    "BenefitsCheckPreview",
    "BenefitsCheckStatus",
    "BenefitsCheckTemplate",
    "BenefitsCheckV2",
    "BenefitsEligibility",
    "BenefitsInformation",
    "Clinician",
    "ClinicianQuery",
    "Contract",
    "ContractCreate",
    "ContractQuery",
    "ContractUpdate",
    "CostEstimate",
    "CreateConflictBehavior",
    "DeduplicationStrategy",
    "EligibilityInformation",
    "EligibilityStatus",
    "File",
    "IneligibilityReason",
    "InsuranceType",
    "NetworkStatus",
    "OtherPayorInformation",
    "Page",
    "PageQuery",
    "Patient",
    "PatientCreate",
    "PatientDiagnosis",
    "PatientInformation",
    "PatientNote",
    "PatientPlaceOfService",
    "PatientPlan",
    "PatientPlanCreate",
    "PatientPlanPut",
    "PatientPlanQuery",
    "PatientPlanUpdate",
    "PatientPut",
    "PatientQuery",
    "PatientSex",
    "PatientStatus",
    "PatientUpdate",
    "Payor",
    "PayorPlan",
    "PayorQuery",
    "PayorStandard",
    "PlanEligibilityStatus",
    "Provider",
    "ProviderGroup",
    "ProviderGroupQuery",
    "ProviderPayor",
    "ProviderPayorStandard",
    "ProviderPlaceOfService",
    "ProviderQuery",
    "PutConflictBehavior",
    "ServiceLocation",
    "ServiceLocationCreate",
    "ServiceLocationQuery",
    "Silna",
    "Specialty",
    "SpecialtyData",
    "SpecialtyDetail",
    "SpecialtyFields",
    "TemplateQuery",
]

_HOMES = {
    "AsyncSilna": "client._async.client",
    "Silna": "client._sync.client",
    "WITHOUT_SOURCE_ID": "client.operations",
    "File": "wire.files",
    "Clinician": "wire.clinicians",
    "ClinicianQuery": "wire.clinicians",
    "ProviderGroup": "wire.provider_groups",
    "ProviderGroupQuery": "wire.provider_groups",
    "PageQuery": "wire.common",
    "PatientDiagnosis": "wire.patient_diagnoses",
    "PatientNote": "wire.patient_notes",
    "PatientPlaceOfService": "wire.places_of_service",
    "ProviderPlaceOfService": "wire.places_of_service",
    "Contract": "wire.payor_contracts",
    "ContractCreate": "wire.payor_contracts",
    "ContractQuery": "wire.payor_contracts",
    "ContractUpdate": "wire.payor_contracts",
    "Page": "wire.common",
    "Provider": "wire.providers",
    "ProviderQuery": "wire.providers",
    "ServiceLocation": "wire.service_locations",
    "ServiceLocationCreate": "wire.service_locations",
    "ServiceLocationQuery": "wire.service_locations",
    "BenefitsInformation": "wire.patient_plans",
    "CreateConflictBehavior": "wire.patient_plans",
    "DeduplicationStrategy": "wire.patient_plans",
    "EligibilityInformation": "wire.patient_plans",
    "EligibilityStatus": "wire.patient_plans",
    "PatientPlan": "wire.patient_plans",
    "PatientPlanCreate": "wire.patient_plans",
    "PatientPlanPut": "wire.patient_plans",
    "PatientPlanQuery": "wire.patient_plans",
    "PatientPlanUpdate": "wire.patient_plans",
    "PlanEligibilityStatus": "wire.patient_plans",
    "PutConflictBehavior": "wire.patient_plans",
    "InsuranceType": "wire.payors",
    "Payor": "wire.payors",
    "PayorPlan": "wire.payors",
    "PayorQuery": "wire.payors",
    "PayorStandard": "wire.payors",
    "ProviderPayor": "wire.payors",
    "ProviderPayorStandard": "wire.payors",
    "BenefitsCheck": "wire.benefits_checks",
    "BenefitsCheckCreate": "wire.benefits_checks",
    "BenefitsCheckPreview": "wire.benefits_checks",
    "BenefitsCheckStatus": "wire.benefits_checks",
    "BenefitsCheckTemplate": "wire.benefits_checks",
    "BenefitsEligibility": "wire.benefits_checks",
    "CostEstimate": "wire.benefits_checks",
    "IneligibilityReason": "wire.benefits_checks",
    "NetworkStatus": "wire.benefits_checks",
    "OtherPayorInformation": "wire.benefits_checks",
    "PatientInformation": "wire.benefits_checks",
    "SpecialtyData": "wire.benefits_checks",
    "TemplateQuery": "wire.benefits_checks",
    "BenefitsCheckV2": "wire.benefits_checks_v2",
    "SpecialtyFields": "wire.benefits_checks_v2",
}
"""The module of each name below ``polyclinic.dialects.silna``; those not listed are the patients'."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"polyclinic.dialects.silna.{_HOMES.get(name, 'wire.patients')}")
    value = globals()[name] = getattr(home, name)
    return value


def __dir__() -> list[str]:
    return __all__
