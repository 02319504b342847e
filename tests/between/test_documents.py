"""Files that one API takes in and others hand out, byte for byte."""

import os
from typing import Any

import requests

from tests.between.conftest import TIMEOUT, Practice
from tests.between.test_patients import carium_patient, drchrono_patient

REFERENCES = "/caredb/v1/org-document-references/"
CONTENT = b"%PDF-1.4 between " + os.urandom(40_000)


def announced(doors: Practice, patient_id: str) -> dict[str, Any]:
    """A document in Carium whose file has been sent, and is not yet confirmed."""
    classes = doors.carium.call(
        "GET", "/caredb/v1/org-document-classes/", params={"organization-id": doors.organization_id}
    )["data"]
    attributes = {
        "attachment-content-type": "application/pdf",
        "attachment-filename": "letter.pdf",
        "class-id": classes[0]["id"],
        "name": "Referral",
        "description": "From Dr. Who",
        "individual-id": patient_id,
        "organization-id": doors.organization_id,
    }
    body = {"data": {"type": "org-document-references", "attributes": attributes}}
    created: dict[str, Any] = doors.carium.call("POST", REFERENCES, 201, json=body)["data"]
    upload = created["attributes"]["upload-info"]
    sent = requests.post(
        upload["upload-url"], data=upload["upload-data"], files={"file": ("letter.pdf", CONTENT)}, timeout=TIMEOUT
    )
    assert sent.ok, sent.text
    return created


def fetched(url: str) -> bytes:
    """What lies behind a link, without any credential."""
    answer = requests.get(url, timeout=TIMEOUT)
    assert answer.ok, answer.text
    return answer.content


def test_a_document_uploaded_through_carium_is_handed_out_by_drchrono_and_silna(doors: Practice) -> None:
    created = announced(doors, carium_patient(doors))
    patient = drchrono_patient(doors, search="reece")
    before = doors.drchrono.call("GET", "/api/documents", params={"patient": patient["id"]})
    assert before["results"] == [], "a document is not there before its upload is confirmed"
    assert doors.silna.call("GET", f"/public/v1/files/{created['id']}")["url"] is None
    doors.carium.call("POST", f"{REFERENCES}{created['id']}/process-upload/")

    (document,) = doors.drchrono.call("GET", "/api/documents", params={"patient": patient["id"]})["results"]
    assert document["description"] == "From Dr. Who"
    assert fetched(document["document"]) == CONTENT
    assert fetched(doors.silna.call("GET", f"/public/v1/files/{created['id']}")["url"]) == CONTENT


def test_a_document_filed_through_drchrono_is_downloaded_through_carium(doors: Practice) -> None:
    patient_id = carium_patient(doors)
    patient = drchrono_patient(doors, search="reece")
    form = {"doctor": patient["doctor"], "patient": patient["id"], "date": "2026-05-23", "description": "Scan"}
    filed = doors.drchrono.call("POST", "/api/documents", 201, data=form, files={"document": ("scan.pdf", CONTENT)})

    params = {"filter[individual-id]": patient_id, "include": "individual,class"}
    listed = doors.carium.call("GET", REFERENCES, params=params)
    (seen,) = listed["data"]
    attributes = seen["attributes"]
    assert (attributes["attachment-filename"], attributes["attachment-content-type"]) == ("scan.pdf", "application/pdf")
    assert (attributes["description"], attributes["status"]) == ("Scan", "ready")
    assert {each["type"] for each in listed["included"]} == {"individuals", "org-document-classes"}
    info = doors.carium.call("GET", f"{REFERENCES}{seen['id']}/get-download-info/")
    assert fetched(info["url"]) == CONTENT

    doors.carium.call("DELETE", f"{REFERENCES}{seen['id']}/", 204)
    doors.drchrono.call("GET", f"/api/documents/{filed['id']}", 404)
