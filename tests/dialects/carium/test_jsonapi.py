"""The rules of JSON:API 1.1 that hold for every resource, and the paths that the published examples take."""

import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.datastructures import Headers

from polyclinic.adapters.db.store import Store
from polyclinic.core.scheduling.model import APPOINTMENT
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.errors import Unavailable
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.dialects.carium.wire.appointments import LIST_TYPES, TypesQuery
from polyclinic.web.app import DialectApp
from polyclinic.web.call import Call, RawRequest, Reply
from polyclinic.web.dialect import Failed, Routes
from polyclinic.web.openapi import describe
from polyclinic.web.rate_limits import RateLimit, Rules
from polyclinic.web.samples import samples
from polyclinic.web.services import WebSettings
from tests.dialects.carium.office import (
    APPOINTMENTS,
    CLASSES,
    DOCUMENTS,
    PATIENTS,
    Office,
    changes,
    furnish,
    open_office,
    problems,
)

JSONAPI = "application/vnd.api+json"
LITERAL = "%3Cbuilt-in%20function%20id%3E"
TYPE = "org-appointments"


async def created(office: Office, http: httpx2.AsyncClient, **changed: Any) -> dict[str, Any]:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(**changed))
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


# -- media types -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        (JSONAPI, 201),
        (f'{JSONAPI}; profile="https://example.com/a https://example.com/b"', 201),
        (f"{JSONAPI}; charset=utf-8", 415),
        (f'{JSONAPI}; ext="https://jsonapi.org/ext/atomic"', 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ],
)
async def test_bodies_come_in_two_media_types(
    office: Office, http: httpx2.AsyncClient, content_type: str, status: int
) -> None:
    content = json.dumps(office.new_appointment())
    answer = await http.post(APPOINTMENTS, content=content, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, JSONAPI)
    if status == 415:
        assert problems(answer) == {"": "wrong-media-type"}


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (None, 200),
        ("*/*", 200),
        ("application/json", 200),
        ("text/html, application/xhtml+xml", 200),
        (JSONAPI, 200),
        (f"{JSONAPI}; charset=utf-8, {JSONAPI}", 200),
        (f'{JSONAPI}; profile="https://example.com/a"; q=0.5', 200),
        (f"{JSONAPI}; charset=utf-8", 406),
        (f'{JSONAPI}; ext="https://example.com/a", text/html', 406),
    ],
)
async def test_answers_come_in_one(http: httpx2.AsyncClient, accept: str | None, status: int) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = await http.get(APPOINTMENTS, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, JSONAPI)


# -- paths -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["org-appointments/{id}", "org-appointments//{id}/", "//org-appointments/{literal}//{id}/"]
)
async def test_the_published_examples_paths_reach_the_appointment(
    office: Office, http: httpx2.AsyncClient, path: str
) -> None:
    id = (await created(office, http))["id"]
    url = f"/caredb/v1/{path.format(id=id, literal=LITERAL)}"
    assert (await http.get(url)).json()["data"]["id"] == id
    assert (await http.patch(url, json=changes(TYPE, location="Here"))).status_code == 200
    assert (await http.delete(url)).status_code == 204
    assert (await http.get(url)).status_code == 404


async def test_both_spellings_of_a_collection_are_served_without_a_redirect(
    office: Office, http: httpx2.AsyncClient
) -> None:
    for collection in (APPOINTMENTS, DOCUMENTS, CLASSES, PATIENTS):
        for path in (collection, collection.rstrip("/"), f"{collection}/?organization-id={office.id}"):
            assert (await http.get(path)).status_code == 200
    assert (await http.post(APPOINTMENTS.rstrip("/"), json=office.new_appointment())).status_code == 201


async def test_documents_are_also_served_without_the_service_s_name(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/v1/org-document-references/")).status_code == 200
    assert (await http.get(f"/v1/org-document-references/{new_id()}/get-download-info/")).status_code == 404
    assert (await http.get("/v1/org-appointments/")).status_code == 404


async def test_ids_that_are_none_are_not_found(http: httpx2.AsyncClient) -> None:
    for id in ("1", "x" * 300, "%00", "%C3%A9", "8d25a2a6-8219-40d1-a34f-c24ec69f4f7"):
        answer = await http.get(f"{APPOINTMENTS}{id}/")
        assert answer.status_code in (400, 404)
        assert answer.json()["errors"]


async def test_an_id_is_read_in_either_case(office: Office, http: httpx2.AsyncClient) -> None:
    id = (await created(office, http, individual_id=office.patient.upper()))["id"]
    found = (await http.get(f"{APPOINTMENTS}{id.upper()}/")).json()["data"]
    assert (found["id"], found["attributes"]["individual-id"]) == (id, office.patient)


# -- documents ---------------------------------------------------------------------------------------------------


async def test_types_and_ids_must_agree(office: Office, http: httpx2.AsyncClient) -> None:
    id = (await created(office, http))["id"]
    path = f"{APPOINTMENTS}{id}/"
    wrong_type = await http.patch(path, json=changes("org-document-classes", location="x"))
    assert (wrong_type.status_code, problems(wrong_type)) == (409, {"/data/type": "literal-error"})
    other = {"data": {"type": TYPE, "id": new_id(), "attributes": {}}}
    wrong_id = await http.patch(path, json=other)
    assert (wrong_id.status_code, problems(wrong_id)) == (409, {"/data/id": "id-mismatch"})
    same = {"data": {"type": TYPE, "id": id.upper(), "attributes": {}}, "meta": {"any": 1}}
    assert (await http.patch(path, json=same)).status_code == 200
    no_type = await http.patch(path, json={"data": {"attributes": {}}})
    assert (no_type.status_code, problems(no_type)) == (422, {"/data": "missing"})
    given = office.new_appointment()
    given["data"]["id"] = new_id()
    chosen = await http.post(APPOINTMENTS, json=given)
    assert (chosen.status_code, problems(chosen)) == (403, {"/data/id": "id-given"})
    mixed = changes("org-document-classes", start_time="x")
    several = await http.patch(path, json=mixed)
    assert several.status_code == 400
    assert {error["status"] for error in several.json()["errors"]} == {"409", "422"}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"data": {"type": "\xff"}}', 400),
        (b'{"data": 1, "data": 2}', 400),
        (b'{"data": {"type": "org-appointments", "attributes": {"location": "a\\u0000b"}}}', 400),
        (b"[" * 200 + b"]" * 200, 400),
        (b'{"data": NaN}', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'{"data": []}', 422),
        (b'{"data": {"type": "org-appointments"}}', 422),
        (b'{"data": {"type": "org-appointments", "attributes": []}}', 422),
    ],
)
async def test_bodies_that_are_no_documents_are_refused(
    office: Office, http: httpx2.AsyncClient, content: bytes, status: int
) -> None:
    answer = await http.post(APPOINTMENTS, content=content, headers={"Content-Type": JSONAPI})
    assert answer.status_code == status
    assert all(error["status"] == str(status) for error in answer.json()["errors"])
    assert await office.context().count(Query(APPOINTMENT)) == 0


async def test_a_huge_body_is_refused(office: Office, http: httpx2.AsyncClient) -> None:
    answer = await http.post(APPOINTMENTS, json=office.new_appointment(description="x" * 2_000_000))
    assert (answer.status_code, problems(answer)) == (413, {"": "too-large"})


# -- query strings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("include=nothing", "include"),
        ("include=individual.nothing", "include"),
        ("include=individual,", "include"),
        ("limit=5", "limit"),
        ("filter[nothing]=1", "filter[nothing]"),
        ("filter[individual-id]=x", "filter[individual-id]"),
        ("page[limit]=0", "page[limit]"),
        ("page[limit]=1001", "page[limit]"),
        ("page[offset]=-1", "page[offset]"),
        ("page[offset]=99999999999999999999", "page[offset]"),
        ("page[number]=1", "page[number]"),
        ("sort=description", "sort"),
        ("sort=", "sort"),
        ("sort=start-time,-start-time", "sort"),
        ("fields[org-document-classes]=name", "fields[org-document-classes]"),
    ],
)
async def test_parameters_that_are_not_supported_are_refused(
    http: httpx2.AsyncClient, query: str, parameter: str
) -> None:
    answer = await http.get(f"{APPOINTMENTS}?{query}")
    assert (answer.status_code, list(problems(answer))) == (400, [parameter])


async def test_parameters_are_refused_everywhere(office: Office, http: httpx2.AsyncClient) -> None:
    path = f"{APPOINTMENTS}{(await created(office, http))['id']}/"
    for answer in (
        await http.get(f"{path}?include=x"),
        await http.delete(f"{path}?x-y=1"),
        await http.patch(f"{path}?sort=start-time", json=changes(TYPE)),
        await http.post(f"{APPOINTMENTS}?page[limit]=1", json=office.new_appointment()),
    ):
        assert answer.status_code == 400


async def test_sparse_fieldsets_limit_what_is_answered(office: Office, http: httpx2.AsyncClient) -> None:
    fields = {"fields[org-appointments]": "start-time,location,no-such"}
    made = await http.post(APPOINTMENTS, json=office.new_appointment(location="Here"), params=fields)
    wanted = {"start-time": "2022-01-01 09:00:00", "location": "Here"}
    assert made.json()["data"]["attributes"] == wanted
    listed = await http.get(APPOINTMENTS, params=fields)
    assert [each["attributes"] for each in listed.json()["data"]] == [wanted]
    nothing = await http.get(APPOINTMENTS, params={"fields[org-appointments]": ""})
    assert nothing.json()["data"][0]["attributes"] == {}


async def test_another_organization_is_not_found(office: Office, http: httpx2.AsyncClient) -> None:
    other = new_id()
    for collection in (APPOINTMENTS, DOCUMENTS, CLASSES, PATIENTS):
        for name in ("organization-id", "filter[organization-id]"):
            assert (await http.get(collection, params={name: office.id})).status_code == 200
            answer = await http.get(collection, params={name: other})
            assert (answer.status_code, problems(answer)) == (404, {name: "unknown-organization"})
    path = f"{APPOINTMENTS}{(await created(office, http))['id']}/"
    patched = await http.patch(path, json=changes(TYPE, organization_id=other))
    assert (patched.status_code, problems(patched)) == (
        404,
        {"/data/attributes/organization-id": "unknown-reference"},
    )
    assert (await http.patch(path, json=changes(TYPE, organization_id=office.id))).status_code == 200


async def test_pages_tell_the_total_and_link_to_each_other(office: Office, http: httpx2.AsyncClient) -> None:
    made = [(await created(office, http))["id"] for _ in range(5)]
    seen: list[str] = []
    url = f"{APPOINTMENTS}?page[limit]=2&filter[individual-id]={office.patient}"
    while url:
        page = (await http.get(url)).json()
        assert page["meta"] == {"page[total]": 5, "total": 5}
        assert "[" not in page["links"]["self"]
        assert f"filter%5Bindividual-id%5D={office.patient}" in page["links"]["last"]
        seen += [each["id"] for each in page["data"]]
        assert None not in page["links"].values()
        url = page["links"].get("next", "")
    assert seen == made
    assert page["links"]["self"] == page["links"]["last"]
    assert "prev" in page["links"]
    back = (await http.get(page["links"]["prev"])).json()
    assert [each["id"] for each in back["data"]] == made[2:4]
    beyond = (await http.get(f"{APPOINTMENTS}?page[offset]=100")).json()
    assert (beyond["data"], beyond["meta"]["total"]) == ([], 5)


async def test_the_published_client_s_paging_loop_ends(office: Office, http: httpx2.AsyncClient) -> None:
    for _ in range(3):
        await created(office, http)
    offset, rounds, total, found = 0, 0, 1, 0
    while offset < total and rounds < 100:
        page = (await http.get(APPOINTMENTS, params={"page[offset]": offset, "page[limit]": 2})).json()
        total = page["meta"]["page[total]"]
        found += len(page["data"])
        offset, rounds = offset + 2, rounds + 1
    assert (found, rounds) == (3, 2)


# -- refusals ----------------------------------------------------------------------------------------------------


def test_errors_of_one_document_have_one_status_or_are_a_400_together() -> None:
    raw = RawRequest("GET", "/", "", Headers(), "http://test", "", "127.0.0.1", "r-1")
    for refusal in samples():
        answer = dialect.errors(refusal, Failed(None, raw))
        assert isinstance(answer.body, dict)
        assert answer.status is not None
        statuses = {error["status"] for error in answer.body["errors"]}
        assert statuses == {str(answer.status)} or answer.status == 400
        assert {error["id"] for error in answer.body["errors"]} == {"r-1"}


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [(RuntimeError("of Ana Silva"), 500, "broken"), (Unavailable("not now"), 503, "unavailable")],
)
async def test_what_fails_is_told_as_an_error_too(
    office: Office, http: httpx2.AsyncClient, raised: Exception, status: int, code: str
) -> None:
    async def fail(ctx: Context, call: Call[None, TypesQuery]) -> Reply:
        raise raised

    routes = Routes()
    routes.on(LIST_TYPES)(fail)
    broken = DialectApp(replace(dialect, routes=routes), office.services, WebSettings(verify_answers=True))
    transport = httpx2.ASGITransport(app=broken, root_path="/carium")
    async with httpx2.AsyncClient(transport=transport, base_url="http://test/carium", headers=http.headers) as client:
        answer = await client.get(LIST_TYPES.path)
    assert (answer.status_code, problems(answer)) == (status, {"": code})
    assert "Silva" not in answer.text
    assert answer.headers["vary"] == "Accept"


async def test_too_many_requests_are_told_when_to_come_back(store: Store) -> None:
    office = await open_office(store, rules=Rules(vendor=True))
    limits = {**dialect.rate_limits, "default": RateLimit(2, 60, per="credential")}
    office = replace(office, app=DialectApp(replace(dialect, rate_limits=limits), office.services))
    async with await office.http() as http:
        answers = [await http.get(LIST_TYPES.path) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problems(answers[2]) == {"": "too-many-requests"}
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60


def test_every_status_that_can_be_answered_is_in_the_description() -> None:
    described = describe(dialect)
    assert "/caredb/v1/org-appointments/{id}/" in described["paths"]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert "500" in operation["responses"], (path, method)
            assert ("security" in operation) == (
                path in {"/identity/v1/login/", "/storage/v1/documents/{organization_id}/{id}/"}
            )


async def test_nothing_of_another_practice_is_reached(office: Office, http: httpx2.AsyncClient) -> None:
    id = (await created(office, http, description="marker-7f3a"))["id"]
    stranger = await furnish(office.services, office.clock, WebSettings(verify_answers=True))
    async with await stranger.http() as other:
        for method, path, body in (
            ("GET", f"{APPOINTMENTS}{id}/", None),
            ("PATCH", f"{APPOINTMENTS}{id}/", changes(TYPE, location="x")),
            ("DELETE", f"{APPOINTMENTS}{id}/", None),
            ("GET", f"{PATIENTS}{office.patient}/", None),
            ("GET", f"{CLASSES}{office.document_class}/", None),
            ("DELETE", f"{CLASSES}{office.document_class}/", None),
            ("GET", f"/identity/v1/individual-groups/{office.group}/", None),
            ("GET", f"/caredb/v1/org-practitioners/{office.practitioner}/", None),
        ):
            answer = await other.request(method, path, json=body)
            missing = await other.request(method, path.replace(path.split("/")[-2], new_id()), json=body)
            assert answer.status_code == missing.status_code == 404, (method, path)
            assert problems(answer) == problems(missing)
        for collection in (APPOINTMENTS, PATIENTS, CLASSES, DOCUMENTS):
            listed = await other.get(collection)
            assert "marker-7f3a" not in listed.text
            assert office.patient not in listed.text
        body = stranger.new_appointment(individual_id=office.patient)
        borrowed = await other.post(APPOINTMENTS, json=body)
        assert (borrowed.status_code, problems(borrowed)) == (
            404,
            {"/data/attributes/individual-id": "unknown-reference"},
        )
    assert (await http.get(f"{APPOINTMENTS}{id}/")).status_code == 200
