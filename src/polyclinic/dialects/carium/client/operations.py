"""Carium's calls as values: what to send and how to read the answer. Nothing here does any I/O."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeVar

from polyclinic.dialects.carium.client.fields import (
    AppointmentChanges,
    AppointmentFields,
    AppointmentFilters,
    DocumentFields,
    DocumentFilters,
    IndividualChanges,
    IndividualFilters,
    PatientChanges,
    PatientFields,
    PatientFilters,
)
from polyclinic.dialects.carium.wire import (
    appointments,
    documents,
    identity,
    individuals,
    patients,
    practitioners,
    users,
)
from polyclinic.dialects.carium.wire.common import (
    Collection,
    Document,
    NewDocument,
    PageQuery,
    RelatedDocument,
    Resource,
    Wire,
)
from polyclinic.sdk import errors
from polyclinic.sdk.auth import FetchedToken, Token
from polyclinic.sdk.errors import ApiError, Unauthorized
from polyclinic.sdk.operation import FileDownload, FileUpload, Operation, Response

W = TypeVar("W", bound=Wire)
R = TypeVar("R", bound=Resource)
Q = TypeVar("Q", bound=PageQuery)
Totp = str | Callable[[], str]


def error_from(response: Response) -> ApiError:
    """The error of an answer's status; its message tells every problem and where it lies."""
    error = errors.error_from(response)
    listed = error.body.get("errors") if isinstance(error.body, dict) else None
    told = [_sentence(each) for each in listed or [] if isinstance(each, dict)]
    return type(error)(response, "; ".join(told)) if told else error


def _sentence(error: Mapping[str, Any]) -> str:
    source = error.get("source") or {}
    place = source.get("pointer") or source.get("parameter")
    detail = str(error.get("detail") or error.get("title") or error.get("code"))
    return f"{place}: {detail}" if place else detail


class SignedIn(FetchedToken):
    """Signs in when needed, and renews its tokens before they expire. A ``totp`` function is asked if the API is."""

    def __init__(self, username: str, password: str, totp: Totp | None, locale: str | None) -> None:
        super().__init__(self._login, _token, renew=_renewal)
        self._given = _present({"username": username, "password": password, "locale": locale})
        self._totp = totp

    def _login(self, code: str | None = None) -> Operation[identity.Tokens]:
        code = code or (None if callable(self._totp) else self._totp)
        return identity.LOGIN.call(_filled(identity.Login, {**self._given, **_present({"totp_code": code})}))

    def _fetched(self) -> Generator[Operation[Any], Any, Any]:
        try:
            return (yield from super()._fetched())
        except Unauthorized as refused:
            if not callable(self._totp) or "totp-required" not in _codes(refused):
                raise
        return (yield self._login(self._totp()))


def _renewal(refresh_token: str) -> Operation[identity.Tokens]:
    return identity.LOGIN.call(_filled(identity.Renewal, {"refresh_token": refresh_token}))


def _token(tokens: identity.Tokens) -> Token:
    return Token(tokens.access_token, tokens.access_token_expires_in, tokens.refresh_token)


def _codes(error: ApiError) -> list[str]:
    """The codes of the problems that an answer tells."""
    listed = error.body.get("errors") if isinstance(error.body, dict) else None
    return [str(each.get("code")) for each in listed or [] if isinstance(each, dict)]


def _present(fields: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def _filled(model: type[W], fields: Mapping[str, Any]) -> W:
    return model.model_validate(dict(fields), by_name=True, by_alias=False)


def _page(model: type[Q], offset: int, fields: Mapping[str, Any]) -> Q:
    given = {"offset": offset, "limit": 100, **fields}
    return model.model_validate(given, by_name=True, by_alias=False)


def _if_match(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}


def following(page: Collection[R], offset: int) -> int | None:
    """Where the next page starts; None after the last."""
    end = offset + len(page.data)
    return end if page.data and end < page.meta["total"] else None


# -- patients ----------------------------------------------------------------------------------------------------


def create_patient(organization_id: str, fields: PatientFields) -> Operation[Document[patients.Patient]]:
    attributes = _filled(patients.NewPatientAttributes, {"organization_id": organization_id, **fields})
    return patients.CREATE.call(
        NewDocument[patients.NewPatient](data=patients.NewPatient(type="ui-patients", attributes=attributes))
    )


def read_patient(patient_id: str, include: str | None = None) -> Operation[Document[patients.Patient]]:
    return patients.READ.call(query=patients.PatientQuery(include=include), id=patient_id)


def update_patient(
    patient_id: str, changes: PatientChanges, version: int | None
) -> Operation[Document[patients.Patient]]:
    attributes = _filled(patients.PatientChanges, changes)
    data = patients.ChangedPatient(type="ui-patients", id=patient_id, attributes=attributes)
    sent = NewDocument[patients.ChangedPatient](data=data)
    return patients.UPDATE.call(sent, headers=_if_match(version), id=patient_id)


def patient_related(patient_id: str, relationship: str) -> Operation[RelatedDocument]:
    return patients.RELATED.call(id=patient_id, relationship=relationship)


def list_patients(filters: PatientFilters, offset: int) -> Operation[Collection[patients.Patient]]:
    return patients.LIST.call(query=_page(patients.PatientsQuery, offset, filters))


def read_individual(individual_id: str, include: str | None = None) -> Operation[Document[individuals.Individual]]:
    return individuals.READ.call(query=individuals.IndividualQuery(include=include), id=individual_id)


def list_individuals(filters: IndividualFilters, offset: int) -> Operation[Collection[individuals.Individual]]:
    return individuals.LIST.call(query=_page(individuals.IndividualsQuery, offset, filters))


def update_individual(
    individual_id: str, changes: IndividualChanges, version: int | None
) -> Operation[Document[individuals.Individual]]:
    attributes = _filled(individuals.IndividualChanges, changes)
    data = individuals.ChangedIndividual(type="individuals", id=individual_id, attributes=attributes)
    sent = NewDocument[individuals.ChangedIndividual](data=data)
    return individuals.UPDATE.call(sent, headers=_if_match(version), id=individual_id)


def individual_related(individual_id: str, relationship: str) -> Operation[RelatedDocument]:
    return individuals.RELATED.call(id=individual_id, relationship=relationship)


def list_groups(offset: int) -> Operation[Collection[identity.Group]]:
    return identity.LIST_GROUPS.call(query=_page(identity.GroupsQuery, offset, {}))


def list_users(username: str | None, offset: int) -> Operation[Collection[users.User]]:
    return users.LIST.call(query=_page(users.UsersQuery, offset, _present({"username": username})))


def read_user(user_id: str) -> Operation[Document[users.User]]:
    return users.READ.call(id=user_id)


def set_locale(user_id: str, locale: str) -> Operation[Document[users.User]]:
    attributes = _filled(users.UserChanges, {"locale": locale})
    data = users.ChangedUser(type="users", id=user_id, attributes=attributes)
    return users.UPDATE.call(NewDocument[users.ChangedUser](data=data), id=user_id)


def list_organizations(offset: int) -> Operation[Collection[users.Organization]]:
    return users.LIST_ORGANIZATIONS.call(query=_page(users.OrganizationsQuery, offset, {}))


def read_organization(organization_id: str) -> Operation[Document[users.Organization]]:
    return users.READ_ORGANIZATION.call(id=organization_id)


def invite(username: str, notifications: Sequence[str]) -> Operation[Document[identity.Invitation]]:
    attributes = _filled(identity.NewInvitationAttributes, {"username": username, "notifications": list(notifications)})
    return identity.INVITE.call(NewDocument[identity.NewInvitation](data=identity.NewInvitation(attributes=attributes)))


# -- appointments ------------------------------------------------------------------------------------------------


def list_practitioners(offset: int) -> Operation[Collection[practitioners.Practitioner]]:
    return practitioners.LIST.call(query=_page(practitioners.PractitionersQuery, offset, {}))


def read_practitioner(practitioner_id: str) -> Operation[Document[practitioners.Practitioner]]:
    return practitioners.READ.call(id=practitioner_id)


def list_appointment_statuses(offset: int) -> Operation[Collection[appointments.AppointmentStatus]]:
    return appointments.LIST_STATUSES.call(query=_page(appointments.StatusesQuery, offset, {}))


def list_appointment_types(offset: int) -> Operation[Collection[appointments.AppointmentType]]:
    return appointments.LIST_TYPES.call(query=_page(appointments.TypesQuery, offset, {}))


def create_appointment(
    organization_id: str, fields: AppointmentFields
) -> Operation[Document[appointments.Appointment]]:
    given = {"organization_id": organization_id, "add_video_channel": False, **fields}
    attributes = _filled(appointments.NewAppointmentAttributes, given)
    data = appointments.NewAppointment(type="org-appointments", attributes=attributes)
    return appointments.CREATE.call(NewDocument[appointments.NewAppointment](data=data))


def read_appointment(appointment_id: str, include: str | None = None) -> Operation[Document[appointments.Appointment]]:
    return appointments.READ.call(query=appointments.AppointmentQuery(include=include), id=appointment_id)


def appointment_related(appointment_id: str, relationship: str) -> Operation[RelatedDocument]:
    return appointments.RELATED.call(id=appointment_id, relationship=relationship)


def list_appointments(filters: AppointmentFilters, offset: int) -> Operation[Collection[appointments.Appointment]]:
    return appointments.LIST.call(query=_page(appointments.AppointmentsQuery, offset, filters))


def update_appointment(
    appointment_id: str, changes: AppointmentChanges, version: int | None
) -> Operation[Document[appointments.Appointment]]:
    attributes = _filled(appointments.AppointmentChanges, changes)
    data = appointments.ChangedAppointment(type="org-appointments", id=appointment_id, attributes=attributes)
    sent = NewDocument[appointments.ChangedAppointment](data=data)
    return appointments.UPDATE.call(sent, headers=_if_match(version), id=appointment_id)


def delete_appointment(appointment_id: str, version: int | None) -> Operation[None]:
    return appointments.DELETE.call(headers=_if_match(version), id=appointment_id)


# -- documents ---------------------------------------------------------------------------------------------------


def list_document_classes(offset: int) -> Operation[Collection[documents.DocumentClass]]:
    return documents.LIST_CLASSES.call(query=_page(documents.ClassesQuery, offset, {}))


def create_document_class(organization_id: str, name: str) -> Operation[Document[documents.DocumentClass]]:
    attributes = _filled(documents.NewClassAttributes, {"organization_id": organization_id, "name": name})
    data = documents.NewClass(type="org-document-classes", attributes=attributes)
    return documents.CREATE_CLASS.call(NewDocument[documents.NewClass](data=data))


def read_document_class(class_id: str) -> Operation[Document[documents.DocumentClass]]:
    return documents.READ_CLASS.call(id=class_id)


def rename_document_class(
    class_id: str, name: str, version: int | None
) -> Operation[Document[documents.DocumentClass]]:
    attributes = _filled(documents.ClassChanges, {"name": name})
    data = documents.ChangedClass(type="org-document-classes", id=class_id, attributes=attributes)
    sent = NewDocument[documents.ChangedClass](data=data)
    return documents.UPDATE_CLASS.call(sent, headers=_if_match(version), id=class_id)


def delete_document_class(class_id: str, version: int | None) -> Operation[None]:
    return documents.DELETE_CLASS.call(headers=_if_match(version), id=class_id)


def announce_document(
    organization_id: str, fields: DocumentFields, file: FileUpload
) -> Operation[Document[documents.Reference]]:
    file_fields = {"attachment_filename": file.filename, "attachment_content_type": file.content_type}
    given = {**fields, **file_fields, "organization_id": organization_id}
    attributes = _filled(documents.NewReferenceAttributes, given)
    data = documents.NewReference(type="org-document-references", attributes=attributes)
    return documents.CREATE.call(NewDocument[documents.NewReference](data=data))


def upload_file(announced: documents.Reference, file: FileUpload) -> Operation[None]:
    """The upload that was promised when the document was announced; it serves once."""
    info = announced.attributes.upload_info
    if info is None:
        raise ValueError("only the answer to the creation of a document tells where to upload")
    return Operation(
        method="POST",
        route=documents.UPLOAD.path,
        path=info.upload_url,
        fields=tuple(info.upload_data.items()),
        files=(("file", file),),
        multipart=True,
        read=lambda _: None,
    )


def process_upload(document_id: str) -> Operation[Document[documents.Reference]]:
    return documents.PROCESS.call(id=document_id)


def read_document(document_id: str, include: str | None = None) -> Operation[Document[documents.Reference]]:
    return documents.READ.call(query=documents.ReferenceQuery(include=include), id=document_id)


def document_related(document_id: str, relationship: str) -> Operation[RelatedDocument]:
    return documents.RELATED.call(id=document_id, relationship=relationship)


def list_documents(filters: DocumentFilters, offset: int) -> Operation[Collection[documents.Reference]]:
    return documents.LIST.call(query=_page(documents.ReferencesQuery, offset, filters))


def download_info(document_id: str) -> Operation[documents.DownloadDocument]:
    return documents.DOWNLOAD_INFO.call(id=document_id)


def download_file(info: documents.DownloadDocument, into: FileDownload | None = None) -> Operation[bytes]:
    """The file behind the URL, which is sent without the token: the URL may lead to a file store."""
    return Operation(method="GET", route=documents.DOWNLOAD.path, path=info.url, into=into, read=bytes, repeatable=True)


def delete_document(document_id: str, version: int | None) -> Operation[None]:
    return documents.DELETE.call(headers=_if_match(version), id=document_id)
