"""Eligibility checks: published test members, answers that stay the same, batches, what a coverage learns from them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from polyclinic.adapters.db.engine import EVERY_PRACTICE
from polyclinic.adapters.db.outbox import ATTEMPTS
from polyclinic.adapters.db.store import Store
from polyclinic.core.eligibility.model import CHECK
from polyclinic.core.eligibility.ports import NoNetwork
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.queries import Query
from polyclinic.server.jobs import HEARD, handlers
from tests.dialects.candid.office import Office, furnish, open_office
from tests.dialects.candid.pre_encounter.bodies import coverage

Json = dict[str, Any]
CHECKS = "/eligibility-checks/v1"
NPI = "1999999984"
AAA = ("42", "43", "72", "73", "75", "79")


def question(payer_id: str = "60054", member_id: str = "AETNA12345", **changes: Any) -> Json:
    member = {"first_name": "Jane", "last_name": "Doe", "member_id": member_id, "date_of_birth": "2004-04-04"}
    body = {"payer_id": payer_id, "provider": {"npi": NPI, "organization_name": "Acme"}, "subscriber": member}
    return {**body, **changes}


async def call(http: httpx2.AsyncClient, method: str, path: str, expect: int = 200, **given: Any) -> Any:
    answer = await http.request(method, path, **given)
    assert answer.status_code == expect, answer.text
    return answer.json() if answer.content else None


async def asked(http: httpx2.AsyncClient, **given: Any) -> Json:
    check: Json = await call(http, "POST", CHECKS, json=question(**given))
    return check


@pytest.fixture
async def patient_id(office: Office) -> str:
    ctx = office.context()
    patient = await ctx.put(PATIENT, Patient(name=HumanName("Loki", "Laufeyson")))
    await ctx.commit()
    return patient.id


async def plan_of(http: httpx2.AsyncClient, patient_id: str, **changes: Any) -> Json:
    made: Json = await call(http, "POST", "/coverages/v1", json=coverage(patient_id, **changes))
    return made


# -- single checks ----------------------------------------------------------------------------------------------------


async def test_a_known_member_is_active_with_benefits(http: httpx2.AsyncClient) -> None:
    check = await asked(http)
    assert check["parsed_response"]["eligibility_status"] == "ACTIVE"
    plan = check["parsed_response"]["plan_metadata"]
    assert (plan["member_id"], plan["start_date"], plan["trading_partner"]) == ("AETNA12345", "2026-01-01", "60054")
    inside = check["parsed_response"]["benefits"]["plan_coverage"]["in_network"]
    assert inside["deductible"]["family"] == 2 * inside["deductible"]["individual"]
    assert (
        inside["oop_max"]["individual"]
        > inside["deductible"]["individual"]
        >= inside["deductible_remaining"]["individual"]
    )
    raw = check["response"]
    assert raw["tradingPartnerServiceId"] == "60054"
    assert {line["code"] for line in raw["benefitsInformation"]} >= {"1", "A", "B", "C", "G", "I"}
    assert "errors" not in check
    assert "errors" not in raw


@pytest.mark.parametrize("code", AAA)
async def test_published_members_are_rejected_with_their_code(http: httpx2.AsyncClient, code: str) -> None:
    check = await asked(http, payer_id="87726", member_id=f"UHCAAA{code}")
    (error,) = check["errors"]
    assert error["source"] == "STEDI"
    assert error["errorDetails"]["code?"] == code
    assert set(error["errorDetails"]) == {
        "code?",
        "description?",
        "field?",
        "followupAction?",
        "location?",
        "possibleResolutions?",
    }
    assert check["parsed_response"] == {"eligibility_status": "UNKNOWN"}
    assert check["response"]["errors"][0]["code"] == code


async def test_the_same_question_has_the_same_answer(http: httpx2.AsyncClient) -> None:
    given = {"payer_id": "62308", "member_id": "U1234567"}
    first, second = await asked(http, **given), await asked(http, **given)
    assert first == second
    other = await asked(http, payer_id="62308", member_id="U7654321")
    assert other["parsed_response"] != first["parsed_response"]


async def test_a_plan_that_has_ended_is_inactive(http: httpx2.AsyncClient) -> None:
    parsed = (await asked(http, member_id="INACTIVE1"))["parsed_response"]
    assert parsed["eligibility_status"] == "INACTIVE"
    assert parsed["plan_metadata"]["end_date"] == "2025-12-31"


async def test_a_payer_corrects_a_member_id(http: httpx2.AsyncClient) -> None:
    check = await asked(http, member_id="ab-12 3")
    assert check["request_corrections"] == [
        {"property": "subscriber.member_id", "request_value": "ab-12 3", "corrected_value": "AB123"}
    ]
    assert check["request"]["subscriber"]["member_id"] == "ab-12 3"


async def test_services_are_answered_one_by_one(http: httpx2.AsyncClient) -> None:
    encounter = {"date_of_service": "2026-05-01", "service_type_codes": ["33", "98"]}
    check = await asked(http, encounter=encounter)
    assert check["request"]["encounter"] == encounter
    services = {
        each["service_code"]: each for each in check["parsed_response"]["benefits"]["service_specific_coverage"]
    }
    assert set(services) == {"33", "98"}
    copay = services["98"]["in_network"]["copay"]["individual"]
    assert {"type": "COPAY", "coverageLevel": "INDIVIDUAL", "unit": "CURRENCY", "value": copay} in services["98"][
        "in_network_flat"
    ]
    therapy = services["33"]["in_network"]
    assert therapy["visits"]["individual"] > therapy["visits_remaining"]["individual"]


async def test_an_existing_check_is_taken_if_it_is_recent_and_the_same(
    http: httpx2.AsyncClient, office: Office
) -> None:
    since = {"get_existing_check_initiated_after": office.clock.now().isoformat()}
    await asked(http, source="first")
    await asked(http, source="again", **since)
    await asked(http, member_id="UHCAAA75", payer_id="87726")
    await asked(http, member_id="UHCAAA75", payer_id="87726", **since)
    assert await checks_kept(office) == 3, "a good answer is used again, a rejection is not"
    office.clock.advance(timedelta(hours=1))
    later = {"get_existing_check_initiated_after": office.clock.now().isoformat()}
    assert (await asked(http, source="later", **later))["request"]["source"] == "later"
    assert await checks_kept(office) == 4


async def checks_kept(office: Office) -> int:
    return await office.context().count(Query(CHECK))


async def test_a_portals_password_is_neither_kept_nor_shown(http: httpx2.AsyncClient, office: Office) -> None:
    check = await asked(http, portal_username="me", portal_password="hunter2-portal")
    assert "portal_password" not in check["request"]
    kept = (await office.context().find(Query(CHECK))).items
    assert len(kept) == 1
    assert "hunter2" not in repr(kept)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"provider": {"npi": "12"}}, "provider.npi"),
        ({"subscriber": {"first_name": "J"}}, "subscriber.last_name"),
        ({"encounter": {"service_type_codes": ["999"]}}, "encounter.service_type_codes.0"),
        ({"encounter": {"service_type_codes": []}}, "encounter.service_type_codes"),
        ({"payer_id": ""}, "payer_id"),
        ({"get_existing_check_initiated_after": "yesterday"}, "get_existing_check_initiated_after"),
    ],
)
async def test_bad_questions_are_named(http: httpx2.AsyncClient, changes: Json, field: str) -> None:
    answer = await call(http, "POST", CHECKS, 422, json=question(**changes))
    assert field in answer["content"]["message"]


async def test_without_a_network_nothing_is_asked_or_written(store: Store) -> None:
    office = await open_office(store, payers=NoNetwork())
    async with await office.http() as http:
        answer = await call(http, "POST", CHECKS, 503, json=question())
        assert answer["errorName"] == "ServiceUnavailable"
    assert await checks_kept(office) == 0


# -- batches ----------------------------------------------------------------------------------------------------------


async def test_a_batch_is_answered_later_and_read_in_pages(
    http: httpx2.AsyncClient, office: Office, store: Store
) -> None:
    questions = [question(submitter_transaction_identifier=f"t-{at}", member_id=f"M{at}") for at in range(103)]
    batch = await call(http, "POST", f"{CHECKS}/batch", json=questions)
    path = f"{CHECKS}/batch/{batch['batch_id']}"
    assert await call(http, "GET", path) == {"items": [], "total": 0}
    worker = store.worker(handlers(office.services, {}))
    while await worker.run_once():
        pass
    page = await call(http, "GET", path)
    assert (len(page["items"]), page["total"]) == (100, 103)
    rest = await call(http, "GET", path, params={"page_token": page["next_page_token"]})
    items = page["items"] + rest["items"]
    sent = {each["request"]["submitter_transaction_identifier"]: each for each in items}
    assert set(sent) == {f"t-{at}" for at in range(103)}
    assert {each["batch_id"] for each in items} == {batch["batch_id"]}
    alone = await asked(http, member_id="M7")
    assert sent["t-7"]["parsed_response"]["plan_metadata"] == alone["parsed_response"]["plan_metadata"]


async def test_a_batch_whose_network_stays_away_fails(store: Store) -> None:
    office = await open_office(store, payers=NoNetwork())
    async with await office.http() as http:
        batch = await call(http, "POST", f"{CHECKS}/batch", json=[question()])
        path = f"{CHECKS}/batch/{batch['batch_id']}"
        worker = store.worker(handlers(office.services, {}))
        for _ in range(ATTEMPTS):
            assert (await call(http, "GET", path))["items"] == []
            await worker.run_once()
            await make_due(store)
        (check,) = (await call(http, "GET", path))["items"]
    assert check["errors"][0]["errorDetails"]["code?"] == "42"


async def make_due(store: Store) -> None:
    """Have every event in the outbox delivered at the next round."""
    await store.engine.write(EVERY_PRACTICE, [("UPDATE outbox SET due_at = $1", (datetime(2020, 1, 1, tzinfo=UTC),))])


async def test_an_unknown_or_foreign_batch_is_not_found(http: httpx2.AsyncClient, office: Office) -> None:
    batch = await call(http, "POST", f"{CHECKS}/batch", json=[question()])
    await call(http, "GET", f"{CHECKS}/batch/{new_id()}", 404)
    stranger = await furnish(office.services, office.clock)
    async with await stranger.http() as other:
        await call(other, "GET", f"{CHECKS}/batch/{batch['batch_id']}", 404)
    await call(http, "POST", f"{CHECKS}/batch", 422, json=[])
    answer = await call(http, "POST", f"{CHECKS}/batch", 422, json=[question(), question(provider={"npi": "x"})])
    assert "1.provider.npi" in answer["content"]["message"]


async def test_every_event_that_is_kept_is_handled(office: Office) -> None:
    assert set(handlers(office.services, {})) == HEARD


# -- checks of a coverage ---------------------------------------------------------------------------------------------


ASK = {"service_code": "98", "date_of_service": "2026-03-04", "npi": NPI}


async def test_a_coverage_learns_from_its_checks(http: httpx2.AsyncClient, patient_id: str) -> None:
    plan = await plan_of(http, patient_id, auto_update_enabled=True)
    path = f"/coverages/v1/{plan['id']}"
    metadata = await call(http, "POST", f"{path}/eligibility", json=ASK)
    assert (metadata["status"], metadata["service_code"]) == ("COMPLETED", "98")
    result = await call(http, "GET", f"{path}/eligibility/{metadata['check_id']}")
    assert result["metadata"] == metadata
    request = result["check"]["request"]
    assert (request["subscriber"]["first_name"], request["dependent"]["first_name"]) == ("Frigga", "Loki")
    after = await call(http, "GET", path)
    assert after["version"] == 2
    assert after["eligibility_checks"] == [metadata]
    assert after["latest_eligibility_check"]["status"] == "ACTIVE"
    found = result["check"]["parsed_response"]["benefits"]
    assert after["benefits"] == {**found, "autoUpdatedEligibilityCheckId": metadata["check_id"]}
    history = {"non_auto_updated_coverages_only": "true"}
    assert [each["version"] for each in await call(http, "GET", f"{path}/history", params=history)] == [1]
    assert await call(http, "PUT", f"{path}/3", json=after) == after, "what is read can be sent back"
    written = {**after, "benefits": {"notes": "by hand"}}
    assert (await call(http, "PUT", f"{path}/3", json=written))["benefits"] == {"notes": "by hand"}
    await call(http, "POST", f"{path}/eligibility", json=ASK)
    assert "autoUpdatedEligibilityCheckId" in (await call(http, "GET", path))["benefits"]


async def test_a_coverage_keeps_its_benefits_if_it_says_so(http: httpx2.AsyncClient, patient_id: str) -> None:
    plan = await plan_of(http, patient_id)
    path = f"/coverages/v1/{plan['id']}"
    await call(http, "POST", f"{path}/eligibility", json=ASK)
    after = await call(http, "GET", path)
    assert after["benefits"] == plan["benefits"]
    assert after["latest_eligibility_check"]["trading_partner"] == "60054"


async def test_a_rejected_check_is_told(http: httpx2.AsyncClient, patient_id: str) -> None:
    rejected = {"member_id": "UHCAAA75", "payer_id": "87726", "payer_name": "UHC"}
    plan = await plan_of(http, patient_id, insurance_plan=rejected)
    path = f"/coverages/v1/{plan['id']}"
    assert (await call(http, "POST", f"{path}/eligibility", json=ASK))["status"] == "FAILED"
    latest = (await call(http, "GET", path))["latest_eligibility_check"]
    assert (latest["status"], latest["errors"][0]["code?"]) == ("UNKNOWN", "75")


async def test_a_check_belongs_to_its_coverage(http: httpx2.AsyncClient, patient_id: str) -> None:
    plan, other = await plan_of(http, patient_id), await plan_of(http, patient_id)
    check = await call(http, "POST", f"/coverages/v1/{plan['id']}/eligibility", json=ASK)
    answer = await call(http, "GET", f"/coverages/v1/{other['id']}/eligibility/{check['check_id']}", 404)
    assert answer["errorName"] == "NotFound"
    await call(http, "GET", f"/coverages/v1/{plan['id']}/eligibility/{new_id()}", 404)
    await call(http, "POST", f"/coverages/v1/{new_id()}/eligibility", 404, json=ASK)


# -- recommendations --------------------------------------------------------------------------------------------------


async def test_recommendations_follow_from_checks_and_are_voted_on(http: httpx2.AsyncClient, patient_id: str) -> None:
    plan = await plan_of(http, patient_id)
    check = await call(http, "POST", f"/coverages/v1/{plan['id']}/eligibility", json=ASK)
    path = f"{CHECKS}/recommendation"
    query = {"filters": f"patient_id|eq|{patient_id},type|eq|COPAY_ESTIMATION"}
    (found,) = await call(http, "GET", path, params=query)
    assert (found["eligibility_check_id"], found["coverage_id"]) == (check["check_id"], plan["id"])
    assert found["recommendation"]["payload"]["structured_response"] > 0
    assert (found["patient"]["last_name"], found["patient"]["member_id"]) == ("Laufeyson", "AETNA12345")
    vote = {"user_id": "u-1", "value": "UPVOTE"}
    voted = await call(http, "PUT", f"{path}/{found['id']}/2/vote", json=vote)
    assert (voted["votes"], voted["version"]) == ([vote], 2)
    stale = await call(http, "PUT", f"{path}/{found['id']}/2/vote", 409, json=vote)
    assert (stale["errorName"], stale["content"]["latest_version"]) == ("VersionConflictError", 2)
    changed = await call(http, "PUT", f"{path}/{found['id']}/3/vote", json={**vote, "value": "DOWNVOTE"})
    assert changed["votes"] == [{**vote, "value": "DOWNVOTE"}]
    assert (await call(http, "PUT", f"{path}/{new_id()}/1/vote", 404, json=vote))["errorName"] == "NotFoundError"
    assert await call(http, "GET", path, params={"filters": f"patient_id|eq|{new_id()}"}) == []
    await call(http, "GET", path, 422, params={"filters": "colour|eq|red"})


async def test_the_latest_recommendation_of_a_type_is_told(http: httpx2.AsyncClient, patient_id: str) -> None:
    plan = await plan_of(http, patient_id)
    checks = [await call(http, "POST", f"/coverages/v1/{plan['id']}/eligibility", json=ASK) for _ in range(2)]
    query = {"filters": f"coverage_id|eq|{plan['id']},type|eq|COPAY_ESTIMATION"}
    found = await call(http, "GET", f"{CHECKS}/recommendation", params=query)
    assert [each["eligibility_check_id"] for each in found] == [checks[1]["check_id"]]


# -- searches for plans, coordination of benefits, payers -------------------------------------------------------------

PERSON = {"first_name": "Jane", "last_name": "Doe", "date_of_birth": "20040404", "ssn": "123-45-6789", "gender": "F"}


async def test_plans_of_a_person_are_found_and_found_again(http: httpx2.AsyncClient, office: Office) -> None:
    body = {"provider": {"npi": NPI}, "subscriber": PERSON}
    metadata = await call(http, "POST", "/coverages/v1/insurance-discovery-passthrough", json=body)
    assert metadata["status"] == "COMPLETE"
    result = await call(http, "GET", f"/coverages/v1/insurance-discovery/{metadata['check_id']}")
    assert result["metadata"] == metadata
    found = result["response"]
    assert found["coverages_found"] == len(found["items"]) == len(found["parsed_items"])
    at_once = await call(http, "POST", f"{CHECKS}/insurance-discovery", json=body)
    assert at_once["parsed_items"] == found["parsed_items"]
    await call(http, "GET", f"/coverages/v1/insurance-discovery/{new_id()}", 404)


async def test_plans_of_many_people_are_of_every_number(http: httpx2.AsyncClient) -> None:
    counts, levels = set(), set()
    for at in range(12):
        person = {"first_name": f"Jane{at}", "last_name": "Doe", "date_of_birth": "2004-04-04"}
        person |= {"ssn": "6789"} if at % 2 else {}
        body = {"provider": {"npi": NPI}, "subscriber": person}
        found = await call(http, "POST", f"{CHECKS}/insurance-discovery", json=body)
        counts.add(found["coverages_found"])
        levels |= {each["confidence"]["level"] for each in found["parsed_items"]}
    assert counts == {0, 1, 2}
    assert levels == {"HIGH", "REVIEW_NEEDED"}


async def test_searches_for_a_patients_plans_are_listed(http: httpx2.AsyncClient, patient_id: str) -> None:
    body = {"patient_id": patient_id, "date_of_service": "2026-03-04", "npi": NPI}
    made = [await call(http, "POST", "/coverages/v1/insurance-discovery", json=body) for _ in range(2)]
    path = "/coverages/v1/insurance-discovery/check-metadata"
    listed = await call(http, "GET", path, params={"patient_id": patient_id})
    assert [each["check_id"] for each in listed] == [each["check_id"] for each in reversed(made)]
    assert await call(http, "GET", path, params={"patient_id": new_id()}) == []
    answer = await call(http, "POST", "/coverages/v1/insurance-discovery", 422, json={**body, "patient_id": new_id()})
    assert "patient_id" in answer["content"]["message"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscriber": {**PERSON, "date_of_birth": "20230231"}}, "subscriber.date_of_birth"),
        ({"subscriber": {**PERSON, "date_of_birth": "0000-01-01"}}, "subscriber.date_of_birth"),
        ({"subscriber": {**PERSON, "ssn": "12"}}, "subscriber.ssn"),
        ({"subscriber": {**PERSON, "gender": "female"}}, "subscriber.gender"),
        ({"encounter": {"beginning_date_of_service": "20260101"}}, "encounter.end_date_of_service"),
        (
            {"encounter": {"beginning_date_of_service": "20260102", "end_date_of_service": "2026-01-01"}},
            "encounter.end_date_of_service",
        ),
    ],
)
async def test_bad_searches_are_named(http: httpx2.AsyncClient, changes: Json, field: str) -> None:
    body = {"provider": {"npi": NPI}, "subscriber": PERSON, **changes}
    answer = await call(http, "POST", f"{CHECKS}/insurance-discovery", 422, json=body)
    assert field in answer["content"]["message"]


def cob(member_id: str = "M1", **changes: Any) -> Json:
    member = {"first_name": "Jane", "last_name": "Doe", "date_of_birth": "2004-04-04", "member_id": member_id}
    body = {
        "trading_partner_service_id": "60054",
        "provider": {"npi": NPI, "organization_name": "Acme"},
        "subscriber": member,
        "encounter": {},
    }
    return {**body, **changes}


async def test_coordination_of_benefits_says_who_pays_first(http: httpx2.AsyncClient) -> None:
    path, classes = f"{CHECKS}/coordination-of-benefits", set()
    for at in range(40):
        answer = await call(http, "POST", path, json=cob(f"M{at}"))
        told = answer["coordination_of_benefits"]
        classes.add(told["classification"])
        assert told["instance_exists"] == (told["coverage_overlap"] and told["benefit_overlap"])
        assert bool(answer.get("benefits_information")) == told["coverage_overlap"]
    assert classes == {
        "CobInstanceExistsPrimacyDetermined",
        "CobInstanceExistsPrimacyUndetermined",
        "CoverageOverlapNoBenefitOverlap",
        "MemberFoundNoCob",
    }
    rejected = await call(http, "POST", path, json=cob("UHCAAA75", trading_partner_service_id="87726"))
    assert rejected["errors"][0]["code?"] == "75"
    assert rejected["subscriber"]["aaa_errors"] == rejected["errors"]
    assert "coordination_of_benefits" not in rejected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subscriber": {"first_name": "J", "last_name": "D", "date_of_birth": "20040404"}}, "subscriber.member_id"),
        ({"encounter": {"date_of_service": "20300101"}}, "encounter.date_of_service"),
        ({"encounter": {"date_of_service": "20200101"}}, "encounter.date_of_service"),
    ],
)
async def test_bad_coordination_is_named(http: httpx2.AsyncClient, changes: Json, field: str) -> None:
    answer = await call(http, "POST", f"{CHECKS}/coordination-of-benefits", 422, json=cob(**changes))
    assert field in answer["content"]["message"]


async def test_payers_are_found_by_name_and_id(http: httpx2.AsyncClient) -> None:
    path = f"{CHECKS}/payer/search"
    everything = await call(http, "GET", path, params={"page_size": 2})
    assert everything["total"] == everything["stats"]["total"]
    assert all(each["payer"]["names"] for each in everything["items"])
    assert await call(http, "GET", path, params={"query": "no such payer at all"}) == {
        "items": [],
        "total": 0,
        "stats": {"total": 0},
    }
    await call(http, "GET", path, 422, params={"page_size": 0})
