"""The verbs of an encounter's service lines, which are found by their own ids or their claim's."""

from collections.abc import Callable

from polyclinic.core.billing import operations as billing
from polyclinic.core.billing.errors import ClaimSent, LineIdTaken, RoleTaken
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters import policy
from polyclinic.core.encounters.model import ENCOUNTER, Encounter, Provider, ServiceLine, is_sent
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import Invalid, NotFound, Problem, UnknownReference
from polyclinic.core.shared.queries import Is, Query
from polyclinic.core.shared.refusals import refusals_of, refuses

LINE = "service_line"
Held = tuple[Encounter, ServiceLine]
Draft = Callable[[Encounter, ServiceLine | None], ServiceLine]
"""Makes a line for an encounter, in the place of one that it has, if any."""
LineEdit = Callable[[Encounter, ServiceLine], ServiceLine]


@refuses(LineIdTaken, *refusals_of(billing.update))
async def add(ctx: Context, claim_id: str, draft: Draft) -> Held:
    """Add the line that ``draft`` makes to a claim.

    If its days differ from the encounter's, every line says its days from now on and the encounter none.
    """
    ctx.require(policy.WRITE)
    encounter = await _of_claim(ctx, claim_id)
    if encounter is None:
        raise UnknownReference("claim_id", kind="claim", id=claim_id)
    return await _add(ctx, encounter, draft(encounter, None))


@refuses(LineIdTaken, *refusals_of(billing.update))
async def upsert(ctx: Context, claim_id: str, external_id: str, draft: Draft) -> Held:
    """Put the line that ``draft`` makes in the place of the claim's line with this external id, or add it."""
    ctx.require(policy.WRITE)
    encounter = await _of_claim(ctx, claim_id)
    if encounter is None:
        raise NotFound("claim", claim_id)
    held = next((each for each in encounter.service_lines if each.external_id == external_id), None)
    line = replace(draft(encounter, held), external_id=external_id)
    return await (_add(ctx, encounter, line) if held is None else _put(ctx, encounter, line))


@refuses(LineIdTaken, *refusals_of(billing.update))
async def change(ctx: Context, line_id: str, edit: LineEdit) -> Held:
    """Change a line by a pure function, which sees it with the days it has from its encounter."""
    ctx.require(policy.WRITE)
    encounter, line = await _holding(ctx, line_id)
    changed = edit(encounter, _dated(line, encounter))
    if changed.external_id != line.external_id:
        _refuse_taken_id(encounter, changed)
    return await _put(ctx, encounter, changed)


@refuses(ClaimSent, *refusals_of(billing.update))
async def remove(ctx: Context, line_id: str) -> Encounter:
    """Take a line out of its claim; its external id stays taken. Once the claim is sent, lines stay."""
    ctx.require(policy.WRITE)
    encounter, line = await _holding(ctx, line_id)
    if is_sent(encounter):
        raise ClaimSent("the claim has gone to the payer: its service lines stay")

    def without(held: Encounter) -> Encounter:
        left = tuple([each for each in held.service_lines if each.id != line_id])
        if not left and held.start is None:
            held = replace(held, start=line.start, end=line.end)
        spent = (*held.spent_line_ids, line.external_id) if line.external_id else held.spent_line_ids
        return replace(held, service_lines=left, spent_line_ids=spent)

    return await billing.update(ctx, encounter.id, without)


@refuses(RoleTaken, *refusals_of(billing.update))
async def add_ordering(ctx: Context, line_id: str, provider: Provider) -> Held:
    """Say who ordered a service."""
    ctx.require(policy.WRITE)
    encounter, line = await _holding(ctx, line_id)
    if line.ordering is not None:
        raise RoleTaken(provider.role.value, "the service line has an ordering provider")
    return await _put(ctx, encounter, replace(line, ordering=provider))


@refuses(*refusals_of(billing.update))
async def change_ordering(ctx: Context, line_id: str, edit: Callable[[Provider], Provider]) -> Held:
    """Change who ordered a service. Raises ``NotFound`` also where nobody did."""
    ctx.require(policy.WRITE)
    encounter, line = await _holding(ctx, line_id)
    return await _put(ctx, encounter, replace(line, ordering=edit(_ordering(line))))


@refuses(*refusals_of(billing.update))
async def remove_ordering(ctx: Context, line_id: str) -> Held:
    """Take back who ordered a service. Raises ``NotFound`` also where nobody did."""
    ctx.require(policy.WRITE)
    encounter, line = await _holding(ctx, line_id)
    _ordering(line)
    return await _put(ctx, encounter, replace(line, ordering=None))


def _ordering(line: ServiceLine) -> Provider:
    if line.ordering is None:
        raise NotFound("ordering_provider", line.id)
    return line.ordering


async def _of_claim(ctx: Context, claim_id: str) -> Encounter | None:
    page = await ctx.find(Query(ENCOUNTER, (Is("claim_id", claim_id),), limit=1))
    return page.items[0] if page.items else None


async def _holding(ctx: Context, line_id: str) -> Held:
    encounter = await encounters.holding(ctx, LINE, line_id)
    return encounter, _line(encounter, line_id)


def _line(encounter: Encounter, line_id: str) -> ServiceLine:
    for line in encounter.service_lines:
        if line.id == line_id:
            return line
    raise NotFound(LINE, line_id)


async def _add(ctx: Context, encounter: Encounter, line: ServiceLine) -> Held:
    _refuse_taken_id(encounter, line)
    return await _put(ctx, encounter, replace(line, created_at=ctx.system_clock.now()))


def _refuse_taken_id(encounter: Encounter, line: ServiceLine) -> None:
    taken = {each.external_id for each in encounter.service_lines if each.id != line.id}
    if line.external_id and line.external_id in taken.union(encounter.spent_line_ids):
        raise LineIdTaken("the claim has, or had, a service line with this external id", external_id=line.external_id)


async def _put(ctx: Context, encounter: Encounter, line: ServiceLine) -> Held:
    """Store the line in its place, or at the end. What is wrong with it is named by its own fields."""
    ids = [each.id for each in encounter.service_lines]
    at = ids.index(line.id) if line.id in ids else len(ids)

    def with_line(held: Encounter) -> Encounter:
        lines = list(held.service_lines)
        lines[at : at + 1] = [line]
        return _with_days(replace(held, service_lines=tuple(lines)), line)

    try:
        after = await billing.update(ctx, encounter.id, with_line)
    except Invalid as refused:
        raise Invalid([_about_line(problem, at) for problem in refused.problems]) from None
    return after, _line(after, line.id)


def _about_line(problem: Problem, at: int) -> Problem:
    return replace(problem, path=problem.path[2:]) if problem.path[:2] == ("service_lines", at) else problem


def _dated(line: ServiceLine, encounter: Encounter) -> ServiceLine:
    """The line with the days that it has from its encounter."""
    return line if line.start or line.end else replace(line, start=encounter.start, end=encounter.end)


def _with_days(encounter: Encounter, line: ServiceLine) -> Encounter:
    """The days where they belong: on the encounter while its lines agree, else on every line."""
    if encounter.start is None or not (line.start or line.end):
        return encounter
    if line.start and len(encounter.service_lines) == 1:
        encounter = replace(encounter, start=line.start, end=line.end)
    if (line.start, line.end) == (encounter.start, encounter.end):
        undated = [replace(each, start=None, end=None) for each in encounter.service_lines]
        return replace(encounter, service_lines=tuple(undated))
    dated = [_dated(each, encounter) for each in encounter.service_lines]
    return replace(encounter, start=None, end=None, service_lines=tuple(dated))
