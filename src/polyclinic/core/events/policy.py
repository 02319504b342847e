"""Who may read which events: whoever may read what they are about."""

from collections.abc import Collection

from polyclinic.core.events.model import READERS
from polyclinic.core.shared.context import Context


def readable(ctx: Context, names: Collection[str] | None = None) -> tuple[str, ...]:
    """Those of ``names`` (None: of all kept events) that the actor may read, in a fixed order."""
    asked = READERS if names is None else {name: READERS[name] for name in names}
    return tuple(sorted(name for name, permission in asked.items() if permission in ctx.actor.permissions))
