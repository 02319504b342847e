"""What eligibility needs from outside: somebody who passes questions on to payers."""

from datetime import date
from typing import Protocol

from polyclinic.core.eligibility.model import Coordination, FoundPlan, Inquiry, PayerAnswer, Person, Requester
from polyclinic.core.shared.errors import Unavailable


class PayerNetwork(Protocol):
    """A clearinghouse. Asking changes nothing there, so that a question may be asked again.

    Every method raises ``Unavailable`` when the network cannot be reached; a payer that does not answer is an answer
    with ``rejections``.
    """

    async def ask(self, inquiry: Inquiry) -> PayerAnswer: ...

    async def discover(self, person: Person, requester: Requester, service_date: date) -> tuple[FoundPlan, ...]:
        """The plans that a person may hold."""
        ...

    async def coordinate(self, inquiry: Inquiry) -> Coordination:
        """Whether other payers cover the member too."""
        ...


class NoNetwork:
    """What a practice has that is connected to none."""

    async def ask(self, inquiry: Inquiry) -> PayerAnswer:
        raise _NOT_CONNECTED

    async def discover(self, person: Person, requester: Requester, service_date: date) -> tuple[FoundPlan, ...]:
        raise _NOT_CONNECTED

    async def coordinate(self, inquiry: Inquiry) -> Coordination:
        raise _NOT_CONNECTED


_NOT_CONNECTED = Unavailable("no payer network is connected")
