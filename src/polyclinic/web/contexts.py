"""Opens the record's context, for a request or for other work."""

from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import PracticeClock
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.web.call import Principal
from polyclinic.web.services import Services


def open_context(services: Services, principal: Principal, *, dialect: str, action: str, request_id: str) -> Context:
    """A fresh context: nothing staged, nothing read."""
    practice = principal.practice
    return Context(
        actor=principal.actor,
        tenant=practice.tenant(),
        records=services.records(practice.id, principal.scope),
        audit=services.audit,
        vault=services.vault,
        clock=PracticeClock(services.clock, practice.clock_offset),
        system_clock=services.clock,
        scope=principal.scope,
        dialect=dialect,
        request_id=request_id,
        action=action,
    )


def open_practice(services: Services, practice: Practice, actor: Actor, action: str) -> Context:
    """A context for work that no request asked for: loading, jobs, commands."""
    return Context(
        actor=actor,
        tenant=practice.tenant(),
        records=services.records(practice.id, Scope()),
        audit=services.audit,
        vault=services.vault,
        clock=PracticeClock(services.clock, practice.clock_offset),
        system_clock=services.clock,
        action=action,
    )
