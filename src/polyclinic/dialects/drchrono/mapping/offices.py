"""Offices: the record's facilities. Hours are told whole; this API counts weekdays from Sunday."""

from typing import Any

from polyclinic.core.organisation.model import Facility, OnlineSlot
from polyclinic.core.shared.times import clock_time
from polyclinic.dialects.drchrono.mapping.common import address_fields


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


def _timeslot(slot: OnlineSlot) -> dict[str, int]:
    return {"day": (slot.weekday + 1) % 7, "hour": slot.minute // 60, "minute": slot.minute % 60 // 15 * 15}
