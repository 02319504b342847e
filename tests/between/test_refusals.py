"""Every refusal at every endpoint of every API has an answer: of a fitting status, in a body that the API declares."""

import importlib
import json
from collections.abc import Iterator
from functools import cache
from inspect import Parameter, signature
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers

from polyclinic.core.documents.errors import DownloadRefused
from polyclinic.core.identity.errors import InvitationRefused
from polyclinic.core.organisation.schemas import FieldType, Mismatch, SchemaField
from polyclinic.core.shared import errors as core
from polyclinic.core.shared.errors import ExternalIdTaken, NotFound, Problem, Refusal, UnknownReference
from polyclinic.dialects.candid.mapping.rules import NamedRefusal
from polyclinic.dialects.carium.errors import Pointed
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.server.dialects import load_dialects
from polyclinic.web.call import RawRequest
from polyclinic.web.dialect import Dialect, Failed
from polyclinic.web.oauth import InvalidClient
from polyclinic.web.problems import HttpProblem
from polyclinic.web.samples import samples
from tests.dialects.candid.contract.published import OWN, operation_at, problems
from tests.house.tree import modules

DIALECTS = load_dialects()
SYSTEMS = (
    "candid.encounter.external_id",
    "candid.patient.external_id",
    "candid.patient_control_number",
    "drchrono.chart_id",
    "silna.source_id",
)
ID = "0192f0c0-0000-7000-8000-000000000000"
EXAMPLES: dict[str, Any] = {
    "role": "REFERRING",
    "id": ID,
    "limit": 100,
    "holder": ID,
    "problems": [Problem(("file",), "file_empty", "the file is empty")],
    "fields": [SchemaField(key="k", type=FieldType.STRING)],
    "mismatches": [Mismatch("unknown_schema", (0,), ID)],
}
RAW = RawRequest("GET", "/", "", Headers({}), "https://x.example", "", "127.0.0.1", "0" * 32)
CLIENT_ERRORS = frozenset(range(400, 500)) - {401, 403}
FITTING: dict[type[Exception], frozenset[int]] = {
    core.Unauthenticated: frozenset({401}),
    core.Forbidden: frozenset({403}),
    DownloadRefused: frozenset({403, 410}),
    InvitationRefused: frozenset({403, 404, 410}),
    core.NotFound: frozenset({404}),
    InvalidClient: frozenset({400, 401}),
    core.Unavailable: frozenset({503}),
    Refusal: CLIENT_ERRORS,
    HttpProblem: CLIENT_ERRORS,
}
"""What a refusal may be answered with; the most specific class counts. A problem of the plumbing has its own too."""


def classes(base: type[Exception]) -> Iterator[type[Exception]]:
    """Every class of refusals: of the record, of the plumbing, of the APIs."""
    for module in modules():
        if module.within("src") and module.path.name == "errors.py":
            importlib.import_module(".".join(module.path.with_suffix("").parts[1:]))
    found = [base]
    for class_ in found:
        found += (each for each in class_.__subclasses__() if each.__module__.startswith("polyclinic."))
    return (class_ for class_ in found if class_ not in (Refusal, HttpProblem, Pointed))


def example(class_: type[Any]) -> Refusal | HttpProblem:
    """One of a class that ``samples`` does not show: what it is made of are sentences and names, or in ``EXAMPLES``."""
    if issubclass(class_, Pointed):
        return class_("not here", {"pointer": "/data"})
    parameters = [
        each for each in signature(class_).parameters.values() if each.kind is Parameter.POSITIONAL_OR_KEYWORD
    ]
    made = class_(*[EXAMPLES.get(each.name.rpartition("_")[2], "not like that") for each in parameters])
    assert isinstance(made, Refusal | HttpProblem)
    return made


def refusals() -> tuple[Refusal | HttpProblem, ...]:
    shown = [
        *samples(),
        DownloadRefused("no", reason="expired"),
        InvitationRefused("no", reason="spent"),
        UnknownReference.among([Problem(("facility_id",), "unknown_reference", "not found")]),
        *(NotFound(kind, "1") for kind in ("appointment", "legal_entity", "unheard_of")),
        *(ExternalIdTaken(system.split(".")[1], system, "1") for system in SYSTEMS),
        NamedRefusal("InvalidTagNamesError", {"invalid_tag_names": ["a"]}, "unknown tags"),
    ]
    left = {*classes(Refusal), *classes(HttpProblem)} - {type(refusal) for refusal in shown}
    return (*shown, *(example(class_) for class_ in sorted(left, key=lambda each: each.__name__)))


def concerned() -> Iterator[Any]:
    """Each refusal with each API that can meet it: what one API refuses in its own words never reaches another."""
    for refusal in refusals():
        module = type(refusal).__module__
        for dialect in DIALECTS:
            if "dialects" not in module or f".{dialect.name}." in module:
                yield pytest.param(dialect, refusal, id=f"{dialect.name}-{type(refusal).__name__}")


def problem(dialect: Dialect, endpoint: Endpoint[Any, Any, Any] | None, refusal: Refusal | HttpProblem) -> str | None:
    """What is wrong with the answer."""
    answer = dialect.errors(refusal, Failed(endpoint, RAW))
    fitting = next(FITTING[class_] for class_ in type(refusal).__mro__ if class_ in FITTING)
    own = {refusal.status} if isinstance(refusal, HttpProblem) else set()
    if answer.status not in fitting | own:
        return f"is answered with {answer.status}"
    if dialect.name == "candid" and endpoint is not None and endpoint.name not in OWN:
        # its clients look for the names that they know, and there for one payload each
        operation = operation_at(endpoint.method, endpoint.path)
        assert operation is not None
        return "; ".join(problems(operation, answer.status, json.dumps(answer.body).encode())) or None
    declared = [error for error in endpoint.errors if error.status == answer.status] if endpoint else []
    types = [dialect.error_body(error) for error in declared] or [dialect.error_body(None)]
    if not any(fits(type_, answer.body) for type_ in types):
        return f"has a body that is not that of a {answer.status} there: {answer.body!r}"
    return None


def fits(type_: Any, body: object) -> bool:
    try:
        adapter(type_).validate_python(body, extra="forbid")
    except ValidationError:
        return False
    return True


@cache
def adapter(type_: Any) -> "TypeAdapter[Any]":
    return TypeAdapter(type_)


@pytest.mark.parametrize(("dialect", "refusal"), list(concerned()))
def test_every_refusal_is_answered_at_every_endpoint(dialect: Dialect, refusal: Refusal | HttpProblem) -> None:
    endpoints = [None, *(route.endpoint for route in dialect.routes)]
    found = {each.name if each else "no route": problem(dialect, each, refusal) for each in endpoints}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
