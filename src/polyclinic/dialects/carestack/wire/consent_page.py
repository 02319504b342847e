"""The page on which a patient answers a request for consent. For people: no client of ours calls it."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.carestack.wire.common import Wire
from polyclinic.sdk.endpoint import Endpoint, ErrorType

HTML = "text/html; charset=utf-8"
_STATUSES = (400, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 503)
PAGE_ERRORS = tuple(ErrorType(status, "Page", str, "a page that says what is wrong") for status in _STATUSES)
BY_LINK = "a page for people: the link that was sent to the patient is the credential"
SMALL_BODY = 16 * 1024


class Answered(Wire):
    """What the patient chose. ``csrf`` proves that it was on our page; days are ``YYYY-MM-DD``."""

    csrf: Annotated[str, Field(max_length=100)] = ""
    decision: Literal["grant", "deny", "revoke", "send_link"]
    types: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20, default_factory=list)]
    first_day: Annotated[str, Field(max_length=10)] = ""
    last_day: Annotated[str, Field(max_length=10)] = ""


OPEN = Endpoint(
    name="consent_page.open",
    method="GET",
    path="/consents/{link}",
    gives=str,
    errors=PAGE_ERRORS,
    media_type=HTML,
    public=BY_LINK,
    rate="link",
    summary="The page on which a patient answers",
    tags=("Consent",),
)
ANSWER = Endpoint(
    name="consent_page.answer",
    method="POST",
    path="/consents/{link}",
    takes=Answered,
    gives=str,
    accepts=("form",),
    errors=PAGE_ERRORS,
    media_type=HTML,
    max_body=SMALL_BODY,
    public=BY_LINK,
    rate="link",
    summary="The patient's answer",
    tags=("Consent",),
)
