"""Benefits checks."""

import asyncio

from polyclinic.core.benefits import operations as benefits
from polyclinic.core.benefits.model import BENEFITS_CHECK, TEMPLATES, BenefitsCheck, Status
from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.model import Document
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, WrongState
from polyclinic.core.shared.queries import Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import benefits_checks as mapping
from polyclinic.dialects.silna.mapping import benefits_checks_reports as reports
from polyclinic.dialects.silna.mapping.common import Refs, provider_of
from polyclinic.dialects.silna.routes.common import need_patient, path_id, refs_of
from polyclinic.dialects.silna.routes.patient_plans import need_plan
from polyclinic.dialects.silna.wire import benefits_checks as wire
from polyclinic.dialects.silna.wire import benefits_checks_v2 as wire_v2
from polyclinic.dialects.silna.wire.common import PageQuery
from polyclinic.standards.paper import MEDIA_TYPE, pdf
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_benefits_checks(ctx: Context, call: Call[None, PageQuery]) -> Reply:
    plan, _ = await need_plan(ctx, path_id(call, "patient_plan_id"), refs_of(ctx, call))
    query = paging.query_of(BENEFITS_CHECK, call.query, Is("coverage_id", plan.id))
    page = await benefits.search(ctx, query)
    return paging.page_of(page, [mapping.preview(check) for check in page.items])


@routes.on(wire.CREATE)
async def create_benefits_check(ctx: Context, call: Call[wire.BenefitsCheckCreate]) -> Reply:
    await _check_references(ctx, call.body, refs_of(ctx, call))
    check = await benefits.request(ctx, mapping.to_core(call.body))
    return {"benefits_check_ids": [check.id]}


@routes.on(wire.TEMPLATES)
async def list_templates(ctx: Context, call: Call[None, wire.TemplateQuery]) -> Reply:
    return paging.page_of_few(mapping.templates_from_core(call.query.template_name), call.query)


@routes.on(wire.GET)
async def get_benefits_check(ctx: Context, call: Call) -> Reply:
    refs = refs_of(ctx, call)
    return mapping.from_core(*await _need(ctx, path_id(call, "benefits_check_id"), refs), refs)


@routes.on(wire_v2.GET)
async def get_benefits_check_v2(ctx: Context, call: Call) -> Reply:
    refs = refs_of(ctx, call)
    return mapping.from_core_v2(*await _need(ctx, path_id(call, "benefits_check_id"), refs), refs)


@routes.on(wire.REPORT)
async def report_benefits_check(ctx: Context, call: Call) -> Reply:
    check, provider_id = await _need(ctx, path_id(call, "benefits_check_id"), refs_of(ctx, call))
    if check.status is not Status.COMPLETE:
        raise WrongState("the benefits check is not complete", status=check.status.value)
    provider = await ctx.need(LEGAL_ENTITY, provider_id, deleted=True)
    content = await asyncio.to_thread(pdf, reports.report(check, provider.name, ctx.tenant.name))
    name = f"benefits-report-{check.id}.pdf"
    draft = Document(
        name=name,
        filename=name,
        content_type=MEDIA_TYPE,
        patient_id=check.patient_id,
        legal_entity_id=check.legal_entity_id,
        date=check.completed_at.date() if check.completed_at else None,
    )
    return {"file_id": (await documents.add_made(ctx, call.services.files, draft, content)).id}


async def _need(ctx: Context, check_id: str, refs: Refs) -> tuple[BenefitsCheck, str]:
    """A check of a patient that this API can show, with the provider's id. Raises ``NotFound``."""
    check = await benefits.read(ctx, check_id)
    try:
        patient = await need_patient(ctx, check.patient_id, refs)
    except NotFound:
        raise NotFound(BENEFITS_CHECK.name, check_id) from None
    return check, provider_of(patient, refs) or ""


async def _check_references(ctx: Context, body: wire.BenefitsCheckCreate, refs: Refs) -> None:
    problems = []
    try:
        plan, _ = await need_plan(ctx, body.patient_plan_id, refs)
        if not plan.pays:
            problems.append(Problem(("patient_plan_id",), "archived", "the plan is archived"))
    except NotFound:
        problems.append(Problem(("patient_plan_id",), "unknown_reference", "there is no such patient plan"))
    if body.template_id is not None and body.template_id not in {template.id for template in TEMPLATES}:
        problems.append(Problem(("template_id",), "unknown_reference", "there is no such template"))
    if problems:
        raise Invalid(problems)
