"""What schemathesis is told beside its own checks. It loads this file itself (``SCHEMATHESIS_HOOKS``)."""

import os
from typing import Any
from urllib.parse import urlencode

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

from polyclinic.server.connections import BoundedConnection

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_LONGEST_QUERY = BoundedConnection.LARGEST_HEAD - 4096
_FACILITY = os.environ.get("FUZZ_FACILITY", "")


@schemathesis.check
def what_breaks_the_document_is_refused(ctx: Any, response: Any, case: Any) -> bool | None:
    """Schemathesis' ``negative_data_rejection``, but for forms, which have no types: ``0`` is a text there.

    And for empty texts: drchrono takes one for null, in JSON as in forms, and its document does not say so. A body that
    is too large (413) is refused, too.
    """
    blank = isinstance(case.body, dict) and "" in case.body.values()
    if case.media_type in _FORMS or blank or response.status_code == 413:
        return None
    return negative_data_rejection(ctx, response, case)


@schemathesis.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """What does not fit into the head of a request is refused by the connection, before any API hears of it."""
    return len(urlencode(query or {}, doseq=True)) < _LONGEST_QUERY


@schemathesis.hook
def map_headers(context: Any, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """CareStack asks for a facility in a header: one that nobody knows would be all that is ever refused."""
    if headers and _FACILITY and "facilityid" in headers:
        headers["facilityid"] = _FACILITY
    return headers
