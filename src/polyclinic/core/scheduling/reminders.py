"""Reminders: profiles that say when patients are reminded of appointments, and the messages that are made by them.

Which API an appointment is changed through does not matter: its reminders follow it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from polyclinic.core.messages import operations as messages
from polyclinic.core.messages.model import MESSAGE, About, Channel, Lead, Message, MessageStatus, Reason, one_line
from polyclinic.core.organisation.model import FACILITY, Facility
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import PRACTITIONER
from polyclinic.core.scheduling import policy
from polyclinic.core.scheduling.errors import HasReminders
from polyclinic.core.scheduling.model import APPOINTMENT, Appointment
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import Context, Edit
from polyclinic.core.shared.entity import Entity
from polyclinic.core.shared.errors import Invalid, NotFound, UnknownCursor, UnknownReference
from polyclinic.core.shared.kinds import Key, Kind
from polyclinic.core.shared.queries import Is, OneOf, Page, Query
from polyclinic.core.shared.refusals import refuses
from polyclinic.core.shared.secrets import Secret
from polyclinic.core.shared.times import wall

REMINDER = "reminder"
"""The purpose of the messages that are reminders."""
MOST = 20
"""Reminders of one appointment."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder of a profile: how, and how long before the appointment."""

    channel: Channel
    lead: Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderProfile(Entity):
    """When patients are reminded; applied to an appointment, it makes that appointment's reminders."""

    name: str
    practitioner_id: str | None = None
    reminders: tuple[Reminding, ...] = ()


REMINDER_PROFILE = Kind(
    "reminder_profile", ReminderProfile, keys=(Key("practitioner_id", lambda profile: profile.practitioner_id),)
)

# -- profiles ---------------------------------------------------------------------------------------------------------


@refuses(NotFound)
async def read_profile_number(ctx: Context, number: int) -> ReminderProfile:
    """A live profile by the practice-wide number."""
    ctx.require(policy.READ)
    return await ctx.need_number(REMINDER_PROFILE, number)


@refuses(UnknownCursor)
async def search_profiles(ctx: Context, query: Query[ReminderProfile]) -> Page[ReminderProfile]:
    """A page of profiles."""
    ctx.require(policy.READ)
    return await ctx.find(query)


@refuses(Invalid, UnknownReference)
async def add_profile(ctx: Context, draft: ReminderProfile) -> ReminderProfile:
    """Add a profile."""
    ctx.require(policy.WRITE)
    await _check(ctx, draft, None)
    return await ctx.put(REMINDER_PROFILE, draft)


@refuses(NotFound, Invalid, UnknownReference)
async def update_profile(ctx: Context, profile_id: str, edit: Edit[ReminderProfile]) -> ReminderProfile:
    """Change a profile; reminders that it has made stay as they are."""
    ctx.require(policy.WRITE)
    before = await ctx.need(REMINDER_PROFILE, profile_id)
    after = edit(before)
    await _check(ctx, after, before)
    return await ctx.put(REMINDER_PROFILE, after)


@refuses(NotFound)
async def delete_profile(ctx: Context, profile_id: str) -> None:
    """Take a profile away; reminders that it has made stay. The second time it is not found."""
    ctx.require(policy.WRITE)
    await ctx.put(REMINDER_PROFILE, replace(await ctx.need(REMINDER_PROFILE, profile_id), active=False))


async def _check(ctx: Context, after: ReminderProfile, before: ReminderProfile | None) -> None:
    if len(after.reminders) > MOST:
        raise Invalid.field("reminders", code="too_many", message=f"an appointment has at most {MOST} reminders")
    held = before.practitioner_id if before else None
    if after.practitioner_id is not None and after.practitioner_id != held:
        await ctx.refer_all([(PRACTITIONER, after.practitioner_id, ("practitioner_id",))])


# -- reminders --------------------------------------------------------------------------------------------------------


@refuses(NotFound, UnknownReference, Invalid, HasReminders)
async def apply(ctx: Context, profile_id: str, appointment_id: str) -> None:
    """Make an appointment's reminders. Those whose time has passed are kept as dropped.

    Refused for a break, for an appointment that the patient is not awaited at, and for one that has reminders.
    """
    ctx.require(policy.WRITE)
    profile = await ctx.need(REMINDER_PROFILE, profile_id)
    appointment = await ctx.refer(APPOINTMENT, appointment_id, "appointment")
    if appointment.patient_id is None:
        raise Invalid.field("appointment", code="break", message="a break has no reminders")
    if not appointment.status.awaits:
        raise Invalid.field("appointment", code="not_awaited", message="the patient is not awaited")
    if (await ctx.find(_reminders_of(appointment.id, limit=1))).items:
        raise HasReminders("the appointment already has reminders")
    occasion = await _occasion(ctx, appointment)
    for reminding in profile.reminders:
        await messages.queue(ctx, occasion.reminder(reminding))
    # its reminders are part of it: whoever moves it meanwhile, or applies another profile, begins anew or makes us
    await ctx.put(APPOINTMENT, appointment)
    ctx.tell(Event("appointment.updated", APPOINTMENT.name, appointment.id))


@refuses()
async def reminders_of(ctx: Context, appointment_ids: Collection[str]) -> dict[str, list[Message]]:
    """The reminders that appointments have, whatever became of them, the earliest first."""
    ctx.require(policy.READ)
    keys = tuple(_about(id).key for id in appointment_ids)
    where = (OneOf("about", keys), Is("purpose", REMINDER))
    found: dict[str, list[Message]] = {id: [] for id in appointment_ids}
    if keys:
        page = await ctx.find(Query(MESSAGE, where, limit=MOST * len(keys)))
        staged = await ctx.get_many(MESSAGE, [message.id for message in page.items])  # what this request changed
        for message in sorted(staged.values(), key=lambda message: (message.due, message.id)):
            if message.about is not None:
                found[message.about.id].append(message)
    return found


@refuses()
async def follow(ctx: Context, before: Appointment, after: Appointment) -> None:
    """Move, drop or take up again the reminders of an appointment that has changed and that nobody began to send."""
    if _told(before) == _told(after):
        return
    held = (await ctx.find(_reminders_of(after.id, limit=MOST))).items
    if held:
        occasion = await _occasion(ctx, after)
        for message in held:
            await messages.update(ctx, message.id, occasion.followed)


def _told(appointment: Appointment) -> Sequence[object]:
    """What reminders depend on."""
    awaited = appointment.active and appointment.status.awaits
    return appointment.start, appointment.patient_id, appointment.facility_id, awaited


def _about(appointment_id: str) -> About:
    return About(APPOINTMENT.name, appointment_id)


def _reminders_of(appointment_id: str, *, limit: int) -> Query[Message]:
    return Query(MESSAGE, (Is("about", _about(appointment_id).key), Is("purpose", REMINDER)), limit=limit)


@dataclass(frozen=True, slots=True)
class _Occasion:
    """An appointment as its reminders tell of it, ``now``."""

    appointment: Appointment
    patient: Patient | None
    facility: Facility | None
    zone: ZoneInfo
    practice: str
    now: datetime

    def reminder(self, reminding: Reminding) -> Message:
        draft = Message(
            channel=reminding.channel,
            purpose=REMINDER,
            about=_about(self.appointment.id),
            lead=reminding.lead,
            text=Secret(""),
            due=self.appointment.start,
        )
        return self.followed(replace(draft, due=reminding.lead.before(self.appointment.start, self.zone)), fresh=True)

    def followed(self, message: Message, *, fresh: bool = False) -> Message:
        """``message`` as it must be now. One that is due already and has not moved waits for a worker."""
        if self.patient is None or not (self.appointment.active and self.appointment.status.awaits):
            return replace(message, status=MessageStatus.DROPPED, reason=Reason.CALLED_OFF)
        due = message.lead.before(self.appointment.start, self.zone) if message.lead else message.due
        waits = message.status is MessageStatus.QUEUED and due == message.due and not fresh
        late = due <= self.now and not waits
        return replace(
            message,
            patient_id=self.patient.id,
            due=due,
            expires=self.appointment.start,
            subject=f"Your appointment on {self._day}",
            text=Secret(self._text(self.patient)),
            status=MessageStatus.DROPPED if late else MessageStatus.QUEUED,
            reason=Reason.TOO_LATE if late else None,
        )

    @property
    def _day(self) -> str:
        start = wall(self.appointment.start, self.zone)
        return f"{start:%A}, {start:%B} {start.day}"

    def _text(self, patient: Patient) -> str:
        """Who, when and where; never why."""
        start = wall(self.appointment.start, self.zone)
        place = self.facility
        where = f", {one_line(place.name)}" if place and place.name != self.practice else ""
        address = place.address if place else None
        street = ", ".join(
            part for part in (*(address.lines if address else ()), address.city if address else "") if part
        )
        lines = [
            f"Hello {one_line(patient.name.given)}," if patient.name.given else "Hello,",
            f"This is a reminder of your appointment on {self._day} at {start:%H:%M},",
            f"{one_line(self.practice)}{where}.",
        ]
        lines += [f"Address: {one_line(street)}"] if street else []
        lines += [f"To change or cancel it, call {one_line(place.phone)}."] if place and place.phone else []
        return "\n".join(lines)


async def _occasion(ctx: Context, appointment: Appointment) -> _Occasion:
    facility_id = appointment.facility_id or ctx.tenant.defaults.get("facility")
    facility = await ctx.get(FACILITY, facility_id) if facility_id else None
    patient = await ctx.get(PATIENT, appointment.patient_id) if appointment.patient_id else None
    zone = ZoneInfo(facility.zone) if facility and facility.zone else ctx.tenant.zone
    return _Occasion(appointment, patient, facility, zone, ctx.tenant.name, ctx.clock.now())
