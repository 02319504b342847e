"""A patient's C-CDA document through the API: who may read it, what it says, and that another reader understands it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from ccda_to_fhir import convert_document
from lxml import etree

from polyclinic.core.clinical import operations as clinical
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.context import perform
from polyclinic.core.shared.names import HumanName
from polyclinic.drchrono import AsyncDrChrono
from tests.dialects.drchrono.group import NOW, Group
from tests.standards.gates import HL7, problems
from tests.support.clinical import chart


async def with_chart(group: Group) -> Patient:
    """A patient with an entry of every kind."""
    patient: Patient = await group.put(
        PATIENT,
        Patient(
            name=HumanName("Ana", "Silva", "María"),
            birth_date=date(1962, 7, 30),
            gender=Gender.FEMALE,
            telecoms=(Telecom("phone", "+15552000101", "mobile"),),
            address=Address(("10 Elm Street",), "Albany", "NY", "12207", "", "US"),
            practitioner_id=group.doctor.id,
        ),
    )
    for kind, draft in chart(patient.id):
        await perform(group.context, lambda ctx, kind=kind, draft=draft: clinical.record(ctx, kind, draft))  # type: ignore[misc]  # bound per turn
    return patient


async def ccda(group: Group, number: int) -> str:
    async with group.http() as http:
        answer = await http.get(f"/api/patients/{number}/ccda")
    assert answer.status_code == 200, answer.text
    document: dict[str, str] = answer.json()
    assert set(document) == {"ccda"}
    return document["ccda"]


async def test_a_patient_with_nothing_on_record(group: Group) -> None:
    xml = await ccda(group, group.patient.number)
    assert problems(xml) == []
    sections = etree.fromstring(xml).findall(".//cda:section", HL7)
    assert [section.get("nullFlavor") for section in sections] == ["NI"] * 8


async def test_a_patient_whose_chart_is_full(group: Group) -> None:
    patient = await with_chart(group)
    xml = await ccda(group, patient.number)
    assert problems(xml) == []
    sections = etree.fromstring(xml).findall(".//cda:section", HL7)
    entries = {section.findtext("cda:title", "", HL7): len(section.findall("cda:entry", HL7)) for section in sections}
    assert entries == {
        "Allergies and adverse reactions": 1,
        "Medications": 1,
        "Problems": 1,
        "Procedures": 1,
        "Results": 1,
        "Vital signs": 1,
        "Social history": 1,
        "Plan of treatment": 0,
    }


async def test_another_reader_understands_it(group: Group) -> None:
    """ccda-to-fhir answers an empty bundle to what it does not understand: so what it read is looked at."""
    patient = await with_chart(group)
    bundle: Any = convert_document(await ccda(group, patient.number))["bundle"]
    resources = [entry["resource"] for entry in bundle["entry"]]
    kinds = Counter(resource["resourceType"] for resource in resources)
    expected = ("AllergyIntolerance", "MedicationStatement", "Condition", "Procedure", "DiagnosticReport")
    assert {kind: kinds[kind] for kind in expected} == dict.fromkeys(expected, 1)

    (read,) = (each for each in resources if each["resourceType"] == "Patient")
    assert (read["name"][0]["given"], read["name"][0]["family"]) == (["Ana", "María"], "Silva")
    assert (read["birthDate"], read["gender"]) == ("1962-07-30", "female")
    assert (read["address"][0]["city"], read["telecom"][0]["value"]) == ("Albany", "+15552000101")

    codes = {
        (coding["system"], coding["code"])
        for resource in resources
        for concept in (resource.get("code"), resource.get("medicationCodeableConcept"))
        for coding in (concept or {}).get("coding", ())
    }
    for _, draft in chart(patient.id):
        assert {(coding.system, coding.code) for coding in draft.code.codings} <= codes
    (glucose,) = (each for each in resources if "2345-7" in str(each.get("code")) and "valueQuantity" in each)
    assert (float(glucose["valueQuantity"]["value"]), glucose["valueQuantity"]["unit"]) == (112.5, "mg/dL")
    assert glucose["effectiveDateTime"].startswith("2026-01-15T14:30:00")


async def test_who_may_read_it(group: Group, other: Group) -> None:
    path = f"/api/patients/{group.patient.number}/ccda"
    for scope in ("calendar", "user", "billing", "patients:summary"):
        async with group.http(await group.new_token(scope)) as http:
            refused = await http.get(path)
        assert (refused.status_code, set(refused.json())) == (403, {"detail"}), scope
    async with group.http(None) as http:
        assert (await http.get(path)).status_code == 401
    async with group.http() as http:
        for number in (other.patient.number, 2**31 - 1, "x"):
            assert (await http.get(f"/api/patients/{number}/ccda")).status_code == 404
        assert (await http.post(path)).status_code == 405


async def test_whom_this_api_does_not_show_has_no_document(group: Group) -> None:
    unborn = await group.put(PATIENT, Patient(name=HumanName("Ines", "Iyer"), created_at=NOW))
    async with group.http() as http:
        assert (await http.get(f"/api/patients/{unborn.number}/ccda")).status_code == 404
        deleted = await http.delete(f"/api/patients/{group.patient.number}")
        assert deleted.status_code == 204
        assert (await http.get(f"/api/patients/{group.patient.number}/ccda")).status_code == 404


@pytest.mark.parametrize("name", ["]]><script>alert(1)</script>", '"/><nonXMLBody>', "A\x0bB\x1f", "\u202eعربى 👩🏽"])
async def test_no_field_becomes_markup(name: str, group: Group) -> None:
    async with group.http() as http:
        created = await http.post("/api/patients", json=group.person(last_name=name, race=name, city=name))
        assert created.status_code == 201
    xml = await ccda(group, created.json()["id"])
    assert problems(xml) == []
    family = etree.fromstring(xml).findtext(".//cda:recordTarget//cda:family", "", HL7)
    assert family == name.replace("\x0b", "").replace("\x1f", "")


async def test_the_client_reads_it(group: Group) -> None:
    async with group.http() as http, AsyncDrChrono("http://test/drchrono", group.token, http=http) as client:
        xml = await client.patients.ccda(group.patient.number)
    assert etree.fromstring(xml).tag == f"{{{HL7['cda']}}}ClinicalDocument"
