"""No route of any API shows or changes anything of another practice."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import requests

from polyclinic.core.identity.model import USER
from polyclinic.sandbox import ids
from polyclinic.sandbox.plan import DEMO, OTHER
from polyclinic.server.dialects import load_dialect
from polyclinic.server.settings import DIALECTS
from polyclinic.web.dialect import Route
from tests.between.conftest import TIMEOUT, Door, Practice, open_doors
from tests.between.smallest import NEEDED, Smallest, references
from tests.support.server import RunningSandbox

KINDS = (
    *("patient", "practitioner", "appointment", "appointment_type", "appointment_status", "document", "facility"),
    *("document_class", "group", "legal_entity", "encounter", "coverage", USER.name),
)
NUMBERS = tuple(
    OTHER.first_number + number for number in (1234, 3456, 5678, 5001, 7001, 8001, 101, 201, 301, 501, 9001)
)
NAMED_BY_PUT = {"resourceId", "reference"}  # what a PUT changes; the server gives what a POST makes an id of its own
# What only the other practice's objects say: its names and addresses. Its ids are what we send, so they may come back.
MARKERS = ("quarry lane", "quarrylane", "eugene")


@pytest.fixture(scope="module")
def two(unlimited_sandbox: RunningSandbox) -> tuple[Practice, Practice]:
    """The demo practice and the other one, signed in, as they are after a reset."""
    unlimited_sandbox.reset()
    credentials = unlimited_sandbox.credentials
    return open_doors(credentials), open_doors(credentials["other_practice"])


def foreign_ids() -> list[str]:
    """Ids of the other practice's objects of every kind, in both spellings."""
    return [OTHER.id(kind, 0) for kind in KINDS] + [OTHER.id(kind, 1) for kind in KINDS] + [str(n) for n in NUMBERS]


def calls(route: Route) -> Iterator[tuple[str, str]]:
    """The route's path with each foreign id in every parameter."""
    endpoint = route.endpoint
    if not endpoint.path_names:
        yield endpoint.method, endpoint.path
        return
    for foreign in foreign_ids():
        types = endpoint.path_types
        if any(types.get(name) is int and not foreign.isdigit() for name in endpoint.path_names):
            continue
        if any(types.get(name) is UUID and foreign.isdigit() for name in endpoint.path_names):
            continue
        yield endpoint.method, endpoint.fill(dict.fromkeys(endpoint.path_names, foreign))


def send(door: Door, method: str, path: str, **kwargs: Any) -> requests.Response:
    return requests.request(
        method, door.base_url + path, headers=door.headers, timeout=TIMEOUT, allow_redirects=False, **kwargs
    )


def queries(other: Practice) -> list[dict[str, str]]:
    """No query, and every filter that could name something of the other practice."""
    foreign = foreign_ids()
    return [
        {},
        *({"provider_id": legal, "limit": "100"} for legal in (other.provider_id, OTHER.id("legal_entity", 1))),
        {"organization-id": other.organization_id, "page[limit]": "100"},
        *({name: str(number)} for name in ("doctor", "office", "patient") for number in NUMBERS[:4]),
        *({"starting_after": each, "provider_id": other.provider_id} for each in foreign[:3]),
        *({"filter[individual-id]": each, "organization-id": other.organization_id} for each in foreign[:3]),
    ]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DIALECTS)
def test_no_route_shows_or_changes_another_practice(name: str, two: tuple[Practice, Practice]) -> None:
    ours, theirs = two
    door: Door = getattr(ours, name)
    before = fingerprint(theirs)
    seen = 0
    for route in load_dialect(name).routes:
        if route.endpoint.public is not None:
            continue
        for method, path in calls(route):
            if method == "DELETE" and not route.endpoint.path_names:
                continue
            for query in queries(theirs) if not route.endpoint.path_names else [{}]:
                body: dict[str, Any] = {} if method == "GET" else {"json": {}}
                answer = send(door, method, path, params=query, **body)
                seen += 1
                assert answer.status_code < 500, f"{method} {path}: {answer.text}"
                text = answer.text.casefold()
                for marker in MARKERS:
                    assert marker not in text, f"{method} {path} {query} shows {marker}: {answer.text[:300]}"
                if route.endpoint.path_names and method != "GET":
                    assert answer.status_code >= 400, f"{method} {path}: {answer.status_code}"
    assert seen > 5
    assert fingerprint(theirs) == before, "something of the other practice changed"


def own_calls(route: Route) -> Iterator[str]:
    """The route's path with each of our own ids in every parameter."""
    endpoint = route.endpoint
    numbers = [DEMO.first_number + number for number in (ids.DOCTOR_NUMBER, ids.OFFICE_NUMBER, ids.PATIENT_NUMBER)]
    for own in [DEMO.id(kind, 0) for kind in KINDS] + [str(number) for number in numbers]:
        types = [endpoint.path_types.get(name) for name in endpoint.path_names]
        if not (own.isdigit() and UUID in types) and not (int in types and not own.isdigit()):
            yield endpoint.fill(dict.fromkeys(endpoint.path_names, "1" if types == [UUID, int] else own))
        if not endpoint.path_names:
            return


@pytest.mark.parametrize("name", DIALECTS)
def test_no_write_refers_to_another_practice(name: str, two: tuple[Practice, Practice]) -> None:
    """Every write, to objects of ours, with the smallest body that is right but for naming theirs."""
    ours, theirs = two
    door: Door = getattr(ours, name)
    before = fingerprint(theirs)
    own, foreign = references(DEMO)[name], references(OTHER)[name]
    referring = 0
    for route in load_dialect(name).routes:
        endpoint = route.endpoint
        if endpoint.public is not None or endpoint.method in ("GET", "DELETE") or endpoint.accepts[0] != "json":
            continue
        for reference, theirs_id in foreign.items():
            sent = Smallest(name, own, {**NEEDED[name], reference: theirs_id}).body(endpoint.method, endpoint.path)
            if sent is None or str(theirs_id) not in json.dumps(sent[1]):
                continue
            if endpoint.method == "POST" and reference in NAMED_BY_PUT:
                continue
            for path in own_calls(route):
                answer = send(door, endpoint.method, path, json=sent[1])
                referring += 1
                told = f"{endpoint.method} {path} with {reference}: {answer.status_code} {answer.text[:300]}"
                assert 400 <= answer.status_code < 500, told
                assert not [marker for marker in MARKERS if marker in answer.text.casefold()], told
    assert referring > 3
    assert fingerprint(theirs) == before, "something of the other practice changed"


def fingerprint(practice: Practice) -> list[Any]:
    """What the other practice reads of itself."""
    return [
        practice.drchrono.call("GET", "/api/patients"),
        practice.drchrono.call("GET", "/api/appointments"),
        practice.drchrono.call("GET", "/api/doctors"),
        practice.carium.call(
            "GET", "/caredb/v1/org-document-classes/", params={"organization-id": practice.organization_id}
        ),
        practice.silna.call("GET", "/public/v1/patients/", params={"provider_id": practice.provider_id}),
        practice.carestack.call("GET", "/get/Practitioner"),
    ]
