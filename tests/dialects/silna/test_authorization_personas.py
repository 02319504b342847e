"""From a request to the decision, over a socket: what each made-up member's payer does as the clock is moved."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from polyclinic.adapters.payers.reviewers import PERSONAS
from polyclinic.core.organisation.model import payer_key
from polyclinic.sdk.errors import BadRequest
from polyclinic.silna import (
    ApprovalRecord,
    AuthorizationType,
    AuthorizationUnit,
    BenefitsCheckCreate,
    ClinicianSent,
    CompletedAuthorizationCreate,
    DocumentSent,
    Escalation,
    EscalationQuery,
    EscalationResourceType,
    EscalationStatus,
    PageQuery,
    PatientCreate,
    PatientPlanCreate,
    PatientStatus,
    PriorAuthorizationCreate,
    PriorAuthorizationQuery,
    PriorAuthorizationStatus,
    PriorAuthorizationUpdate,
    RequestedTreatmentSent,
    Silna,
    Specialty,
    TreatmentCodeSent,
    UnitTimeFrame,
    UploadDocumentType,
)
from tests.support.server import RunningSandbox

AETNA = payer_key("60054", "Aetna")
SOON, REVIEWED = timedelta(minutes=10), timedelta(days=2, hours=12)
MONTH = timedelta(days=31)


@dataclass(slots=True)
class Desk:
    """A practice that asks for authorizations, and the clock that it looks at."""

    sandbox: RunningSandbox
    practice: dict[str, Any]
    client: Silna
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def provider(self) -> str:
        provider: str = self.practice["silna"]["provider_id"]
        return provider

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        practice_id = self.practice["carium"]["organization_id"]
        request = urllib.request.Request(  # noqa: S310  # our own server
            f"{self.sandbox.base_url}{path}?practice_id={practice_id}",
            json.dumps({"practice_id": practice_id, **body}).encode(),
            method="POST",
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
            told: dict[str, Any] = json.loads(answer.read())
            return told

    def wait(self, time: timedelta) -> date:
        """Move the practice's clock; the day that it shows then."""
        return datetime.fromisoformat(self._post("/sandbox/clock", advance_seconds=time.total_seconds())["now"]).date()

    def resolve(self, escalation: Escalation) -> None:
        assert self._post(f"/sandbox/escalations/{escalation.id}/resolve")["status"] == "RESOLVED"

    def file(self, text: str = "Progress note") -> str:
        return self.client.files.create(self.provider, "document.txt", text.encode())

    def plan(self, member_number: str, first_name: str = "Ana") -> str:
        """The plan of a new patient."""
        location = next(iter(self.client.service_locations.list(self.provider))).id
        patient_id = self.client.patients.create(
            PatientCreate(
                first_name=first_name,
                last_name=f"Silva {next(self.numbers)}",
                date_of_birth=date(1990, 1, 2),
                patient_specialties=[Specialty.PHYSICAL_THERAPY],
                status=PatientStatus.ACTIVE,
                provider_service_location_id=location,
                provider_id=self.provider,
            )
        )
        return self.client.patient_plans.create(
            PatientPlanCreate(
                patient_id=patient_id, member_number=member_number, payor_entity_id=AETNA, plan_order_number=1
            )
        )

    def completed(self, plan_id: str) -> "Walk":
        """A request that has all its data and was handed in; care starts in forty days."""
        requests = self.client.prior_authorizations
        made = requests.create(asked(plan_id))
        start = self.wait(timedelta(0)) + timedelta(days=40)
        requests.update(made.id, data(self.file("Referral"), start))
        requests.complete(made.id)
        return Walk(self, made.id, start)


def asked(plan_id: str) -> PriorAuthorizationCreate:
    return PriorAuthorizationCreate(
        patient_plan_id=plan_id,
        specialty=Specialty.PHYSICAL_THERAPY,
        authorization_type=AuthorizationType.ASSESSMENT_AUTHORIZATION,
    )


def data(referral: str, start: date) -> PriorAuthorizationUpdate:
    return PriorAuthorizationUpdate(
        requested_treatment_codes=[
            RequestedTreatmentSent(
                treatment_codes=[TreatmentCodeSent(code="97161", treatment_code_modifiers=[])],
                units="11",
                unit_type=AuthorizationUnit.VISITS,
                time_frame=UnitTimeFrame.TOTAL,
            )
        ],
        documents=[DocumentSent(document_type=UploadDocumentType.REFERRAL, file_id=referral)],
        clinician=ClinicianSent(npi="1234567893", first_name="Lee", last_name="Chan"),
        start_date=start,
    )


@dataclass(slots=True)
class Walk:
    """A request on its way."""

    desk: Desk
    id: str
    start: date

    @property
    def status(self) -> str:
        return self.desk.client.prior_authorizations.get(self.id).status.value

    def escalations(self, status: EscalationStatus) -> list[Escalation]:
        found = self.desk.client.escalations.list(self.desk.provider, statuses=[status])
        return [escalation for escalation in found if escalation.resource_id == self.id]


Act = Callable[[Walk], None]


def wait(time: timedelta) -> Act:
    def act(walk: Walk) -> None:
        walk.desk.wait(time)

    return act


def send(type: UploadDocumentType) -> Act:
    def act(walk: Walk) -> None:
        sent = DocumentSent(document_type=type, file_id=walk.desk.file())
        walk.desk.client.prior_authorizations.update(walk.id, PriorAuthorizationUpdate(documents=[sent]))

    return act


def resolve(walk: Walk) -> None:
    for escalation in walk.escalations(EscalationStatus.NEW):
        walk.desk.resolve(escalation)


SUBMITTED = (wait(SOON), "SUBMITTED_TO_PAYOR")
APPROVED = (wait(REVIEWED), "PAYOR_APPROVED")
WALKS: dict[str, list[tuple[Act, str]]] = {
    "APPROVE": [SUBMITTED, APPROVED],
    "PRELIMINARY": [SUBMITTED, (wait(REVIEWED), "PRELIMINARY_APPROVAL"), (wait(REVIEWED), "PAYOR_APPROVED")],
    "PARTIAL": [SUBMITTED, (wait(REVIEWED), "PARTIALLY_APPROVED"), (wait(MONTH), "PAYOR_APPROVED")],
    "MORE": [
        (wait(SOON), "AWAITING_PROVIDER"),
        (send(UploadDocumentType.REFERRAL), "AWAITING_PROVIDER"),
        (send(UploadDocumentType.PROGRESS_NOTE), "AWAITING_SILNA"),
        SUBMITTED,
        APPROVED,
    ],
    "EXPIRE": [(wait(SOON), "AWAITING_PROVIDER"), (wait(timedelta(days=4)), "WITHDRAWN")],
    "CONTACT": [
        (wait(REVIEWED), "AWAITING_PROVIDER"),
        (send(UploadDocumentType.ATTENDANCE_LOGS), "AWAITING_RESUBMISSION"),
        (wait(SOON), "RESUBMITTED_TO_PAYOR"),
        APPROVED,
    ],
    "REVIEW": [
        (wait(SOON), "PENDING_PROVIDER_SUBMISSION_REVIEW"),
        (resolve, "APPROVED_TO_SUBMIT"),
        SUBMITTED,
        APPROVED,
    ],
    "DENY": [(wait(REVIEWED), "PAYOR_DENIED"), (wait(MONTH), "DENIED_UNAPPEALED")],
    "APPEAL": [
        (wait(REVIEWED), "PAYOR_DENIED"),
        (send(UploadDocumentType.PROGRESS_NOTE), "PAYOR_DENIED_APPEALING"),
        (wait(SOON), "RESUBMITTED_TO_PAYOR"),
        APPROVED,
    ],
    "UNNECESSARY": [(wait(SOON), "UNNECESSARY")],
    "EARLY": [
        (wait(SOON), "TOO_EARLY_TO_SUBMIT"),
        (wait(timedelta(days=27)), "SUBMITTED_TO_PAYOR"),
        APPROVED,
    ],
    "WITHDRAW": [SUBMITTED, (wait(REVIEWED), "WITHDRAWN")],
}
"""What becomes of a request of each persona: what is done, and the status after it."""


@pytest.fixture(scope="module")
def desk(unlimited_sandbox: RunningSandbox) -> Iterator[Desk]:
    practice = unlimited_sandbox.new_practice()
    with Silna(practice["silna"]["base_url"], practice["silna"]["api_key"]) as client:
        yield Desk(unlimited_sandbox, practice, client)


def test_every_persona_has_its_walk() -> None:
    assert WALKS.keys() == PERSONAS.keys()


@pytest.mark.parametrize("persona", WALKS)
def test_what_becomes_of_a_request(desk: Desk, persona: str) -> None:
    walk = desk.completed(desk.plan(f"pa_{persona.lower()}_{next(desk.numbers)}"))
    assert walk.status == "REQUESTED"
    for step, (act, status) in enumerate(WALKS[persona]):
        act(walk)
        assert walk.status == status, f"step {step}"
    ended = desk.client.prior_authorizations.get(walk.id)
    approved = ended.status == "PAYOR_APPROVED"
    assert bool(ended.reference_numbers) == bool(ended.approval_files) == approved
    assert [each.units for each in ended.approved_treatment_codes] == (
        [] if not approved else ["6"] if persona == "PARTIAL" else ["11"]
    )
    waiting = [each for each in walk.escalations(EscalationStatus.NEW) if each.action_type == "SUBMISSION"]
    assert waiting == [], "whoever has ended waits for nobody"


def test_one_long_step_of_the_clock_comes_to_the_same(desk: Desk) -> None:
    walk = desk.completed(desk.plan("PAPRELIMINARY"))
    completed = desk.wait(timedelta(0))
    desk.wait(timedelta(days=90))
    ended = desk.client.prior_authorizations.get(walk.id)
    assert ended.status == "PAYOR_APPROVED"
    assert ended.submitted_at is not None
    assert ended.submitted_at - completed <= timedelta(days=1)
    assert ended.approval_information_last_updated_at is not None
    assert timedelta(days=4) <= ended.approval_information_last_updated_at.date() - completed <= timedelta(days=7)


def test_the_letter_says_what_was_approved(desk: Desk) -> None:
    walk = desk.completed(desk.plan("W123456789", first_name="Approve"))
    desk.wait(timedelta(days=3))
    ended = desk.client.prior_authorizations.get(walk.id)
    (number,), (letter,), (line,) = ended.reference_numbers, ended.approval_files, ended.approved_treatment_codes
    assert line.reference_number == number
    assert (line.approved_start_date, line.treatment_codes[0].code) == (walk.start, "97161")
    file = desk.client.files.get(letter.file_id)
    assert file.original_filename == "approval-letter.pdf"
    assert desk.client.files.download(file).startswith(b"%PDF-")
    # the same letter, brought to another request, is read: its number and days are found
    other = desk.completed(desk.plan("W5"))
    brought = desk.client.files.create(desk.provider, "letter.pdf", desk.client.files.download(file))
    desk.client.prior_authorizations.record_approval(other.id, ApprovalRecord(approval_letter_file_ids=[brought]))
    assert other.status == "PRELIMINARY_APPROVAL"
    desk.wait(timedelta(minutes=30))
    read = desk.client.prior_authorizations.get(other.id)
    assert (read.status, read.reference_numbers) == ("PAYOR_APPROVED", [number])
    assert read.approved_treatment_codes[0].approved_start_date == walk.start


def test_the_client_reads_what_was_found_in_a_document(desk: Desk) -> None:
    requests, validations = desk.client.prior_authorizations, desk.client.document_validations
    plan_id = desk.plan("W7")
    made = requests.create(asked(plan_id))
    requests.update(made.id, data(desk.file("A referral of nobody"), desk.wait(timedelta(0))))
    desk.wait(timedelta(minutes=1))
    read = requests.get(made.id, with_requirements=True)
    assert read.status == "ALL_REQUIRED_DATA_RECEIVED"
    assert read.required_data is not None
    item = next(each for each in read.required_data.documents.items if each.document_type == "REFERRAL")
    assert item.document_validation is not None
    assert item.document_validation_batch is not None
    found = validations.get(item.document_validation.id)
    assert (found.result, found.batch_id) == ("FAILED", item.document_validation_batch.id)
    assert "PATIENT_VERIFICATION" in [rule.rule for rule in found.failed_rules]
    assert validations.get_batch(item.document_validation_batch.id) == item.document_validation_batch
    assert list(validations.list(item.document_validation_batch.id)) == [found]
    assert validations.page(item.document_validation_batch.id, PageQuery(limit=1)).records == [found]


def test_the_client_lists_records_and_aborts(desk: Desk) -> None:
    requests = desk.client.prior_authorizations
    plan_id = desk.plan("W8")
    made = requests.create(asked(plan_id))
    day = desk.wait(timedelta(0))
    recorded = requests.record(
        CompletedAuthorizationCreate(
            patient_plan_id=plan_id,
            specialty=Specialty.PHYSICAL_THERAPY,
            authorization_type=AuthorizationType.AMENDMENT,
            reference_number="A-1",
            approved_start_date=day,
            approved_end_date=day + timedelta(days=60),
            approval_letter_file_ids=[desk.file("Approval")],
        )
    )
    assert requests.get_by_old_path(recorded).reference_numbers == ["A-1"]
    assert [each.id for each in requests.list(plan_id, limit=1)] == [recorded, made.id]
    only = PriorAuthorizationQuery(status=PriorAuthorizationStatus.PAYOR_APPROVED)
    assert [each.id for each in requests.page(plan_id, only).records] == [recorded]
    requests.abort(made.id)
    with pytest.raises(BadRequest):
        requests.abort(made.id)
    assert requests.get(made.id).status == "WITHDRAWN"


def test_an_escalation_of_a_benefits_check_is_resolved_by_the_same_way(desk: Desk) -> None:
    wanted = BenefitsCheckCreate(patient_plan_id=desk.plan("MEMBER_JONES"), specialties=[Specialty.PHYSICAL_THERAPY])
    (check_id,) = desk.client.benefits_checks.create(wanted)
    desk.wait(SOON)
    assert desk.client.benefits_checks.get(check_id).status == "AWAITING_PROVIDER"
    kind = EscalationResourceType.BENEFITS_CHECK
    listed = desk.client.escalations.list(desk.provider, resource_types=[kind], resource_id=check_id)
    (escalation,) = listed
    assert (escalation.payor_id, escalation.status) == (AETNA, "NEW")
    desk.resolve(escalation)
    assert desk.client.benefits_checks.get(check_id).status == "AWAITING_SILNA"
    assert desk.client.escalations.page(EscalationQuery(provider_id=desk.provider, limit=1)).has_more


def test_questions_and_news_are_listed(desk: Desk) -> None:
    walk = desk.completed(desk.plan("PAMORE"))
    desk.wait(SOON)
    (question,) = walk.escalations(EscalationStatus.NEW)
    assert (question.action_type, question.escalation_type) == ("SUBMISSION", "ADDITIONAL_REQUIREMENTS__DOCUMENTATION")
    assert question.deadline is not None
    assert question.deadline - question.created_at == timedelta(days=14)
    assert question.payor_id == AETNA
    assert "progress note" in question.reason
    send(UploadDocumentType.PROGRESS_NOTE)(walk)
    (answered,) = walk.escalations(EscalationStatus.RESOLVED)
    assert (answered.id, len(answered.supplemental_file_ids or [])) == (question.id, 1)
    desk.wait(timedelta(days=3))
    (told,) = walk.escalations(EscalationStatus.NEW)
    assert (told.action_type, told.escalation_type) == ("NOTIFICATION", "DECISION_RENDERED__APPROVED")
