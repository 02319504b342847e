"""What holds every answer of these tests against the version's reference finds what does not fit."""

import json
import re
from typing import Any

import pytest

from tests.dialects.drchrono.contract.reference import UndocumentedAnswer, check_answer, fits, operation_at, resources
from tests.dialects.drchrono.group import Group

ROOM = {"index": 1, "name": "Room", "online_scheduling": False}


def check(method: str, path: str, status: int, body: Any) -> None:
    check_answer(method, path, status, b"" if body is None else json.dumps(body).encode())


def test_paths_find_their_operations() -> None:
    for path in ("/api/patients/5678", "/drchrono/api//patients/5678/"):
        found = operation_at("GET", path)
        assert found is not None
        assert (found.path, found.resource) == ("/api/patients/{id}", "/api/patients")
    assert operation_at("GET", "/drchrono/api/users/current") is not operation_at("GET", "/drchrono/api/users/1")
    assert operation_at("POST", "/api/doctors") is None


def test_every_field_has_a_type_that_is_looked_at() -> None:
    known = re.compile(r"string|integer|number|boolean|date|time|timestamp|file|path to [a-z_]+( or null)?")
    types = [
        each.type.removeprefix("list of ")
        for fields in resources().values()
        for field in fields.values()
        for each in (field, *field.parts.values())
    ]
    assert len(types) > 140
    assert [type_ for type_ in types if not known.fullmatch(type_) and type_ != "object"] == []
    assert not any(fits(type_, value) for type_ in set(types) - {"object"} for value in ([], {}, object()))


async def test_answers_that_differ_are_found(group: Group) -> None:
    async with group.http() as http:
        office = (await http.get(f"/api/offices/{group.main.number}")).json()
        patient = (await http.get(f"/api/patients/{group.patient.number}")).json()
    path, people = "/api/offices/1", "/api/patients/1"
    without = {name: value for name, value in office.items() if name != "city"}
    page = {"count": 1, "next": None, "previous": None, "results": [office]}
    check("GET", path, 200, office)
    check("GET", "/api/offices", 200, page)
    check("GET", people, 200, {name: patient[name] for name in ("id", "chart_id", "date_of_birth", "doctor", "gender")})
    wrong: list[tuple[str, int, Any]] = [
        (path, 200, without),
        (path, 200, {**office, "zone": "UTC"}),
        (path, 200, {**office, "id": True}),
        (path, 200, {**office, "id": "1"}),
        (path, 200, {**office, "city": None}),
        (path, 200, {**office, "start_time": "24:00"}),
        (path, 200, {**office, "exam_rooms": {}}),
        (path, 200, {**office, "exam_rooms": [{**ROOM, "index": "1"}]}),
        (path, 200, {**office, "exam_rooms": [{**ROOM, "floor": 1}]}),
        (path, 200, {**office, "online_timeslots": [{"day": 7, "hour": 0, "minute": 0}]}),
        ("/api/offices", 200, [office]),
        ("/api/offices", 200, {**page, "count": None}),
        ("/api/offices", 200, {**page, "next": "https://example.com/api/offices?page=1"}),
        ("/api/offices", 200, {**page, "results": [without]}),
        (people, 200, {**patient, "doctor": 1}),
        (people, 200, {**patient, "doctor": "/api/patients/1"}),
        (people, 200, {**patient, "gender": "male"}),
        (people, 200, {name: patient[name] for name in ("id", "chart_id")}),
        (people, 404, {"error": "not_found"}),
        (people, 404, {"id": ["no"]}),
        (people, 400, {"id": "no"}),
        (people, 400, {}),
        ("/api/users/current", 302, {}),
    ]
    for where, status, body in wrong:
        with pytest.raises(UndocumentedAnswer):
            check("GET", where, status, body)
