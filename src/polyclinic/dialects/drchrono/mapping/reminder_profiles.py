"""Reminder profiles, and the reminders that appointments have by them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.core.messages.model import Channel, Lead, Message, Unit
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.reminders import ReminderProfile, Reminding
from polyclinic.core.shared.times import wall
from polyclinic.dialects.drchrono.mapping.common import Refs
from polyclinic.dialects.drchrono.wire.reminder_profiles import ProfileReminder


def from_core(profile: ReminderProfile, refs: Refs) -> dict[str, Any]:
    """A profile that has, or is given by default, a doctor."""
    return {
        "id": profile.number,
        "doctor": refs.doctor_path(profile.practitioner_id),
        "name": profile.name,
        "reminders": [
            {"amount": held.lead.amount, "type": held.channel.value, "unit": held.lead.unit.value}
            for held in profile.reminders
        ],
    }


def to_core(values: Mapping[str, Any], current: ReminderProfile, doctor: Practitioner | None) -> ReminderProfile:
    """``current`` with the changed values."""
    changes: dict[str, Any] = {}
    if "name" in values:
        changes["name"] = values["name"].strip()
    if "doctor" in values and doctor is not None:
        changes["practitioner_id"] = doctor.id
    if "reminders" in values:
        changes["reminders"] = tuple(_reminding(reminder) for reminder in values["reminders"])
    return replace(current, **changes)


def _reminding(reminder: ProfileReminder) -> Reminding:
    return Reminding(Channel(reminder.type), Lead(reminder.amount, Unit(reminder.unit)))


def reminder(message: Message, zone: ZoneInfo) -> dict[str, Any]:
    """A reminder as an appointment shows it, by the clock of its office."""
    return {
        "id": message.number,
        "scheduled_time": wall(message.due, zone).isoformat(timespec="seconds"),
        "type": message.channel.value,
    }
