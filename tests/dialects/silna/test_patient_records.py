"""Diagnoses and notes: what is written about a patient through Silna is in the record of every API."""

import asyncio
from typing import Any

import httpx2
import pytest

from polyclinic.core.clinical.model import CONDITION, ClinicalStatus, CodeSystem, Coding, Concept, Condition
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.shared.queries import Is, Query
from tests.dialects.silna.clinic import PATIENTS, Clinic

DIAGNOSES, FILES = "/public/v1/patient-diagnoses/", "/public/v1/files/"
NOBODY = "01920000-0000-7000-8000-000000000000"


async def new_patient(http: httpx2.AsyncClient, clinic: Clinic, **changes: Any) -> str:
    made: str = (await http.post(PATIENTS, json=clinic.body(**changes))).json()["patient_id"]
    return made


async def test_a_diagnosis_is_a_problem_of_the_record(clinic: Clinic) -> None:
    async with clinic.http() as http:
        patient = await new_patient(http, clinic)
        made = await http.post(DIAGNOSES, json={"patient_id": patient, "diagnosis_code": "e1165"})
        assert (made.status_code, made.json().keys()) == (201, {"patient_diagnosis_id"})
        id = made.json()["patient_diagnosis_id"]
        shown = (await http.get(DIAGNOSES + id)).json()
        again = await http.post(DIAGNOSES, json={"patient_id": patient, "diagnosis_code": "E11.65"})
        assert again.json() == made.json()
        read = (await http.get(PATIENTS + patient)).json()

    assert shown == {
        "id": id,
        "patient_id": patient,
        "diagnosis_code": {
            "code": "E11.65",
            "standard": "ICD_10",
            "description": "Type 2 diabetes mellitus with hyperglycemia",
        },
    }
    assert read["patient_diagnosis_ids"] == [id]
    (problem,) = (await clinic.context().find(Query(CONDITION, (Is("patient_id", patient),)))).items
    assert problem.code.has(CodeSystem.ICD_10_CM, "E11.65")


async def test_problems_of_other_apis_are_diagnoses_while_they_stand(clinic: Clinic) -> None:
    async with clinic.http() as http:
        patient, other = await new_patient(http, clinic), await new_patient(http, clinic, first_name="Bea")
        ctx = clinic.context()
        for status, system, code in (
            (ClinicalStatus.ACTIVE, CodeSystem.ICD_10_CM, "I10"),
            (ClinicalStatus.RESOLVED, CodeSystem.ICD_10_CM, "J45.909"),
            (ClinicalStatus.ACTIVE, CodeSystem.SNOMED_CT, "38341003"),
        ):
            concept = Concept("Something", (Coding(system, code),))
            await ctx.put(CONDITION, Condition(patient_id=patient, code=concept, status=status))
        await ctx.commit()
        listed = (await http.get(PATIENTS, params={"provider_id": clinic.provider})).json()["records"]
        by_id = {each["id"]: each["patient_diagnosis_ids"] for each in listed}
        assert by_id[other] == []
        (id,) = by_id[patient]
        code = (await http.get(DIAGNOSES + id)).json()["diagnosis_code"]
    assert (code["code"], code["description"]) == ("I10", "Something")


@pytest.mark.parametrize(
    ("code", "message"),
    [("XYZ", "is not a code of ICD-10-CM"), ("E11", "is a heading of ICD-10-CM: more characters must follow")],
)
async def test_only_full_codes_of_icd_10_cm_will_do(clinic: Clinic, code: str, message: str) -> None:
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        patient = await new_patient(http, clinic)
        body = {"patient_id": patient, "diagnosis_code": code}
        refused = await http.post(DIAGNOSES, json=body)
        assert (refused.status_code, refused.json()) == (400, {"message": f"diagnosis_code: {message}"})
        assert (await http.post(DIAGNOSES, json={**body, "patient_id": NOBODY})).status_code == 404
        good = (await http.post(DIAGNOSES, json={**body, "diagnosis_code": "I10"})).json()["patient_diagnosis_id"]
        assert (await http.get(DIAGNOSES + good)).status_code == 200
        assert (await other.get(DIAGNOSES + good)).status_code == 404
        assert (await http.get(DIAGNOSES + NOBODY)).json() == {"message": "Patient diagnosis not found"}


async def test_one_code_at_once_is_one_problem(clinic: Clinic) -> None:
    async with clinic.http() as http:
        patient = await new_patient(http, clinic)
        body = {"patient_id": patient, "diagnosis_code": "I10"}
        answers = await asyncio.gather(*[http.post(DIAGNOSES, json=body) for _ in range(8)])
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len((await clinic.context().find(Query(CONDITION, (Is("patient_id", patient),)))).items) == 1


async def send_file(http: httpx2.AsyncClient, clinic: Clinic) -> str:
    headers = {"provider-id": clinic.provider, "original-filename": "letter.txt"}
    sent: str = (await http.post(FILES, content=b"Dear colleague", headers=headers)).json()["id"]
    return sent


async def test_a_note_is_text_or_a_file_which_becomes_the_patients(clinic: Clinic) -> None:
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as stranger:
        patient, other = await new_patient(http, clinic), await new_patient(http, clinic, first_name="Bea")
        notes, file = f"{PATIENTS}{patient}/notes", await send_file(http, clinic)
        made = [await http.post(notes, json=body) for body in ({"note": "Called"}, {"file_id": file, "note": None})]
        assert [(each.status_code, [*each.json()]) for each in made] == [(201, ["patient_note_id"])] * 2
        ids = [each.json()["patient_note_id"] for each in made]
        page = (await http.get(notes)).json()
        assert [each["id"] for each in page["records"]] == ids[::-1]
        assert [(each["note"], each["file_id"]) for each in page["records"]] == [(None, file), ("Called", None)]
        assert {each["patient_id"] for each in page["records"]} == {patient}
        assert [each["id"] for each in (await http.get(notes, params={"ending_before": ids[0]})).json()["records"]] == [
            ids[1]
        ]
        assert (await http.get(f"{PATIENTS}{other}/notes")).json()["records"] == []

        document = await clinic.context().get(DOCUMENT, file)
        assert document is not None
        assert document.patient_id == patient
        assert (await http.post(notes, json={"file_id": file})).status_code == 201
        taken = await http.post(f"{PATIENTS}{other}/notes", json={"file_id": file})
        assert (taken.status_code, taken.json()) == (400, {"message": "file_id: belongs to another patient"})
        for body in ({}, {"note": None}, {"note": "  "}):
            refused = await http.post(notes, json=body)
            assert (refused.status_code, refused.json()) == (400, {"message": "a note needs text or a file_id"})
        assert (await http.post(notes, json={"file_id": NOBODY})).json() == {"message": "File not found"}
        for method in ("GET", "POST"):
            assert (await stranger.request(method, notes, json={"note": "x"})).status_code == 404
            assert (await http.request(method, f"{PATIENTS}{NOBODY}/notes", json={"note": "x"})).status_code == 404
