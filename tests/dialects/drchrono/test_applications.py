"""The pages of the account menu: a practice's applications, and what a user has authorised."""

import struct
import zlib
from typing import Any

import pytest

from polyclinic.core.identity import applications
from polyclinic.core.identity.model import ApiClient
from tests.dialects.drchrono.group import Group
from tests.dialects.drchrono.visitor import REDIRECT_URI, App, Browser, new_app, operating, sign_up

PAGES = "/drchrono/account/applications/"


def png(width: int = 2, height: int = 2) -> bytes:
    """A blue picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\x1e\x78\xc8" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


async def owner(group: Group, role: str = "owner") -> Browser:
    """Somebody of the group, signed in."""
    browser, user = Browser(group), await sign_up(group, role, role=role)
    await browser.get("/drchrono/account/")
    await browser.sign_in(user)
    return browser


async def made(browser: Browser, **fields: Any) -> Any:
    """The page that follows the form of a new application."""
    await browser.get(f"{PAGES}new/")
    given = {"name": "My app", "redirect_uris": REDIRECT_URI, **fields}
    return await browser.send(browser.form("applications"), **given)


def between(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


async def held(group: Group, page: Any) -> App:
    """The application that a page has shown the secret of."""
    client_id = between(page.text, "Client id</dt><dd><code>", "<")
    listed = await applications.list_all(operating(group), "drchrono")
    client = next(each for each in listed if each.client_id == client_id)
    return App(group, client, between(page.text, "Client secret</dt><dd><code>", "<"))


async def test_an_application_is_made_used_changed_and_deleted(group: Group) -> None:
    browser, user = await owner(group), await sign_up(group)
    page = await made(browser, files={"logo": ("any.name", png(), "text/html")}, name=" My  <i>app</i> ")
    assert page.status_code == 200
    app = await held(group, page)
    assert (app.client.name, app.client.live, app.client.api_version) == ("My <i>app</i>", False, "v2014_08")
    assert "<i>app" not in page.text
    given = (await app.redeem(await browser.code(app, user))).json()
    assert await app.works(given["access_token"])

    path = f"{PAGES}{app.client.id}/"
    page = await browser.get(path)
    assert app.secret not in page.text, "a secret is shown once"
    logo = await browser.http.get(between(page.text, '<img class="logo" src="', '"'))
    assert (logo.status_code, logo.headers["content-type"], logo.content) == (200, "image/png", png())
    assert logo.headers["x-content-type-options"] == "nosniff"

    saved = await browser.send(
        browser.form(path), name="Renamed", redirect_uris="https://new.example/cb\r\n\r\n", pkce_required="yes"
    )
    assert (saved.status_code, saved.headers["location"]) == (303, f"{path}?done=saved")
    assert (await browser.get(app.asking())).status_code == 400, "the old address is registered no more"
    ctx = operating(group)
    kept = await applications.read(ctx, app.client.id)
    assert (kept.name, kept.redirect_uris, kept.pkce_required) == ("Renamed", ("https://new.example/cb",), True)
    assert kept.logo is not None, "what the form leaves alone stays"

    await browser.get(path)
    renewed = await browser.send(browser.form("/secret/"))
    fresh = App(group, app.client, between(renewed.text, "Client secret</dt><dd><code>", "<"))
    assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_client"
    given = (await fresh.refresh(given["refresh_token"])).json()
    assert await app.works(given["access_token"]), "tokens outlive the secret"

    await browser.get(path)
    deleted = await browser.send(browser.form("/delete/"))
    assert deleted.headers["location"] == f"{PAGES}?done=deleted"
    assert not await app.works(given["access_token"])
    assert "Renamed" not in (await browser.get(PAGES)).text
    assert (await browser.get(path)).status_code == 404
    assert (await browser.http.get(str(logo.url))).status_code == 404


async def test_an_application_is_held_to_the_scopes_that_are_ticked(group: Group) -> None:
    browser = await owner(group)
    app = await held(group, await made(browser))
    assert app.client.scopes == (), "whose every scope is ticked may ask for any"
    path = f"{PAGES}{app.client.id}/"
    for wrong in (..., [], ["user", "everything"]):
        await browser.get(path)
        refused = await browser.send(browser.form(path), scopes=wrong)
        assert (refused.status_code, 'id="scopes-problem-1"' in refused.text) == (400, True), wrong
    await browser.get(path)
    await browser.send(browser.form(path), scopes=["user", "patients"])
    assert (await applications.read(operating(group), app.client.id)).scopes == ("user", "patients")
    await browser.get(path)
    form = browser.form(path)
    assert form.fields["scopes"] == ["user", "patients"]
    await browser.send(form, name="Renamed")
    assert (await applications.read(operating(group), app.client.id)).scopes == ("user", "patients")


async def test_every_bad_field_is_told_at_once_and_nothing_kept(group: Group) -> None:
    browser = await owner(group)
    logo = {"logo": ("logo.png", b"<svg onload=alert(1)>", "image/png")}
    uris = "ftp://a.example/\nhttps://a@b.example/\njavascript:alert(1)\nhttps://a.example/#x"
    page = await made(browser, files=logo, name=" ", redirect_uris=uris, api_version="v4")
    assert page.status_code == 400
    for name in ("name", "redirect_uris", "api_version", "logo"):
        assert f'id="{name}-problem-1"' in page.text, name
    assert page.text.count("not an http:// or https:// URI") == 4
    assert not await applications.list_all(operating(group), "drchrono")
    assert "<svg" not in page.text


@pytest.mark.parametrize(
    ("uri", "fits"),
    [
        ("http://a", True),
        ("https://a.example:8443/cb?x=1&y=%20", True),
        ("http://127.0.0.1:5000/complete/drchrono/", True),
        ("http://[::1]:8000/cb", True),
        ("http://my_host/cb", True),
        ("https://", False),
        ("https:///cb", False),
        ("HTTPS://a.example/", False),
        ("https://a.example/cb#", False),
        ("https://a.example/ä", False),
        ("https://a.example/a b", False),
        ("https://a.example/a\nb", False),
        ("https://a.example\\b", False),
        ("https://a@b.example", False),
        ("https://a.example/%zz", False),
        ("https://-a.example/", False),
        ("myapp://callback", False),
        ("https://a.example/" + "x" * 2000, False),
    ],
)
def test_what_can_be_registered(uri: str, fits: bool) -> None:
    draft = ApiClient(name="x", dialect="drchrono", redirect_uris=(uri,))
    assert (applications.problems_of(draft) == []) is fits


@pytest.mark.parametrize("count", [0, 21])
def test_how_many_can_be_registered(count: int) -> None:
    draft = ApiClient(name="x", dialect="drchrono", redirect_uris=tuple(f"https://a.example/{n}" for n in range(count)))
    assert [problem.path for problem in applications.problems_of(draft)] == [("redirect_uris",)]


async def test_a_logo_has_its_bounds(group: Group) -> None:
    browser = await owner(group)
    refused = ((png() + b"\0" * 256 * 1024, 400), (png() + b"\0" * 700 * 1024, 413), (b"GIF89a" + b"\0" * 99, 400))
    for content, status in refused:
        page = await made(browser, files={"logo": ("logo.png", content, "image/png")})
        assert page.status_code == status
    assert not await applications.list_all(operating(group), "drchrono")


async def test_a_name_is_taken_once(group: Group) -> None:
    browser = await owner(group)
    assert (await made(browser)).status_code == 200
    page = await made(browser, name="MY APP")
    assert (page.status_code, "has this name" in page.text) == (400, True)


async def test_only_those_who_run_the_practice_keep_its_applications(group: Group, other: Group) -> None:
    app = await new_app(group)
    for browser, status in ((await owner(group, "staff"), 403), (await owner(other), 404), (Browser(group), 200)):
        for path in (f"{PAGES}{app.client.id}/", *((PAGES, f"{PAGES}new/") if status == 403 else ())):
            page = await browser.get(path)
            assert (page.status_code, app.client.client_id in page.text) == (status, False), path
    foreign = await owner(other, "reader")
    await foreign.get("/drchrono/account/")
    form = foreign.form("sign_out")
    for verb in ("secret", "delete"):
        form.action = f"{PAGES}{app.client.id}/{verb}/"
        assert (await foreign.send(form)).status_code in (403, 404)
    assert await applications.registered(operating(group), app.client.id) is not None


async def test_forms_here_must_be_ours_too(group: Group) -> None:
    browser = await owner(group)
    app = await new_app(group)
    await browser.get(f"{PAGES}{app.client.id}/")
    for part in ("applications", "/secret/", "/delete/"):
        assert (await browser.http.post(browser.form(part).action, data={"csrf": "0" * 64})).status_code == 403
    assert (await browser.http.post(f"/drchrono/account/authorized/{app.client.client_id}/")).status_code in (400, 403)
    assert (await browser.get(f"{PAGES}{app.client.id}/")).status_code == 200


async def test_a_user_sees_and_takes_back_what_applications_may_do(group: Group) -> None:
    app, browser, user = await new_app(group), Browser(group), await sign_up(group)
    colleague = await sign_up(group, "colleague")
    one = (await app.redeem(await browser.code(app, user, scope="user"))).json()
    two = (await app.redeem(await browser.code(app, user, scope="user calendar"))).json()
    theirs = (await app.redeem(await Browser(group).code(app, colleague))).json()
    page = await browser.get("/drchrono/account/")
    assert page.text.count(app.client.name) == 2, "in its title and in its button's label"
    assert "schedule" in page.text
    pending = await browser.code(app, user)

    await browser.get("/drchrono/account/")
    answer = await browser.send(browser.form("/authorized/"))
    assert answer.headers["location"] == "/drchrono/account/?done=revoked"
    page = await browser.get(answer.headers["location"])
    assert app.client.name not in page.text
    assert "can no longer work in your name" in page.text
    for given in (one, two):
        assert not await app.works(given["access_token"])
        assert (await app.refresh(given["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await app.redeem(pending)).json()["error"] == "invalid_grant"
    assert await app.works(theirs["access_token"]), "another user's grant is another's"
