"""The requests of Carium's published examples, in their order, as ``requests`` sends them from there.

Written by us. The URLs are put together the way the examples do it, which is why some hold two slashes and some the
text of Python's builtin ``id``. Host, credentials and the file to upload are variables. Two examples cannot run as
they are printed and are mended here: a quote that is missing from the headers of "create a patient", and a call of a
function that is not defined under "list document classes". The last example is prose only.
"""

import builtins
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

TIMEOUT = 20
JSONAPI = "application/vnd.api+json"
ORGANIZATION = "8d25a2a6-8219-40d1-a34f-c24ec69f4f72"
SAME = "aa6243fb-e4c1-44a0-ae3c-f4c4ab115002"
OTHER = "2097e072-92f6-4333-99d6-9693d63be652"

PATIENT: dict[str, Any] = {
    "data": {
        "attributes": {
            "first-name": "James",
            "last-name": "Reece",
            "birth-date": "1980-07-04",
            "gender": "male",
            "email": "james.reece@example.com",
            "mobile-phone": "+15551234567",
            "locale": "en_US",
            "individual-group-ids": [SAME, OTHER],
            "username": "james.reece@example.com",
            "organization-id": ORGANIZATION,
        },
        "type": "ui-patients",
    }
}
INVITATION = {"data": {"attributes": {"username": "example@example.com", "notifications": ["email"]}}}
APPOINTMENT = {
    "data": {
        "attributes": {
            "organization-id": ORGANIZATION,
            "individual-id": SAME,
            "practitioner-id": OTHER,
            "start-time": "2022-01-01T09:00:00Z",
            "end-time": "2022-01-01T09:30:00Z",
            "status-id": ORGANIZATION,
            "type-id": SAME,
            "add-video-channel": False,
            "guest-url": "https://example.com/guest",
            "host-url": "https://example.com/host",
            "description": "This is a test appointment",
            "patient-instruction": "Please reschedule at https://example.com/reschedule",
            "location": "Virtual",
        },
        "type": "org-appointments",
    }
}
LATER = {
    "data": {
        "attributes": {"start-time": "2022-01-01T10:00:00Z", "end-time": "2022-01-01T10:30:00Z"},
        "type": "org-appointments",
    }
}
DOCUMENT = {
    "data": {
        "attributes": {
            "attachment-content-type": "application/pdf",
            "attachment-filename": "example.pdf",
            "class-id": SAME,
            "name": "Example Document",
            "description": "This is an example document",
            "individual-id": SAME,
            "organization-id": ORGANIZATION,
        },
        "type": "org-document-references",
    }
}


def log_in(host: str, username: str, password: str, code: str | None = None) -> "Examples":
    """Sign in, with the one-time code if there is one."""
    body = {"username": username, "password": password} | ({"totp-code": code} if code else {})
    headers = {"Content-Type": "application/json", "Accept": JSONAPI}
    answer = requests.post(f"{host}/identity/v1/login/", headers=headers, json=body, timeout=TIMEOUT)
    answer.raise_for_status()
    return Examples(host, {"Authorization": f"Bearer {answer.json()['access-token']}", "Accept": JSONAPI})


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples after the first, with the token that it got. A status of 400 and above raises."""

    host: str
    headers: dict[str, str]

    def create_patient(self) -> str:
        created: str = self._send("POST", f"{self.host}/showboat/v1/patients/", json=PATIENT).json()["data"]["id"]
        return created

    def send_invitation(self) -> None:
        self._send("POST", f"{self.host}/identity/v1/resend-invitation/", json=INVITATION)

    def create_appointment(self) -> str:
        answer = self._send("POST", f"{self.host}/caredb/v1/org-appointments/", json=APPOINTMENT)
        created: str = answer.json()["data"]["id"]
        return created

    def get_appointment(self, appointment_id: str) -> Any:
        url = f"{self.host}/caredb/v1/org-appointments/"
        return self._send("GET", f"{url}/{appointment_id}/").json()

    def update_appointment(self, appointment_id: str) -> Any:
        url = f"{self.host}/caredb/v1/org-appointments/{builtins.id}/"
        return self._send("PATCH", f"{url}/{appointment_id}/", json=LATER).json()

    def delete_appointment(self, appointment_id: str) -> None:
        url = f"{self.host}/caredb/v1/org-appointments/{builtins.id}/"
        self._send("DELETE", f"{url}/{appointment_id}/")

    def list_classes(self) -> Any:
        url = f"{self.host}/caredb/v1/org-document-classes/"
        return self._send("GET", f"{url}/", params={"organization-id": ORGANIZATION}).json()

    def create_document(self) -> tuple[str, str, dict[str, str]]:
        data = self._send("POST", f"{self.host}/caredb/v1/org-document-references/", json=DOCUMENT).json()["data"]
        info = data["attributes"]["upload-info"]
        return data["id"], info["upload-url"], info["upload-data"]

    def upload_document(self, document_id: str, url: str, fields: dict[str, str], path: Path) -> None:
        with path.open("rb") as file:
            uploaded = requests.post(url, data=fields, files={"file": (path.name, file)}, timeout=TIMEOUT)
        uploaded.raise_for_status()
        self._send("POST", f"{self.host}/caredb/v1/org-document-references/{document_id}/process-upload/")

    def list_documents(self) -> Any:
        params = {"filter[individual-id]": SAME, "organization-id": ORGANIZATION}
        return self._send("GET", f"{self.host}/caredb/v1/org-document-references/", params=params).json()

    def download_document(self, document_id: str, prefix: str = "/caredb") -> requests.Response:
        """``prefix`` empty is how the prose spells the path once. The file is then got without any headers."""
        url = f"{self.host}{prefix}/v1/org-document-references/{document_id}/get-download-info/"
        file = requests.get(self._send("GET", url).json()["url"], timeout=TIMEOUT)
        file.raise_for_status()
        return file

    def _send(self, method: str, url: str, **arguments: Any) -> requests.Response:
        answer = requests.request(method, url, headers=self.headers, timeout=TIMEOUT, **arguments)
        answer.raise_for_status()
        assert not answer.history, "redirected"
        return answer
