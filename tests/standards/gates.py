"""HL7's own gates for a CDA document: the schema with the SDTC extensions, and the schematron of C-CDA R2.1."""

from functools import cache
from pathlib import Path

from lxml import etree, isoschematron

CDA = Path(__file__).parent / "cda"
SCH = "{http://purl.oclc.org/dsdl/schematron}"
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
HL7 = {"cda": "urn:hl7-org:v3", "sdtc": "urn:hl7-org:sdtc"}


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(CDA / "xsd" / "infrastructure" / "cda" / "CDA_SDTC.xsd"))


@cache
def schematron() -> isoschematron.Schematron:
    """Without the assertions that look into ``voc.xml``, tables of value sets which HL7 does not publish with it."""
    rules = etree.parse(CDA / "ccda-r2.1.sch")
    for assertion in list(rules.iter(f"{SCH}assert")):
        if "voc.xml" in (assertion.get("test") or ""):
            parent = assertion.getparent()
            assert parent is not None
            parent.remove(assertion)
    # the file is no valid schematron by lxml's own schema, which is stricter than other engines
    return isoschematron.Schematron(rules, validate_schema=False, store_report=True, phase="errors")


def schema_problems(xml: str) -> list[str]:
    document = etree.fromstring(xml)
    return [] if schema().validate(document) else [f"{error.line}: {error.message}" for error in schema().error_log]


def schematron_problems(xml: str) -> list[str]:
    """What the phase ``errors`` finds: everything that C-CDA says a document SHALL hold."""
    gate = schematron()
    gate.validate(etree.fromstring(xml))
    report = gate.validation_report
    assert report is not None
    failed = report.xpath("//svrl:failed-assert/svrl:text", namespaces=SVRL)
    return sorted({" ".join("".join(each.itertext()).split()) for each in failed})


def problems(xml: str) -> list[str]:
    return schema_problems(xml) or schematron_problems(xml)
