"""What the patient domain refuses beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict


class DuplicatePatient(Conflict):
    """Another live patient already uses the value named in ``facts['field']`` (a user name, an id)."""

    code = "duplicate_patient"


class Merged(Conflict):
    """The patient has been merged into ``facts['into']``: whatever is done is done there, or the merge is undone."""

    code = "merged"
