"""Text messages and voice calls, handed to a provider by one HTTP call."""

import json

import phonenumbers

from polyclinic.core.messages.model import Reason
from polyclinic.core.messages.ports import NotSent, Outgoing
from polyclinic.sdk.errors import NotConnected
from polyclinic.sdk.operation import Operation
from polyclinic.sdk.transport import AsyncTransport

SECONDS = 15.0
_LATER = (408, 425, 429, 503)


class GatewayMessenger:
    """A ``Messenger`` that posts ``{"id", "to", "from", "text"}`` as JSON to ``url``, with a bearer token.

    ``to`` is a number in E.164. An answer of 2xx has taken the message over, one of 4xx has refused it; after anything
    else it may be on its way. The id is also sent as ``Idempotency-Key``, the same when a message is tried again.
    """

    def __init__(self, url: str, token: str | None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._transport = AsyncTransport()

    async def send(self, message: Outgoing) -> None:
        body = {"id": message.id, "to": _number(message), "from": message.sender, "text": message.text}
        headers = {**self._headers, "Idempotency-Key": message.id}
        call = Operation(
            method="POST",
            route="",
            path=self._url,
            content=json.dumps(body).encode(),
            content_type="application/json",
            read=bytes,
        )
        try:
            answer = await self._transport.send(call, self._url, headers, SECONDS)
        except NotConnected as error:
            raise NotSent(Reason.UNREACHABLE, again=True) from error
        if answer.status in _LATER:
            raise NotSent(Reason.REFUSED, again=True)
        if 400 <= answer.status < 500:
            raise NotSent(Reason.REFUSED, again=False)
        if not 200 <= answer.status < 300:
            raise UnclearAnswer(f"status {answer.status}")

    async def close(self) -> None:
        await self._transport.aclose()


class UnclearAnswer(Exception):
    """The provider failed, and may have taken the message over before."""


def _number(message: Outgoing) -> str:
    """The recipient's number in E.164; one without a country code is of the recipient's country."""
    try:
        number = phonenumbers.parse(message.address, message.country)
    except phonenumbers.NumberParseException:
        raise NotSent(Reason.BAD_ADDRESS, again=False) from None
    if not phonenumbers.is_possible_number(number):
        raise NotSent(Reason.BAD_ADDRESS, again=False)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
