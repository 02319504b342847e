"""Who signs in, and the organization they sign in to: serves ``wire/users.py``."""

from collections.abc import Sequence
from typing import Any

from polyclinic.core.identity import operations
from polyclinic.core.identity.model import USER, User
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is, Page
from polyclinic.dialects.carium import paging
from polyclinic.dialects.carium.mapping import users as mapping
from polyclinic.dialects.carium.routes import common, common_documents
from polyclinic.dialects.carium.routes.common import Resources, Spelled
from polyclinic.dialects.carium.wire import users as wire
from polyclinic.dialects.carium.wire.common import NewDocument
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.problems import NoRoute

routes = Routes()
_VERSION = 1
"""An organization has no other: it stays as it was made."""


async def _spell(ctx: Context, _: Call[Any, Any], users: Sequence[User]) -> list[Spelled]:
    return [mapping.from_core(user, ctx.tenant.id) for user in users]


USERS = Resources(wire.PATH, mapping.TYPE, USER, operations.search_users, _spell)


@routes.on(wire.LIST)
async def search(ctx: Context, call: Call[None, wire.UsersQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    named = Is("username", query.username.casefold()) if query.username is not None else None
    patient = Is("patient_id", query.individual_id) if query.individual_id is not None else None
    page = await operations.search_users(ctx, paging.rows(USER, query, query.sort, mapping.SORTABLE, named, patient))
    return await common_documents.collection(ctx, call, USERS, page)


@routes.on(wire.READ)
async def read(ctx: Context, call: Call[None, wire.UserQuery]) -> Reply:
    return await common_documents.document(ctx, call, USERS, await operations.read_user(ctx, call.path["id"]))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[NewDocument[wire.ChangedUser], wire.UserQuery]) -> Reply:
    attributes = call.body.data.attributes
    user = await operations.read_own_user(ctx, call.path["id"])
    common.changed(ctx, call.raw, call.body.data, user)
    if attributes.locale is not None:
        user = await operations.set_locale(ctx, user, attributes.locale)
    return await common_documents.document(ctx, call, USERS, user)


@routes.on(wire.LIST_ORGANIZATIONS)
async def list_organizations(ctx: Context, call: Call[None, wire.OrganizationsQuery]) -> Reply:
    query = call.query
    common.listed(ctx, query)
    paging.order(query.sort, mapping.ORGANIZATIONS_SORTABLE)
    mine = [_practice(call)][query.offset : query.offset + query.limit]
    return paging.collection(call.raw, query, Page(mine, has_more=False, total=1), [_resource(call)] * len(mine))


@routes.on(wire.READ_ORGANIZATION)
async def read_organization(ctx: Context, call: Call[None, wire.OrganizationQuery]) -> Reply:
    if call.path["id"] != ctx.tenant.id:
        raise NoRoute("organization not found")
    return Answer({"data": _resource(call)}, version=_VERSION)


def _practice(call: Call[Any, Any]) -> Practice:
    assert call.principal is not None
    return call.principal.practice


def _resource(call: Call[Any, Any]) -> Spelled:
    practice = _practice(call)
    attributes = mapping.organization_from_core(practice)
    if call.query.fields is not None:
        wanted = set(call.query.fields.split(","))
        attributes = {name: value for name, value in attributes.items() if name in wanted}
    links = {"self": call.raw.absolute(f"{wire.ORGANIZATIONS_PATH}{practice.id}/")}
    meta = {"version": _VERSION}
    return {"type": mapping.ORGANIZATION, "id": practice.id, "attributes": attributes, "links": links, "meta": meta}
