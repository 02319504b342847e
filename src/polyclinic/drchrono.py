"""The client of the drchrono API: ``DrChrono`` and ``AsyncDrChrono``, with the models that they take and give.

``OAuth`` and ``AsyncOAuth`` get a user's consent and the tokens that come of it.

Names are loaded on first use, so that importing this module costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyclinic.dialects.drchrono.client._async.client import AsyncDrChrono
    from polyclinic.dialects.drchrono.client._sync.client import DrChrono
    from polyclinic.dialects.drchrono.client.errors import BadFields
    from polyclinic.dialects.drchrono.wire.appointment_profiles import (
        AppointmentProfile,
        AppointmentProfilePatch,
        AppointmentProfileWrite,
    )
    from polyclinic.dialects.drchrono.wire.appointment_templates import (
        AppointmentTemplate,
        AppointmentTemplatePatch,
        AppointmentTemplateQuery,
        AppointmentTemplateWrite,
    )
    from polyclinic.dialects.drchrono.wire.appointments import (
        Appointment,
        AppointmentPatch,
        AppointmentQuery,
        AppointmentWrite,
    )
    from polyclinic.dialects.drchrono.wire.common import DateRange, Page, PageQuery
    from polyclinic.dialects.drchrono.wire.doctors import Doctor, DoctorPatch, DoctorWrite
    from polyclinic.dialects.drchrono.wire.documents import Document, DocumentPatch, DocumentQuery, DocumentWrite
    from polyclinic.dialects.drchrono.wire.offices import ExamRoom, Office, OfficePatch, OfficeWrite, OnlineTimeslot
    from polyclinic.dialects.drchrono.wire.patients import Patient, PatientPatch, PatientQuery, PatientWrite
    from polyclinic.dialects.drchrono.wire.reminder_profiles import (
        ProfileReminder,
        ReminderProfile,
        ReminderProfilePatch,
        ReminderProfileWrite,
    )
    from polyclinic.dialects.drchrono.wire.transactions import Transaction, TransactionQuery
    from polyclinic.dialects.drchrono.wire.users import User
    from polyclinic.sdk._async.oauth import AsyncOAuth
    from polyclinic.sdk._sync.oauth import OAuth
    from polyclinic.sdk.oauth import Application, Authorization, NotAuthorized, OAuthError, RenewedToken, Tokens
    from polyclinic.sdk.operation import FileUpload

__all__ = [
    "Application",
    "Appointment",
    "AppointmentPatch",
    "AppointmentProfile",
    "AppointmentProfilePatch",
    "AppointmentProfileWrite",
    "AppointmentQuery",
    "AppointmentTemplate",
    "AppointmentTemplatePatch",
    "AppointmentTemplateQuery",
    "AppointmentTemplateWrite",
    "AppointmentWrite",
    "AsyncDrChrono",
    "AsyncOAuth",
    "Authorization",
    "BadFields",
    "DateRange",
    "Doctor",
    "DoctorPatch",
    "DoctorWrite",
    "Document",
    "DocumentPatch",
    "DocumentQuery",
    "DocumentWrite",
    "DrChrono",
    "ExamRoom",
    "FileUpload",
    "NotAuthorized",
    "OAuth",
    "OAuthError",
    "Office",
    "OfficePatch",
    "OfficeWrite",
    "OnlineTimeslot",
    "Page",
    "PageQuery",
    "Patient",
    "PatientPatch",
    "PatientQuery",
    "PatientWrite",
    "ProfileReminder",
    "ReminderProfile",
    "ReminderProfilePatch",
    "ReminderProfileWrite",
    "RenewedToken",
    "Tokens",
    "Transaction",
    "TransactionQuery",
    "User",
]

_DIALECT = "polyclinic.dialects.drchrono"
_HOMES = {
    "Application": "polyclinic.sdk.oauth",
    "Appointment": f"{_DIALECT}.wire.appointments",
    "AppointmentPatch": f"{_DIALECT}.wire.appointments",
    "AppointmentProfile": f"{_DIALECT}.wire.appointment_profiles",
    "AppointmentProfilePatch": f"{_DIALECT}.wire.appointment_profiles",
    "AppointmentProfileWrite": f"{_DIALECT}.wire.appointment_profiles",
    "AppointmentQuery": f"{_DIALECT}.wire.appointments",
    "AppointmentTemplate": f"{_DIALECT}.wire.appointment_templates",
    "AppointmentTemplatePatch": f"{_DIALECT}.wire.appointment_templates",
    "AppointmentTemplateQuery": f"{_DIALECT}.wire.appointment_templates",
    "AppointmentTemplateWrite": f"{_DIALECT}.wire.appointment_templates",
    "AppointmentWrite": f"{_DIALECT}.wire.appointments",
    "AsyncDrChrono": f"{_DIALECT}.client._async.client",
    "AsyncOAuth": "polyclinic.sdk._async.oauth",
    "Authorization": "polyclinic.sdk.oauth",
    "BadFields": f"{_DIALECT}.client.errors",
    "DateRange": f"{_DIALECT}.wire.common",
    "Doctor": f"{_DIALECT}.wire.doctors",
    "DoctorPatch": f"{_DIALECT}.wire.doctors",
    "DoctorWrite": f"{_DIALECT}.wire.doctors",
    "Document": f"{_DIALECT}.wire.documents",
    "DocumentPatch": f"{_DIALECT}.wire.documents",
    "DocumentQuery": f"{_DIALECT}.wire.documents",
    "DocumentWrite": f"{_DIALECT}.wire.documents",
    "DrChrono": f"{_DIALECT}.client._sync.client",
    "ExamRoom": f"{_DIALECT}.wire.offices",
    "FileUpload": "polyclinic.sdk.operation",
    "NotAuthorized": "polyclinic.sdk.oauth",
    "OAuth": "polyclinic.sdk._sync.oauth",
    "OAuthError": "polyclinic.sdk.oauth",
    "Office": f"{_DIALECT}.wire.offices",
    "OfficePatch": f"{_DIALECT}.wire.offices",
    "OfficeWrite": f"{_DIALECT}.wire.offices",
    "OnlineTimeslot": f"{_DIALECT}.wire.offices",
    "Page": f"{_DIALECT}.wire.common",
    "PageQuery": f"{_DIALECT}.wire.common",
    "Patient": f"{_DIALECT}.wire.patients",
    "PatientPatch": f"{_DIALECT}.wire.patients",
    "PatientQuery": f"{_DIALECT}.wire.patients",
    "PatientWrite": f"{_DIALECT}.wire.patients",
    "ProfileReminder": f"{_DIALECT}.wire.reminder_profiles",
    "ReminderProfile": f"{_DIALECT}.wire.reminder_profiles",
    "ReminderProfilePatch": f"{_DIALECT}.wire.reminder_profiles",
    "ReminderProfileWrite": f"{_DIALECT}.wire.reminder_profiles",
    "RenewedToken": "polyclinic.sdk.oauth",
    "Tokens": "polyclinic.sdk.oauth",
    "Transaction": f"{_DIALECT}.wire.transactions",
    "TransactionQuery": f"{_DIALECT}.wire.transactions",
    "User": f"{_DIALECT}.wire.users",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
