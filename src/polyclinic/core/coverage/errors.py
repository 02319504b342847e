"""What coverage refuses beside what everybody refuses."""

from polyclinic.core.shared.errors import Conflict


class PlaceTaken(Conflict):
    """Another plan of the patient has that place in the order of billing (``facts['holder']``)."""

    code = "place_taken"
