"""Prior authorizations of the first patients, each at another point of its life."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from polyclinic.core.documents.model import DOCUMENT, Document, StoredFile
from polyclinic.core.escalations.model import ESCALATION, Escalation, EscalationAction, ResourceType
from polyclinic.core.patients.model import Patient
from polyclinic.core.priorauth.model import (
    PRIOR_AUTHORIZATION,
    Action,
    Approval,
    Attachment,
    AuthorizationType,
    Clinician,
    Decision,
    DocumentType,
    Evidence,
    PriorAuthorization,
    Procedure,
    Requirements,
    ServiceLine,
    Unit,
    as_requested,
)
from polyclinic.core.priorauth.moves import make
from polyclinic.core.priorauth.requirements import requirements_of
from polyclinic.core.priorauth.states import Move
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.names import HumanName
from polyclinic.sandbox.plan import Plan
from polyclinic.standards.paper import Lines, Sheet, pdf

DRAFTED, READY, WAITING, APPROVED = 4, 6, 0, 3
"""Whose they are, by the patients' positions: they have plans, and all but the first a referral among their papers."""
NUMBER = "PA000024680"
_SPECIALTY, _TYPE = "PHYSICAL_THERAPY", AuthorizationType.ASSESSMENT


async def load_authorizations(
    ctx: Context, plan: Plan, patients: Sequence[Patient], keep: Callable[[bytes, str], Awaitable[StoredFile]]
) -> None:
    """Stage one that is begun, one that can be completed, one that waits for the practice and one with its letter."""
    await ctx.put(PRIOR_AUTHORIZATION, _begun(plan, patients, DRAFTED))
    await ctx.put(PRIOR_AUTHORIZATION, _filled(ctx, plan, patients, READY))
    await _waiting(ctx, plan, patients)
    await _approved(ctx, plan, patients, keep)


def _begun(plan: Plan, patients: Sequence[Patient], position: int) -> PriorAuthorization:
    patient = patients[position]
    return PriorAuthorization(
        id=plan.id("prior_authorization", position),
        number=plan.first_number + 9001 + position,
        patient_id=patient.id,
        coverage_id=plan.id("coverage", position),
        legal_entity_id=patient.legal_entity_id,
        specialty=_SPECIALTY,
        type=_TYPE,
        requires=requirements_of(_SPECIALTY, _TYPE) or Requirements(),
    )


def _filled(ctx: Context, plan: Plan, patients: Sequence[Patient], position: int) -> PriorAuthorization:
    filled = replace(
        _begun(plan, patients, position),
        lines=(ServiceLine(procedures=(Procedure("97161", ("GP",)),), quantity=Decimal(2), unit=Unit.VISITS),),
        attachments=(Attachment(DocumentType.REFERRAL, plan.id("document", position)),),
        clinician=Clinician("1234567893", HumanName("Lee", "Chan")),
        start=_today(ctx, plan) + timedelta(days=14),
    )
    return make(ctx, filled, Move.SEND_LAST_DATA)


def _today(ctx: Context, plan: Plan) -> date:
    return ctx.clock.today(ZoneInfo(plan.zone))


def _completed(ctx: Context, plan: Plan, patients: Sequence[Patient], position: int) -> PriorAuthorization:
    """As the back office has taken it up."""
    patient = patients[position]
    evidence = Evidence(
        patient_name=patient.name, birth_date=patient.birth_date, payer_name="Aetna", provider_name=plan.name
    )
    filled = replace(_filled(ctx, plan, patients, position), evidence=evidence)
    return make(ctx, make(ctx, filled, Move.COMPLETE_REQUEST), Move.TAKE_UP)


async def _waiting(ctx: Context, plan: Plan, patients: Sequence[Patient]) -> None:
    reason = "The payer wants a recent progress note."
    held = make(ctx, _completed(ctx, plan, patients, WAITING), Move.ASK_PROVIDER, note=reason)
    await ctx.put(PRIOR_AUTHORIZATION, held)
    await ctx.put(
        ESCALATION,
        Escalation(
            id=plan.id("escalation", WAITING),
            number=plan.first_number + 9501,
            resource_type=ResourceType.PRIOR_AUTHORIZATION,
            resource_id=held.id,
            patient_id=held.patient_id,
            legal_entity_id=held.legal_entity_id,
            type="additional_requirements__documentation",
            action=EscalationAction.SUBMISSION,
            reason=reason,
            wants=(DocumentType.PROGRESS_NOTE.value,),
            opened_at=ctx.clock.now(),
            deadline=ctx.clock.now() + timedelta(days=14),
        ),
    )


async def _approved(
    ctx: Context, plan: Plan, patients: Sequence[Patient], keep: Callable[[bytes, str], Awaitable[StoredFile]]
) -> None:
    asked = make(ctx, _completed(ctx, plan, patients, APPROVED), Move.SUBMIT)
    start = asked.start or _today(ctx, plan)
    approval = Approval(number=NUMBER, start=start, end=start + timedelta(days=59))
    certified = as_requested(asked, approval)
    letter = await _letter(ctx, plan, patients[APPROVED], approval, keep)
    decided = replace(
        make(ctx, asked, Move.APPROVE),
        submissions=1,
        submitted_on=_today(ctx, plan),
        decisions=(Decision(at=ctx.clock.now(), action=Action.CERTIFIED, number=NUMBER, lines=certified),),
        certified=certified,
        letters=(Attachment(DocumentType.APPROVAL_LETTER, letter.id),),
        decided_at=ctx.clock.now(),
    )
    await ctx.put(PRIOR_AUTHORIZATION, decided)


async def _letter(
    ctx: Context,
    plan: Plan,
    patient: Patient,
    approval: Approval,
    keep: Callable[[bytes, str], Awaitable[StoredFile]],
) -> Document:
    name, filename = "Approval letter", "approval-letter.pdf"
    said = (
        patient.name.full,
        f"Authorization number: {approval.number}",
        f"Effective: {approval.start} to {approval.end}",
    )
    return await ctx.put(
        DOCUMENT,
        Document(
            id=plan.id("document", "approval_letter"),
            number=plan.first_number + 8501,
            name=name,
            patient_id=patient.id,
            filename=filename,
            content_type="application/pdf",
            date=_today(ctx, plan),
            file=await keep(pdf(Sheet(name, [Lines(said)])), filename),
        ),
    )
