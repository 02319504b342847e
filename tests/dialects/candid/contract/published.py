"""What the published package expects of an answer, taken from the package itself: its models are the contract.

The package reads leniently (unknown members, either of a member's two names, numbers as text). Here nothing of that
passes, so that an answer that checks out is one that the API's own description allows.
"""

import json
import re
import sys
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

import pydantic
from candid import CandidApiClient, CandidApiClientEnvironment
from candid.core.api_error import ApiError

from polyclinic.web.router import Router
from tools.candid_coverage import call, operations

PLAIN_NAMES = {status.phrase.replace(" ", "").replace("-", ""): status.value for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Operation:
    """One of the package's methods: ``errors`` are the names that it knows, with their statuses."""

    package: str
    method: str
    path: str
    errors: Mapping[str, int]

    def answer(self) -> Any:
        """The type of what it gives; None if nothing."""
        hints = typing.get_type_hints(_method(self.package))
        (given,) = typing.get_args(hints["return"])
        return None if given is type(None) else given

    def content(self, name: str) -> Any:
        """The type of an error's content."""
        known = vars(sys.modules[_method(self.package).__module__])
        for found, value in known.items():
            if found.casefold() == name.casefold() and isinstance(value, type) and issubclass(value, ApiError):
                return typing.get_type_hints(value.__init__)["body"]
        raise LookupError(f"{self.package} knows no {name}")


@cache
def known_operations() -> Mapping[str, Operation]:
    """All of them, by their names in the package."""
    found = {}
    for row in operations():
        errors = dict(error.split(":") for error in row["errors"].split())
        statuses = {name: int(status) for name, status in errors.items()}
        found[row["package"]] = Operation(row["package"], row["method"], row["path"], statuses)
    return found


OWN = frozenset(
    {"encounter_attachments.v1.download", "pre_encounter.images.v1.download", "pre_encounter.images.v1.upload"}
)
"""Endpoints that the package does not call by themselves: what links lead to."""


def operation_at(method: str, path: str) -> Operation | None:
    """The operation that a request asks for; a mount at /candid does not count."""
    found = _router().find([part for part in path.removeprefix("/candid/").split("/") if part])
    return found[0].get(method) if found else None


@cache
def _router() -> Router[Operation]:
    # two methods of the package make the same call (write_offs.v_1.revert*): either will do
    calls = {call(operation.method, operation.path): operation for operation in known_operations().values()}
    router: Router[Operation] = Router()
    for operation in calls.values():
        router.add(operation.method, operation.path, operation)
    return router


@cache
def _package() -> CandidApiClient:
    nowhere = CandidApiClientEnvironment(candid_api="http://none.example", pre_encounter="http://none.example")
    return CandidApiClient(environment=nowhere, client_id="", client_secret="")


def _method(name: str) -> Any:
    *resource, method = name.split(".")
    part: Any = _package()
    for step in resource:
        part = getattr(part, step)
    return getattr(part.with_raw_response, method)


def problems(operation: Operation, status: int, content: bytes) -> list[str]:
    """What is wrong with an answer that should be JSON or nothing."""
    if status < 400:
        return _against(operation.answer(), content)
    body = json.loads(content)
    if not isinstance(body, dict) or set(body) != {"errorName", "errorInstanceId", "content"}:
        return [f"no error envelope: {content!r}"]
    name = body["errorName"]
    if name not in operation.errors:
        plain = PLAIN_NAMES.get(name) == status and set(body["content"]) == {"message"} and body["content"]["message"]
        return [] if plain else [f"{name} is no error of {operation.package}"]
    if status != operation.errors[name]:
        return [f"{name} comes with {operation.errors[name]}, not {status}"]
    return _against(operation.content(name), json.dumps(body["content"]).encode())


def _against(type_: Any, content: bytes) -> list[str]:
    if type_ is None:
        return [] if content in (b"", b"null") else ["an answer where none is expected"]
    try:
        read = _adapter(type_).validate_json(content, strict=True)
    except pydantic.ValidationError as error:
        return [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return list(_strangers(read, json.loads(content), ""))


@cache
def _adapter(type_: Any) -> "pydantic.TypeAdapter[Any]":
    return pydantic.TypeAdapter(type_)


def _strangers(read: Any, sent: Any, path: str) -> Iterator[str]:
    """The members of ``sent`` that the model it was read as does not have by that name."""
    if isinstance(read, pydantic.BaseModel):
        fields = {field.alias or name: name for name, field in type(read).model_fields.items()}
        for name, value in sent.items():
            if name not in fields:
                yield f"{path}{name}: {type(read).__name__} has no such member"
            else:
                yield from _strangers(getattr(read, fields[name]), value, f"{path}{name}.")
    elif isinstance(read, list):
        for at, (item, value) in enumerate(zip(read, sent, strict=True)):
            yield from _strangers(item, value, f"{path}{at}.")
    elif isinstance(read, dict):
        for name, value in sent.items():
            yield from _strangers(read[name], value, f"{path}{name}.")


class UnpublishedAnswer(AssertionError):
    """An answer that the published package does not describe."""


def check_answer(method: str, path: str, status: int, media_type: str, content: bytes) -> None:
    """Raise ``UnpublishedAnswer`` unless the package describes this answer. Files and pages are not looked into."""
    operation = operation_at(method, path)
    if operation is None or not (re.fullmatch(r"application/json(;.*)?", media_type) or status == 204):
        return
    if found := problems(operation, status, content):
        raise UnpublishedAnswer(f"{operation.package} answered {status}: {'; '.join(found)}")
