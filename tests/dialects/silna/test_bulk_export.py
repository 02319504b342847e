"""Bulk exports: asked for, written by a worker, fetched as a CSV file like any other file."""

import csv
import io
from datetime import date
from typing import Any

import httpx2
import pytest

from polyclinic.core.benefits.model import BENEFITS_CHECK, BenefitsCheck
from polyclinic.core.coverage.model import COVERAGE, Coverage, Eligibility, LatestCheck
from polyclinic.core.documents.model import DOCUMENT
from polyclinic.core.documents.ports import FileTooLarge
from polyclinic.core.escalations.model import ESCALATION, Escalation, EscalationAction, ResourceType
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from polyclinic.dialects.silna.routes import bulk_export
from tests.dialects.silna.clinic import NOW, PATIENTS, Clinic
from tests.dialects.silna.test_payor_detections import Found
from tests.dialects.silna.test_payor_detections import plan as found_plan
from tests.dialects.silna.test_payor_detections import run as run_detection

EXPORTS, FILES = "/public/v1/bulk-export/", "/public/v1/files/"
AETNA, NOBODY = "018f7dfa-3e85-7f38-a0fe-71a9bf6a64c2", "01920000-0000-7000-8000-000000000000"


async def ask(http: httpx2.AsyncClient, clinic: Clinic, **params: Any) -> str:
    made = await http.post(EXPORTS, json={"provider_id": clinic.provider, "export_params": params})
    assert (made.status_code, made.json().keys()) == (201, {"bulk_export_id"}), made.text
    id: str = made.json()["bulk_export_id"]
    return id


async def work(clinic: Clinic, id: str) -> None:
    await bulk_export.write(clinic.context, clinic.services.files, id, last_try=True)


async def exported(http: httpx2.AsyncClient, clinic: Clinic, **params: Any) -> list[dict[str, str]]:
    """What the file of such an export holds; nothing if there is none."""
    id = await ask(http, clinic, **params)
    await work(clinic, id)
    told = (await http.get(EXPORTS + id)).json()
    if told["status"] == "NO_DATA_PRESENT":
        assert told["file_id"] is None
        return []
    assert told["status"] == "SUCCESS"
    file = (await http.get(FILES + told["file_id"])).json()
    assert file["original_filename"] == f"{params['export_type'].lower()}.csv"
    content = (await http.get(file["url"])).content.decode()
    return list(csv.DictReader(io.StringIO(content)))


async def test_an_export_is_a_file_once_it_was_worked_on(clinic: Clinic) -> None:
    await clinic.add_patient(name=HumanName("=HYPERLINK(1)", "Söze"), specialties=("HOSPICE",))
    async with clinic.http() as http:
        id = await ask(http, clinic, export_type="PATIENT")
        pending = (await http.get(EXPORTS + id)).json()
        assert pending.pop("created_at").endswith("Z")
        assert pending == {"id": id, "status": "PENDING", "export_type": "PATIENT", "file_id": None}
        (row,) = await exported(http, clinic, export_type="PATIENT")
        shown = (await http.get(PATIENTS + row["id"])).json()
        await work(clinic, id)
        first = (await http.get(EXPORTS + id)).json()["file_id"]
        await work(clinic, id)
        assert (await http.get(EXPORTS + id)).json()["file_id"] == first

    assert row["first_name"] == "'=HYPERLINK(1)"
    assert (row["last_name"], row["date_of_birth"], row["sex"]) == ("Söze", "1990-01-02", "")
    assert row["patient_specialties"] == '["HOSPICE"]'
    assert row.keys() == shown.keys() - {"silna_url"}
    assert len((await clinic.context().find(Query(DOCUMENT))).items) == 2


async def test_patients_are_filtered(clinic: Clinic) -> None:
    mine = await clinic.add_patient(name=HumanName("Ana", "Mine"), facility_id=clinic.location)
    await clinic.add_patient(name=HumanName("Bea", "Other"), legal_entity_id=clinic.other_provider)
    ctx = clinic.context()
    await ctx.put(COVERAGE, Coverage(patient_id=mine.id, payer_id="60054", payer_name="Aetna", member_id="W1"))
    await ctx.commit()
    async with clinic.http() as http:
        await http.post(PATIENTS, json=clinic.body(first_name="Cat", status="DISCHARGED"))

        async def names(**params: Any) -> set[str]:
            return {row["first_name"] for row in await exported(http, clinic, export_type="PATIENT", **params)}

        assert await names() == {"Ana", "Cat"}
        assert await names(statuses=["ACTIVE", "INTAKE"], service_location_ids=None) == {"Ana"}
        assert await names(service_location_ids=[clinic.location]) == {"Ana", "Cat"}
        assert await names(service_location_ids=[clinic.other_location]) == set()
        assert await names(payor_entity_ids=[AETNA]) == {"Ana"}
        assert await names(payor_entity_ids=[NOBODY]) == set()


async def test_checks_and_escalations(clinic: Clinic) -> None:
    patient = await clinic.add_patient(facility_id=clinic.location)
    ctx = clinic.context()
    plan = await ctx.put(
        COVERAGE, Coverage(patient_id=patient.id, payer_id="60054", payer_name="Aetna", member_id="W1")
    )
    check = BenefitsCheck(
        patient_id=patient.id, coverage_id=plan.id, legal_entity_id=clinic.provider, specialties=("HOSPICE",)
    )
    await ctx.put(BENEFITS_CHECK, check)
    question = Escalation(
        resource_id=check.id,
        patient_id=patient.id,
        legal_entity_id=clinic.provider,
        resource_type=ResourceType.BENEFITS_CHECK,
        type="missing",
        action=EscalationAction.SUBMISSION,
        reason="Send the card",
        opened_at=NOW,
    )
    await ctx.put(ESCALATION, question)
    await ctx.commit()
    today = clinic.services.clock.now().date().isoformat()
    async with clinic.http() as http:
        for found, params in (
            (1, {}),
            (1, {"statuses": ["REQUESTED"], "patient_id": patient.id, "patient_plan_id": plan.id}),
            (1, {"payor_entity_ids": [AETNA], "service_location_ids": [clinic.location]}),
            (0, {"service_location_ids": [clinic.other_location]}),
            (0, {"date_range_end_date": "2020-01-01", "date_range_key": "created_at"}),
            (1, {"date_range_start_date": "2020-01-01"}),
            (0, {"date_range_start_date": today, "date_range_key": "date_verified"}),
        ):
            rows = await exported(http, clinic, export_type="BENEFITS_CHECK", **params)
            assert [row["id"] for row in rows] == [check.id] * found, params
        (row,) = await exported(http, clinic, export_type="ESCALATION_BENEFITS_CHECK", statuses=["NEW"])
        assert (row["id"], row["reason"]) == (question.id, "Send the card")
        for nothing in ("ESCALATION_PRIOR_AUTHORIZATION", "ESCALATION_EHR_SYNC", "PRIOR_AUTHORIZATION"):
            assert await exported(http, clinic, export_type=nothing) == []


async def test_eligibility_checks_are_the_last_of_each_plan(clinic: Clinic) -> None:
    patient = await clinic.add_patient(facility_id=clinic.location)
    stranger = await clinic.add_patient(legal_entity_id=clinic.other_provider)
    ctx = clinic.context()
    about: dict[str, Any] = {"payer_id": "60054", "payer_name": "Aetna", "start": date(2026, 1, 1)}
    for member, holder, found in (
        ("W1", patient, Eligibility.ACTIVE),
        ("W2", patient, Eligibility.INACTIVE),
        ("W3", patient, Eligibility.UNKNOWN),
        ("W4", patient, None),
        ("W5", stranger, Eligibility.ACTIVE),
    ):
        check = LatestCheck(check_id=new_id(), at=NOW, eligibility=found) if found else None
        await ctx.put(COVERAGE, Coverage(patient_id=holder.id, member_id=member, latest_check=check, **about))
    await ctx.commit()
    day = NOW.date().isoformat()
    async with clinic.http() as http:
        for params, found_ones in (
            ({}, {"ELIGIBLE", "INELIGIBLE"}),
            ({"statuses": ["INELIGIBLE", "REQUESTED"]}, {"INELIGIBLE"}),
            ({"payor_entity_ids": [AETNA], "service_location_ids": [clinic.location]}, {"ELIGIBLE", "INELIGIBLE"}),
            ({"payor_entity_ids": [NOBODY]}, set()),
            (
                {"patient_id": patient.id, "date_range_start_date": day, "date_range_end_date": day},
                {"ELIGIBLE", "INELIGIBLE"},
            ),
            ({"date_range_key": "start_date", "date_range_end_date": "2025-12-31"}, set()),
            ({"plan_id": NOBODY}, set()),
        ):
            rows = await exported(http, clinic, export_type="ELIGIBILITY_CHECK", **params)
            assert {row["status"] for row in rows} == found_ones, params
            assert {row["patient_id"] for row in rows} <= {patient.id}


async def test_payor_detections_are_a_row_each(clinic: Clinic) -> None:
    patient = await clinic.add_patient()
    network = Found(found_plan("60054", "Aetna"), found_plan("62308", "Cigna", sure=False))
    run = await run_detection(clinic, patient.id, network)
    async with clinic.http() as http:
        rows = await exported(http, clinic, export_type="PAYOR_DETECTION")
        of_aetna = await exported(http, clinic, export_type="PAYOR_DETECTION", payor_entity_ids=[AETNA])
    assert {row["detected_payor_entity_name"] for row in rows} == {"Aetna", "Cigna"}
    assert {(row["payor_detection_run_id"], row["patient_id"]) for row in rows} == {(run["id"], patient.id)}
    assert [row["detected_payor_entity_id"] for row in of_aetna] == [AETNA]


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ({}, "export_params"),
        ({"export_type": "X"}, "export_params"),
        ({"export_type": "PATIENT", "statuses": ["X"]}, "statuses[0]"),
        ({"export_type": "BENEFITS_CHECK", "date_range_start_date": "soon"}, "date_range_start_date"),
        ({"export_type": "BENEFITS_CHECK", "date_range_key": "released_at"}, "date_range_key"),
        ({"export_type": "ELIGIBILITY_CHECK", "date_range_key": "updated_at"}, "date_range_key"),
        ({"export_type": "PAYOR_DETECTION", "is_resolved": False}, "is_resolved: is nothing that is known here"),
    ],
)
async def test_what_cannot_be_exported_is_refused(clinic: Clinic, params: dict[str, Any], named: str) -> None:
    async with clinic.http() as http:
        refused = await http.post(EXPORTS, json={"provider_id": clinic.provider, "export_params": params})
    assert refused.status_code == 400
    assert named in refused.json()["message"]


async def test_an_export_is_its_providers(clinic: Clinic) -> None:
    async with clinic.http() as http, clinic.http(await clinic.new_key(clinic.other_provider)) as other:
        id = await ask(http, clinic, export_type="PATIENT")
        assert (await other.get(EXPORTS + id)).json() == {"message": "Bulk export not found"}
        body = {"provider_id": clinic.provider, "export_params": {"export_type": "PATIENT"}}
        assert (await other.post(EXPORTS, json=body)).json() == {"message": "Provider not found"}
        assert (await http.get(EXPORTS + NOBODY)).status_code == 404


async def test_an_export_that_fails_says_so(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    await clinic.add_patient()
    monkeypatch.setattr(bulk_export, "LARGEST", 10)
    async with clinic.http() as http:
        id = await ask(http, clinic, export_type="PATIENT")
        with pytest.raises(FileTooLarge):
            await bulk_export.write(clinic.context, clinic.services.files, id, last_try=False)
        assert (await http.get(EXPORTS + id)).json()["status"] == "PROCESSING_ROWS"
        with pytest.raises(FileTooLarge):
            await work(clinic, id)
        assert (await http.get(EXPORTS + id)).json()["status"] == "FAILURE"
