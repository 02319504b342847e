"""What a new practice starts with, so that every API can work with it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import available_timezones

from polyclinic.core.documents.model import DOCUMENT_CLASS, DocumentClass
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity, Practice
from polyclinic.core.scheduling.model import (
    APPOINTMENT_STATUS,
    APPOINTMENT_TYPE,
    AppointmentStatus,
    AppointmentType,
    Status,
)
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.ids import new_id

STATUSES = (
    ("Booked", Status.BOOKED),
    ("Confirmed", Status.CONFIRMED),
    ("Not confirmed", Status.UNCONFIRMED),
    ("Arrived", Status.ARRIVED),
    ("In session", Status.IN_SESSION),
    ("Completed", Status.COMPLETE),
    ("Cancelled", Status.CANCELLED),
    ("No show", Status.NO_SHOW),
    ("Rescheduled", Status.RESCHEDULED),
)
"""A practice's first names for the states of an appointment."""


def found_practice(name: str, zone: str, now: datetime) -> tuple[Practice, Callable[[Context], Awaitable[None]]]:
    """A new practice, and the work that stages what it starts with.

    That is a legal entity and a facility of its name, a status for each state of an appointment, one type of
    appointment and one class of document: its defaults, which APIs fall back on for what others never gave. ``zone``
    is an IANA name; raises ``ValueError`` for one that does not exist.
    """
    if zone not in available_timezones():
        raise ValueError(f"there is no time zone {zone}")
    company = LegalEntity(name=name)
    place = Facility(name=name, legal_entity_id=company.id, zone=zone)
    statuses = [AppointmentStatus(name=status_name, status=status) for status_name, status in STATUSES]
    visit = AppointmentType(name="Visit")
    paper = DocumentClass(name="General")
    practice = Practice(
        id=new_id(),
        name=name,
        zone=zone,
        defaults={
            "legal_entity": company.id,
            "facility": place.id,
            "appointment_status": statuses[0].id,
            "appointment_type": visit.id,
            "document_class": paper.id,
        },
        created_at=now,
    )

    async def stage(ctx: Context) -> None:
        await ctx.put(LEGAL_ENTITY, company)
        await ctx.put(FACILITY, place)
        for status in statuses:
            await ctx.put(APPOINTMENT_STATUS, status)
        await ctx.put(APPOINTMENT_TYPE, visit)
        await ctx.put(DOCUMENT_CLASS, paper)

    return practice, stage
