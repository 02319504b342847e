"""The page on which a patient answers a request for consent. For people: no client of ours calls it."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.pages import PageForm, form, page

BY_LINK = "a page for people: the link that was sent to the patient is the credential"


class Answered(PageForm):
    """What the patient chose. Days are ``YYYY-MM-DD``."""

    decision: Literal["grant", "deny", "revoke", "send_link"]
    types: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20, default_factory=list)]
    first_day: Annotated[str, Field(max_length=10)] = ""
    last_day: Annotated[str, Field(max_length=10)] = ""


_PATH = "/consents/{link}"
OPEN: Endpoint[None, str] = page(
    "consent_page.open", _PATH, "The page on which a patient answers", tag="Consent", rate="link", public=BY_LINK
)
ANSWER = form(
    "consent_page.answer",
    _PATH,
    Answered,
    "The patient's answer",
    tag="Consent",
    redirects=None,
    max_body=16 * 1024,
    rate="link",
    public=BY_LINK,
)
