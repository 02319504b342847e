"""`polyclinic backup` and `polyclinic restore`: the same record elsewhere, and nothing half."""

import hashlib
import json
import re
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import ENGINES, new_database
from tests.support.operator import TIMEOUT, Operator
from tests.support.rows import rows_of

LETTER = b"%PDF-1.4\n" + b"a letter of some length\n" * 20_000


@pytest.fixture(params=ENGINES)
def operators(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Operator]]:
    """An installation with a practice, and an empty one that has the same master keys."""
    with new_database(request.param, tmp_path_factory) as url, new_database(request.param, tmp_path_factory) as other:
        full, empty = (Operator(place, tmp_path_factory.mktemp("installation")) for place in (url, other))
        empty.environment["POLYCLINIC_MASTER_KEYS"] = full.environment["POLYCLINIC_MASTER_KEYS"]
        full.run("migrate")
        yield [full, empty]


class Clinic:
    """A practice and the key of one of its systems."""

    def __init__(self, operator: Operator) -> None:
        self.id = operator.run("practices", "create", "Oak Street Clinic").strip()
        made = operator.run("keys", "create", "carestack", "--practice", self.id, "--name", "front desk")
        (key,) = re.findall(r"^key: (\S+)", made, re.MULTILINE)
        self.headers = {"Authorization": f"Bearer {key}"}
        user = ("users", "create", "ann@oak.example", "--practice", self.id, "--role", "owner")
        operator.run(*user, POLYCLINIC_USER_PASSWORD="correct horse battery")

    def add_patient(self, url: str, name: str) -> str:
        body = {
            **{"idNumber": "ABCDE1234F", "idType": "PAN", "patientType": "NEW", "resourceType": "Patient"},
            **{"firstName": name, "birthDate": "1990-01-01", "gender": "female", "address": "1 Lake Road"},
        }
        added = requests.post(f"{url}/carestack/add/Patient", json=body, headers=self.headers, timeout=TIMEOUT)
        assert added.status_code in (200, 201), added.text
        resource: str = added.json()["resourceId"]
        return resource

    def patients(self, url: str) -> dict[str, str]:
        answer = requests.get(f"{url}/carestack/get/Patient", headers=self.headers, timeout=TIMEOUT).json()
        return {patient["resourceId"]: patient["firstName"] for patient in answer["requestResource"]}


def test_a_backup_is_the_same_record_elsewhere(operators: list[Operator], tmp_path: Path) -> None:
    full, empty = operators
    clinic = Clinic(full)
    with full.serving() as (_, url):
        asha = clinic.add_patient(url, "Asha")
        letter = store_letter(url, clinic, asha)
    archive = tmp_path / "oak.zip"

    assert "1 files" in full.run("backup", str(archive))

    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert b"ABCDE1234F" not in contents_of(archive)
    assert "already" in full.run("backup", str(archive), expect=1)
    assert "1 files" in empty.run("restore", str(archive))
    assert logical_hash(full) == logical_hash(empty)
    assert "whole" in empty.run("audit", "verify")
    with empty.serving() as (_, url):
        assert clinic.patients(url) == {asha: "Asha"}
        assert fetch_letter(url, letter) == LETTER
        meera = clinic.add_patient(url, "Meera")
        assert clinic.patients(url) == {asha: "Asha", meera: "Meera"}
    assert "whole" in empty.run("audit", "verify")


def test_a_backup_of_a_busy_server_is_of_one_moment(operators: list[Operator], tmp_path: Path) -> None:
    full, empty = operators
    clinic = Clinic(full)
    archive = tmp_path / "oak.zip"
    written: list[str] = []
    with full.serving("--rate-limits", "off") as (_, url):
        clinic.add_patient(url, "First")
        done = threading.Event()

        def write() -> None:
            while not done.is_set():
                written.append(clinic.add_patient(url, "Busy"))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            full.run("backup", str(archive))
        finally:
            done.set()
            writer.join()

    empty.run("restore", str(archive))

    rows = tables_of(empty)
    kept = [json.loads(row["doc"])["id"] for row in rows["patient"]]
    versions = [row["id"] for row in rows["history"] if row["kind"] == "patient"]
    assert len(kept) == sum(row["live"] for row in rows["counters"] if row["kind"] == "patient")
    assert sorted(kept) == sorted(versions)
    acknowledged = [id for id in written if id in kept]
    assert acknowledged == written[: len(acknowledged)], "a later write was kept and an earlier one was not"


def test_what_does_not_fit_is_refused_and_changes_nothing(operators: list[Operator], tmp_path: Path) -> None:
    full, empty = operators
    Clinic(full)
    archive = tmp_path / "oak.zip"
    full.run("backup", str(archive))
    before = logical_hash(full)

    assert "not empty" in (said := full.run("restore", str(archive), expect=1)) or "exists already" in said
    assert logical_hash(full) == before

    cut = tmp_path / "cut.zip"
    cut.write_bytes(archive.read_bytes()[:-200])
    assert "no whole backup" in empty.run("restore", str(cut), expect=1)
    for change, complaint in (({"schema": "0000 other"}, "another version"), ({"engine": "other"}, "backup of other")):
        assert complaint in empty.run("restore", str(altered(archive, tmp_path, change)), expect=1)
    assert "no tables" in empty.run("doctor", expect=1)
    assert "cannot be written" in full.run("backup", str(tmp_path / "none" / "oak.zip"), expect=1)


def store_letter(url: str, clinic: Clinic, patient: str) -> dict[str, Any]:
    """Upload a document through Carium; its place and the token to fetch it with."""
    credentials = {"username": "ann@oak.example", "password": "correct horse battery"}
    login = requests.post(f"{url}/carium/identity/v1/login/", json=credentials, timeout=TIMEOUT).json()
    headers = {"Authorization": f"Bearer {login['access-token']}"}
    base = f"{url}/carium/caredb/v1"
    query = {"organization-id": clinic.id}
    classes = requests.get(f"{base}/org-document-classes/", params=query, headers=headers, timeout=TIMEOUT).json()
    attributes = {
        **{"attachment-content-type": "application/pdf", "attachment-filename": "letter.pdf", "name": "Letter"},
        **{"class-id": classes["data"][0]["id"], "individual-id": patient, "organization-id": clinic.id},
    }
    body = {"data": {"type": "org-document-references", "attributes": attributes}}
    made = requests.post(f"{base}/org-document-references/", json=body, headers=headers, timeout=TIMEOUT)
    assert made.status_code == 201, made.text
    document = made.json()["data"]
    info = document["attributes"]["upload-info"]
    upload = requests.post(info["upload-url"], data=info["upload-data"], files={"file": LETTER}, timeout=TIMEOUT)
    assert upload.ok, upload.text
    place = f"/carium/caredb/v1/org-document-references/{document['id']}"
    assert requests.post(f"{url}{place}/process-upload/", headers=headers, timeout=TIMEOUT).ok
    return {"place": place, "headers": headers}


def fetch_letter(url: str, letter: dict[str, Any]) -> bytes:
    place = f"{url}{letter['place']}/get-download-info/"
    info = requests.get(place, headers=letter["headers"], timeout=TIMEOUT).json()
    return requests.get(info["url"], timeout=TIMEOUT).content


def contents_of(archive: Path) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return b"".join(opened.read(name) for name in opened.namelist())


def altered(archive: Path, folder: Path, change: dict[str, str]) -> Path:
    """The archive with another manifest."""
    copy = folder / "altered.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = json.dumps({**json.loads(content), **change}).encode()
            target.writestr(name, content)
    return copy


def logical_hash(operator: Operator) -> str:
    """A digest of every row of every table."""
    lines = sorted(f"{name} {row}" for name, rows in tables_of(operator).items() for row in map(repr, rows))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def tables_of(operator: Operator) -> dict[str, list[dict[str, Any]]]:
    return rows_of(operator.environment["POLYCLINIC_DATABASE_URL"])
