"""Opens the record's context, for a request or for other work."""

from typing import Protocol

from polyclinic.core.organisation.model import Practice
from polyclinic.core.shared.clock import Clock, PracticeClock
from polyclinic.core.shared.code_sets import CodeSets
from polyclinic.core.shared.context import Actor, Context, Scope
from polyclinic.core.shared.records import Audit
from polyclinic.core.shared.secrets import Vault
from polyclinic.web.call import Principal
from polyclinic.web.services import OpenRecords, Services

_WHOLE = Scope()


class Ports(Protocol):
    """What a context reaches the outside through: ``Services`` has these, a store by itself, too."""

    @property
    def records(self) -> OpenRecords: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def codes(self) -> CodeSets: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def clock(self) -> Clock: ...


def open_context(services: Services, principal: Principal, *, dialect: str, action: str, request_id: str) -> Context:
    """A context for a request: nothing staged, nothing read."""
    context = open_practice(services, principal.practice, principal.actor, action, scope=principal.scope)
    context.dialect = dialect
    context.request_id = request_id
    return context


def open_practice(ports: Ports, practice: Practice, actor: Actor, action: str, *, scope: Scope = _WHOLE) -> Context:
    """A context for work that no request asked for: loading, jobs, commands."""
    return Context(
        actor=actor,
        tenant=practice.tenant(),
        records=ports.records(practice.id, scope),
        audit=ports.audit,
        codes=ports.codes,
        vault=ports.vault,
        clock=PracticeClock(ports.clock, practice.clock_offset),
        system_clock=ports.clock,
        scope=scope,
        action=action,
    )
