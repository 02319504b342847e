"""An Aadhaar number is nowhere once its request has ended: not in the database, its log, the files, the output."""

from pathlib import Path

from tests.dialects.carestack.conftest import README_PATIENT, door_of
from tests.support.server import running_sandbox

CANARY = "498765432109"
PAN = "ZZCAN1234Y"


def holding(folder: Path, canary: str) -> list[str]:
    """The files under ``folder`` in which the canary can be read, digits with or without blanks."""
    spaced = f"{canary[:4]} {canary[4:8]} {canary[8:]}"
    needles = [spelling.encode() for spelling in (canary, spaced)] + [canary.encode("utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_no_number_is_left_behind(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--dialects", "carestack") as sandbox:
        door = door_of(sandbox.credentials["carestack"])
        spaced = f"{CANARY[:4]} {CANARY[4:8]} {CANARY[8:]}"
        body = {**README_PATIENT, "idNumber": CANARY}
        created = door.call("POST", "/add/Patient", 201, json=body)
        patient = created["resourceId"]
        answers = [
            created,
            door.call("PUT", "/update/Patient", json={"resourceId": patient, "idType": "AADHAAR", "idNumber": spaced}),
            door.call("PUT", "/update/Patient", json={"resourceId": patient, "idType": "PAN", "idNumber": PAN}),
            door.call("PUT", "/update/Patient", json={"resourceId": patient, "idType": "AADHAAR", "idNumber": CANARY}),
            door.call("PUT", "/update/Patient", json={"resourceId": patient, "idNumber": "XXXXXXXX2109"}),
            door.call("GET", f"/get/Patient/{patient}"),
            door.call(
                "GET",
                "/health-lake/get-profiles/Patient",
                params={"filters": f'{{"identifier": "{CANARY}"}}'},
            ),
            door.call("POST", "/add/Patient", 400, json={**body, "gender": "X", "idNumber": f"{CANARY}9"}),
            door.call("PUT", "/update/Patient", 404, json={"resourceId": CANARY[:11], "idNumber": CANARY}),
            door.call("POST", "/add/Patient", 400, data=f'{{"idNumber": "{CANARY}", "idNumber": 1}}'.encode()),
        ]
        assert answers[6]["entry"][0]["id"] == patient
        assert answers[5]["requestResource"]["idNumber"] == "XXXXXXXX2109"
        assert answers[2]["resource"]["idNumber"] == PAN
        assert CANARY not in str(answers)
        assert holding(tmp_path, CANARY) == []
        assert holding(tmp_path, PAN) == []
        assert holding(tmp_path, "alice.johnson@example.com") != []
    assert holding(tmp_path, CANARY) == []
