"""The life of a prior authorization: every state, every move between them, and whose move it is.

What is not listed is refused (``moved``). A state is terminal if nothing but the record of an approval leads out of it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """Where a request stands (Silna's vocabulary, the only one that has any)."""

    DATA_REQUESTED = "data_requested"
    DATA_RECEIVED = "data_received"
    ALL_REQUIRED_DATA_RECEIVED = "all_required_data_received"
    REQUESTED = "requested"
    TOO_EARLY_TO_SUBMIT = "too_early_to_submit"
    UNNECESSARY = "unnecessary"
    AWAITING_PROVIDER = "awaiting_provider"
    PENDING_PROVIDER_SUBMISSION_REVIEW = "pending_provider_submission_review"
    AWAITING_BACK_OFFICE = "awaiting_silna"
    APPROVED_TO_SUBMIT = "approved_to_submit"
    SUBMITTED_TO_PAYER = "submitted_to_payor"
    PAYER_DENIED = "payor_denied"
    PAYER_DENIED_APPEALING = "payor_denied_appealing"
    AWAITING_RESUBMISSION = "awaiting_resubmission"
    RESUBMITTED_TO_PAYER = "resubmitted_to_payor"
    PAYER_APPROVED = "payor_approved"
    DENIED_UNAPPEALED = "denied_unappealed"
    PRELIMINARY_APPROVAL = "preliminary_approval"
    PARTIALLY_APPROVED = "partially_approved"
    WITHDRAWN = "withdrawn"


class Party(StrEnum):
    """Whose move it is: the practice that treats, the office that works its requests, the payer, or time itself."""

    PROVIDER = "provider"
    BACK_OFFICE = "back_office"
    PAYER = "payer"
    CLOCK = "clock"


class Move(StrEnum):
    """What takes a request from one state to another."""

    TAKE_DATA_BACK = "take_data_back"
    SEND_DATA = "send_data"
    SEND_LAST_DATA = "send_last_data"
    COMPLETE_REQUEST = "complete_request"
    TAKE_UP = "take_up"
    HOLD = "hold"
    RELEASE = "release"
    ASK_PROVIDER = "ask_provider"
    ANSWER = "answer"
    ANSWER_PAYER = "answer_payer"
    ASK_FOR_REVIEW = "ask_for_review"
    AGREE = "agree"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    APPROVE_PRELIMINARILY = "approve_preliminarily"
    APPROVE_PARTIALLY = "approve_partially"
    CONFIRM = "confirm"
    SETTLE = "settle"
    DENY = "deny"
    ASK_FOR_MORE = "ask_for_more"
    DECLARE_UNNECESSARY = "declare_unnecessary"
    CANCEL = "cancel"
    APPEAL = "appeal"
    PREPARE_APPEAL = "prepare_appeal"
    LET_STAND = "let_stand"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    RECORD_APPROVAL = "record_approval"
    RECORD_LETTER = "record_letter"


class Rule(NamedTuple):
    """Who may make a move, from which states, and where it leads."""

    party: Party
    before: frozenset[Status]
    after: Status


class BadMove(ValueError):
    """The state does not allow the move."""


BUILDING = frozenset({Status.DATA_REQUESTED, Status.DATA_RECEIVED, Status.ALL_REQUIRED_DATA_RECEIVED})
"""The practice collects what the payer wants; nobody else works on it."""
WITH_PAYER = frozenset({Status.SUBMITTED_TO_PAYER, Status.RESUBMITTED_TO_PAYER})
TERMINAL = frozenset({Status.PAYER_APPROVED, Status.DENIED_UNAPPEALED, Status.UNNECESSARY, Status.WITHDRAWN})
OPEN = frozenset(Status) - TERMINAL

_OFFICE = Status.AWAITING_BACK_OFFICE
_PROVIDER, _BACK_OFFICE, _PAYER, _CLOCK = Party.PROVIDER, Party.BACK_OFFICE, Party.PAYER, Party.CLOCK


def _from(*before: Status) -> frozenset[Status]:
    return frozenset(before)


RULES: Mapping[Move, Rule] = {
    # the practice collects
    Move.TAKE_DATA_BACK: Rule(_PROVIDER, BUILDING, Status.DATA_REQUESTED),
    Move.SEND_DATA: Rule(_PROVIDER, BUILDING, Status.DATA_RECEIVED),
    Move.SEND_LAST_DATA: Rule(_PROVIDER, BUILDING, Status.ALL_REQUIRED_DATA_RECEIVED),
    Move.COMPLETE_REQUEST: Rule(_PROVIDER, _from(Status.ALL_REQUIRED_DATA_RECEIVED), Status.REQUESTED),
    # the back office works on it
    Move.TAKE_UP: Rule(_BACK_OFFICE, _from(Status.REQUESTED), _OFFICE),
    Move.HOLD: Rule(_BACK_OFFICE, _from(_OFFICE), Status.TOO_EARLY_TO_SUBMIT),
    Move.RELEASE: Rule(_CLOCK, _from(Status.TOO_EARLY_TO_SUBMIT), _OFFICE),
    Move.ASK_PROVIDER: Rule(_BACK_OFFICE, _from(_OFFICE), Status.AWAITING_PROVIDER),
    Move.ANSWER: Rule(_PROVIDER, _from(Status.AWAITING_PROVIDER), _OFFICE),
    Move.ANSWER_PAYER: Rule(_PROVIDER, _from(Status.AWAITING_PROVIDER), Status.AWAITING_RESUBMISSION),
    Move.ASK_FOR_REVIEW: Rule(_BACK_OFFICE, _from(_OFFICE), Status.PENDING_PROVIDER_SUBMISSION_REVIEW),
    Move.AGREE: Rule(_PROVIDER, _from(Status.PENDING_PROVIDER_SUBMISSION_REVIEW), Status.APPROVED_TO_SUBMIT),
    Move.SUBMIT: Rule(_BACK_OFFICE, _from(_OFFICE, Status.APPROVED_TO_SUBMIT), Status.SUBMITTED_TO_PAYER),
    Move.RESUBMIT: Rule(_BACK_OFFICE, _from(Status.AWAITING_RESUBMISSION), Status.RESUBMITTED_TO_PAYER),
    # the payer decides
    Move.APPROVE: Rule(_PAYER, WITH_PAYER, Status.PAYER_APPROVED),
    Move.APPROVE_PRELIMINARILY: Rule(_PAYER, WITH_PAYER, Status.PRELIMINARY_APPROVAL),
    Move.APPROVE_PARTIALLY: Rule(_PAYER, WITH_PAYER, Status.PARTIALLY_APPROVED),
    Move.DENY: Rule(_PAYER, WITH_PAYER, Status.PAYER_DENIED),
    Move.ASK_FOR_MORE: Rule(_PAYER, WITH_PAYER, Status.AWAITING_PROVIDER),
    Move.DECLARE_UNNECESSARY: Rule(_PAYER, WITH_PAYER | {_OFFICE}, Status.UNNECESSARY),
    Move.CANCEL: Rule(_PAYER, WITH_PAYER, Status.WITHDRAWN),
    # what follows
    Move.CONFIRM: Rule(_BACK_OFFICE, _from(Status.PRELIMINARY_APPROVAL), Status.PAYER_APPROVED),
    Move.SETTLE: Rule(_CLOCK, _from(Status.PARTIALLY_APPROVED), Status.PAYER_APPROVED),
    Move.APPEAL: Rule(_PROVIDER, _from(Status.PAYER_DENIED), Status.PAYER_DENIED_APPEALING),
    Move.PREPARE_APPEAL: Rule(_BACK_OFFICE, _from(Status.PAYER_DENIED_APPEALING), Status.AWAITING_RESUBMISSION),
    Move.LET_STAND: Rule(_CLOCK, _from(Status.PAYER_DENIED), Status.DENIED_UNAPPEALED),
    Move.LAPSE: Rule(
        _CLOCK, _from(Status.AWAITING_PROVIDER, Status.PENDING_PROVIDER_SUBMISSION_REVIEW), Status.WITHDRAWN
    ),
    # at any time
    Move.WITHDRAW: Rule(_PROVIDER, OPEN, Status.WITHDRAWN),
    Move.RECORD_APPROVAL: Rule(_PROVIDER, OPEN | {Status.PAYER_APPROVED}, Status.PAYER_APPROVED),
    Move.RECORD_LETTER: Rule(_PROVIDER, OPEN, Status.PRELIMINARY_APPROVAL),
}


def moved(status: Status, move: Move) -> Status:
    """Where ``move`` leads from ``status``. Raises ``BadMove`` if it is not allowed there."""
    rule = RULES[move]
    if status not in rule.before:
        raise BadMove(f"no {move.value} from {status.value}")
    return rule.after
