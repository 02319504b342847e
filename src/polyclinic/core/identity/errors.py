"""What identity refuses beyond the shared refusals."""

from polyclinic.core.shared.errors import Conflict, Forbidden, Refusal


class ClientNameTaken(Conflict):
    """Another program of the practice has this name."""

    code = "client_name_taken"


class TooManyClients(Refusal):
    """The practice has as many programs as it may; ``limit`` is how many."""

    code = "too_many_clients"

    def __init__(self, limit: int) -> None:
        super().__init__(f"an organization may have {limit} programs", limit=limit)
        self.limit = limit


class InvitationRefused(Forbidden):
    """The link is made up, has expired, was used or replaced; ``facts['reason']`` tells which."""

    code = "invitation_refused"


class LoginTaken(Conflict):
    """Somebody of another practice signs in by this name."""

    code = "login_taken"


class AlreadyEnrolled(Conflict):
    """The user has a second factor: it must be turned off before another is set up."""

    code = "already_enrolled"


class NotBegun(Conflict):
    """A code was shown before there was a secret to make it with."""

    code = "not_begun"


class CodeWrong(Refusal):
    """The one-time code is not one of the secret's."""

    code = "code_wrong"
