"""Medications: what is taken, how much, how often."""

from zoneinfo import ZoneInfo

from polyclinic.core.clinical.model import Dosage, MedicationStatement, MedicationStatus
from polyclinic.core.clinical.summary import Summary
from polyclinic.standards.ccda.sections import Row, Section, name_of, reference, section
from polyclinic.standards.ccda.values import concept, identifier, joined, number, quantity, shown, span, template
from polyclinic.standards.ccda.xml import Element, element

_SECTION = Section(
    "2.16.840.1.113883.10.20.22.2.1.1",
    "2014-06-09",
    "10160-0",
    "Medications",
    ("Medication", "Dosage", "Status", "From", "Until", "Note"),
)
_STATUSES = {
    MedicationStatus.ACTIVE: "active",
    MedicationStatus.INTENDED: "active",
    MedicationStatus.UNKNOWN: "active",
    MedicationStatus.COMPLETED: "completed",
    MedicationStatus.ON_HOLD: "suspended",
    MedicationStatus.STOPPED: "aborted",
    MedicationStatus.NOT_TAKEN: "aborted",
}
_OVER = {MedicationStatus.COMPLETED, MedicationStatus.STOPPED}


def medications(summary: Summary) -> Element:
    found = [(f"medication-{at}", each) for at, each in enumerate(summary.medications.items, 1)]
    rows = [Row(anchor, _cells(each, summary.zone)) for anchor, each in found]
    entries = [_administration(each, anchor) for anchor, each in found]
    return section(_SECTION, rows, entries, more=summary.medications.has_more)


def _cells(medication: MedicationStatement, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        medication.code.label,
        _instructions(medication.dosage),
        medication.status.value,
        shown(medication.start, zone),
        shown(medication.end, zone),
        medication.note,
    )


def _instructions(dosage: Dosage) -> str:
    dose, every = dosage.dose, dosage.every
    return dosage.text or joined(
        (
            f"{number(dose.value)} {dose.unit}" if dose else "",
            dosage.route.label if dosage.route else "",
            f"every {number(every.value)} {every.unit}" if every else "",
        )
    )


def _administration(medication: MedicationStatement, anchor: str) -> Element:
    """A dose that counts tablets has no unit of its own in CDA; the unit 1 is left out."""
    dosage = medication.dosage
    period = span(medication.start, medication.end, over=medication.status in _OVER)
    period.set("xsi:type", "IVL_TS")
    dose = quantity("doseQuantity", dosage.dose)
    if dose.get("unit") == "1":
        del dose.attrib["unit"]
    return element(
        "substanceAdministration",
        *template("2.16.840.1.113883.10.20.22.4.16", "2014-06-09"),
        identifier(medication.id),
        reference(anchor),
        element("statusCode", code=_STATUSES[medication.status]),
        period,
        _frequency(dosage),
        concept("routeCode", dosage.route) if dosage.route else None,
        dose,
        element("consumable", _product(medication, anchor)),
        classCode="SBADM",
        moodCode="INT" if medication.status is MedicationStatus.INTENDED else "EVN",
        negationInd="true" if medication.status is MedicationStatus.NOT_TAKEN else None,
    )


def _frequency(dosage: Dosage) -> Element | None:
    if dosage.every is None:
        return None
    period = quantity("period", dosage.every)
    return element("effectiveTime", period, xsi_type="PIVL_TS", institutionSpecified="true", operator="A")


def _product(medication: MedicationStatement, anchor: str) -> Element:
    material = element("manufacturedMaterial", concept("code", medication.code, name_of(anchor)))
    ids = template("2.16.840.1.113883.10.20.22.4.23", "2014-06-09")
    return element("manufacturedProduct", *ids, material, classCode="MANU")
