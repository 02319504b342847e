"""The verbs of billing: encounters are recorded and changed here, and scrubbed in the very change that writes them.

What the rules find becomes tasks, one to a rule, and a claim waits while a task that blocks it is open. A task that
somebody finished although its finding is still there stays finished until the finding says something else.
"""

from collections import defaultdict

from polyclinic.core.billing import ledger, policy
from polyclinic.core.billing.model import SCRUB_RUN, ScrubRun
from polyclinic.core.billing.rules import ICD10_TYPES, PIPELINES, RULES, Known, Rule, chosen, scrub
from polyclinic.core.encounters import operations as encounters
from polyclinic.core.encounters.model import (
    ENCOUNTER,
    UNSENT,
    Claim,
    Encounter,
    HeldFinding,
    ResponsibleParty,
    claim_status,
)
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.code_sets import ICD_10_CM
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.copies import replace
from polyclinic.core.shared.errors import Invalid, NotFound, Problem
from polyclinic.core.shared.queries import Is, Query
from polyclinic.core.shared.refusals import refusals_of, refuses
from polyclinic.core.tasks import operations as tasks
from polyclinic.core.tasks.model import TASK, Task, TaskStatus, about

FINDING = "CLAIM_SUBMISSION_RUN_VALIDATIONS_FAILURE"
"""The type of the tasks that rules open."""

_MOST = 1000


@refuses(*refusals_of(encounters.record))
async def record(ctx: Context, draft: Encounter) -> Encounter:
    """Record a visit, scrubbed, and charge its services."""
    encounter = await encounters.record(ctx, await _scrubbed(ctx, draft))
    await ledger.follow(ctx, encounter, None)
    return encounter


@refuses(*refusals_of(encounters.update))
async def update(ctx: Context, encounter_id: str, edit: Edit[Encounter]) -> Encounter:
    """Change an encounter by a pure function, scrub it again, and have its charges follow."""
    before = await encounters.read(ctx, encounter_id)
    after = edit(before)
    if after == before:
        return before
    if about(after) != about(before):
        await _tell_tasks(ctx, after)
    after = await _scrubbed(ctx, after)
    encounter = await encounters.update(ctx, encounter_id, lambda _: after)
    await ledger.follow(ctx, encounter, before)
    return encounter


@refuses(*refusals_of(tasks.add))
async def open_task(ctx: Context, draft: Task) -> Task:
    """Open a task about an encounter; its claim waits for it if it blocks."""
    encounter = await ctx.get(ENCOUNTER, draft.encounter_id)
    task = await tasks.add(ctx, replace(draft, about=about(encounter)) if encounter else draft)
    await _follow(ctx, task)
    return task


@refuses(*refusals_of(tasks.update))
async def update_task(ctx: Context, task_id: str, edit: Edit[Task]) -> Task:
    """Change a task by a pure function; the claim follows."""
    task = await tasks.update(ctx, task_id, edit)
    await _follow(ctx, task)
    return task


# -- encounters that are not recorded ---------------------------------------------------------------------------------


@refuses(Invalid)
async def examine(
    ctx: Context, draft: ScrubRun, on: frozenset[str] = frozenset(), off: frozenset[str] = frozenset()
) -> ScrubRun:
    """Run a pipeline over the draft's encounter, with the rules whose ids are ``on`` and without those ``off``.

    A run that has an external id of the draft is given back as it is.
    """
    ctx.require(policy.WRITE)
    for key in draft.external_ids:
        held = await ctx.get_by_external_id(SCRUB_RUN, key.system, key.value, key.scope)
        if held is not None:
            return held
    rules = _chosen(draft.pipeline_id, on, off)
    findings = scrub(draft.encounter, await _known(ctx, draft.encounter), rules)
    run = await ctx.put(SCRUB_RUN, replace(draft, findings=tuple(findings)))
    ctx.tell(Event("scrub_run.finished", SCRUB_RUN.name, run.id))
    return run


@refuses(NotFound)
async def read_run(ctx: Context, run_id: str) -> ScrubRun:
    """What a pipeline found."""
    ctx.require(policy.READ)
    return await ctx.need(SCRUB_RUN, run_id)


def _chosen(pipeline_id: str, on: frozenset[str], off: frozenset[str]) -> list[Rule]:
    pipeline = PIPELINES.get(pipeline_id)
    ids = {rule.id for rule in RULES.values()}
    problems = [
        Problem((name,), "unknown_rule", f"there is no rule {id}")
        for name, given in (("on", on), ("off", off))
        for id in sorted(given - ids)
    ]
    if pipeline is None:
        problems.append(Problem(("pipeline_id",), "unknown_pipeline", "there is no such pipeline"))
    if pipeline is None or problems:
        raise Invalid(problems)
    return chosen(pipeline, on, off)


# -- the claim follows its tasks --------------------------------------------------------------------------------------


async def _follow(ctx: Context, task: Task) -> None:
    """Have the claim of the task's encounter wait for it, or no longer."""
    encounter = await ctx.get(ENCOUNTER, task.encounter_id)
    if encounter is None or not encounter.active or not encounter.claims:
        return
    waiting = task.id in encounter.claims[0].blocked_by
    if waiting is not task.blocks:
        after = await encounters.update(ctx, encounter.id, lambda held: _blocked(held, task))
        await ledger.follow(ctx, after, encounter)


def _blocked(encounter: Encounter, task: Task) -> Encounter:
    claim, *others = encounter.claims
    kept = tuple(id for id in claim.blocked_by if id != task.id)
    blocked_by = (*kept, task.id) if task.blocks else kept
    return replace(encounter, claims=(replace(claim, blocked_by=blocked_by), *others))


async def _tell_tasks(ctx: Context, encounter: Encounter) -> None:
    """Tasks are listed by what the encounter says now."""
    page = await ctx.find(Query(TASK, (Is("encounter_id", encounter.id),), limit=_MOST, few=True))
    for task in page.items:
        await ctx.put(TASK, replace(task, about=about(encounter)))


# -- findings become tasks --------------------------------------------------------------------------------------------


async def _scrubbed(ctx: Context, encounter: Encounter) -> Encounter:
    """The encounter with what the rules find now; tasks are opened and finished to match."""
    claim, *others = encounter.claims or (Claim(status=claim_status(encounter)),)
    said = await _said(ctx, encounter, claim)
    held = {finding.rule: finding for finding in claim.findings}
    if said == {code: finding.said for code, finding in held.items()}:
        return encounter
    encounter = replace(encounter, claims=(claim, *others))
    blocked_by = set(claim.blocked_by)
    findings = []
    for code in dict.fromkeys((*held, *said)):
        task = await _match(ctx, encounter, code, held.get(code), said.get(code))
        (blocked_by.add if task.blocks else blocked_by.discard)(task.id)
        if code in said:
            findings.append(HeldFinding(code, said[code], task.id))
    claim = replace(claim, findings=tuple(findings), blocked_by=tuple(sorted(blocked_by)))
    return replace(encounter, claims=(claim, *others))


async def _said(ctx: Context, encounter: Encounter, claim: Claim) -> dict[str, str]:
    """What each rule says against the claim; nothing about one that is not to be sent, or is sent already."""
    if claim.status not in UNSENT or encounter.submitted_elsewhere or not encounter.billable:
        return {}
    said = defaultdict(list)
    for finding in scrub(encounter, await _known(ctx, encounter)):
        said[finding.rule].append(finding.said)
    return {code: "; ".join(dict.fromkeys(sentences)) for code, sentences in said.items()}


async def _known(ctx: Context, encounter: Encounter) -> Known:
    """What the rules have to look up."""
    codes = {each.code for each in encounter.diagnoses if each.code_type in ICD10_TYPES}
    if not codes or encounter.responsible_party is not ResponsibleParty.INSURANCE:
        return {}
    return await ctx.codes.lookup(ICD_10_CM, codes)


async def _match(ctx: Context, encounter: Encounter, code: str, held: HeldFinding | None, said: str | None) -> Task:
    """The task of a rule as it is now: opened, told anew, or finished because there is nothing left to do."""
    if held is None:
        draft = Task(
            encounter_id=encounter.id,
            about=about(encounter),
            type=FINDING,
            category=RULES[code].category,
            description=said or "",
            blocks_submission=True,
            rule=code,
        )
        task = await ctx.put(TASK, draft)
        ctx.tell(Event("task.opened", TASK.name, task.id))
        return task
    task = await ctx.need(TASK, held.task_id)
    if said == held.said:
        return task
    status = TaskStatus.FINISHED if said is None else task.status if task.is_open else TaskStatus.OPEN
    after = replace(task, status=status, description=task.description if said is None else said)
    if after == task:
        return task
    task = await ctx.put(TASK, after)
    ctx.tell(Event("task.updated", TASK.name, task.id))
    return task
