"""Nothing that create takes is lost: it comes back through the record's own storage format."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from candid.resources.encounters.resources.v_4 import Encounter as TheirEncounter
from pydantic import TypeAdapter

from polyclinic.adapters.db.codec import Codec
from polyclinic.adapters.db.keys import Ciphers
from polyclinic.core.encounters.model import ENCOUNTER, Claim, Encounter, PatientCopy, claim_status
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.candid.mapping.encounter_updates import updated
from polyclinic.dialects.candid.mapping.encounters import PASSED, STATEMENTS, Refs, from_core, to_core
from polyclinic.dialects.candid.mapping.rules import create_problems, refuse_bad_create
from polyclinic.dialects.candid.wire import encounters as wire
from tests.dialects.candid.bodies import Json, make_body
from tests.support.store import KEYS

NOW = datetime(2026, 3, 4, 12, 0, 0, 123456, tzinfo=UTC)
REFS = Refs("https://x.example/candid", new_id())
CREATE, READ = TypeAdapter(wire.EncounterCreate), TypeAdapter(wire.Encounter)
CODEC = Codec(ENCOUNTER, Ciphers(KEYS))

AS_SENT = {
    *PASSED,
    *STATEMENTS,
    "external_id",
    "prior_authorization_number",
    "billable_status",
    "responsible_party",
    "place_of_service_code",
    "date_of_service",
    "end_date_of_service",
    "patient_histories",
    "patient",
    "guarantor",
    "service_facility",
    "billing_provider",
    "rendering_provider",
    "referring_provider",
    "initial_referring_provider",
    "supervising_provider",
    "treating_provider",
    "diagnoses",
    "billing_notes",
    "claim_supplemental_information",
}
"""Members of a body that are found at the same place in the answer."""
ELSEWHERE = {"service_lines", "clinical_notes", "external_claim_submission"}
SUBSCRIBERS = {"subscriber_primary", "subscriber_secondary", "subscriber_tertiary"}
HIDDEN = {"emr_payer_crosswalk", "payer_plan_group_name"}
POINTERS = ("diagnosis_id_zero", "diagnosis_id_one", "diagnosis_id_two", "diagnosis_id_three")


def stored(sent: Json) -> Encounter:
    """The encounter as it is read again after it has been written."""
    draft = to_core(sent, new_id(), None)
    draft = replace(draft, version=1, number=1, created_at=NOW, updated_at=NOW)
    draft = replace(draft, claims=(Claim(status=claim_status(draft)),))
    return CODEC.decode(REFS.practice_id, CODEC.encode(REFS.practice_id, draft))


def answer_to(body: Json) -> Json:
    """What create would answer, checked against our own model and the published package's."""
    sent = CREATE.validate_python(body).model_dump(mode="json", exclude_none=True)
    assert create_problems(sent) == []
    refuse_bad_create(sent)
    answer = from_core(stored(sent), REFS)
    READ.validate_json(READ.dump_json(READ.validate_python(answer, strict=False)), strict=True, extra="forbid")
    TheirEncounter.model_validate(answer)
    return answer


def lacks(sent: Any, got: Any, path: str) -> list[str]:
    """Where ``got`` does not say what ``sent`` says; it may say more."""
    if isinstance(sent, dict) and isinstance(got, dict):
        return [each for name, value in sent.items() for each in lacks(value, got.get(name), f"{path}.{name}")]
    if isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        return [each for at, value in enumerate(sent) for each in lacks(value, got[at], f"{path}.{at}")]
    return [] if sent == got or (sent in ([], {}) and got is None) else [path]


def lines_of(body: Json, answer: Json) -> list[Json]:
    """The service lines as sent, spelled as they are read."""
    ids = [diagnosis["diagnosis_id"] for diagnosis in answer["diagnoses"]]
    spelled = []
    for line in body.get("service_lines") or []:
        pointers = [ids[pointer] for pointer in line["diagnosis_pointers"]]
        rest = {name: value for name, value in line.items() if name != "diagnosis_pointers"}
        spelled.append({**rest, **dict(zip(POINTERS, pointers, strict=False))})
    return spelled


@pytest.mark.parametrize("seed", range(90))
def test_every_member_of_a_body_comes_back(seed: int) -> None:
    body = make_body(seed)
    assert set(body) <= AS_SENT | ELSEWHERE | SUBSCRIBERS
    answer = answer_to(body)

    sent = {name: body[name] for name in body.keys() & AS_SENT}
    for name in body.keys() & SUBSCRIBERS:
        card = {key: value for key, value in body[name]["insurance_card"].items() if key not in HIDDEN}
        sent[name] = {**body[name], "insurance_card": card}
    if "clinical_notes" in body:
        sent["clinical_notes"] = [
            {"category": each["category"], "notes_structured": each["notes"]} for each in body["clinical_notes"]
        ]
    if submission := body.get("external_claim_submission"):
        sent["patient_control_number"] = submission["patient_control_number"]
        sent["submission_origin"] = "EXTERNAL"
    sent["claims"] = [{"service_lines": lines_of(body, answer)}]
    assert lacks(sent, answer, "") == []


@pytest.mark.parametrize("seed", range(60))
def test_an_update_changes_what_it_holds_and_nothing_else(seed: int) -> None:
    body, other = make_body(seed), make_body(1000 + seed)
    encounter = stored(CREATE.validate_python(body).model_dump(mode="json", exclude_none=True))
    assert updated(encounter, {}, encounter.patient_id, REFS) == encounter
    assert updated(encounter, _as_update(body), encounter.patient_id, REFS) == encounter

    sent = _as_update(other)
    after = from_core(updated(encounter, sent, encounter.patient_id, REFS), REFS)
    assert lacks({name: sent[name] for name in sent.keys() & AS_SENT}, after, "") == []
    untouched = (body.keys() & AS_SENT) - sent.keys()
    assert lacks({name: body[name] for name in untouched}, after, "") == []


def _as_update(body: Json) -> Json:
    """What of a body an update takes: no days, which may have to move between encounter and lines."""
    names = wire.EncounterUpdate.model_fields.keys() - {"date_of_service", "end_date_of_service"}
    given = {name: value for name, value in body.items() if name in names}
    return wire.EncounterUpdate.model_validate(given).model_dump(mode="json", exclude_unset=True)


def test_an_encounter_written_elsewhere_can_be_read_here() -> None:
    bare = Encounter(patient_id=new_id(), patient=PatientCopy(HumanName("Ana", "Silva")), created_at=NOW)
    answer = from_core(bare, REFS)

    READ.validate_python(answer, strict=False, extra="forbid")
    TheirEncounter.model_validate(answer)
    assert answer["patient"]["date_of_birth"] == "1900-01-01"
    assert answer["billing_provider"]["npi"] == "0000000000"
    assert answer["service_facility"]["address"]["state"] == "FC"
    assert answer["patient_authorized_release"] is False


def test_a_blocked_claim_is_the_customers_turn() -> None:
    held = Encounter(
        patient_id=new_id(), patient=PatientCopy(HumanName("Ana", "Silva")), claims=(Claim(blocked_by=(new_id(),)),)
    )
    answer = from_core(held, REFS)
    assert answer["claims"][0]["status"] == "missing_information"
    assert answer["owner_of_next_action"] == "CUSTOMER"
    assert answer["url"] == f"https://x.example/candid/api/encounters/v4/{answer['encounter_id']}"
