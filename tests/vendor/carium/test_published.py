"""The published examples run as they are printed, but for host and credentials, over a real socket."""

import os
from pathlib import Path
from typing import Any

import pyotp
import pytest
import requests

from tests.vendor.carium.published import SAME, Examples, log_in


@pytest.fixture
def block(demo: dict[str, Any]) -> dict[str, Any]:
    """How to come in."""
    carium: dict[str, Any] = demo["carium"]
    return carium


@pytest.fixture
def examples(block: dict[str, Any]) -> Examples:
    return log_in(block["base_url"], block["username"], block["password"])


def test_every_example_in_its_order(examples: Examples, block: dict[str, Any], tmp_path: Path) -> None:
    patient_id = examples.create_patient()
    assert len(patient_id) == 36
    examples.send_invitation()

    assert examples.create_appointment() != SAME
    assert examples.get_appointment(SAME)["data"]["id"] == SAME
    updated = examples.update_appointment(SAME)["data"]["attributes"]
    assert (updated["start-time"], updated["end-time"]) == ("2022-01-01 10:00:00", "2022-01-01 10:30:00")
    examples.delete_appointment(SAME)
    with pytest.raises(requests.HTTPError, match="404"):
        examples.get_appointment(SAME)

    assert SAME in {each["id"] for each in examples.list_classes()["data"]}
    file = tmp_path / "example.pdf"
    file.write_bytes(b"%PDF-1.7\n" + os.urandom(200_000))
    document_id, url, fields = examples.create_document()
    assert url.startswith(block["base_url"])
    examples.upload_document(document_id, url, fields, file)
    assert document_id in {each["id"] for each in examples.list_documents()["data"]}
    for prefix in ("/caredb", ""):
        downloaded = examples.download_document(document_id, prefix)
        assert downloaded.content == file.read_bytes()
        assert downloaded.headers["content-type"] == "application/pdf"


def test_the_login_with_a_one_time_code(block: dict[str, Any]) -> None:
    mfa = block["mfa"]
    with pytest.raises(requests.HTTPError, match="401"):
        log_in(block["base_url"], mfa["username"], mfa["password"])
    code = pyotp.TOTP(mfa["totp_secret"]).now()
    assert log_in(block["base_url"], mfa["username"], mfa["password"], code).list_documents()["data"]


def test_a_patient_cannot_be_created_twice(examples: Examples) -> None:
    examples.create_patient()
    with pytest.raises(requests.HTTPError, match="409"):
        examples.create_patient()


def test_a_deleted_appointment_is_back_after_a_reset_only(examples: Examples, sandbox: Any) -> None:
    examples.delete_appointment(SAME)
    with pytest.raises(requests.HTTPError, match="404"):
        examples.delete_appointment(SAME)
    sandbox.reset()
    assert examples.get_appointment(SAME)["data"]["id"] == SAME
