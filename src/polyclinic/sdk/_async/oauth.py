"""Asks for tokens, and ends them."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from polyclinic.sdk import oauth
from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk.oauth import Application, Authorization, Keep, RenewedToken, Tokens
from polyclinic.sdk.transport import AsyncHttp


class AsyncOAuth:
    """The OAuth 2.0 server at ``base_url``, as ``application`` uses it. Refusals raise ``OAuthError``.

    ``timeout`` is in seconds. ``http`` is a client of yours to send with, which stays open.
    """

    def __init__(
        self, base_url: str, application: Application, *, timeout: float | None = 30.0, http: AsyncHttp | None = None
    ) -> None:
        self._base_url = base_url
        self._application = application
        self._api = AsyncApiClient(base_url, timeout=timeout, http=http)

    def authorization(self, scopes: Iterable[str] = ()) -> Authorization:
        """A question for a user, with a ``state`` and a PKCE verifier of its own; without scopes, for all."""
        return oauth.authorization(self._base_url, self._application, scopes)

    async def exchange(self, asked: Authorization, redirected_to: str) -> Tokens:
        """Tokens for the code in the URL that the browser was sent back to. Raises ``NotAuthorized``."""
        return await self._api.send(oauth.exchange(self._application, asked.code_in(redirected_to), asked.verifier))

    async def renew(self, tokens: Tokens) -> Tokens:
        """New tokens. The refresh token that was sent is good no more: keep the new one."""
        return await self._api.send(oauth.renewal(self._application, tokens))

    async def revoke(self, tokens: Tokens) -> None:
        """End the tokens."""
        await self._api.send(oauth.revocation(self._application, tokens))

    def renewed(self, tokens: Tokens, keep: Keep) -> RenewedToken:
        """Credentials for a client of the API that renews them; ``keep`` is given all new tokens, to store them."""
        return RenewedToken(self._application, tokens, keep)

    async def aclose(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        await self._api.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
