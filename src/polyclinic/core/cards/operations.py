"""The verbs of insurance cards: have it inferred who pays, and read what was found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from polyclinic.core.cards import policy, rules
from polyclinic.core.cards.model import (
    PAYER_INFERENCE,
    CardPlan,
    InferenceStatus,
    Inferred,
    PayerInference,
)
from polyclinic.core.documents import operations as documents
from polyclinic.core.documents.ports import Files
from polyclinic.core.organisation.model import LEGAL_ENTITY, PAYER, Payer
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.priorauth.letters import pages_of
from polyclinic.core.priorauth.ports import TextReader
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid, NotFound, Path, UnknownReference
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Query
from polyclinic.core.shared.refusals import refuses

QUEUED = "payer_inference.queued"
"""The event that has a card read: told when it is asked for, delivered when it is due."""
MOST_PAYERS = 5_000
_BATCH = 1_000


@refuses(NotFound)
async def read(ctx: Context, inference_id: str) -> PayerInference:
    """A request by id."""
    ctx.require(policy.READ)
    return await ctx.need(PAYER_INFERENCE, inference_id)


@refuses(Invalid, UnknownReference)
async def infer(ctx: Context, draft: PayerInference, *, after: timedelta) -> PayerInference:
    """Have it inferred from text, from documents, or from both, who pays; ``after`` is how long it may wait."""
    ctx.require(policy.WRITE)
    if draft.text is None and not draft.document_ids:
        raise Invalid.field("text", code="required", message="send text or files")
    references: list[tuple[Kind[Any], str, Path]] = [(LEGAL_ENTITY, draft.legal_entity_id, ("legal_entity_id",))]
    if draft.patient_id is not None:
        references.append((PATIENT, draft.patient_id, ("patient_id",)))
    named: list[tuple[Path, str]] = [(("document_ids", at), id) for at, id in enumerate(draft.document_ids)]
    problems = await documents.strange(ctx, named, draft.patient_id)
    try:
        await ctx.refer_all(references)
    except UnknownReference as unknown:
        problems = [*unknown.problems, *problems]
    if problems:
        raise Invalid(problems)
    inference = await ctx.put(PAYER_INFERENCE, draft)
    ctx.tell(Event(QUEUED, PAYER_INFERENCE.name, inference.id, due=ctx.clock.now() + after))
    return inference


@refuses()
async def run(ctx: Context, files: Files, reader: TextReader, inference_id: str) -> None:
    """Read what was sent and keep what it tells; the text itself is kept no longer."""
    ctx.require(policy.WRITE)
    held = await ctx.get(PAYER_INFERENCE, inference_id)
    if held is None or held.status is not InferenceStatus.PROCESSING:
        return
    known = rules.spellings(await _payers(ctx))
    texts = [held.text.reveal()] if held.text else []
    plans = [plan for text in texts for plan in rules.plans_in(text, known)]
    for document_id in held.document_ids:
        pages = await pages_of(ctx, files, reader, document_id)
        if pages and any(page.strip() for page in pages):
            texts.append("\n".join(pages))
            # here, not when all are read: looking for thousands of payers takes a while, reading lets others go on
            plans += rules.plans_in(texts[-1], known, document_id)
    if not texts:
        await _keep(ctx, held, InferenceStatus.FAILED, reason="the files have no text to read: pictures are not")
        return
    everything = "\n".join(texts)
    given, family = rules.person_in(everything)
    born = rules.birth_date_in(everything)
    inferred = Inferred(given=given, family=family, birth_date=born, plans=_once(plans))
    await _keep(ctx, held, InferenceStatus.COMPLETED, inferred)


async def _keep(
    ctx: Context,
    held: PayerInference,
    status: InferenceStatus,
    inferred: Inferred | None = None,
    *,
    reason: str = "",
) -> None:
    await ctx.put(PAYER_INFERENCE, replace(held, status=status, inferred=inferred, reason=reason, text=None))


def _once(plans: Sequence[CardPlan]) -> tuple[CardPlan, ...]:
    """One plan for each payer: both sides of a card tell of the same one."""
    found: dict[str, CardPlan] = {}
    for plan in plans:
        first = found.setdefault(plan.payer_id, plan)
        found[plan.payer_id] = replace(
            first,
            member_id=first.member_id or plan.member_id,
            group_number=first.group_number or plan.group_number,
        )
    return tuple(found.values())


async def _payers(ctx: Context) -> list[Payer]:
    query = Query(PAYER, limit=_BATCH)
    found: list[Payer] = []
    while len(found) < MOST_PAYERS:
        page = await ctx.find(query)
        found += page.items
        if not page.has_more:
            break
        query = replace(query, after=page.items[-1].id)
    return found
