"""Permissions and the roles that hold them. An operation names one permission; a role is a set of them."""

_KINDS = (
    "patients",
    "practitioners",
    "organisation",
    "appointments",
    "messages",
    "documents",
    "encounters",
    "clinical",
    "consents",
    "tasks",
    "billing",
    "coverage",
    "users",
)

PATIENT = "patient"
"""The role of a patient who signs in."""
READ = "users:read"
WRITE = "users:write"
INVITE = "users:invite"
ADD_CLIENTS = "clients:write"
SET_LIVE = "clients:set_live"
"""Opens an application to users of every practice: for the operator of the installation, in no role."""

READ_ALL = frozenset(f"{kind}:read" for kind in _KINDS)
WRITE_ALL = frozenset(f"{kind}:write" for kind in _KINDS)

ROLES: dict[str, frozenset[str]] = {
    "owner": READ_ALL | WRITE_ALL | {INVITE, ADD_CLIENTS},
    "staff": READ_ALL | WRITE_ALL - {"users:write", "organisation:write"} | {INVITE},
    "integration": READ_ALL | WRITE_ALL - {"users:write"} | {INVITE, ADD_CLIENTS},
    "reader": READ_ALL,
    PATIENT: frozenset({"patients:read", "practitioners:read", "appointments:read", "documents:read", READ}),
}
"""``owner`` runs the practice, ``staff`` works in it, ``integration`` is a program trusted like staff that also keeps
its facilities and may bring in others with no more rights than its own, ``reader`` only looks, ``patient`` looks at
nothing but the own record (the credential's scope) and what the practice tells everybody: its practitioners, statuses
and types."""


def permissions_of(role: str) -> frozenset[str]:
    """What a role may do; an unknown role may do nothing."""
    return ROLES.get(role, frozenset())
