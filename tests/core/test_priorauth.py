"""Prior authorizations: what they need, who may move them where, and what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.documents.model import DOCUMENT, Document
from polyclinic.core.escalations import operations as escalations
from polyclinic.core.escalations.model import Escalation, EscalationAction, EscalationStatus, ResourceType
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.priorauth import operations as requests
from polyclinic.core.priorauth.model import (
    Attachment,
    AuthorizationType,
    Clinician,
    DocumentType,
    PriorAuthorization,
    Procedure,
    ServiceLine,
    Unit,
)
from polyclinic.core.priorauth.moves import keep, make
from polyclinic.core.priorauth.requirements import requirements_of, standard_of
from polyclinic.core.priorauth.states import BUILDING, OPEN, RULES, TERMINAL, BadMove, Move, Party, Status, moved
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Invalid, UnknownReference, WrongState
from polyclinic.core.shared.names import HumanName
from tests.support.store import open_context


class Case:
    """A patient with a plan, and a document of each sort that requests for assessments need."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self.patient = Patient(name=HumanName("Ana", "Silva"), birth_date=date(1990, 1, 2))
        self.coverage = Coverage(patient_id=self.patient.id, member_id="M1", payer_id="60054", payer_name="Aetna")
        self.referral = Document(name="Referral", patient_id=self.patient.id)
        self.open = lambda: open_context(store, practice_id)

    async def store(self) -> "Case":
        async def work(ctx: Context) -> None:
            await ctx.put(PATIENT, self.patient)
            await ctx.put(COVERAGE, self.coverage)
            await ctx.put(DOCUMENT, self.referral)

        await perform(self.open, work)
        return self

    def draft(self, **changes: Any) -> PriorAuthorization:
        return replace(
            PriorAuthorization(
                patient_id="",
                coverage_id=self.coverage.id,
                specialty="PHYSICAL_THERAPY",
                type=AuthorizationType.ASSESSMENT,
            ),
            **changes,
        )

    async def create(self) -> PriorAuthorization:
        return await perform(self.open, lambda ctx: requests.create(ctx, self.draft()))

    async def update(self, held: PriorAuthorization, *, draft: bool = False, **changes: Any) -> PriorAuthorization:
        def edit(authorization: PriorAuthorization) -> PriorAuthorization:
            return replace(authorization, **changes)

        return await perform(self.open, lambda ctx: requests.update(ctx, held.id, edit, draft=draft))

    async def complete(self, held: PriorAuthorization) -> PriorAuthorization:
        filled = await self.update(held, **self.data())
        assert filled.status is Status.ALL_REQUIRED_DATA_RECEIVED
        return await perform(self.open, lambda ctx: requests.complete(ctx, held.id))

    def data(self) -> dict[str, Any]:
        """All that an assessment needs."""
        return {
            "lines": (line("97161"),),
            "attachments": (Attachment(DocumentType.REFERRAL, self.referral.id),),
            "clinician": Clinician("1234567893", HumanName("Lee", "Chan")),
            "start": date(2026, 1, 5),
        }


def line(code: str) -> ServiceLine:
    return ServiceLine(procedures=(Procedure(code),), quantity=Decimal(2), unit=Unit.VISITS)


@pytest.fixture
async def case(store: Store, practice_id: str) -> Case:
    return await Case(store, practice_id).store()


# -- states -----------------------------------------------------------------------------------------------------------


def test_every_pair_of_state_and_move_is_allowed_or_refused() -> None:
    for status in Status:
        for move in Move:
            if status in RULES[move].before:
                assert moved(status, move) is RULES[move].after
            else:
                with pytest.raises(BadMove):
                    moved(status, move)


def test_every_state_is_reached_and_every_open_one_left() -> None:
    assert {rule.after for rule in RULES.values()} == set(Status)
    for status in Status:
        out = {move for move, rule in RULES.items() if status in rule.before}
        assert (out - {Move.RECORD_APPROVAL} == set()) == (status in TERMINAL)
        assert (Move.WITHDRAW in out) == (status in OPEN)


def test_whose_move_it_is() -> None:
    collected = {move for move, rule in RULES.items() if rule.before <= BUILDING}
    assert {RULES[move].party for move in collected} == {Party.PROVIDER}
    decided = {rule.after for rule in RULES.values() if rule.party is Party.PAYER}
    assert Status.PAYER_APPROVED in decided
    assert not decided & BUILDING


# -- what they need ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", AuthorizationType)
def test_testing_is_only_for_assessments_and_amendments(type: AuthorizationType) -> None:
    allowed = type in (AuthorizationType.ASSESSMENT, AuthorizationType.AMENDMENT)
    assert (requirements_of("PSYCHOLOGICAL_TESTING", type) is not None) == allowed
    assert requirements_of("ABA_THERAPY", type) is not None


@pytest.mark.parametrize(
    ("code", "standard"),
    [
        *(("97110", "CPT"), ("0362T", "CPT"), ("H2019", "HCPCS"), ("116", "CALIFORNIA_REGIONAL_CENTER")),
        *(("F84.0", "ICD_10"), ("97", None), ("h2019", None), ("ABCDE", None), ("\u0669\u0667\u0661\u06610", None)),
    ],
)
def test_codes_tell_their_standard(code: str, standard: str | None) -> None:
    assert standard_of(code) == standard


async def test_a_request_is_built_step_by_step(case: Case) -> None:
    held = await case.create()
    assert (held.status, held.patient_id) == (Status.DATA_REQUESTED, case.patient.id)
    draft = await case.update(held, draft=True, start=date(2026, 1, 5))
    assert draft.status is Status.DATA_REQUESTED, "a draft is not looked at"
    some = await case.update(held, clinician=None)
    assert some.status is Status.DATA_RECEIVED, "what was drafted counts once it is sent"
    assert (await case.update(held, lines=(line("97161"),))).status is Status.DATA_RECEIVED
    with pytest.raises(WrongState):
        await perform(case.open, lambda ctx: requests.complete(ctx, held.id))
    every = await case.update(held, **case.data())
    assert every.status is Status.ALL_REQUIRED_DATA_RECEIVED
    less = await case.update(held, attachments=())
    assert less.status is Status.DATA_RECEIVED
    none = await case.update(held, lines=(), clinician=None, start=None)
    assert none.status is Status.DATA_REQUESTED
    assert [transition.after for transition in none.history] == [
        Status.DATA_RECEIVED,
        Status.ALL_REQUIRED_DATA_RECEIVED,
        Status.DATA_RECEIVED,
        Status.DATA_REQUESTED,
    ]


async def test_a_completed_request_keeps_its_parties_and_is_not_changed(case: Case) -> None:
    done = await case.complete(await case.create())
    assert done.status is Status.REQUESTED
    assert done.evidence is not None
    assert (done.evidence.patient_name.full, done.evidence.member_id) == ("Ana Silva", "M1")
    await perform(
        case.open, lambda ctx: ctx.put(PATIENT, replace(case.patient, version=1, name=HumanName("Anna", "Silva")))
    )
    with pytest.raises(WrongState):
        await case.update(done, start=None)
    held = await perform(case.open, lambda ctx: requests.read(ctx, done.id))
    assert held.evidence == done.evidence


async def test_strange_data_are_refused_all_at_once(case: Case) -> None:
    other = Document(name="Theirs", patient_id=Patient(name=HumanName("Bo")).id)
    await perform(case.open, lambda ctx: ctx.put(DOCUMENT, other))
    held = await case.create()
    attachments = (
        Attachment(DocumentType.REFERRAL, other.id),
        Attachment(DocumentType.REFERRAL, "01920000-0000-7000-8000-000000000000"),
    )
    with pytest.raises(Invalid) as refused:
        await case.update(held, lines=(line("97161"), line("F84.0")), attachments=attachments)
    assert [(problem.code, problem.path) for problem in refused.value.problems] == [
        ("bad_code", ("lines", 1, "procedures", 0, "code")),
        ("other_patient", ("attachments", 0, "document_id")),
        ("unknown_reference", ("attachments", 1, "document_id")),
    ]


async def test_what_cannot_be_asked_for(case: Case) -> None:
    testing = case.draft(specialty="PSYCHOLOGICAL_TESTING", type=AuthorizationType.CONCURRENT)
    with pytest.raises(Invalid) as refused:
        await perform(case.open, lambda ctx: requests.create(ctx, testing))
    assert refused.value.problems[0].path == ("type",)
    with pytest.raises(UnknownReference):
        await perform(case.open, lambda ctx: requests.create(ctx, case.draft(coverage_id="nobody's")))


async def test_a_request_that_waits_for_the_practice_keeps_what_it_needs(case: Case) -> None:
    done = await case.complete(await case.create())

    async def ask(ctx: Context) -> None:
        taken = make(ctx, await requests.read(ctx, done.id), Move.TAKE_UP)
        await keep(ctx, make(ctx, taken, Move.ASK_PROVIDER), done)

    await perform(case.open, ask)
    with pytest.raises(Invalid) as refused:
        await case.update(done, start=None, lines=(), clinician=None)
    assert [problem.path for problem in refused.value.problems] == [("lines",), ("clinician",), ("start",)]
    answered = await case.update(done, start=date(2026, 2, 1))
    assert answered.status is Status.AWAITING_BACK_OFFICE, "nothing was asked, so anything answers"


# -- taking back ------------------------------------------------------------------------------------------------------


async def test_open_requests_under_a_plan_are_withdrawn_in_the_callers_change(case: Case) -> None:
    building, completed = await case.create(), await case.complete(await case.create())
    gone = await case.create()
    await perform(case.open, lambda ctx: requests.withdraw(ctx, gone.id))
    with pytest.raises(WrongState):
        await perform(case.open, lambda ctx: requests.withdraw(ctx, gone.id))

    async def work(ctx: Context) -> tuple[set[str], int, int]:
        held = {authorization.id for authorization in await requests.open_for(ctx, case.coverage.id)}
        withdrawn = await requests.withdraw_open(ctx, case.coverage.id, "plan replaced")
        return held, withdrawn, len(await requests.open_for(ctx, case.coverage.id))

    assert await perform(case.open, work) == ({building.id, completed.id}, 2, 0)
    held = await perform(case.open, lambda ctx: requests.read(ctx, building.id))
    assert (held.status, held.history[-1].note) == (Status.WITHDRAWN, "plan replaced")


async def test_what_the_practice_was_asked_is_withdrawn_along(case: Case) -> None:
    held = await case.create()

    def draft(ctx: Context, action: EscalationAction) -> Escalation:
        return Escalation(
            resource_type=ResourceType.PRIOR_AUTHORIZATION,
            resource_id=held.id,
            patient_id=held.patient_id,
            type="additional_requirements__documentation",
            action=action,
            reason="Please send it.",
            opened_at=ctx.clock.now(),
        )

    asked = await perform(case.open, lambda ctx: escalations.open(ctx, draft(ctx, EscalationAction.SUBMISSION)))
    told = await perform(case.open, lambda ctx: escalations.open(ctx, draft(ctx, EscalationAction.NOTIFICATION)))
    await perform(case.open, lambda ctx: requests.withdraw(ctx, held.id))
    after = [await perform(case.open, lambda ctx, id=id: escalations.read(ctx, id)) for id in (asked.id, told.id)]  # type: ignore[misc] # the lambda's default
    assert [each.status for each in after] == [EscalationStatus.WITHDRAWN, EscalationStatus.NEW]
