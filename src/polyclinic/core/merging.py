"""Two patients who are one person: a merge moves everything of one to the other, and can be undone.

It spans the domains, and so stands beside ``founding``. Whoever is merged stays as a deactivated patient who says into
whom (``merged_into``); nothing refers to them any more, and what is asked for by their external ids finds the survivor.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from polyclinic.core.coverage import operations as coverages
from polyclinic.core.coverage.model import COVERAGE, Coverage, handed_on, ids_within
from polyclinic.core.identity.model import USER
from polyclinic.core.identity.operations import find_user
from polyclinic.core.kinds import ALL_KINDS
from polyclinic.core.patients import policy
from polyclinic.core.patients.errors import Merged
from polyclinic.core.patients.model import PATIENT, PATIENT_MERGE, Patient, PatientMerge
from polyclinic.core.shared.changes import AtMost, Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import Entity, ExternalId
from polyclinic.core.shared.errors import (
    ExternalIdTaken,
    Invalid,
    NotFound,
    UnknownCursor,
    UnknownReference,
    VersionConflict,
)
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Is, Page, Query
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.timeline.model import ENTRY

T = TypeVar("T", bound=Entity)

REFERRING: tuple[Kind[Any], ...] = tuple(
    kind for kind in ALL_KINDS if kind is not ENTRY and any(key.name == "patient_id" for key in kind.keys)
)
"""Kinds whose objects refer to a patient. Entries of a timeline are evidence and stay with whom they are about."""
MOST = 20_000
"""Objects that one merge moves at most, all in one change."""
_BATCH = 1000


@refuses(UnknownReference, Invalid)
async def merge(ctx: Context, survivor_id: str, merged_id: str) -> PatientMerge:
    """Make two live patients one: everything that refers to ``merged_id`` refers to the survivor from now on.

    The survivor's own data stay as they are. External ids of the merged patient become further ids of the survivor.
    Refuses more than ``MOST`` objects.
    """
    ctx.require(policy.WRITE)
    survivor = await ctx.refer(PATIENT, survivor_id, "survivor_id")
    merged = await ctx.refer(PATIENT, merged_id, "merged_id")
    if survivor_id == merged_id:
        raise Invalid.field("merged_id", code="same", message="a patient cannot be merged into itself")
    places = await _last_place(ctx, survivor_id, merged_id)
    taken = ids_within(await coverages.plans_of(ctx, survivor_id))
    move = partial(_moved_on, from_id=merged_id, to_id=survivor_id, places=places, taken=taken)
    moved = {kind.name: await _move_all(ctx, kind, merged_id, move) for kind in REFERRING}
    moved[PATIENT.name] = await _redirect(ctx, merged_id, survivor_id)
    given = tuple(held for held in merged.external_ids if held not in survivor.external_ids)
    await ctx.put(PATIENT, replace(survivor, external_ids=(*survivor.external_ids, *given)))
    await ctx.put(PATIENT, replace(merged, active=False, merged_into=survivor_id))
    _tell(ctx, survivor_id, merged_id)
    return await ctx.put(
        PATIENT_MERGE,
        PatientMerge(
            survivor_id=survivor_id,
            merged_id=merged_id,
            moved={name: ids for name, ids in moved.items() if ids},
            given=given,
            places=places,
        ),
    )


@refuses(NotFound, VersionConflict, Merged, ExternalIdTaken)
async def undo(ctx: Context, merge_id: str, *, version: int | None = None) -> PatientMerge:
    """Make them two again: what the merge moved and still is the survivor's goes back. Undone merges are not found.

    A survivor who has been merged into somebody else since is refused: that merge is undone first.
    """
    ctx.require(policy.WRITE)
    done = await ctx.need(PATIENT_MERGE, merge_id)
    if version is not None and version != done.version:
        raise VersionConflict("patient_merge has changed", latest_version=done.version)
    survivor = await ctx.need(PATIENT, done.survivor_id, deleted=True)
    if survivor.merged_into is not None:
        raise Merged("the survivor has been merged into another patient", into=survivor.merged_into)
    for kind in REFERRING:
        if kind not in (COVERAGE, USER):
            await _move_back(ctx, kind, done)
    await _plans_back(ctx, done)
    await _redirect_back(ctx, done)
    merged = await ctx.need(PATIENT, done.merged_id, deleted=True)
    await _users_back(ctx, done, survivor, merged)
    await _refuse_ids_of_others(ctx, done)
    kept = tuple(held for held in survivor.external_ids if held not in done.given)
    await ctx.put(PATIENT, replace(survivor, external_ids=kept))
    await ctx.put(PATIENT, replace(merged, active=True, merged_into=None))
    _tell(ctx, done.survivor_id, done.merged_id)
    return await ctx.put(PATIENT_MERGE, replace(done, active=False))


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[PatientMerge]) -> Page[PatientMerge]:
    """A page of merges."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses()
async def changed_since(ctx: Context, since: datetime, *, limit: int) -> Sequence[PatientMerge]:
    """Merges made or undone at or after ``since``, the earliest first."""
    ctx.require(policy.READ)
    return await ctx.changed_since(PATIENT_MERGE, since, limit=limit)


@refuses()
async def merged_with(ctx: Context, survivor_id: str) -> Sequence[Patient]:
    """The patients who have been merged into this one, directly or not; at most a thousand."""
    ctx.require(policy.READ)
    query = Query(PATIENT, (Is("merged_into", survivor_id),), limit=_BATCH, active=False)
    return (await ctx.find(query)).items


def _tell(ctx: Context, *patient_ids: str) -> None:
    for id in patient_ids:
        ctx.tell(Event("patient.updated", PATIENT.name, id))


async def _last_place(ctx: Context, patient_id: str, merged_id: str) -> int:
    """The last place in the patient's order of billing: behind it the plans of whoever is merged are billed.

    So all of the patient's own plans that pay have a place, where there are any of the other's.
    """
    if not await coverages.plans_of(ctx, merged_id):
        return 0
    settled = await coverages.settle(ctx, patient_id)
    return max((plan.order or 0 for plan in (*await coverages.plans_of(ctx, patient_id), *settled)), default=0)


async def _move_all(ctx: Context, kind: Kind[T], from_id: str, move: Callable[[T], T]) -> tuple[str, ...]:
    referring = Query(kind, (Is("patient_id", from_id),), limit=_BATCH, active=None)
    moved = []
    async for entity in _every(ctx, referring):
        await ctx.put(kind, move(entity))
        moved.append(entity.id)
        if len(ctx.change.puts) > MOST:
            raise Invalid.field("merged_id", code="too_many", message=f"more than {MOST} objects are the patient's")
    # whoever refers to the merged patient meanwhile must not be left behind
    ctx.guard(AtMost(referring, 0, f"merge:{kind.name}:{from_id}"))
    return tuple(moved)


async def _every(ctx: Context, query: Query[T]) -> AsyncIterator[T]:
    while True:
        page = await ctx.find(query)
        for entity in page.items:
            yield entity
        if not page.has_more:
            return
        query = replace(query, after=page.items[-1].id)


def _moved_on(entity: T, *, from_id: str, to_id: str, places: int, taken: Collection[ExternalId]) -> T:
    changes: dict[str, Any] = {"patient_id": to_id}
    if isinstance(entity, Coverage):
        changes["order"] = entity.order and entity.order + places
        changes["external_ids"] = handed_on(entity.external_ids, from_id, to_id, taken)
    return replace(entity, **changes)


async def _redirect(ctx: Context, from_id: str, to_id: str) -> tuple[str, ...]:
    """Have those who were merged into the merged patient say the survivor."""
    earlier = await merged_with(ctx, from_id)
    for patient in earlier:
        await ctx.put(PATIENT, replace(patient, merged_into=to_id))
    return tuple(patient.id for patient in earlier)


async def _move_back(ctx: Context, kind: Kind[T], done: PatientMerge) -> None:
    back: dict[str, Any] = {"patient_id": done.merged_id}
    async for entity in _moved(ctx, kind, done):
        if getattr(entity, "patient_id", None) == done.survivor_id:
            await ctx.put(kind, replace(entity, **back))


async def _plans_back(ctx: Context, done: PatientMerge) -> None:
    """At the places that they had; where they have been billed among the survivor's own since, in that order."""
    plans = [plan async for plan in _moved(ctx, COVERAGE, done) if plan.patient_id == done.survivor_id]
    placed = sorted(
        (plan for plan in plans if plan.active and plan.order), key=lambda plan: (plan.order or 0, plan.created_at)
    )
    behind = all((plan.order or 0) > done.places for plan in placed)
    kept = {held for plan in plans if plan.active for held in plan.external_ids if held.scope == done.merged_id}
    for plan in plans:
        order = plan.order
        if plan in placed:
            order = plan.order - done.places if behind and plan.order else placed.index(plan) + 1
        ids = handed_on(plan.external_ids, done.survivor_id, done.merged_id, kept)
        ids = tuple(held for held in ids if held.scope != done.survivor_id)
        await ctx.put(COVERAGE, replace(plan, patient_id=done.merged_id, order=order, external_ids=ids))


async def _users_back(ctx: Context, done: PatientMerge, survivor: Patient, merged: Patient) -> None:
    """Who was called and written to as the survivor is so as the own patient; who left with the survivor is back."""

    def reached(patient: Patient) -> dict[str, Any]:
        return {"name": patient.name.full, "email": patient.email or "", "phone": patient.mobile or ""}

    async for user in _moved(ctx, USER, done):
        if user.patient_id == done.survivor_id:
            left = not (user.active or survivor.active or user.disabled)
            changes: dict[str, Any] = {
                "patient_id": merged.id,
                "active": user.active or (left and await _free(ctx, user.username)),
            }
            if all(getattr(user, name) == value for name, value in reached(survivor).items()):
                changes |= reached(merged)
            await ctx.put(USER, replace(user, **changes))


async def _free(ctx: Context, username: str) -> bool:
    return await find_user(ctx, username) is None


async def _redirect_back(ctx: Context, done: PatientMerge) -> None:
    async for patient in _moved(ctx, PATIENT, done):
        if patient.merged_into == done.survivor_id:
            await ctx.put(PATIENT, replace(patient, merged_into=done.merged_id))


async def _moved(ctx: Context, kind: Kind[T], done: PatientMerge) -> AsyncIterator[T]:
    ids = done.moved.get(kind.name, ())
    for start in range(0, len(ids), _BATCH):
        for entity in (await ctx.get_many(kind, ids[start : start + _BATCH])).values():
            yield entity


async def _refuse_ids_of_others(ctx: Context, done: PatientMerge) -> None:
    for held in done.given:
        holder = await ctx.get_by_external_id(PATIENT, held.system, held.value, held.scope)
        if holder is not None and holder.id not in (done.survivor_id, done.merged_id):
            raise ExternalIdTaken(PATIENT.name, held.system, held.value, holder.id)
