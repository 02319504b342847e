"""The verbs of benefits checks: have one made, work it when its time comes, take it back."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from polyclinic.core.benefits import policy, rules
from polyclinic.core.benefits.model import (
    BENEFITS_CHECK,
    OPEN,
    RULES,
    BenefitsCheck,
    Ineligibility,
    Move,
    Status,
    Transition,
)
from polyclinic.core.contracts.operations import contracted_payers
from polyclinic.core.coverage.model import ARCHIVED, COVERAGE, Coverage, Eligibility, Rejection
from polyclinic.core.eligibility.model import Inquiry, PayerAnswer, Requester
from polyclinic.core.eligibility.operations import inquiry_about
from polyclinic.core.eligibility.ports import PayerNetwork
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import Escalation, EscalationAction, ResourceType
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.organisation.operations import match_payer
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import AtMost, Event, Live
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, Unavailable, UnknownCursor, UnknownReference, WrongState
from polyclinic.core.shared.queries import Is, OneOf, OnePer, Page, Query
from polyclinic.core.shared.refusals import refuses

DUE = "benefits_check.due"
"""The event that has the office turn to a check: told when its last step is made, delivered when it is due."""
AGAIN_AFTER = timedelta(hours=4)
"""How long the office waits for a payer that does not answer."""
ANSWER_WITHIN = timedelta(days=14)
"""How long the provider has to look at what is asked."""
MOST_OPEN = 1000


# -- reading ----------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read(ctx: Context, check_id: str) -> BenefitsCheck:
    """A check by id."""
    ctx.require(policy.READ)
    return await ctx.need(BENEFITS_CHECK, check_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[BenefitsCheck]) -> Page[BenefitsCheck]:
    """A page of checks."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def latest_complete(ctx: Context, coverage_ids: Collection[str]) -> dict[str, BenefitsCheck]:
    """The check of each of these plans that was completed last; many have none."""
    ctx.require(policy.READ)
    if not coverage_ids:
        return {}
    where = (OneOf("coverage_id", tuple(coverage_ids)), Is("status", Status.COMPLETE.value))
    last = OnePer("coverage_id", "lateness")
    page = await ctx.find(Query(BENEFITS_CHECK, where, limit=len(coverage_ids), one_per=last))
    return {check.coverage_id: check for check in page.items}


# -- asking, and taking back ------------------------------------------------------------------------------------------


@refuses(UnknownReference)
async def request(ctx: Context, draft: BenefitsCheck) -> BenefitsCheck:
    """Have a live plan checked. The office turns to it at once."""
    ctx.require(policy.WRITE)
    coverage = await ctx.refer(COVERAGE, draft.coverage_id, "coverage_id")
    patient = await ctx.refer(PATIENT, coverage.patient_id, "coverage_id")
    ctx.guard(Live(COVERAGE, coverage.id))
    checked = replace(
        draft,
        patient_id=patient.id,
        legal_entity_id=patient.legal_entity_id,
        in_network=await _contracted(ctx, coverage) if draft.in_network is None else draft.in_network,
        due=ctx.clock.now(),
    )
    return await _keep(ctx, checked)


async def _contracted(ctx: Context, coverage: Coverage) -> bool:
    """Whether there is a contract with the plan's payer; a practice that has recorded none has them all."""
    payers = await contracted_payers(ctx)
    payer = await match_payer(ctx, coverage.payer_id, coverage.payer_name)
    return not payers or (payer is not None and payer.id in payers)


@refuses(NotFound, WrongState)
async def withdraw(ctx: Context, check_id: str, reason: str = "") -> BenefitsCheck:
    """Take an open check back."""
    ctx.require(policy.WRITE)
    return await _withdrawn(ctx, await ctx.need(BENEFITS_CHECK, check_id), reason)


@refuses()
async def withdraw_open(ctx: Context, coverage_id: str, reason: str) -> int:
    """Take back every open check of a plan; returns how many there were."""
    ctx.require(policy.WRITE)
    where = (Is("coverage_id", coverage_id), OneOf("status", tuple(status.value for status in OPEN)))
    found = (await ctx.find(Query(BENEFITS_CHECK, where, limit=MOST_OPEN))).items
    for check in found:
        await _withdrawn(ctx, check, reason)
    # one that is requested meanwhile must not stay open
    ctx.guard(AtMost(Query(BENEFITS_CHECK, where), 0, f"benefits_checks:{coverage_id}"))
    return len(found)


FOLLOWED = ("coverage.updated",)
"""The events that ``follow`` is for."""


@refuses()
async def follow(ctx: Context, event: Event) -> None:
    """Take back what is open for a plan that is no more, whichever API gave it up."""
    ctx.require(policy.WRITE)
    coverage = await ctx.get(COVERAGE, event.id)
    if coverage is not None and not coverage.active:
        await withdraw_open(ctx, coverage.id, ARCHIVED)


async def _withdrawn(ctx: Context, check: BenefitsCheck, reason: str) -> BenefitsCheck:
    after = await _keep(ctx, replace(_made(ctx, check, Move.WITHDRAW, note=reason), due=None))
    await escalations.withdraw_of(ctx, check.id)
    return after


# -- what the office does ---------------------------------------------------------------------------------------------


@refuses()
async def work(ctx: Context, network: PayerNetwork, due: Event, *, last_try: bool) -> None:
    """Make the step of a check that is due: take it up, or ask the payer and say what came of it.

    Raises ``Unavailable`` when the network is away; on the ``last_try`` the check is put off.
    """
    ctx.require(policy.WRITE)
    check = await ctx.get(BENEFITS_CHECK, due.id)
    if check is None or check.due is None or check.due != datetime.fromisoformat(due.facts["due"]):
        return  # over, or moved: then another event tells when
    at = check.due
    if check.status is Status.REQUESTED:
        await _keep(ctx, replace(_made(ctx, check, Move.TAKE_UP, at=at), due=at + check.template.takes))
    elif check.status is Status.AWAITING_BACK_OFFICE:
        await _ask(ctx, network, check, at, last_try=last_try)


async def _ask(ctx: Context, network: PayerNetwork, check: BenefitsCheck, at: datetime, *, last_try: bool) -> None:
    coverage = await ctx.need(COVERAGE, check.coverage_id, deleted=True)
    inquiry = await _inquiry(ctx, check, coverage, at)
    try:
        answer = await network.ask(inquiry)
    except Unavailable:
        if not last_try:
            raise
        answer = PayerAnswer(rejections=(Rejection(code="42", description="Unable to respond at current time"),))
    reason = answer.rejections[0].code if answer.rejections else ""
    if reason in rules.LATER:
        await _keep(ctx, replace(check, due=at + AGAIN_AFTER))
    elif reason and rules.mismatch(reason) is None:
        await _escalate(ctx, check, coverage, answer.rejections[0], at)
    else:
        done = replace(
            _made(ctx, check, Move.COMPLETE, at=at),
            due=None,
            inquiry=inquiry,
            relationship=coverage.relationship,
            answer=answer,
            ineligible=rules.mismatch(reason) or _why_not(answer, inquiry),
            completed_at=at,
        )
        await _keep(ctx, done)


async def _inquiry(ctx: Context, check: BenefitsCheck, coverage: Coverage, at: datetime) -> Inquiry:
    patient = await ctx.need(PATIENT, check.patient_id, deleted=True)
    provider_id = check.legal_entity_id or ctx.tenant.defaults.get("legal_entity", "")
    provider = await ctx.get(LEGAL_ENTITY, provider_id)
    requester = Requester(npi=provider.npi if provider else "", organisation=provider.name if provider else "")
    day = at.astimezone(ctx.tenant.zone).date()
    return inquiry_about(coverage, patient, requester, day, rules.service_types(check.specialties))


def _why_not(answer: PayerAnswer, inquiry: Inquiry) -> Ineligibility | None:
    if answer.eligibility is Eligibility.ACTIVE:
        return None
    ended = answer.plan is not None and answer.plan.end is not None and answer.plan.end < inquiry.service_date
    return Ineligibility.TERMINATED if ended else Ineligibility.INACTIVE


async def _escalate(ctx: Context, check: BenefitsCheck, coverage: Coverage, rejection: Rejection, at: datetime) -> None:
    """Ask the provider about what the payer does not accept."""
    asked = await _keep(ctx, replace(_made(ctx, check, Move.ASK_PROVIDER, at=at, note=rejection.code), due=None))
    payer = await match_payer(ctx, coverage.payer_id, coverage.payer_name)
    draft = Escalation(
        resource_type=ResourceType.BENEFITS_CHECK,
        resource_id=asked.id,
        patient_id=asked.patient_id,
        legal_entity_id=asked.legal_entity_id,
        payer_id=payer.id if payer else "",
        type=rules.matter_of(rejection.code),
        action=EscalationAction.SUBMISSION,
        reason=f"{rejection.description}. {rejection.resolutions}".strip(),
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )
    await escalations.open(ctx, draft)


@refuses(NotFound, WrongState)
async def answer(ctx: Context, check_id: str) -> BenefitsCheck:
    """Say that the provider has looked at what was asked: what is open of it is resolved, and the payer asked again."""
    ctx.require(policy.WRITE)
    check = await ctx.need(BENEFITS_CHECK, check_id)
    resumed = replace(_made(ctx, check, Move.ANSWER), due=ctx.clock.now() + check.template.takes)
    for escalation in await escalations.open_of(ctx, check_id):
        await escalations.resolve(ctx, escalation)
    return await _keep(ctx, resumed)


# -- moving and keeping -----------------------------------------------------------------------------------------------


def _made(
    ctx: Context, check: BenefitsCheck, move: Move, *, at: datetime | None = None, note: str = ""
) -> BenefitsCheck:
    """``check`` after ``move``. Raises ``WrongState``."""
    before, after = RULES[move]
    if check.status not in before:
        raise WrongState(f"the check is {check.status.value}", status=check.status.value)
    return replace(check, status=after, history=(*check.history, Transition(move, at or ctx.clock.now(), note)))


async def _keep(ctx: Context, check: BenefitsCheck) -> BenefitsCheck:
    """Stage a check, tell of it, and have its next step made when it is due."""
    kept = await ctx.put(BENEFITS_CHECK, check)
    word = "updated" if check.version else "requested"
    ctx.tell(Event(f"benefits_check.{word}", BENEFITS_CHECK.name, kept.id, {"status": kept.status.value}))
    if kept.due is not None:
        ctx.tell(Event(DUE, BENEFITS_CHECK.name, kept.id, {"due": kept.due.isoformat()}, due=kept.due))
    return kept
