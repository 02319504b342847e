"""What the API refuses, by the names it has for it."""

from collections.abc import Mapping
from typing import Any

from polyclinic.sdk import errors
from polyclinic.sdk.errors import ApiError, Conflict, Unprocessable
from polyclinic.sdk.operation import Response


class ExternalIdTaken(Unprocessable):
    """Another encounter has this external id; ``Encounters.list(external_id=...)`` finds it."""


class ValidationFailed(Unprocessable):
    """Values were refused: ``problems`` holds what is wrong by the path of each bad field."""

    @property
    def problems(self) -> Mapping[str, str]:
        content = self.body["content"]
        listed = content if isinstance(content, list) else [content]
        return {each["fieldName"]: each.get("humanReadableMessage") or "" for each in listed}


class DeprecatedStatus(Unprocessable):
    """Tasks are not given this status any more."""


class EntityConflict(Conflict):
    """There is one already, or it does not change any more; ``entity`` is what."""

    @property
    def entity(self) -> str:
        return str(self.body["content"]["entity_name"])


class GuarantorExists(Conflict):
    """The encounter has a guarantor."""


class SecondPrincipalDiagnosis(Unprocessable):
    """The encounter has a principal diagnosis."""


class LastDiagnosisOfLine(Unprocessable):
    """A service line points at no other diagnosis."""


class ProviderRequired(Unprocessable):
    """A new encounter needs a rendering or an attending provider."""


class VersionConflict(Conflict):
    """Another version was expected, or an id is in use; ``latest_version`` is where the object stands."""

    @property
    def latest_version(self) -> int | None:
        latest: int | None = self.body["content"].get("latest_version")
        return latest


_BY_NAME: Mapping[str, type[ApiError]] = {
    "EncounterExternalIdUniquenessError": ExternalIdTaken,
    "HttpRequestValidationsError": ValidationFailed,
    "HttpRequestValidationError": ValidationFailed,
    "EntityConflictError": EntityConflict,
    "EncounterHasExistingGuarantorError": GuarantorExists,
    "DisallowMultiplePrimaryDiagnosisHTTPError": SecondPrincipalDiagnosis,
    "ServiceLinesMustHaveAtLeastOneDiagnosisHTTPError": LastDiagnosisOfLine,
    "EncounterRenderingOrAttendingProviderRequired": ProviderRequired,
    "TaskUpdatedToDeprecatedStatusError": DeprecatedStatus,
    "VersionConflictError": VersionConflict,
}


def error_from(response: Response) -> ApiError:
    """The error that an answer names; its message is the name and what is told about it."""
    error = errors.error_from(response)
    body = error.body if isinstance(error.body, dict) else {}
    name = str(body.get("errorName", ""))
    if not name:
        return error
    return _BY_NAME.get(name, type(error))(response, f"{name}: {_told(body.get('content'))}")


def _told(content: Any) -> str:
    if isinstance(content, list):
        return "; ".join(_told(each) for each in content)
    if isinstance(content, dict):
        return str(content.get("message") or ", ".join(str(value) for value in content.values()))
    return str(content)
