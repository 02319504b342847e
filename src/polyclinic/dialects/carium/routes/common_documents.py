"""JSON:API documents: resources, and those that they refer to (compound documents)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.queries import OneOf, Page, Query
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.errors import BadParameter
from polyclinic.dialects.carium.routes.common import Relationship, Resources, Spelled
from polyclinic.dialects.carium.wire.common import MAX_PAGE, NewDocument, PageQuery, SentRelationship
from polyclinic.web.call import Answer, Call
from polyclinic.web.problems import BadFields, FieldProblem, NoRoute

T = TypeVar("T", bound=Entity)
Tree = dict[str, "Tree"]
"""Relationships to follow, each with those to follow from there."""


async def document(
    ctx: Context, call: Call[Any, Any], resources: Resources[T], entity: T, more: Spelled | None = None
) -> Answer:
    """One resource, with ``more`` attributes than it usually has. The answer carries an ETag."""
    compound = _Compound(ctx, call)
    tree = compound.tree(resources)
    (found,) = await compound.primary(resources, [entity], tree, more)
    return Answer({"data": found, **compound.included(tree)}, version=entity.version)


async def created(
    ctx: Context, call: Call[Any, Any], resources: Resources[T], entity: T, more: Spelled | None = None
) -> Answer:
    """The answer to a creation."""
    made = await document(ctx, call, resources, entity, more)
    return Answer(made.body, headers={"Location": resources.url(call.raw, entity.id)}, version=made.version)


async def collection(ctx: Context, call: Call[Any, Any], resources: Resources[T], page: Page[T]) -> Spelled:
    """A page of resources, with links to the others."""
    query: PageQuery = call.query
    compound = _Compound(ctx, call)
    tree = compound.tree(resources)
    found = await compound.primary(resources, page.items, tree)
    return {**paging.collection(call.raw, query, page, found), **compound.included(tree)}


async def related(ctx: Context, call: Call[Any, Any], resources: Resources[T], entity: T) -> Spelled:
    """What the relationship in the URL names: a resource or null, or a list of them. Raises ``NoRoute``."""
    name = call.path["relationship"]
    relationship = resources.relationships.get(name)
    if relationship is None:
        raise NoRoute("no such path")
    compound = _Compound(ctx, call)
    tree = compound.tree(relationship.to)
    (attributes,) = await resources.spell(ctx, call, [entity])
    entities = await _fetch(ctx, relationship, relationship.ids(attributes))
    found = await compound.primary(relationship.to, entities, tree)
    links = {"self": f"{resources.url(call.raw, entity.id)}{name}/"}
    data = found if relationship.many else next(iter(found), None)
    return {"data": data, "links": links, **compound.included(tree)}


@dataclass(slots=True)
class _Compound:
    """One document in the making."""

    ctx: Context
    call: Call[Any, Any]
    _primary: set[tuple[str, str]] = field(default_factory=set)
    _included: dict[tuple[str, str], Spelled] = field(default_factory=dict)

    def tree(self, resources: Resources[Any]) -> Tree | None:
        """What ``include`` asks for; None if it is not there. Raises ``BadParameter``."""
        include: str | None = getattr(self.call.query, "include", None)
        if include is None:
            return None
        tree: Tree = {}
        for path in include.split(",") if include else ():
            branch, at = tree, resources
            for name in path.split("."):
                relationship = at.relationships.get(name)
                if relationship is None:
                    raise BadParameter(f"{at.type} have no relationship of that name", {"parameter": "include"})
                branch, at = branch.setdefault(name, {}), relationship.to
        return tree

    async def primary(
        self, resources: Resources[T], entities: Sequence[T], tree: Tree | None, more: Spelled | None = None
    ) -> list[Spelled]:
        """The primary resources; what is to be included with them is found on the way.

        After a write, raises ``BadFields`` if relationships were sent along that say something else.
        """
        self._primary = {(resources.type, entity.id) for entity in entities}
        attributes = [each | (more or {}) for each in await resources.spell(self.ctx, self.call, entities)]
        if isinstance(self.call.body, NewDocument):
            _check_linkage(resources, self.call.body.data.relationships or {}, attributes[0])
        await self._follow(resources, attributes, tree or {})
        return self._resources(resources, entities, attributes)

    def included(self, tree: Tree | None) -> Spelled:
        """The member ``included``: there if it was asked for, though it be empty."""
        return {} if tree is None else {"included": list(self._included.values())}

    async def _follow(self, resources: Resources[Any], holders: Sequence[Spelled], tree: Tree) -> None:
        for name, branch in tree.items():
            relationship = resources.relationships[name]
            ids = dict.fromkeys(id for attributes in holders for id in relationship.ids(attributes))
            entities = await _fetch(self.ctx, relationship, list(ids))
            attributes = await relationship.to.spell(self.ctx, self.call, entities)
            for found in self._resources(relationship.to, entities, attributes):
                if (key := (found["type"], found["id"])) not in self._primary:
                    self._included[key] = found
            await self._follow(relationship.to, attributes, branch)

    def _resources(
        self, resources: Resources[T], entities: Sequence[T], attributes: Sequence[Spelled]
    ) -> list[Spelled]:
        query: BaseModel = self.call.query
        asked = getattr(query, _fieldsets(type(query)).get(resources.type, ""), None)
        wanted = None if asked is None else frozenset(asked.split(","))
        return [
            resources.resource(self.call.raw, entity, each, wanted)
            for entity, each in zip(entities, attributes, strict=True)
        ]


def _check_linkage(resources: Resources[Any], sent: Mapping[str, SentRelationship], attributes: Spelled) -> None:
    """Relationships are written by their attributes: what was sent of them must be what those came to."""
    problems = []
    for name, relationship in resources.relationships.items():
        given = sent.get(name)
        if given is not None and "data" in given.model_fields_set:
            data = given.data if isinstance(given.data, list) else [given.data] if given.data else []
            if [(each["type"], each["id"].lower()) for each in data] != [
                (relationship.to.type, id) for id in relationship.ids(attributes)
            ]:
                message = f"`{name}` is changed by the attribute `{relationship.attribute}`"
                problems.append(FieldProblem("body", ("data", "relationships", name), "contradiction", message))
    if problems:
        raise BadFields(problems)


async def _fetch(ctx: Context, relationship: Relationship, ids: Sequence[str]) -> list[Any]:
    """The resources of these ids that can be read, in their order."""
    found: dict[str, Any] = {}
    for start in range(0, len(ids), MAX_PAGE):
        some = tuple(ids[start : start + MAX_PAGE])
        query = Query(relationship.to.kind, (OneOf("id", some),), limit=len(some))
        found |= {entity.id: entity for entity in (await relationship.to.search(ctx, query)).items}
    return [found[id] for id in ids if id in found]


@cache
def _fieldsets(query: type[BaseModel]) -> Mapping[str, str]:
    """The field of a query model that holds the fieldset of each type."""
    named = {name: field.alias or "" for name, field in query.model_fields.items()}
    return {alias[7:-1]: name for name, alias in named.items() if alias.startswith("fields[")}
