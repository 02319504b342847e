"""What is done about a request that the practice has completed: one step each time that one is due.

The practice's clock brings the steps. A step is taken as of the moment that it was due, so that a clock which is moved
by a month finds the month's steps in their order.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.labels import Label
from polyclinic.core.documents.model import Document
from polyclinic.core.documents.ports import Files
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import Escalation, EscalationAction, ResourceType
from polyclinic.core.organisation.operations import match_payer
from polyclinic.core.priorauth import policy
from polyclinic.core.priorauth.letters import approval_in, read_all
from polyclinic.core.priorauth.model import (
    PRIOR_AUTHORIZATION,
    Action,
    Attachment,
    Decision,
    DocumentType,
    PriorAuthorization,
    as_requested,
)
from polyclinic.core.priorauth.moves import keep, make
from polyclinic.core.priorauth.ports import CoverageRequirements, Letter, ReviewAnswer, ReviewRequest, TextReader
from polyclinic.core.priorauth.ports import UtilizationManagement as Reviewers
from polyclinic.core.priorauth.states import Move, Status
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.refusals import refuses

ANSWER_WITHIN = timedelta(days=14)
"""How long the practice has to send what is asked for."""
APPEAL_WITHIN = timedelta(days=30)
SETTLES_AFTER = timedelta(days=30)
"""How long an approval of a part can be contested before it stands."""
AGAIN_AFTER = timedelta(days=1)
"""How long the back office waits for a payer that cannot be reached, or that says no more than that it is at it."""
AT_ONCE = timedelta(minutes=1)
"""How long it takes somebody to turn to what nothing is in the way of."""
BIGGEST_LETTER = 10_000_000


class Outside(NamedTuple):
    """What the back office works with."""

    reviewers: Reviewers
    files: Files
    reader: TextReader


@refuses()
async def step(ctx: Context, outside: Outside, due: Event, *, last_try: bool) -> None:
    """Take the step that ``due`` is about, unless the request has moved on since.

    Raises ``Unavailable`` while the payer cannot be reached; at the ``last_try`` the step is put off instead.
    """
    ctx.require(policy.WRITE)
    held = await ctx.get(PRIOR_AUTHORIZATION, due.id)
    if held is None or held.due_at is None or held.due_at != datetime.fromisoformat(due.facts["due"]):
        return
    try:
        await _STEPS[held.status](_Step(ctx, outside, held, held.due_at))
    except Unavailable:
        if not last_try:
            raise
        await keep(ctx, replace(held, due_at=held.due_at + AGAIN_AFTER), held)


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of one request, taken as of ``at``."""

    ctx: Context
    outside: Outside
    held: PriorAuthorization
    at: datetime

    def request(self, submission: int | None = None, submitted_at: datetime | None = None) -> ReviewRequest:
        held = self.held
        assert held.evidence is not None
        assert held.start is not None
        return ReviewRequest(
            trace=held.id,
            submission=held.submissions if submission is None else submission,
            appeal=any(transition.move is Move.APPEAL for transition in held.history),
            type=held.type,
            specialty=held.specialty,
            evidence=held.evidence,
            lines=held.lines,
            attachments=tuple(attachment.type for attachment in held.attachments),
            start=held.start,
            submitted_at=submitted_at or self._submitted_at,
            asked_at=self.at,
        )

    @property
    def _submitted_at(self) -> datetime:
        sent = [made.at for made in self.held.history if made.move in (Move.SUBMIT, Move.RESUBMIT)]
        return sent[-1] if sent else self.at

    @property
    def today(self) -> date:
        return self.at.astimezone(self.ctx.tenant.zone).date()

    async def go(self, move: Move, *, note: str = "", then: timedelta | None = None) -> PriorAuthorization:
        """Make a move that nothing else comes with."""
        return await keep(self.ctx, make(self.ctx, self.held, move, at=self.at, note=note, then=then), self.held)


# -- before the payer has it ------------------------------------------------------------------------------------------


async def _take_up(step: _Step) -> None:
    await step.go(Move.TAKE_UP, then=AT_ONCE)


async def _prepare(step: _Step) -> None:
    """See what the payer wants of such a request, and submit it if there is nothing in the way."""
    wanted = await step.outside.reviewers.discover(step.request())
    held = step.held
    missing = [type for type in wanted.wants if type not in {attachment.type for attachment in held.attachments}]
    if not wanted.needed:
        await step.go(Move.DECLARE_UNNECESSARY, note=wanted.reason)
    elif wanted.not_before is not None and wanted.not_before > step.today:
        opens = datetime.combine(wanted.not_before, time(8), step.ctx.tenant.zone).astimezone(UTC)
        await step.go(Move.HOLD, note=wanted.reason, then=opens - step.at)
    elif missing:
        await _ask(step, Move.ASK_PROVIDER, missing, wanted)
    elif wanted.sign and not any(made.move is Move.AGREE for made in held.history):
        await step.go(Move.ASK_FOR_REVIEW, note=wanted.reason, then=ANSWER_WITHIN)
        await _escalate(step, "provider_review__pre_submission__review", wanted.reason, within=ANSWER_WITHIN)
    else:
        await _submit(step)


async def _ask(
    step: _Step, move: Move, missing: Sequence[DocumentType], asked: CoverageRequirements | ReviewAnswer
) -> None:
    within = asked.answer_within or ANSWER_WITHIN
    await step.go(move, note=asked.reason, then=within)
    wants = [type.value for type in missing]
    await _escalate(step, "additional_requirements__documentation", asked.reason, within=within, wants=wants)


async def _release(step: _Step) -> None:
    await step.go(Move.RELEASE, then=AT_ONCE)


async def _lapse(step: _Step) -> None:
    await step.go(Move.LAPSE, note="nothing came in time")
    await escalations.withdraw_of(step.ctx, step.held.id)


# -- with the payer ---------------------------------------------------------------------------------------------------


async def _submit(step: _Step) -> None:
    again = step.held.status is Status.AWAITING_RESUBMISSION
    number = step.held.submissions + 1
    answer = await step.outside.reviewers.submit(step.request(number, step.at))
    sent = make(step.ctx, step.held, Move.RESUBMIT if again else Move.SUBMIT, at=step.at)
    sent = replace(sent, submissions=number, submitted_on=step.held.submitted_on or step.today)
    await _hear(replace(step, held=sent), answer, step.held)


async def _inquire(step: _Step) -> None:
    await _hear(step, await step.outside.reviewers.inquire(step.request()), step.held)


async def _hear(step: _Step, answer: ReviewAnswer, before: PriorAuthorization) -> None:
    """Do what a payer's answer asks for; ``before`` is the request as it was read."""
    if answer.action is Action.PENDED:
        again = step.at + AGAIN_AFTER if answer.ask_again is None else step.at + answer.ask_again
        await keep(step.ctx, replace(step.held, due_at=again), before)
        return
    outcome = _OUTCOMES[answer.action](answer)
    made = make(step.ctx, step.held, outcome.move, at=step.at, note=answer.reason, then=outcome.then)
    decided = await _with_letter(step, _decided(made, step.at, answer), outcome.letter, answer.letter)
    step = replace(step, held=await keep(step.ctx, decided, before))
    if outcome.tells:
        wants = [type.value for type in answer.wants]
        await _escalate(step, outcome.tells, answer.reason, within=outcome.within, wants=wants)


def _decided(held: PriorAuthorization, at: datetime, answer: ReviewAnswer) -> PriorAuthorization:
    decision = Decision(at=at, action=answer.action, number=answer.number, reason=answer.reason, lines=answer.lines)
    return replace(held, decisions=(*held.decisions, decision), certified=answer.lines or held.certified, decided_at=at)


class _Outcome(NamedTuple):
    """What a decision comes to: ``tells`` is the type of what the practice hears; with ``within``, it must answer."""

    move: Move
    tells: str = ""
    letter: DocumentType = DocumentType.APPROVAL_LETTER
    then: timedelta | None = None
    within: timedelta | None = None


def _approval(answer: ReviewAnswer) -> _Outcome:
    if answer.letter is None:
        return _Outcome(Move.APPROVE_PRELIMINARILY, then=answer.ask_again or AGAIN_AFTER)
    return _Outcome(Move.APPROVE, "decision_rendered__approved")


def _partial(answer: ReviewAnswer) -> _Outcome:
    return _Outcome(Move.APPROVE_PARTIALLY, "decision_rendered__partially_approved", then=SETTLES_AFTER)


def _denial(answer: ReviewAnswer) -> _Outcome:
    letter = DocumentType.DENIAL_LETTER
    return _Outcome(Move.DENY, "decision_rendered__denial", letter, then=APPEAL_WITHIN, within=APPEAL_WITHIN)


def _question(answer: ReviewAnswer) -> _Outcome:
    within = answer.answer_within or ANSWER_WITHIN
    return _Outcome(Move.ASK_FOR_MORE, "additional_requirements__documentation", then=within, within=within)


def _cancelled(answer: ReviewAnswer) -> _Outcome:
    return _Outcome(Move.CANCEL, "decision_rendered__cancelled", DocumentType.CANCELLATION_LETTER)


def _unnecessary(answer: ReviewAnswer) -> _Outcome:
    return _Outcome(Move.DECLARE_UNNECESSARY, letter=DocumentType.PROOF_NOT_REQUIRED)


_OUTCOMES: dict[Action, Callable[[ReviewAnswer], _Outcome]] = {
    Action.CERTIFIED: _approval,
    Action.PARTIALLY_CERTIFIED: _partial,
    Action.MODIFIED: _partial,
    Action.NOT_CERTIFIED: _denial,
    Action.CONTACT_PAYER: _question,
    Action.CANCELLED: _cancelled,
    Action.NOT_REQUIRED: _unnecessary,
}


# -- after a decision -------------------------------------------------------------------------------------------------


async def _confirm(step: _Step) -> None:
    """Have the other half of an approval: the letter from the payer, or what is in the letter that the practice has."""
    if not step.held.numbers:
        await _read_letters(step)
        return
    answer = await step.outside.reviewers.inquire(step.request())
    if answer.letter is None:
        await keep(step.ctx, replace(step.held, due_at=step.at + (answer.ask_again or AGAIN_AFTER)), step.held)
        return
    made = make(step.ctx, step.held, Move.CONFIRM, at=step.at)
    decided = await _with_letter(step, _decided(made, step.at, answer), DocumentType.APPROVAL_LETTER, answer.letter)
    confirmed = replace(step, held=await keep(step.ctx, decided, step.held))
    await _escalate(confirmed, "decision_rendered__approved", answer.reason)


async def _read_letters(step: _Step) -> None:
    """Take number and days from the letters that the practice brought; ask it for them if they are not found."""
    text = await read_all(step.ctx, step.outside.files, step.outside.reader, step.held.letters)
    found = approval_in(text)
    if found is None:
        reason = "The letter's authorization number could not be read. Please record it with its dates."
        await keep(step.ctx, replace(step.held, due_at=None), step.held)
        await _escalate(step, "additional_requirements__documentation", reason, within=ANSWER_WITHIN)
        return
    made = make(step.ctx, step.held, Move.CONFIRM, at=step.at)
    decision = Decision(at=step.at, action=Action.CERTIFIED, number=found.number, reason="read from the letter")
    certified = made.certified or as_requested(made, found)
    await keep(step.ctx, replace(made, decisions=(*made.decisions, decision), certified=certified), step.held)


async def _settle(step: _Step) -> None:
    await step.go(Move.SETTLE, note="nobody contested it")


async def _let_stand(step: _Step) -> None:
    await step.go(Move.LET_STAND, note="nobody appealed in time")
    await escalations.withdraw_of(step.ctx, step.held.id)


async def _prepare_appeal(step: _Step) -> None:
    await step.go(Move.PREPARE_APPEAL, then=AT_ONCE)


_STEPS: dict[Status, Callable[[_Step], Awaitable[None]]] = {
    Status.REQUESTED: _take_up,
    Status.AWAITING_BACK_OFFICE: _prepare,
    Status.TOO_EARLY_TO_SUBMIT: _release,
    Status.AWAITING_PROVIDER: _lapse,
    Status.PENDING_PROVIDER_SUBMISSION_REVIEW: _lapse,
    Status.APPROVED_TO_SUBMIT: _submit,
    Status.SUBMITTED_TO_PAYER: _inquire,
    Status.AWAITING_RESUBMISSION: _submit,
    Status.RESUBMITTED_TO_PAYER: _inquire,
    Status.PRELIMINARY_APPROVAL: _confirm,
    Status.PARTIALLY_APPROVED: _settle,
    Status.PAYER_DENIED: _let_stand,
    Status.PAYER_DENIED_APPEALING: _prepare_appeal,
}
"""What is to be done about a request in a state that time leads out of."""


# -- letters and questions --------------------------------------------------------------------------------------------


async def _with_letter(
    step: _Step, held: PriorAuthorization, type: DocumentType, letter: Letter | None
) -> PriorAuthorization:
    """The request with the payer's letter, which becomes a document of the patient's."""
    if letter is None:
        return held
    practice_id = step.ctx.tenant.id
    file = await step.outside.files.put(practice_id, _once(letter.content), BIGGEST_LETTER, Label(letter.filename))
    name = type.value.replace("_", " ").capitalize()
    draft = Document(
        name=name,
        patient_id=held.patient_id,
        legal_entity_id=held.legal_entity_id,
        related=(f"{PRIOR_AUTHORIZATION.name}:{held.id}",),
        filename=letter.filename,
        date=step.today,
    )
    document = await documents.add(step.ctx, draft, file)
    return replace(held, letters=(*held.letters, Attachment(type, document.id)))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _escalate(
    step: _Step, type: str, reason: str, *, within: timedelta | None = None, wants: Sequence[str] = ()
) -> Escalation:
    """Tell the practice something or, with ``within``, ask it for something that it has so long to send."""
    held, evidence = step.held, step.held.evidence
    payer = await match_payer(step.ctx, evidence.payer_id, evidence.payer_name) if evidence else None
    return await escalations.open(
        step.ctx,
        Escalation(
            resource_type=ResourceType.PRIOR_AUTHORIZATION,
            resource_id=held.id,
            patient_id=held.patient_id,
            legal_entity_id=held.legal_entity_id,
            payer_id=payer.id if payer else "",
            type=type,
            action=EscalationAction.NOTIFICATION if within is None else EscalationAction.SUBMISSION,
            reason=reason,
            wants=tuple(wants),
            opened_at=step.at,
            deadline=None if within is None else step.at + within,
        ),
    )
