"""This API's calls as values: what to send and how to read the answer. Nothing here does any I/O."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from polyclinic.dialects.drchrono.wire import (
    appointment_profiles,
    appointment_templates,
    appointments,
    doctors,
    documents,
    offices,
    patients,
    reminder_profiles,
    users,
)
from polyclinic.dialects.drchrono.wire.common import Page, PageQuery
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.operation import FileDownload, FileUpload, Operation

Q = TypeVar("Q", bound=PageQuery)
R = TypeVar("R")

VERSION = {"X-DRC-API-Version": "v2014_08"}


def query(model: type[Q], **given: Any) -> Q:
    """A query of what was given; None stands for not given."""
    return model.model_validate({name: value for name, value in given.items() if value is not None})


def listing(endpoint: Endpoint[None, Page[R], Q], asked: Q) -> Operation[Page[R]]:
    return endpoint.call(query=asked)


def pages(
    endpoint: Endpoint[None, Page[R], Q], asked: Q
) -> tuple[Operation[Page[R]], Callable[[Page[R]], Operation[Page[R]] | None], Callable[[Page[R]], list[R]]]:
    """All of a list: the first call, from a page the call for the one after it (None after the last), and its items."""

    def next_call(page: Page[R]) -> Operation[Page[R]] | None:
        if page.next is None:
            return None
        place = parse_qs(urlsplit(page.next).query)["page"][0]
        return endpoint.call(query=asked.model_copy(update={"page": place}))

    return listing(endpoint, asked), next_call, lambda page: page.results


def create_patient(patient: patients.PatientWrite) -> Operation[patients.Patient]:
    return patients.CREATE_PATIENT.call(patient)


def get_patient(id: int) -> Operation[patients.Patient]:
    return patients.READ_PATIENT.call(id=id)


def get_ccda(id: int) -> Operation[patients.Ccda]:
    return patients.READ_CCDA.call(id=id)


def replace_patient(id: int, patient: patients.PatientWrite) -> Operation[patients.Patient]:
    return patients.REPLACE_PATIENT.call(patient, id=id)


def update_patient(id: int, changes: patients.PatientPatch) -> Operation[patients.Patient]:
    return patients.UPDATE_PATIENT.call(changes, id=id)


def delete_patient(id: int) -> Operation[None]:
    return patients.DELETE_PATIENT.call(id=id)


def create_appointment(appointment: appointments.AppointmentWrite) -> Operation[appointments.Appointment]:
    return appointments.CREATE_APPOINTMENT.call(appointment)


def get_appointment(id: str) -> Operation[appointments.Appointment]:
    return appointments.READ_APPOINTMENT.call(id=id)


def replace_appointment(id: str, appointment: appointments.AppointmentWrite) -> Operation[appointments.Appointment]:
    return appointments.REPLACE_APPOINTMENT.call(appointment, id=id)


def update_appointment(id: str, changes: appointments.AppointmentPatch) -> Operation[appointments.Appointment]:
    return appointments.UPDATE_APPOINTMENT.call(changes, id=id)


def delete_appointment(id: str) -> Operation[None]:
    return appointments.DELETE_APPOINTMENT.call(id=id)


def create_appointment_profile(
    profile: appointment_profiles.AppointmentProfileWrite,
) -> Operation[appointment_profiles.AppointmentProfile]:
    return appointment_profiles.CREATE_PROFILE.call(profile)


def get_appointment_profile(id: int) -> Operation[appointment_profiles.AppointmentProfile]:
    return appointment_profiles.READ_PROFILE.call(id=id)


def replace_appointment_profile(
    id: int, profile: appointment_profiles.AppointmentProfileWrite
) -> Operation[appointment_profiles.AppointmentProfile]:
    return appointment_profiles.REPLACE_PROFILE.call(profile, id=id)


def update_appointment_profile(
    id: int, changes: appointment_profiles.AppointmentProfilePatch
) -> Operation[appointment_profiles.AppointmentProfile]:
    return appointment_profiles.UPDATE_PROFILE.call(changes, id=id)


def delete_appointment_profile(id: int) -> Operation[None]:
    return appointment_profiles.DELETE_PROFILE.call(id=id)


def create_appointment_template(
    template: appointment_templates.AppointmentTemplateWrite,
) -> Operation[appointment_templates.AppointmentTemplate]:
    return appointment_templates.CREATE_TEMPLATE.call(template)


def get_appointment_template(id: int) -> Operation[appointment_templates.AppointmentTemplate]:
    return appointment_templates.READ_TEMPLATE.call(id=id)


def replace_appointment_template(
    id: int, template: appointment_templates.AppointmentTemplateWrite
) -> Operation[appointment_templates.AppointmentTemplate]:
    return appointment_templates.REPLACE_TEMPLATE.call(template, id=id)


def update_appointment_template(
    id: int, changes: appointment_templates.AppointmentTemplatePatch
) -> Operation[appointment_templates.AppointmentTemplate]:
    return appointment_templates.UPDATE_TEMPLATE.call(changes, id=id)


def delete_appointment_template(id: int) -> Operation[None]:
    return appointment_templates.DELETE_TEMPLATE.call(id=id)


def get_doctor(id: int) -> Operation[doctors.Doctor]:
    return doctors.READ_DOCTOR.call(id=id)


def replace_doctor(id: int, doctor: doctors.DoctorWrite) -> Operation[doctors.Doctor]:
    return doctors.REPLACE_DOCTOR.call(doctor, id=id)


def update_doctor(id: int, changes: doctors.DoctorPatch) -> Operation[doctors.Doctor]:
    return doctors.UPDATE_DOCTOR.call(changes, id=id)


def get_office(id: int) -> Operation[offices.Office]:
    return offices.READ_OFFICE.call(id=id)


def replace_office(id: int, office: offices.OfficeWrite) -> Operation[offices.Office]:
    return offices.REPLACE_OFFICE.call(office, id=id)


def update_office(id: int, changes: offices.OfficePatch) -> Operation[offices.Office]:
    return offices.UPDATE_OFFICE.call(changes, id=id)


def create_document(document: documents.DocumentWrite, file: FileUpload) -> Operation[documents.Document]:
    return documents.CREATE_DOCUMENT.call(document, files={documents.FILE: file})


def get_document(id: int) -> Operation[documents.Document]:
    return documents.READ_DOCUMENT.call(id=id)


def replace_document(
    id: int, document: documents.DocumentWrite, file: FileUpload | None
) -> Operation[documents.Document]:
    return documents.REPLACE_DOCUMENT.call(document, files={documents.FILE: file} if file else None, id=id)


def update_document(
    id: int, changes: documents.DocumentPatch, file: FileUpload | None
) -> Operation[documents.Document]:
    return documents.UPDATE_DOCUMENT.call(changes, files={documents.FILE: file} if file else None, id=id)


def delete_document(id: int) -> Operation[None]:
    return documents.DELETE_DOCUMENT.call(id=id)


def download_document(document: documents.Document, into: FileDownload | None = None) -> Operation[bytes]:
    """The file behind a link, which is an absolute URL: it is sent without the token."""
    call = documents.DOWNLOAD_DOCUMENT.call(link="link", filename="file")
    return replace(call, path=document.document, into=into)


def create_reminder_profile(
    profile: reminder_profiles.ReminderProfileWrite,
) -> Operation[reminder_profiles.ReminderProfile]:
    return reminder_profiles.CREATE_REMINDER_PROFILE.call(profile)


def get_reminder_profile(id: int) -> Operation[reminder_profiles.ReminderProfile]:
    return reminder_profiles.READ_REMINDER_PROFILE.call(id=id)


def replace_reminder_profile(
    id: int, profile: reminder_profiles.ReminderProfileWrite
) -> Operation[reminder_profiles.ReminderProfile]:
    return reminder_profiles.REPLACE_REMINDER_PROFILE.call(profile, id=id)


def update_reminder_profile(
    id: int, changes: reminder_profiles.ReminderProfilePatch
) -> Operation[reminder_profiles.ReminderProfile]:
    return reminder_profiles.UPDATE_REMINDER_PROFILE.call(changes, id=id)


def delete_reminder_profile(id: int) -> Operation[None]:
    return reminder_profiles.DELETE_REMINDER_PROFILE.call(id=id)


def apply_reminder_profile(id: int, appointment: str) -> Operation[None]:
    """``appointment`` is its id, or a reference to it."""
    body = reminder_profiles.ProfileApplication.model_validate({"appointment": appointment})
    return reminder_profiles.APPLY_REMINDER_PROFILE.call(body, id=id)


def get_current_user() -> Operation[users.User]:
    """Answered by a redirect to the user, which is followed."""
    current = users.READ_CURRENT_USER.path
    return replace(users.READ_USER.call(id=0), route=current, path=current)


def get_user(id: int) -> Operation[users.User]:
    return users.READ_USER.call(id=id)
