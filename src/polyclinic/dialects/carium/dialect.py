"""Carium's API as the server mounts it."""

from collections.abc import Sequence
from functools import lru_cache

from polyclinic.dialects.carium.auth import DIALECT, authenticate
from polyclinic.dialects.carium.errors import errors
from polyclinic.dialects.carium.routes import (
    account,
    appointments,
    documents,
    identity,
    individuals,
    patients,
    practitioners,
    rooms,
    users,
)
from polyclinic.dialects.carium.wire.common import MEDIA_TYPE, ErrorDocument
from polyclinic.sdk.endpoint import Encoding
from polyclinic.web.dialect import Dialect, Routes
from polyclinic.web.problems import WrongMediaType
from polyclinic.web.rate_limits import RateLimit

LITERAL_ID = "<built-in function id>"
"""What the published PATCH and DELETE examples send before the real id: Python's ``id`` in an f-string."""

ALIASES = {"org-practioners": "org-practitioners"}


def normalise(segments: Sequence[str]) -> Sequence[str]:
    """The paths that the published examples mean: see ``docs/dialects/carium.md``.

    The literal id is dropped only where something follows it: a DELETE must never be left with a whole collection.
    """
    kept = [segment for segment in segments[:-1] if segment != LITERAL_ID] + list(segments[-1:])
    if kept[:2] == ["v1", "org-document-references"]:
        kept = ["caredb", *kept]
    return [ALIASES.get(segment, segment) if place == 2 else segment for place, segment in enumerate(kept)]


def encoding_of(content_type: str) -> Encoding | None:
    """Refuse JSON:API's media type with parameters other than ``profile``; no extension is supported."""
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type == MEDIA_TYPE and not _plain(parameters):
        raise WrongMediaType(f"{MEDIA_TYPE} takes no parameter but profile, and no extension is supported")
    return None


@lru_cache(maxsize=1024)
def acceptable(accept: str, media_type: str) -> bool:
    """Anything is, but an Accept header in which each instance of JSON:API's media type has such parameters."""
    ranges = [[part.strip().lower() for part in item.split(";")] for item in accept.split(",")]
    ours = [parameters for media_range, *parameters in ranges if media_range == MEDIA_TYPE]
    return not ours or any(_plain(parameters) for parameters in ours)


def _plain(parameters: Sequence[str]) -> bool:
    return all(parameter.partition("=")[0].strip() in ("profile", "q", "") for parameter in parameters)


dialect = Dialect(
    name=DIALECT,
    title="Carium",
    description="Patients, invitations, appointments and documents of an organization, as JSON:API 1.1.",
    routes=Routes().include(
        identity.routes,
        users.routes,
        account.routes,
        patients.routes,
        individuals.routes,
        practitioners.routes,
        appointments.routes,
        rooms.routes,
        documents.routes,
    ),
    authenticate=authenticate,
    errors=errors,
    rate_limits={
        "default": RateLimit(3000, 60, per="credential"),
        "login": RateLimit(300, 60, per="address"),
        "sign_in": RateLimit(20, 60, "moving", per="address"),
        "transfer": RateLimit(1200, 60, per="address"),
    },
    normalise=normalise,
    media_type=MEDIA_TYPE,
    json_types=frozenset({MEDIA_TYPE, "application/json"}),
    encoding_of=encoding_of,
    acceptable=acceptable,
    headers=lambda _: {"Vary": "Accept"},
    error_body=lambda error: ErrorDocument if error is None else error.content,
)
