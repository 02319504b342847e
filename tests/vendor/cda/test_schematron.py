"""A second engine on C-CDA documents: npm's oe-cda-schematron, whose schematron comes with the tables of value sets.

The tests that always run have HL7's later schematron, without those tables.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from polyclinic.standards.ccda.document import ccd
from tests.standards.summaries import full, summary
from tests.support.node import NODE, needs_node, npm_install

IGNORED = 1
"""Assertions that its XPath does not understand."""

pytestmark = [pytest.mark.separate, needs_node]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as locked."""
    return npm_install(Path(__file__).parent / "schematron", tmp_path_factory.mktemp("cda"))


def test_documents_are_valid_and_a_broken_one_is_not(installed: Path) -> None:
    xml = ccd(full())
    broken = xml.replace('classCode="SBADM" moodCode="EVN"', 'classCode="SBADM" moodCode="RQO"')
    broken = re.sub(r"<birthTime [^>]*>", "", broken, count=1)
    assert broken.count('"RQO"') == 1
    documents = {"full.xml": xml, "empty.xml": ccd(summary()), "broken.xml": broken}
    for name, text in documents.items():
        (installed / name).write_text(text)
    run = subprocess.run(
        [NODE, "validate.js", *documents],
        cwd=installed,
        check=True,
        capture_output=True,
        text=True,
        timeout=500,
    )
    found: list[dict[str, Any]] = json.loads(run.stdout)
    reports = dict(zip(documents, found, strict=True))
    assert {name: report["errors"] for name, report in reports.items() if name != "broken.xml"} == {
        "full.xml": [],
        "empty.xml": [],
    }
    assert {report["ignored"] for report in found} == {IGNORED}
    said = " ".join(reports["broken.xml"]["errors"])
    assert "CONF:1198-5298" in said, "birthTime"
    assert "CONF:1098-7497" in said, "a mood that is not in the value set"
