"""What handlers share: the checks of a request's ids, and JSON:API documents."""

from dataclasses import dataclass
from typing import Any, Protocol

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.dialects.carium.errors import ATTRIBUTES, IdGiven, IdMismatch, UnknownOrganization
from polyclinic.dialects.carium.wire.common import PageQuery
from polyclinic.web.call import Answer, RawRequest


class Attributes(Protocol):
    """Attributes that are sent."""

    @property
    def organization_id(self) -> str: ...
    @property
    def model_fields_set(self) -> set[str]: ...


class Sent(Protocol):
    """A resource object that is sent."""

    @property
    def id(self) -> str | None: ...
    @property
    def attributes(self) -> Attributes: ...


def new(ctx: Context, sent: Sent) -> None:
    """Check what is to be created. Raises ``IdGiven``, ``Invalid`` for another organization."""
    if sent.id is not None:
        raise IdGiven("ids are chosen by the server", {"pointer": "/data/id"})
    _check_organization(ctx, sent.attributes)


def changed(ctx: Context, sent: Sent, id: str) -> None:
    """Check what is to be changed. Raises ``IdMismatch``, ``Invalid`` for another organization."""
    if sent.id is not None and sent.id != id:
        raise IdMismatch("`id` is not the one in the URL", {"pointer": "/data/id"})
    _check_organization(ctx, sent.attributes)


def _check_organization(ctx: Context, attributes: Attributes) -> None:
    if "organization_id" in attributes.model_fields_set and attributes.organization_id != ctx.tenant.id:
        path = (*ATTRIBUTES, "organization-id")
        raise Invalid.field(*path, code="unknown_reference", message="organization not found")


def listed(ctx: Context, query: PageQuery) -> None:
    """Check what is to be listed. Raises ``UnknownOrganization``."""
    for name, id in (
        ("organization-id", query.organization_id),
        ("filter[organization-id]", query.filter_organization_id),
    ):
        if id not in (None, ctx.tenant.id):
            raise UnknownOrganization("organization not found", {"parameter": name})


@dataclass(frozen=True, slots=True)
class Collection:
    """Where resources of a type are found."""

    path: str
    type: str

    def resource(self, raw: RawRequest, id: str, attributes: dict[str, Any], fields: str | None) -> dict[str, Any]:
        """A resource object with its link; ``fields`` is the sparse fieldset that was asked for."""
        if fields is not None:
            wanted = set(fields.split(","))
            attributes = {name: value for name, value in attributes.items() if name in wanted}
        links = {"self": raw.absolute(f"{self.path}{id}/")}
        return {"type": self.type, "id": id, "attributes": attributes, "links": links}


def document(data: dict[str, Any]) -> dict[str, Any]:
    """The document of one resource."""
    return {"data": data}


def created(data: dict[str, Any]) -> Answer:
    """The answer to a creation."""
    return Answer(document(data), headers={"Location": data["links"]["self"]})
