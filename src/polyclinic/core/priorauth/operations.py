"""The verbs of prior authorizations that the practice uses: ask for one, say more, complete it, take it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.organisation.model import LEGAL_ENTITY
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.priorauth import policy
from polyclinic.core.priorauth.errors import WrongState
from polyclinic.core.priorauth.model import (
    PRIOR_AUTHORIZATION,
    Action,
    Attachment,
    CertifiedLine,
    Decision,
    DocumentType,
    Evidence,
    PriorAuthorization,
)
from polyclinic.core.priorauth.moves import keep, make
from polyclinic.core.priorauth.requirements import progress_of, requirements_of, standard_of
from polyclinic.core.priorauth.states import BUILDING, OPEN, Move, Status
from polyclinic.core.shared.changes import Live
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, NotFound, Path, Problem, UnknownCursor, UnknownReference
from polyclinic.core.shared.queries import Is, OneOf, Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

TAKEN_UP_AFTER = timedelta(minutes=1)
"""How long after its completion the back office looks at a request."""
READ_AFTER = timedelta(minutes=10)
"""How long it takes the back office to read a letter that the practice brought."""
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
    where = (Is("coverage_id", coverage_id), OneOf("status", tuple(status.value for status in OPEN)))
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
    return await keep(ctx, await _begun(ctx, draft))


async def _begun(ctx: Context, draft: PriorAuthorization) -> PriorAuthorization:
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
    await _check(ctx, before, after)
    if draft or after == before:
        return before if after == before else await keep(ctx, after, before)
    if before.status in BUILDING:
        return await keep(ctx, _judged(ctx, after), before)
    return await _answered(ctx, before, after)


_CHANGEABLE = BUILDING | {Status.AWAITING_PROVIDER, Status.PAYER_DENIED}


def _judged(ctx: Context, authorization: PriorAuthorization) -> PriorAuthorization:
    """A request that is being built, in the state that its data put it in."""
    progress = progress_of(authorization)
    move = Move.SEND_LAST_DATA if progress.complete else Move.SEND_DATA if progress.begun else Move.TAKE_DATA_BACK
    return make(ctx, authorization, move)


async def _answered(ctx: Context, before: PriorAuthorization, after: PriorAuthorization) -> PriorAuthorization:
    """A request that the practice was asked about, or that was denied, after the practice has sent something."""
    sent = [attachment for attachment in after.attachments if attachment not in before.attachments]
    if before.status is Status.PAYER_DENIED:
        return await keep(ctx, appealed(ctx, after), before) if sent else await keep(ctx, after, before)
    held = {attachment.type.value for attachment in after.attachments}
    waiting = await escalations.open_of(ctx, before.id)
    for escalation in waiting:
        if held.issuperset(escalation.wants):
            await escalations.resolve(ctx, escalation, document_ids=[attachment.document_id for attachment in sent])
    if await escalations.open_of(ctx, before.id):
        return await keep(ctx, after, before)
    return await keep(ctx, answered(ctx, after), before)


def answered(ctx: Context, authorization: PriorAuthorization) -> PriorAuthorization:
    """A request whose questions the practice has answered. Raises ``WrongState``."""
    move = Move.ANSWER_PAYER if authorization.submissions else Move.ANSWER
    return make(ctx, authorization, move, then=TAKEN_UP_AFTER)


def appealed(ctx: Context, authorization: PriorAuthorization) -> PriorAuthorization:
    """A denied request that the practice does not leave at that. Raises ``WrongState``."""
    return make(ctx, authorization, Move.APPEAL, then=TAKEN_UP_AFTER)


@refuses(NotFound, WrongState)
async def complete(ctx: Context, authorization_id: str) -> PriorAuthorization:
    """Hand a request that has all its data to the back office. From now on its parties are as they are now."""
    ctx.require(policy.WRITE)
    before = await ctx.need(PRIOR_AUTHORIZATION, authorization_id)
    done = make(ctx, before, Move.COMPLETE_REQUEST, then=TAKEN_UP_AFTER)
    return await keep(ctx, replace(done, evidence=await _evidence(ctx, before)), before)


async def _evidence(ctx: Context, authorization: PriorAuthorization) -> Evidence:
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


async def _withdrawn(ctx: Context, before: PriorAuthorization, reason: str) -> PriorAuthorization:
    after = await keep(ctx, make(ctx, before, Move.WITHDRAW, note=reason), before)
    await escalations.withdraw_of(ctx, before.id)
    return after


# -- approvals that were obtained elsewhere ---------------------------------------------------------------------------


class Approval(NamedTuple):
    """What the practice knows of an approval: its letters, or what they say."""

    number: str = ""
    start: date | None = None
    end: date | None = None
    lines: tuple[CertifiedLine, ...] = ()
    letter_ids: tuple[str, ...] = ()


@refuses(*refusals_of(create))
async def record_elsewhere(ctx: Context, draft: PriorAuthorization, approval: Approval) -> PriorAuthorization:
    """Record an authorization that was asked for and given without us."""
    ctx.require(policy.WRITE)
    begun = await _begun(ctx, draft)
    begun = replace(begun, evidence=await _evidence(ctx, begun))
    return await keep(ctx, await _approved(ctx, begun, approval))


@refuses(NotFound, Invalid, WrongState)
async def record_approval(ctx: Context, authorization_id: str, approval: Approval) -> PriorAuthorization:
    """Record that a request has been approved. One with nothing but a letter is approved once that has been read.

    An approval that is recorded later adds to what is known already.
    """
    ctx.require(policy.WRITE)
    before = await ctx.need(PRIOR_AUTHORIZATION, authorization_id)
    evidence = before.evidence or await _evidence(ctx, before)
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
        certified=approval.lines or _as_requested(made, approval),
        letters=(*made.letters, *(letter for letter in letters if letter not in made.letters)),
        decided_at=ctx.clock.now(),
    )


async def _check_approval(ctx: Context, before: PriorAuthorization, approval: Approval) -> None:
    problems = await _strange_documents(
        ctx, [(("letter_ids", place), id) for place, id in enumerate(approval.letter_ids)], before.patient_id
    )
    if approval.start and approval.end and approval.end < approval.start:
        problems.append(Problem(("end",), "before_start", "the approval ends before it starts"))
    problems += [
        Problem(("approved", place, "procedures", each, "code"), "bad_code", f"{procedure.code} is no code")
        for place, line in enumerate(approval.lines)
        for each, procedure in enumerate(line.procedures)
        if standard_of(procedure.code) is None
    ]
    if problems:
        raise Invalid(problems)


def _as_requested(held: PriorAuthorization, approval: Approval) -> tuple[CertifiedLine, ...]:
    """What an approval that names no services is for: what was certified before it, else what was asked for."""
    if held.certified or not approval.number:
        return held.certified
    return tuple(
        CertifiedLine(
            procedures=line.procedures,
            quantity=line.quantity,
            unit=line.unit,
            period=line.period,
            number=approval.number,
            start=approval.start,
            end=approval.end,
        )
        for line in held.lines
    )


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
    problems += await _strange_documents(ctx, new, after.patient_id)
    if problems:
        raise Invalid(problems)


async def _strange_documents(ctx: Context, named: Sequence[tuple[Path, str]], patient_id: str) -> list[Problem]:
    """What is wrong with these documents, each named by the field at its path: not there, or another patient's."""
    problems = []
    for path, id in named:
        document = await ctx.get(DOCUMENT, id)
        if document is None or not document.active:
            problems.append(Problem(path, UnknownReference.code, "there is no such document"))
        elif document.patient_id not in (None, patient_id):
            problems.append(Problem(path, "other_patient", "the document is about another patient"))
        ctx.guard(Live(DOCUMENT, id))
    return problems
