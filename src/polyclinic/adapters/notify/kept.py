"""What carries messages in a sandbox: nothing leaves, the record itself shows what would have been sent."""

from polyclinic.core.messages.ports import Outgoing


class KeptMessenger:
    """A ``Messenger`` that takes every message over and does nothing."""

    async def send(self, message: Outgoing) -> None:
        del message

    async def close(self) -> None:
        pass
