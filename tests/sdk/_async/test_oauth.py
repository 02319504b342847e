"""OAuth 2.0: the question to the user, the tokens that come of it, and their renewal."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from polyclinic.sdk._async.client import AsyncApiClient
from polyclinic.sdk._async.oauth import AsyncOAuth
from polyclinic.sdk.errors import Unauthorized
from polyclinic.sdk.oauth import Application, NotAuthorized, OAuthError, RenewedToken, Tokens
from polyclinic.sdk.retry import RetryPolicy
from tests.sdk.endpoints import GET, Made
from tests.sdk.server import Asked, Reply, Script

APP = Application("app", "s3cret", "https://app.example/back?from=here")
HELD = Tokens("a0", "r0", 3600, frozenset({"patients"}))


def form(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.body.decode()))


class Issuer:
    """A server that rotates refresh tokens, and opens to the access tokens that are ``good``."""

    def __init__(self, good: Sequence[str], lifetime: float = 3600) -> None:
        self.good = good
        self.lifetime = lifetime
        self.turn = 0

    def __call__(self, asked: Asked) -> Reply:
        if asked.path != "/base/o/token/":
            good = asked.headers.get("authorization", "").removeprefix("Bearer ") in self.good
            return Reply(200, b'{"id": 7}') if good else Reply(401)
        if form(asked).get("refresh_token") != f"r{self.turn}":
            return Reply(400, b'{"error": "invalid_grant", "error_description": "Spent."}')
        self.turn += 1
        body = {"access_token": f"a{self.turn}", "refresh_token": f"r{self.turn}", "expires_in": self.lifetime}
        return Reply(200, json.dumps(body).encode())


def api(script: Script, auth: RenewedToken) -> AsyncApiClient:
    return AsyncApiClient(script.url, auth=auth, retries=RetryPolicy(attempts=1), timeout=5.0)


def test_a_question_has_a_state_and_a_verifier_of_its_own() -> None:
    oauth = AsyncOAuth("https://api.example/x/", APP)
    first, second = oauth.authorization(["patients", "calendar"]), oauth.authorization()
    parts = urlsplit(first.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://api.example/x/o/authorize/"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    digest = base64.urlsafe_b64encode(hashlib.sha256(first.verifier.encode()).digest()).decode().rstrip("=")
    assert query == {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": APP.redirect_uri,
        "scope": "patients calendar",
        "state": first.state,
        "code_challenge": digest,
        "code_challenge_method": "S256",
    }
    assert "scope" not in parse_qs(urlsplit(second.url).query)
    assert not {first.state, first.verifier} & {second.state, second.verifier}
    assert 43 <= len(first.verifier) <= 128, "RFC 7636, 4.1"


async def test_a_code_becomes_tokens(script: Script) -> None:
    answer = {"access_token": "a", "token_type": "Bearer", "refresh_token": "r", "expires_in": 60, "scope": "x y"}
    script.replies = [Reply(200, json.dumps(answer).encode())]
    async with AsyncOAuth(script.url, APP) as oauth:
        asked = oauth.authorization()
        tokens = await oauth.exchange(asked, f"{APP.redirect_uri}&code=c%2F1&state={asked.state}")
    assert tokens == Tokens("a", "r", 60, frozenset({"x", "y"}))
    (call,) = script.asked
    assert (call.method, call.path) == ("POST", "/base/o/token/")
    assert form(call) == {
        "grant_type": "authorization_code",
        "code": "c/1",
        "redirect_uri": APP.redirect_uri,
        "client_id": "app",
        "client_secret": "s3cret",
        "code_verifier": asked.verifier,
    }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("code=c&state=other", "state_mismatch"),
        ("code=c", "state_mismatch"),
        ("code=c&state=ä", "state_mismatch"),
        ("error=access_denied&state={}", "access_denied"),
        ("state={}", "no_code"),
    ],
)
async def test_without_the_user_s_consent_there_is_no_code(script: Script, query: str, code: str) -> None:
    async with AsyncOAuth(script.url, APP) as oauth:
        asked = oauth.authorization()
        with pytest.raises(NotAuthorized) as refused:
            await oauth.exchange(asked, f"https://app.example/back?{query.format(asked.state)}")
    assert (refused.value.code, script.asked) == (code, [])


async def test_a_refused_grant_says_why_and_is_not_sent_again(script: Script) -> None:
    script.replies = [Reply(400, b'{"error": "invalid_grant", "error_description": "Too late."}')]
    oauth = AsyncOAuth(script.url, APP)
    with pytest.raises(OAuthError, match="Too late") as refused:
        await oauth.renew(HELD)
    await oauth.aclose()
    assert (refused.value.code, refused.value.status, len(script.asked)) == ("invalid_grant", 400, 1)


async def test_renewing_keeps_what_the_answer_leaves_out(script: Script) -> None:
    script.replies = [Reply(200, b'{"access_token": "a1"}')]
    async with AsyncOAuth(script.url, APP) as oauth:
        assert await oauth.renew(HELD) == Tokens("a1", "r0", None, frozenset({"patients"}))
        with pytest.raises(ValueError, match="no refresh token"):
            await oauth.renew(Tokens("a"))


async def test_revoking_ends_the_grant(script: Script) -> None:
    async with AsyncOAuth(script.url, APP) as oauth:
        await oauth.revoke(HELD)
        await oauth.revoke(Tokens("a"))
    assert [(asked.path, form(asked)["token"]) for asked in script.asked] == [
        ("/base/o/revoke_token/", "r0"),
        ("/base/o/revoke_token/", "a"),
    ]


async def test_a_refused_token_is_renewed_once_and_kept(script: Script) -> None:
    script.answer = Issuer(["a1"])
    kept: list[Tokens] = []
    auth = RenewedToken(APP, HELD, kept.append)
    async with api(script, auth) as client:
        for _ in range(2):
            assert await client.send(GET.call(thing_id=1)) == Made(id=7)
    assert [(each.access_token, each.refresh_token) for each in kept] == [("a1", "r1")]
    assert auth.tokens is kept[0]
    assert [asked.headers.get("authorization") for asked in script.asked] == [
        "Bearer a0",
        None,
        "Bearer a1",
        "Bearer a1",
    ]


async def test_a_token_about_to_expire_is_renewed_first(script: Script) -> None:
    script.answer = Issuer(["a0", "a1", "a2"], lifetime=60)
    auth = RenewedToken(APP, HELD, lambda _: None)
    assert auth.refused({"Authorization": "Bearer a0"})
    async with api(script, auth) as client:
        for _ in range(2):
            assert await client.send(GET.call(thing_id=1)) == Made(id=7)
    assert [asked.headers.get("authorization") for asked in script.asked] == [None, "Bearer a1", None, "Bearer a2"]


async def test_who_was_overtaken_does_not_renew_again(script: Script) -> None:
    script.answer = Issuer(["a1"])
    auth = RenewedToken(APP, HELD, lambda _: None)
    async with api(script, auth) as client:
        await client.send(GET.call(thing_id=1))
        assert auth.refused({"Authorization": "Bearer a0"}), "an answer to the old token: try the new one"
        await client.send(GET.call(thing_id=1))
    assert [asked.path for asked in script.asked].count("/base/o/token/") == 1


async def test_a_spent_grant_ends_in_its_own_error(script: Script) -> None:
    issuer = Issuer([])
    issuer.turn = 5
    script.answer = issuer
    client = api(script, RenewedToken(APP, HELD, lambda _: None))
    with pytest.raises(OAuthError, match="Spent"):
        await client.send(GET.call(thing_id=1))
    await client.aclose()


async def test_without_a_refresh_token_a_401_stands(script: Script) -> None:
    script.answer = Issuer([])
    client = api(script, RenewedToken(APP, Tokens("a0"), lambda _: None))
    with pytest.raises(Unauthorized):
        await client.send(GET.call(thing_id=1))
    await client.aclose()
    assert len(script.asked) == 1


async def test_a_store_that_fails_is_heard_of(script: Script) -> None:
    def keep(_: Tokens) -> None:
        raise OSError("disk full")

    script.answer = Issuer(["a1"])
    auth = RenewedToken(APP, HELD, keep)
    async with api(script, auth) as client:
        with pytest.raises(OSError, match="disk full"):
            await client.send(GET.call(thing_id=1))
        assert await client.send(GET.call(thing_id=1)) == Made(id=7), "the new tokens are not lost"


def test_secrets_stay_out_of_sight() -> None:
    asked: Any = AsyncOAuth("https://api.example", APP).authorization()
    shown = repr(APP) + repr(HELD) + repr(asked)
    assert not [secret for secret in ("s3cret", "a0", "r0", asked.verifier) if secret in shown.replace(asked.url, "")]
