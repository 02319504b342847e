"""What the schedule refuses beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict


class TimeTaken(Conflict):
    """The practitioner or the room is booked then, at a facility that refuses overlaps."""

    code = "time_taken"
