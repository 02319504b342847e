"""The verbs of tasks. Billing wraps those that write, so that the claim follows."""

from typing import Any

from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.identity.model import USER
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import NotFound, Path, UnknownCursor, UnknownReference
from polyclinic.core.shared.kinds import Kind
from polyclinic.core.shared.queries import Page, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.tasks import policy
from polyclinic.core.tasks.model import TASK, Task


@refuses(NotFound)
async def read(ctx: Context, task_id: str) -> Task:
    """A task by id."""
    ctx.require(policy.READ)
    return await ctx.need(TASK, task_id)


@refuses(UnknownCursor)
async def search(ctx: Context, query: Query[Task]) -> Page[Task]:
    """A page of tasks."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(UnknownReference)
async def add(ctx: Context, draft: Task) -> Task:
    """Open a task about an encounter of this practice."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    task = await ctx.put(TASK, draft)
    ctx.tell(Event("task.opened", TASK.name, task.id))
    return task


@refuses(NotFound, *refusals_of(add))
async def update(ctx: Context, task_id: str, edit: Edit[Task]) -> Task:
    """Change a task by a pure function; an edit that changes nothing writes nothing."""
    ctx.require(policy.WRITE)
    before = await ctx.need(TASK, task_id)
    after = edit(before)
    if after == before:
        return before
    await _check(ctx, after, before)
    task = await ctx.put(TASK, after)
    ctx.tell(Event("task.updated", TASK.name, task.id))
    return task


async def _check(ctx: Context, after: Task, before: Task | None) -> None:
    references: list[tuple[Kind[Any], str, Path]] = []
    if before is None:
        references.append((ENCOUNTER, after.encounter_id, ("encounter_id",)))
    if after.assignment and (before is None or before.assignment != after.assignment):
        references.append((USER, after.assignment.user_id, ("assignment", "user_id")))
    await ctx.refer_all(references)
