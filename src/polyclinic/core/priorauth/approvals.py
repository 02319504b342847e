"""Approvals: those obtained elsewhere are recorded, and their numbers come to the encounters that they are for."""

from datetime import date, timedelta

from polyclinic.core.documents import operations as documents
from polyclinic.core.encounters.model import Encounter
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.priorauth import policy
from polyclinic.core.priorauth.model import (
    PRIOR_AUTHORIZATION,
    Action,
    Approval,
    Attachment,
    CertifiedLine,
    Decision,
    DocumentType,
    PriorAuthorization,
    as_requested,
)
from polyclinic.core.priorauth.moves import keep, make
from polyclinic.core.priorauth.operations import begun, create, evidence_of
from polyclinic.core.priorauth.requirements import standard_of
from polyclinic.core.priorauth.states import Move, Status
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, WrongState
from polyclinic.core.shared.names import fold
from polyclinic.core.shared.queries import Is, OneOf, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

READ_AFTER = timedelta(minutes=10)
"""How long it takes the back office to read a letter that the practice brought."""


@refuses(NotFound, *refusals_of(create))
async def record_elsewhere(ctx: Context, draft: PriorAuthorization, approval: Approval) -> PriorAuthorization:
    """Record an authorization that was asked for and given without us."""
    ctx.require(policy.WRITE)
    made = await begun(ctx, draft)
    made = replace(made, evidence=await evidence_of(ctx, made))
    return await keep(ctx, await _approved(ctx, made, approval))


@refuses(NotFound, Invalid, WrongState)
async def record_approval(ctx: Context, authorization_id: str, approval: Approval) -> PriorAuthorization:
    """Record that a request has been approved. One with nothing but a letter is approved once that has been read.

    An approval that is recorded later adds to what is known already.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(PRIOR_AUTHORIZATION, authorization_id)
    evidence = before.evidence or await evidence_of(ctx, before)
    after = await keep(ctx, await _approved(ctx, replace(before, evidence=evidence), approval), before)
    await escalations.withdraw_of(ctx, before.id)
    return after


async def _approved(ctx: Context, before: PriorAuthorization, approval: Approval) -> PriorAuthorization:
    letters = tuple(Attachment(DocumentType.APPROVAL_LETTER, id) for id in approval.letter_ids)
    await _check_approval(ctx, before, approval)
    unread = bool(letters) and not approval.number and before.status is not Status.PAYER_APPROVED
    move = Move.RECORD_LETTER if unread else Move.RECORD_APPROVAL
    made = make(ctx, before, move, then=READ_AFTER if unread else None)
    decision = Decision(
        at=ctx.clock.now(), action=Action.CERTIFIED, number=approval.number, reason="recorded", lines=approval.lines
    )
    return replace(
        made,
        decisions=(*made.decisions, decision),
        certified=approval.lines or as_requested(made, approval),
        letters=(*made.letters, *(letter for letter in letters if letter not in made.letters)),
        decided_at=ctx.clock.now(),
    )


async def _check_approval(ctx: Context, before: PriorAuthorization, approval: Approval) -> None:
    problems = await documents.strange(
        ctx, [(("letter_ids", place), id) for place, id in enumerate(approval.letter_ids)], before.patient_id
    )
    if approval.start and approval.end and approval.end < approval.start:
        problems.append(Problem(("approval_end",), "before_start", "the approval ends before it starts"))
    problems += [
        Problem(("approved", place, "procedures", each, "code"), "bad_code", f"{procedure.code} is no code")
        for place, line in enumerate(approval.lines)
        for each, procedure in enumerate(line.procedures)
        if standard_of(procedure.code) is None
    ]
    if problems:
        raise Invalid(problems)


# -- what visits are billed with --------------------------------------------------------------------------------------

MOST_APPROVED = 100
"""Approved requests of one patient that are looked through."""


@refuses()
async def carry_number(ctx: Context, draft: Encounter) -> Encounter:
    """A new encounter with the number of the approval that it is under, unless it names one itself.

    That is an approval of a service that it has, on its day, by the plan that pays first; where several approvals fit,
    it is for people to choose.
    """
    ctx.require(policy.READ)
    first = draft.subscriber(1)
    if draft.authorization_number or draft.first_day is None or first is None or not first.member_id:
        return draft
    where = (Is("patient_id", draft.patient_id), OneOf("status", _APPROVED))
    found = (await ctx.find(Query(PRIOR_AUTHORIZATION, where, limit=MOST_APPROVED, few=True))).items
    codes = {line.procedure_code for line in draft.service_lines}
    numbers = {
        line.number
        for held in found
        if held.evidence is not None and fold(held.evidence.member_id) == fold(first.member_id)
        for code, line in held.certified_codes
        if code in codes and _covers(line, draft.first_day)
    }
    return replace(draft, authorization_number=numbers.pop()) if len(numbers) == 1 else draft


_APPROVED = (Status.PAYER_APPROVED.value, Status.PARTIALLY_APPROVED.value)


def _covers(line: CertifiedLine, day: date) -> bool:
    return bool(line.number) and (line.start or day) <= day <= (line.end or day)
