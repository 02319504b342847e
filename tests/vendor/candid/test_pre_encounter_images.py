"""Images by the published package, blocking and asynchronous, over a real socket; their bytes by plain HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
from candid.resources.pre_encounter.resources.common.errors import NotFoundError, VersionConflictError
from candid.resources.pre_encounter.resources.images.resources.v_1 import MutableImage
from candid.resources.pre_encounter.resources.patients.resources.v_1 import MutablePatient

from tests.dialects.candid.pre_encounter.people import person
from tests.dialects.candid.pre_encounter.test_images import PNG, image
from tests.vendor.candid.connect import Caller, Flavour, calling

V1 = "pre_encounter.images.v_1"


@pytest.fixture(params=["sync", "async"])
def call(practice: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Caller]:
    flavour: Flavour = request.param
    with calling(practice["candid"], flavour) as caller:
        yield caller


def test_an_image_from_its_bytes_to_its_end(call: Caller) -> None:
    patient = call("pre_encounter.patients.v_1.create", request=MutablePatient(**person()))
    sent = MutableImage.model_validate(image(patient={"id": patient.id, "notes": "card"}))
    made = call(f"{V1}.create", request=sent)
    assert (made.status, made.version, made.patient.notes) == ("PENDING", 1, "card")
    assert requests.put(made.signed_url, data=PNG, timeout=20).status_code == 204
    read = call(f"{V1}.get", made.id)
    assert requests.get(read.signed_url, timeout=20).content == PNG
    done = MutableImage.model_validate(image(status="UPLOADED"))
    assert call(f"{V1}.update", made.id, "1", request=done).version == 2
    listed = call(f"{V1}.get_multi", file_type="image/png", sort_field="fileName", sort_direction="asc")
    assert [each.id for each in listed] == [made.id]
    with pytest.raises(VersionConflictError) as stale:
        call(f"{V1}.deactivate", made.id, "1")
    assert stale.value.body.latest_version == 2
    assert call(f"{V1}.deactivate", made.id, "2") is None
    assert call(f"{V1}.get", made.id).deactivated is True


def test_refusals(call: Caller) -> None:
    made = call(f"{V1}.create", request=MutableImage.model_validate(image()))
    with pytest.raises(VersionConflictError):
        call(f"{V1}.update", made.id, "7", request=MutableImage.model_validate(image()))
    with pytest.raises(NotFoundError):
        call(f"{V1}.get", str(uuid4()))
    with pytest.raises(NotFoundError):
        call(f"{V1}.deactivate", str(uuid4()), "1")
    with pytest.raises(NotFoundError):
        call(f"{V1}.update", str(uuid4()), "1", request=MutableImage.model_validate(image()))
