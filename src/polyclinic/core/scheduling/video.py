"""Video visits: an appointment's room, which is open as long as the appointment stands and is one by video.

Nothing of a room is kept. Its name and the keys to it are worked out under the practice's own key, so that they are
the same whenever they are asked for, and tell nothing about the appointment.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling.errors import RoomClosed
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import NotFound
from polyclinic.core.shared.refusals import refuses

_LENGTH = 32


class Role(StrEnum):
    """Who comes in: the practitioner is the host, the patient the guest."""

    HOST = "host"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Visit:
    """What somebody who may come in is told."""

    appointment: Appointment
    practitioner: Practitioner | None


def is_open(appointment: Appointment) -> bool:
    """Whether there is a room: not for what is over, has been called off or deleted, or is no video visit any more."""
    over = appointment.status is Status.COMPLETE or not appointment.status.holds
    return appointment.video and appointment.active and not over


def room(ctx: Context, appointment_id: str) -> str:
    """The name of an appointment's room."""
    return _derived(ctx, appointment_id, "room")


def key(ctx: Context, appointment_id: str, role: Role) -> str:
    """What lets somebody into an appointment's room as ``role``."""
    return _derived(ctx, appointment_id, role.value)


def _derived(ctx: Context, appointment_id: str, purpose: str) -> str:
    return ctx.vault.fingerprint(ctx.tenant.id, f"video\n{appointment_id}\n{purpose}").digest[:_LENGTH]


@refuses(NotFound, RoomClosed)
async def enter(ctx: Context, appointment_id: str, role: Role, key_shown: str) -> Visit:
    """The visit behind a link; the key is the only authority."""
    if not hmac.compare_digest(key(ctx, appointment_id, role).encode(), key_shown.encode()):
        raise NotFound(APPOINTMENT.name, appointment_id)
    appointment = await ctx.need(APPOINTMENT, appointment_id, deleted=True)
    if not is_open(appointment):
        raise RoomClosed("this room is closed")
    host = appointment.practitioner_id
    return Visit(appointment, await ctx.get(PRACTITIONER, host) if host else None)
