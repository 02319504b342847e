"""How Candid says no: ``{"errorName", "errorInstanceId", "content"}``.

An error name is used only where the endpoint declares it, since its clients look there and nowhere else. Anything else
travels in the same envelope under the plain name of its HTTP status, with a message.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from polyclinic.core.billing import errors as billing
from polyclinic.core.identity.errors import ClientNameTaken, TooManyClients
from polyclinic.core.organisation.schemas import BadInstances, KeyTaken, SchemaNameTaken
from polyclinic.core.organisation.tags import UnknownTags
from polyclinic.core.practitioners.errors import NpiTaken
from polyclinic.core.shared import errors as core
from polyclinic.core.shared.ids import is_id, new_id
from polyclinic.dialects.candid.mapping.custom_schemas import instance_errors, schema_errors
from polyclinic.dialects.candid.mapping.encounters import CONTROL_NUMBER, ENCOUNTER_ID
from polyclinic.dialects.candid.mapping.organization_service_facilities import FACILITY_ID
from polyclinic.dialects.candid.mapping.parties import PATIENT_ID
from polyclinic.dialects.candid.mapping.pre_encounter.appointments import FIELDS as APPOINTMENT_FIELDS
from polyclinic.dialects.candid.mapping.pre_encounter.appointments import PLACER_ID
from polyclinic.dialects.candid.mapping.pre_encounter.common import MRN
from polyclinic.dialects.candid.mapping.pre_encounter.images import FIELDS as IMAGE_FIELDS
from polyclinic.dialects.candid.mapping.pre_encounter.patient_merges import FIELDS as MERGE_FIELDS
from polyclinic.dialects.candid.mapping.pre_encounter.patients import FIELDS as PATIENT_FIELDS
from polyclinic.dialects.candid.mapping.rules import NamedRefusal
from polyclinic.dialects.candid.wire.common import ErrorEnvelope, Message
from polyclinic.sdk.endpoint import ErrorType
from polyclinic.web import problems as http
from polyclinic.web.call import Answer
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import FieldProblem, HttpProblem

Json = dict[str, Any]

_STATUS: dict[type[core.Refusal], int] = {
    core.Unauthenticated: 401,
    core.Forbidden: 403,
    core.NotFound: 404,
    core.Invalid: 422,
    core.Conflict: 409,
    core.UnknownCursor: 422,
    core.Unavailable: 503,
    NamedRefusal: 422,
    billing.SecondPrincipal: 422,
    billing.LastDiagnosis: 422,
    billing.ReferringMissing: 422,
}
_NAMES: dict[type[Exception], str] = {
    core.Forbidden: "UnauthorizedError",
    billing.ReferringMissing: "UnprocessableEntityError",
    http.Broken: "InternalError",
    http.WrongMediaType: "InvalidContentTypeError",
    http.TooManyRequests: "TooManyRequestsError",
}
"""Errors with a message only, by what they are raised for."""

_FIELDS: dict[core.Path, core.Path] = {
    ("patient_id",): ("patient", "external_id"),
    ("name",): ("patient", "first_name"),
    ("birth_date",): ("patient", "date_of_birth"),
    ("start",): ("date_of_service",),
    ("end",): ("end_date_of_service",),
    ("facility_id",): ("service_facility_id",),
    ("tags",): ("tag_ids",),
    ("assignment", "user_id"): ("assignee_user_id",),
    ("on",): ("enabled_rule_ids",),
    ("off",): ("disabled_rule_ids",),
    ("file",): ("attachment_file",),
}
"""The record's fields in this API's words."""
_LINE_FIELDS = {
    "start": "date_of_service",
    "end": "end_date_of_service",
    "diagnosis_ids": "diagnosis_pointers",
}
_PRE_FIELDS: Mapping[str, Mapping[str, core.Path]] = {
    "patients": PATIENT_FIELDS,
    "appointments": APPOINTMENT_FIELDS,
    "patient_merges": MERGE_FIELDS,
    "images": IMAGE_FIELDS,
}
"""The same of resources of the pre-encounter API."""
_TAKEN = {MRN: "MRN", PLACER_ID: "placer_appointment_id"}
"""What an id of the pre-encounter API is called, if not an external id."""
_LONG = 200


def errors(refusal: core.Refusal | HttpProblem, failed: Failed) -> Answer:
    """The answer to a refusal."""
    match refusal:
        case NamedRefusal():
            return _named(failed, refusal.name, refusal.content) or _plain(failed, 422, refusal.message)
        case http.BadFields():
            return _bad_fields(failed, refusal)
        case UnknownTags() | BadInstances() | SchemaNameTaken() | KeyTaken() if found := _practices_own(
            failed, refusal
        ):
            return found
        case core.Invalid():
            return _invalid(failed, [(_field(failed, problem.path), problem.message) for problem in refusal.problems])
        case core.UnknownCursor():
            return _invalid(failed, [("page_token", "not a token of this list")])
        case core.ExternalIdTaken():
            return _taken(failed, refusal)
        case TooManyClients():
            content = {"message": _sentence(refusal.message), "limit": refusal.limit}
            return _named(failed, "M2MUserLimitReachedHttpError", content) or _plain(failed, 422, refusal.message)
        case NpiTaken():
            return _invalid(failed, [("npi", "Already in use")])
        case core.Conflict() if not isinstance(refusal, core.Contended):
            return _conflict(failed, refusal)
        case core.NotFound():
            return _not_found(failed, refusal.id)
        case core.Unauthenticated():
            return _unauthenticated(failed)
        case _:
            return _message_only(failed, refusal)


def error_body(error: ErrorType | None) -> Any:
    """The type of an error's body."""
    if error is None:
        return ErrorEnvelope[Any]
    return ErrorEnvelope[error.content]  # type: ignore[name-defined]  # a type known at run time only


def _named(failed: Failed, name: str, content: Any) -> Answer | None:
    """An error by its name, if the endpoint declares it."""
    declared = failed.endpoint.errors if failed.endpoint else ()
    for error in declared:
        if error.name == name:
            if error.content is Message:
                content = {"message": content["message"]}
            return _envelope(failed, error.status, name, content)
    return None


def _practices_own(failed: Failed, refusal: UnknownTags | BadInstances | SchemaNameTaken | KeyTaken) -> Answer | None:
    """What is wrong with tags, schemas and instances of these, where the endpoint can say it."""
    match refusal:
        case UnknownTags():
            return _named(failed, "InvalidTagNamesError", {"invalid_tag_names": list(refusal.names)})
        case BadInstances():
            return _named(failed, "SchemaInstanceValidationHttpFailure", instance_errors(refusal))
        case _:
            return _named(failed, "SchemaValidationHttpFailure", schema_errors(refusal))


def _plain(failed: Failed, status: int, message: str, headers: dict[str, str] | None = None) -> Answer:
    """An error that the endpoint does not declare."""
    name = HTTPStatus(status).phrase.replace(" ", "").replace("-", "")
    return _envelope(failed, status, name, {"message": message}, headers)


def _not_found(failed: Failed, id: str) -> Answer:
    message = "There is no such object"
    diagnosis = {"message": message, "diagnosis_id": id} if is_id(id) else {"message": message}
    return (
        _named(failed, "EntityNotFoundError", {"id": id})
        or _named(failed, "NotFoundError", {"message": message})
        or _named(failed, "DiagnosisNotFoundHTTPError", diagnosis)
        or _plain(failed, 404, message)
    )


def _conflict(failed: Failed, refusal: core.Conflict) -> Answer:
    message = _sentence(refusal.message)
    content: Json = {"message": message}
    if "latest_version" in refusal.facts:
        content["latest_version"] = refusal.facts["latest_version"]
    found = _named(failed, *_held(refusal, message)) or _named(failed, "VersionConflictError", content)
    if found is None and isinstance(refusal, billing.LineIdTaken):
        return _invalid(failed, [("external_id", message)])
    return found or _message_only(failed, refusal)


def _held(refusal: core.Conflict, message: str) -> tuple[str, Json]:
    """The error of its own that stands for what an encounter holds already."""
    match refusal:
        case billing.LineIdTaken() | billing.ClaimSent():
            return "EntityConflictError", {"entity_name": "service_line"}
        case ClientNameTaken():
            return "EntityConflictError", {"entity_name": "m2m_user"}
        case billing.RoleTaken():
            return "EntityConflictError", {"entity_name": f"{refusal.role}_provider"}
        case billing.GuarantorExists():
            return "EncounterHasExistingGuarantorError", {"message": message}
        case billing.SecondPrincipal():
            ids = {"existing_primary_diagnosis_id": refusal.existing_id, "new_primary_diagnosis_id": refusal.new_id}
            return "DisallowMultiplePrimaryDiagnosisHTTPError", {**ids, "message": message}
        case billing.LastDiagnosis():
            ids = {"diagnosis_id": refusal.diagnosis_id, "service_line_id": refusal.line_id}
            return "ServiceLinesMustHaveAtLeastOneDiagnosisHTTPError", {**ids, "message": message}
        case _:
            return "", {}


def _unauthenticated(failed: Failed) -> Answer:
    if failed.endpoint is not None and failed.endpoint.public is not None:
        return _plain(failed, 401, "The client id or secret is wrong")
    return _plain(failed, 401, "Send a valid bearer token", {"WWW-Authenticate": "Bearer"})


def _envelope(failed: Failed, status: int, name: str, content: Any, headers: dict[str, str] | None = None) -> Answer:
    instance = _instance(failed.raw.request_id)
    return Answer({"errorName": name, "errorInstanceId": instance, "content": content}, status, headers or {})


def _instance(request_id: str) -> str:
    """The request's id in the form of a UUID; a fresh one if a client chose the id and it is none."""
    try:
        return str(UUID(request_id))
    except ValueError:
        return new_id()


def _message_only(failed: Failed, refusal: core.Refusal | HttpProblem) -> Answer:
    status = _status(refusal)
    message = _sentence(refusal.message)
    found = _named(failed, _NAMES.get(type(refusal), ""), {"message": message})
    return found or _plain(failed, status, message)


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def _status(refusal: core.Refusal | HttpProblem) -> int:
    if isinstance(refusal, HttpProblem):
        return refusal.status
    return next((_STATUS[class_] for class_ in type(refusal).__mro__ if class_ in _STATUS), 400)


def _bad_fields(failed: Failed, refusal: http.BadFields) -> Answer:
    """A path that names nothing is not found, whatever else is wrong."""
    if any(problem.where == "path" for problem in refusal.problems):
        return _not_found(failed, _id_sent(failed))
    return _invalid(failed, [(".".join(map(str, problem.path)), _told(problem)) for problem in refusal.problems])


def _id_sent(failed: Failed) -> str:
    """What stands in the path where the endpoint has its first parameter."""
    template = failed.endpoint.path.split("/") if failed.endpoint else []
    pairs = zip(template, failed.raw.path.split("/"), strict=False)
    return next((given for name, given in pairs if name.startswith("{")), "")


def _told(problem: FieldProblem) -> str:
    if problem.code == "string_pattern_mismatch":
        return "Input does not have the format of this field"
    if problem.code == "literal_error" and len(problem.message) > _LONG:
        return "Input is not one of the codes of this field"
    return problem.message


def _invalid(failed: Failed, problems: list[tuple[str, str]]) -> Answer:
    """Every bad field, in whichever way the endpoint can say it."""
    content = [{"fieldName": name, "humanReadableMessage": message} for name, message in problems]
    message = "; ".join(f"{name}: {text}" for name, text in problems)
    # where only one field can be named, the others are told in its message
    first = content[0] if len(content) == 1 else {**content[0], "humanReadableMessage": message}
    return (
        _named(failed, "HttpRequestValidationsError", content)
        or _named(failed, "HttpRequestValidationError", first)
        or _named(failed, "UnprocessableEntityError", {"message": message})
        or _named(failed, "BadRequestError", {"message": message, "data": content})
        or _plain(failed, 422, message)
    )


def _field(failed: Failed, path: core.Path) -> str:
    if failed.endpoint is not None and failed.endpoint.name.startswith("pre_encounter."):
        fields = _PRE_FIELDS.get(failed.endpoint.name.split(".")[1], {})
        path = (*fields.get(str(path[0]), path[:1]), *path[1:])
        return ".".join(map(str, path))
    if len(path) == 3 and path[0] == "service_lines":
        path = (*path[:2], _LINE_FIELDS.get(str(path[2]), path[2]))
    return ".".join(map(str, _FIELDS.get(path, path)))


def _taken(failed: Failed, refusal: core.ExternalIdTaken) -> Answer:
    message = f"This {_TAKEN.get(refusal.system, 'external_id')} is already in use"
    if (found := _named(failed, "VersionConflictError", {"message": message})) is not None:
        return found
    if refusal.system == FACILITY_ID:
        found = _named(failed, "EntityConflictError", {"entity_name": "organization_service_facility"})
    elif refusal.system == ENCOUNTER_ID:
        found = _named(failed, "EncounterExternalIdUniquenessError", {"external_id": refusal.value})
    elif refusal.system == CONTROL_NUMBER:
        content = {"patient_control_number": refusal.value}
        found = _named(failed, "EncounterPatientControlNumberUniquenessError", content)
    else:
        found = _invalid(failed, [("patient.external_id" if refusal.system == PATIENT_ID else "", "Already in use")])
    return found or _invalid(failed, [("external_id", "Already in use")])
