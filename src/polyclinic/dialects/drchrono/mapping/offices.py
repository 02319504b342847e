"""Offices: the record's facilities. Hours are told whole; this API counts weekdays from Sunday."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from polyclinic.core.organisation.model import END_OF_DAY, Facility, OnlineSlot, Room
from polyclinic.core.shared.times import clock_time
from polyclinic.dialects.drchrono.mapping.common import (
    FieldProblems,
    address_fields,
    blanks,
    not_two_letters,
    texts,
    with_address,
)
from polyclinic.dialects.drchrono.wire.offices import ExamRoom, OnlineTimeslot


def from_core(office: Facility) -> dict[str, Any]:
    return {
        "id": office.number,
        "name": office.name,
        **address_fields(office.address),
        "country": (office.address.country if office.address else "") or "US",
        "phone_number": office.phone,
        "start_time": clock_time(office.opens // 60 * 60),
        "end_time": clock_time(office.closes // 60 * 60),
        "online_scheduling": office.online_scheduling,
        "exam_rooms": [
            {"index": room.number, "name": room.name, "online_scheduling": room.online_scheduling}
            for room in office.rooms
        ],
        "online_timeslots": [_timeslot(slot) for slot in office.online_slots],
    }


def problems(values: Mapping[str, Any], office: Facility) -> FieldProblems:
    """What is wrong with changed values beyond their types, and with ``office`` once it has them."""
    refused = {
        "opening_hours": ("end_time" if "end_time" in values else "start_time", "An office closes after it opens."),
        "room_numbers": ("exam_rooms", "Each room needs an index of its own."),
    }
    found = blanks(values, ("name",)) + not_two_letters(values, ("state", "country"))
    return found + [refused[problem.code] for problem in to_core(values, office).problems]


def to_core(values: Mapping[str, Any], office: Facility) -> Facility:
    """``office`` with the changed values."""
    changes: dict[str, Any] = texts(values, {"name": "name", "phone_number": "phone"})
    if "start_time" in values:
        changes["opens"] = values["start_time"] or 0
    if "end_time" in values:
        closes = values["end_time"]
        changes["closes"] = END_OF_DAY if closes is None else closes
    if "online_scheduling" in values:
        changes["online_scheduling"] = bool(values["online_scheduling"])
    if "exam_rooms" in values:
        changes["rooms"] = _rooms(values["exam_rooms"] or ())
    if "online_timeslots" in values:
        changes["online_slots"] = _slots(values["online_timeslots"] or (), office)
    return replace(office, address=with_address(office.address, values), **changes)


def _rooms(given: Sequence[ExamRoom]) -> tuple[Room, ...]:
    rooms = (Room(room.index, room.name, room.online_scheduling) for room in given)
    return tuple(sorted(rooms, key=lambda room: room.number))


def _slots(given: Sequence[OnlineTimeslot], office: Facility) -> tuple[OnlineSlot, ...]:
    """Each slot once; one that the record has to the minute keeps its minute."""
    held = {tuple(_timeslot(slot).values()): slot for slot in office.online_slots}
    wanted = dict.fromkeys((slot.day, slot.hour, slot.minute) for slot in given)
    return tuple(held.get(each) or OnlineSlot((each[0] - 1) % 7, each[1] * 60 + each[2]) for each in wanted)


def _timeslot(slot: OnlineSlot) -> dict[str, int]:
    return {"day": (slot.weekday + 1) % 7, "hour": slot.minute // 60, "minute": slot.minute % 60 // 15 * 15}
