"""Our own client, asynchronous and blocking, over a real socket."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest

from polyclinic.core.organisation.model import payer_key
from polyclinic.sdk.errors import BadRequest, Conflict, NotFound, TooManyRequests, Unauthorized
from polyclinic.sdk.retry import NO_RETRIES, RetryPolicy
from polyclinic.silna import (
    WITHOUT_SOURCE_ID,
    AsyncSilna,
    BulkExport,
    BulkExportCreate,
    BulkExportStatus,
    ClinicianQuery,
    ContractCreate,
    ContractQuery,
    ContractUpdate,
    CreateConflictBehavior,
    InsuranceType,
    PageQuery,
    PatientCreate,
    PatientExport,
    PatientPlanCreate,
    PatientPlanPut,
    PatientPlanQuery,
    PatientPlanUpdate,
    PatientPut,
    PatientQuery,
    PatientSex,
    PatientStatus,
    PatientUpdate,
    PayorQuery,
    ProviderGroupQuery,
    ProviderQuery,
    ServiceLocationCreate,
    ServiceLocationQuery,
    Silna,
    Specialty,
)


@pytest.fixture
def silna(practice: dict[str, Any]) -> dict[str, str]:
    """The credentials of a practice that only this test uses."""
    block: dict[str, str] = practice["silna"]
    return block


def patient(provider_id: str, location_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Ana",
        "last_name": "Silva",
        "date_of_birth": date(1990, 1, 2),
        "patient_specialties": [Specialty.PHYSICAL_THERAPY],
        "status": PatientStatus.ACTIVE,
        "provider_service_location_id": location_id,
        "provider_id": provider_id,
        **changes,
    }


def insured(patient_id: str, member_number: str = "W1") -> dict[str, Any]:
    payor = payer_key("60054", "Aetna")
    return {
        "patient_id": patient_id,
        "payor_entity_id": payor,
        "member_number": member_number,
        "plan_order_number": 1,
    }


def place(provider_id: str) -> ServiceLocationCreate:
    return ServiceLocationCreate(
        provider_id=provider_id,
        provider_group_id=provider_id,
        name="Annex",
        address_line_1="1 Elm",
        city="Albany",
        state="NY",
        zip_code="12207",
        source_id="l-1",
    )


def test_the_blocking_client(silna: dict[str, str]) -> None:
    provider = silna["provider_id"]
    with Silna(silna["base_url"], silna["api_key"]) as client:
        assert provider in [each.id for each in client.providers.list()]
        assert client.providers.get(provider).id == provider
        assert len(client.providers.page(ProviderQuery(limit=1)).records) == 1
        location = client.service_locations.create(place(provider))
        assert client.service_locations.get(location).name == "Annex"
        assert [each.id for each in client.service_locations.list(provider, source_id="l-1")] == [location]
        assert client.service_locations.page(provider, ServiceLocationQuery(limit=1)).first_id == location

        first = client.patients.put(PatientPut(**patient(provider, location, source_id="s-1")))
        assert client.patients.put(PatientPut(**patient(provider, location, source_id="s-1", city="Troy"))) == first
        second = client.patients.create(PatientCreate(**patient(provider, location, first_name="Bea")))
        client.patients.update(second, PatientUpdate(sex=PatientSex.FEMALE, city=None))
        assert client.patients.get(second).sex == "FEMALE"

        everyone = [each.id for each in client.patients.list(provider, service_location_id=location, limit=1)]
        assert everyone == [second, first]
        bare = client.patients.list(provider, service_location_id=location, source_id=WITHOUT_SOURCE_ID)
        assert [each.id for each in bare] == [second]
        query = PatientQuery(provider_id=provider, ending_before=first, limit=1)
        assert client.patients.page(query).records[0].id == second

        plan = client.patient_plans.put(PatientPlanPut(**insured(second), source_id="p-1"))
        other = client.patient_plans.create(
            PatientPlanCreate(**insured(second, "W2"), conflict_behavior=CreateConflictBehavior.BUMP_ONE)
        )
        found = {each.id: each.plan_order_number for each in client.patient_plans.list(second, limit=1)}
        assert found == {other: 1, plan: 2}
        client.patient_plans.update(plan, PatientPlanUpdate(source_id=None))
        assert client.patient_plans.page(second, PatientPlanQuery(source_id="p-1")).records == []
        with pytest.raises(Conflict, match="has this place"):
            client.patient_plans.create(PatientPlanCreate(**insured(second, "W3")))
        client.patient_plans.delete(plan)
        assert client.patient_plans.get(plan).archived_at

        client.patients.delete(second)
        with pytest.raises(NotFound, match="Patient not found"):
            client.patients.get(second)
        with pytest.raises(BadRequest, match="source_id: is already in use"):
            client.patients.create(PatientCreate(**patient(provider, location, source_id="s-1")))

    with Silna(silna["base_url"], "wrong") as stranger, pytest.raises(Unauthorized) as refused:
        next(iter(stranger.providers.list()))
    assert refused.value.body["type"] == "AUTH_INVALID_CREDENTIALS"


def test_files_and_payors(silna: dict[str, str], tmp_path: Path) -> None:
    with Silna(silna["base_url"], silna["api_key"]) as client:
        file = client.files.get(client.files.create(silna["provider_id"], "Müller, 50 %.txt", b"hello"))
        assert (file.original_filename, client.files.download(file)) == ("Müller, 50 %.txt", b"hello")
        client.files.save(file, tmp_path / "note.txt")
        assert (tmp_path / "note.txt").read_bytes() == b"hello"

        (aetna,) = client.payors.list(identifier="60054", payor_type=InsuranceType.COMMERCIAL)
        assert client.payors.get(aetna.id) == aetna == client.payors.page(PayorQuery(identifier="60054")).records[0]
        assert [plan.name for plan in client.payors.plans(aetna.id, name="hmo")] == ["HMO"]
        assert aetna.id in [payor.id for payor in client.payors.of_provider(limit=100)]


def test_what_a_provider_is_made_of(silna: dict[str, str]) -> None:
    provider = silna["provider_id"]
    with Silna(silna["base_url"], silna["api_key"]) as client:
        location = next(client.service_locations.list(provider))
        assert client.clinicians.page(ClinicianQuery(provider_id=provider, limit=1)).has_more
        clinician = next(client.clinicians.list(provider))
        assert clinician in list(client.clinicians.list(provider, name=clinician.last_name))
        groups = list(client.provider_groups.list(provider_id=provider))
        assert provider in [group.id for group in groups]
        assert client.provider_groups.page(ProviderGroupQuery(provider_id=provider)).records == groups
        assert [client.provider_groups.get(group.id) for group in groups] == groups

        (aetna,) = client.payors.list(identifier="60054")
        terms = {"provider_id": provider, "payor_id": aetna.id, "service_locations": [location.id]}
        contract = client.payor_contracts.create(ContractCreate.model_validate(terms))
        client.payor_contracts.update(
            contract, ContractUpdate.model_validate({"service_locations": [location.id], "medicaid_id": "M-1"})
        )
        shown = client.payor_contracts.get(contract)
        assert (shown.medicaid_id, shown.version_number) == ("M-1", 2)
        assert shown in list(client.payor_contracts.list(provider_id=provider, payor_id=aetna.id))
        assert client.payor_contracts.page(ContractQuery(limit=1)).first_id == contract


def test_what_is_written_about_a_patient(silna: dict[str, str]) -> None:
    provider = silna["provider_id"]
    with Silna(silna["base_url"], silna["api_key"]) as client:
        location = client.service_locations.create(place(provider))
        ana = client.patients.create(PatientCreate(**patient(provider, location)))
        diagnosis = client.patient_diagnoses.create(ana, "I10")
        assert client.patient_diagnoses.get(diagnosis).diagnosis_code.code == "I10"
        (office,) = client.places_of_service.of_location(location)
        assert client.places_of_service.get(office.id) == office
        treated = client.places_of_service.assign(ana, office.id)
        assert client.places_of_service.of_patient(treated).place_of_service_code == office.place_of_service_code
        shown = client.patients.get(ana)
        assert (shown.patient_diagnosis_ids, shown.patient_place_of_service_ids) == ([diagnosis], [treated])

        file = client.files.create(provider, "letter.txt", b"Dear colleague")
        notes = [client.patient_notes.create(ana, "Called"), client.patient_notes.create(ana, file_id=file)]
        assert [note.id for note in client.patient_notes.list(ana, limit=1)] == notes[::-1]
        assert client.patient_notes.page(ana, PageQuery(limit=1)).records[0].file_id == file

        params = PatientExport(export_type="PATIENT", service_location_ids=[location])
        export = client.bulk_export.create(BulkExportCreate(provider_id=provider, export_params=params))
        told = until_over(lambda: client.bulk_export.get(export))
        assert told.status == BulkExportStatus.SUCCESS
        written = client.files.download(client.files.get(told.file_id or "")).decode()
        assert [line.partition(",")[0] for line in written.splitlines()[1:]] != []
        assert ana in written


def until_over(read: Callable[[], BulkExport]) -> BulkExport:
    """An export once the sandbox's worker has turned to it."""
    for _ in range(200):
        told = read()
        if told.status not in (BulkExportStatus.PENDING, BulkExportStatus.PROCESSING_ROWS):
            break
        time.sleep(0.05)
    return told


async def test_the_asynchronous_client(silna: dict[str, str]) -> None:
    provider = silna["provider_id"]
    async with AsyncSilna(silna["base_url"], silna["api_key"]) as client:
        location = await client.service_locations.create(place(provider))
        made = [
            await client.patients.create(PatientCreate(**patient(provider, location, last_name=name)))
            for name in ("Adams", "Brown", "Clark")
        ]
        found = [each async for each in client.patients.list(provider, service_location_id=location, limit=2)]
        assert [each.id for each in found] == made[::-1]
        named = [each.id async for each in client.patients.list(provider, full_name="brown")]
        assert named == [made[1]]
        assert [each.name async for each in client.service_locations.list(provider, name="annex")] == ["Annex"]
        assert provider in [each.id async for each in client.providers.list(limit=1)]
        await client.patients.delete(made[0])
        with pytest.raises(NotFound):
            await client.patients.delete(made[0])


class Lossy(httpx2.HTTPTransport):
    """Carries every request to the server, but loses the first answer to each POST on the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        if request.method == "POST":
            self.keys.append(request.headers["Idempotency-Key"])
            if len(self.keys) % 2:
                answer.read()
                answer.close()
                raise httpx2.ReadError("lost")
        return answer


def test_a_post_whose_answer_is_lost_is_repeated_under_its_key(silna: dict[str, str]) -> None:
    provider, carrier = silna["provider_id"], Lossy()
    with httpx2.Client(transport=carrier) as http:
        client = Silna(silna["base_url"], silna["api_key"], http=http, retries=RetryPolicy(first=0.01))
        location = client.service_locations.create(place(provider))
        client.patients.create(PatientCreate(**patient(provider, location)))
        assert len(list(client.patients.list(provider, service_location_id=location))) == 1

    assert len(carrier.keys) == 4
    assert len(set(carrier.keys)) == 2


class Throttled(httpx2.BaseTransport):
    """Answers 429 once, then lets requests through."""

    def __init__(self) -> None:
        self.inner = httpx2.HTTPTransport()
        self.refused = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not self.refused:
            self.refused += 1
            return httpx2.Response(429, headers={"Retry-After": "1"}, json={"message": "Rate limit exceeded."})
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def test_a_429_is_waited_out_unless_retries_are_off(silna: dict[str, str]) -> None:
    with httpx2.Client(transport=Throttled()) as http:
        client = Silna(silna["base_url"], silna["api_key"], http=http, retries=NO_RETRIES)
        with pytest.raises(TooManyRequests) as refused:
            client.providers.get(silna["provider_id"])
        assert refused.value.retry_after == 1
    with httpx2.Client(transport=Throttled()) as http:
        client = Silna(silna["base_url"], silna["api_key"], http=http)
        assert client.providers.get(silna["provider_id"]).id == silna["provider_id"]
