"""What a server stands on goes away and comes back: each API says so in its own words, and nobody restarts anything."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from polyclinic.adapters.files.store import Access
from polyclinic.sandbox.plan import DEMO
from tests.between.conftest import Door, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, references
from tests.conftest import new_database
from tests.support.bucket import PLACE
from tests.support.gate import Gate, gate_before, gate_before_postgres
from tests.support.operator import Operator
from tests.support.proofs import Proof
from tests.support.server import RunningSandbox, running_sandbox

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600)]

TIMEOUT = 90
AWAY = 30
"""Seconds that the database is stopped for."""
LIST_AND_CREATE = {
    "candid": ("/patients/v1/get_multi", "/patients/v1"),
    "carium": ("/showboat/v1/patients/", "/showboat/v1/patients/"),
    "drchrono": ("/api/patients", "/api/patients"),
    "carestack": ("/get/Patient", "/add/Patient"),
    "silna": ("/public/v1/patients/", "/public/v1/patients/"),
}
OWN_WORDS: dict[str, Callable[[Any], object]] = {
    "candid": lambda body: body["errorName"],
    "carium": lambda body: body["errors"][0]["status"] == "503",
    "drchrono": lambda body: body["detail"],
    "carestack": lambda body: body["statusCode"] == 503 and body["message"],
    "silna": lambda body: body["message"],
}
"""How each API words that it is away: true of no other's body."""


@pytest.fixture
def behind_gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gate, RunningSandbox]]:
    """A sandbox whose PostgreSQL can be taken away."""
    with (
        new_database("postgresql", tmp_path_factory) as url,
        gate_before_postgres(url) as (gate, through),
        running_sandbox(tmp_path_factory.mktemp("sandbox"), "--database", through, "--rate-limits", "off") as sandbox,
    ):
        yield gate, sandbox


def door(practice: Practice, name: str) -> Door:
    found: Door = getattr(practice, name)
    return found


def listed(practice: Practice, name: str) -> requests.Response:
    path = LIST_AND_CREATE[name][0]
    known = references(DEMO)[name]
    params = {"silna": {"provider_id": known.get("provider_id")}}.get(name, {})
    return send(practice, name, "GET", path, params=params)


def created(practice: Practice, name: str) -> requests.Response:
    path = LIST_AND_CREATE[name][1]
    sent = Smallest(name, references(DEMO)[name], NEEDED[name]).body("POST", path)
    assert sent is not None
    return send(practice, name, "POST", path, json=sent[1], headers={"Content-Type": sent[0]})


def send(practice: Practice, name: str, method: str, path: str, **kwargs: Any) -> requests.Response:
    at = door(practice, name)
    headers = {**at.headers, **kwargs.pop("headers", {})}
    return requests.request(method, at.base_url + path, headers=headers, timeout=TIMEOUT, **kwargs)


def assert_away(name: str, answer: requests.Response) -> None:
    assert answer.status_code == 503, f"{name}: {answer.status_code} {answer.text}"
    assert OWN_WORDS[name](answer.json()), answer.text


def patients(practice: Practice) -> int:
    count: int = practice.drchrono.call("GET", "/api/patients")["count"]
    return count


def health(sandbox: RunningSandbox, which: str) -> int:
    return requests.get(f"{sandbox.base_url}/health/{which}", timeout=TIMEOUT).status_code


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not recover"
        time.sleep(0.2)


def test_a_database_that_is_stopped_for_a_while(behind_gate: tuple[Gate, RunningSandbox], proof: Proof) -> None:
    seconds = proof.times(AWAY)
    proof.claims("While the database is stopped every API says 503 in its own words and does nothing", on="postgresql")
    gate, sandbox = behind_gate
    practice = open_doors(sandbox.credentials)
    before = patients(practice)

    gate.shut()
    began, refused = time.monotonic(), 0
    while not refused or time.monotonic() - began < seconds:
        for name in LIST_AND_CREATE:
            assert_away(name, listed(practice, name))
            assert_away(name, created(practice, name))
            refused += 2
        assert (health(sandbox, "live"), health(sandbox, "ready")) == (200, 503)
    proof.counts(seconds_away=seconds, requests=refused)

    gate.open()
    wait_until(lambda: health(sandbox, "ready") == 200)
    assert patients(practice) == before, "a write was refused and done"
    for name in LIST_AND_CREATE:
        assert listed(practice, name).status_code == 200, name
        assert created(practice, name).ok, name


def test_a_database_that_falls_silent(behind_gate: tuple[Gate, RunningSandbox], proof: Proof) -> None:
    """Requests do not wait for ever, and those that come meanwhile do not queue up behind them without end."""
    proof.claims("While the database answers nothing every request is refused (503) within a minute", on="postgresql")
    gate, sandbox = behind_gate
    practice = open_doors(sandbox.credentials)
    answers: list[tuple[str, requests.Response, float]] = []

    def ask(name: str) -> None:
        began = time.monotonic()
        answer = listed(practice, name)
        answers.append((name, answer, time.monotonic() - began))

    gate.silence()
    askers = [threading.Thread(target=ask, args=(name,)) for name in LIST_AND_CREATE for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    gate.resume()

    assert len(answers) == len(askers)
    for name, answer, _ in answers:
        assert_away(name, answer)
    slowest = max(seconds for *_, seconds in answers)
    proof.counts(requests=len(answers), slowest_answer=f"{slowest:.0f} s")
    assert slowest < 60
    wait_until(lambda: health(sandbox, "ready") == 200)
    for name in LIST_AND_CREATE:
        assert listed(practice, name).status_code == 200, name


def test_a_disk_that_is_full(tmp_path: Path, proof: Proof) -> None:
    """A limit on the size of files stands for the disk: the operating system refuses the same writes."""
    proof.claims("While the disk is full every API says 503 in its own words and writes nothing", on="sqlite")
    proof.counts(APIs=len(LIST_AND_CREATE))
    with running_sandbox(tmp_path / "sandbox", "--rate-limits", "off") as sandbox:
        practice = open_doors(sandbox.credentials)
        before = patients(practice)
        process = psutil.Process(sandbox.pid)
        unlimited = process.rlimit(psutil.RLIMIT_FSIZE)
        process.rlimit(psutil.RLIMIT_FSIZE, (4096, unlimited[1]))
        try:
            for name in LIST_AND_CREATE:
                assert_away(name, created(practice, name))
        finally:
            process.rlimit(psutil.RLIMIT_FSIZE, unlimited)
        wait_until(lambda: health(sandbox, "ready") == 200)
        assert patients(practice) == before, "a write was refused and done"
        for name in LIST_AND_CREATE:
            assert created(practice, name).ok, name


@contextmanager
def clinic_with_bucket(folder: Path, access: Access, gate: Gate) -> Iterator[tuple[str, dict[str, str], str]]:
    """A server whose files go to a bucket behind a gate: its URL, a user's headers and the practice's id."""
    operator = Operator(f"sqlite:///{folder / 'clinic.sqlite3'}", folder)
    operator.environment |= {
        "POLYCLINIC_FILES": PLACE,
        "POLYCLINIC_FILES_ENDPOINT": f"http://127.0.0.1:{gate.port}",
        "POLYCLINIC_FILES_REGION": access.region,
        "POLYCLINIC_FILES_KEY_ID": access.key_id,
        "POLYCLINIC_FILES_SECRET": access.secret,
    }
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    user = ("users", "create", "ann@oak.example", "--practice", practice, "--role", "owner")
    operator.run(*user, POLYCLINIC_USER_PASSWORD="correct horse battery")
    with operator.serving("--rate-limits", "off") as (_, url):
        login = {"username": "ann@oak.example", "password": "correct horse battery"}
        token = requests.post(f"{url}/carium/identity/v1/login/", json=login, timeout=TIMEOUT).json()["access-token"]
        yield url, {"Authorization": f"Bearer {token}"}, practice


def test_a_bucket_that_refuses(access: Access, tmp_path: Path, proof: Proof) -> None:
    proof.claims("While the bucket is away uploads and downloads say 503, and forms and links stay good", on="S3")
    proof.counts(outages=3)
    port = int(access.endpoint.rpartition(":")[2])
    with gate_before(("127.0.0.1", port)) as gate, clinic_with_bucket(tmp_path, access, gate) as clinic:
        url, headers, practice = clinic
        caredb = f"{url}/carium/caredb/v1"
        person = {"first-name": "Ida", "last-name": "Wells", "birth-date": "1990-07-16", "gender": "female"}
        sent = {
            "data": {"type": "ui-patients", "attributes": {**person, "email": "i@x.org", "organization-id": practice}}
        }
        patient = requests.post(f"{url}/carium/showboat/v1/patients/", json=sent, headers=headers, timeout=TIMEOUT)
        classes = requests.get(
            f"{caredb}/org-document-classes/", params={"organization-id": practice}, headers=headers, timeout=TIMEOUT
        )
        attributes = {
            **{"attachment-content-type": "text/plain", "attachment-filename": "letter.txt", "name": "Letter"},
            **{"class-id": classes.json()["data"][0]["id"], "individual-id": patient.json()["data"]["id"]},
            "organization-id": practice,
        }
        sent = {"data": {"type": "org-document-references", "attributes": attributes}}
        made = requests.post(f"{caredb}/org-document-references/", json=sent, headers=headers, timeout=TIMEOUT)
        info = made.json()["data"]["attributes"]["upload-info"]
        place = f"{caredb}/org-document-references/{made.json()['data']['id']}"

        def upload() -> requests.Response:
            files = {"file": b"a letter"}
            return requests.post(info["upload-url"], data=info["upload-data"], files=files, timeout=TIMEOUT)

        def confirm() -> requests.Response:
            return requests.post(f"{place}/process-upload/", headers=headers, timeout=TIMEOUT)

        gate.shut()
        assert_away("carium", upload())
        gate.open()
        assert upload().ok, "what failed has used the form up"
        gate.shut()
        assert_away("carium", confirm())
        assert requests.get(place, headers=headers, timeout=TIMEOUT).ok, "the record needs no bucket"
        gate.open()
        assert confirm().ok
        download = requests.get(f"{place}/get-download-info/", headers=headers, timeout=TIMEOUT).json()["url"]
        gate.shut()
        assert_away("carium", requests.get(download, timeout=TIMEOUT))
        gate.open()
        assert requests.get(download, timeout=TIMEOUT).content == b"a letter"
