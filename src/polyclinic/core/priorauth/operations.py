"""The verbs of prior authorizations that the practice uses: ask for one, say more, complete it, take it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from polyclinic.core.coverage.model import ARCHIVED, COVERAGE, Coverage
from polyclinic.core.documents import operations as documents
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import Escalation, EscalationAction
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.priorauth import checks, policy
from polyclinic.core.priorauth.model import (
    PRIOR_AUTHORIZATION,
    Evidence,
    PriorAuthorization,
)
from polyclinic.core.priorauth.moves import keep, make
from polyclinic.core.priorauth.requirements import progress_of, requirements_of, standard_of
from polyclinic.core.priorauth.states import BUILDING, OPEN, Move, Status
from polyclinic.core.shared.changes import Event, Live
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, UnknownCursor, UnknownReference, WrongState
from polyclinic.core.shared.queries import Is, OneOf, Page, Query
from polyclinic.core.shared.refusals import refuses

TAKEN_UP_AFTER = timedelta(minutes=1)
"""How long after its completion the back office looks at a request."""
MOST_OPEN = 500
"""Open requests under one plan that are withdrawn together."""

# -- reading ----------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read(ctx: Context, authorization_id: str) -> PriorAuthorization:
    """A request by id, in whatever state."""
    ctx.require(policy.READ)
    return await ctx.need(PRIOR_AUTHORIZATION, authorization_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[PriorAuthorization]) -> Page[PriorAuthorization]:
    """A page of requests."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def open_for(ctx: Context, coverage_id: str) -> Sequence[PriorAuthorization]:
    """The requests under a plan that something is still to come of, as they are staged; at most ``MOST_OPEN``."""
    ctx.require(policy.READ)
    return await _open(ctx, Is("coverage_id", coverage_id))


async def _open(ctx: Context, whose: Is) -> list[PriorAuthorization]:
    where = (whose, OneOf("status", tuple(status.value for status in OPEN)))
    page = await ctx.find(Query(PRIOR_AUTHORIZATION, where, limit=MOST_OPEN))
    staged = await ctx.get_many(PRIOR_AUTHORIZATION, [authorization.id for authorization in page.items])
    return [authorization for authorization in staged.values() if authorization.is_open]


# -- asking -----------------------------------------------------------------------------------------------------------


@refuses(Invalid, UnknownReference)
async def create(ctx: Context, draft: PriorAuthorization) -> PriorAuthorization:
    """Begin a request under a plan. What it needs is set down from its specialty and type.

    Refuses a type that there is none of for the specialty (``not_available``, at ``type``).
    """
    ctx.require(policy.WRITE)
    return await keep(ctx, await begun(ctx, draft))


@refuses(Invalid, UnknownReference)
async def begun(ctx: Context, draft: PriorAuthorization) -> PriorAuthorization:
    """A draft with whose it is and what it needs; nothing is staged."""
    requires = requirements_of(draft.specialty, draft.type)
    if requires is None:
        message = f"there is no such authorization for {draft.specialty}"
        raise Invalid.field("type", code="not_available", message=message)
    coverage = await ctx.refer(COVERAGE, draft.coverage_id, "coverage_id")
    patient = await ctx.refer(PATIENT, coverage.patient_id, "coverage_id")
    ctx.guard(Live(COVERAGE, coverage.id))
    return replace(draft, patient_id=patient.id, legal_entity_id=patient.legal_entity_id, requires=requires)


@refuses(NotFound, Invalid, WrongState)
async def update(
    ctx: Context, authorization_id: str, edit: Edit[PriorAuthorization], *, draft: bool = False
) -> PriorAuthorization:
    """Change what a request is built of, by a pure function; a ``draft`` is kept without being looked at.

    Else its state follows from what it then has. While the back office or the payer waits for the practice, what is
    sent answers it; documents that come after a denial make an appeal. In other states nothing can be changed.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(PRIOR_AUTHORIZATION, authorization_id)
    after = edit(before)
    if before.status not in _CHANGEABLE:
        raise WrongState("the request cannot be changed any more", status=before.status.value)
    if after == before and draft:
        return before
    await _check(ctx, before, after)
    if draft:
        return await keep(ctx, after, before)
    await checks.begin(ctx, after)
    if before.status in BUILDING:
        judged = _judged(ctx, after)
        return before if judged == before else await keep(ctx, judged, before)
    return await _answered(ctx, before, after)


_CHANGEABLE = BUILDING | {Status.AWAITING_PROVIDER, Status.PAYER_DENIED}


def _judged(ctx: Context, authorization: PriorAuthorization) -> PriorAuthorization:
    """A request that is being built, in the state that its data put it in."""
    progress = progress_of(authorization)
    move = Move.SEND_LAST_DATA if progress.complete else Move.SEND_DATA if progress.begun else Move.TAKE_DATA_BACK
    return make(ctx, authorization, move)


async def _answered(ctx: Context, before: PriorAuthorization, after: PriorAuthorization) -> PriorAuthorization:
    """A request that the practice was asked about, or that was denied, after the practice has sent something."""
    sent = [each.document_id for each in after.attachments if each not in before.attachments]
    if before.status is Status.PAYER_DENIED and not sent:
        return await keep(ctx, after, before)
    held = {attachment.type.value for attachment in after.attachments}
    for escalation in await _questions(ctx, before.id):
        if held.issuperset(escalation.wants):
            await escalations.resolve(ctx, escalation, document_ids=sent)
    return await _resumed(ctx, before, after)


async def _questions(ctx: Context, authorization_id: str) -> list[Escalation]:
    """What the practice has to answer before anybody goes on."""
    found = await escalations.open_of(ctx, authorization_id)
    return [escalation for escalation in found if escalation.action is EscalationAction.SUBMISSION]


async def _resumed(ctx: Context, before: PriorAuthorization, after: PriorAuthorization) -> PriorAuthorization:
    """A request that waited for the practice, which goes on if every question is answered."""
    if before.status not in _WAITING or await _questions(ctx, before.id):
        return before if after == before else await keep(ctx, after, before)
    move = _WAITING[before.status]
    if move is Move.ANSWER and before.submissions:
        move = Move.ANSWER_PAYER
    return await keep(ctx, make(ctx, after, move, then=TAKEN_UP_AFTER), before)


_WAITING = {
    Status.AWAITING_PROVIDER: Move.ANSWER,
    Status.PENDING_PROVIDER_SUBMISSION_REVIEW: Move.AGREE,
    Status.PAYER_DENIED: Move.APPEAL,
}
"""How a request goes on that waits for the practice."""


@refuses(NotFound, WrongState)
async def resolve(ctx: Context, escalation_id: str) -> Escalation:
    """Say that a question or piece of news about a request is dealt with, whatever was sent: the request goes on.

    A denial that is so answered is appealed. Refused if it is closed already.
    """
    ctx.require(policy.WRITE)
    escalation = await escalations.read(ctx, escalation_id)
    if not escalation.status.is_open:
        raise WrongState("the escalation is closed", status=escalation.status.value)
    held = await ctx.need(PRIOR_AUTHORIZATION, escalation.resource_id)
    resolved = await escalations.resolve(ctx, escalation)
    if escalation.action is EscalationAction.SUBMISSION:
        await _resumed(ctx, held, held)
    return resolved


@refuses(NotFound, WrongState)
async def complete(ctx: Context, authorization_id: str) -> PriorAuthorization:
    """Hand a request that has all its data to the back office. From now on its parties are as they are now."""
    ctx.require(policy.WRITE)
    before = await ctx.need(PRIOR_AUTHORIZATION, authorization_id)
    done = make(ctx, before, Move.COMPLETE_REQUEST, then=TAKEN_UP_AFTER)
    return await keep(ctx, replace(done, evidence=await evidence_of(ctx, before)), before)


@refuses(NotFound)
async def evidence_of(ctx: Context, authorization: PriorAuthorization) -> Evidence:
    """The parties of a request as they are now."""
    coverage: Coverage = await ctx.need(COVERAGE, authorization.coverage_id, deleted=True)
    patient: Patient = await ctx.need(PATIENT, authorization.patient_id, deleted=True)
    provider_id = authorization.legal_entity_id or ctx.tenant.defaults.get("legal_entity", "")
    provider = await ctx.get(LEGAL_ENTITY, provider_id)
    return Evidence(
        patient_name=patient.name,
        birth_date=patient.birth_date,
        payer_id=coverage.payer_id,
        payer_name=coverage.payer_name,
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        provider_name=provider.name if provider else ctx.tenant.name,
        provider_npi=provider.npi if provider else "",
        clinician=authorization.clinician,
    )


# -- taking back ------------------------------------------------------------------------------------------------------


@refuses(NotFound, WrongState)
async def withdraw(ctx: Context, authorization_id: str, reason: str = "") -> PriorAuthorization:
    """Take a request back. Refused for one that nothing is to come of any more."""
    ctx.require(policy.WRITE)
    return await _withdrawn(ctx, await ctx.need(PRIOR_AUTHORIZATION, authorization_id), reason)


@refuses()
async def withdraw_open(ctx: Context, coverage_id: str, reason: str) -> int:
    """Take back every open request under a plan; returns how many there were."""
    ctx.require(policy.WRITE)
    found = await open_for(ctx, coverage_id)
    for authorization in found:
        await _withdrawn(ctx, authorization, reason)
    return len(found)


FOLLOWED = ("patient.deleted", "coverage.updated")
"""The events that ``follow`` is for."""


@refuses()
async def follow(ctx: Context, event: Event) -> None:
    """Take back what is open for a patient or under a plan that is no more, whichever API gave it up."""
    ctx.require(policy.WRITE)
    if event.kind == COVERAGE.name:
        coverage = await ctx.get(COVERAGE, event.id)
        if coverage is not None and not coverage.active:
            await withdraw_open(ctx, coverage.id, ARCHIVED)
        return
    patient = await ctx.get(PATIENT, event.id)
    if patient is None or patient.active:
        return
    for authorization in await _open(ctx, Is("patient_id", patient.id)):
        await _withdrawn(ctx, authorization, "The patient was archived.")


async def _withdrawn(ctx: Context, before: PriorAuthorization, reason: str) -> PriorAuthorization:
    after = await keep(ctx, make(ctx, before, Move.WITHDRAW, note=reason), before)
    await escalations.withdraw_of(ctx, before.id)
    return after


# -- checks -----------------------------------------------------------------------------------------------------------


async def _check(ctx: Context, before: PriorAuthorization, after: PriorAuthorization) -> None:
    """Refuse, all at once, codes of standards that are not taken and documents that are not there or another's."""
    problems = [
        Problem(("lines", place, "procedures", each, "code"), "bad_code", f"{procedure.code} is no code of those taken")
        for place, line in enumerate(after.lines)
        for each, procedure in enumerate(line.procedures)
        if standard_of(procedure.code) not in after.requires.standards
    ]
    known = {attachment.document_id for attachment in before.attachments}
    new = [
        (("attachments", place, "document_id"), attachment.document_id)
        for place, attachment in enumerate(after.attachments)
        if attachment.document_id not in known
    ]
    problems += await documents.strange(ctx, new, after.patient_id)
    if before.status not in BUILDING:
        problems += [
            Problem((field,), "needed", "a request that was completed cannot be without it")
            for field in ("lines", "clinician", "start")
            if getattr(before, field) and not getattr(after, field)
        ]
    if problems:
        raise Invalid(problems)
