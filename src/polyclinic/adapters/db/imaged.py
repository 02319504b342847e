"""Which tables an image of a practice holds."""

from collections.abc import Iterable

from polyclinic.adapters.db.layout import Layout

DROPPED = ("outbox", "events", "idempotency")
"""What is queued for a practice, and what happened in it, is not brought back."""

_COMMON = ("history", "ledger", "lookups", "bookings", "counters")


def copied(layouts: Iterable[Layout]) -> list[str]:
    return [*(layout.name for layout in layouts if not layout.kind.shared), *_COMMON]
