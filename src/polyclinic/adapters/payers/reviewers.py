"""Made-up payers' reviewers, who decide as the member number asks them to, the same every time.

``PA`` and a word of ``PERSONAS``, in any case, choose what happens: ``PADENY``, ``pa_partial_7``. Fillers (``_``, ``-``
and digits) may stand anywhere between and behind. With any other member number the patient's first name is tried
(``Partial Silva``); whoever bears neither is approved.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING

from polyclinic.adapters.payers.letters import approval_letter, denial_letter, plain_letter
from polyclinic.core.priorauth.model import Action, AuthorizationType, CertifiedLine, DocumentType
from polyclinic.core.priorauth.ports import CoverageRequirements, ReviewAnswer, ReviewRequest

REVIEWED_AFTER = timedelta(days=2)
"""How long a review takes."""
LETTER_AFTER = timedelta(days=3)
"""How much later than the number the letter of a preliminary approval comes."""
EARLIEST = timedelta(days=14)
"""How long before care starts a payer that is in no hurry takes a request."""
LASTS = {AuthorizationType.ASSESSMENT: timedelta(days=59)}
LASTS_ELSE = timedelta(days=181)
"""For how many days more than the first a certification is good, by type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """What a made-up payer does.

    ``before`` it has the request: what it ``wants`` then (within ``answer_within``), whether a signature (``sign``) or
    patience (``early``); or it says that there is no need to ask. Then ``first`` is what it decides on the first
    submission, and ``then`` on those that bring what it wanted, or appeal. ``late_letter``: the number comes first.
    """

    needed: bool = True
    wants: tuple[DocumentType, ...] = ()
    answer_within: timedelta | None = None
    sign: bool = False
    early: bool = False
    first: Action = Action.CERTIFIED
    then: Action = Action.CERTIFIED
    late_letter: bool = False


PERSONAS: Mapping[str, Persona] = {
    "APPROVE": Persona(),
    "PRELIMINARY": Persona(late_letter=True),
    "PARTIAL": Persona(first=Action.MODIFIED, then=Action.MODIFIED),
    "MORE": Persona(wants=(DocumentType.PROGRESS_NOTE,)),
    "EXPIRE": Persona(wants=(DocumentType.PROGRESS_NOTE,), answer_within=timedelta(days=3)),
    "CONTACT": Persona(first=Action.CONTACT_PAYER),
    "REVIEW": Persona(sign=True),
    "DENY": Persona(first=Action.NOT_CERTIFIED, then=Action.NOT_CERTIFIED),
    "APPEAL": Persona(first=Action.NOT_CERTIFIED),
    "UNNECESSARY": Persona(needed=False),
    "EARLY": Persona(early=True),
    "WITHDRAW": Persona(first=Action.CANCELLED),
}
_WORD = re.compile(rf"[-_\d]*PA[-_\d]*({'|'.join(PERSONAS)})[-_\d]*", re.IGNORECASE)

_REASONS = {
    Action.CERTIFIED: "The care meets the payer's criteria.",
    Action.MODIFIED: "Half of what was asked for meets the payer's criteria.",
    Action.NOT_CERTIFIED: "Medical necessity was not established by what was sent.",
    Action.CONTACT_PAYER: "The reviewer wants to see the attendance logs.",
    Action.CANCELLED: "The payer cancelled the request: the member left the plan.",
}


def persona_of(member_number: str, given_name: str) -> Persona:
    """Which persona a member is."""
    found = _WORD.fullmatch(member_number.strip())
    return PERSONAS.get(found[1].upper() if found else given_name.strip().upper(), PERSONAS["APPROVE"])


class DemoReviewers:
    """For the sandbox and tests. They keep nothing, are always there, and count days by the request's own times."""

    async def discover(self, request: ReviewRequest) -> CoverageRequirements:
        persona = _persona(request)
        if not persona.needed:
            return CoverageRequirements(needed=False, reason="This plan pays for such care without authorization.")
        if persona.early and request.asked_at.date() < (opens := request.start - EARLIEST):
            return CoverageRequirements(not_before=opens, reason="The payer takes requests 14 days before care starts.")
        if persona.sign:
            return CoverageRequirements(sign=True, reason="Please review the request and attest that it is complete.")
        reason = "The payer wants a recent progress note." if persona.wants else ""
        return CoverageRequirements(wants=persona.wants, answer_within=persona.answer_within, reason=reason)

    async def submit(self, request: ReviewRequest) -> ReviewAnswer:
        return ReviewAnswer(action=Action.PENDED, ask_again=REVIEWED_AFTER)

    async def inquire(self, request: ReviewRequest) -> ReviewAnswer:
        persona, waited = _persona(request), request.asked_at - request.submitted_at
        if waited < REVIEWED_AFTER:
            return ReviewAnswer(action=Action.PENDED, ask_again=REVIEWED_AFTER - waited)
        action = persona.first if request.submission == 1 else persona.then
        answer = _DECIDE[action](request, ReviewAnswer(action=action, reason=_REASONS[action]))
        if persona.late_letter and waited < REVIEWED_AFTER + LETTER_AFTER:
            return replace(answer, letter=None, ask_again=REVIEWED_AFTER + LETTER_AFTER - waited)
        return answer


def _persona(request: ReviewRequest) -> Persona:
    return persona_of(request.evidence.member_id, request.evidence.patient_name.given)


def _certified(request: ReviewRequest, answer: ReviewAnswer) -> ReviewAnswer:
    half = answer.action is Action.MODIFIED
    number = _number(request)
    end = _end(request)
    lines = tuple(
        CertifiedLine(
            procedures=line.procedures,
            quantity=(line.quantity / 2).to_integral_value(ROUND_CEILING) if half else line.quantity,
            unit=line.unit,
            period=line.period,
            number=number,
            start=request.start,
            end=end,
        )
        for line in request.lines
    )
    decided = replace(answer, number=number, lines=lines)
    return replace(decided, letter=approval_letter(request, decided))


def _refused(request: ReviewRequest, answer: ReviewAnswer) -> ReviewAnswer:
    return replace(answer, letter=denial_letter(request, answer))


def _contacted(request: ReviewRequest, answer: ReviewAnswer) -> ReviewAnswer:
    return replace(answer, wants=(DocumentType.ATTENDANCE_LOGS,))


def _cancelled(request: ReviewRequest, answer: ReviewAnswer) -> ReviewAnswer:
    return replace(answer, letter=plain_letter(request, "Cancellation of a request", answer.reason))


_DECIDE = {
    Action.CERTIFIED: _certified,
    Action.MODIFIED: _certified,
    Action.NOT_CERTIFIED: _refused,
    Action.CONTACT_PAYER: _contacted,
    Action.CANCELLED: _cancelled,
}


def _number(request: ReviewRequest) -> str:
    """The certification number: the same for the same request."""
    return f"PA{int.from_bytes(hashlib.sha256(request.trace.encode()).digest()[:6]) % 10**9:09d}"


def _end(request: ReviewRequest) -> date:
    return request.start + LASTS.get(request.type, LASTS_ELSE)
