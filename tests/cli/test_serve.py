"""`polyclinic serve` and the commands around it, as an operator runs them."""

import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.conftest import ENGINES, new_database
from tests.support.operator import TIMEOUT, Operator
from tests.support.rows import rows_of

ENCOUNTERS = "/api/encounters/v4"
IDA = {
    "first-name": "Ida",
    "last-name": "Wells",
    "birth-date": "1990-07-16",
    "gender": "female",
    "email": "ida@example.com",
}


@pytest.fixture(params=ENGINES)
def operator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An installation with an empty database."""
    with new_database(request.param, tmp_path_factory) as url:
        yield Operator(url, tmp_path_factory.mktemp("installation"))


def test_a_practice_from_nothing_to_its_first_patient(operator: Operator) -> None:
    assert "no tables" in operator.run("doctor", expect=1)
    assert "up to date" in operator.run("migrate")
    assert "✓ the database answers" in operator.run("doctor")

    practice = operator.run("practices", "create", "Oak Street Clinic", "--zone", "America/Chicago").strip()
    assert "Oak Street Clinic" in operator.run("practices", "list")
    rows = rows_of(operator.environment["POLYCLINIC_DATABASE_URL"])
    assert (rows["user"], rows["api_client"], rows["credentials"]) == ([], [], []), "nobody comes in unless let in"
    named = ("--practice", practice, "--name", "billing desk")
    made = operator.run("keys", "create", "silna", *named)
    key = re.search(r"^key: (\S+)", made, re.MULTILINE)
    key_id = re.search(r"^id .*: (\S+)", made, re.MULTILINE)
    assert key is not None
    assert key_id is not None
    assert key[1] not in operator.run("keys", "list", "--practice", practice)
    user = ("users", "create", "--practice", practice, "--role", "owner")
    operator.run(*user, "ann@oak.example", POLYCLINIC_USER_PASSWORD="correct horse battery")

    with operator.serving() as (process, url):
        assert psutil.Process(process.pid).rlimit(psutil.RLIMIT_CORE) == (0, 0), "its memory holds keys"
        silna = {"Authorization": f"Bearer {key[1]}"}
        providers = requests.get(f"{url}/silna/public/v1/providers/", headers=silna, timeout=TIMEOUT).json()
        assert [provider["legal_name"] for provider in providers["records"]] == ["Oak Street Clinic"]
        token = sign_in(url, "ann@oak.example", "correct horse battery")
        attributes = {**IDA, "organization-id": practice}
        created = requests.post(
            f"{url}/carium/showboat/v1/patients/",
            json={"data": {"type": "ui-patients", "attributes": attributes}},
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT,
        )
        assert created.status_code == 201, created.text
        assert "exists" in operator.run(
            *user, "Ida@example.com", expect=1, POLYCLINIC_USER_PASSWORD="correct horse battery"
        )
        query = {"provider_id": providers["records"][0]["id"]}
        listed = requests.get(f"{url}/silna/public/v1/patients/", headers=silna, params=query, timeout=TIMEOUT).json()
        assert [patient["last_name"] for patient in listed["records"]] == ["Wells"]
        assert requests.post(f"{url}/sandbox/reset", timeout=TIMEOUT).status_code == 404

    operator.run("keys", "revoke", key_id[1])
    with operator.serving() as (_, url):
        refused = requests.get(f"{url}/silna/public/v1/providers/", headers=silna, timeout=TIMEOUT)
        assert refused.status_code == 401
    assert "whole" in operator.run("audit", "verify")


def test_the_tokens_of_a_revoked_secret_end(operator: Operator) -> None:
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    made = operator.run("keys", "create", "candid", "--practice", practice, "--name", "billing desk")
    client_id, client_secret, key_id = re.findall(r": (\S+)$", made, re.MULTILINE)
    with operator.serving() as (_, url):
        given = {"client_id": client_id, "client_secret": client_secret}
        answer = requests.post(f"{url}/candid/api/auth/v2/token", json=given, timeout=TIMEOUT)
        candid = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert requests.get(f"{url}/candid{ENCOUNTERS}", headers=candid, timeout=TIMEOUT).status_code == 200
    operator.run("keys", "revoke", key_id)
    with operator.serving() as (_, url):
        assert requests.get(f"{url}/candid{ENCOUNTERS}", headers=candid, timeout=TIMEOUT).status_code == 401


def test_a_user_is_disabled_once_and_enabled_again(operator: Operator) -> None:
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    ann = ("ann@oak.example", "--practice", practice)
    for password, told in (("too short", "15 characters"), ("oakstreetclinic1", "Too easy"), ("p" * 20, "Too easy")):
        assert told in operator.run("users", "create", *ann, expect=1, POLYCLINIC_USER_PASSWORD=password)
    operator.run("users", "create", *ann, POLYCLINIC_USER_PASSWORD="correct horse battery")
    again = operator.run("users", "create", *ann, expect=1, POLYCLINIC_USER_PASSWORD="correct horse battery")
    assert "exists" in again
    assert "0 tokens ended" in operator.run("users", "sign-out", *ann)
    assert "0 tokens ended" in operator.run("users", "disable", *ann)
    assert "not found" in operator.run("users", "disable", *ann, expect=1)
    assert "may sign in" in operator.run("users", "enable", *ann)


def sign_in(url: str, username: str, password: str) -> str:
    body = {"username": username, "password": password}
    answer = requests.post(f"{url}/carium/identity/v1/login/", json=body, timeout=TIMEOUT)
    assert answer.ok, answer.text
    token: str = answer.json()["access-token"]
    return token


def connections(pid: int, url: str) -> int:
    """How many clients the server at ``url`` has accepted."""
    port = int(url.rpartition(":")[2])
    held = psutil.Process(pid).net_connections("tcp")
    return sum(each.status == psutil.CONN_ESTABLISHED and each.laddr.port == port for each in held)


def test_a_server_finishes_what_it_is_doing_before_it_ends(operator: Operator) -> None:
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    user = ("users", "create", "ann@oak.example", "--practice", practice)
    operator.run(*user, POLYCLINIC_USER_PASSWORD="correct horse battery")
    with operator.serving() as (process, url):
        answers: list[str] = []
        # signing in takes a while (argon2), so that the signal arrives in the middle
        busy = [
            threading.Thread(target=lambda: answers.append(sign_in(url, "ann@oak.example", "correct horse battery")))
            for _ in range(6)
        ]
        for thread in busy:
            thread.start()
        while connections(process.pid, url) < len(busy) and any(thread.is_alive() for thread in busy):
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        for thread in busy:
            thread.join()
        assert len(answers) == 6
        assert process.wait(30) in (0, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"POLYCLINIC_MASTER_KEYS": ""}, "POLYCLINIC_MASTER_KEYS"),
        ({"POLYCLINIC_MASTER_KEYS": "k1:" + "A" * 43 + "="}, "random bytes"),
        ({"POLYCLINIC_PORT": "90000"}, "POLYCLINIC_PORT"),
        ({"POLYCLINIC_DIALECTS": "candid,fax"}, "unknown dialect fax"),
        ({"POLYCLINIC_WORKERS": "2", "POLYCLINIC_DATABASE_URL": "sqlite:///x.db"}, "SQLite has one writer"),
        ({"POLYCLINIC_DATABASE_URL": "mysql://x"}, "sqlite:/// or postgresql://"),
        ({"POLYCLINIC_RATE_LIMITS": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_a_server_refuses_to_start_on_settings_that_do_not_hold(
    change: dict[str, str], said: str, tmp_path: Path
) -> None:
    operator = Operator(f"sqlite:///{tmp_path / 'record.sqlite3'}", tmp_path)
    output = operator.run("serve", "--port", "0", expect=1, **change) if "PORT" not in str(change) else ""
    output = output or operator.run("serve", expect=1, **change)
    assert said in output
    assert "Traceback" not in output
    assert operator.environment["POLYCLINIC_MASTER_KEYS"] not in output


def test_a_dialect_has_the_root_of_its_own_port(operator: Operator) -> None:
    operator.run("migrate")
    practice = operator.run("practices", "create", "Oak Street Clinic").strip()
    made = operator.run("keys", "create", "candid", "--practice", practice, "--name", "claims")
    body = dict(re.findall(r"^(client_\w+): (\S+)", made, re.MULTILINE))
    port = free_port()
    with operator.serving("--port-of", f"candid={port}") as (_, url):
        for root in (f"{url}/candid", f"http://127.0.0.1:{port}"):
            answer = requests.post(f"{root}/api/auth/v2/token", json=body, timeout=TIMEOUT)
            assert answer.status_code == 200, answer.text


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("engine", ENGINES)
def test_payers_are_loaded_whole_or_not_at_all(
    engine: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with new_database(engine, tmp_path_factory) as url:
        operator = Operator(url, tmp_path)
        assert "run the migrations" in operator.run("payers", "list", expect=1)
        operator.run("migrate")
        assert "87726" in operator.run("payers", "list", "united")
        file = tmp_path / "payers.csv"
        file.write_text("payer_id,name,zip\n99001,Acme Mutual,\n99002,,123\n")
        refused = operator.run("payers", "load", str(file), expect=1)
        assert f"{file}:3: name is empty" in refused
        assert f"{file}:3: zip is not five or nine digits" in refused
        assert "Acme" not in operator.run("payers", "list", "acme")
        file.write_text("payer_id,name,zip\n99001,Acme Mutual,\n")
        assert "1 payers loaded" in operator.run("payers", "load", str(file))
        assert "99001" in operator.run("payers", "list", "acme")
