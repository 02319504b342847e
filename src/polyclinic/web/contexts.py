"""Opens the record's context for a request."""

from polyclinic.core.shared.clock import PracticeClock
from polyclinic.core.shared.context import Context
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
