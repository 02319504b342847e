"""Dates, times, filters, and words that people type: what core and mappings read out of text."""

from dataclasses import replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

from polyclinic.adapters.gazetteer.india import IndianGazetteer
from polyclinic.adapters.terminology.words import readings
from polyclinic.core.cards import rules as cards
from polyclinic.core.documents.errors import BadFile
from polyclinic.core.documents.labels import HEAD, Label, clean_name, sniff
from polyclinic.core.organisation.model import Payer, PayerIds
from polyclinic.core.priorauth.letters import approval_in, dates_in
from polyclinic.core.priorauth.model import DocumentType
from polyclinic.core.priorauth.rules import Subject, judge
from polyclinic.core.shared import times
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.errors import Invalid
from polyclinic.core.shared.identifiers import is_npi
from polyclinic.core.shared.ids import is_id, new_id
from polyclinic.core.shared.names import HumanName, fold
from polyclinic.dialects.candid.mapping.pre_encounter import filters, lists
from polyclinic.dialects.carestack.mapping import facility_registration
from polyclinic.standards.ccda import xml
from polyclinic.standards.paper import Facts, Grid, Heading, Lines, Sheet, pdf
from tests.fuzz.targets.given import text_of

_ZONES = (ZoneInfo("America/Chicago"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia"))
_PAYERS = cards.spellings(
    Payer(id=new_id(), name=name, ids=PayerIds(claims=claims))
    for name, claims in (("Aetna", "60054"), ("Blue Cross Blue Shield of Texas", "84980"), ("UHC", "87726"))
)
_GAZETTEER = IndianGazetteer()
_SUBJECT = Subject(
    type=DocumentType.PROGRESS_NOTE,
    patient=HumanName("Ada", "Okonkwo"),
    birth_date=date(1990, 12, 10),
    specialty="behavioral_health",
    codes=("97153",),
    start=None,
    end=None,
    today=date(2031, 7, 1),
)
LONGEST_TEXT = 20_000
"""Characters for what is read word by word or set in type; what else grows with a text is measured in other tests."""


def dates_and_times(data: bytes) -> None:
    """Every reader of a date or time: what it takes is ASCII, and comes out the same again."""
    text = text_of(data)
    for read in (times.parse_date, times.parse_timestamp, times.parse_clock_time):
        try:
            read(text)
        except times.BadTime:
            continue
        assert text.isascii()
    for zone in (None, *_ZONES):
        try:
            assert times.parse_instant(text, zone).tzinfo is UTC
        except times.BadTime:
            pass
    try:
        partial = times.partial_time(text)
    except times.BadTime:
        return
    assert times.partial_time(partial) == partial


def candid_filters(data: bytes) -> None:
    """``filters`` of both lists of the pre-encounter API."""
    text = text_of(data)
    for fields in (lists.APPOINTMENT_FILTERS, lists.PATIENT_FILTERS):
        for zone in _ZONES:
            try:
                filters.parse(text, fields, zone)
            except Invalid:
                pass
    filters.names(text)


def names_and_numbers(data: bytes) -> None:
    """Names and phone numbers in the forms that they are found by: folding again changes nothing."""
    text = text_of(data)
    folded = fold(text)
    assert fold(folded) == folded, (text, folded)
    assert HumanName(text, text, text).sort_key == fold(f"{text}, {text} {text}")
    assert Telecom("phone", text).folded.isdigit() or not Telecom("phone", text).folded
    Telecom("email", text).folded  # noqa: B018  # only that it can be had
    assert is_npi(text) in (True, False)
    assert not is_id(text) or len(text) == 36


def first_bytes(data: bytes) -> None:
    """A file's label: a name on the first line, a media type on the second, and how the file begins."""
    name, _, rest = data.partition(b"\n")
    media_type, _, head = rest.partition(b"\n")
    cleaned = clean_name(text_of(name))
    assert "/" not in cleaned
    assert clean_name(cleaned) == cleaned
    assert "/" in sniff(head[:HEAD])
    try:
        assert Label(cleaned, text_of(media_type) or "application/octet-stream").settle(head[:HEAD])
    except BadFile:
        pass


def card_text(data: bytes) -> None:
    """The words of an insurance card."""
    text = text_of(data)[:LONGEST_TEXT]
    list(cards.plans_in(text, _PAYERS))
    cards.person_in(text)
    cards.birth_date_in(text)


def letter_text(data: bytes) -> None:
    """The words of a payer's letter and of a clinical document."""
    text = text_of(data)[:LONGEST_TEXT]
    list(dates_in(text))
    approval_in(text)
    for type_ in DocumentType:
        judge([text], replace(_SUBJECT, type=type_))


def places_and_terms(data: bytes) -> None:
    """An address to be placed, and words to find a term by."""
    text = text_of(data)[:LONGEST_TEXT]
    _GAZETTEER.locate(text)
    assert list(readings(text))


def facility_registration_texts(data: bytes) -> None:
    """Opening times and attachments of a facility's registration."""
    text = text_of(data)
    minute = facility_registration.minute_of(text)
    assert minute is None or 0 <= minute <= 24 * 60
    try:
        start, content = facility_registration.decoded(text)
    except ValueError:
        return
    assert facility_registration.decoded(facility_registration.encoded(start, content)) == (start, content)


def written_documents(data: bytes) -> None:
    """Any text in a C-CDA, which is XML that reads as it was written, and on paper."""
    from xml.etree import ElementTree

    text = text_of(data)[:2000]
    written = xml.document("ClinicalDocument", xml.element("title", text, displayName=text))
    title = ElementTree.fromstring(written)[0]  # noqa: S314  # made above
    assert (title.text or "") == xml.clean(text)
    made = pdf(
        Sheet(text, (Heading(text), Lines((text,)), Facts(((text, text),)), Grid((text,), (1,), ((text,),))), text)
    )
    assert made.startswith(b"%PDF-")
