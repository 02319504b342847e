"""Results and vital signs, grouped as they were made; and social history."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import CodeSystem, Concept, Observation, ObservationStatus, ReferenceRange
from polyclinic.core.clinical.summary import Summary
from polyclinic.core.shared.queries import Page
from polyclinic.standards.ccda.sections import Row, Section, name_of, reference, section
from polyclinic.standards.ccda.values import (
    LOINC,
    SNOMED_CT,
    code,
    concept,
    identifier,
    joined,
    number,
    part_id,
    point,
    quantity,
    shown,
    template,
)
from polyclinic.standards.ccda.xml import Element, clean, element

_COLUMNS = ("Observation", "Value", "Interpretation", "Usual", "Date", "Note")
_RESULTS = Section("2.16.840.1.113883.10.20.22.2.3.1", "2015-08-01", "30954-2", "Results", _COLUMNS)
_VITAL_SIGNS = Section("2.16.840.1.113883.10.20.22.2.4.1", "2015-08-01", "8716-3", "Vital signs", _COLUMNS)
_SOCIAL_HISTORY = Section("2.16.840.1.113883.10.20.22.2.17", "2015-08-01", "29762-2", "Social history", _COLUMNS)

_SMOKING_STATUS = "72166-2"
_STATUSES = {
    ObservationStatus.REGISTERED: "active",
    ObservationStatus.PRELIMINARY: "active",
    ObservationStatus.FINAL: "completed",
    ObservationStatus.AMENDED: "completed",
    ObservationStatus.CORRECTED: "completed",
    ObservationStatus.CANCELLED: "cancelled",
}
_INTERPRETATION = re.compile(r"[<>A-Z][A-Z]{0,7}")
"""Codes of HL7's ObservationInterpretation; anything else stays in the narrative."""

Found = Sequence[tuple[str, Observation]]


def results(summary: Summary) -> Element:
    found = _anchored("result", summary.results.items)
    entries = [_organizer(group) for group in _groups(found)]
    return section(_RESULTS, _rows(found, summary.zone), entries, more=summary.results.has_more)


def vital_signs(summary: Summary) -> Element:
    found = _anchored("vital", _made(summary.vital_signs))
    entries = [_vital_signs(group) for group in _groups(found)]
    return section(_VITAL_SIGNS, _rows(found, summary.zone), entries, more=summary.vital_signs.has_more)


def social_history(summary: Summary) -> Element:
    found = _anchored("social", _made(summary.social_history))
    entries = [_social(observation, anchor) for anchor, observation in found]
    return section(_SOCIAL_HISTORY, _rows(found, summary.zone), entries, more=summary.social_history.has_more)


def _made(page: Page[Observation]) -> list[Observation]:
    """Those that are complete, as templates for vital signs and social history have it."""
    return [each for each in page.items if _STATUSES[each.status] == "completed"]


def _anchored(prefix: str, items: Iterable[Observation]) -> Found:
    return [(f"{prefix}-{at}", observation) for at, observation in enumerate(items, 1)]


def _groups(found: Found) -> list[Found]:
    """Made together: of one panel and time. They come in the order of their times."""

    def by(item: tuple[str, Observation]) -> tuple[str, str]:
        return item[1].effective, item[1].panel.label if item[1].panel else ""

    return [list(group) for _, group in groupby(sorted(found, key=by, reverse=True), by)]


# -- what people read -------------------------------------------------------------------------------------------------


def _rows(found: Found, zone: ZoneInfo) -> list[Row]:
    return [Row(anchor, _cells(observation, zone)) for anchor, observation in found]


def _cells(observation: Observation, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        observation.code.label,
        _value_text(observation),
        observation.interpretation,
        _range_text(observation.reference_range),
        shown(observation.effective, zone),
        observation.note,
    )


def _value_text(observation: Observation) -> str:
    if observation.quantity:
        unit = "" if observation.quantity.unit == "1" else observation.quantity.unit
        return joined((number(observation.quantity.value), unit), " ")
    return observation.concept.label if observation.concept else observation.text


def _range_text(usual: ReferenceRange | None) -> str:
    if usual is None or usual.text:
        return usual.text if usual else ""
    low, high = (number(bound) if bound is not None else "" for bound in (usual.low, usual.high))
    return f"{low} to {high}" if low and high else (f"≥ {low}" if low else f"≤ {high}" if high else "")


# -- entries ----------------------------------------------------------------------------------------------------------


def _organizer(group: Found) -> Element:
    """A panel's results; one that belongs to none is a panel of its own."""
    _, first = group[0]
    statuses = {_STATUSES[observation.status] for _, observation in group}
    return element(
        "organizer",
        *template("2.16.840.1.113883.10.20.22.4.1", "2015-08-01"),
        identifier(part_id(first.id, "organizer")),
        concept("code", first.panel or first.code),
        element("statusCode", code=statuses.pop() if len(statuses) == 1 else "active"),
        *(element("component", _result(observation, anchor)) for anchor, observation in group),
        classCode="BATTERY",
        moodCode="EVN",
    )


def _result(observation: Observation, anchor: str) -> Element:
    return element(
        "observation",
        *template("2.16.840.1.113883.10.20.22.4.2", "2015-08-01"),
        identifier(observation.id),
        concept("code", observation.code, name_of(anchor)),
        reference(anchor),
        element("statusCode", code=_STATUSES[observation.status]),
        point("effectiveTime", observation.effective),
        _value(observation),
        _interpretation(observation),
        _reference_range(observation),
        classCode="OBS",
        moodCode="EVN",
    )


def _vital_signs(group: Found) -> Element:
    panel = code("translation", "74728-7", LOINC, "Vital signs")
    return element(
        "organizer",
        *template("2.16.840.1.113883.10.20.22.4.26", "2015-08-01"),
        identifier(part_id(group[0][1].id, "organizer")),
        code("code", "46680005", SNOMED_CT, "Vital signs", panel),
        element("statusCode", code="completed"),
        point("effectiveTime", group[0][1].effective),
        *(element("component", _vital_sign(observation, anchor)) for anchor, observation in group),
        classCode="CLUSTER",
        moodCode="EVN",
    )


def _vital_sign(observation: Observation, anchor: str) -> Element:
    """A vital sign has to be a quantity: what is none in the record is told by the narrative."""
    value = quantity("value", observation.quantity, typed=True)
    value.set("unit", value.get("unit", "1"))
    return element(
        "observation",
        *template("2.16.840.1.113883.10.20.22.4.27", "2014-06-09"),
        identifier(observation.id),
        concept("code", observation.code, name_of(anchor)),
        reference(anchor),
        element("statusCode", code="completed"),
        point("effectiveTime", observation.effective),
        value,
        _interpretation(observation),
        classCode="OBS",
        moodCode="EVN",
    )


def _social(observation: Observation, anchor: str) -> Element:
    """Whether the patient smokes has a template of its own, which wants a SNOMED CT code for it."""
    answer = concept("value", observation.concept, only=SNOMED_CT, typed=True)
    smoking = observation.code.has(CodeSystem.LOINC, _SMOKING_STATUS) and "code" in answer.attrib
    if smoking:
        ids, about = template("2.16.840.1.113883.10.20.22.4.78", "2014-06-09"), _smoking_code()
    else:
        ids = template("2.16.840.1.113883.10.20.22.4.38", "2015-08-01")
        about = _social_code(observation.code, name_of(anchor))
    return element(
        "observation",
        *ids,
        identifier(observation.id),
        about,
        reference(anchor),
        element("statusCode", code="completed"),
        point("effectiveTime", observation.effective),
        answer if smoking else _value(observation),
        classCode="OBS",
        moodCode="EVN",
    )


def _smoking_code() -> Element:
    return code("code", _SMOKING_STATUS, LOINC, "Tobacco smoking status")


def _social_code(what: Concept, anchor: str) -> Element:
    """A code of LOINC, or another with the most general one of LOINC beside it."""
    made = concept("code", what, anchor)
    if made.get("codeSystem") != LOINC:
        made.append(code("translation", "8689-2", LOINC, "History of Social function"))
    return made


def _value(observation: Observation) -> Element:
    """The value in the type that it has; a quantity whose unit is not UCUM's is text."""
    if observation.quantity:
        measured = quantity("value", observation.quantity, typed=True)
        return measured if "value" in measured.attrib else _text_value(_value_text(observation))
    if observation.concept not in (None, Concept()):
        return concept("value", observation.concept, typed=True)
    return _text_value(observation.text)


def _text_value(text: str) -> Element:
    if clean(text).strip():
        return element("value", text, xsi_type="ST")
    return element("value", xsi_type="ST", nullFlavor="UNK")


def _interpretation(observation: Observation) -> Element | None:
    if not _INTERPRETATION.fullmatch(observation.interpretation):
        return None
    return code("interpretationCode", observation.interpretation, "2.16.840.1.113883.5.83", "")


def _reference_range(observation: Observation) -> Element | None:
    usual, measured = observation.reference_range, observation.quantity
    if usual is None:
        return None
    bounds = None
    if measured and "value" in quantity("value", measured).attrib:
        given = {"low": usual.low, "high": usual.high}
        parts = [
            element(name, value=number(bound), unit=measured.unit) for name, bound in given.items() if bound is not None
        ]
        bounds = element("value", *parts, xsi_type="IVL_PQ") if parts else None
    text = _range_text(usual)
    if bounds is None and not clean(text).strip():
        return None
    words = element("text", text) if text else None
    return element("referenceRange", element("observationRange", words, bounds or _text_value(text)))
