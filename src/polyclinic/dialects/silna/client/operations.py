"""Silna's calls as values: what to send and how to read the answer. Nothing here does any I/O."""

from collections.abc import Callable
from typing import Any, TypeVar

from polyclinic.dialects.silna.wire import (
    benefits_checks,
    benefits_checks_v2,
    patient_plans,
    patients,
    payor_detections,
    payor_inferences,
    providers,
    service_locations,
)
from polyclinic.dialects.silna.wire.common import Page, PageQuery
from polyclinic.sdk.operation import Operation

KEY_HEADER = "Idempotency-Key"
WITHOUT_SOURCE_ID = "null"
"""As a ``source_id`` to search for: what has none."""

Q = TypeVar("Q", bound=PageQuery)
R = TypeVar("R")


def query(model: type[Q], **given: Any) -> Q:
    """A query of what was given; None stands for not given."""
    return model.model_validate({name: value for name, value in given.items() if value is not None})


def following(page: Page[R], asked: Q, call: Callable[[Q], Operation[Page[R]]]) -> Operation[Page[R]] | None:
    """The call for the page after ``page``; None after the last."""
    if not page.has_more or page.last_id is None:
        return None
    return call(asked.model_copy(update={"starting_after": page.last_id}))


def list_patients(asked: patients.PatientQuery) -> Operation[Page[patients.Patient]]:
    return patients.LIST.call(query=asked)


def create_patient(patient: patients.PatientCreate) -> Operation[patients.PatientCreated]:
    return patients.CREATE.call(patient)


def put_patient(patient: patients.PatientPut) -> Operation[patients.PatientCreated]:
    return patients.PUT.call(patient)


def get_patient(patient_id: str) -> Operation[patients.Patient]:
    return patients.GET.call(patient_id=patient_id)


def update_patient(patient_id: str, changes: patients.PatientUpdate) -> Operation[None]:
    return patients.UPDATE.call(changes, patient_id=patient_id)


def delete_patient(patient_id: str) -> Operation[None]:
    return patients.DELETE.call(patient_id=patient_id)


def list_providers(asked: providers.ProviderQuery) -> Operation[Page[providers.Provider]]:
    return providers.LIST.call(query=asked)


def get_provider(provider_id: str) -> Operation[providers.Provider]:
    return providers.GET.call(provider_id=provider_id)


def list_service_locations(
    provider_id: str, asked: service_locations.ServiceLocationQuery
) -> Operation[Page[service_locations.ServiceLocation]]:
    return service_locations.LIST.call(query=asked, provider_id=provider_id)


def create_service_location(
    location: service_locations.ServiceLocationCreate,
) -> Operation[service_locations.ServiceLocationCreated]:
    return service_locations.CREATE.call(location)


def get_service_location(location_id: str) -> Operation[service_locations.ServiceLocation]:
    return service_locations.GET.call(service_location_id=location_id)


def list_patient_plans(
    patient_id: str, asked: patient_plans.PatientPlanQuery
) -> Operation[Page[patient_plans.PatientPlan]]:
    return patient_plans.LIST.call(query=asked, patient_id=patient_id)


def create_patient_plan(plan: patient_plans.PatientPlanCreate) -> Operation[patient_plans.PatientPlanCreated]:
    return patient_plans.CREATE.call(plan)


def put_patient_plan(plan: patient_plans.PatientPlanPut) -> Operation[patient_plans.PatientPlanCreated]:
    return patient_plans.PUT.call(plan)


def get_patient_plan(plan_id: str) -> Operation[patient_plans.PatientPlan]:
    return patient_plans.GET.call(patient_plan_id=plan_id)


def update_patient_plan(plan_id: str, changes: patient_plans.PatientPlanUpdate) -> Operation[None]:
    return patient_plans.UPDATE.call(changes, patient_plan_id=plan_id)


def delete_patient_plan(plan_id: str) -> Operation[None]:
    return patient_plans.DELETE.call(patient_plan_id=plan_id)


def list_benefits_checks(plan_id: str, asked: PageQuery) -> Operation[Page[benefits_checks.BenefitsCheckPreview]]:
    return benefits_checks.LIST.call(query=asked, patient_plan_id=plan_id)


def create_benefits_check(
    check: benefits_checks.BenefitsCheckCreate,
) -> Operation[benefits_checks.BenefitsChecksCreated]:
    return benefits_checks.CREATE.call(check)


def list_benefits_check_templates(
    asked: benefits_checks.TemplateQuery,
) -> Operation[Page[benefits_checks.BenefitsCheckTemplate]]:
    return benefits_checks.TEMPLATES.call(query=asked)


def get_benefits_check(check_id: str) -> Operation[benefits_checks.BenefitsCheck]:
    return benefits_checks.GET.call(benefits_check_id=check_id)


def get_benefits_check_v2(check_id: str) -> Operation[benefits_checks_v2.BenefitsCheckV2]:
    return benefits_checks_v2.GET.call(benefits_check_id=check_id)


def report_benefits_check(check_id: str) -> Operation[benefits_checks.BenefitsReport]:
    return benefits_checks.REPORT.call(benefits_check_id=check_id)


def create_payor_detection_run(
    run: payor_detections.PayorDetectionRunCreate,
) -> Operation[payor_detections.PayorDetectionRunCreated]:
    return payor_detections.CREATE.call(run)


def get_payor_detection_run(run_id: str) -> Operation[payor_detections.PayorDetectionRun]:
    return payor_detections.GET.call(payor_detection_run_id=run_id)


def create_payor_inference(
    inference: payor_inferences.PayorInferenceCreate,
) -> Operation[payor_inferences.PayorInferenceCreated]:
    return payor_inferences.CREATE.call(inference)


def get_payor_inference(inference_id: str) -> Operation[payor_inferences.PayorInference]:
    return payor_inferences.GET.call(payor_inference_id=inference_id)
