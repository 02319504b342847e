"""CareStack's calls as values: what to send and how to read the answer. Nothing here does any I/O."""

from typing import Any, TypeVar

from polyclinic.dialects.carestack.wire import appointments, consents, lookup, patients, practitioners
from polyclinic.dialects.carestack.wire.common import Deleted, Found, PageQuery, Profiles, ProfilesQuery
from polyclinic.sdk import errors
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.errors import ApiError
from polyclinic.sdk.operation import Operation, Response

R = TypeVar("R")
Filters = patients.PatientFilters | practitioners.PractitionerFilters


def headers(facility_id: str, hpr_id: str | None) -> dict[str, str]:
    """What every call carries beside the API key."""
    return {"facilityid": facility_id, **({"x-hprid-auth": hpr_id} if hpr_id else {})}


def error_from(response: Response) -> ApiError:
    """The error of an answer's status; its message names every bad field."""
    error = errors.error_from(response)
    body = error.body if isinstance(error.body, dict) else {}
    details = [each for each in body.get("details") or [] if isinstance(each, dict)]
    if not details:
        return error
    told = "; ".join(f"{each.get('field')}: {each.get('message')}" for each in details)
    return type(error)(response, f"{str(body.get('message', '')).strip()} {told}")


def _page(endpoint: Endpoint[Any, R, PageQuery], next_page: str | None) -> Operation[R]:
    return endpoint.call(query=PageQuery(nextPage=next_page))


def _profiles(endpoint: Endpoint[Any, R, ProfilesQuery], filters: Filters, next_page: str | None) -> Operation[R]:
    text = filters.model_dump_json(by_alias=True, exclude_none=True)
    return endpoint.call(query=ProfilesQuery(filters=text, nextPage=next_page))


def create_patient(patient: patients.PatientCreate) -> Operation[patients.PatientSaved]:
    return patients.CREATE.call(patient)


def get_patient(patient_id: str) -> Operation[Found[patients.Patient | list[patients.Patient]]]:
    return patients.GET.call(id=patient_id)


def list_patients(next_page: str | None) -> Operation[patients.PatientsListed]:
    return _page(patients.LIST, next_page)


def find_patients(filters: patients.PatientFilters, next_page: str | None) -> Operation[Profiles[patients.Patient]]:
    return _profiles(patients.FIND, filters, next_page)


def update_patient(changes: patients.PatientUpdate) -> Operation[patients.PatientSaved]:
    return patients.UPDATE.call(changes)


def delete_patient(patient_id: str) -> Operation[Deleted]:
    return patients.DELETE.call(id=patient_id)


def create_practitioner(
    practitioner: practitioners.PractitionerCreate,
) -> Operation[practitioners.PractitionerSaved]:
    return practitioners.CREATE.call(practitioner)


def get_practitioner(
    practitioner_id: str,
) -> Operation[Found[practitioners.Practitioner | list[practitioners.Practitioner]]]:
    return practitioners.GET.call(id=practitioner_id)


def list_practitioners(next_page: str | None) -> Operation[practitioners.PractitionersListed]:
    return _page(practitioners.LIST, next_page)


def find_practitioners(
    filters: practitioners.PractitionerFilters, next_page: str | None
) -> Operation[Profiles[practitioners.Practitioner]]:
    return _profiles(practitioners.FIND, filters, next_page)


def update_practitioner(changes: practitioners.PractitionerUpdate) -> Operation[practitioners.PractitionerSaved]:
    return practitioners.UPDATE.call(changes)


def delete_practitioner(practitioner_id: str) -> Operation[Deleted]:
    return practitioners.DELETE.call(id=practitioner_id)


def create_appointment(appointment: appointments.AppointmentCreate) -> Operation[appointments.AppointmentSaved]:
    return appointments.CREATE.call(appointment)


def get_appointment(reference: str) -> Operation[Found[appointments.Appointment | None]]:
    return appointments.GET.call(reference=reference)


def list_appointments(next_page: str | None) -> Operation[appointments.AppointmentsListed]:
    return _page(appointments.LIST, next_page)


def update_appointment(
    changes: appointments.AppointmentUpdate,
) -> Operation[Found[appointments.Appointment | None]]:
    return appointments.UPDATE.call(changes)


def delete_appointment(reference: str) -> Operation[Deleted]:
    return appointments.DELETE.call(reference=reference)


def find_code(query: lookup.CodeQuery) -> Operation[list[lookup.CodeFound]]:
    return lookup.FIND_CODE.call(query)


def find_consent_patient(patient: consents.PatientSearch) -> Operation[str]:
    return consents.FIND_PATIENT.call(patient)


def request_consent(request: consents.ConsentRequest) -> Operation[consents.ConsentSaved]:
    return consents.REQUEST.call(request)


def list_consents(query: consents.ConsentQuery) -> Operation[consents.ConsentsFound]:
    return consents.LIST.call(query=query)


def get_consent(consent_id: str, query: consents.ConsentQuery) -> Operation[consents.ConsentsFound]:
    return consents.GET.call(query=query, id=consent_id)


def get_bundles(query: consents.BundleQuery) -> Operation[consents.BundlesFound]:
    return consents.BUNDLES.call(query=query)
