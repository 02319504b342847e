"""Documents of requests are looked into a moment after they come; what is found never holds a request up."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from polyclinic.core.documents.ports import Files
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.priorauth import policy
from polyclinic.core.priorauth.letters import pages_of
from polyclinic.core.priorauth.model import (
    DOCUMENT_CHECK,
    PRIOR_AUTHORIZATION,
    Attachment,
    DocumentCheck,
    DocumentType,
    PriorAuthorization,
)
from polyclinic.core.priorauth.ports import TextReader
from polyclinic.core.priorauth.rules import Subject, judge
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound, UnknownCursor
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Is, Order, Page, Query
from polyclinic.core.shared.refusals import refuses

DUE = "document_check.due"
"""The event that has a document looked into: told when it comes, delivered when it is due."""
SOONEST, LATEST = timedelta(seconds=30), timedelta(seconds=45)
MOST = 500
"""Checks of one request that are looked through for the last ones."""


@refuses()
async def begin(ctx: Context, authorization: PriorAuthorization) -> None:
    """Have the documents of each type looked into that are not yet as they are now, unless nobody wants it."""
    checked = [requirement.type for requirement in authorization.requires.documents if requirement.checked]
    held = {type: _of(authorization, type) for type in checked if _wanted(authorization, type)}
    if not any(held.values()):
        return
    batches = await _latest(ctx, authorization)
    for type, attachments in held.items():
        if attachments and _documents(batches.get(type, ())) != {each.document_id for each in attachments}:
            await _begin_batch(ctx, authorization, attachments)


def _of(authorization: PriorAuthorization, type: DocumentType) -> tuple[Attachment, ...]:
    return tuple(attachment for attachment in authorization.attachments if attachment.type is type)


def _documents(checks: Sequence[DocumentCheck]) -> set[str]:
    return {check.document_id for check in checks}


def _wanted(authorization: PriorAuthorization, type: DocumentType) -> bool:
    return not authorization.skip_checks and type not in authorization.unchecked


async def _begin_batch(ctx: Context, authorization: PriorAuthorization, held: Sequence[Attachment]) -> None:
    batch_id, now = new_id(), ctx.clock.now()
    for attachment in held:
        due = now + _takes(attachment.document_id)
        draft = DocumentCheck(
            authorization_id=authorization.id,
            patient_id=authorization.patient_id,
            legal_entity_id=authorization.legal_entity_id,
            document_id=attachment.document_id,
            type=attachment.type,
            batch_id=batch_id,
            due=due,
        )
        check = await ctx.put(DOCUMENT_CHECK, draft)
        ctx.tell(Event(DUE, DOCUMENT_CHECK.name, check.id, due=due))


def _takes(document_id: str) -> timedelta:
    """How long it takes to look into a document: always the same for the same one."""
    return SOONEST + (LATEST - SOONEST) * (hashlib.sha256(document_id.encode()).digest()[0] / 255)


@refuses()
async def run(ctx: Context, files: Files, reader: TextReader, check_id: str) -> None:
    """Look into a document, once."""
    ctx.require(policy.WRITE)
    check = await ctx.get(DOCUMENT_CHECK, check_id)
    authorization = await ctx.get(PRIOR_AUTHORIZATION, check.authorization_id) if check else None
    if check is None or authorization is None or check.finding is not None:
        return
    pages = await pages_of(ctx, files, reader, check.document_id)
    finding = judge(pages, await _subject(ctx, authorization, check.type, check.due))
    await ctx.put(DOCUMENT_CHECK, replace(check, finding=finding))


async def _subject(ctx: Context, held: PriorAuthorization, type: DocumentType, at: datetime) -> Subject:
    patient = await ctx.get(PATIENT, held.patient_id)
    codes = [procedure.code for line in held.lines for procedure in line.procedures]
    return Subject(
        type=type,
        patient=patient.name if patient else HumanName(),
        birth_date=patient.birth_date if patient else None,
        specialty=held.specialty,
        codes=tuple(dict.fromkeys(codes)),
        start=held.start,
        end=held.end,
        today=at.astimezone(ctx.tenant.zone).date(),
    )


# -- reading ----------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read(ctx: Context, check_id: str) -> DocumentCheck:
    """A check that has been made."""
    ctx.require(policy.READ)
    check = await ctx.need(DOCUMENT_CHECK, check_id)
    if check.finding is None:
        raise NotFound(DOCUMENT_CHECK.name, check_id)
    return check


@refuses(NotFound)
async def batch(ctx: Context, batch_id: str) -> list[DocumentCheck]:
    """The checks that were begun together, once all of them have been made."""
    ctx.require(policy.READ)
    found = (await ctx.find(Query(DOCUMENT_CHECK, (Is("batch_id", batch_id),), limit=MOST))).items
    if not found or any(check.finding is None for check in found):
        raise NotFound("document_check_batch", batch_id)
    return [*found]


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[DocumentCheck]) -> Page[DocumentCheck]:
    """A page of checks."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def latest_of(ctx: Context, authorization: PriorAuthorization) -> dict[DocumentType, list[DocumentCheck]]:
    """The last checks of the documents that a request has, by type; where they are not all made, there are none."""
    ctx.require(policy.READ)
    return {
        type: checks
        for type, checks in (await _latest(ctx, authorization)).items()
        if all(check.finding for check in checks)
        and _wanted(authorization, type)
        and _documents(checks) == {each.document_id for each in _of(authorization, type)}
    }


async def _latest(ctx: Context, authorization: PriorAuthorization) -> dict[DocumentType, list[DocumentCheck]]:
    """The checks that were begun last, by type."""
    newest = (Order("created_at", descending=True),)
    query = Query(DOCUMENT_CHECK, (Is("authorization_id", authorization.id),), newest, limit=MOST)
    batches: dict[DocumentType, list[DocumentCheck]] = {}
    for check in (await ctx.find(query)).items:
        held = batches.setdefault(check.type, [])
        if not held or held[0].batch_id == check.batch_id:
            held.append(check)
    return batches
