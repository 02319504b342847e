"""The verbs of eligibility: ask payers, and keep what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import (
    Benefit,
    BenefitKind,
    Benefits,
    CheckStatus,
    Coverage,
    Eligibility,
    LatestCheck,
    Rejection,
    Relationship,
)
from polyclinic.core.eligibility import policy
from polyclinic.core.eligibility.model import (
    CHECK,
    DISCOVERY,
    RECOMMENDATION,
    Coordination,
    EligibilityCheck,
    Inquiry,
    Member,
    PayerAnswer,
    Person,
    PlanDiscovery,
    Recommendation,
    RecommendationKind,
    Requester,
    Vote,
)
from polyclinic.core.eligibility.ports import PayerNetwork
from polyclinic.core.organisation.operations import match_payer
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, Unavailable, UnknownReference, VersionConflict
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Between, Condition, Is, OneOf, Order, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.timeline import operations as timeline
from polyclinic.core.timeline.model import Entry, EntryKind

QUEUED = "eligibility_check.queued"
"""The event that has a check of a batch answered."""
DISCOVERY_QUEUED = "plan_discovery.queued"
"""The event that has a search for plans made."""
NOTED = 50
"""How many checks a plan names."""

# -- checks -----------------------------------------------------------------------------------------------------------


@refuses()
async def ask(
    ctx: Context, network: PayerNetwork, inquiry: Inquiry, *, since: datetime | None = None
) -> EligibilityCheck:
    """Ask a payer, or take the last good answer to the same question if it was asked after ``since``."""
    ctx.require(policy.WRITE)
    if since is not None and (held := await _answered(ctx, inquiry, since)) is not None:
        return held
    draft = EligibilityCheck(inquiry=await _named(ctx, inquiry), asked_by=ctx.actor.id)
    return await ctx.put(CHECK, await _asked(ctx, network, draft))


@refuses(*refusals_of(coverages.update))
async def ask_about_coverage(
    ctx: Context,
    network: PayerNetwork,
    coverage_id: str,
    *,
    requester: Requester,
    service_date: date,
    service_type: str,
) -> EligibilityCheck:
    """Ask the payer of a patient's plan. The plan then names the check and, unless told not to, has its benefits."""
    ctx.require(policy.WRITE)
    coverage = await coverages.read(ctx, coverage_id)
    patient = await ctx.need(PATIENT, coverage.patient_id, deleted=True)
    draft = EligibilityCheck(
        inquiry=inquiry_about(coverage, patient, requester, service_date, (service_type,)),
        asked_by=ctx.actor.id,
        patient_id=coverage.patient_id,
        coverage_id=coverage.id,
    )
    check = await ctx.put(CHECK, await _asked(ctx, network, draft))
    await coverages.update(ctx, coverage.id, lambda held: _checked(held, check))
    await _tell(ctx, check)
    for recommendation in _recommendations(check, coverage):
        await ctx.put(RECOMMENDATION, recommendation)
    return check


@refuses(NotFound)
async def check_of(ctx: Context, coverage_id: str, check_id: str) -> EligibilityCheck:
    """A check that was made of this plan."""
    ctx.require(policy.READ)
    check = await ctx.need(CHECK, check_id)
    if check.coverage_id != coverage_id:
        raise NotFound(CHECK.name, check_id)
    return check


@refuses()
async def queue(ctx: Context, drafts: Sequence[EligibilityCheck]) -> str:
    """Have many questions asked later. The batch's id finds those that are answered."""
    ctx.require(policy.WRITE)
    batch_id = new_id()
    for draft in drafts:
        check = await ctx.put(CHECK, replace(draft, batch_id=batch_id))
        ctx.tell(Event(QUEUED, CHECK.name, check.id))
    return batch_id


@refuses()
async def answer_queued(ctx: Context, network: PayerNetwork, check_id: str, *, last_try: bool) -> None:
    """Ask the question of a batch, once. If the network is away on the ``last_try``, the check has failed."""
    ctx.require(policy.WRITE)
    check = await ctx.get(CHECK, check_id)
    if check is None or check.status is not CheckStatus.PENDING:
        return
    named = replace(check, inquiry=await _named(ctx, check.inquiry))
    await ctx.put(CHECK, await _asked(ctx, network, named, give_up=last_try))


@refuses(NotFound)
async def search_batch(ctx: Context, batch_id: str, query: Query[EligibilityCheck]) -> Page[EligibilityCheck]:
    """The part of a batch that is answered, in the order of the answers; ``query`` says which page."""
    ctx.require(policy.READ)
    if not (await ctx.find(Query(CHECK, (Is("batch_id", batch_id),), limit=1))).items:
        raise NotFound("batch", batch_id)
    where = (Is("batch_id", batch_id), OneOf("status", (CheckStatus.COMPLETED.value, CheckStatus.FAILED.value)))
    return await ctx.find(replace(query, where=where, order=(Order("answered_at"),)))


async def _answered(ctx: Context, inquiry: Inquiry, since: datetime) -> EligibilityCheck | None:
    where = (
        Is("digest", inquiry.digest),
        Is("status", CheckStatus.COMPLETED.value),
        Between("created_at", since),
    )
    page = await ctx.find(Query(CHECK, where, (Order("created_at", descending=True),), limit=1))
    return page.items[0] if page.items else None


async def _named(ctx: Context, inquiry: Inquiry) -> Inquiry:
    """``inquiry`` with the name that the payer's id stands for, if it stands for one."""
    if inquiry.payer_name:
        return inquiry
    payer = await match_payer(ctx, inquiry.payer_id, "")
    return replace(inquiry, payer_name=payer.name) if payer else inquiry


async def _asked(
    ctx: Context, network: PayerNetwork, draft: EligibilityCheck, *, give_up: bool = False
) -> EligibilityCheck:
    try:
        answer = await network.ask(draft.inquiry)
    except Unavailable:
        if not give_up:
            raise
        answer = PayerAnswer(rejections=(_AWAY,))
    return replace(
        draft,
        status=CheckStatus.FAILED if answer.rejections else CheckStatus.COMPLETED,
        answer=answer,
        answered_at=ctx.system_clock.now(),
    )


_AWAY = Rejection(code="42", description="Unable to respond at current time", follow_up="Resubmission allowed")


def inquiry_about(
    coverage: Coverage, patient: Patient, requester: Requester, service_date: date, service_types: tuple[str, ...]
) -> Inquiry:
    """What to ask about a patient's plan: a holder who is not the patient is its subscriber."""
    treated = Member(name=patient.name, birth_date=patient.birth_date)
    held = coverage.subscriber
    holder = Member(name=held.name, birth_date=held.birth_date) if held else treated
    own = coverage.relationship is Relationship.SELF
    return Inquiry(
        payer_id=coverage.payer_id,
        payer_name=coverage.payer_name,
        requester=requester,
        subscriber=replace(holder, member_id=coverage.member_id),
        dependent=None if own else treated,
        service_date=service_date,
        service_types=service_types,
    )


def _checked(coverage: Coverage, check: EligibilityCheck) -> Coverage:
    """``coverage`` as it is after a check."""
    answer = check.answer or PayerAnswer()
    latest = LatestCheck(
        check_id=check.id,
        at=check.created_at,
        eligibility=answer.eligibility,
        rejections=answer.rejections,
        corrections=answer.corrections,
        payer_id=answer.payer_id,
    )
    updates = coverage.auto_update and check.status is CheckStatus.COMPLETED
    benefits = replace(answer.benefits or Benefits(), check_id=check.id) if updates else coverage.benefits
    return replace(coverage, checks=(*coverage.checks, check.note)[-NOTED:], latest_check=latest, benefits=benefits)


async def _tell(ctx: Context, check: EligibilityCheck) -> None:
    answer = check.answer or PayerAnswer()
    facts = {"check_id": check.id, "status": check.status.value, "eligibility": answer.eligibility.value}
    kind, coverage_id = EntryKind.CHECK_COMPLETED, check.coverage_id
    entry = Entry(patient_id=check.patient_id or "", kind=kind, coverage_id=coverage_id, facts=facts)
    await timeline.note(ctx, entry)


# -- who else pays ----------------------------------------------------------------------------------------------------


@refuses()
async def coordinate(ctx: Context, network: PayerNetwork, inquiry: Inquiry) -> tuple[Inquiry, Coordination]:
    """Whether other payers cover a member too; with the inquiry as it was asked. Nothing of it is kept."""
    ctx.require(policy.WRITE)
    named = await _named(ctx, inquiry)
    return named, await network.coordinate(named)


@refuses()
async def discover(
    ctx: Context,
    network: PayerNetwork,
    person: Person,
    requester: Requester,
    service_date: date,
    *,
    patient_id: str | None = None,
) -> PlanDiscovery:
    """Look for the plans of a person."""
    ctx.require(policy.WRITE)
    found = await network.discover(person, requester, service_date)
    draft = PlanDiscovery(
        asked_by=ctx.actor.id,
        requester_npi=requester.npi,
        service_date=service_date,
        patient_id=patient_id,
        found=found,
    )
    return await ctx.put(DISCOVERY, draft)


@refuses(UnknownReference)
async def discover_for_patient(
    ctx: Context, network: PayerNetwork, patient_id: str, requester: Requester, service_date: date
) -> PlanDiscovery:
    """Look for the plans of a patient."""
    patient = await ctx.refer(PATIENT, patient_id, "patient_id")
    return await discover(ctx, network, _person(patient), requester, service_date, patient_id=patient.id)


@refuses(UnknownReference)
async def queue_discovery(ctx: Context, patient_id: str, requester: Requester, service_date: date) -> PlanDiscovery:
    """Have the plans of a patient looked for later: those of payers that the patient has no plan of."""
    ctx.require(policy.WRITE)
    await ctx.refer_all([(PATIENT, patient_id, ("patient_id",))])
    draft = PlanDiscovery(
        asked_by=ctx.actor.id,
        requester_npi=requester.npi,
        service_date=service_date,
        patient_id=patient_id,
        status=CheckStatus.PENDING,
    )
    discovery = await ctx.put(DISCOVERY, draft)
    ctx.tell(Event(DISCOVERY_QUEUED, DISCOVERY.name, discovery.id))
    return discovery


@refuses()
async def run_discovery(ctx: Context, network: PayerNetwork, discovery_id: str, *, last_try: bool) -> None:
    """Look for the plans of a queued search, once. If the network is away on the ``last_try``, it has failed."""
    ctx.require(policy.WRITE)
    held = await ctx.get(DISCOVERY, discovery_id)
    if held is None or held.status is not CheckStatus.PENDING or held.patient_id is None:
        return
    patient = await ctx.need(PATIENT, held.patient_id, deleted=True)
    known = {plan.payer_id for plan in await coverages.live_plans(ctx, patient.id)}
    try:
        found = await network.discover(_person(patient), Requester(npi=held.requester_npi), held.service_date)
    except Unavailable:
        if not last_try:
            raise
        await ctx.put(DISCOVERY, replace(held, status=CheckStatus.FAILED, rejections=(_AWAY,)))
        return
    new = tuple(plan for plan in found if plan.answer.payer_id not in known)
    await ctx.put(DISCOVERY, replace(held, status=CheckStatus.COMPLETED, found=new))


def _person(patient: Patient) -> Person:
    return Person(
        name=patient.name,
        birth_date=patient.birth_date,
        gender=patient.gender,
        address=patient.address,
        ssn=patient.ssn,
    )


@refuses(NotFound)
async def read_discovery(ctx: Context, discovery_id: str) -> PlanDiscovery:
    """A search for plans."""
    ctx.require(policy.READ)
    return await ctx.need(DISCOVERY, discovery_id)


@refuses()
async def discoveries(ctx: Context, patient_id: str, *, limit: int) -> Sequence[PlanDiscovery]:
    """The last searches for plans of a patient, the latest first."""
    ctx.require(policy.READ)
    query = Query(DISCOVERY, (Is("patient_id", patient_id),), (Order("created_at", descending=True),), limit=limit)
    return (await ctx.find(query)).items


# -- recommendations --------------------------------------------------------------------------------------------------


@refuses()
async def latest_recommendations(
    ctx: Context, where: Sequence[Condition], kinds: Iterable[RecommendationKind]
) -> list[Recommendation]:
    """The latest recommendation of each kind among those that match."""
    ctx.require(policy.READ)
    newest = (Order("created_at", descending=True),)
    found: list[Recommendation] = []
    for kind in kinds:
        page = await ctx.find(Query(RECOMMENDATION, (*where, Is("kind", kind.value)), newest, limit=1))
        found += page.items
    return found


@refuses(NotFound, VersionConflict)
async def vote(ctx: Context, recommendation_id: str, cast: Vote, *, version: int) -> Recommendation:
    """Say whether a recommendation is useful; a later vote of the same user replaces the earlier one."""
    ctx.require(policy.WRITE)
    held = await ctx.need(RECOMMENDATION, recommendation_id)
    if version != held.version:
        raise VersionConflict("recommendation has changed", latest_version=held.version)
    others = tuple(each for each in held.votes if each.user_id != cast.user_id)
    return await ctx.put(RECOMMENDATION, replace(held, votes=(*others, cast)))


def _recommendations(check: EligibilityCheck, coverage: Coverage) -> list[Recommendation]:
    """What follows from an answer by plain rules."""
    answer = check.answer
    if answer is None or answer.eligibility is not Eligibility.ACTIVE or answer.benefits is None:
        return []
    base = Recommendation(
        check_id=check.id,
        coverage_id=coverage.id,
        patient_id=coverage.patient_id,
        kind=RecommendationKind.COPAY,
        reason="",
    )
    found = []
    asked = check.inquiry.service_types[0]
    if (copay := _copay(answer.benefits.lines, asked)) is not None:
        reason = f"The payer asks this copay of its members for service type {asked} in its network."
        found.append(replace(base, reason=reason, cents=copay.cents))
    for other in answer.benefits.related:
        if other.role in _PAYER_ROLES:
            kind = _OTHER_PAYERS.get(answer.plan.insurance_type if answer.plan else "", RecommendationKind.COORDINATION)
            found.append(
                replace(
                    base,
                    id=new_id(),
                    kind=kind,
                    reason=f"The payer names {other.name} as {other.role.lower()}: bill it first.",
                    payer_id=other.identifier,
                    payer_name=other.name,
                )
            )
    return found


_PAYER_ROLES = frozenset({"Primary Payer", "Other Payer"})
_OTHER_PAYERS = {
    "MA": RecommendationKind.MEDICARE_ADVANTAGE,
    "MB": RecommendationKind.MEDICARE_ADVANTAGE,
    "MC": RecommendationKind.MANAGED_CARE,
}


def _copay(lines: Iterable[Benefit], service_type: str) -> Benefit | None:
    return next(
        (
            line
            for line in lines
            if line.kind is BenefitKind.COPAY and line.in_network is not False and service_type in line.service_types
        ),
        None,
    )
