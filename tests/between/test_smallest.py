"""The smallest of everything that each API can make, put through all five: read by each, or properly left out.

The bodies come from the APIs' own descriptions (``smallest.py``). The server checks every answer against the endpoint's
declaration; Candid's are also held against its published package.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests

from polyclinic.sandbox.plan import OTHER
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.dialect import Route
from tests.between.conftest import TIMEOUT, Door, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, references
from tests.dialects.candid.contract import published
from tests.dialects.drchrono.contract import reference
from tests.support.server import RunningSandbox

MADE = {
    "candid": (
        "pre_encounter.patients.v1.create",
        "pre_encounter.appointments.v1.create",
        "pre_encounter.coverages.v1.create",
        "encounters.v4.create",
        "organization_service_facilities.v2.create",
    ),
    "carium": ("patients.create", "appointments.create", "documents.create", "document_classes.create"),
    "drchrono": (
        "patients_create",
        "appointments_create",
        "appointment_profiles_create",
        "appointment_templates_create",
        "documents_create",
    ),
    "carestack": ("patients.create", "practitioners.create", "appointments.create"),
    "silna": ("patients.create", "service_locations.create"),
}
LISTED = {
    "candid": ("/patients/v1/get_multi", {"limit": "100"}),
    "carium": ("/showboat/v1/patients/", {"page[limit]": "100"}),
    "drchrono": ("/api/patients", {"page_size": "100"}),
    "carestack": ("/get/Patient", {}),
    "silna": ("/public/v1/patients/", {"limit": "100"}),
}
"""Where each API lists patients."""
NOT_YET = (409,)  # a document whose file has not come cannot be downloaded
ITEMS = ("items", "data", "results", "requestResource", "records")
IDS = re.compile(r'"(?:\w*id|\w*Id|resourceId|reference)": ?"?([0-9a-f-]{36}|\d+)\b')


@pytest.fixture(scope="module")
def doors(unlimited_sandbox: RunningSandbox) -> Practice:
    return open_doors(unlimited_sandbox.new_practice())


def send(door: Door, name: str, method: str, path: str, **given: Any) -> requests.Response:
    answer = requests.request(
        method, door.base_url + path, headers=door.headers, timeout=TIMEOUT, allow_redirects=False, **given
    )
    assert answer.status_code < 500, f"{name} {method} {path}: {answer.text}"
    if name == "candid":
        media_type = answer.headers.get("content-type", "")
        published.check_answer(method, path, answer.status_code, media_type, answer.content)
    elif name == "drchrono":
        reference.check_answer(method, path, answer.status_code, answer.content)
    return answer


def patients(doors: Practice, name: str) -> list[Any]:
    path, query = LISTED[name]
    query = {**query, "provider_id": doors.provider_id} if name == "silna" else query
    document = send(getattr(doors, name), name, "GET", path, params=query).json()
    return next((document[items] for items in ITEMS if items in document), [])


def made(doors: Practice, name: str) -> Iterator[tuple[str, Any]]:
    """Make the smallest of each thing that the API makes."""
    plan = replace(OTHER, practice_id=doors.organization_id)
    smallest = Smallest(name, references(plan)[name], NEEDED[name])
    for endpoint in (route.endpoint for route in load_dialect(name).routes if route.endpoint.name in MADE[name]):
        body = smallest.body(endpoint.method, endpoint.path)
        assert body is not None
        media_type, content = body
        given = {"json": content}
        if media_type == "multipart/form-data":
            given = {"data": content, "files": {"document": ("letter.pdf", b"%PDF-1.4")}}
        answer = send(getattr(doors, name), name, endpoint.method, endpoint.path, **given)
        assert answer.ok, f"{endpoint.name}: {answer.text} to {content}"
        yield endpoint.name, answer


def reads(route: Route, ids: set[str], doors: Practice) -> Iterator[tuple[str, dict[str, str]]]:
    """Everything that can be read by one route: its list, or each object of these ids."""
    endpoint = route.endpoint
    wanted = [
        name for name, field in (endpoint.query.model_fields if endpoint.query else {}).items() if field.is_required()
    ]
    known = {"provider_id": doors.provider_id, "since": "2026-01-01T00:00:00Z"}
    query = {name: known[name] for name in wanted if name in known}
    if not endpoint.path_names:
        yield endpoint.path, query
    elif len(endpoint.path_names) == 1:
        for id in ids:
            yield endpoint.fill({endpoint.path_names[0]: id}), query


@pytest.mark.parametrize("maker", DIALECTS)
def test_the_smallest_of_everything_is_read_by_every_api(maker: str, doors: Practice) -> None:
    before = {name: len(patients(doors, name)) for name in DIALECTS}
    answers = list(made(doors, maker))
    new_patients = 1 + (maker == "candid")  # an encounter's patient is one, too
    after = {name: len(patients(doors, name)) for name in DIALECTS}
    assert after == {name: count + new_patients for name, count in before.items()}

    ids = {id for _, answer in answers for id in IDS.findall(answer.text)}
    assert ids
    read = 0
    for name in DIALECTS:
        door: Door = getattr(doors, name)
        for route in load_dialect(name).routes:
            if route.endpoint.method != "GET" or route.endpoint.public is not None:
                continue
            for path, query in reads(route, ids, doors):
                answer = send(door, name, "GET", path, params=query)
                assert answer.status_code in (200, 302, 404, *NOT_YET) or not route.endpoint.path_names, answer.text
                read += answer.status_code == 200
    assert read > 20
