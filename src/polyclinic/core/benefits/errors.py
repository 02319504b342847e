"""What benefits checks refuse beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict


class WrongState(Conflict):
    """The check is in no state for it: ``facts['status']`` says in which."""

    code = "wrong_state"
