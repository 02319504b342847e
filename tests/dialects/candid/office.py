"""An organization in a real store, and its dialect served in this process on a clock that a test moves."""

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx2

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.adapters.payers.demo import DemoNetwork
from polyclinic.core.eligibility.ports import PayerNetwork
from polyclinic.core.identity.model import ApiClient, CredentialKind
from polyclinic.core.identity.operations import client_credential, client_secret_key, new_secret
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL, permissions_of
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity, Practice
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Actor, Context
from polyclinic.core.shared.ids import new_id
from polyclinic.dialects.candid.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.contexts import open_practice
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services, WebSettings
from tests.dialects.candid.contract.published import check_answer

SOMEBODY = Actor("test", READ_ALL | WRITE_ALL)
NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
ENCOUNTERS = "/api/encounters/v4"
TOKEN = "/api/auth/v2/token"

ADDRESS = {
    "address1": "1234 Main St",
    "address2": "Apt 9876",
    "city": "Asgard",
    "state": "CA",
    "zip_code": "94109",
    "zip_plus_four_code": "1234",
}
BODY: dict[str, Any] = {
    "external_id": "emr-claim-id-abcd",
    "date_of_service": "2023-05-23",
    "billable_status": "BILLABLE",
    "responsible_party": "INSURANCE_PAY",
    "patient": {
        "external_id": "emr-patient-id-123",
        "first_name": "Loki",
        "last_name": "Laufeyson",
        "date_of_birth": "1983-12-17",
        "gender": "male",
        "address": ADDRESS,
    },
    "patient_authorized_release": True,
    "billing_provider": {
        "organization_name": "Acme Health PC",
        "npi": "1234567890",
        "tax_id": "123456789",
        "address": ADDRESS,
    },
    "rendering_provider": {"first_name": "Doctor", "last_name": "Strange", "npi": "9876543210"},
    "diagnoses": [{"code_type": "ABF", "code": "Z63.88"}, {"code_type": "ABF", "code": "E66.66"}],
    "place_of_service_code": "02",
    "service_lines": [
        {
            "procedure_code": "99212",
            "modifiers": [],
            "quantity": "1.0",
            "units": "UN",
            "charge_amount_cents": 1500,
            "diagnosis_pointers": [0, 1],
        }
    ],
    "clinical_notes": [],
    "provider_accepts_assignment": True,
    "benefits_assigned_to_provider": True,
}
SUBSCRIBER: dict[str, Any] = {
    "first_name": "Frigga",
    "last_name": "Laufeyson",
    "gender": "female",
    "patient_relationship_to_subscriber_code": "19",
    "insurance_card": {"member_id": "AETNA12345", "payer_name": "Aetna", "payer_id": "60054"},
}
READY: dict[str, Any] = {
    "billing_provider__npi": "1234567893",
    "rendering_provider__npi": "1245319599",
    "diagnoses__0__code_type": "ABK",
    "diagnoses__0__code": "Z63.8",
    "diagnoses__1__code": "E66.9",
    "subscriber_primary": SUBSCRIBER,
}
"""What the getting-started body needs to change so that nothing keeps its claim from being sent."""


async def published(answer: httpx2.Response) -> None:
    """Fail if the published package does not describe this answer."""
    media_type = answer.headers.get("content-type", "")
    request = answer.request
    check_answer(request.method, request.url.path, answer.status_code, media_type, await answer.aread())


def body(**changes: Any) -> dict[str, Any]:
    """The getting-started body with changes by path, its steps joined by two underscores; ``...`` leaves one out."""
    made: dict[str, Any] = json.loads(json.dumps(BODY))
    for path, value in changes.items():
        *steps, last = path.split("__")
        target: Any = made
        for step in steps:
            target = target[int(step) if step.isdigit() else step]
        if value is ...:
            target.pop(last, None)
        else:
            target[last] = deepcopy(value)
    return made


def fields(answer: httpx2.Response) -> set[str]:
    """The bad fields that an answer names."""
    assert answer.status_code == 422, answer.text
    refused = answer.json()
    assert refused["errorName"] == "HttpRequestValidationsError"
    return {each["fieldName"] for each in refused["content"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One organization and its API client. ``legal_entity`` and ``facility`` are the practice's."""

    services: Services
    app: DialectApp
    practice: Practice
    clock: HeldClock
    client_id: str
    client_secret: str
    facility: str

    def context(self) -> Context:
        """The record, as another API would open it."""
        return open_practice(self.services, self.practice, SOMEBODY, "test")

    def nobody(self, address: str = "127.0.0.1", **headers: str) -> httpx2.AsyncClient:
        """A client of the dialect, mounted at /candid, without a token. It checks every answer."""
        transport = httpx2.ASGITransport(app=self.app, root_path="/candid", client=(address, 5000))
        hooks = {"response": [published]}
        return httpx2.AsyncClient(
            transport=transport, base_url="http://test/candid", headers=headers, event_hooks=hooks
        )

    async def http(self) -> httpx2.AsyncClient:
        """A client that has a token."""
        async with self.nobody() as http:
            answer = await http.post(TOKEN, json={"client_id": self.client_id, "client_secret": self.client_secret})
        assert answer.status_code == 200, answer.text
        return self.nobody(Authorization=f"Bearer {answer.json()['access_token']}")

    async def add_client(self, role: str, rate_limit: int | None = None) -> tuple[str, str]:
        """Another API client of the practice: its id and secret."""
        client = ApiClient(name="Test", dialect="candid", client_id=new_id(), rate_limit=rate_limit)
        secret = new_secret()
        base = client_credential(client, self.practice.id, CredentialKind.CLIENT_SECRET, self.clock)
        credential = replace(base, permissions=tuple(sorted(permissions_of(role))))
        await self.services.credentials.add(credential, client_secret_key(client.client_id, secret))
        return client.client_id, secret


async def open_office(store: Store, *, rules: Rules | None = None, payers: PayerNetwork | None = None) -> Office:
    """A fresh practice in ``store``. Without ``rules`` nothing is limited; without ``payers`` answers are made up."""
    clock = HeldClock(NOW)
    services = Services(
        records=store.records,
        audit=store.audit,
        codes=store.codes,
        vault=store.vault,
        credentials=store.credentials,
        practices=store.practices,
        claims=store.claims,
        clock=clock,
        limiter=make_limiter(rules or Rules(vendor=False), clock=clock),
        passwords=Argon2Passwords(),
        one_time_codes=TotpCodes(),
        files=open_files("memory://"),
        payers=payers or DemoNetwork(),
    )
    return await furnish(services, clock)


async def furnish(services: Services, clock: HeldClock) -> Office:
    """Another practice behind the same services."""
    entity, facility = new_id(), new_id()
    practice = Practice(id=new_id(), name="Riverside", created_at=NOW, defaults={"legal_entity": entity})
    await services.practices.save(practice)
    ctx = open_practice(services, practice, SOMEBODY, "test")
    address = Address(("1 Elm St",), "Albany", "NY", "12207", "", "US")
    await ctx.put(LEGAL_ENTITY, LegalEntity(id=entity, name="Riverside PC", npi="1234567893", address=address))
    await ctx.put(FACILITY, Facility(id=facility, name="Main office", npi="1245319599", address=address))
    await ctx.commit()
    client = ApiClient(name="Test", dialect="candid", client_id=new_id())
    secret = new_secret()
    credential = client_credential(client, practice.id, CredentialKind.CLIENT_SECRET, clock)
    await services.credentials.add(credential, client_secret_key(client.client_id, secret))
    return Office(
        services=services,
        app=DialectApp(dialect, services, WebSettings(verify_answers=True)),
        practice=practice,
        clock=clock,
        client_id=client.client_id,
        client_secret=secret,
        facility=facility,
    )
