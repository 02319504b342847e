"""Allergies and intolerances, each a concern about an observation with its reactions."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import (
    AllergyCategory,
    AllergyIntolerance,
    AllergyType,
    ClinicalStatus,
    Criticality,
    Reaction,
    Severity,
)
from polyclinic.core.clinical.summary import Summary
from polyclinic.standards.ccda.sections import Row, Section, name_of, reference, section
from polyclinic.standards.ccda.values import (
    ACT_CLASS,
    ACT_CODE,
    LOINC,
    SNOMED_CT,
    code,
    concept,
    identifier,
    joined,
    part_id,
    shown,
    span,
    template,
)
from polyclinic.standards.ccda.xml import Element, element

_SECTION = Section(
    "2.16.840.1.113883.10.20.22.2.6.1",
    "2015-08-01",
    "48765-2",
    "Allergies and adverse reactions",
    ("Substance", "Reaction", "Criticality", "Status", "Since", "Note"),
)
_TYPES = {
    (AllergyType.ALLERGY, AllergyCategory.MEDICATION): ("416098002", "Allergy to drug"),
    (AllergyType.ALLERGY, AllergyCategory.FOOD): ("414285001", "Allergy to food"),
    (AllergyType.ALLERGY, None): ("419199007", "Allergy to substance"),
    (AllergyType.INTOLERANCE, AllergyCategory.MEDICATION): ("59037007", "Drug intolerance"),
    (AllergyType.INTOLERANCE, AllergyCategory.FOOD): ("235719002", "Food intolerance"),
    (AllergyType.INTOLERANCE, None): ("420134006", "Propensity to adverse reactions"),
}
"""SNOMED CT codes of the value set Allergy and Intolerance Type."""
_SEVERITIES = {
    Severity.MILD: ("255604002", "Mild"),
    Severity.MODERATE: ("6736007", "Moderate"),
    Severity.SEVERE: ("24484000", "Severe"),
}
_CRITICALITIES = {
    Criticality.LOW: ("CRITL", "low criticality"),
    Criticality.HIGH: ("CRITH", "high criticality"),
    Criticality.UNKNOWN: ("CRITU", "unable to assess criticality"),
}
_OVER = {ClinicalStatus.INACTIVE, ClinicalStatus.RESOLVED}


def allergies(summary: Summary) -> Element:
    found = [(f"allergy-{at}", allergy) for at, allergy in enumerate(summary.allergies.items, 1)]
    rows = [Row(anchor, _cells(allergy, summary.zone)) for anchor, allergy in found]
    entries = [_concern(allergy, anchor) for anchor, allergy in found]
    return section(_SECTION, rows, entries, more=summary.allergies.has_more)


def _cells(allergy: AllergyIntolerance, zone: ZoneInfo) -> tuple[str, ...]:
    reactions = joined(
        joined((each.manifestation.label, f"({each.severity})" if each.severity else ""), " ")
        for each in allergy.reactions
    )
    return (
        allergy.code.label,
        reactions,
        allergy.criticality or "",
        allergy.status.value,
        shown(allergy.onset, zone),
        allergy.note,
    )


def _concern(allergy: AllergyIntolerance, anchor: str) -> Element:
    over = allergy.status in _OVER
    return element(
        "act",
        *template("2.16.840.1.113883.10.20.22.4.30", "2015-08-01"),
        identifier(allergy.id),
        code("code", "CONC", ACT_CLASS, "Concern"),
        element("statusCode", code="completed" if over else "active"),
        span(allergy.onset, allergy.resolved, over=over),
        element("entryRelationship", _observation(allergy, anchor, over=over), typeCode="SUBJ"),
        classCode="ACT",
        moodCode="EVN",
    )


def _observation(allergy: AllergyIntolerance, anchor: str, *, over: bool) -> Element:
    category = allergy.category if (allergy.type, allergy.category) in _TYPES else None
    value = code("value", *_snomed(_TYPES[allergy.type, category]))
    value.set("xsi:type", "CD")
    return element(
        "observation",
        *template("2.16.840.1.113883.10.20.22.4.7", "2014-06-09"),
        identifier(part_id(allergy.id, "observation")),
        code("code", "ASSERTION", ACT_CODE, "Assertion"),
        reference(anchor),
        element("statusCode", code="completed"),
        span(allergy.onset, allergy.resolved, over=over),
        value,
        _substance(allergy, anchor),
        *_details(allergy),
        classCode="OBS",
        moodCode="EVN",
        negationInd="true" if allergy.none_known else None,
    )


def _substance(allergy: AllergyIntolerance, anchor: str) -> Element:
    """What it is that is not tolerated; of somebody without allergies it is not applicable."""
    if allergy.none_known:
        named = element("code", nullFlavor="NA")
    else:
        named = concept("code", allergy.code, name_of(anchor))
    role = element("participantRole", element("playingEntity", named, classCode="MMAT"), classCode="MANU")
    return element("participant", role, typeCode="CSM")


def _details(allergy: AllergyIntolerance) -> Iterator[Element]:
    for at, reaction in enumerate(allergy.reactions):
        observed = _reaction(part_id(allergy.id, f"reaction-{at}"), reaction)
        yield element("entryRelationship", observed, typeCode="MFST", inversionInd="true")
    if allergy.criticality:
        value, display = _CRITICALITIES[allergy.criticality]
        about = code("code", "82606-5", LOINC, "Allergy or intolerance criticality")
        grade = code("value", value, "2.16.840.1.113883.5.1063", display)
        yield _judgement(template("2.16.840.1.113883.10.20.22.4.145"), about, grade)


def _reaction(id: str, reaction: Reaction) -> Element:
    severity = None
    if reaction.severity:
        about = code("code", "SEV", ACT_CODE, "Severity")
        grade = code("value", *_snomed(_SEVERITIES[reaction.severity]))
        severity = _judgement(template("2.16.840.1.113883.10.20.22.4.8", "2014-06-09"), about, grade)
    return element(
        "observation",
        *template("2.16.840.1.113883.10.20.22.4.9", "2014-06-09"),
        identifier(id),
        code("code", "ASSERTION", ACT_CODE, "Assertion"),
        element("text", reaction.manifestation.label),
        element("statusCode", code="completed"),
        concept("value", reaction.manifestation, only=SNOMED_CT, typed=True),
        severity,
        classCode="OBS",
        moodCode="EVN",
    )


def _judgement(ids: list[Element], about: Element, grade: Element) -> Element:
    """How bad: the observation that it belongs to is its subject."""
    grade.set("xsi:type", "CD")
    done = element("statusCode", code="completed")
    observation = element("observation", *ids, about, done, grade, classCode="OBS", moodCode="EVN")
    return element("entryRelationship", observation, typeCode="SUBJ", inversionInd="true")


def _snomed(of: tuple[str, str]) -> tuple[str, str, str]:
    value, display = of
    return value, SNOMED_CT, display
