"""The published Python package, unchanged, over a real socket: the getting-started guide and what follows from it."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from candid import CandidApiClient
from candid.core.api_error import ApiError
from candid.resources.commons import (
    FacilityTypeCode,
    PatientRelationshipToInsuredCodeAll,
    PhoneNumber,
    PhoneNumberType,
    ServiceLineUnits,
    State,
    StreetAddressLongZip,
    StreetAddressShortZip,
)
from candid.resources.commons.errors import EntityNotFoundError, HttpRequestValidationsError
from candid.resources.diagnoses import DiagnosisCreate, DiagnosisTypeCode
from candid.resources.encounter_providers.resources.v_2 import (
    BillingProvider,
    ReferringProviderUpdate,
    RenderingProvider,
)
from candid.resources.encounters.resources.v_4 import (
    BillableStatusType,
    Encounter,
    EncounterCreate,
    EncounterUpdate,
    ResponsiblePartyType,
)
from candid.resources.encounters.resources.v_4.errors import (
    CashPayPayerError,
    EncounterExternalIdUniquenessError,
    InvalidTagNamesError,
)
from candid.resources.individual import Gender, PatientCreate, PatientUpdate, SubscriberCreate
from candid.resources.insurance_cards.resources.v_2 import InsuranceCardCreate
from candid.resources.service_lines.resources.v_2 import ServiceLineCreate

from tests.support.server import RunningSandbox
from tests.vendor.candid.connect import connected


def patient() -> PatientCreate:
    return PatientCreate(
        external_id="emr-patient-id-123",
        first_name="Loki",
        last_name="Laufeyson",
        date_of_birth=date.fromisoformat("1983-12-17"),
        gender=Gender.MALE,
        address=StreetAddressShortZip(
            address_1="1234 Main St",
            address_2="Apt 9876",
            city="Asgard",
            state=State.CA,
            zip_code="94109",
            zip_plus_four_code="1234",
        ),
    )


def billing_provider() -> BillingProvider:
    return BillingProvider(
        organization_name="Acme Health PC",
        npi="1234567890",
        tax_id="123456789",
        address=StreetAddressLongZip(
            address_1="1234 Main St",
            address_2="Apt 9876",
            city="Asgard",
            state=State.CA,
            zip_code="94109",
            zip_plus_four_code="1234",
        ),
    )


def getting_started() -> EncounterCreate:
    """The guide's payload: its imports corrected for this version, its values as printed."""
    return EncounterCreate(
        external_id="emr-claim-id-abcd",
        date_of_service=date.fromisoformat("2023-05-23"),
        billable_status=BillableStatusType.BILLABLE,
        responsible_party=ResponsiblePartyType.INSURANCE_PAY,
        patient=patient(),
        patient_authorized_release=True,
        billing_provider=billing_provider(),
        rendering_provider=RenderingProvider(first_name="Doctor", last_name="Strange", npi="9876543210"),
        diagnoses=[
            DiagnosisCreate(code_type=DiagnosisTypeCode.ABF, code="Z63.88"),
            DiagnosisCreate(code_type=DiagnosisTypeCode.ABF, code="E66.66"),
        ],
        place_of_service_code=FacilityTypeCode.TELEHEALTH,
        service_lines=[
            ServiceLineCreate(
                procedure_code="99212",
                modifiers=[],
                quantity="1.0",
                units=ServiceLineUnits.UN,
                charge_amount_cents=1500,
                diagnosis_pointers=[0, 1],
            ),
        ],
        clinical_notes=[],
        provider_accepts_assignment=True,
        benefits_assigned_to_provider=True,
    )


def subscriber(payer_id: str = "60054") -> SubscriberCreate:
    return SubscriberCreate(
        first_name="Frigga",
        last_name="Laufeyson",
        gender=Gender.FEMALE,
        patient_relationship_to_subscriber_code=PatientRelationshipToInsuredCodeAll.CHILD,
        insurance_card=InsuranceCardCreate(member_id="AETNA12345", payer_name="Aetna", payer_id=payer_id),
    )


@pytest.fixture
def client(practice: dict[str, Any]) -> Iterator[CandidApiClient]:
    with connected(practice["candid"]) as connection:
        yield connection


@pytest.fixture
def created(client: CandidApiClient) -> Encounter:
    created: Encounter = client.encounters.v_4.create(request=getting_started())
    return created


def test_the_getting_started_guide(client: CandidApiClient, created: Encounter) -> None:
    assert created.external_id == "emr-claim-id-abcd"
    assert created.patient.first_name == "Loki"
    assert created.patient.address.address_2 == "Apt 9876"
    assert created.rendering_provider.address == created.billing_provider.address
    assert created.service_facility.organization_name == "Acme Health PC"
    (claim,) = created.claims
    assert claim.status == "missing_information"  # nobody's insurance, NPIs with wrong check digits ...
    (line,) = claim.service_lines
    assert (line.quantity, line.charge_amount_cents, line.date_of_service) == ("1.0", 1500, date(2023, 5, 23))
    assert [line.diagnosis_id_zero, line.diagnosis_id_one] == [each.diagnosis_id for each in created.diagnoses]

    assert client.encounters.v_4.get(created.encounter_id) == created
    page = client.encounters.v_4.get_all(external_id="emr-claim-id-abcd")
    assert page.items == [created]
    assert page.next_page_token is None
    assert client.encounters.v_4.get_all(external_id="emr-claim-id-abc").items == []


def test_an_external_id_serves_once(client: CandidApiClient, created: Encounter) -> None:
    with pytest.raises(EncounterExternalIdUniquenessError) as refused:
        client.encounters.v_4.create(request=getting_started())

    assert refused.value.status_code == 422
    assert refused.value.body.external_id == created.external_id


def test_a_bad_body_names_every_bad_field(client: CandidApiClient) -> None:
    body = getting_started()
    (line,) = body.service_lines or []
    bad = body.model_copy(
        update={
            "external_id": "",
            "billing_provider": body.billing_provider.model_copy(update={"npi": "12345"}),
            "patient": body.patient.model_copy(
                update={"address": body.patient.address.model_copy(update={"zip_code": "9410"})}
            ),
            "service_lines": [line.model_copy(update={"quantity": "1.25"})],
        }
    )
    with pytest.raises(HttpRequestValidationsError) as refused:
        client.encounters.v_4.create(request=bad)

    assert {each.field_name for each in refused.value.body} == {
        "external_id",
        "billing_provider.npi",
        "patient.address.zip_code",
        "service_lines.0.quantity",
    }
    assert client.encounters.v_4.get_all(patient_external_id=body.patient.external_id).items == []


def test_an_update_keeps_what_is_absent_and_clears_what_is_null(client: CandidApiClient, created: Encounter) -> None:
    changed = client.encounters.v_4.update(
        created.encounter_id,
        request=EncounterUpdate(
            prior_authorization_number="PA-1",
            patient=PatientUpdate(
                last_name="Odinson", phone_numbers=[PhoneNumber(number="4155550100", type=PhoneNumberType.MOBILE)]
            ),
            referring_provider=ReferringProviderUpdate(npi="1234567893", first_name="Jane", last_name="Foster"),
            subscriber_primary=subscriber(),
        ),
    )
    assert changed.prior_authorization_number == "PA-1"
    assert (changed.patient.first_name, changed.patient.last_name) == ("Loki", "Odinson")
    assert changed.patient.phone_numbers[0].number == "4155550100"
    assert changed.patient.individual_id == created.patient.individual_id
    assert changed.referring_provider is not None
    assert changed.referring_provider.last_name == "Foster"
    assert changed.subscriber_primary is not None
    assert changed.subscriber_primary.insurance_card.payer_name == "Aetna"
    assert changed.claims[0].status == "missing_information"
    assert changed.claims[0].service_lines == created.claims[0].service_lines

    again = client.encounters.v_4.update(
        created.encounter_id,
        request=EncounterUpdate(prior_authorization_number=None, referring_provider=None, subscriber_primary=None),
    )
    assert again.prior_authorization_number is None
    assert again.referring_provider is None
    assert again.claims[0].status == "missing_information"
    assert again.patient.last_name == "Odinson"


def test_an_empty_update_changes_nothing(client: CandidApiClient, created: Encounter) -> None:
    assert client.encounters.v_4.update(created.encounter_id, request=EncounterUpdate()) == created


def test_errors_with_names_of_their_own(client: CandidApiClient, created: Encounter) -> None:
    paid_in_cash = getting_started().model_copy(
        update={"external_id": "cash", "subscriber_primary": subscriber("Cash Pay")}
    )
    with pytest.raises(CashPayPayerError):
        client.encounters.v_4.create(request=paid_in_cash)
    with pytest.raises(InvalidTagNamesError) as tags:
        client.encounters.v_4.update(created.encounter_id, request=EncounterUpdate(tag_ids=["urgent"]))
    assert tags.value.body.invalid_tag_names == ["urgent"]
    nobody = uuid4()
    with pytest.raises(EntityNotFoundError) as unknown:
        client.encounters.v_4.update(nobody, request=EncounterUpdate())
    assert UUID(unknown.value.body.id) == nobody


def test_reading_what_is_not_there_is_a_plain_404(client: CandidApiClient) -> None:
    with pytest.raises(ApiError) as refused:
        client.encounters.v_4.get(uuid4())
    assert type(refused.value) is ApiError
    assert refused.value.status_code == 404
    request_id = (refused.value.headers or {})["x-request-id"]
    assert UUID(refused.value.body["errorInstanceId"]) == UUID(request_id)


def test_another_practice_sees_nothing(client: CandidApiClient, created: Encounter, sandbox: RunningSandbox) -> None:
    with connected(sandbox.new_practice()["candid"]) as stranger:
        assert stranger.encounters.v_4.get_all(external_id=created.external_id).items == []
        with pytest.raises(ApiError) as refused:
            stranger.encounters.v_4.get(created.encounter_id)
        assert refused.value.status_code == 404
        theirs = stranger.encounters.v_4.create(request=getting_started())
    assert theirs.external_id == created.external_id
    assert client.encounters.v_4.get_all(limit=1).items == [created]


def test_wrong_credentials(practice: dict[str, Any]) -> None:
    with connected(practice["candid"], client_secret="wrong") as stranger, pytest.raises(ApiError) as refused:
        stranger.encounters.v_4.get_all()
    assert refused.value.status_code == 401


def test_pages_to_the_end_and_back(client: CandidApiClient, created: Encounter) -> None:
    made = [created]
    for number in range(6):
        body = getting_started().model_copy(
            update={"external_id": f"emr-{number}", "date_of_service": date(2023, 6, number + 1)}
        )
        made.append(client.encounters.v_4.create(request=body))
    ids = [each.encounter_id for each in made]

    seen, token = [], None
    while True:
        page = client.encounters.v_4.get_all(
            limit=3, page_token=token, sort="date_of_service:asc", patient_external_id="emr-patient-id-123"
        )
        seen.append([each.encounter_id for each in page.items])
        if page.next_page_token is None:
            break
        token = page.next_page_token
    assert seen == [ids[:3], ids[3:6], ids[6:]]

    before = client.encounters.v_4.get_all(limit=3, page_token=page.prev_page_token, sort="date_of_service:asc")
    assert [each.encounter_id for each in before.items] == ids[3:6]
    newest = client.encounters.v_4.get_all(limit=1)
    assert newest.items[0].encounter_id == ids[-1]
