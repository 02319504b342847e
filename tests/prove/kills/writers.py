"""Who writes while servers are killed: a writer for each sort of change that must not be half there."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from polyclinic.sandbox.plan import DEMO
from tests.between.conftest import Practice
from tests.dialects.candid.office import ENCOUNTERS, READY, body
from tests.dialects.candid.pre_encounter.people import SMALL, named
from tests.prove import people
from tests.prove.kills.load import Client, Item, Writer

LEASE = 90
"""Seconds after which an idempotency key whose request was cut off is surely free again (its lease is 60)."""
CITIES = ("Albany", "Troy")
FAMILIES = ("Laufeyson", "Odinson", "Friggason")
SOON = timedelta(seconds=5)
"""How long after an appointment is booked its reminder is due; one that is asked for later is dropped."""


@dataclass(frozen=True, slots=True)
class Registrar:
    """Silna: a patient under an idempotency key and an id of its own, who moves twice."""

    client: Client
    base: dict[str, Any]

    PATH = "/public/v1/patients/"

    def make(self, item: Item) -> None:
        item.values.append(None)
        item.ids["patient"] = self._create(item, 201).json()["patient_id"]
        item.acknowledged += 1
        for city in CITIES:
            item.values.append(city)
            self.client.send("PATCH", self.PATH + item.ids["patient"], 204, json={"city": city})
            item.acknowledged += 1
            item.values = [city]

    def look(self, item: Item) -> None:
        if "patient" in item.ids:
            held = self.client.send("GET", self.PATH + item.ids["patient"], 200).json()
            assert (held["source_id"], held["city"] in item.values) == (item.name, True), (item, held)

    def again(self, item: Item) -> bool:
        deadline = time.monotonic() + LEASE
        while (answer := self._create(item, 201, 409)).status_code == 409:
            assert time.monotonic() < deadline, f"{item.name}: {answer.text}"
            time.sleep(1)
        made = answer.json()["patient_id"]
        assert item.ids.setdefault("patient", made) == made, "another patient under the same key"
        query = {"provider_id": self.base["provider_id"], "source_id": item.name}
        listed = self.client.send("GET", self.PATH, 200, params=query).json()["records"]
        assert [each["id"] for each in listed] == [made]
        return True

    def _create(self, item: Item, *expected: int) -> Any:
        headers = {"Idempotency-Key": item.name}
        return self.client.send(
            "POST", self.PATH, *expected, json={**self.base, "source_id": item.name}, headers=headers
        )


@dataclass(frozen=True, slots=True)
class SigningUp:
    """Carium: a patient and the user that the patient signs in as, in one change."""

    client: Client
    practice_id: str

    PATH = "/showboat/v1/patients/"

    def make(self, item: Item) -> None:
        item.ids["patient"] = self._create(item, 201).json()["data"]["id"]
        item.acknowledged += 1

    def look(self, item: Item) -> None:
        if "patient" in item.ids:
            held = self.client.send("GET", f"{self.PATH}{item.ids['patient']}/", 200).json()["data"]["attributes"]
            assert held["username"] == email_of(item), (item, held)

    def again(self, item: Item) -> bool:
        self._create(item, 201, 409)
        return True

    def _create(self, item: Item, *expected: int) -> Any:
        attributes = {
            "first-name": "Ada",
            "last-name": "Byron",
            "birth-date": "1990-07-16",
            "gender": "female",
            "email": email_of(item),
            "organization-id": self.practice_id,
        }
        sent = {"data": {"type": "ui-patients", "attributes": attributes}}
        return self.client.send("POST", self.PATH, *expected, json=sent)


@dataclass(frozen=True, slots=True)
class Billing:
    """Candid: a patient, an encounter with two services that follows the patient, and two new versions of the patient.

    The encounter hears of these through the outbox.
    """

    client: Client

    PATH = "/patients/v1"

    def make(self, item: Item) -> None:
        held = self.client.send("POST", self.PATH, 200, json=self._patient(item, 0)).json()
        item.ids["patient"] = held["id"]
        item.acknowledged += 1
        item.values = [held["version"]]
        item.ids["encounter"] = self._record(item, 200).json()["encounter_id"]
        item.acknowledged += 1
        for place in (1, 2):
            version = item.values[-1] + 1
            item.values.append(version)
            self.client.send("PUT", f"{self.PATH}/{held['id']}/{version}", 200, json=self._patient(item, place))
            item.acknowledged += 1
            item.values = [version]

    def look(self, item: Item) -> None:
        if "patient" in item.ids:
            held = self.client.send("GET", f"{self.PATH}/{item.ids['patient']}", 200).json()
            assert held["version"] in item.values, (item, held)
            assert held["name"]["family"] == FAMILIES[held["version"] - 1], (item, held)
        if "encounter" in item.ids:
            held = self.client.send("GET", f"{ENCOUNTERS}/{item.ids['encounter']}", 200).json()
            (claim,) = held["claims"]
            assert (held["external_id"], len(claim["service_lines"])) == (item.name, 2), (item, held)

    def again(self, item: Item) -> bool:
        if "patient" not in item.ids:
            self.client.send("POST", self.PATH, 200, 409, json=self._patient(item, 0))
        elif "encounter" not in item.ids:
            self._record(item, 200, 422)
        return True

    def _patient(self, item: Item, place: int) -> dict[str, Any]:
        """The API refuses another of the same name and birthday."""
        return {**SMALL, "name": named(FAMILIES[place], item.name)}

    def _record(self, item: Item, *expected: int) -> Any:
        (line,) = body()["service_lines"]
        left_out = dict.fromkeys(("patient", "responsible_party", "subscriber_primary"), ...)
        sent = body(**{**READY, **left_out, "external_id": item.name, "service_lines": [line, line]})
        sent |= {"pre_encounter_patient_id": item.ids["patient"], "pre_encounter_appointment_ids": []}
        return self.client.send("POST", f"{ENCOUNTERS}/create-from-pre-encounter", *expected, json=sent)


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """drchrono: an appointment, and a reminder of it by email that is due at once."""

    client: Client
    visit: dict[str, Any]
    profile: int

    PATH = "/api/appointments"

    def make(self, item: Item) -> None:
        start = datetime.now(ZoneInfo(DEMO.zone)) + timedelta(hours=1) + SOON
        sent = {**self.visit, "reason": item.name, "scheduled_time": start.replace(tzinfo=None).isoformat()}
        item.ids["appointment"] = self.client.send("POST", self.PATH, 201, json=sent).json()["id"]
        item.acknowledged += 1
        self._remind(item, 204)
        item.ids["reminder"] = True
        item.acknowledged += 1

    def look(self, item: Item) -> None:
        if "appointment" in item.ids:
            held = self.client.send("GET", f"{self.PATH}/{item.ids['appointment']}", 200).json()
            assert held["reason"] == item.name, (item, held)
            assert len(held["reminders"]) == 1 or "reminder" not in item.ids, (item, held)

    def again(self, item: Item) -> bool:
        if "appointment" not in item.ids:
            return False
        self._remind(item, 204, 400, 409)
        return True

    def _remind(self, item: Item, *expected: int) -> None:
        path = f"/api/reminder_profiles/{self.profile}/apply_to_appointment"
        self.client.send("POST", path, *expected, json={"appointment": item.ids["appointment"]})


@dataclass(frozen=True, slots=True)
class Archive:
    """drchrono: documents with files of all sizes."""

    client: Client
    paper: dict[str, Any]

    PATH = "/api/documents"

    def make(self, item: Item) -> None:
        files = {"document": ("a letter.pdf", content_of(item))}
        sent = {**self.paper, "description": item.name}
        item.ids["document"] = self.client.send("POST", self.PATH, 201, data=sent, files=files).json()["id"]
        item.acknowledged += 1

    def look(self, item: Item) -> None:
        if "document" in item.ids:
            held = self.client.send("GET", f"{self.PATH}/{item.ids['document']}", 200).json()
            assert held["description"] == item.name, (item, held)
            assert self.client.send("GET", held["document"], 200).content == content_of(item), item

    def again(self, item: Item) -> bool:
        del item
        return False


def email_of(item: Item) -> str:
    return f"{item.name}@signed-up.example"


def content_of(item: Item) -> bytes:
    """From a page to some hundred kilobytes, as the item's name has it."""
    digest = hashlib.sha256(item.name.encode()).digest()
    return b"%PDF-1.4 " + digest * (1 + int.from_bytes(digest[:2]) // 8)


def writers(doors: Practice) -> list[Writer]:
    """Ten of them: all sorts at once."""
    drchrono = doors.drchrono
    doctor = drchrono.call("GET", "/api/doctors")["results"][0]["id"]
    office = drchrono.call("GET", "/api/offices")["results"][0]["id"]
    person = {"first_name": "Ida", "last_name": "Wells", "date_of_birth": "1990-07-16", "gender": "Female"}
    person |= {"doctor": doctor, "email": "ida@reminded.example"}
    patient = drchrono.call("POST", "/api/patients", 201, json=person)["id"]
    hour = {"amount": 1, "type": "email", "unit": "hours"}
    profile = {"doctor": doctor, "name": "An hour before", "reminders": [hour]}
    profile_id = drchrono.call("POST", "/api/reminder_profiles", 201, json=profile)["id"]
    visit = {"doctor": doctor, "office": office, "patient": patient, "duration": 30, "exam_room": 1}
    paper = {"doctor": doctor, "patient": patient, "date": "2026-02-24"}

    def silna() -> Writer:
        return Registrar(Client("silna", doors.silna), people.patient(doors))

    def carium() -> Writer:
        return SigningUp(Client("carium", doors.carium), doors.organization_id)

    def candid() -> Writer:
        return Billing(Client("candid", doors.candid))

    def desk() -> Writer:
        return FrontDesk(Client("drchrono", drchrono), visit, profile_id)

    def archive() -> Writer:
        return Archive(Client("drchrono", drchrono), paper)

    return [make() for make in (silna, carium, candid, desk, archive) for _ in range(2)]
