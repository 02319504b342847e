"""Superbills as files that can be read, and drugs that were handed out."""

import asyncio
import time
import zipfile
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import httpx2
import pypdfium2
import pytest

from polyclinic.core.encounters.model import ENCOUNTER
from polyclinic.core.shared.queries import Query
from tests.dialects.candid.office import SUBSCRIBER, Office, furnish
from tests.dialects.candid.test_parts import GUARANTOR
from tests.dialects.candid.test_service_lines import DRUG, create, good, lines_of, read, refused

SUPERBILLS, DISPENSES = "/api/superbill/v1", "/api/medication-dispense/v1"
ASKED = {
    "patient_external_id": "emr-patient-id-123",
    "date_range_min": "2023-05-01",
    "date_range_max": "2023-05-31",
}
DISPENSE = {
    "medication_dispense_external_id": "rx-1",
    "patient_external_id": "emr-patient-id-123",
    "procedure_code": "J3490",
    "quantity": "2.0",
    "units": "UN",
    "date_of_service": "2023-06-01",
    "drug_identification": DRUG,
    "modifiers": ["JZ"],
    "description": "ten tablets",
}
NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


async def superbills(http: httpx2.AsyncClient, **changes: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = good(await http.post(SUPERBILLS, json={**ASKED, **changes}))["superbills"]
    return made


async def file_of(office: Office, superbill: dict[str, Any]) -> bytes:
    async with office.nobody() as anybody:
        answer = await anybody.get(superbill["authed_url"])
    assert answer.status_code == 200
    return answer.content


def word_texts(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        tree = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314  # our own document
    return [element.text or "" for element in tree.iter(f"{NAMESPACE}t")]


def pdf_text(content: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(content)
    return len(document), "\n".join(page.get_textpage().get_text_range() for page in document)


async def test_a_superbill_for_each_billing_provider(office: Office, http: httpx2.AsyncClient) -> None:
    await create(http, patient__last_name="Läufeyson & <Sons>")
    await create(http, external_id="b", date_of_service="2023-05-31", service_lines__0__charge_amount_cents=250050)
    await create(http, external_id="c", billing_provider__organization_name="Stark Clinic")
    await create(http, external_id="d", date_of_service="2023-06-01")
    first, second = await superbills(http)
    assert {**first, **ASKED} == first
    texts = word_texts(await file_of(office, first))
    assert "Patient: Loki Läufeyson & <Sons>" in texts
    assert "Billing provider: Acme Health PC" in texts
    assert texts.count("99212") == 2
    assert "$2,500.50" in texts
    assert texts[-1] == "Charges in all: $2,515.50"
    assert "Billing provider: Stark Clinic" in word_texts(await file_of(office, second))


async def test_a_superbill_as_pdf_takes_as_many_pages_as_it_needs(office: Office, http: httpx2.AsyncClient) -> None:
    codes = [f"99{number:03}" for number in range(60)]
    lines = [{"procedure_code": code, "quantity": "1", "units": "UN", "diagnosis_pointers": [0]} for code in codes]
    await create(http, service_lines=lines, patient__last_name="(Läufeyson) 漢 \\")
    address = {"address1": "9 Pay St", "city": "Albany", "state": "NY", "zip_code": "12207"}
    (made,) = await superbills(http, output_format="PDF", pay_to_address=address, include_merged_patient_data=True)
    assert made["file_name"].endswith(".pdf")
    pages, text = pdf_text(await file_of(office, made))
    assert pages == 2
    assert "Patient: Loki (Läufeyson) ? \\" in text
    assert "Pay to: 9 Pay St, Albany, NY 12207" in text
    assert all(code in text for code in codes)


def many_lines(count: int) -> list[dict[str, Any]]:
    return [{"procedure_code": "99213", "quantity": "1", "units": "UN", "diagnosis_pointers": [0]}] * count


async def test_others_are_served_while_a_long_superbill_is_set(office: Office, http: httpx2.AsyncClient) -> None:
    await create(http, service_lines=many_lines(500))
    gaps = [0.0]

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.01)
            gaps.append(time.perf_counter() - last)
            last = time.perf_counter()

    beating, begun = asyncio.create_task(beat()), time.perf_counter()
    await superbills(http, output_format="PDF")
    took = time.perf_counter() - begun
    beating.cancel()
    assert max(gaps) < took / 2


async def test_a_superbill_has_so_many_lines(office: Office, http: httpx2.AsyncClient) -> None:
    for external_id in ("b", "c", "d"):
        await create(http, external_id=external_id, service_lines=many_lines(700))
    answer = await http.post(SUPERBILLS, json={**ASKED, "output_format": "PDF"})
    assert "lines" in answer.text
    assert refused(answer, 422, "UnprocessableEntityError")


async def test_superbills_that_cannot_be(office: Office, http: httpx2.AsyncClient) -> None:
    await create(http)
    assert await superbills(http, date_range_min="2024-01-01", date_range_max="9999-12-31") == []
    for changes in (
        {"patient_external_id": "nobody"},
        {"date_range_max": "2023-04-30"},
        {"patient_external_id": ""},
        {"output_format": "ODT"},
    ):
        assert refused(await http.post(SUPERBILLS, json={**ASKED, **changes}), 422, "UnprocessableEntityError")
    other = await furnish(office.services, office.clock)
    async with await other.http() as stranger:
        assert (await stranger.post(SUPERBILLS, json=ASKED)).status_code == 422


# -- medication dispense ----------------------------------------------------------------------------------------------


async def test_a_dispense_is_an_encounter_billed_as_the_last_one(office: Office, http: httpx2.AsyncClient) -> None:
    await create(http, external_id="old", date_of_service="2020-01-01", billing_provider__organization_name="Old PC")
    visit = await create(http, subscriber_primary=SUBSCRIBER, guarantor=GUARANTOR)
    made = good(await http.post(DISPENSES, json=DISPENSE))
    assert await read(http, made) == made
    assert (made["external_id"], made["date_of_service"], made["place_of_service_code"]) == ("rx-1", "2023-06-01", "01")
    assert made["patient"]["individual_id"] == visit["patient"]["individual_id"]
    assert (made["responsible_party"], made["patient_authorized_release"]) == ("INSURANCE_PAY", True)
    assert made["billing_provider"]["organization_name"] == "Acme Health PC"
    assert made["billing_provider"]["provider_id"] != visit["billing_provider"]["provider_id"]
    assert made["subscriber_primary"]["insurance_card"]["payer_name"] == "Aetna"
    assert made["guarantor"]["guarantor_id"] != visit["guarantor"]["guarantor_id"]
    (line,) = lines_of(made)
    told = {name: DISPENSE[name] for name in ("procedure_code", "quantity", "drug_identification", "modifiers")}
    assert {**line, **told} == line
    assert line["description"] == "ten tablets"


async def test_dispenses_that_cannot_be(office: Office, http: httpx2.AsyncClient) -> None:
    nobody = await http.post(DISPENSES, json=DISPENSE)
    assert refused(nobody, 404, "EntityNotFoundError") == {"id": "emr-patient-id-123"}
    await create(http)
    good(await http.post(DISPENSES, json=DISPENSE))
    again = await http.post(DISPENSES, json=DISPENSE)
    assert refused(again, 422, "EncounterExternalIdUniquenessError") == {"external_id": "rx-1"}
    bad = await http.post(DISPENSES, json={**DISPENSE, "quantity": "1.25"})
    assert refused(bad, 422, "HttpRequestValidationError")["fieldName"] == "quantity"
    assert await office.context().count(Query(ENCOUNTER)) == 2


@pytest.mark.parametrize("format", ["DOCX", "PDF"])
async def test_a_superbill_is_a_document_of_the_patient(office: Office, http: httpx2.AsyncClient, format: str) -> None:
    visit = await create(http)
    (made,) = await superbills(http, output_format=format)
    answer = await http.get(f"/api/encounter-attachments/v1/{visit['encounter_id']}")
    assert answer.json() == []  # it goes with the patient, not with one visit
    assert (await file_of(office, made))[:4] == (b"PK\x03\x04" if format == "DOCX" else b"%PDF")
