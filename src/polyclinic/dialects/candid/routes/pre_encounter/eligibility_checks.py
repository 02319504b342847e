"""Serves ``eligibility_checks.py`` and ``insurance_discovery.py`` of ``wire/pre_encounter/``."""

from collections.abc import Sequence
from datetime import date, timedelta

from polyclinic.core.eligibility import operations as eligibility
from polyclinic.core.eligibility.model import (
    CHECK,
    PlanDiscovery,
    Recommendation,
    RecommendationKind,
    Requester,
)
from polyclinic.core.organisation import operations as organisation
from polyclinic.core.organisation.model import PAYER
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Contains, Is, Order, Query
from polyclinic.core.shared.times import to_instant
from polyclinic.dialects.candid.mapping.common import Json, instant
from polyclinic.dialects.candid.mapping.pre_encounter import eligibility_checks as mapping
from polyclinic.dialects.candid.mapping.pre_encounter import filters
from polyclinic.dialects.candid.mapping.pre_encounter import insurance_discovery as searches
from polyclinic.dialects.candid.paging import cursor
from polyclinic.dialects.candid.routes.pre_encounter.common import id_of, page_of, replaced
from polyclinic.dialects.candid.wire.common import Wire
from polyclinic.dialects.candid.wire.pre_encounter import eligibility_checks as wire
from polyclinic.dialects.candid.wire.pre_encounter import insurance_discovery as discovery
from polyclinic.web.call import Call, Reply
from polyclinic.web.dialect import Routes

routes = Routes()
BATCH_PAGE = 100
LISTED = 100
OLDEST = timedelta(days=2 * 366)
_FILTERS = {
    "patient_id": filters.identifier("patient_id"),
    "patient.id": filters.identifier("patient_id"),
    "coverage_id": filters.identifier("coverage_id"),
    "eligibility_check_id": filters.identifier("check_id"),
    "type": filters.code({word: (Is("kind", kind.value),) for word, kind in mapping.TYPES.items()}),
}


# -- checks -----------------------------------------------------------------------------------------------------------


@routes.on(wire.POST)
async def post(ctx: Context, call: Call[wire.EligibilityRequest]) -> Reply:
    sent = _sent(call.body)
    since = call.body.get_existing_check_initiated_after
    check = await eligibility.ask(
        ctx,
        call.services.payers,
        mapping.inquiry(sent, _today(ctx)),
        since=to_instant(since) if since else None,
    )
    return mapping.from_core(check, sent)


@routes.on(wire.BATCH)
async def batch(ctx: Context, call: Call[list[wire.EligibilityRequest]]) -> Reply:
    drafts = [mapping.draft(_sent(each), _today(ctx), ctx.actor.id) for each in call.body]
    return {
        "batch_id": await eligibility.queue(ctx, drafts),
        "submitted_at": instant(ctx.system_clock.now()),
    }


@routes.on(wire.POLL_BATCH)
async def poll_batch(ctx: Context, call: Call[None, wire.BatchQuery]) -> Reply:
    after, before = cursor(call.query.page_token)
    query = Query(CHECK, limit=BATCH_PAGE, after=after, before=before, total=True)
    page = await eligibility.search_batch(ctx, str(call.path["batch_id"]), query)
    return page_of(query, page, [mapping.from_core(check) for check in page.items])


@routes.on(wire.CHECK_COVERAGE)
async def check_eligibility(ctx: Context, call: Call[wire.CoverageCheck]) -> Reply:
    check = await eligibility.ask_about_coverage(
        ctx,
        call.services.payers,
        id_of(call.path),
        requester=Requester(npi=call.body.npi),
        service_date=call.body.date_of_service,
        service_type=call.body.service_code,
    )
    return mapping.metadata(check)


@routes.on(wire.GET_COVERAGE_CHECK)
async def get_eligibility(ctx: Context, call: Call) -> Reply:
    return mapping.of_coverage(await eligibility.check_of(ctx, id_of(call.path), str(call.path["check_id"])))


# -- searches for plans -----------------------------------------------------------------------------------------------


@routes.on(discovery.CHECK_DISCOVERY)
async def check_insurance_discovery(ctx: Context, call: Call[discovery.PatientDiscovery]) -> Reply:
    found = await eligibility.discover_for_patient(
        ctx,
        call.services.payers,
        str(call.body.patient_id),
        Requester(npi=call.body.npi),
        call.body.date_of_service,
    )
    return searches.discovery_metadata(found)


@routes.on(discovery.CHECK_DISCOVERY_PASSTHROUGH)
async def check_insurance_discovery_passthrough(ctx: Context, call: Call[discovery.InsuranceDiscoveryRequest]) -> Reply:
    return searches.discovery_metadata(await _discover(ctx, call))


@routes.on(discovery.INSURANCE_DISCOVERY)
async def insurance_discovery(ctx: Context, call: Call[discovery.InsuranceDiscoveryRequest]) -> Reply:
    return searches.discovery_from_core(await _discover(ctx, call))


@routes.on(discovery.GET_DISCOVERIES)
async def get_insurance_discovery_check_metadata(ctx: Context, call: Call[None, discovery.DiscoveryFilter]) -> Reply:
    found = await eligibility.discoveries(ctx, str(call.query.patient_id), limit=LISTED)
    return [searches.discovery_metadata(each) for each in found]


@routes.on(discovery.GET_DISCOVERY)
async def get_insurance_discovery(ctx: Context, call: Call) -> Reply:
    return searches.discovery_result(await eligibility.read_discovery(ctx, str(call.path["check_id"])))


async def _discover(ctx: Context, call: Call[discovery.InsuranceDiscoveryRequest]) -> PlanDiscovery:
    sent = _sent(call.body)
    day = _service_date(sent.get("encounter", {}), _today(ctx))
    person = searches.person(sent.get("dependent") or sent["subscriber"])
    return await eligibility.discover(ctx, call.services.payers, person, Requester(npi=sent["provider"]["npi"]), day)


# -- coordination of benefits -----------------------------------------------------------------------------------------


@routes.on(discovery.COORDINATION_OF_BENEFITS)
async def coordination_of_benefits(ctx: Context, call: Call[discovery.CoordinationOfBenefitsRequest]) -> Reply:
    sent, today = _sent(call.body), _today(ctx)
    if not sent["subscriber"].keys() & {"member_id", "ssn"}:
        message = "Give a member id or a social security number"
        raise Invalid.field("subscriber", "member_id", code="required", message=message)
    if not today - OLDEST <= _service_date(sent["encounter"], today) <= today:
        message = "Input should lie in the past two years"
        raise Invalid.field("encounter", "date_of_service", code="out_of_range", message=message)
    asked, found = await eligibility.coordinate(ctx, call.services.payers, searches.cob_inquiry(sent, today))
    return searches.cob_from_core(asked, found)


def _service_date(sent: Json, today: date) -> date:
    """The day of service. Raises ``Invalid`` for half a span, or one that ends before it begins."""
    start, end = (searches.compact_day(sent.get(f"{side}_date_of_service")) for side in ("beginning", "end"))
    if (start is None) != (end is None) or (start and end and end < start):
        message = "Input should be a day that does not lie before beginning_date_of_service, or be left out with it"
        raise Invalid.field("encounter", "end_date_of_service", code="bad_span", message=message)
    return searches.service_date(sent, today)


# -- payers -----------------------------------------------------------------------------------------------------------


@routes.on(wire.PAYER_SEARCH)
async def payer_search(ctx: Context, call: Call[None, wire.PayerQuery]) -> Reply:
    asked = call.query
    text = fold(asked.query or "")
    after, before = cursor(asked.page_token)
    where = (Contains("search_text", text),) if text else ()
    query = Query(PAYER, where, (Order("name"),), limit=asked.page_size, after=after, before=before, total=True)
    page = await organisation.search_payers(ctx, query)
    score = {True: 100, False: 50}
    items = [mapping.payer_item(each, score[each.search_text.startswith(text)]) for each in page.items]
    return {**page_of(query, page, items), "stats": {"total": page.total or 0}}


# -- recommendations --------------------------------------------------------------------------------------------------


@routes.on(wire.RECOMMENDATION)
async def recommendation(ctx: Context, call: Call[None, wire.RecommendationQuery]) -> Reply:
    where = filters.parse(call.query.filters, _FILTERS, ctx.tenant.zone)
    return await _shown(ctx, await eligibility.latest_recommendations(ctx, where, RecommendationKind))


@routes.on(wire.VOTE)
async def vote_recommendation(ctx: Context, call: Call[wire.Vote]) -> Reply:
    id, cast = str(call.path["recommendation_id"]), mapping.vote(_sent(call.body))
    return (await _shown(ctx, [await eligibility.vote(ctx, id, cast, version=replaced(call.path))]))[0]


async def _shown(ctx: Context, found: Sequence[Recommendation]) -> list[Json]:
    """Recommendations with whom they are about."""
    patients = await ctx.get_many(PATIENT, {each.patient_id for each in found})
    checks = await ctx.get_many(CHECK, {each.check_id for each in found})
    return [
        mapping.recommendation_from_core(each, patients.get(each.patient_id), checks.get(each.check_id), ctx.tenant.id)
        for each in found
    ]


def _sent(body: Wire) -> Json:
    """The body without nulls."""
    return body.model_dump(mode="json", exclude_none=True)


def _today(ctx: Context) -> date:
    return ctx.clock.today(ctx.tenant.zone)
