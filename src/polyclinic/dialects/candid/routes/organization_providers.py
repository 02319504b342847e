"""Organization providers v3."""

import base64
import binascii
from typing import Any

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import LEGAL_ENTITY, LegalEntity
from polyclinic.core.practitioners import operations as practitioners
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, UnknownCursor
from polyclinic.core.shared.ids import is_id
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.core.shared.queries import Condition, Contains, Has, Is, OneOf, Order, Query
from polyclinic.dialects.candid.mapping import organization_providers as mapping
from polyclinic.dialects.candid.mapping.encounter_attachments import attached_by
from polyclinic.dialects.candid.mapping.organization_providers import Provider
from polyclinic.dialects.candid.routes.encounter_attachments import download_url, people_of
from polyclinic.dialects.candid.wire import organization_providers as wire
from polyclinic.dialects.candid.wire.encounter_attachments import MAX_FILE
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes
from polyclinic.web.uploads import keep, label_of

routes = Routes()

_TYPES = ("W9", "PECOS_RECORD", "BANK_LETTER_OR_VOIDED_CHECK")


@routes.on(wire.GET_MULTI)
async def get_multi(ctx: Context, call: Call[None, wire.ProviderQuery]) -> Reply:
    asked = call.query
    by, _, direction = asked.sort.partition(":")
    down, limit = direction == "desc", asked.limit
    after_person, after_company = _places(asked.page_token)
    person_key, company_key = ("npi_number", "npi") if by == "npi" else ("sort_name", "name")
    mine = tuple(_asked_for(ctx, asked, "full_name", "npi_number"))
    where = (Is("relation", Relation.STAFF.value), *mine)
    people = await practitioners.search(
        ctx, Query(PRACTITIONER, where, (Order(person_key, down),), limit=limit, after=after_person)
    )
    theirs = tuple(_asked_for(ctx, asked, "name", "npi"))
    companies = await organisation.search_legal_entities(
        ctx, Query(LEGAL_ENTITY, theirs, (Order(company_key, down),), limit=limit, after=after_company)
    )
    everyone = mapping.merged(people.items, companies.items, by, descending=down)
    shown = everyone[:limit]
    answer: dict[str, Any] = {"items": [mapping.from_core(provider) for provider in shown]}
    if len(everyone) > limit or people.has_more or companies.has_more:
        for provider in shown:
            if isinstance(provider, Practitioner):
                after_person = provider.id
            else:
                after_company = provider.id
        answer["next_page_token"] = _token(after_person, after_company)
    return answer


@routes.on(wire.CREATE)
async def create(ctx: Context, call: Call[wire.OrganizationProviderCreateV2]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_none=True)
    mapping.refuse_bad(sent, sent["provider_type"], {})
    if sent["provider_type"] == mapping.PERSON:
        person = mapping.person_changed(Practitioner(name=HumanName()), sent)
        return mapping.from_core(await practitioners.create(ctx, person))
    entity = mapping.organization_changed(LegalEntity(name=""), sent)
    return mapping.from_core(await organisation.add_legal_entity(ctx, entity))


@routes.on(wire.GET)
async def get(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await _found(ctx, call))


@routes.on(wire.UPDATE)
async def update(ctx: Context, call: Call[wire.OrganizationProviderUpdateV2]) -> Reply:
    sent = call.body.model_dump(mode="json", exclude_unset=True)
    held = await _found(ctx, call)
    shown = mapping.from_core(held)
    mapping.refuse_bad(sent, shown["provider_type"], shown)
    if isinstance(held, Practitioner):
        return mapping.from_core(
            await practitioners.update(ctx, held.id, lambda person: mapping.person_changed(person, sent))
        )
    return mapping.from_core(
        await organisation.update_legal_entity(ctx, held.id, lambda entity: mapping.organization_changed(entity, sent))
    )


# -- papers -----------------------------------------------------------------------------------------------------------


@routes.on(wire.LIST_ATTACHMENTS)
async def list_attachments(ctx: Context, call: Call) -> Reply:
    provider = await _found(ctx, call)
    related = tuple(mapping.paper_reference(provider.id, file_type) for file_type in _TYPES)
    papers = (await documents.search(ctx, Query(DOCUMENT, (Has("related", related),)))).items
    people = await people_of(ctx, papers)
    return [mapping.paper_from_core(each, people.get(attached_by(each)[1])) for each in papers]


@routes.on(wire.UPLOAD_ATTACHMENT)
async def upload_attachment(ctx: Context, call: Call[wire.AttachmentForm]) -> Reply:
    provider = await _found(ctx, call)
    label = label_of(call.files[wire.FILE])
    draft = mapping.paper_to_core(call.body.file_type, *label, provider, ctx.actor.id)
    return (await documents.add_only(ctx, draft, await keep(ctx, call, wire.FILE, MAX_FILE))).id


@routes.on(wire.DOWNLOAD_ATTACHMENT)
async def download_attachment(ctx: Context, call: Call[None, wire.AttachmentQuery]) -> Reply:
    paper = await _paper(ctx, str(call.query.attachment_id))
    return {"signed_download_url": await download_url(ctx, call.raw, paper)}


@routes.on(wire.DELETE_ATTACHMENT)
async def delete_attachment(ctx: Context, call: Call) -> Reply:
    await documents.delete(ctx, (await _paper(ctx, str(call.path["attachment_id"]))).id)
    return None


async def _paper(ctx: Context, document_id: str) -> Document:
    document = await documents.read(ctx, document_id)
    if not mapping.is_paper(document):
        raise NotFound(DOCUMENT.name, document_id)
    return document


# -- looking up -------------------------------------------------------------------------------------------------------


async def _found(ctx: Context, call: Call[Any, Any]) -> Provider:
    """A person or an organization; people who are only referred to are known by their ids, too."""
    id = str(call.path["organization_provider_id"])
    try:
        return await practitioners.read(ctx, id)
    except NotFound:
        return await organisation.read_legal_entity(ctx, id)


def _asked_for(ctx: Context, asked: wire.ProviderQuery, name: str, npi: str) -> list[Condition]:
    where: list[Condition] = []
    if asked.search_term is not None:
        where.append(Contains(name, fold(asked.search_term)))
    if asked.npi is not None:
        where.append(Is(npi, asked.npi))
    for key, value in (("renders", asked.is_rendering), ("bills", asked.is_billing)):
        if value is not None:
            where.append(Is(key, value))
    if asked.organization_provider_ids is not None:
        where.append(OneOf("id", tuple(str(id) for id in asked.organization_provider_ids)))
    if asked.organization_id is not None and str(asked.organization_id) != ctx.tenant.id:
        where.append(OneOf("id", ()))
    return where


def _token(person: str | None, company: str | None) -> str:
    """Where a page ends in either list."""
    return base64.urlsafe_b64encode(f"{person or ''}:{company or ''}".encode()).decode()


def _places(token: str | None) -> tuple[str | None, str | None]:
    """The people and the organizations that the page starts after. Raises ``UnknownCursor``."""
    if token is None:
        return None, None
    try:
        person, separator, company = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
    except (binascii.Error, ValueError):
        person, separator, company = "", "", ""
    if not separator or not (person or company) or any(id and not is_id(id) for id in (person, company)):
        raise UnknownCursor("not a page token")
    return person or None, company or None
