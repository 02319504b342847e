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


def test_a_generic_client_is_told_what_is_wrong(api: Any) -> None:
    bad = jsonapi_requests.JsonApiObject(type="org-document-classes", attributes={"name": ""})
    errors = refused(lambda: api.endpoint("caredb/v1/org-document-classes").post(object=bad), 422)
    assert {error["source"]["pointer"] for error in errors} == {"/data/attributes", "/data/attributes/name"}
