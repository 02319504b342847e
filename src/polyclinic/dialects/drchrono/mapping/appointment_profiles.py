"""Appointment profiles: the record's appointment types."""

from datetime import timedelta
from typing import Any

from polyclinic.core.scheduling.model import AppointmentType


def from_core(profile: AppointmentType) -> dict[str, Any]:
    return {
        "id": profile.number,
        "name": profile.name,
        "color": profile.color,
        "duration": int(profile.duration / timedelta(minutes=1)),
        "reason": profile.reason,
        "online_scheduling": profile.online_scheduling,
        "sort_order": profile.sort_order,
    }
