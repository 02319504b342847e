"""Silna's published conventions as a conversation: what is sent, and what has to come back.

Paths and bodies may name what an earlier answer gave: ``{ana}`` is the value that a step saved under that name.
"""

from dataclasses import dataclass, field
from typing import Any

PATIENTS = "/public/v1/patients/"
LOCATIONS = "/public/v1/service-locations/"
UNKNOWN = "01920000-0000-7000-8000-000000000000"
KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request. ``gives`` must be in the answer, ``saves`` keeps a field of it; ``ids`` are the records listed."""

    why: str
    method: str
    path: str
    status: int
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    gives: dict[str, Any] = field(default_factory=dict)
    ids: list[str] | None = None
    saves: dict[str, str] = field(default_factory=dict)


def patient(**changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Ana",
        "last_name": "Silva",
        "date_of_birth": "1990-01-02",
        "patient_specialties": ["SPEECH_THERAPY"],
        "status": "ACTIVE",
        "provider_service_location_id": "{location}",
        "provider_id": "{provider}",
        **changes,
    }


def at_location(**query: str) -> dict[str, str]:
    return {"provider_id": "{provider}", "service_location_id": "{location}", **query}


LOCATION = {
    "provider_id": "{provider}",
    "provider_group_id": "{provider}",
    "name": "Annex",
    "address_line_1": "1 Elm",
    "city": "Albany",
    "state": "NY",
    "zip_code": "12207",
}

STEPS = [
    Step(
        why="the demo's provider is there",
        method="GET",
        path="/public/v1/providers/{provider}",
        status=200,
        gives={"id": "{provider}", "source_id": None},
    ),
    Step(
        why="a place of its own, so that the demo's patients stay out of the lists below",
        method="POST",
        path=LOCATIONS,
        status=201,
        body={**LOCATION, "source_id": "loc-1"},
        saves={"location": "id"},
    ),
    Step(
        why="found by the customer's own id",
        method="GET",
        path="/public/v1/providers/{provider}/service-locations",
        query={"source_id": "loc-1"},
        status=200,
        ids=["location"],
    ),
    Step(why="one place by its id", method="GET", path=LOCATIONS + "{location}", status=200, gives={"name": "Annex"}),
    Step(
        why="POST makes a patient",
        method="POST",
        path=PATIENTS,
        status=201,
        body=patient(),
        saves={"ana": "patient_id"},
    ),
    Step(
        why="PUT of the same name and birth date gives it the customer's id",
        method="PUT",
        path=PATIENTS,
        status=200,
        body=patient(source_id="ehr-1"),
        gives={"patient_id": "{ana}"},
    ),
    Step(
        why="PUT by source_id updates what it sends",
        method="PUT",
        path=PATIENTS,
        status=200,
        body=patient(source_id="ehr-1", last_name="Souza", city="Albany"),
        gives={"patient_id": "{ana}"},
    ),
    Step(
        why="PUT of an unknown source_id creates",
        method="PUT",
        path=PATIENTS,
        status=201,
        body=patient(source_id="ehr-2", first_name="Bea", status="INTAKE"),
        saves={"bea": "patient_id"},
    ),
    Step(
        why="POST of a source_id in use is refused",
        method="POST",
        path=PATIENTS,
        status=400,
        body=patient(source_id="ehr-2", first_name="Cara"),
        gives={"message": "source_id: is already in use"},
    ),
    Step(
        why="a third one, without a source_id",
        method="POST",
        path="/api" + PATIENTS,
        status=201,
        body=patient(source_id=None, first_name="Cara", status="ON_HOLD"),
        headers={KEY: "cara"},
        saves={"cara": "patient_id"},
    ),
    Step(
        why="the same key again: the same answer, no second patient",
        method="POST",
        path=PATIENTS,
        status=201,
        body=patient(source_id=None, first_name="Cara", status="ON_HOLD"),
        headers={KEY: "cara"},
        gives={"patient_id": "{cara}"},
    ),
    Step(
        why="the same key for another body",
        method="POST",
        path=PATIENTS,
        status=400,
        body=patient(first_name="Dora"),
        headers={KEY: "cara"},
    ),
    Step(why="a key too long", method="POST", path=PATIENTS, status=400, body=patient(), headers={KEY: "k" * 256}),
    Step(why="newest first", method="GET", path=PATIENTS, query=at_location(), status=200, ids=["cara", "bea", "ana"]),
    Step(
        why="a page, and that there are more",
        method="GET",
        path=PATIENTS,
        query=at_location(limit="2"),
        status=200,
        ids=["cara", "bea"],
        gives={"has_more": True, "first_id": "{cara}", "last_id": "{bea}"},
    ),
    Step(
        why="the next page",
        method="GET",
        path=PATIENTS,
        query=at_location(limit="2", starting_after="{bea}"),
        status=200,
        ids=["ana"],
        gives={"has_more": False},
    ),
    Step(
        why="and back",
        method="GET",
        path=PATIENTS,
        query=at_location(limit="1", ending_before="{ana}"),
        status=200,
        ids=["bea"],
        gives={"has_more": True},
    ),
    Step(
        why="resources without a source_id",
        method="GET",
        path=PATIENTS,
        query=at_location(source_id="null"),
        status=200,
        ids=["cara"],
    ),
    Step(
        why="filters together",
        method="GET",
        path=PATIENTS,
        query=at_location(status="INTAKE", full_name="bea sil"),
        status=200,
        ids=["bea"],
    ),
    Step(
        why="null clears, absent stays",
        method="PATCH",
        path=PATIENTS + "{ana}",
        status=204,
        body={"city": None, "zip_code": "12207"},
    ),
    Step(
        why="as it was left",
        method="GET",
        path=PATIENTS + "{ana}",
        status=200,
        gives={"last_name": "Souza", "city": None, "zip_code": "12207", "source_id": "ehr-1", "status": "ACTIVE"},
    ),
    Step(why="DELETE archives", method="DELETE", path=PATIENTS + "{ana}", status=204),
    Step(why="archived: not found", method="GET", path=PATIENTS + "{ana}", status=404),
    Step(
        why="a cursor of an archived patient still holds its place",
        method="GET",
        path=PATIENTS,
        query=at_location(ending_before="{ana}"),
        status=200,
        ids=["cara", "bea"],
    ),
    Step(
        why="every bad field is named",
        method="POST",
        path=PATIENTS,
        status=400,
        body={**patient(status="active", sex="F", source_id="null"), "first_name": ""},
    ),
    Step(why="limits of a page", method="GET", path=PATIENTS, query=at_location(limit="101"), status=400),
    Step(why="an unknown cursor", method="GET", path=PATIENTS, query=at_location(starting_after=UNKNOWN), status=400),
    Step(why="an unknown id", method="GET", path=PATIENTS + UNKNOWN, status=404),
    Step(why="an unknown provider", method="GET", path=PATIENTS, query={"provider_id": UNKNOWN}, status=404),
    Step(why="a method that is not there", method="DELETE", path=PATIENTS, status=405),
    Step(why="too large a body", method="PUT", path=PATIENTS, status=413, body=patient(city="x" * 2_000_000)),
    Step(
        why="no key",
        method="GET",
        path=PATIENTS,
        status=401,
        headers={"Authorization": ""},
        gives={"type": "AUTH_INVALID_REQUEST_HEADER"},
    ),
    Step(
        why="a wrong key",
        method="GET",
        path=PATIENTS,
        status=401,
        headers={"Authorization": "Bearer wrong"},
        gives={"type": "AUTH_INVALID_CREDENTIALS"},
    ),
]
