"""A practice's clock in the sandbox, and the messages that went out by it."""

from datetime import datetime, timedelta
from typing import Any

import requests

from tests.support.server import RunningSandbox

TIMEOUT = 20


class Clock:
    """A practice's clock and what it has sent."""

    def __init__(self, sandbox: RunningSandbox, practice_id: str) -> None:
        self.url = f"{sandbox.base_url}/sandbox"
        self.practice = {"practice_id": practice_id}

    def now(self) -> datetime:
        answer = requests.get(f"{self.url}/clock", params=self.practice, timeout=TIMEOUT)
        return datetime.fromisoformat(answer.json()["now"])

    def advance(self, by: timedelta) -> None:
        body = {**self.practice, "advance_seconds": by.total_seconds()}
        answer = requests.post(f"{self.url}/clock", json=body, timeout=120)
        assert answer.status_code == 200, answer.text

    def sent(self) -> list[tuple[str, str]]:
        return sorted((each["channel"], each["status"]) for each in self.messages())

    def messages(self) -> list[dict[str, Any]]:
        """The one that is due last comes first."""
        found: list[dict[str, Any]] = requests.get(
            f"{self.url}/messages", params=self.practice, timeout=TIMEOUT
        ).json()["messages"]
        return found

    def page(self) -> str:
        return requests.get(f"{self.url}/outbox", params=self.practice, timeout=TIMEOUT).text
