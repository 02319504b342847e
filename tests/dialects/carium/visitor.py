"""People before Carium's pages: who is invited, and what they see once they have a password."""

import re
from typing import Any

import httpx2

from polyclinic.core.messages.model import MESSAGE, Message
from polyclinic.core.shared.queries import Is, Order, Query
from tests.dialects.carium.office import INVITATIONS, LOGIN, PATIENTS, Office
from tests.support.pages import Browser

CHOSEN = "seven brown geese by the lake"
_LINK = re.compile(r"http://test(/carium/account/invitation/\?token=[\w-]+)")


def browse(office: Office) -> Browser:
    """A fresh browser; paths begin at the mount."""
    transport = httpx2.ASGITransport(app=office.app, root_path="/carium")
    return Browser(httpx2.AsyncClient(transport=transport, base_url="http://test"))


async def register(office: Office, http: httpx2.AsyncClient, name: str = "james", **changes: Any) -> tuple[str, str]:
    """A new patient of the office: the id and the user name."""
    email = f"{name}@{office.id}.example"
    body = office.new_patient(email=email, username=email, **changes)
    answer = await http.post(PATIENTS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["id"], email


async def invite(http: httpx2.AsyncClient, username: str, *notifications: str) -> httpx2.Response:
    attributes = {"username": username, "notifications": list(notifications or ("email",))}
    return await http.post(INVITATIONS, json={"data": {"attributes": attributes}})


async def sent(office: Office) -> list[Message]:
    """The office's invitations, in the order of their making."""
    query = Query(MESSAGE, (Is("purpose", "invitation"),), (Order("created_at"),))
    return list((await office.context().find(query)).items)


def link_in(message: Message) -> str:
    """The path of the link in a message."""
    found = _LINK.search(message.text.reveal())
    assert found, message.text.reveal()
    return found[1]


async def invited(office: Office, http: httpx2.AsyncClient, username: str) -> str:
    """The link that a user is sent now."""
    answer = await invite(http, username)
    assert answer.status_code == 200, answer.text
    return link_in((await sent(office))[-1])


async def follow(office: Office, link: str, password: str = CHOSEN, again: str | None = None) -> httpx2.Response:
    """Open the link and set a password; the page shown last."""
    browser = browse(office)
    page = await browser.get(link)
    if page.status_code != 200:
        return page
    return await browser.send(browser.form("invitation"), password=password, again=password if again is None else again)


async def log_in(office: Office, username: str, password: str = CHOSEN, **more: Any) -> httpx2.Response:
    async with office.nobody() as http:
        return await http.post(LOGIN, json={"username": username, "password": password, **more})


def bearing(office: Office, token: str) -> httpx2.AsyncClient:
    """A client with an access token."""
    http = office.nobody()
    http.headers["Authorization"] = f"Bearer {token}"
    return http
