"""What practitioners refuse beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict


class NpiTaken(Conflict):
    """Another live external practitioner has this NPI (``facts['holder']``)."""

    code = "npi_taken"
