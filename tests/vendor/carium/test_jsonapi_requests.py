"""A JSON:API client from PyPI that knows nothing of Carium."""

import json
from collections.abc import Callable
from typing import Any

import jsonapi_requests
import pytest
import requests
from jsonapi_requests.request_factory import ApiClientError

from tests.vendor.carium.published import TIMEOUT, log_in

APPOINTMENTS = "caredb/v1/org-appointments"


class Bearer(requests.auth.AuthBase):
    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._headers)
        return request


@pytest.fixture(params=[True, False], ids=["slash", "no-slash"])
def api(practice: dict[str, Any], request: pytest.FixtureRequest) -> Any:
    block = practice["carium"]
    signed_in = log_in(block["base_url"], block["username"], block["password"])
    auth = Bearer({"Authorization": signed_in.headers["Authorization"]})
    root = f"{block['base_url']}/"
    return jsonapi_requests.Api.config(
        {"API_ROOT": root, "AUTH": auth, "APPEND_SLASH": request.param, "TIMEOUT": TIMEOUT, "VALIDATE_SSL": False}
    )


def first(api: Any, path: str) -> str:
    found: str = api.endpoint(path).get().data[0].id
    return found


def refused(call: Callable[[], object], status: int) -> list[dict[str, Any]]:
    """What the client was told."""
    with pytest.raises(ApiClientError) as caught:
        call()
    assert caught.value.status_code == status
    errors: list[dict[str, Any]] = json.loads(caught.value.content)["errors"]
    return errors


def test_a_generic_client_lists_creates_changes_and_deletes(api: Any, practice: dict[str, Any]) -> None:
    attributes = {
        "organization-id": practice["carium"]["organization_id"],
        "individual-id": first(api, "showboat/v1/patients"),
        "practitioner-id": first(api, "caredb/v1/org-practitioners"),
        "status-id": first(api, "caredb/v1/org-appointment-statuses"),
        "type-id": first(api, "caredb/v1/org-appointment-types"),
        "start-time": "2030-05-01T09:00:00Z",
        "end-time": "2030-05-01T09:30:00Z",
        "add-video-channel": False,
    }
    new = jsonapi_requests.JsonApiObject(type="org-appointments", attributes=attributes)
    created = api.endpoint(APPOINTMENTS).post(object=new)
    assert created.status_code == 201
    one = api.endpoint(f"{APPOINTMENTS}/{created.data.id}")
    assert one.get().data.attributes["start-time"] == "2030-05-01 09:00:00"

    change = jsonapi_requests.JsonApiObject(
        type="org-appointments", id=created.data.id, attributes={"location": "Virtual"}
    )
    assert one.patch(object=change).data.attributes["location"] == "Virtual"
    whole = one.get().data
    assert one.patch(object=whole).data.attributes["location"] == "Virtual"

    listed = api.endpoint(APPOINTMENTS).get(params={"filter[individual-id]": attributes["individual-id"]})
    assert created.data.id in {each.id for each in listed.data}
    assert listed.content.meta["total"] == len(listed.data)

    assert one.delete().status_code == 204
    assert refused(one.get, 404)[0]["status"] == "404"


def test_a_generic_client_reads_what_is_related(api: Any) -> None:
    path = f"{APPOINTMENTS}/{first(api, APPOINTMENTS)}"
    answer = api.endpoint(path).get(params={"include": "individual.individual-groups,practitioner"})
    linked = answer.data.relationships["practitioner"].data
    included = {(each.type, each.id): each for each in answer.content.included}
    assert "name" in included[linked.type, linked.id].attributes
    individual = next(each for each in answer.content.included if each.type == "individuals")
    groups = {each.id for each in individual.relationships["individual-groups"].data}
    assert groups == {each.id for each in answer.content.included if each.type == "individual-groups"}
    listed = api.endpoint(APPOINTMENTS).get(params={"include": "practitioner", "fields[org-practitioners]": "name"})
    assert {each.type for each in listed.content.included} == {"org-practitioners"}
    assert all(each.attributes.keys() == {"name"} for each in listed.content.included)


def test_the_public_client_s_paging_loop(api: Any) -> None:
    seen: list[str] = []
    offset, total, rounds = 0, 1, 0
    while offset < total and rounds < 100:
        answer = api.endpoint(APPOINTMENTS).get(params={"page[offset]": offset, "page[limit]": 7})
        total = answer.content.meta["page[total]"]
        seen += [each.id for each in answer.data]
        offset, rounds = offset + 7, rounds + 1
    assert (len(seen), len(set(seen))) == (total, total)
    assert rounds == -(-total // 7)


def test_a_generic_client_changes_patients(api: Any) -> None:
    id = first(api, "showboat/v1/patients")
    for path, type_ in (("showboat/v1/patients", "ui-patients"), ("caredb/v1/individuals", "individuals")):
        change = jsonapi_requests.JsonApiObject(type=type_, id=id, attributes={"first-name": f"By {type_}"})
        assert api.endpoint(f"{path}/{id}").patch(object=change).data.attributes["first-name"] == f"By {type_}"
        whole = api.endpoint(f"{path}/{id}").get().data
        assert api.endpoint(f"{path}/{id}").patch(object=whole).status_code == 200


def test_a_generic_client_is_told_what_is_wrong(api: Any) -> None:
    bad = jsonapi_requests.JsonApiObject(type="org-document-classes", attributes={"name": ""})
    errors = refused(lambda: api.endpoint("caredb/v1/org-document-classes").post(object=bad), 422)
    assert {error["source"]["pointer"] for error in errors} == {"/data/attributes", "/data/attributes/name"}
