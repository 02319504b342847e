"""The code flow through python-social-auth, unchanged, with the small backend that its integrators write."""

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from social_core.backends.oauth import BaseOAuth2
from social_core.exceptions import AuthCanceled, SocialAuthBaseException
from social_core.storage import BaseStorage
from social_core.strategy import BaseStrategy

from tests.support.pages import let_in


class DrchronoOAuth2(BaseOAuth2[Any]):
    """The package ships no backend for this API. Its URLs come from the settings.

    Redirect URIs are compared letter by letter, so that nothing may be added to them.
    """

    name = "drchrono"
    REDIRECT_STATE = False

    def user_data(self, access_token: str, *args: Any, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {access_token}"}
        return self.get_json(self.setting("USER_DATA_URL"), headers=headers)

    def get_user_details(self, response: Any) -> dict[str, Any]:
        return {"username": response["username"]}


class Nonces:
    """Which states are on their way."""

    held: ClassVar[set[str]] = set()

    @classmethod
    def use(cls, server_url: str, timestamp: int, salt: str) -> bool:
        cls.held.add(salt)
        return True

    @classmethod
    def consume(cls, server_url: str, timestamp: int, salt: str) -> bool:
        cls.held.remove(salt)
        return True


class Storage(BaseStorage):
    nonce: Any = Nonces


class Strategy(BaseStrategy[Any]):
    """What a web framework does for the package, in a dictionary; signing in gives the user's data back."""

    def __init__(self, block: dict[str, Any]) -> None:
        super().__init__(Storage)
        base = block["base_url"]
        self.session: dict[str, Any] = {}
        self.data: dict[str, Any] = {}
        self.settings: dict[str, Any] = {
            "KEY": block["client_id"],
            "SECRET": block["client_secret"],
            "SCOPE": ["patients", "user", "calendar"],
            "AUTHORIZATION_URL": f"{base}/o/authorize/",
            "ACCESS_TOKEN_URL": f"{base}/o/token/",
            "USER_DATA_URL": f"{base}/api/users/current",
        }

    def get_setting(self, name: str) -> Any:
        return self.settings[name.removeprefix("SOCIAL_AUTH_").removeprefix("DRCHRONO_")]

    def get_request_data(self, merge: bool = True) -> dict[str, Any]:
        return self.data

    def session_get(self, name: str, default: Any = None) -> Any:
        return self.session.get(name, default)

    def session_set(self, name: str, value: Any) -> None:
        self.session[name] = value

    def session_pop(self, name: str) -> Any:
        return self.session.pop(name, None)

    def build_absolute_uri(self, path: str | None = None) -> str:
        return path or ""

    def authenticate(self, backend: Any, *args: Any, **kwargs: Any) -> Any:
        return kwargs["response"]


@pytest.fixture
def block(practice: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield practice["drchrono"]
    Nonces.held.clear()


def returned(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def test_the_whole_code_flow(block: dict[str, Any]) -> None:
    strategy = Strategy(block)
    link = DrchronoOAuth2(strategy, block["redirect_uri"]).auth_url()
    sent_to = let_in(link, block["username"], block["password"])
    assert sent_to.startswith(block["redirect_uri"])
    strategy.data = returned(sent_to)
    signed_in: Any = DrchronoOAuth2(strategy, block["redirect_uri"]).auth_complete()
    assert signed_in["username"] == block["username"], "users/current was followed with the token"
    assert set(signed_in["scope"].split()) == {"patients", "user", "calendar"}

    refreshed = DrchronoOAuth2(strategy, block["redirect_uri"]).refresh_token(signed_in["refresh_token"])
    assert refreshed["access_token"] != signed_in["access_token"]
    with pytest.raises(SocialAuthBaseException):
        DrchronoOAuth2(strategy, block["redirect_uri"]).refresh_token(signed_in["refresh_token"])


def test_a_user_who_says_no(block: dict[str, Any]) -> None:
    strategy = Strategy(block)
    link = DrchronoOAuth2(strategy, block["redirect_uri"]).auth_url()
    strategy.data = {"error": "access_denied", "state": returned(link)["state"]}
    with pytest.raises(AuthCanceled):
        DrchronoOAuth2(strategy, block["redirect_uri"]).auth_complete()
