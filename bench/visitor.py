"""The load's clients of a practice, and what the server answers them before anything is measured."""

import json
import time
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError

from bench import payloads
from bench.seed import Seeded


class Visitor:
    """Credentials for each API, the ids that requests name, and a first visit of so many patients, who come again.

    ``port`` is where the server is that it asks; another on the same record serves as well.
    """

    def __init__(self, seeded: Seeded, port: int, patients: int) -> None:
        self.port, self.patients = port, patients
        plan, secrets = seeded.plan, seeded.secrets
        self.practice_id = plan.practice_id
        self.provider_id, self.facility_id = plan.id("legal_entity", 0), plan.id("facility", 0)
        self.patient_id, self.group_id = plan.id("patient", 1), plan.id("group", 0)
        self.carium = {"Authorization": f"Bearer {seeded.carium_access_token}"}
        self.silna = {"Authorization": f"Bearer {secrets.silna_api_key}"}
        self.drchrono = {"Authorization": f"Bearer {secrets.drchrono_access_token}"}
        self.carestack = {
            "Authorization": f"Bearer {secrets.carestack_api_key}",
            "x-hprid-auth": "bench",
            "facilityid": self.facility_id,
        }
        client = {"client_id": secrets.candid_client_id, "client_secret": secrets.candid_client_secret}
        token = ask(port, "/candid/api/auth/v2/token", {}, client)["access_token"]
        self.candid = {"Authorization": f"Bearer {token}"}
        self.places = {
            name: f"/api/{resource}/{self.get(f'/drchrono/api/{resource}', self.drchrono)['results'][0]['id']}"
            for name, resource in (("doctor", "doctors"), ("office", "offices"), ("patient", "patients"))
        }
        # One visit of every patient: what is measured finds each of them in the record.
        self.encounters = [
            self.post("/candid/api/encounters/v4", self.candid, payloads.encounter(number, patients))
            for number in range(-patients, 0)
        ]
        for number in range(-2 * patients, 0):
            if number % 2:
                self.put("/silna/public/v1/patients/", self.silna, self.synced(number))

    def synced(self, number: int) -> dict[str, Any]:
        return payloads.synced(number, self.patients, self.provider_id, self.facility_id)

    def person(self, number: int) -> dict[str, Any]:
        return payloads.person(number, self.practice_id, self.group_id)

    def samples(self) -> dict[str, object]:
        """What the floor answers copies of, and how many bytes the server sends of each patient that it lists."""
        found = self.get(searched("smith"), self.carestack)["entry"]
        listed = self.get(self.page(""), self.silna)["records"]
        return {
            "practice_id": self.practice_id,
            "provider_id": self.provider_id,
            "encounter": self.encounters[0],
            "appointment": self.post("/drchrono/api/appointments", self.drchrono, payloads.booking(0, self.places)),
            "person": self.post("/carium/showboat/v1/patients/", self.carium, self.person(-1)),
            "synced": self.put("/silna/public/v1/patients/", self.silna, self.synced(-1))["patient_id"],
            "file": self.upload()["id"],
            "found_bytes": _each(found),
            "listed_bytes": _each(listed),
        }

    def upload(self) -> Any:
        headers = {**self.silna, **payloads.FILE, "provider-id": self.provider_id}
        return send(self.port, "POST", "/silna/public/v1/files/", headers, payloads.LETTER)

    def page(self, cursor: str) -> str:
        """Fifty patients, those after the one that ``&starting_after=`` names."""
        return f"/silna/public/v1/patients/?provider_id={self.provider_id}&limit=50{cursor}"

    def get(self, path: str, headers: Mapping[str, str]) -> Any:
        return ask(self.port, path, headers)

    def post(self, path: str, headers: Mapping[str, str], body: Mapping[str, object]) -> Any:
        return ask(self.port, path, headers, body)

    def put(self, path: str, headers: Mapping[str, str], body: Mapping[str, object]) -> Any:
        return ask(self.port, path, headers, body, "PUT")


def searched(prefix: str) -> str:
    """Fifty patients whose family names start like this."""
    filters = f"%7B%22lastName%22%3A%22{prefix}%22%2C%22_count%22%3A50%7D"
    return f"/carestack/health-lake/get-profiles/Patient?filters={filters}"


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str],
    body: Mapping[str, object] | None = None,
    method: str | None = None,
) -> Any:
    """The answer's JSON. With a body the request is a POST, unless ``method`` says what else."""
    content = json.dumps(body).encode() if body is not None else None
    return send(port, method or ("POST" if content else "GET"), path, {**payloads.JSON, **headers}, content)


def send(port: int, method: str, path: str, headers: Mapping[str, str], content: bytes | None) -> Any:
    """The answer's JSON; waits where too many have come from this address, as when many practices sign in."""
    sent = urllib.request.Request(f"http://127.0.0.1:{port}{path}", content, dict(headers), method=method)
    while True:
        try:
            with urllib.request.urlopen(sent) as answer:  # noqa: S310  # our own server
                return json.loads(answer.read())
        except HTTPError as refusal:
            if refusal.code != 429:
                raise
            time.sleep(int(refusal.headers["Retry-After"]))


def _each(records: list[object]) -> int:
    return len(json.dumps(records, separators=(",", ":"))) // max(1, len(records))
