"""What handlers share: the checks of a request's ids, and what a type of resource is."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.dialects.carium.errors import ATTRIBUTES, IdGiven, IdMismatch, UnknownOrganization
from polyclinic.dialects.carium.wire.common import PageQuery
from polyclinic.web import conditional
from polyclinic.web.call import Call, RawRequest

T = TypeVar("T", bound=Entity)
Spelled = dict[str, Any]


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


def changed(ctx: Context, raw: RawRequest, sent: Sent, current: Entity) -> None:
    """Check a change of ``current``.

    Raises ``IdMismatch``, ``Invalid`` for another organization, ``PreconditionFailed`` (``If-Match``).
    """
    if sent.id is not None and sent.id != current.id:
        raise IdMismatch("`id` is not the one in the URL", {"pointer": "/data/id"})
    _check_organization(ctx, sent.attributes)
    conditional.require(raw, current.version)


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
class Relationship:
    """A relationship to the resources whose ids an attribute holds: one or none, or with ``many`` a list."""

    attribute: str
    to: "Resources[Any]"
    many: bool = False

    def ids(self, attributes: Spelled) -> list[str]:
        """Those that a resource with these attributes refers to."""
        held = attributes[self.attribute]
        return held if self.many else [held] * (held is not None)

    def linkage(self, attributes: Spelled) -> Any:
        """The resource identifiers: a list of them, or one, or None."""
        identifiers = [{"type": self.to.type, "id": id} for id in self.ids(attributes)]
        return identifiers if self.many else next(iter(identifiers), None)


@dataclass(frozen=True, slots=True)
class Resources(Generic[T]):
    """Resources of a type: where they are found, what of the record they are, and what they refer to.

    ``spell`` gives the attributes of each object, by as few questions as it can; ``search`` is the core's.
    """

    path: str
    type: str
    kind: Kind[T]
    search: Callable[[Context, Query[T]], Awaitable[Page[T]]]
    spell: Callable[[Context, Call[Any, Any], Sequence[T]], Awaitable[list[Spelled]]]
    relationships: Mapping[str, Relationship] = field(default_factory=dict)

    def url(self, raw: RawRequest, id: str) -> str:
        """Where a resource is found."""
        return raw.absolute(f"{self.path}{id}/")

    def resource(self, raw: RawRequest, entity: T, attributes: Spelled, wanted: frozenset[str] | None) -> Spelled:
        """A resource object; of its attributes and relationships only the ``wanted`` ones (sparse fieldsets)."""
        url = self.url(raw, entity.id)
        found = {
            "type": self.type,
            "id": entity.id,
            "attributes": attributes,
            "links": {"self": url},
            "meta": {"version": entity.version},
        }
        if wanted is not None:
            found["attributes"] = {name: value for name, value in attributes.items() if name in wanted}
        if relationships := dict(self._related(url, attributes, wanted)):
            found["relationships"] = relationships
        return found

    def _related(
        self, url: str, attributes: Spelled, wanted: frozenset[str] | None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, relationship in self.relationships.items():
            if wanted is None or name in wanted:
                yield name, {"data": relationship.linkage(attributes), "links": {"related": f"{url}{name}/"}}
