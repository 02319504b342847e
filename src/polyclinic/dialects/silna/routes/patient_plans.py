"""Patient plans."""

from typing import Any

from polyclinic.core import enrolment
from polyclinic.core.benefits import operations as benefits
from polyclinic.core.benefits.model import BenefitsCheck
from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import COVERAGE, Coverage, CoverageStatus
from polyclinic.core.documents import operations as documents
from polyclinic.core.organisation.model import PAYER, Payer, payer_key
from polyclinic.core.organisation.operations import match_payer
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Path, Problem
from polyclinic.core.shared.queries import Between, Is
from polyclinic.dialects.silna import paging
from polyclinic.dialects.silna.mapping import patient_plans as mapping
from polyclinic.dialects.silna.mapping.common import SOURCE_ID, Refs, provider_of
from polyclinic.dialects.silna.routes.common import need_patient, path_id, refs_of, source_id_filter
from polyclinic.dialects.silna.wire import patient_plans as wire
from polyclinic.web.call import Answer, Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()


@routes.on(wire.LIST)
async def list_patient_plans(ctx: Context, call: Call[None, wire.PatientPlanQuery]) -> Reply:
    refs = refs_of(ctx, call)
    patient = await need_patient(ctx, path_id(call, "patient_id"), refs)
    where = (
        Is("patient_id", patient.id),
        Is("status", CoverageStatus.ACTIVE.value),
        Between("member_id", " "),
        *source_id_filter(call.query.source_id, patient.id),
    )
    page = await coverages.search(ctx, paging.query_of(COVERAGE, call.query, *where))
    checks = await benefits.latest_complete(ctx, [plan.id for plan in page.items])
    return paging.page_of(page, [await _shown(ctx, plan, patient, refs, checks.get(plan.id)) for plan in page.items])


@routes.on(wire.CREATE)
async def create_patient_plan(ctx: Context, call: Call[wire.PatientPlanCreate]) -> Reply:
    body = call.body
    draft = mapping.to_core(body, await _check_references(ctx, body, refs_of(ctx, call)))
    draft = mapping.with_source_id(draft, body.source_id)
    plan = await enrolment.enter(ctx, draft, if_taken=mapping.CONFLICTS[body.conflict_behavior])
    return {"patient_plan_id": plan.id}


@routes.on(wire.PUT)
async def put_patient_plan(ctx: Context, call: Call[wire.PatientPlanPut]) -> Reply:
    body = call.body
    draft = mapping.to_core(body, await _check_references(ctx, body, refs_of(ctx, call)))
    match = enrolment.Match(SOURCE_ID, body.source_id, mapping.SAME[body.deduplication_strategy])
    conflicts = mapping.PUT_CONFLICTS[body.conflict_behavior]
    plan, new = await enrolment.enter_once(ctx, draft, match, if_taken=conflicts)
    return Answer({"patient_plan_id": plan.id}, 201 if new else 200)


@routes.on(wire.GET)
async def get_patient_plan(ctx: Context, call: Call) -> Reply:
    refs = refs_of(ctx, call)
    plan, patient = await need_plan(ctx, path_id(call, "patient_plan_id"), refs)
    checks = await benefits.latest_complete(ctx, [plan.id])
    return await _shown(ctx, plan, patient, refs, checks.get(plan.id))


@routes.on(wire.UPDATE)
async def update_patient_plan(ctx: Context, call: Call[wire.PatientPlanUpdate]) -> Reply:
    plan, _ = await need_plan(ctx, path_id(call, "patient_plan_id"), refs_of(ctx, call), live=True)
    if "source_id" in call.body.model_fields_set:
        await coverages.update(ctx, plan.id, lambda held: mapping.with_source_id(held, call.body.source_id))
    return None


@routes.on(wire.DELETE)
async def delete_patient_plan(ctx: Context, call: Call) -> Reply:
    plan, _ = await need_plan(ctx, path_id(call, "patient_plan_id"), refs_of(ctx, call), live=True)
    await enrolment.archive(ctx, plan.id)
    return None


async def need_plan(ctx: Context, plan_id: str, refs: Refs, *, live: bool = False) -> tuple[Coverage, Patient]:
    """A plan that this API can show, with its patient. Raises ``NotFound``, if ``live`` for an archived one too."""
    plan = await coverages.read(ctx, plan_id)
    if not mapping.complete(plan) or (live and not plan.pays):
        raise NotFound(COVERAGE.name, plan_id)
    try:
        return plan, await need_patient(ctx, plan.patient_id, refs)
    except NotFound:
        raise NotFound(COVERAGE.name, plan_id) from None


async def _shown(
    ctx: Context, plan: Coverage, patient: Patient, refs: Refs, check: BenefitsCheck | None
) -> dict[str, Any]:
    payer = await match_payer(ctx, plan.payer_id, plan.payer_name)
    place = plan.order
    if place is None:
        place = coverages.places(await coverages.live_plans(ctx, patient.id)).get(plan.id, 1)
    return mapping.from_core(
        plan,
        provider_id=provider_of(patient, refs) or "",
        payor_id=payer.id if payer else payer_key(plan.payer_id, plan.payer_name),
        place=place,
        check=check,
    )


async def _check_references(ctx: Context, body: wire.PatientPlanCore, refs: Refs) -> Payer:
    """The payor that is named. Raises ``Invalid`` with everything named that the caller cannot see."""
    problems = []
    payer = await ctx.get(PAYER, body.payor_entity_id)
    if payer is None or not payer.active:
        problems.append(Problem(("payor_entity_id",), "unknown_reference", "there is no such payor"))
    try:
        await need_patient(ctx, body.patient_id, refs)
    except NotFound:
        problems.append(Problem(("patient_id",), "unknown_reference", "there is no such patient"))
    cards: list[tuple[Path, str]] = [
        ((field,), file_id)
        for field in ("insurance_card_file_id", "insurance_card_back_file_id")
        if (file_id := getattr(body, field))
    ]
    problems += await documents.strange(ctx, cards, body.patient_id)
    if payer is None or problems:
        raise Invalid(problems)
    return payer
