"""A patient who is asked for consent: reads the message, opens the link, fills in the page."""

import re
from datetime import timedelta
from typing import Any

import requests

from tests.support.clock import Clock
from tests.support.pages import forms_of

TIMEOUT = 20


class Patient:
    """The patient at a browser: the links that were sent, and the page that they open."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.session = requests.Session()

    def links(self) -> list[str]:
        """The latest first; a worker sends them within a second, which moving the clock waits for."""
        self.clock.advance(timedelta(seconds=1))
        sent = [each for each in self.clock.messages() if each["purpose"] == "consent"]
        assert all(each["status"] == "sent" for each in sent)
        return [re.findall(r"https?://\S+", each["text"])[0] for each in sent]

    def open(self, link: str) -> requests.Response:
        return self.session.get(link, timeout=TIMEOUT)

    def answer(self, link: str, decision: str, **fields: Any) -> requests.Response:
        """Fill in the page's form as a browser would; ``types`` replaces what is ticked."""
        page = self.open(link)
        form = next(form for form in forms_of(page.text) if ("decision", decision) in form.buttons)
        given: dict[str, Any] = {**form.fields, "types": re.findall(r'value="(\w+)" checked', page.text), **fields}
        return self.session.post(link, data={**given, "decision": decision}, timeout=TIMEOUT, allow_redirects=False)
