"""Reads the forms of a page, as a browser without scripts does."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx2
import requests

TIMEOUT = 20


@dataclass(slots=True)
class Form:
    """Where it is sent, what its fields hold, and the names of its buttons' values."""

    action: str
    encoding: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labelled: set[str] = set()
        self.ids: dict[str, str] = {}
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("enctype", "")))
        elif tag == "label":
            self.labelled.add(given.get("for", ""))
        elif tag == "option" and "selected" in given:
            self._area = self._select
        elif tag in ("input", "textarea", "select", "button") and self.forms:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
            return
        if given.get("type") != "hidden":
            self.ids[name] = given.get("id", "")
        if given.get("type") == "checkbox":
            if "checked" in given:
                form.fields[name] = [*form.fields.get(name, ()), given.get("value", "on")]
            return
        form.fields[name] = given.get("value", "")
        self._area = name if tag == "textarea" else None
        self._select = name if tag == "select" else ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "option"):
            self._area = None


def forms_of(text: str) -> list[Form]:
    """The forms of a page, in their order."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


def unlabelled(text: str) -> list[str]:
    """The names of visible fields that no label names."""
    reader = _Reader()
    reader.feed(text)
    return [name for name, id in reader.ids.items() if not id or id not in reader.labelled]


class Browser:
    """Keeps cookies, follows nothing by itself, sends the forms of the page it shows. ``http`` reaches the server."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http
        self.shown: httpx2.Response | None = None

    async def get(self, path: str) -> httpx2.Response:
        self.shown = await self.http.get(path)
        return self.shown

    def form(self, part: str = "") -> Form:
        """The first form of the page whose action contains ``part``."""
        assert self.shown is not None
        return next(form for form in forms_of(self.shown.text) if part in form.action)

    async def send(self, form: Form, files: Any = None, **changes: Any) -> httpx2.Response:
        """Fill in a form and send it; a change of ``...`` leaves the field out."""
        fields = {name: value for name, value in {**form.fields, **changes}.items() if value is not ...}
        self.shown = await self.http.post(form.action, data=fields, files=files)
        return self.shown


def let_in(link: str, username: str, password: str) -> str:
    """Where the browser of a user is sent who follows an application's link, signs in and says yes; it does not go."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    with requests.Session() as browser:
        page = browser.get(link, timeout=TIMEOUT)
        form = forms_of(page.text)[0]
        fields = {**form.fields, "username": username, "password": password}
        page = browser.post(origin + form.action, data=fields, timeout=TIMEOUT)
        form = next(form for form in forms_of(page.text) if "authorize" in form.action)
        fields = {**form.fields, "decision": "allow"}
        answer = browser.post(origin + form.action, data=fields, allow_redirects=False, timeout=TIMEOUT)
    return answer.headers["Location"]
