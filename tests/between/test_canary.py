"""What people say about patients is in the record and nowhere else: not in a log, a failure's report or the trail."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from polyclinic.sandbox.plan import DEMO
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.dialect import Route
from tests.between.conftest import TIMEOUT, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, references
from tests.between.test_doors import path_of
from tests.conftest import ENGINES, new_database
from tests.support.rows import rows_of
from tests.support.server import RunningSandbox, running_sandbox

CANARY = "Qzanarix"
SSN = "412-07-8391"
SSNS = (SSN, SSN.replace("-", ""))


@pytest.fixture(scope="module", params=ENGINES)
def watched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[RunningSandbox, str]]:
    """A sandbox of its own, whose logs and database hold nothing but what happens here; and its database's URL."""
    folder = tmp_path_factory.mktemp("canary")
    with (
        new_database(request.param, tmp_path_factory) as url,
        running_sandbox(folder, "--database", url, "--rate-limits", "off") as sandbox,
    ):
        yield sandbox, url


def bodies(name: str, route: Route) -> Iterator[dict[str, Any]]:
    """Ways to send the canary to an endpoint: in a right body, a wrong one, a broken one, and in the query."""
    endpoint = route.endpoint
    yield {"params": {"search": CANARY, "full_name": CANARY, "filters": json.dumps({"firstName": CANARY})}}
    if endpoint.method == "GET" or endpoint.accepts[0] != "json":
        return
    sent = Smallest(name, references(DEMO)[name], NEEDED[name]).body(endpoint.method, endpoint.path)
    text = json.dumps(sent[1] if sent else {}).replace("Smallest", CANARY)
    yield {"data": text, "headers": {"Content-Type": sent[0] if sent else "application/json"}}
    yield {"json": {"data": {"type": CANARY, "attributes": {"last-name": [CANARY]}}, "name": [CANARY], CANARY: 1}}
    yield {"data": f'{{"name": "{CANARY}', "headers": {"Content-Type": "application/json"}}


def say_everything(practice: Practice, name: str) -> int:
    """Send the canary to every route of an API; how often it was sent."""
    door, said = getattr(practice, name), 0
    with requests.Session() as session:
        for route in load_dialect(name).routes:
            endpoint = route.endpoint
            paths = [path_of(endpoint)]
            if endpoint.method == "GET" and str in [endpoint.path_types.get(part, str) for part in endpoint.path_names]:
                paths.append(endpoint.fill(dict.fromkeys(endpoint.path_names, CANARY)))
            for path in paths:
                for sent in bodies(name, route):
                    headers = {**door.headers, **sent.pop("headers", {})}
                    answer = session.request(
                        endpoint.method,
                        door.base_url + path,
                        headers=headers,
                        timeout=TIMEOUT,
                        allow_redirects=False,
                        **sent,
                    )
                    assert answer.status_code < 500, f"{endpoint.method} {path}: {answer.text[:300]}"
                    said += 1
    return said


@pytest.mark.timeout(300)
def test_what_is_said_is_in_no_log_and_no_fact(watched: tuple[RunningSandbox, str]) -> None:
    sandbox, url = watched
    practice = open_doors(sandbox.credentials)
    said = sum(say_everything(practice, name) for name in DIALECTS)
    practice.drchrono.call(
        *("PATCH", f"/api/patients/{references(DEMO)['drchrono']['patient']}"),
        json={"last_name": CANARY, "social_security_number": SSN},
    )

    written = (sandbox.folder / "access.log").read_text()
    assert len(written.splitlines()) >= said, "it was not logged at all"
    assert CANARY.casefold() not in written.casefold() + (sandbox.folder / "output.txt").read_text().casefold()
    for secret in secrets_of(sandbox.credentials):
        assert secret not in written
    rows = rows_of(url)
    assert [row for row in rows["history"] if CANARY in repr(row)], "the canary is not in the record"
    for table in ("audit_facts", "audit_seals", "events", "outbox"):
        assert not [row for row in rows[table] if CANARY.casefold() in repr(row).casefold()], table


def test_what_is_secret_is_nowhere_in_clear(watched: tuple[RunningSandbox, str]) -> None:
    sandbox, url = watched
    patient = f"/api/patients/{references(DEMO)['drchrono']['patient']}"
    practice = open_doors(sandbox.credentials)
    practice.drchrono.call("PATCH", patient, json={"social_security_number": SSN})
    assert practice.drchrono.call("GET", patient)["social_security_number"] == SSN

    everything = repr(rows_of(url))
    for secret in (*SSNS, *secrets_of(sandbox.credentials)):
        assert secret not in everything


def secrets_of(value: Any, name: str = "") -> Iterator[str]:
    """Every password, key, token and secret of sandbox.json."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from secrets_of(each, key)
    elif isinstance(value, str) and name.endswith(("password", "secret", "api_key", "token")):
        yield value
