"""Health care code information v1, and what the encounter shows of it."""

import httpx2

from polyclinic.core.shared.ids import new_id
from tests.dialects.candid.office import ENCOUNTERS, body

V1 = "/api/health-care-code-informations/v1"


async def test_what_is_set_is_read_and_the_rest_stays(http: httpx2.AsyncClient) -> None:
    encounter = (await http.post(ENCOUNTERS, json=body())).json()
    path = f"{V1}/{encounter['encounter_id']}"
    before = (await http.get(path)).json()
    assert [each["other_diagnosis"] for each in before["other_diagnosis_information"]] == ["Z63.88", "E66.66"]
    principal = {"primary_diagnosis_code": "E11.65", "principal_diagnosis_code_qualifier": "ABK"}
    value = {"value_code": "80", "value_code_qualifier": "BE", "value_code_amount": "12.50"}
    sent = {"principal_diagnosis": {"value": principal}, "value_information": [value]}
    after = (await http.put(path, json=sent)).json()
    assert after["principal_diagnosis"].items() >= principal.items()
    assert after["value_information"][0].items() >= value.items()
    assert after["other_diagnosis_information"] == before["other_diagnosis_information"]
    assert (await http.get(path)).json() == after
    shown = (await http.get(f"{ENCOUNTERS}/{encounter['encounter_id']}")).json()
    assert {"E11.65", "Z63.88"} <= {each["code"] for each in shown["diagnoses"]}
    cleared = (await http.put(path, json={"principal_diagnosis": {}, "value_information": []})).json()
    assert cleared == before
    assert (await http.put(path)).json() == before


async def test_bad_codes_and_unknown_encounters(http: httpx2.AsyncClient) -> None:
    encounter = (await http.post(ENCOUNTERS, json=body())).json()
    bad = {"primary_diagnosis_code": "nonsense", "principal_diagnosis_code_qualifier": "ABK"}
    refused = await http.put(f"{V1}/{encounter['encounter_id']}", json={"principal_diagnosis": {"value": bad}})
    assert (refused.status_code, refused.json()["errorName"]) == (422, "HttpRequestValidationError")
    assert refused.json()["content"]["fieldName"].startswith("principal_diagnosis.")
    for answer in (await http.get(f"{V1}/{new_id()}"), await http.put(f"{V1}/{new_id()}", json={})):
        assert (answer.status_code, answer.json()["errorName"]) == (404, "EntityNotFoundError")
