"""Problems, each a concern about an observation; and visits with the diagnoses that they were about."""

from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import ClinicalStatus, CodeSystem, Coding, Concept, Condition
from polyclinic.core.clinical.summary import Summary
from polyclinic.core.encounters.model import Diagnosis, Encounter
from polyclinic.standards.ccda.sections import Row, Section, name_of, reference, section
from polyclinic.standards.ccda.values import (
    ACT_CLASS,
    LOINC,
    SNOMED_CT,
    code,
    concept,
    identifier,
    joined,
    part_id,
    point,
    shown,
    span,
    template,
)
from polyclinic.standards.ccda.xml import Element, element

_PROBLEMS = Section(
    "2.16.840.1.113883.10.20.22.2.5.1",
    "2015-08-01",
    "11450-4",
    "Problems",
    ("Problem", "Status", "From", "Until", "Note"),
)
_VISITS = Section(
    "2.16.840.1.113883.10.20.22.2.22.1",
    "2015-08-01",
    "46240-8",
    "Encounters",
    ("Diagnoses", "Date", "Place"),
)
_OVER = {ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION, ClinicalStatus.RESOLVED}


def problems(summary: Summary) -> Element:
    found = [(f"problem-{at}", condition) for at, condition in enumerate(summary.conditions.items, 1)]
    rows = [Row(anchor, _cells(condition, summary.zone)) for anchor, condition in found]
    entries = [_concern(condition, anchor) for anchor, condition in found]
    return section(_PROBLEMS, rows, entries, more=summary.conditions.has_more)


def _cells(condition: Condition, zone: ZoneInfo) -> tuple[str, ...]:
    when = shown(condition.onset, zone), shown(condition.abatement, zone)
    return condition.code.label, condition.status.value, *when, condition.note


def _concern(condition: Condition, anchor: str) -> Element:
    over = condition.status in _OVER
    observed = _observation(condition.id, condition.code, anchor, span(condition.onset, condition.abatement, over=over))
    return element(
        "act",
        *template("2.16.840.1.113883.10.20.22.4.3", "2015-08-01"),
        identifier(condition.id),
        code("code", "CONC", ACT_CLASS, "Concern"),
        element("statusCode", code="completed" if over else "active"),
        span(condition.onset, condition.abatement, over=over),
        element("entryRelationship", observed, typeCode="SUBJ"),
        classCode="ACT",
        moodCode="EVN",
    )


def _observation(id: str, problem: Concept, anchor: str, when: Element) -> Element:
    kind = code("translation", "75326-9", LOINC, "Problem")
    return element(
        "observation",
        *template("2.16.840.1.113883.10.20.22.4.4", "2015-08-01"),
        identifier(part_id(id, "observation")),
        code("code", "55607006", SNOMED_CT, "Problem", kind),
        reference(anchor),
        element("statusCode", code="completed"),
        when,
        concept("value", problem, name_of(anchor), typed=True),
        classCode="OBS",
        moodCode="EVN",
    )


# -- visits -----------------------------------------------------------------------------------------------------------


def visits(summary: Summary) -> Element | None:
    """The section of encounters, which the document may leave out: there if any has a diagnosis."""
    found = [(f"visit-{at}", each) for at, each in enumerate(summary.visits.items, 1) if each.diagnoses]
    if not found:
        return None
    rows = [Row(anchor, _visit_cells(visit)) for anchor, visit in found]
    return section(_VISITS, rows, [_visit(visit, anchor) for anchor, visit in found], more=summary.visits.has_more)


def _visit_cells(visit: Encounter) -> tuple[str, ...]:
    day = visit.first_day
    return (
        joined((_diagnosis(each).label for each in visit.diagnoses), "; "),
        day.isoformat() if day else "",
        visit.facility.name if visit.facility else "",
    )


def _visit(visit: Encounter, anchor: str) -> Element:
    """An encounter's kind is nowhere in the record: what it was is in its diagnoses."""
    day = visit.first_day
    when = day.isoformat() if day else ""
    low = point("low", when)
    observed = [
        _observation(each.id, _diagnosis(each), anchor, element("effectiveTime", low)) for each in visit.diagnoses
    ]
    diagnosed = element(
        "act",
        *template("2.16.840.1.113883.10.20.22.4.80", "2015-08-01"),
        code("code", "29308-4", LOINC, "Diagnosis"),
        *(element("entryRelationship", each, typeCode="SUBJ") for each in observed),
        classCode="ACT",
        moodCode="EVN",
    )
    return element(
        "encounter",
        *template("2.16.840.1.113883.10.20.22.4.49", "2015-08-01"),
        identifier(visit.id),
        element("code", nullFlavor="UNK"),
        reference(anchor),
        point("effectiveTime", when),
        element("entryRelationship", diagnosed, typeCode="COMP"),
        classCode="ENC",
        moodCode="EVN",
    )


def _diagnosis(diagnosis: Diagnosis) -> Concept:
    """ICD-10-CM has a dot after the third character; claims carry none."""
    bare = diagnosis.code.replace(".", "")
    dotted = f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
    return Concept(joined((diagnosis.name, dotted), " "), (Coding(CodeSystem.ICD_10_CM, dotted, diagnosis.name),))
