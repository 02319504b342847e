"""Rooms of a video provider that opens one to whoever knows its name."""

from polyclinic.core.scheduling.ports import VideoRooms


class NamedRooms(VideoRooms):
    """Rooms at URLs made by a pattern: ``https://meet.example.org/{room}``."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def url(self, room: str) -> str:
        return self._pattern.replace("{room}", room)
