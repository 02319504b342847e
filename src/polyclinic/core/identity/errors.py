"""What identity refuses beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict, Refusal


class ClientNameTaken(Conflict):
    """Another program of the practice has this name."""

    code = "client_name_taken"


class TooManyClients(Refusal):
    """The practice has as many programs as it may; ``limit`` is how many."""

    code = "too_many_clients"

    def __init__(self, limit: int) -> None:
        super().__init__(f"an organization may have {limit} programs", limit=limit)
        self.limit = limit
