"""Every type of resource that the dialect serves, found in its declarations, with what tests need to write some."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

import httpx2
from pydantic import BaseModel

from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.dialects.carium.wire.common import Collection
from polyclinic.sdk.endpoint import Endpoint
from tests.dialects.carium.office import Office, changes

JSONAPI = "application/vnd.api+json"
PDF = b"%PDF-1.7\n"
VERBS = {"POST": "create", "GET": "read", "PATCH": "update", "DELETE": "delete"}


@dataclass(frozen=True)
class Type:
    """A type of resource: its collection, and its operations by verb."""

    name: str
    path: str
    verbs: Mapping[str, Endpoint[Any, Any, Any]]

    @cached_property
    def fields(self) -> dict[str, Any]:
        """What a resource can hold, by the wire's names."""
        attributes: Any = _resource_of(self.verbs["list"]).model_fields["attributes"].annotation
        found = attributes.model_fields
        return {field.alias or name: field for name, field in found.items()}

    @cached_property
    def relationships(self) -> tuple[str, ...]:
        """The names of its relationships."""
        declared = _resource_of(self.verbs["list"]).model_fields.get("relationships")
        if declared is None:
            return ()
        model, _ = get_args(declared.annotation)
        return tuple(field.alias or name for name, field in model.model_fields.items())

    def url(self, id: str) -> str:
        return f"{self.path}{id}/"

    def new(self, office: Office) -> dict[str, Any]:
        """A document that creates one."""
        return NEW[self.name](office)

    def change(self, **attributes: Any) -> dict[str, Any]:
        return changes(self.name, **attributes)

    async def some(self, office: Office, http: httpx2.AsyncClient) -> dict[str, Any]:
        """A resource of this type as it is read: one that is made if it can be, else the first that is there."""
        if self.name in MADE:
            answer = await http.post(self.path, json=self.new(office))
            assert answer.status_code == 201, answer.text
            made = answer.json()["data"]
            if upload := made["attributes"].get("upload-info"):
                await http.post(upload["upload-url"], data=upload["upload-data"], files={"file": ("a.pdf", PDF)})
                assert (await http.post(f"{self.url(made['id'])}process-upload/")).is_success
            answer = await http.get(self.url(made["id"]))
            data: dict[str, Any] = answer.json()["data"]
            return data
        first: dict[str, Any] = (await http.get(self.path)).json()["data"][0]
        return first


def _resource_of(listing: Endpoint[Any, Any, Any]) -> type[BaseModel]:
    gives: Any = listing.gives
    resource: type[BaseModel] = get_args(gives.model_fields["data"].annotation)[0]
    return resource


def _types() -> list[Type]:
    endpoints = [route.endpoint for route in dialect.routes]
    found = []
    for listing in endpoints:
        if not (isinstance(listing.gives, type) and issubclass(listing.gives, Collection)):
            continue
        (name,) = get_args(_resource_of(listing).model_fields["type"].annotation)
        verbs = {"list": listing}
        for endpoint in endpoints:
            if endpoint.path == f"{listing.path}{{id}}/" or (endpoint.path, endpoint.method) == (listing.path, "POST"):
                verbs[VERBS[endpoint.method]] = endpoint
        found.append(Type(name, listing.path, verbs))
    return found


TYPES = _types()

NEW: dict[str, Callable[[Office], dict[str, Any]]] = {
    "ui-patients": lambda office: office.new_patient(email=f"{new_id()}@example.com", username=...),
    "org-appointments": lambda office: office.new_appointment(),
    "org-document-references": lambda office: office.new_document(),
    "org-document-classes": lambda office: {
        "data": {
            "type": "org-document-classes",
            "attributes": {"organization-id": office.id, "name": f"Class {new_id()}"},
        }
    },
}
"""What creates a resource of each type that can be created."""

MADE = {"ui-patients", "org-appointments", "org-document-references", "org-document-classes"}
"""Of these each test makes its own."""

BETTER: dict[str, dict[str, Any]] = {
    "ui-patients": {"first_name": "Jim"},
    "individuals": {"first_name": "Jim"},
    "org-appointments": {"location": "Room 2"},
    "org-document-classes": {"name": "Letters"},
    "users": {"locale": "es_US"},
}
"""An attribute to change in each type that can be changed, and its new value."""

WORSE: dict[str, dict[str, Any]] = {
    "ui-patients": {"birth_date": "soon"},
    "individuals": {"birth_date": "soon"},
    "org-appointments": {"start_time": "soon"},
    "org-document-classes": {"organization_id": "mine"},
    "users": {"organization_id": "mine"},
}
"""An attribute that each of these refuses."""
