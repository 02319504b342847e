"""A patient from the practice's invitation to the own record, over a socket: the mail lies in the sandbox's outbox."""

import re
import time
from typing import Any

import requests

from tests.between.conftest import TIMEOUT, open_doors
from tests.support.pages import forms_of
from tests.support.server import RunningSandbox

PASSWORD = "seven brown geese by the lake"


def mail(server: RunningSandbox, practice_id: str) -> dict[str, Any]:
    """The one invitation of the practice, once it has been sent."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        answer = requests.get(
            f"{server.base_url}/sandbox/messages", params={"practice_id": practice_id}, timeout=TIMEOUT
        )
        found = [each for each in answer.json()["messages"] if each["purpose"] == "invitation"]
        if found and found[0]["status"] == "sent":
            assert len(found) == 1
            message: dict[str, Any] = found[0]
            return message
        time.sleep(0.1)
    raise AssertionError("no invitation was sent")


def test_a_patient_comes_in_by_the_mail(sandbox: RunningSandbox, practice: dict[str, Any]) -> None:
    doors = open_doors(practice)
    email = f"james@{doors.organization_id[-12:]}.example"
    attributes = {
        "first-name": "James",
        "last-name": "Reece",
        "birth-date": "1980-07-04",
        "gender": "male",
        "email": email,
        "organization-id": doors.organization_id,
    }
    body = {"data": {"type": "ui-patients", "attributes": attributes}}
    patient = doors.carium.call("POST", "/showboat/v1/patients/", 201, json=body)["data"]
    wanted = {"data": {"attributes": {"username": email, "notifications": ["email"]}}}
    doors.carium.call("POST", "/identity/v1/resend-invitation/", json=wanted)

    message = mail(sandbox, doors.organization_id)
    assert message["to"] == email
    found = re.search(r"http\S+", message["text"])
    assert found
    with requests.Session() as browser:
        page = browser.get(found[0], timeout=TIMEOUT)
        form = forms_of(page.text)[0]
        given = {**form.fields, "password": PASSWORD, "again": PASSWORD}
        done = browser.post(sandbox.base_url + form.action, data=given, timeout=TIMEOUT)
        assert "Your password is set" in done.text
        assert browser.get(found[0], timeout=TIMEOUT).status_code == 410

    login = {"username": email, "password": PASSWORD}
    base = practice["carium"]["base_url"]
    token = requests.post(f"{base}/identity/v1/login/", json=login, timeout=TIMEOUT).json()["access-token"]
    listed = requests.get(
        f"{base}/showboat/v1/patients/", headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT
    ).json()
    assert [each["id"] for each in listed["data"]] == [patient["id"]]
    told = (sandbox.folder / "output.txt").read_text()
    assert found[0].partition("token=")[2] not in told, "the log holds no token"
