"""Look-ups by plain HTTP and with our client."""

import re
from typing import Any

import pytest

from polyclinic.carestack import AsyncCareStack, CareStack
from polyclinic.core.terminology.model import TermSet
from polyclinic.dialects.carestack.mapping.lookup import SETS, sets_of
from polyclinic.dialects.carestack.wire.lookup import SEMANTIC_TAGS
from tests.dialects.carestack.conftest import Door
from tests.house.tree import ROOT

PATH = "/ai/get-code"


def test_every_tag_stands_for_terms_and_an_unknown_one_for_all() -> None:
    assert set(SETS) == set(SEMANTIC_TAGS)
    assert all(SETS.values())
    assert {each for sets in SETS.values() for each in sets} == set(TermSet)
    assert sets_of(" Diagnosis ") == SETS["diagnosis"]
    assert set(sets_of("finding")) == set(TermSet)


def test_the_page_lists_every_tag() -> None:
    page = (ROOT / "docs/dialects/carestack.md").read_text().partition("## Look-ups")[2].partition("\n## ")[0]
    rows = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]

    assert sorted(re.findall(r"`([^`]+)`", " ".join(rows))) == sorted(SETS)


@pytest.mark.parametrize("tag", SEMANTIC_TAGS)
def test_every_tag_is_answered(door: Door, tag: str) -> None:
    found = door.call("POST", PATH, json={"semanticTag": tag, "searchTerm": "active"})

    assert len(found) <= 10
    assert all(0 < each["similarity"] <= 1 and each["code"] and each["system"] for each in found)


def test_a_diagnosis_by_what_people_call_it(door: Door) -> None:
    found = door.call("POST", PATH, json={"semanticTag": "diagnosis", "searchTerm": "Heart atack"})
    assert door.call("POST", PATH, json={"semanticTag": "diagnosis", "searchTerm": "heart attack"})[0] == {
        "code": "I21",
        "text": "Acute myocardial infarction",
        "similarity": pytest.approx(0.9, abs=0.1),
        "system": "http://hl7.org/fhir/sid/icd-10-cm",
    }
    assert len(found) <= 10


def test_bad_fields_are_named(door: Door) -> None:
    assert door.fields("POST", PATH, json={}) == ["semanticTag", "searchTerm"]
    assert door.fields("POST", PATH, json={"semanticTag": "x" * 101, "searchTerm": "y" * 201}) == [
        "semanticTag",
        "searchTerm",
    ]
    assert door.fields("POST", PATH, json={"semanticTag": "diagnosis", "searchTerm": "  "}) == ["searchTerm"]
    assert door.fields("POST", PATH, json={"semanticTag": 1, "searchTerm": None}) == ["semanticTag", "searchTerm"]


async def test_our_clients(practice: dict[str, Any]) -> None:
    block = practice["carestack"]
    options: dict[str, Any] = {name: block[name] for name in ("base_url", "api_key", "facility_id")}
    async with AsyncCareStack(**options) as client:
        (first, *_) = await client.lookup.find_code("medication", "paracetamol")
        assert (first.code, first.text, first.similarity) == ("DB00316", "Acetaminophen", 1.0)
    with CareStack(**options) as blocking:
        assert blocking.lookup.radiology("MRI of brain")[0].code == "24590-2"
        assert blocking.lookup.find_code("medication", "xyzzyqq") == []
