"""The one verb of terms: find some by words."""

from collections.abc import Sequence

from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.terminology import policy
from polyclinic.core.terminology.model import Match, TermSet
from polyclinic.core.terminology.ports import Terminology

LONGEST = 200
"""Characters that are searched for."""
MOST = 50
"""Matches that are given."""


@refuses(Invalid)
async def look_up(
    ctx: Context, terminology: Terminology, sets: Sequence[TermSet], text: str, limit: int
) -> list[Match]:
    """The terms of ``sets`` that are most like ``text``, the best first, at most ``limit`` and never over ``MOST``."""
    ctx.require(policy.READ)
    if not 0 < len(text.strip()) <= LONGEST:
        raise Invalid.field("text", code="bad_text", message=f"between 1 and {LONGEST} characters")
    return await terminology.search(sets, text, min(limit, MOST))
