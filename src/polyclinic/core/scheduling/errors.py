"""What the schedule refuses beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict


class TimeTaken(Conflict):
    """The practitioner or the room is booked then, at a facility that refuses overlaps."""

    code = "time_taken"


class InUse(Conflict):
    """Something else of the practice needs it: ``facts['by']`` is the kind of that, or ``defaults``."""

    code = "in_use"


class HasReminders(Conflict):
    """The appointment has reminders, and is not given more."""

    code = "has_reminders"


class RoomClosed(Conflict):
    """The visit is over or has been called off, or does not take place by video."""

    code = "room_closed"
