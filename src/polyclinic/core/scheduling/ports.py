"""What the schedule needs from outside: somewhere for video visits to take place."""

from typing import Protocol


class VideoRooms(Protocol):
    """A provider of rooms for video calls that are there once somebody enters: nothing is ordered or closed ahead."""

    def url(self, room: str) -> str:
        """Where everybody enters the room of this name, which nobody can guess and which is its only key."""
        ...
