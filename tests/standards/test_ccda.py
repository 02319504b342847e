"""The Continuity of Care Document: valid by HL7's own gates, and saying what the record says."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from polyclinic.core.clinical.model import (
    NO_KNOWN_ALLERGY,
    AllergyCategory,
    AllergyType,
    ClinicalStatus,
    CodeSystem,
    Concept,
    Criticality,
    Dosage,
    MedicationStatus,
    ObservationStatus,
    ProcedureStatus,
    Quantity,
    Reaction,
    Severity,
)
from polyclinic.core.clinical.summary import Summary
from polyclinic.core.patients.model import Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Page
from polyclinic.standards.ccda.document import ccd
from polyclinic.standards.ccda.xml import clean
from tests.standards.gates import HL7, problems, schema_problems, schematron_problems
from tests.standards.summaries import ANA, full, notes, pages, summary, with_texts
from tests.support import clinical

CCD = "2.16.840.1.113883.10.20.22"
REQUIRED = {
    f"{CCD}.2.6.1": ("2015-08-01", "48765-2"),
    f"{CCD}.2.1.1": ("2014-06-09", "10160-0"),
    f"{CCD}.2.5.1": ("2015-08-01", "11450-4"),
    f"{CCD}.2.3.1": ("2015-08-01", "30954-2"),
    f"{CCD}.2.17": ("2015-08-01", "29762-2"),
    f"{CCD}.2.4.1": ("2015-08-01", "8716-3"),
    f"{CCD}.2.7.1": ("2014-06-09", "47519-4"),
    f"{CCD}.2.10": ("2014-06-09", "18776-5"),
}
"""Template, version and LOINC code of every section that a CCD shall or should have."""


def parsed(xml: str) -> etree._Element:
    return etree.fromstring(xml)


def found(root: etree._Element, path: str) -> list[Any]:
    return list(root.xpath(path, namespaces=HL7))


def one(root: etree._Element, path: str) -> Any:
    (only,) = found(root, path)
    return only


# -- what it holds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [summary(), full()], ids=["nothing", "everything"])
def test_a_document_is_valid_and_has_every_section_and_template(made: Summary) -> None:
    xml = ccd(made)
    assert problems(xml) == []
    root = parsed(xml)
    versions = [(each.get("root"), each.get("extension")) for each in found(root, "cda:templateId")]
    for header in (f"{CCD}.1.1", f"{CCD}.1.2"):
        assert (header, "2015-08-01") in versions
        assert (header, None) in versions
    for template, (version, loinc) in REQUIRED.items():
        section = one(root, f"//cda:section[cda:templateId[@root='{template}'][@extension='{version}']]")
        assert one(section, "cda:code/@code") == loinc
        assert one(section, "cda:title").text


def test_with_nothing_on_record_every_section_says_so() -> None:
    root = parsed(ccd(summary()))
    assert {each.get("nullFlavor") for each in found(root, "//cda:section")} == {"NI"}
    assert found(root, "//cda:entry") == []
    assert {one(each, "cda:text").text for each in found(root, "//cda:section")} == {"No information."}


def test_every_entry_points_at_words_that_are_there() -> None:
    root = parsed(ccd(full()))
    pointed = [value.removeprefix("#") for value in found(root, "//cda:entry//cda:reference/@value")]
    assert len(pointed) > 15
    assert set(pointed) <= set(found(root, "//cda:text//@ID"))
    assert {len(found(each, "cda:entry")) for each in found(root, "//cda:section")} == {1}


CODES = {
    "allergies": ("7984", "2.16.840.1.113883.6.88", "Penicillin V"),
    "the reaction": ("247472004", "2.16.840.1.113883.6.96", "Hives"),
    "medications": ("314076", "2.16.840.1.113883.6.88", "lisinopril 10 MG Oral Tablet"),
    "problems": ("38341003", "2.16.840.1.113883.6.96", "Hypertensive disorder"),
    "their ICD-10-CM": ("I10", "2.16.840.1.113883.6.90", "Essential (primary) hypertension"),
    "results": ("2345-7", "2.16.840.1.113883.6.1", "Glucose"),
    "vital signs": ("8480-6", "2.16.840.1.113883.6.1", "Systolic blood pressure"),
    "smoking": ("8517006", "2.16.840.1.113883.6.96", "Former smoker"),
    "procedures": ("73761001", "2.16.840.1.113883.6.96", "Colonoscopy"),
    "visits": ("M54.50", "2.16.840.1.113883.6.90", "Low back pain, unspecified"),
}


@pytest.mark.parametrize("what", CODES)
def test_codes_are_those_of_the_record(what: str) -> None:
    code, system, display = CODES[what]
    coded = one(parsed(ccd(full())), f"//cda:entry//*[@code='{code}']")
    assert (coded.get("codeSystem"), coded.get("displayName")) == (system, display)


def test_measures_and_times_are_those_of_the_record() -> None:
    root = parsed(ccd(full()))
    glucose = one(root, "//cda:observation[cda:code/@code='2345-7']")
    value = one(glucose, "cda:value")
    assert (value.get("value"), value.get("unit")) == ("112.50", "mg/dL")
    assert one(glucose, "cda:effectiveTime/@value") == "20260115143000+0000"
    assert one(glucose, "cda:interpretationCode/@code") == "H"
    low, high = found(glucose, "cda:referenceRange/cda:observationRange/cda:value/*/@value")
    assert (low, high) == ("70", "99")
    shown = [each.text for each in found(root, "//cda:tr[@ID='result-1']/cda:td")]
    assert shown == ["Glucose", "112.50 mg/dL", "H", "70 to 99", "2026-01-15 09:30", None], "times as the practice's"
    assert one(root, "//cda:act[.//cda:value/@code='38341003']/cda:effectiveTime/cda:low/@value") == "201911"
    assert one(root, "//cda:substanceAdministration/cda:effectiveTime/cda:period/@value") == "24"
    assert one(root, "//cda:substanceAdministration/cda:doseQuantity/@unit") == "{tablet}"


def test_the_patient_is_told_as_recorded() -> None:
    role = one(parsed(ccd(full())), "cda:recordTarget/cda:patientRole")
    assert [each.text for each in found(role, "cda:patient/cda:name/*")] == ["Ana", "María", "Silva"]
    assert one(role, "cda:patient/cda:birthTime/@value") == "19620730"
    assert one(role, "cda:patient/cda:administrativeGenderCode/@code") == "F"
    assert one(role, "cda:patient/cda:raceCode/@code") == "2106-3"
    assert one(role, "cda:patient/cda:ethnicGroupCode/@code") == "2186-5"
    assert one(role, "cda:patient/cda:languageCommunication/cda:languageCode/@code") == "en"
    assert found(role, "cda:telecom/@value") == ["tel:+1-555-200-0100", "mailto:ana@example.com"]
    assert one(role, "cda:addr/cda:postalCode").text == "12207"
    assert one(role, "cda:id/@root") == ANA.id


INDIA = Address(("14/2, Panaji Road",), "Mapusa", "GA", "403507", "", "IN", "North Goa")
LITTLE: dict[str, Patient] = {
    "a family name alone": Patient(name=HumanName(family="Iyer")),
    "a given name alone": Patient(name=HumanName("Ines")),
    "from India": Patient(name=HumanName("आरती", "शर्मा"), address=INDIA, gender=Gender.OTHER),
    "abroad, nothing else": Patient(name=HumanName("Ana"), address=Address(country="IN")),
    "would not say": replace(ANA, gender=Gender.NOT_GIVEN, race="declined", ethnicity="Prefer tea", language="Tulu"),
    "no real phone": Patient(name=HumanName("Ana"), telecoms=(Telecom("phone", "()"), Telecom("email", " "))),
    "many lines": Patient(name=HumanName("Ana"), address=Address(tuple("abcdef"), "Albany", "NY", "12207")),
}


def test_patients_of_whom_little_is_known() -> None:
    documents = [ccd(summary(patient)) for patient in LITTLE.values()]
    assert [schema_problems(xml) for xml in documents] == [[]] * len(LITTLE)
    # a document may be about several patients: so the slow gate is passed once
    all_of_them = parsed(documents[0])
    first = one(all_of_them, "cda:recordTarget")
    for xml in documents[1:]:
        first.addnext(one(parsed(xml), "cda:recordTarget"))
    assert problems(etree.tostring(all_of_them, encoding="unicode")) == []
    unborn = [patient for patient in LITTLE.values() if patient.birth_date is None]
    assert len(found(all_of_them, "//cda:birthTime[@nullFlavor='UNK']")) == len(unborn)


def test_what_was_told_in_words_that_have_no_code_stays_words() -> None:
    patient = one(parsed(ccd(summary(LITTLE["would not say"]))), "//cda:recordTarget//cda:patient")
    assert one(patient, "cda:administrativeGenderCode/@nullFlavor") == "ASKU"
    assert one(patient, "cda:raceCode/@nullFlavor") == "ASKU"
    assert one(patient, "cda:ethnicGroupCode/@nullFlavor") == "OTH"
    assert one(patient, "cda:ethnicGroupCode/cda:originalText").text == "Prefer tea"
    assert found(patient, "cda:languageCommunication") == []


def test_no_known_allergies_is_not_the_same_as_nothing_known() -> None:
    none = clinical.allergy(ANA.id, code=clinical.coded("No known allergy", CodeSystem.SNOMED_CT, NO_KNOWN_ALLERGY))
    xml = ccd(summary(**pages(allergies=[replace(none, reactions=(), category=None, criticality=None)])))
    assert problems(xml) == []
    observation = one(parsed(xml), "//cda:act/cda:entryRelationship/cda:observation")
    assert observation.get("negationInd") == "true"
    assert one(observation, ".//cda:playingEntity/cda:code/@nullFlavor") == "NA"


ALL: dict[str, list[Any]] = {
    "allergies": [
        *(clinical.allergy("", status=ClinicalStatus(each)) for each in ("active", "inactive", "resolved")),
        *(clinical.allergy("", type=kind, category=each) for kind in AllergyType for each in (None, *AllergyCategory)),
        *(clinical.allergy("", criticality=each) for each in (None, *Criticality)),
        clinical.allergy("", reactions=tuple(Reaction(clinical.HIVES, each) for each in (None, *Severity))),
    ],
    "medications": [clinical.medication("", status=each) for each in MedicationStatus],
    "conditions": [clinical.condition("", status=each) for each in ClinicalStatus],
    "results": [clinical.result("", status=each) for each in ObservationStatus],
    "vital_signs": [clinical.vital_sign("", status=each) for each in ObservationStatus],
    "social_history": [clinical.smoking_status("", status=each) for each in ObservationStatus],
    "procedures": [clinical.procedure("", status=each) for each in ProcedureStatus],
}


# what has not been found yet, or was called off, says nothing about the patient
PENDING = {ObservationStatus.REGISTERED, ObservationStatus.PRELIMINARY, ObservationStatus.CANCELLED}


def test_every_status_and_kind_has_its_place() -> None:
    xml = ccd(summary(**pages(**ALL)))
    assert problems(xml) == []
    made = set(found(parsed(xml), "//cda:entry//cda:id/@root"))
    for section, entries in ALL.items():
        left_out = PENDING if section in ("vital_signs", "social_history") else set()
        assert [each.id in made for each in entries] == [each.status not in left_out for each in entries], section


def test_a_measure_in_words_is_never_passed_off_as_ucum() -> None:
    odd = Quantity(Decimal(7), "out of 10")
    made = pages(
        results=[clinical.result(ANA.id, quantity=odd)],
        vital_signs=[clinical.vital_sign(ANA.id, quantity=odd)],
        medications=[clinical.medication(ANA.id, dosage=Dosage(dose=odd))],
    )
    xml = ccd(summary(**made))
    assert problems(xml) == []
    root = parsed(xml)
    assert one(root, "//cda:observation[cda:code/@code='2345-7']/cda:value").text == "7 out of 10"
    assert one(root, "//cda:observation[cda:code/@code='8480-6']/cda:value/@nullFlavor") == "OTH"
    assert one(root, "//cda:doseQuantity/@nullFlavor") == "OTH"
    assert len(found(root, "//cda:td[text()='7 out of 10']")) == 3


def test_what_has_no_code_is_told_in_words() -> None:
    made = pages(
        conditions=[clinical.condition(ANA.id, code=Concept("Aches at night"))],
        social_history=[clinical.smoking_status(ANA.id, concept=Concept("A pipe on Sundays"))],
    )
    xml = ccd(summary(**made))
    assert problems(xml) == []
    root = parsed(xml)
    value = one(root, "//cda:value[@nullFlavor='OTH'][cda:originalText/cda:reference/@value='#problem-1-name']")
    assert one(value, "cda:originalText").text == "Aches at night"
    assert found(root, f"//cda:templateId[@root='{CCD}.4.78']") == [], "the template wants a code"
    assert found(root, "//cda:td[text()='A pipe on Sundays']")


def test_a_list_that_was_cut_short_says_so() -> None:
    xml = ccd(summary(allergies=Page([clinical.allergy(ANA.id)], has_more=True)))
    assert schema_problems(xml) == []
    assert one(parsed(xml), "//cda:paragraph").text == "Only 1 are listed; there are more."


def test_a_document_is_new_but_its_entries_keep_their_ids() -> None:
    made = full()
    first, second = (parsed(ccd(made)) for _ in range(2))
    assert one(first, "cda:id/@root") != one(second, "cda:id/@root")
    ids = "//cda:entry//cda:id/@root"
    assert found(first, ids) == found(second, ids)
    assert len(found(first, ids)) == len(set(found(first, ids)))


# -- the gates really close -------------------------------------------------------------------------------------------


def drop(path: str) -> Callable[[etree._Element], None]:
    def mutate(root: etree._Element) -> None:
        for node in found(root, path):
            node.getparent().remove(node)

    return mutate


def put(path: str, name: str, value: str) -> Callable[[etree._Element], None]:
    def mutate(root: etree._Element) -> None:
        for node in found(root, path):
            node.set(name, value)

    return mutate


MEDICATIONS = "//cda:section[cda:code/@code='10160-0']/cda:entry"
VITAL_SIGNS = f"//cda:component[cda:section/cda:templateId[@root='{CCD}.2.4.1']]"
BARE = "A compatible R1.1 templateId without an extension must be included with an R2.1 templateId (templateId: "
BROKEN: dict[str, tuple[Callable[[etree._Element], None], str]] = {
    "no bare template": (drop(f"cda:templateId[@root='{CCD}.1.2'][not(@extension)]"), f"{BARE}{CCD}.1.2:2015-08-01)"),
    "nor of an entry": (drop(f"//cda:templateId[@root='{CCD}.4.7'][not(@extension)]"), f"{BARE}{CCD}.4.7:2014-06-09)"),
    "no template of an entry": (drop(f"//cda:templateId[@root='{CCD}.4.1']"), "CONF:1198-7112"),
    "no birth time": (drop("//cda:birthTime"), "CONF:1198-5298"),
    "no race": (drop("//cda:raceCode"), "CONF:1198-5322"),
    "no custodian's phone": (drop("//cda:custodian//cda:telecom"), "CONF:1198-5525"),
    "no end of care": (drop("//cda:serviceEvent/cda:effectiveTime/cda:high"), "CONF:1198-8455"),
    "no vital signs": (drop(VITAL_SIGNS), "CONF:1198-30689"),
    "a section without entries": (drop(MEDICATIONS), "CONF:1098-7572"),
    "another kind of document": (put("cda:code", "code", "11488-4"), "CONF:1198-17181"),
    "no substance": (drop("//cda:participant[@typeCode='CSM']"), "CONF:1098-7402"),
}
SPOILT: dict[str, tuple[Callable[[etree._Element], None], str]] = {
    "an attribute that is none": (put("//cda:administrativeGenderCode", "gender", "F"), "administrativeGenderCode"),
    "a code with a blank": (put("//cda:statusCode", "code", "a b"), "a b"),
    "a time that is none": (put("//cda:birthTime", "value", "May 1962"), "May 1962"),
    "an element out of place": (lambda root: root.append(etree.Element("{urn:hl7-org:v3}title")), "title"),
}


def test_the_schematron_refuses_a_broken_document() -> None:
    root = parsed(ccd(full()))
    for mutate, _ in BROKEN.values():
        mutate(root)
    said = " ".join(schematron_problems(etree.tostring(root, encoding="unicode")))
    assert [what for what, (_, words) in BROKEN.items() if words not in said] == []


@pytest.mark.parametrize("what", SPOILT)
def test_the_schema_refuses_a_spoilt_document(what: str) -> None:
    mutate, words = SPOILT[what]
    root = parsed(ccd(full()))
    mutate(root)
    assert words in " ".join(schema_problems(etree.tostring(root, encoding="unicode")))


# -- any text in any field --------------------------------------------------------------------------------------------

NASTY = (
    "",
    " ",
    "]]><script>alert('1')</script>",
    '<section nullFlavor="NI"/>&amp;&#0;',
    "\x00\x08\x1f\x7f\x85\ud800\udfff\ufffe\uffff",
    "a\r\nb\rc\td",
    "👩🏽‍⚕️ 🤒",
    "\u202eعربى\u202c",
    "%zz:// @ #",
    "x" * 10_000,
)
ANY = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(), st.text(st.characters(exclude_categories=()))), min_size=1, max_size=7
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY)
@example(list(NASTY))
@example(["]]><script>"])
def test_any_text_in_any_field_gives_a_valid_document_that_says_it(texts: list[str]) -> None:
    made = with_texts(texts)
    xml = ccd(made)
    assert schema_problems(xml) == []
    root = parsed(xml)
    cells = {"".join(each.itertext()) for each in found(root, "//cda:td")}
    assert {clean(note) for note in notes(made)} <= cells
    assert set(re.findall(r"<(script|foo)\b", xml)) == set()
    family = clean(made.patient.name.family)
    written = found(root, "//cda:recordTarget//cda:family")[0]
    assert (written.text == family) if family.strip() else written.get("nullFlavor") == "UNK"
    lines = [clean(line) for line in made.patient.address.lines] if made.patient.address else []
    streets = [each.text for each in found(root, "//cda:patientRole/cda:addr/cda:streetAddressLine") if each.text]
    assert [line for line in lines[:2] if line.strip()] == streets[: len([line for line in lines[:2] if line.strip()])]


@pytest.mark.parametrize("texts", [NASTY, [""]], ids=["nasty", "empty"])
def test_nothing_in_a_field_breaks_what_a_document_shall_hold(texts: list[str]) -> None:
    assert schematron_problems(ccd(with_texts([*texts]))) == []


def test_what_xml_cannot_hold_is_dropped_and_nothing_else() -> None:
    assert clean("a\x00b\ud800c\ufffed") == "abcd"
    assert clean("line\r\nline\rline") == "line\nline\nline"
    assert clean("\t\n \x7f é 漢 👩🏽 \U0010fffd") == "\t\n \x7f é 漢 👩🏽 \U0010fffd"


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)))  # noqa: DTZ001  # hypothesis takes naive bounds
@settings(max_examples=20, deadline=None)
def test_any_time_is_written_as_a_timestamp(moment: datetime) -> None:
    made = full()
    planned = replace(made.planned.items[0], start=moment.replace(tzinfo=UTC))
    xml = ccd(replace(made, planned=Page([planned], has_more=False)))
    assert schema_problems(xml) == []
