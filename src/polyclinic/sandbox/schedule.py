"""A month of appointments around today, in the working hours of two offices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from polyclinic.core.patients.model import Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment, Status, settled
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.times import wall
from polyclinic.sandbox import ids
from polyclinic.sandbox.plan import Plan

_PAST = (Status.COMPLETE, Status.COMPLETE, Status.COMPLETE, Status.NO_SHOW, Status.COMPLETE, Status.CANCELLED)
_COMING = (Status.CONFIRMED, Status.BOOKED, Status.UNCONFIRMED, Status.CONFIRMED, Status.BOOKED)
_REASONS = ("Annual physical", "Back pain", "Follow-up", "Medication review", "Lab results", "Knee rehabilitation")


async def load_schedule(
    ctx: Context, plan: Plan, staff: Sequence[Practitioner], patients: Sequence[Patient]
) -> list[Appointment]:
    """Stage the published appointment, then two visits a working day and practitioner, and a break at noon."""
    zone = ZoneInfo(plan.zone)
    first_day = ctx.clock.today(zone) - timedelta(days=plan.days // 2)
    booked = []
    if plan.practice_id == ids.PRACTICE:
        booked.append(await _published(ctx, plan))
    turn = count(1)
    for day in (first_day + timedelta(days=offset) for offset in range(plan.days)):
        if day.weekday() >= 5:
            continue
        for position in range(len(staff)):
            for hour in (9 + position % 3, 14 + position % 3):
                number = next(turn)
                patient = patients[(number * 7 + position) % len(patients)]
                start = _instant(day, hour, zone)
                booked.append(
                    await _visit(ctx, plan, number, staff=staff, position=position, patient_id=patient.id, start=start)
                )
        number = next(turn)
        noon = _instant(day, 12, zone)
        booked.append(await _visit(ctx, plan, number, staff=staff, position=0, patient_id=None, start=noon))
    return booked


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


async def _published(ctx: Context, plan: Plan) -> Appointment:
    return await _put(
        ctx,
        plan,
        Appointment(
            id=plan.id("appointment", 0),
            number=7000,
            start=datetime(2022, 1, 1, 9, tzinfo=UTC),
            end=datetime(2022, 1, 1, 9, 30, tzinfo=UTC),
            patient_id=ids.PATIENT,
            practitioner_id=ids.PRACTITIONER,
            facility_id=plan.id("facility", 0),
            room=1,
            status=Status.BOOKED,
            status_id=ids.APPOINTMENT_STATUS,
            type_id=ids.APPOINTMENT_TYPE,
            reason="This is a test appointment",
        ),
    )


async def _visit(
    ctx: Context,
    plan: Plan,
    number: int,
    *,
    staff: Sequence[Practitioner],
    position: int,
    patient_id: str | None,
    start: datetime,
) -> Appointment:
    past = start < ctx.clock.now()
    status = (_PAST[number % len(_PAST)] if past else _COMING[number % len(_COMING)]) if patient_id else Status.UNSET
    refusing = position % 2 == 1
    return await _put(
        ctx,
        plan,
        Appointment(
            id=plan.id("appointment", number),
            number=plan.first_number + 7000 + number,
            start=start,
            end=start + timedelta(minutes=30 if patient_id else 60),
            patient_id=patient_id,
            practitioner_id=staff[position].id,
            facility_id=plan.id("facility", position % 2),
            room=0 if patient_id is None else 1 + position // 2 % 3,
            status=status,
            status_id=_status_id(plan, status),
            type_id=plan.id("appointment_type", number % 4) if patient_id else None,
            reason=_REASONS[number % len(_REASONS)] if patient_id else "Lunch",
            video=patient_id is not None and number % 5 == 0,
            blocking=refusing and status.holds and not past,
        ),
    )


async def _put(ctx: Context, plan: Plan, appointment: Appointment) -> Appointment:
    """With what booking would have added. Patients came and left on time."""
    local = wall(appointment.start, ZoneInfo(plan.zone))
    kept = replace(appointment, local_start=local, checked_in_at=appointment.start, checked_out_at=appointment.end)
    return await ctx.put(APPOINTMENT, settled(kept, ctx.clock.now()))


def _status_id(plan: Plan, status: Status) -> str | None:
    order = ("booked", "confirmed", "unconfirmed", "arrived", "in_session", "complete", "cancelled", "no_show")
    return plan.id("appointment_status", order.index(status.value)) if status.value in order else None
