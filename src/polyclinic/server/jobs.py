"""Contexts for work that no request asked for."""

from polyclinic.adapters.db.store import Store
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL
from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import PracticeClock
from polyclinic.core.shared.context import Actor, Context

OPERATOR = Actor("system:operator", READ_ALL | WRITE_ALL)


def job_context(store: Store, practice: Practice, action: str) -> Context:
    """A context of the person who runs the installation, for a command named ``action`` in the audit trail."""
    return Context(
        actor=OPERATOR,
        tenant=practice.tenant(),
        records=store.records(practice.id),
        audit=store.audit,
        vault=store.vault,
        clock=PracticeClock(store.clock, practice.clock_offset),
        system_clock=store.clock,
        action=action,
    )
