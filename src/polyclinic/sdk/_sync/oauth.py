# generated: edit the _async file of the same name, then run "make format"
"""Asks for tokens, and ends them."""

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from polyclinic.sdk import oauth
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.oauth import Application, Authorization, Keep, RenewedToken, Tokens
from polyclinic.sdk.transport import Http


class OAuth:
    """The OAuth 2.0 server at ``base_url``, as ``application`` uses it. Refusals raise ``OAuthError``.

    ``timeout`` is in seconds. ``http`` is a client of yours to send with, which stays open.
    """

    def __init__(
        self, base_url: str, application: Application, *, timeout: float | None = 30.0, http: Http | None = None
    ) -> None:
        self._base_url = base_url
        self._application = application
        self._api = ApiClient(base_url, timeout=timeout, http=http)

    def authorization(self, scopes: Iterable[str] = ()) -> Authorization:
        """A question for a user, with a ``state`` and a PKCE verifier of its own; without scopes, for all."""
        return oauth.authorization(self._base_url, self._application, scopes)

    def exchange(self, asked: Authorization, redirected_to: str) -> Tokens:
        """Tokens for the code in the URL that the browser was sent back to. Raises ``NotAuthorized``."""
        return self._api.send(oauth.exchange(self._application, asked.code_in(redirected_to), asked.verifier))

    def renew(self, tokens: Tokens) -> Tokens:
        """New tokens. The refresh token that was sent is good no more: keep the new one."""
        return self._api.send(oauth.renewal(self._application, tokens))

    def revoke(self, tokens: Tokens) -> None:
        """End the tokens."""
        self._api.send(oauth.revocation(self._application, tokens))

    def renewed(self, tokens: Tokens, keep: Keep) -> RenewedToken:
        """Credentials for a client of the API that renews them; ``keep`` is given all new tokens, to store them."""
        return RenewedToken(self._application, tokens, keep)

    def close(self) -> None:
        """Close the connections, unless you gave the HTTP client."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
