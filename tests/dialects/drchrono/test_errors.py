"""Every refusal has an answer in this API's shape, and what cannot be read is refused in it."""

import asyncio

import pytest

from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.documents.errors import DownloadRefused, NotUploaded, UploadRefused
from polyclinic.core.scheduling.errors import TimeTaken
from polyclinic.core.shared.errors import ExternalIdTaken, Refusal
from polyclinic.core.shared.queries import Is, Query
from polyclinic.dialects.drchrono.auth import UnknownVersion
from polyclinic.dialects.drchrono.errors import answer_error
from polyclinic.web.dialect import Failed
from polyclinic.web.problems import HttpProblem
from polyclinic.web.samples import samples
from tests.dialects.drchrono.group import Group

OWN = [
    TimeTaken("taken", resource="room"),
    NotUploaded("no file"),
    UploadRefused("no"),
    DownloadRefused("no", reason="expired"),
    ExternalIdTaken("patient", "drchrono.chart_id", "X", ""),
    UnknownVersion("no"),
]


@pytest.mark.parametrize("refusal", [*samples(), *OWN], ids=lambda refusal: f"{type(refusal).__name__}")
def test_every_refusal_is_worded_in_sentences(refusal: Refusal | HttpProblem) -> None:
    answer = answer_error(refusal, Failed(None, None))  # type: ignore[arg-type]  # this API looks at no circumstances
    assert isinstance(answer.body, dict)
    for texts in answer.body.values():
        for text in [texts] if isinstance(texts, str) else texts:
            assert not text[0].islower()
            assert text[-1] == "."


async def test_what_cannot_be_read_is_refused(group: Group) -> None:
    cases: list[tuple[bytes, str, int]] = [
        (b"{", "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b'{"first_name": "\\ud800"}', "application/json", 400),
        (b'{"first_name": "\\u0000"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"first_name=%ff", "application/x-www-form-urlencoded", 400),
        (b"--x", "multipart/form-data", 400),
        (b"<a/>", "application/xml", 415),
        (b"", "application/json", 400),
    ]
    async with group.http() as http:
        for content, media_type, status in cases:
            refused = await http.post("/api/patients", content=content, headers={"Content-Type": media_type})
            assert refused.status_code == status, (content, refused.text)
            assert list(refused.json()) == ["detail"], content
        huge = await http.post("/api/patients", json={"first_name": "x" * 2_000_000})
        assert (huge.status_code, list(huge.json())) == (413, ["detail"])
        assert (await http.get("/api/patients")).json()["count"] == 1


async def test_both_slashes_and_doubled_ones_are_served(group: Group) -> None:
    async with group.http() as http:
        for path in ("/api/patients", "/api/patients/", "/api//patients"):
            assert (await http.get(path)).status_code == 200
        posted = await http.post("/api//appointments/", data=group.appointment())
        assert posted.status_code == 201


async def test_of_many_at_once_one_gets_the_slot(group: Group) -> None:
    body = group.appointment(office=group.strict.number)
    async with group.http() as http:
        answers = await asyncio.gather(*(http.post("/api/appointments", json=body) for _ in range(12)))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 11
        assert (await http.get("/api/appointments")).json()["count"] == 1


async def test_many_at_once_make_one_plan(group: Group) -> None:
    path = f"/api/patients/{group.patient.number}"
    async with group.http() as http:
        answers = await asyncio.gather(
            *(http.patch(path, json={"primary_insurance_company": f"P{n}"}) for n in range(6))
        )
    assert {answer.status_code for answer in answers} <= {200, 409}
    plans = await group.context().find(Query(COVERAGE, (Is("patient_id", group.patient.id),)))
    assert len(plans.items) == 1
