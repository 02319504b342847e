"""The OAuth 2.0 server: from the application's link to tokens that work, and everything that ends them."""

import asyncio
import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from polyclinic.core.identity import applications, grants, operations
from polyclinic.core.identity.model import USER, Credential
from polyclinic.dialects.drchrono.wire.oauth import SCOPES
from tests.dialects.drchrono.group import Group
from tests.dialects.drchrono.visitor import REDIRECT_URI, Browser, new_app, operating, returned, sign_up

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


async def tokens(group: Group, **asked: Any) -> tuple[Any, dict[str, Any]]:
    """An application and the tokens that a new user let it have."""
    app, browser = await new_app(group), Browser(group)
    code = await browser.code(app, await sign_up(group), **asked)
    return app, (await app.redeem(code)).json()


async def test_a_user_lets_an_application_in(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    page = await browser.get(app.asking())
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = await browser.sign_in(user)
    assert app.client.name in page.text
    answer = await browser.send(browser.form("authorize"), decision="allow")
    assert answer.headers["location"].startswith(f"{REDIRECT_URI}?code=")
    assert returned(answer)["state"] == "s t&=ä"

    redeemed = await app.redeem(returned(answer)["code"])
    body = redeemed.json()
    assert redeemed.status_code == 200
    assert (redeemed.headers["cache-control"], redeemed.headers["pragma"]) == ("no-store", "no-cache")
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 36000)
    assert body["scope"].split() == list(SCOPES), "without a scope every one is asked for"
    async with group.http(body["access_token"]) as http:
        current = await http.get("/api/users/current", follow_redirects=True)
        assert current.json()["username"] == user.username


async def test_a_refresh_token_serves_once_and_its_thief_ends_the_family(group: Group) -> None:
    app, first = await tokens(group)
    second = (await app.refresh(first["refresh_token"])).json()
    assert second["scope"] == first["scope"]
    assert await app.works(first["access_token"])
    assert await app.works(second["access_token"])

    reused = await app.refresh(first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert not await app.works(first["access_token"])
    assert not await app.works(second["access_token"])
    assert (await app.refresh(second["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_code_serves_once_and_shown_again_ends_its_tokens_only(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    elsewhere = (await app.redeem(await browser.code(app, user))).json()
    code = await browser.code(app, user)
    given = (await app.redeem(code)).json()
    assert await app.works(given["access_token"])
    again = await app.redeem(code, redirect_uri=...)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert not await app.works(given["access_token"])
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    assert await app.works(elsewhere["access_token"])


async def test_of_parallel_exchanges_of_one_code_one_wins(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    for _ in range(5):
        code = await browser.code(app, user)
        answers = await asyncio.gather(*(app.redeem(code) for _ in range(6)))
        won = [answer.json() for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert {answer.json()["error"] for answer in answers if answer.status_code != 200} == {"invalid_grant"}
        assert not await app.works(won[0]["access_token"]), "who shows a code twice keeps nothing"


async def test_of_parallel_refreshes_one_wins(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    for _ in range(5):
        given = (await app.redeem(await browser.code(app, user))).json()
        answers = await asyncio.gather(*(app.refresh(given["refresh_token"]) for _ in range(6)))
        won = [answer.json() for answer in answers if answer.status_code == 200]
        assert len(won) == 1
        assert (await app.refresh(won[0]["refresh_token"])).json()["error"] == "invalid_grant"
        assert not await app.works(won[0]["access_token"])


@pytest.mark.parametrize("kind", ["code", "access", "refresh"])
async def test_what_has_expired_is_refused(group: Group, kind: str) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    code = await browser.code(app, user)
    if kind == "code":
        group.clock.advance(grants.CODE_LIFETIME)
        assert (await app.redeem(code)).json()["error"] == "invalid_grant"
        return
    given = (await app.redeem(code)).json()
    if kind == "access":
        group.clock.advance(grants.ACCESS_LIFETIME - timedelta(seconds=1))
        assert await app.works(given["access_token"])
        group.clock.advance(timedelta(seconds=1))
        assert not await app.works(given["access_token"])
        assert (await app.refresh(given["refresh_token"])).status_code == 200
    else:
        group.clock.advance(grants.REFRESH_LIFETIME)
        assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"


async def test_renewing_comes_to_an_end(group: Group) -> None:
    """However often tokens are renewed, a year after the consent the user is asked anew."""
    app, given = await tokens(group)
    begun, answer = group.clock.now(), given
    while group.clock.now() - begun < grants.LONGEST_FAMILY - grants.REFRESH_LIFETIME:
        group.clock.advance(grants.REFRESH_LIFETIME - timedelta(days=1))
        answer = (await app.refresh(answer["refresh_token"])).json()
    group.clock.advance(grants.LONGEST_FAMILY - (group.clock.now() - begun) - timedelta(hours=1))
    last = (await app.refresh(answer["refresh_token"])).json()
    assert 3595 <= last["expires_in"] <= 3600
    assert await app.works(last["access_token"])
    group.clock.advance(timedelta(hours=1))
    assert not await app.works(last["access_token"])
    assert (await app.refresh(last["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_refresh_can_narrow_the_access_token_never_widen_it(group: Group) -> None:
    app, given = await tokens(group, scope="user calendar")
    assert given["scope"] == "calendar user"
    narrow = (await app.refresh(given["refresh_token"], scope="calendar")).json()
    assert narrow["scope"] == "calendar"
    assert not await app.works(narrow["access_token"]), "doctors want the scope user"
    wide = await app.refresh(narrow["refresh_token"], scope="calendar patients")
    assert (wide.status_code, wide.json()["error"]) == (400, "invalid_scope")
    assert (await app.refresh(narrow["refresh_token"])).json()["scope"] == "calendar user"


async def test_an_application_proves_itself_by_form_json_or_basic_never_by_the_url(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    id, secret = app.client.client_id, app.secret
    grant = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI}
    ways: list[tuple[str, str, dict[str, str], tuple[str, str] | None]] = [
        ("/o/token/", "data", {"client_id": id, "client_secret": secret}, None),
        ("/o/token", "json", {"client_id": id, "client_secret": secret}, None),
        ("/o//token", "data", {}, (id, secret)),
        ("/o/token/", "json", {"client_id": id}, (id, secret)),
    ]
    async with group.http(None) as http:
        for path, encoding, more, auth in ways:
            body = {**grant, **more, "code": await browser.code(app, user)}
            given: dict[str, Any] = {encoding: body, **({"auth": auth} if auth else {})}
            answer = await http.post(path, **given)
            assert answer.status_code == 200, answer.text

        code = await browser.code(app, user)
        in_url = await http.post(
            "/o/token/", params={"client_id": id, "client_secret": secret}, data={**grant, "code": code}
        )
        assert (in_url.status_code, in_url.json()["error"]) == (401, "invalid_client")
        assert in_url.headers["www-authenticate"].startswith("Basic ")
        twice = await http.post(
            "/o/token/", data={**grant, "code": code, "client_secret": secret, "client_id": id}, auth=(id, secret)
        )
        assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")
        assert (await app.redeem(code)).status_code == 200


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"grant_type": ...}, 400, "invalid_request"),
    ({"grant_type": ""}, 400, "invalid_request"),
    ({"grant_type": "password", "username": "a", "password": "b"}, 400, "unsupported_grant_type"),
    ({"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
    ({"grant_type": ["authorization_code", "authorization_code"]}, 400, "invalid_request"),
    ({"grant_type": "refresh_token"}, 400, "invalid_request"),
    ({"grant_type": "refresh_token", "refresh_token": "unknown"}, 400, "invalid_grant"),
    ({"code": ...}, 400, "invalid_request"),
    ({"code": "unknown"}, 400, "invalid_grant"),
    ({"code": "x" * 3000}, 400, "invalid_request"),
    ({"code": 'quoted " \\ é'}, 400, "invalid_grant"),
    ({"redirect_uri": ...}, 400, "invalid_grant"),
    ({"redirect_uri": REDIRECT_URI + "/"}, 400, "invalid_grant"),
    ({"code_verifier": VERIFIER}, 400, "invalid_grant"),
    ({"client_secret": "wrong"}, 401, "invalid_client"),
    ({"client_secret": ...}, 401, "invalid_client"),
    ({"client_id": "unknown"}, 401, "invalid_client"),
    ({"client_id": ...}, 401, "invalid_client"),
]


@pytest.mark.parametrize(("changes", "status", "error"), REFUSED)
async def test_refused_as_the_standard_says(group: Group, changes: dict[str, Any], status: int, error: str) -> None:
    app, browser = await new_app(group), Browser(group)
    code = await browser.code(app, await sign_up(group))
    refused = await app.token(
        **{"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI, **changes}
    )
    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert set(refused.json()) == {"error", "error_description"}
    assert refused.headers["cache-control"] == "no-store"
    assert (await app.redeem(code)).status_code == 200, "what was refused has used nothing up"


async def test_a_body_that_cannot_be_read_is_an_invalid_request(group: Group) -> None:
    async with group.http(None) as http:
        bodies: list[dict[str, Any]] = [
            {"content": b"{", "headers": {"Content-Type": "application/json"}},
            {"content": b"[]", "headers": {"Content-Type": "application/json"}},
            {"content": b'{"code": 1}', "headers": {"Content-Type": "application/json"}},
            {"content": b"a=%ff", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            {"content": b""},
            {"content": b"code=" + b"x" * 100_000},
            {"data": {"grant_type": "authorization_code"}, "headers": {"Authorization": "Basic /////w=="}},
        ]
        for given in bodies:
            refused = await http.post("/o/token/", **given)
            assert refused.status_code in (400, 401, 413), given
            assert refused.json()["error"] in ("invalid_request", "invalid_client")


async def test_proof_of_possession(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    code = await browser.code(app, user, **S256)
    for wrong in (..., "w" * 43, "short", CHALLENGE):
        assert (await app.redeem(code, code_verifier=wrong)).json()["error"] == "invalid_grant"
    assert (await app.redeem(code, code_verifier=VERIFIER)).status_code == 200


async def test_an_application_can_be_held_to_it(group: Group) -> None:
    app, browser, user = await new_app(group, pkce_required=True), Browser(group), await sign_up(group)
    refused = await browser.get(app.asking())
    assert returned(refused)["error"] == "invalid_request"
    code = await browser.code(app, user, **S256)
    assert (await app.redeem(code, code_verifier=VERIFIER)).status_code == 200


async def test_an_application_can_be_held_to_scopes(group: Group) -> None:
    app, browser, user = await new_app(group, scopes=("user", "patients")), Browser(group), await sign_up(group)
    refused = returned(await browser.get(app.asking(scope="user billing")))
    assert refused["error"] == "invalid_scope"
    assert "user patients" in refused["error_description"]
    given = (await app.redeem(await browser.code(app, user))).json()
    assert given["scope"] == "user patients", "who names none asks for those that there may be"
    async with group.http(given["access_token"]) as http:
        assert (await http.get("/api/transactions")).status_code == 403

    code = await browser.code(app, user, scope="patients")
    await held_to(group, app, "user")
    assert (await app.redeem(code)).json()["error"] == "invalid_scope"
    refreshed = (await app.refresh(given["refresh_token"])).json()
    assert refreshed["scope"] == "user", "what it may not ask for any more ends with the next renewal"
    async with group.http(refreshed["access_token"]) as http:
        assert (await http.get("/api/doctors")).status_code == 200
        assert (await http.get("/api/patients")).status_code == 403
    await held_to(group, app, "calendar")
    assert (await app.refresh(refreshed["refresh_token"])).json()["error"] == "invalid_scope"
    await held_to(group, app)
    again = (await app.refresh(refreshed["refresh_token"])).json()
    assert again["scope"] == "user patients", "a refusal used nothing up, and the grant is as it was"


async def held_to(group: Group, app: Any, *scopes: str) -> None:
    """The application may ask for these from now on; for any, if there are none."""
    ctx = operating(group)
    await applications.edit(ctx, app.client.id, lambda found: replace(found, scopes=scopes))
    await ctx.commit()


async def test_a_code_given_while_the_password_changes_is_none(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    await browser.get(app.asking())
    await browser.sign_in(user)
    credentials = group.services.credentials
    add, codes = credentials.add, []

    async def add_late(credential: Credential, secret: str) -> None:
        stored = await group.context().need(USER, user.id)
        await group.put(USER, replace(stored, password_hash="another"))
        await operations.end_access(credentials, group.services.clock, group.practice.id, user.id)
        await add(credential, secret)
        codes.append(secret)

    monkeypatch.setattr(credentials, "add", add_late)
    refused = await browser.send(browser.form("authorize"), decision="allow")
    assert (refused.status_code, "location" in refused.headers) == (401, False)
    assert (await app.redeem(codes[0])).json()["error"] == "invalid_grant"


async def test_revoking(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    other = await new_app(group)
    given = (await app.redeem(await browser.code(app, user))).json()

    async def revoke(token: str, by: Any = app, **more: str) -> Any:
        async with group.http(None) as http:
            form = {"client_id": by.client.client_id, "client_secret": by.secret, "token": token, **more}
            return await http.post("/o/revoke_token/", data=form)

    assert (await revoke(given["refresh_token"], other)).json()["error"] == "invalid_grant"
    assert (await revoke("")).json()["error"] == "invalid_request"
    unknown = await revoke("never given", token_type_hint="nonsense")
    assert (unknown.status_code, unknown.json()) == (200, {})

    assert (await revoke(given["access_token"])).json() == {}
    assert not await app.works(given["access_token"])
    given = (await app.refresh(given["refresh_token"])).json()
    assert await app.works(given["access_token"]), "an access token ends alone"
    assert (await revoke(given["refresh_token"], token_type_hint="access_token")).json() == {}
    assert not await app.works(given["access_token"])
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    async with group.http(None) as http:
        nobody = await http.post("/o/revoke_token", data={"token": given["access_token"]})
        assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")


async def test_another_application_cannot_use_what_it_found(group: Group) -> None:
    app, other, browser, user = await new_app(group), await new_app(group), Browser(group), await sign_up(group)
    code = await browser.code(app, user)
    assert (await other.redeem(code)).json()["error"] == "invalid_grant"
    given = (await app.redeem(code)).json()
    assert (await other.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await app.refresh(given["refresh_token"])).status_code == 200


async def test_a_deleted_application_is_gone_with_its_tokens(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    given = (await app.redeem(await browser.code(app, user))).json()
    ctx = operating(group)
    await applications.delete(ctx, group.services.credentials, app.client.id)
    await ctx.commit()
    assert not await app.works(given["access_token"])
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_client"
    page = await browser.get(app.asking())
    assert (page.status_code, "location" in page.headers) == (400, False)


async def test_a_user_who_is_gone_takes_the_tokens_along(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    given = (await app.redeem(await browser.code(app, user))).json()
    await group.put(USER, replace(await group.context().need(USER, user.id), active=False))
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    assert not await app.works(given["access_token"])
    assert "sign_in" in (await browser.get(app.asking())).text, "the session has ended too"


async def test_only_the_newest_grants_of_an_application_stay(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    first = (await app.redeem(await browser.code(app, user))).json()
    second = (await app.redeem(await browser.code(app, user))).json()
    for _ in range(grants.MOST_GRANTS - 1):
        group.clock.advance(timedelta(seconds=1))
        await browser.consent(app, user)
    assert not await app.works(first["access_token"])
    assert await app.works(second["access_token"])
