"""Events through the published package, by its blocking and its asynchronous client."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from candid.resources.commons.errors import BadRequestError, EntityNotFoundError

from tests.between.conftest import open_doors
from tests.between.test_patients import carium_patient
from tests.vendor.candid.connect import Caller, calling

V1 = "events.v_1"


@pytest.fixture(params=["sync", "async"])
def candid(request: pytest.FixtureRequest, practice: dict[str, Any]) -> Iterator[Caller]:
    with calling(practice["candid"], request.param) as call:
        yield call


def test_what_another_api_wrote_is_heard_of(candid: Caller, practice: dict[str, Any]) -> None:
    patient_id = carium_patient(open_doors(practice))
    page = candid(f"{V1}.scan", limit=1, event_types=["PreEncounter.Patient.Created", "PreEncounter.Tag.Created"])
    (event,) = page.items
    assert (event.event_type, event.payload) == ("PreEncounter.Patient.Created", {"patient_id": patient_id})
    assert candid(f"{V1}.get", event.id) == event
    assert candid(f"{V1}.scan", limit=1, event_types="PreEncounter.Patient.Created").items == [event]
    since = event.created_at + timedelta(milliseconds=1)
    assert event not in candid(f"{V1}.scan", created_after=since, limit=100).items
    assert event in candid(f"{V1}.scan", created_before=since, limit=100).items


def test_declared_refusals(candid: Caller) -> None:
    with pytest.raises(EntityNotFoundError) as unknown:
        candid(f"{V1}.get", uuid4())
    assert unknown.value.body.id
    with pytest.raises(BadRequestError) as bad:
        candid(f"{V1}.scan", limit=101)
    assert "limit" in bad.value.body.message
