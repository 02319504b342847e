"""External providers by the published package, blocking and asynchronous, over a real socket."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.pre_encounter.resources.common.errors import (
    BadRequestError,
    NotFoundError,
    VersionConflictError,
)
from candid.resources.pre_encounter.resources.organization_external_providers.resources.v_1 import (
    MutableOrganizationExternalProvider,
)

from tests.dialects.candid.pre_encounter.test_organization_external_providers import FULL, provider
from tests.vendor.candid.connect import Caller, Flavour, calling

V1 = "pre_encounter.organization_external_providers.v_1"


@pytest.fixture(params=["sync", "async"])
def call(practice: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Caller]:
    flavour: Flavour = request.param
    with calling(practice["candid"], flavour) as caller:
        yield caller


def test_a_provider_from_first_to_last_version(call: Caller) -> None:
    full = MutableOrganizationExternalProvider.model_validate(FULL)
    made = call(f"{V1}.create", request=full)
    assert made.model_dump(exclude_none=True).items() >= full.model_dump(exclude_none=True).items()
    assert call(f"{V1}.get", made.id) == made
    found = call("pre_encounter.patients.v_1.search_providers", search_criteria="strange")
    assert [each.npi for each in found] == [made.npi]
    changed = MutableOrganizationExternalProvider.model_validate(provider("Doom"))
    assert call(f"{V1}.update", made.id, "2", request=changed).name.family == "Doom"
    page = call(f"{V1}.get_multi", last_name="doo", type="REFERRING", sort_direction="desc", limit=1)
    assert ([each.id for each in page.items], page.total) == ([made.id], 1)
    assert [each.version for each in call(f"{V1}.scan", since=made.updated_at, max_results=5)] == [2]
    with pytest.raises(VersionConflictError) as stale:
        call(f"{V1}.deactivate", made.id, "2")
    assert stale.value.body.latest_version == 2
    assert call(f"{V1}.deactivate", made.id, "3") is None
    assert call(f"{V1}.get", made.id).deactivated is True


def test_refusals(call: Caller) -> None:
    full = MutableOrganizationExternalProvider.model_validate(FULL)
    made = call(f"{V1}.create", request=full)
    with pytest.raises(BadRequestError) as taken:
        call(f"{V1}.create", request=full)
    assert taken.value.body.data[0]["fieldName"] == "npi"
    other = call(f"{V1}.create", request=MutableOrganizationExternalProvider.model_validate(provider("Doom")))
    with pytest.raises(BadRequestError):
        call(f"{V1}.update", other.id, "2", request=full)
    with pytest.raises(VersionConflictError):
        call(f"{V1}.update", made.id, "1", request=full)
    for method, given in (("get", ()), ("deactivate", ("2",))):
        with pytest.raises(NotFoundError):
            call(f"{V1}.{method}", str(uuid4()), *given)
    with pytest.raises(NotFoundError):
        call(f"{V1}.update", str(uuid4()), "2", request=full)
