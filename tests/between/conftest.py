"""One practice seen through five APIs, by plain HTTP."""

from dataclasses import dataclass
from typing import Any

import pytest
import requests

TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Door:
    """One API of one practice, with its credentials in place."""

    base_url: str
    headers: dict[str, str]

    def call(self, method: str, path: str, expect: int = 200, **kwargs: Any) -> Any:
        """The answer's JSON (None if there is no body); anything but ``expect`` fails with what was said."""
        headers = {**self.headers, **kwargs.pop("headers", {})}
        answer = requests.request(method, self.base_url + path, headers=headers, timeout=TIMEOUT, **kwargs)
        assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@dataclass(frozen=True, slots=True)
class Practice:
    """The same record through each door. ``blocks`` are its credentials as sandbox.json has them."""

    blocks: dict[str, Any]
    candid: Door
    carium: Door
    drchrono: Door
    carestack: Door
    silna: Door

    @property
    def provider_id(self) -> str:
        provider_id: str = self.blocks["silna"]["provider_id"]
        return provider_id

    @property
    def organization_id(self) -> str:
        organization_id: str = self.blocks["carium"]["organization_id"]
        return organization_id


def open_doors(blocks: dict[str, Any]) -> Practice:
    """Sign in everywhere."""
    candid, carium = blocks["candid"], blocks["carium"]
    token = _post(f"{candid['base_url']}/api/auth/v2/token", candid, "client_id", "client_secret")["access_token"]
    session = _post(f"{carium['base_url']}/identity/v1/login/", carium, "username", "password")["access-token"]
    carestack = blocks["carestack"]
    return Practice(
        blocks=blocks,
        candid=Door(candid["base_url"], _bearer(token)),
        carium=Door(carium["base_url"], {**_bearer(session), "Accept": "application/vnd.api+json"}),
        drchrono=Door(blocks["drchrono"]["base_url"], _bearer(blocks["drchrono"]["access_token"])),
        carestack=Door(
            carestack["base_url"],
            {
                **_bearer(carestack["api_key"]),
                "x-hprid-auth": carestack["hpr_id"],
                "facilityid": carestack["facility_id"],
            },
        ),
        silna=Door(blocks["silna"]["base_url"], _bearer(blocks["silna"]["api_key"])),
    )


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _post(url: str, block: dict[str, Any], *names: str) -> Any:
    answer = requests.post(url, json={name: block[name] for name in names}, timeout=TIMEOUT)
    assert answer.ok, answer.text
    return answer.json()


@pytest.fixture
def doors(practice: dict[str, Any]) -> Practice:
    """A practice that only this test uses."""
    return open_doors(practice)
