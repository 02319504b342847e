"""Every operation, declared as it is published: parameters, bodies, statuses."""

from typing import Any

import pytest

from polyclinic.dialects.silna.dialect import dialect
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.silna.contract.published import differences, operations, parameter_differences

OURS = {"files.download"}
"""What links lead to."""

SERVED = {
    f"{endpoint.method} {endpoint.path}": endpoint
    for endpoint in (route.endpoint for route in dialect.routes)
    if endpoint.name not in OURS
}
each_operation = pytest.mark.parametrize("call", sorted(SERVED))


def served(call: str) -> Endpoint[Any, Any, Any]:
    return SERVED[call]


def test_what_is_published_is_served() -> None:
    assert len(operations()) == 63
    assert SERVED.keys() == operations().keys()


@each_operation
def test_parameters(call: str) -> None:
    published, endpoint = operations()[call].parameters, served(call)
    query = {name: field for (where, name), field in published.items() if where == "query"}
    headers = {
        name: field for (where, name), field in published.items() if where == "header" and name != "idempotency-key"
    }
    assert parameter_differences(query, endpoint.query) == []
    assert parameter_differences(headers, endpoint.headers) == []
    assert {name for where, name in published if where == "path"} == set(endpoint.path_names)


@each_operation
def test_bodies(call: str) -> None:
    published, endpoint = operations()[call], served(call)
    if published.takes == "application/octet-stream":
        assert (endpoint.takes, endpoint.accepts) == (None, ("raw",))
    elif published.takes:
        assert differences(published.takes, endpoint.takes, "request") == []
    else:
        assert endpoint.takes is None


@each_operation
def test_successes(call: str) -> None:
    published, endpoint = operations()[call], served(call)
    assert {endpoint.status, *endpoint.other_statuses} == published.gives.keys()
    for schema in published.gives.values():
        if schema:
            assert differences(schema, endpoint.gives, "answer") == []
        else:
            assert endpoint.gives is None


@each_operation
def test_refusals(call: str) -> None:
    assert {error.status for error in served(call).errors} >= operations()[call].errors
