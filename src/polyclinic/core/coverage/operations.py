"""The verbs of coverage."""

from collections.abc import Collection
from dataclasses import replace

from polyclinic.core.coverage import policy
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.shared.changes import AtMost
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.queries import Is, OneOf, Order, Query


async def primary(ctx: Context, patient_id: str) -> Coverage | None:
    """The patient's first live plan."""
    return (await primaries(ctx, [patient_id])).get(patient_id)


async def primaries(ctx: Context, patient_ids: Collection[str]) -> dict[str, Coverage]:
    """The first live plan of each patient that has one, in one query."""
    ctx.require(policy.READ)
    if not patient_ids:
        return {}
    where = (OneOf("patient_id", tuple(patient_ids)), Is("order", 1))
    page = await ctx.find(Query(COVERAGE, where, order=(Order("created_at"),), limit=1000))
    return {coverage.patient_id: coverage for coverage in reversed(page.items)}


async def set_primary(ctx: Context, patient_id: str, edit: Edit[Coverage]) -> Coverage:
    """Change the patient's first plan by a pure function, or make one from an empty plan.

    Concurrent calls make one plan. Raises ``UnknownReference`` for an unknown patient.
    """
    ctx.require(policy.WRITE)
    await ctx.refer(PATIENT, patient_id, "patient_id")
    held = await primary(ctx, patient_id)
    after = edit(held or Coverage(patient_id=patient_id))
    ctx.guard(
        AtMost(Query(COVERAGE, (Is("patient_id", patient_id), Is("order", 1))), 1, f"primary_coverage:{patient_id}")
    )
    return await ctx.put(COVERAGE, replace(after, patient_id=patient_id, order=1))
