"""Remarks of those who look after a patient's affairs, and the verbs of them.

What they are about holds their ids, or they name their patient themselves.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from polyclinic.core.patients import policy
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import NotFound, UnknownCursor, UnknownReference, VersionConflict
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses


class NoteType(StrEnum):
    """What a note is about."""

    GENERAL = "general"
    ELIGIBILITY = "eligibility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Entity):
    """A remark, and who is said to have made it. ``document_id`` is a file that goes with it, or says all of it."""

    value: str
    patient_id: str | None = None
    document_id: str | None = None
    type: NoteType | None = None
    author_name: str = ""
    author_email: str = ""


NOTE = Kind("note", Note, keys=(Key("patient_id", lambda note: note.patient_id),))


@refuses(NotFound)
async def read(ctx: Context, note_id: str) -> Note:
    """A note by id, deactivated or not."""
    ctx.require(policy.READ)
    return await ctx.need(NOTE, note_id, deleted=True)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Note]) -> Page[Note]:
    """A page of notes; those that name their patient are found by ``patient_id``."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(UnknownReference)
async def add(ctx: Context, draft: Note) -> Note:
    """Make a note."""
    ctx.require(policy.WRITE)
    if draft.patient_id is not None:
        await ctx.refer(PATIENT, draft.patient_id, "patient_id")
    return await ctx.put(NOTE, draft)


@refuses(NotFound, VersionConflict)
async def update(ctx: Context, note_id: str, edit: Edit[Note], *, version: int) -> Note:
    """Change a live note, read at ``version``, by a pure function."""
    ctx.require(policy.WRITE)
    before = await ctx.need(NOTE, note_id)
    if before.version != version:
        raise VersionConflict("note has changed", latest_version=before.version)
    return await ctx.put(NOTE, edit(before))


@refuses(*refusals_of(update))
async def deactivate(ctx: Context, note_id: str, *, version: int) -> Note:
    """Deactivate a note."""
    return await update(ctx, note_id, lambda held: replace(held, active=False), version=version)
