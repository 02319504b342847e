"""What was found in documents of prior authorizations; shown once it is known."""

from polyclinic.core.priorauth import checks
from polyclinic.core.priorauth.model import DOCUMENT_CHECK
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import document_intelligence as mapping
from polyclinic.dialects.silna.routes.common import path_id
from polyclinic.dialects.silna.wire import document_intelligence as wire
from polyclinic.dialects.silna.wire.common import PageQuery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
_BATCH = "document_validation_batch_id"


@routes.on(wire.GET_VALIDATION)
async def get_document_validation(ctx: Context, call: Call) -> Reply:
    return mapping.from_core(await checks.read(ctx, path_id(call, "document_validation_id")))


@routes.on(wire.GET_BATCH)
async def get_document_validation_batch(ctx: Context, call: Call) -> Reply:
    return mapping.batch(await checks.batch(ctx, path_id(call, _BATCH)))


@routes.on(wire.LIST_OF_BATCH)
async def list_document_validations(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    batch_id = (await checks.batch(ctx, path_id(call, _BATCH)))[0].batch_id
    page = await checks.search(ctx, paging.query_of(DOCUMENT_CHECK, call.query, Is("batch_id", batch_id)))
    return paging.page_of(page, [mapping.from_core(check) for check in page.items])
