"""The Continuity of Care Document of HL7's Consolidated CDA, release 2.1."""

from polyclinic.core.clinical.summary import Summary
from polyclinic.standards.ccda.allergies import allergies
from polyclinic.standards.ccda.header import header
from polyclinic.standards.ccda.medications import medications
from polyclinic.standards.ccda.observations import results, social_history, vital_signs
from polyclinic.standards.ccda.problems import problems, visits
from polyclinic.standards.ccda.procedures import plan, procedures
from polyclinic.standards.ccda.xml import document, element

_SECTIONS = (allergies, medications, problems, procedures, results, vital_signs, social_history, visits, plan)


def ccd(summary: Summary) -> str:
    """A patient's summary as XML. What the record does not know is said to be unknown, not left out.

    Characters that XML 1.0 cannot hold are dropped, whatever field they are in.
    """
    body = element("structuredBody", *(make(summary) for make in _SECTIONS))
    return document("ClinicalDocument", *header(summary), element("component", body))
