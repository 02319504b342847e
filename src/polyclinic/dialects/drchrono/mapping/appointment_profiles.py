"""Appointment profiles: the record's appointment types."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from polyclinic.core.scheduling.model import AppointmentType
from polyclinic.dialects.drchrono.mapping.common import FieldProblems, blanks, not_a_color, texts

_AS_THEY_ARE = ("online_scheduling", "sort_order")


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


def problems(values: Mapping[str, Any]) -> FieldProblems:
    """What is wrong with changed values beyond their types."""
    return blanks(values, ("name", "color")) + not_a_color(values)


def new(values: Mapping[str, Any], owner_id: str | None) -> AppointmentType:
    """A new profile of a doctor's, or of everybody's."""
    return to_core(values, AppointmentType(name="", practitioner_id=owner_id))


def to_core(values: Mapping[str, Any], profile: AppointmentType) -> AppointmentType:
    """``profile`` with the changed values."""
    return replace(
        profile,
        duration=timedelta(minutes=values["duration"]) if "duration" in values else profile.duration,
        **texts(values, {name: name for name in ("name", "color", "reason")}),
        **{name: values[name] for name in _AS_THEY_ARE if name in values},
    )
