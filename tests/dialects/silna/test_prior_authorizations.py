"""Prior authorizations on the wire: building, listing, recording, checking documents, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.reading.reader import FileReader
from polyclinic.core.coverage.model import COVERAGE
from polyclinic.core.organisation.model import payer_key
from polyclinic.core.patients.model import PATIENT
from polyclinic.core.priorauth import checks
from polyclinic.core.priorauth import operations as requests
from polyclinic.core.priorauth.model import DOCUMENT_CHECK
from polyclinic.core.shared.changes import Event
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.queries import Query
from tests.dialects.silna.clinic import PATIENTS, Clinic

AUTHORIZATIONS = "/public/v1/prior-authorizations/"
ESCALATIONS = "/public/v1/escalations/"
INTELLIGENCE = "/public/v1/document-intelligence/"
CODES = [
    {
        "treatment_codes": [{"code": "97161", "treatment_code_modifiers": [{"code": "gp"}]}],
        "units": "1.50",
        "unit_type": "HOURS",
        "time_frame": "WEEKLY",
    }
]
CLINICIAN = {"npi": "1234567893", "first_name": "Lee", "last_name": None}
REFERRAL = """Referral to physical therapy, 97161
Patient: Ana Silva, born 1990-01-02
Date: {today}
Signed by Jo Day, MD
"""


class Desk:
    """A plan of a patient, and a way to ask for authorizations under it."""

    def __init__(self, clinic: Clinic, http: httpx2.AsyncClient) -> None:
        self.clinic, self.http = clinic, http
        self.plan = ""

    async def open(self, **patient: Any) -> "Desk":
        patient_id = (await self.http.post(PATIENTS, json=self.clinic.body(**patient))).json()["patient_id"]
        plan = {
            "patient_id": patient_id,
            "payor_entity_id": payer_key("60054", "Aetna"),
            "member_number": "W100",
            "plan_order_number": 1,
        }
        self.plan = (await self.http.post("/public/v1/patient-plans/", json=plan)).json()["patient_plan_id"]
        return self

    def body(self, **changes: Any) -> dict[str, Any]:
        asked = {"specialty": "PHYSICAL_THERAPY", "authorization_type": "ASSESSMENT_AUTHORIZATION"}
        return {"patient_plan_id": self.plan, **asked, **changes}

    async def create(self, **changes: Any) -> str:
        answer = await self.http.post(AUTHORIZATIONS, json=self.body(**changes))
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        return id

    async def file(self, text: str = "words", provider: str = "") -> str:
        headers = {
            "provider-id": provider or self.clinic.provider,
            "original-filename": "referral.txt",
            "Content-Type": "application/octet-stream",
        }
        answer = await self.http.post("/public/v1/files/", content=text.encode(), headers=headers)
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["id"]
        return id

    async def patch(self, id: str, **changes: Any) -> httpx2.Response:
        return await self.http.patch(AUTHORIZATIONS + id, json=changes)

    async def get(self, id: str, **params: Any) -> dict[str, Any]:
        answer = await self.http.get(AUTHORIZATIONS + id, params=params)
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    async def status(self, id: str) -> str:
        status: str = (await self.get(id))["status"]
        return status

    async def fill(self, id: str, **changes: Any) -> str:
        """Send all that an assessment needs; the file of the referral."""
        file = await self.file()
        data = {
            "requested_treatment_codes": CODES,
            "documents": [{"document_type": "REFERRAL", "file_id": file}],
            "clinician": CLINICIAN,
            "start_date": "2026-05-01",
            **changes,
        }
        assert (await self.patch(id, **data)).status_code == 204
        return file

    async def look_into_documents(self) -> None:
        """What a worker does when it is due."""
        services, reader = self.clinic.services, FileReader()
        found = (await self.clinic.context().find(Query(DOCUMENT_CHECK))).items
        for check in found:
            await perform(self.clinic.context, lambda ctx, id=check.id: checks.run(ctx, services.files, reader, id))  # type: ignore[misc] # the lambda's default


@pytest.fixture
async def desk(clinic: Clinic) -> Any:
    async with clinic.http() as http:
        yield await Desk(clinic, http).open()


async def test_a_request_tells_what_it_needs_and_what_it_has(desk: Desk) -> None:
    created = await desk.http.post(AUTHORIZATIONS, json=desk.body(authorization_type="INITIAL_AUTHORIZATION"))
    assert created.json()["status"] == "DATA_REQUESTED"
    required = created.json()["required_data"]
    assert required["treatment_codes"] == {"required": True, "standards": ["CPT", "HCPCS"]}
    wanted = {item["document_type"] for item in required["documents"]["items"] if item["required"]}
    assert wanted == {"REFERRAL", "ASSESSMENT_EVALUATION", "TREATMENT_PLAN_PLAN_OF_CARE"}

    id = created.json()["id"]
    assert (await desk.get(id))["required_data"] is None
    file = await desk.fill(id)
    read = await desk.get(id, with_requirements="true")
    assert read["status"] == "DATA_RECEIVED"
    state = read["required_data"]
    assert [state[name]["requirement_satisfied"] for name in ("treatment_codes", "clinician_npi", "start_date")] == [
        True
    ] * 3
    items = {item["document_type"]: item for item in state["documents"]["items"]}
    assert (items["REFERRAL"]["requirement_satisfied"], items["REFERRAL"]["files"]) == (True, [{"id": file}])
    assert (state["documents"]["requirement_satisfied"], items["TREATMENT_PLAN_PLAN_OF_CARE"]["files"]) == (False, None)
    assert read["other_files"] == [{"document_type": "REFERRAL", "file_id": file}]
    (line,) = read["requested_treatment_codes"]
    (code,) = line["treatment_codes"]
    assert (line["units"], line["unit_type"], line["time_frame"]) == ("1.5", "HOURS", "WEEKLY")
    assert (code["standard"], [each["code"] for each in code["treatment_code_modifiers"]]) == ("CPT", ["GP"])
    assert read["clinician"] == CLINICIAN
    old = await desk.http.get(f"/public/v1/prior_authorizations/{id}")
    assert old.json() == {**read, "required_data": None}


async def test_absent_stays_and_null_clears(desk: Desk) -> None:
    id = await desk.create()
    await desk.fill(id)
    assert await desk.status(id) == "ALL_REQUIRED_DATA_RECEIVED"
    assert (await desk.patch(id)).status_code == 204
    assert await desk.status(id) == "ALL_REQUIRED_DATA_RECEIVED"
    assert (await desk.patch(id, clinician=None, save_as_draft=True)).status_code == 204
    drafted = await desk.get(id)
    assert (drafted["status"], drafted["clinician"]) == ("ALL_REQUIRED_DATA_RECEIVED", None)
    assert (await desk.patch(id)).status_code == 204
    assert await desk.status(id) == "DATA_RECEIVED"
    await desk.patch(id, requested_treatment_codes=None, documents=None, start_date=None)
    assert await desk.status(id) == "DATA_REQUESTED"


async def test_only_what_is_complete_is_completed_and_only_once(desk: Desk) -> None:
    id = await desk.create()
    complete = f"{AUTHORIZATIONS}{id}/complete-request"
    assert (await desk.http.post(complete)).status_code == 400
    await desk.fill(id)
    assert (await desk.http.post(complete)).status_code == 204
    assert await desk.status(id) == "REQUESTED"
    assert (await desk.http.post(complete)).status_code == 400
    refused = await desk.patch(id, start_date="2026-06-01")
    assert (refused.status_code, refused.json()) == (400, {"message": "The request cannot be changed any more"})
    assert (await desk.http.delete(AUTHORIZATIONS + id)).status_code == 204
    assert (await desk.http.delete(AUTHORIZATIONS + id)).status_code == 400
    assert await desk.status(id) == "WITHDRAWN"


async def test_a_key_makes_one_request(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-1"}
    first = await desk.http.post(AUTHORIZATIONS, json=desk.body(), headers=key)
    again = await desk.http.post(AUTHORIZATIONS, json=desk.body(), headers=key)
    other = await desk.http.post(AUTHORIZATIONS, json=desk.body(save_as_draft=True), headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 400)
    assert first.json() == again.json()


BAD_PATCHES: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"requested_treatment_codes": [{**CODES[0], "units": "0"}], "clinician": {**CLINICIAN, "npi": "12"}},
        ["requested_treatment_codes[0].units", "clinician.npi"],
    ),
    ({"documents": [{"document_type": "OTHER", "file_id": "x"}]}, ["document_type", "file_id"]),
    (
        {
            "requested_treatment_codes": [
                {**CODES[0], "treatment_codes": [{"code": "F84.0", "treatment_code_modifiers": []}]}
            ],
            "documents": [{"document_type": "REFERRAL", "file_id": new_id()}],
        },
        ["requested_treatment_codes[0].treatment_codes[0].code", "documents[0].file_id"],
    ),
]


@pytest.mark.parametrize(("changes", "named"), BAD_PATCHES)
async def test_bad_data_are_named_and_nothing_is_written(desk: Desk, changes: dict[str, Any], named: list[str]) -> None:
    id = await desk.create()
    before = await desk.get(id)
    refused = await desk.patch(id, start_date="2026-05-01", **changes)
    assert refused.status_code == 400
    assert all(name in refused.json()["message"] for name in named), refused.text
    assert await desk.get(id) == before


async def test_what_cannot_be_asked_for(desk: Desk) -> None:
    testing = desk.body(specialty="PSYCHOLOGICAL_TESTING")
    for type, status in (("INITIAL_AUTHORIZATION", 400), ("CONCURRENT_AUTHORIZATION", 400), ("AMENDMENT", 201)):
        answer = await desk.http.post(AUTHORIZATIONS, json={**testing, "authorization_type": type})
        assert answer.status_code == status
        assert status == 201 or "authorization_type: " in answer.json()["message"]
    unknown = await desk.http.post(AUTHORIZATIONS, json=desk.body(patient_plan_id=new_id()))
    assert (unknown.status_code, "patient_plan_id" in unknown.json()["message"]) == (404, True)


async def test_a_plan_lists_its_requests(desk: Desk) -> None:
    made = [await desk.create() for _ in range(3)]
    await desk.fill(made[1])
    path = f"/public/v1/patient-plans/{desk.plan}/prior-authorizations"
    everything = (await desk.http.get(path)).json()
    assert [record["id"] for record in everything["records"]] == made[::-1]
    ready = (await desk.http.get(path, params={"status": "ALL_REQUIRED_DATA_RECEIVED"})).json()
    assert [record["id"] for record in ready["records"]] == [made[1]]
    page = (await desk.http.get(path, params={"limit": 1, "starting_after": made[2]})).json()
    assert ([record["id"] for record in page["records"]], page["has_more"]) == ([made[1]], True)
    assert (await desk.http.get(f"/public/v1/patient-plans/{new_id()}/prior-authorizations")).status_code == 404


# -- approvals from elsewhere -----------------------------------------------------------------------------------------


def approved(**changes: Any) -> dict[str, Any]:
    dates = {"approved_start_date": "2026-05-01", "approved_end_date": "2026-10-31"}
    return {"reference_number": "AUTH-1", **dates, **changes}


async def test_a_completed_authorization_is_recorded(desk: Desk) -> None:
    codes = [{**CODES[0], "reference_number": None}]
    answer = await desk.http.post(AUTHORIZATIONS + "sync", json=desk.body(**approved(approved_treatment_codes=codes)))
    assert answer.status_code == 201, answer.text
    read = await desk.get(answer.json()["id"])
    assert (read["status"], read["reference_numbers"]) == ("PAYOR_APPROVED", ["AUTH-1"])
    (line,) = read["approved_treatment_codes"]
    assert (line["reference_number"], line["approved_end_date"]) == ("AUTH-1", "2026-10-31")
    letter = await desk.file()
    by_letter = desk.body(**approved(approval_letter_file_ids=[letter]))
    lettered = await desk.http.post(AUTHORIZATIONS + "sync", json=by_letter)
    assert (await desk.get(lettered.json()["id"]))["approval_files"] == [
        {"document_type": "APPROVAL_LETTER", "file_id": letter}
    ]
    for wrong in (
        approved(),
        approved(approved_treatment_codes=codes, approval_letter_file_ids=[letter]),
        approved(approved_treatment_codes=codes, approved_end_date="2026-04-30"),
    ):
        assert (await desk.http.post(AUTHORIZATIONS + "sync", json=desk.body(**wrong))).status_code == 400


async def test_an_approval_of_a_request_is_recorded(desk: Desk) -> None:
    id = await desk.create()
    await desk.fill(id)
    path, letter = f"{AUTHORIZATIONS}{id}/sync", await desk.file()
    for wrong in ({}, {"reference_number": "A-1"}, approved(approval_letter_file_ids=[letter])):
        assert (await desk.http.post(path, json=wrong)).status_code == 400
    assert (await desk.http.post(path, json=approved())).status_code == 204
    read = await desk.get(id)
    assert (read["status"], read["reference_numbers"]) == ("PAYOR_APPROVED", ["AUTH-1"])
    assert (
        read["approved_treatment_codes"][0]["treatment_codes"]
        == read["requested_treatment_codes"][0]["treatment_codes"]
    )
    assert read["approval_information_last_updated_at"] is not None
    assert (await desk.http.post(path, json={"approval_letter_file_ids": [letter]})).status_code == 204
    later = await desk.get(id)
    assert (later["status"], len(later["approval_files"])) == ("PAYOR_APPROVED", 1)
    withdrawn = await desk.create()
    await desk.http.delete(AUTHORIZATIONS + withdrawn)
    assert (await desk.http.post(f"{AUTHORIZATIONS}{withdrawn}/sync", json=approved())).status_code == 400


# -- document intelligence --------------------------------------------------------------------------------------------


async def referral_state(desk: Desk, id: str) -> dict[str, Any]:
    items = (await desk.get(id, with_requirements=True))["required_data"]["documents"]["items"]
    found: dict[str, Any] = next(item for item in items if item["document_type"] == "REFERRAL")
    return found


async def test_documents_are_looked_into(desk: Desk) -> None:
    id = await desk.create()
    today = desk.clinic.context().clock.now().date()
    good = await desk.file(REFERRAL.format(today=today - timedelta(days=3)))
    start = (today + timedelta(days=30)).isoformat()
    await desk.fill(id, documents=[{"document_type": "REFERRAL", "file_id": good}], start_date=start)
    assert (await referral_state(desk, id))["document_validation"] is None, "it is being looked into"
    await desk.look_into_documents()
    state = await referral_state(desk, id)
    assert (state["document_validation"]["result"], state["document_validation_batch"]["result"]) == ("PASSED",) * 2
    found = await desk.http.get(f"{INTELLIGENCE}document-validations/{state['document_validation']['id']}")
    body = found.json()
    assert (body["failed_rules"], body["batch_id"]) == ([], state["document_validation_batch"]["id"])
    assert {leaf["rule"] for leaf in body["passed_rules"]} >= {"PATIENT_VERIFICATION", "VALID_CLINICIAN_SIGNATURE"}
    (tree,) = body["rule_results"]
    assert (tree["operator"], tree["rule"]) == ("AND", None)

    bad = await desk.file("A referral of somebody")
    both = [{"document_type": "REFERRAL", "file_id": file} for file in (good, bad)]
    assert (await desk.patch(id, documents=both)).status_code == 204
    await desk.look_into_documents()
    state = await referral_state(desk, id)
    assert (state["document_validation"], state["document_validation_batch"]["result"]) == (None, "FAILED")
    assert state["requirement_satisfied"], "what fails holds nothing up"
    batch = f"{INTELLIGENCE}document-validation-batches/{state['document_validation_batch']['id']}"
    assert (await desk.http.get(batch)).json() == state["document_validation_batch"]
    listed = (await desk.http.get(f"{batch}/document-validations", params={"limit": 1})).json()
    assert (len(listed["records"]), listed["has_more"]) == (1, True)
    failed = [rule["reason"] for rule in listed["records"][0]["failed_rules"]]
    assert "the patient's name is not there" in failed
    for path in ("document-validations/", "document-validation-batches/"):
        assert (await desk.http.get(INTELLIGENCE + path + new_id())).status_code == 404


async def test_validation_can_be_off(desk: Desk) -> None:
    off = {"document_type": "REFERRAL", "document_validation": {"enabled": False, "validation_disabled_reason": "scan"}}
    for changes in ({"document_intelligence_configurations": [off]}, {"skip_document_intelligence": True}):
        id = await desk.create()
        await desk.fill(id, **changes)
        await desk.look_into_documents()
        assert (await referral_state(desk, id))["document_validation_batch"] is None
        on = {"document_type": "REFERRAL", "document_validation": None}
        await desk.patch(id, document_intelligence_configurations=[on], skip_document_intelligence=False)
        await desk.look_into_documents()
        assert (await referral_state(desk, id))["document_validation_batch"]["result"] == "FAILED"


# -- who sees what ----------------------------------------------------------------------------------------------------


async def test_a_key_sees_requests_of_its_own_providers(clinic: Clinic) -> None:
    elsewhere = {"provider_id": clinic.other_provider, "provider_service_location_id": clinic.other_location}
    async with clinic.http() as http:
        mine, theirs = await Desk(clinic, http).open(), await Desk(clinic, http).open(**elsewhere)
        ids = {clinic.provider: await mine.create(), clinic.other_provider: await theirs.create()}
        foreign_file = await theirs.file(provider=clinic.other_provider)
    async with clinic.http(await clinic.new_key(clinic.provider)) as http:
        read = {provider: (await http.get(AUTHORIZATIONS + id)).status_code for provider, id in ids.items()}
        assert read == {clinic.provider: 200, clinic.other_provider: 404}
        for method, path in (("DELETE", ""), ("POST", "/complete-request"), ("PATCH", "")):
            answer = await http.request(method, AUTHORIZATIONS + ids[clinic.other_provider] + path, json={})
            assert answer.status_code == 404
        assert (await http.post(AUTHORIZATIONS, json=theirs.body())).status_code == 404
        document = {"document_type": "REFERRAL", "file_id": foreign_file}
        refused = await http.patch(AUTHORIZATIONS + ids[clinic.provider], json={"documents": [document]})
        assert refused.status_code == 404
        assert (await http.get(ESCALATIONS, params={"provider_id": clinic.other_provider})).status_code == 404


async def test_filters_of_escalations(desk: Desk) -> None:
    params: dict[str, Any] = {"provider_id": desk.clinic.provider}
    for extra, status in (
        ({}, 200),
        ({"resource_types": ["PRIOR_AUTHORIZATION", "BENEFITS_CHECK"], "statuses": "NEW"}, 200),
        ({"resource_types": "PRIOR_AUTHORIZATION", "resource_id": new_id(), "patient_id": new_id()}, 200),
        ({"resource_id": new_id()}, 400),
        ({"resource_types": ["PRIOR_AUTHORIZATION", "BENEFITS_CHECK"], "resource_id": new_id()}, 400),
        ({"statuses": "OPEN"}, 400),
    ):
        answer = await desk.http.get(ESCALATIONS, params={**params, **extra})
        assert answer.status_code == status, answer.text
        assert status == 400 or answer.json()["records"] == []
    assert (await desk.http.get(ESCALATIONS)).status_code == 400


@pytest.mark.parametrize("gone", ["plan", "patient"])
async def test_requests_end_with_their_plan_or_patient_whoever_gave_it_up(desk: Desk, gone: str) -> None:
    id = await desk.create()
    ctx = desk.clinic.context()
    coverage = await ctx.need(COVERAGE, desk.plan)
    patient = await ctx.need(PATIENT, coverage.patient_id)
    if gone == "plan":
        await ctx.put(COVERAGE, replace(coverage, active=False))
        event = Event("coverage.updated", COVERAGE.name, coverage.id)
    else:
        await ctx.put(PATIENT, replace(patient, active=False))
        event = Event("patient.deleted", PATIENT.name, patient.id)
    await ctx.commit()
    assert event.name in requests.FOLLOWED
    await perform(desk.clinic.context, lambda ctx: requests.follow(ctx, event))
    assert await desk.status(id) == "WITHDRAWN"
