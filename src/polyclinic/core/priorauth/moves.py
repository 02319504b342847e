"""How a request is moved from state to state and kept: with its history, and the event that brings its next step."""

from dataclasses import replace
from datetime import datetime, timedelta

from polyclinic.core.priorauth.model import PRIOR_AUTHORIZATION, PriorAuthorization, Transition
from polyclinic.core.priorauth.states import RULES, BadMove, Move, moved
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import WrongState
from polyclinic.core.shared.refusals import refuses

DUE = "prior_authorization.due"
"""The event that brings a request's next step: told when the step before it is made, delivered when it is due."""


def make(
    ctx: Context,
    held: PriorAuthorization,
    move: Move,
    *,
    at: datetime | None = None,
    note: str = "",
    then: timedelta | None = None,
) -> PriorAuthorization:
    """``held`` after ``move``, which was made ``at`` a time of the practice's clock, now if it is None.

    The next step comes by itself a time (``then``) later, or not at all. Raises ``WrongState``.
    """
    when = at or ctx.clock.now()
    try:
        after = moved(held.status, move)
    except BadMove as why:
        raise WrongState(str(why), status=held.status.value, move=move.value) from None
    made = Transition(
        at=when,
        move=move,
        party=RULES[move].party,
        before=held.status,
        after=after,
        actor=ctx.actor.id,
        note=note,
    )
    history = (*held.history, made) if after is not held.status or note else held.history
    return replace(held, status=after, history=history, due_at=None if then is None else when + then)


@refuses()
async def keep(ctx: Context, held: PriorAuthorization, before: PriorAuthorization | None = None) -> PriorAuthorization:
    """Stage a request, tell of it, and have its next step made when it is due."""
    kept = await ctx.put(PRIOR_AUTHORIZATION, held)
    word = "updated" if before else "created"
    ctx.tell(Event(f"prior_authorization.{word}", PRIOR_AUTHORIZATION.name, kept.id, {"status": kept.status.value}))
    if kept.due_at is not None and (before is None or kept.due_at != before.due_at):
        due = {"due": kept.due_at.isoformat()}
        ctx.tell(Event(DUE, PRIOR_AUTHORIZATION.name, kept.id, due, due=kept.due_at))
    return kept
