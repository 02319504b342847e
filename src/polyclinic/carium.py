"""The client of Carium's API: ``Carium`` and ``AsyncCarium``, with the models that they give.

Names are loaded on first use, so that importing this module costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyclinic.dialects.carium.client._async.client import AsyncCarium
    from polyclinic.dialects.carium.client._sync.client import Carium
    from polyclinic.dialects.carium.wire.appointments import Appointment, AppointmentStatus, AppointmentType
    from polyclinic.dialects.carium.wire.common import Included
    from polyclinic.dialects.carium.wire.documents import DocumentClass, Reference
    from polyclinic.dialects.carium.wire.identity import Group, Invitation
    from polyclinic.dialects.carium.wire.individuals import Individual
    from polyclinic.dialects.carium.wire.patients import Patient
    from polyclinic.dialects.carium.wire.practitioners import Practitioner
    from polyclinic.dialects.carium.wire.users import Organization, User

__all__ = [
    "Appointment",
    "AppointmentStatus",
    "AppointmentType",
    "AsyncCarium",
    "Carium",
    "DocumentClass",
    "Group",
    "Included",
    "Individual",
    "Invitation",
    "Organization",
    "Patient",
    "Practitioner",
    "Reference",
    "User",
]

_HOMES = {
    "AsyncCarium": "client._async.client",
    "Carium": "client._sync.client",
    "Appointment": "wire.appointments",
    "AppointmentStatus": "wire.appointments",
    "AppointmentType": "wire.appointments",
    "Included": "wire.common",
    "DocumentClass": "wire.documents",
    "Reference": "wire.documents",
    "Group": "wire.identity",
    "Invitation": "wire.identity",
    "Individual": "wire.individuals",
    "Patient": "wire.patients",
    "Practitioner": "wire.practitioners",
    "Organization": "wire.users",
    "User": "wire.users",
}
"""The module of each name below ``polyclinic.dialects.carium``."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"polyclinic.dialects.carium.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
