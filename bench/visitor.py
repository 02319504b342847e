"""The load's clients of our server, and what it answers them before anything is measured."""

import json
import urllib.request
from collections.abc import Mapping
from typing import Any

from bench import payloads
from bench.seed import Seeded

PREFIXES = ("smithab", "jonesbc", "garciacd", "khande")
_PROFILES = "/carestack/health-lake/get-profiles/Patient?filters="


class Visitor:
    """Credentials for each API, and a first visit of every patient."""

    def __init__(self, seeded: Seeded, port: int) -> None:
        self._port = port
        secrets = seeded.secrets
        self.practice_id, self.provider_id = seeded.practice_id, seeded.provider_id
        self.silna = {"Authorization": f"Bearer {secrets.silna_api_key}"}
        self.drchrono = {"Authorization": f"Bearer {secrets.drchrono_access_token}"}
        self.carestack = {
            "Authorization": f"Bearer {secrets.carestack_api_key}",
            "x-hprid-auth": "bench",
            "facilityid": seeded.facility_id,
        }
        client = {"client_id": secrets.candid_client_id, "client_secret": secrets.candid_client_secret}
        token = ask(port, "/candid/api/auth/v2/token", client, {})["access_token"]
        self.candid = {"Authorization": f"Bearer {token}"}
        # One visit of every patient: what is measured finds each of them in the record.
        self.encounters = [
            ask(port, "/candid/api/encounters/v4", payloads.encounter(number), self.candid)
            for number in range(-payloads.PATIENTS, 0)
        ]

    def samples(self) -> dict[str, object]:
        """What the floor answers copies of, and how many bytes the server sends of each patient that is found."""
        found = ask(self._port, searched(PREFIXES[0]), None, self.carestack)["entry"]
        return {
            "practice_id": self.practice_id,
            "encounter": self.encounters[0],
            "appointment": ask(self._port, "/drchrono/api/appointments", payloads.booking(-1), self.drchrono),
            "patient_bytes": len(json.dumps(found, separators=(",", ":"))) // max(1, len(found)),
        }


def searched(prefix: str) -> str:
    """Fifty patients whose family names start like this."""
    return f"{_PROFILES}%7B%22lastName%22%3A%22{prefix}%22%2C%22_count%22%3A50%7D"


def ask(port: int, path: str, body: Mapping[str, object] | None, headers: dict[str, str]) -> Any:
    """The answer's JSON; without a body the request is a GET."""
    content = json.dumps(body).encode() if body is not None else None
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", content, {**payloads.JSON, **headers})
    with urllib.request.urlopen(sent) as answer:  # noqa: S310  # our own server
        return json.loads(answer.read())
