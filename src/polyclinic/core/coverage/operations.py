"""The verbs of coverage."""

from collections.abc import Collection
from dataclasses import replace

from polyclinic.core.coverage import policy
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import AtMost
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.errors import Invalid, UnknownReference
from polyclinic.core.shared.queries import Is, OneOf, Order, Query
from polyclinic.core.shared.refusals import refuses


@refuses()
async def primary(ctx: Context, patient_id: str) -> Coverage | None:
    """The patient's first live plan."""
    return (await primaries(ctx, [patient_id])).get(patient_id)


@refuses()
async def primaries(ctx: Context, patient_ids: Collection[str]) -> dict[str, Coverage]:
    """The first live plan of each patient that has one, in one query."""
    ctx.require(policy.READ)
    if not patient_ids:
        return {}
    page = await ctx.find(_first_plans(patient_ids))
    return {coverage.patient_id: coverage for coverage in reversed(page.items)}


def _first_plans(patient_ids: Collection[str]) -> Query[Coverage]:
    where = (OneOf("patient_id", tuple(patient_ids)), Is("order", 1))
    return Query(COVERAGE, where, order=(Order("created_at"),), limit=1000)


@refuses(Invalid, UnknownReference)
async def set_primary(ctx: Context, patient_id: str, edit: Edit[Coverage]) -> Coverage | None:
    """Change the patient's first plan by a pure function, or make one from an empty plan.

    ``edit`` gives a plan up by making it inactive; nothing is written if nothing changes. The answer is the plan that
    the patient now holds. Concurrent calls make one plan.
    """
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, patient_id, "patient_id")
    held = await primary(ctx, patient_id)
    before = held or Coverage(patient_id=patient_id)
    after = replace(edit(before), patient_id=patient_id, order=1)
    if held is None and after.active:
        ctx.guard(AtMost(_first_plans([patient_id]), 1, f"primary_coverage:{patient_id}"))
    if after != before and (held is not None or after.active):
        after = await ctx.put(COVERAGE, after)
    return after if after.active and after.version else None
