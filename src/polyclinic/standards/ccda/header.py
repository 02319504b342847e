"""The US Realm header: whose document it is, who made it, who keeps it."""

import re
from collections.abc import Mapping

from polyclinic.core.clinical.summary import Summary
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import fold
from polyclinic.standards.ccda.values import (
    LOINC,
    address,
    birth_time,
    code,
    identifier,
    person_name,
    telecom,
    telecoms,
    template,
    text,
    timestamp,
)
from polyclinic.standards.ccda.xml import Element, clean, element

TITLE = "Continuity of Care Document"
SOFTWARE = "Polyclinic"

_RACE_AND_ETHNICITY = "2.16.840.1.113883.6.238"
_GENDER = "2.16.840.1.113883.5.1"
_NPI = "2.16.840.1.113883.4.6"
_GENDERS = {Gender.MALE: ("M", "Male"), Gender.FEMALE: ("F", "Female"), Gender.OTHER: ("UN", "Undifferentiated")}
_RACES = {
    ("1002-5", "American Indian or Alaska Native"): ("american indian", "alaska native", "indian"),
    ("2028-9", "Asian"): (),
    ("2054-5", "Black or African American"): ("black", "african american"),
    ("2076-8", "Native Hawaiian or Other Pacific Islander"): ("native hawaiian", "hawaiian", "pacific islander"),
    ("2106-3", "White"): ("caucasian",),
}
_ETHNICITIES = {
    ("2135-2", "Hispanic or Latino"): ("hispanic", "latino"),
    ("2186-5", "Not Hispanic or Latino"): ("not hispanic", "not_hispanic", "non-hispanic"),
}
"""CDC's codes and their names, and the words that the record may hold for them: it keeps what it was told."""
_DECLINED = frozenset({"declined", "declined to specify", "asked but unknown"})
_LANGUAGES = {
    **{"arabic": "ar", "bengali": "bn", "chinese": "zh", "english": "en", "french": "fr", "german": "de"},
    **{"gujarati": "gu", "hindi": "hi", "italian": "it", "japanese": "ja", "kannada": "kn", "korean": "ko"},
    **{"malayalam": "ml", "mandarin": "zh", "marathi": "mr", "polish": "pl", "portuguese": "pt", "punjabi": "pa"},
    **{"russian": "ru", "spanish": "es", "tagalog": "tl", "tamil": "ta", "telugu": "te", "urdu": "ur"},
    "vietnamese": "vi",
}
_LANGUAGE_CODE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")

Words = Mapping[tuple[str, str], tuple[str, ...]]


def header(summary: Summary) -> list[Element]:
    """Everything that stands before the body."""
    now = element("effectiveTime", value=timestamp(summary.at))
    return [
        element("realmCode", code="US"),
        element("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040"),
        *template("2.16.840.1.113883.10.20.22.1.1", "2015-08-01"),
        *template("2.16.840.1.113883.10.20.22.1.2", "2015-08-01"),
        identifier(new_id()),
        code("code", "34133-9", LOINC, "Summarization of Episode Note"),
        element("title", TITLE),
        now,
        code("confidentialityCode", "N", "2.16.840.1.113883.5.25", "normal"),
        element("languageCode", code="en-US"),
        element("recordTarget", _patient_role(summary)),
        _author(summary),
        _custodian(summary),
        _service_event(summary),
    ]


# -- the patient ------------------------------------------------------------------------------------------------------


def _patient_role(summary: Summary) -> Element:
    patient = summary.patient
    return element(
        "patientRole",
        identifier(patient.id),
        address(patient.address, "HP"),
        *telecoms(patient.telecoms),
        element(
            "patient",
            person_name(patient.name, "L"),
            _gender(patient.gender),
            birth_time(patient.birth_date),
            _category("raceCode", patient.race, _RACES),
            _category("ethnicGroupCode", patient.ethnicity, _ETHNICITIES),
            _language(patient.language),
        ),
    )


def _gender(gender: Gender) -> Element:
    if gender in _GENDERS:
        value, display = _GENDERS[gender]
        return code("administrativeGenderCode", value, _GENDER, display)
    return element("administrativeGenderCode", nullFlavor="ASKU" if gender is Gender.NOT_GIVEN else "UNK")


def _category(name: str, told: str, words: Words) -> Element:
    """A code where what was told means one, else the words themselves."""
    asked = fold(told)
    for (value, display), others in words.items():
        if asked in (value, fold(display), *others):
            return code(name, value, _RACE_AND_ETHNICITY, display)
    if asked in _DECLINED:
        return element(name, nullFlavor="ASKU")
    if not clean(told).strip():
        return element(name, nullFlavor="UNK")
    return element(name, element("originalText", told), nullFlavor="OTH")


def _language(told: str) -> Element | None:
    """Left out where it is no language that has a code here."""
    known = told if _LANGUAGE_CODE.fullmatch(told) else _LANGUAGES.get(fold(told))
    if known is None:
        return None
    return element("languageCommunication", element("languageCode", code=known), element("preferenceInd", value="true"))


# -- who made it, who keeps it ----------------------------------------------------------------------------------------


def _author(summary: Summary) -> Element:
    """The software, for the practice: nobody has looked through what it put together."""
    device = element(
        "assignedAuthoringDevice", element("manufacturerModelName", SOFTWARE), element("softwareName", SOFTWARE)
    )
    return element(
        "author",
        element("time", value=timestamp(summary.at)),
        element(
            "assignedAuthor",
            identifier(summary.practice_id),
            _address(summary),
            _phone(summary),
            device,
            element("representedOrganization", *_organisation(summary)),
        ),
    )


def _custodian(summary: Summary) -> Element:
    organisation = element("representedCustodianOrganization", *_organisation(summary))
    return element("custodian", element("assignedCustodian", organisation))


def _organisation(summary: Summary) -> list[Element]:
    company = summary.legal_entity
    name = company.name if company and clean(company.name).strip() else summary.practice_name
    id = identifier(company.id if company else summary.practice_id)
    return [id, text("name", name), _phone(summary), _address(summary)]


def _address(summary: Summary) -> Element:
    return address(_place(summary), "WP")


def _place(summary: Summary) -> Address | None:
    """Where the practice is: the patient's facility, else the company."""
    for holder in (summary.facility, summary.legal_entity):
        if holder and holder.address:
            return holder.address
    return None


def _phone(summary: Summary) -> Element:
    return telecom("phone", summary.facility.phone if summary.facility else "", "WP")


def _service_event(summary: Summary) -> Element:
    """The care that is summed up: from the patient's registration until now, by the usual doctor."""
    period = element(
        "effectiveTime",
        element("low", value=timestamp(summary.patient.created_at)),
        element("high", value=timestamp(summary.at)),
    )
    doctor = _performer(summary.practitioner) if summary.practitioner else None
    return element("documentationOf", element("serviceEvent", period, doctor, classCode="PCPR"))


def _performer(practitioner: Practitioner) -> Element:
    number = practitioner.npi if re.fullmatch(r"\d{10}", practitioner.npi) else None
    return element(
        "performer",
        code("functionCode", "PCP", "2.16.840.1.113883.5.88", "Primary Care Provider"),
        element(
            "assignedEntity",
            identifier(_NPI, number) if number else element("id", root=_NPI, nullFlavor="UNK"),
            address(practitioner.address, "WP"),
            *telecoms(practitioner.telecoms),
            element("assignedPerson", person_name(practitioner.name)),
        ),
        typeCode="PRF",
    )
