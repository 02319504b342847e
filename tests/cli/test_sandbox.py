"""`polyclinic sandbox` as a newcomer runs it."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from polyclinic.sandbox import ids
from polyclinic.server.settings import DIALECTS
from tests.between.conftest import open_doors
from tests.conftest import ENGINES, new_database
from tests.support.server import running_sandbox

TIMEOUT = 20
POLYCLINIC = str(Path(sys.executable).with_name("polyclinic"))


def patients(credentials: dict[str, dict[str, str]]) -> dict[str, object]:
    drchrono = credentials["drchrono"]
    answer = requests.get(
        f"{drchrono['base_url']}/api/patients",
        headers={"Authorization": f"Bearer {drchrono['access_token']}"},
        timeout=TIMEOUT,
    )
    found: dict[str, object] = answer.json()
    return found


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with new_database(request.param, tmp_path_factory) as url:
        yield url


def test_it_is_ready_light_and_complete(tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "data") as sandbox:
        assert requests.get(f"{sandbox.base_url}/health/ready", timeout=TIMEOUT).json() == {"status": "ok"}
        assert {*DIALECTS, "base_url", "other_practice"} == set(sandbox.credentials)
        assert (sandbox.folder / "sandbox.json").stat().st_mode & 0o077 == 0
        for name in DIALECTS:
            document = requests.get(f"{sandbox.base_url}/{name}/openapi.json", timeout=TIMEOUT).json()
            assert document["openapi"].startswith("3.1")
            assert requests.get(f"{sandbox.base_url}/{name}/docs", timeout=TIMEOUT).status_code == 200
        output = (sandbox.folder / "output.txt").read_text()
        assert output.splitlines()[0] == str(sandbox.folder / "sandbox.json")
        for command in re.findall(r"^  (curl .*)$", output, re.MULTILINE):
            shown = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  # what the page tells people to type
            assert json.loads(shown.stdout)
        # of it 40 MiB describe Candid's API, and 28 have set the demo's papers in type: once, at the first start
        assert psutil.Process(sandbox.pid).memory_info().rss < 210 * 2**20


def test_what_is_kept_in_a_folder_is_there_again(tmp_path: Path, database: str) -> None:
    with running_sandbox(tmp_path / "data", "--database", database) as first:
        created = first.credentials
        drchrono = created["drchrono"]
        requests.delete(
            f"{drchrono['base_url']}/api/patients/{ids.PATIENT_NUMBER}",
            headers={"Authorization": f"Bearer {drchrono['access_token']}"},
            timeout=TIMEOUT,
        )
        assert patients(created)["count"] == 35
    with running_sandbox(tmp_path / "data", "--database", database) as second:
        again = second.credentials
        assert again["silna"]["api_key"] == created["silna"]["api_key"]
        assert patients(again)["count"] == 35
        begun = time.perf_counter()
        command = [POLYCLINIC, "sandbox", "reset", "--url", second.base_url]
        subprocess.run(command, check=True, capture_output=True)
        assert patients(again)["count"] == 36, "everything is as it was loaded"
        assert time.perf_counter() - begun < 20


def test_a_first_load_that_was_cut_off_is_finished(tmp_path: Path, database: str) -> None:
    data = tmp_path / "data"
    command = [POLYCLINIC, "sandbox", "--port", "0", "--data", str(data), "--database", database]
    for delay in (0.0, 1.5):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (data / "secrets.loading.json").exists():
            time.sleep(0.005)
        time.sleep(delay)
        process.kill()
        process.wait(10)
    with running_sandbox(data, "--database", database) as sandbox:
        for blocks, count in ((sandbox.credentials, 36), (sandbox.credentials["other_practice"], 8)):
            assert patients(blocks)["count"] == count
            assert open_doors(blocks).silna.call("GET", "/public/v1/providers/")["records"]
        sandbox.reset()
        assert patients(sandbox.credentials)["count"] == 36
    assert [path.name for path in data.glob("secrets*")] == ["secrets.json"]


def test_a_practice_s_clock_moves_forward_only(tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "data") as sandbox:
        url = f"{sandbox.base_url}/sandbox/clock"
        forward = requests.post(url, json={"advance_seconds": 86400}, timeout=TIMEOUT)
        assert forward.status_code == 200
        assert forward.json()["now"] > time.strftime("%Y-%m-%d", time.gmtime(time.time() + 80000))
        bad_bodies: list[object] = [
            {"advance_seconds": -1},
            {"advance_seconds": "soon"},
            {},
            [],
            {"advance_seconds": 1e30},
        ]
        for bad in bad_bodies:
            assert requests.post(url, json=bad, timeout=TIMEOUT).status_code == 400
        elsewhere = {"Origin": "https://elsewhere.example"}
        assert requests.post(f"{sandbox.base_url}/sandbox/reset", headers=elsewhere, timeout=TIMEOUT).status_code == 403


def test_a_real_practice_s_database_is_left_alone(tmp_path: Path, database: str) -> None:
    environment = {"POLYCLINIC_DATABASE_URL": database, "POLYCLINIC_FILES": str(tmp_path), "PATH": ""}
    keys = {"POLYCLINIC_MASTER_KEYS": "k1:" + "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/AbCdE="}
    for words in (["migrate"], ["practices", "create", "A real one"]):
        subprocess.run([POLYCLINIC, *words], env={**environment, **keys}, check=True, capture_output=True)
    command = [POLYCLINIC, "sandbox", "--port", "0", "--database", database]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "not the sandbox's" in refused.stderr
    listed = subprocess.run(
        [POLYCLINIC, "practices", "list"], env={**environment, **keys}, capture_output=True, text=True, check=True
    )
    assert "A real one" in listed.stdout
    assert "Riverside" not in listed.stdout
