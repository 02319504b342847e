"""What prior authorization needs from outside: a payer that reviews, and somebody who can read documents.

The payer's words are those of the X12 278 and of FHIR's Da Vinci guides: coverage requirements discovery, prior
authorization support. A connection that speaks either can stand behind ``UtilizationManagement``.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from polyclinic.core.priorauth.model import (
    Action,
    AuthorizationType,
    CertifiedLine,
    DocumentType,
    Evidence,
    ServiceLine,
)
from polyclinic.core.shared.errors import Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """What a payer is asked to certify (278 request, PAS ``Claim``).

    ``trace`` names this request and ``submission`` counts from 1: the same two again are the same submission. From the
    second on it is an appeal (``appeal``) or brings what the payer asked for. ``submitted_at`` and ``asked_at`` are the
    practice's time, ``attachments`` what documents go with it.
    """

    trace: str
    submission: int
    appeal: bool
    type: AuthorizationType
    specialty: str
    evidence: Evidence
    lines: tuple[ServiceLine, ...]
    attachments: tuple[DocumentType, ...]
    start: date
    submitted_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter from the payer."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswer:
    """What the payer says (278 response, PAS ``ClaimResponse``).

    ``action`` is HCR01, ``number`` HCR02, ``reason`` says why. ``ask_again`` says how long from now there will be more
    to hear of a request that is ``PENDED``, or the letter of one that is certified without. ``wants`` are the documents
    that the payer waits for if its action is ``CONTACT_PAYER``, to be sent within ``answer_within``.
    """

    action: Action
    number: str = ""
    reason: str = ""
    lines: tuple[CertifiedLine, ...] = ()
    wants: tuple[DocumentType, ...] = ()
    answer_within: timedelta | None = None
    letter: Letter | None = None
    ask_again: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRequirements:
    """What a payer wants of such a request before it is submitted (CRD).

    ``needed`` is false where care of this sort needs no authorization. Nothing is taken before ``not_before``.
    ``wants`` are documents beyond the usual ones, to be sent within ``answer_within``. ``sign``: the practice must have
    looked at the request itself.
    """

    needed: bool = True
    not_before: date | None = None
    wants: tuple[DocumentType, ...] = ()
    answer_within: timedelta | None = None
    sign: bool = False
    reason: str = ""


class UtilizationManagement(Protocol):
    """The way to the payers' reviewers. Every method raises ``Unavailable`` when it cannot be reached."""

    async def discover(self, request: ReviewRequest) -> CoverageRequirements:
        """What the payer wants of such a request."""
        ...

    async def submit(self, request: ReviewRequest) -> ReviewAnswer:
        """Hand a request in. Handed in twice it is reviewed once."""
        ...

    async def inquire(self, request: ReviewRequest) -> ReviewAnswer:
        """What has become of a request that was handed in."""
        ...


class NoReviewers:
    """What a practice has that is connected to no payer: its requests wait at the back office."""

    async def discover(self, request: ReviewRequest) -> CoverageRequirements:
        raise _NOT_CONNECTED

    async def submit(self, request: ReviewRequest) -> ReviewAnswer:
        raise _NOT_CONNECTED

    async def inquire(self, request: ReviewRequest) -> ReviewAnswer:
        raise _NOT_CONNECTED


_NOT_CONNECTED = Unavailable("no payer's reviewers are connected")


class TextReader(Protocol):
    """Reads the words of a file."""

    async def pages(self, content: bytes, media_type: str) -> tuple[str, ...] | None:
        """The text of each page, with its lines; None if the file is of a sort that has none (a picture, a film)."""
        ...


class NoReader:
    """Reads nothing."""

    async def pages(self, content: bytes, media_type: str) -> tuple[str, ...] | None:
        return None
