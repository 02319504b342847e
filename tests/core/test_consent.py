"""Consent over the real store: what may follow what, whose link answers, and what a grant lets be read."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from polyclinic.adapters.db.store import Store
from polyclinic.core import merging
from polyclinic.core.clinical.model import CONDITION, MEDICATION
from polyclinic.core.consent import decisions, operations, policy, sharing
from polyclinic.core.consent.chart import pieces
from polyclinic.core.consent.decisions import Decision
from polyclinic.core.consent.errors import LinkRefused, NotConsented, NotDecidable
from polyclinic.core.consent.model import (
    CONSENT,
    NEXT,
    Consent,
    ConsentStatus,
    InformationType,
    Period,
    Purpose,
)
from polyclinic.core.identity.policy import READ_ALL, ROLES, WRITE_ALL, permissions_of
from polyclinic.core.messages.model import MESSAGE
from polyclinic.core.patients import operations as patients
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.context import Context, perform
from polyclinic.core.shared.errors import Contended, Forbidden, Invalid, UnknownReference
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from polyclinic.core.shared.secrets import Secret
from tests.support.clinical import condition, medication
from tests.support.store import open_context

T = TypeVar("T")
Work = Callable[[Context], Awaitable[T]]
TYPES = (InformationType.OP_CONSULTATION, InformationType.PRESCRIPTION)
GRANT = Decision(ConsentStatus.GRANTED, TYPES)
FIRST, LAST = datetime(2019, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


class Asking:
    """A patient who is asked, and the links that were sent."""

    def __init__(self, store: Store, practice_id: str) -> None:
        self.store, self.practice_id = store, practice_id
        self.patient = Patient(name=HumanName("Ana", "Silva"), telecoms=(Telecom("email", "ana@example.com"),))
        self.tokens: list[str] = []

    def url(self, _: Consent, token: str) -> str:
        self.tokens.append(token)
        return f"https://clinic.example/{token}"

    async def do(self, work: Work[T], **options: Any) -> T:
        return await perform(lambda: open_context(self.store, self.practice_id, **options), work)

    async def ask(self, **changes: Any) -> Consent:
        draft = Consent(
            patient_id=self.patient.id,
            patient_name="Ana Silva",
            patient_address=Secret("ana@sbx"),
            purpose=Purpose.CARE_MANAGEMENT,
            period=Period(FIRST, LAST),
            erase_at=datetime(2090, 1, 1, tzinfo=UTC),
            types=TYPES,
            requested_by="Clinic",
            requested_at=FIRST,
        )
        return await self.do(lambda ctx: operations.ask(ctx, replace(draft, **changes), self.url))

    async def decide(self, consent: Consent, decision: Decision, token: str | None = None) -> Consent:
        permissions = frozenset({policy.DECIDE})
        link = self.tokens[-1] if token is None else token
        return await self.do(lambda ctx: decisions.decide(ctx, consent.id, link, decision), permissions=permissions)

    async def share(self, *types: InformationType, contexts: tuple[str, ...] = ()) -> list[sharing.Shared]:
        return await self.do(lambda ctx: sharing.share(ctx, contexts or (self.patient.id,), types))


@pytest.fixture
async def ana(store: Store, practice_id: str) -> Asking:
    made = Asking(store, practice_id)
    await made.do(lambda ctx: ctx.put(PATIENT, made.patient))
    for kind, draft in (
        (CONDITION, condition(made.patient.id, onset="2019")),
        (CONDITION, condition(made.patient.id, onset="2018-12")),
        (MEDICATION, medication(made.patient.id, start="2020-05-06")),
    ):
        await made.do(lambda ctx, kind=kind, draft=draft: ctx.put(kind, draft))  # type: ignore[misc]  # bound per turn
    return made


def test_a_state_that_ends_is_followed_by_none() -> None:
    assert set(NEXT) == set(ConsentStatus)
    assert {status for status, following in NEXT.items() if not following} == {
        ConsentStatus.DENIED,
        ConsentStatus.REVOKED,
        ConsentStatus.EXPIRED,
    }
    assert all(ConsentStatus.REQUESTED not in following for following in NEXT.values())


def test_no_role_answers_for_a_patient() -> None:
    assert all(policy.DECIDE not in permissions_of(role) for role in ROLES)
    assert {policy.READ, policy.WRITE} <= READ_ALL | WRITE_ALL


async def test_what_was_granted_is_what_is_shared(ana: Asking) -> None:
    consent = await ana.ask()
    with pytest.raises(NotConsented):
        await ana.share(*TYPES)
    granted = await ana.decide(consent, GRANT)
    assert (granted.status, [context.id for context in granted.grant.contexts]) == (  # type: ignore[union-attr]  # granted
        ConsentStatus.GRANTED,
        [ana.patient.id],
    )

    consultation, prescription = await ana.share(*TYPES)
    onsets = [getattr(item, "onset", "") for item in consultation.items]
    assert "2019" in onsets
    assert "2018-12" not in onsets
    assert [item.start for item in prescription.items if hasattr(item, "start")] == ["2020-05-06"]
    with pytest.raises(NotConsented):
        await ana.share(InformationType.DIAGNOSTIC_REPORT)
    with pytest.raises(NotConsented):
        await ana.share(*TYPES, contexts=(ana.patient.id, new_id()))


async def test_a_time_that_is_known_roughly_is_within_a_grant_as_a_whole_only(ana: Asking) -> None:
    consent = await ana.ask()
    late = Decision(ConsentStatus.GRANTED, TYPES, Period(datetime(2019, 6, 1, tzinfo=UTC), LAST))
    await ana.decide(consent, late)

    assert [type(item).__name__ for each in await ana.share(*TYPES) for item in each.items] == [
        "MedicationStatement"
    ] * 2


async def test_a_revoked_consent_shares_nothing(ana: Asking) -> None:
    consent = await ana.ask()
    await ana.decide(consent, GRANT)
    with pytest.raises(LinkRefused) as used:
        await ana.decide(consent, Decision(ConsentStatus.REVOKED))
    assert used.value.facts["reason"] == "used"


async def test_two_answers_at_once_are_one(ana: Asking) -> None:
    consent = await ana.ask()
    answers = await asyncio.gather(
        *(ana.decide(consent, decision) for decision in (GRANT, Decision(ConsentStatus.DENIED)) * 3),
        return_exceptions=True,
    )
    won = [answer for answer in answers if isinstance(answer, Consent)]
    assert len(won) == 1
    assert all(isinstance(answer, (LinkRefused, Contended)) for answer in answers if answer is not won[0])
    held = await ana.do(lambda ctx: operations.read(ctx, consent.id))
    assert (held.status, held.version) == (won[0].status, 2)


async def test_who_may_not_answer(ana: Asking) -> None:
    consent = await ana.ask()
    with pytest.raises(LinkRefused):
        await ana.decide(consent, GRANT, token="guessed")
    with pytest.raises(LinkRefused):
        await ana.decide(replace(consent, id=new_id()), GRANT)
    with pytest.raises(Forbidden):
        await ana.do(lambda ctx: decisions.decide(ctx, consent.id, ana.tokens[-1], GRANT))
    with pytest.raises(NotDecidable):
        await ana.decide(consent, Decision(ConsentStatus.REVOKED))
    with pytest.raises(NotDecidable):
        await ana.decide(consent, Decision(ConsentStatus.EXPIRED))
    for decision in (
        Decision(ConsentStatus.GRANTED),
        Decision(ConsentStatus.GRANTED, (InformationType.WELLNESS_RECORD,)),
        Decision(ConsentStatus.GRANTED, TYPES, Period(FIRST - timedelta(days=1), LAST)),
    ):
        with pytest.raises(Invalid):
            await ana.decide(consent, decision)


async def test_the_link_is_kept_as_a_digest(ana: Asking) -> None:
    consent = await ana.ask()
    (token,) = ana.tokens
    assert consent.link is not None
    assert token not in repr(consent)
    (message,) = (await ana.do(lambda ctx: ctx.find(Query(MESSAGE)))).items
    assert token in message.text.reveal()
    assert (message.patient_id, message.expires) == (ana.patient.id, consent.link.expires)


async def test_without_an_address_nobody_is_told(ana: Asking) -> None:
    silent = await ana.do(lambda ctx: ctx.put(PATIENT, Patient(name=HumanName("No", "Phone"))))
    await ana.ask(patient_id=silent.id)
    assert not (await ana.do(lambda ctx: ctx.find(Query(MESSAGE)))).items


async def test_what_cannot_be_asked(ana: Asking) -> None:
    with pytest.raises(Invalid) as refused:
        await ana.ask(types=(), period=Period(LAST, FIRST), erase_at=FIRST)
    assert [problem.path for problem in refused.value.problems] == [("types",), ("period", "end"), ("erase_at",)]
    with pytest.raises(UnknownReference):
        await ana.ask(patient_id=new_id())


async def test_nothing_is_shared_of_a_patient_who_is_gone(ana: Asking) -> None:
    await ana.decide(await ana.ask(), GRANT)
    await ana.do(lambda ctx: patients.delete(ctx, ana.patient.id))
    assert await ana.share(*TYPES) == []


async def test_a_merge_shares_nothing_that_was_not_granted(ana: Asking) -> None:
    await ana.decide(await ana.ask(), GRANT)
    survivor = await ana.do(lambda ctx: ctx.put(PATIENT, Patient(name=HumanName("Anna", "Silva"))))
    await ana.do(lambda ctx: ctx.put(CONDITION, condition(survivor.id, onset="2021")))
    await ana.do(lambda ctx: merging.merge(ctx, survivor.id, ana.patient.id))

    assert await ana.share(*TYPES) == []
    with pytest.raises(NotConsented):
        await ana.share(*TYPES, contexts=(survivor.id,))
    assert len(await ana.do(lambda ctx: pieces(ctx, survivor.id))) > 3


async def test_it_expires_once(ana: Asking) -> None:
    soon = datetime.now(UTC) + timedelta(milliseconds=300)
    consent = await ana.ask(erase_at=soon)
    await ana.do(lambda ctx: operations.expire(ctx, consent.id))
    assert (await ana.do(lambda ctx: ctx.need(CONSENT, consent.id))).status is ConsentStatus.REQUESTED
    await asyncio.sleep(0.35)
    assert (await ana.do(lambda ctx: operations.read(ctx, consent.id))).status is ConsentStatus.EXPIRED
    for _ in range(2):
        await ana.do(lambda ctx: operations.expire(ctx, consent.id))
    held = await ana.do(lambda ctx: ctx.need(CONSENT, consent.id))
    assert (held.status, held.version) == (ConsentStatus.EXPIRED, 2)
