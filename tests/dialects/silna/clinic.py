"""An MSO with two providers in a real store, and its dialect served in this process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx2

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.adapters.payers.demo import DemoNetwork
from polyclinic.core.identity.model import Credential, CredentialKind
from polyclinic.core.identity.operations import new_secret
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL, permissions_of
from polyclinic.core.organisation.model import FACILITY, LEGAL_ENTITY, Facility, LegalEntity, Practice
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.clock import Clock, SystemClock
from polyclinic.core.shared.context import Actor, Context
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.silna.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.contexts import open_practice
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services, WebSettings

SOMEBODY = Actor("test", READ_ALL | WRITE_ALL)
PASSWORDS = Argon2Passwords()
PATIENTS = "/public/v1/patients/"
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """``provider`` and ``location`` are the practice's defaults; ``key`` reaches both providers."""

    services: Services
    app: DialectApp
    practice: Practice
    provider: str
    other_provider: str
    location: str
    other_location: str
    key: str

    def http(self, key: str | None = "", headers: Mapping[str, str] | None = None) -> httpx2.AsyncClient:
        """A client of the dialect, mounted at /silna, with the practice's key, another one, or None."""
        key = self.key if key == "" else key
        transport = httpx2.ASGITransport(app=self.app, root_path="/silna")
        given = {"Authorization": f"Bearer {key}"} if key else {}
        sent = {**given, **(headers or {})}
        return httpx2.AsyncClient(transport=transport, base_url="http://test/silna", headers=sent)

    async def new_key(self, *providers: str, role: str = "integration", rate_limit: int | None = None) -> str:
        """A key of the practice that reaches those providers only; all if none is named."""
        return await _new_key(self.services, self.practice, *providers, role=role, rate_limit=rate_limit)

    def context(self) -> Context:
        """The record, as another API would open it."""
        return open_practice(self.services, self.practice, SOMEBODY, "test")

    async def add_patient(self, **fields: Any) -> Patient:
        """A patient that another API wrote: with a name and a birth date, and nothing that Silna needs besides."""
        ctx = self.context()
        given: dict[str, Any] = {"name": HumanName("Ana", "Silva"), "birth_date": date(1990, 1, 2), **fields}
        patient = await ctx.put(PATIENT, Patient(**given))
        await ctx.commit()
        return patient

    def body(self, **changes: Any) -> dict[str, Any]:
        """A patient as it is posted; a change of ``...`` leaves the field out."""
        body = {
            "first_name": "Ana",
            "last_name": "Silva",
            "date_of_birth": "1990-01-02",
            "patient_specialties": ["PHYSICAL_THERAPY"],
            "status": "ACTIVE",
            "provider_service_location_id": self.location,
            "provider_id": self.provider,
            **changes,
        }
        return {name: value for name, value in body.items() if value is not ...}


async def open_clinic(
    store: Store, *, clock: Clock | None = None, rules: Rules | None = None, max_upload: int | None = None
) -> Clinic:
    """A fresh practice in ``store``. Without ``rules`` nothing is limited."""
    clock = clock or SystemClock()
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
        passwords=PASSWORDS,
        one_time_codes=TotpCodes(),
        files=open_files("memory://"),
        payers=DemoNetwork(),
    )
    providers, locations = (new_id(), new_id()), (new_id(), new_id())
    practice = Practice(
        id=new_id(),
        name="Riverside",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        defaults={"legal_entity": providers[0], "facility": locations[0], "specialty": "PHYSICAL_THERAPY"},
    )
    await store.practices.save(practice)
    ctx = open_practice(services, practice, SOMEBODY, "test")
    for provider, location in zip(providers, locations, strict=True):
        await ctx.put(LEGAL_ENTITY, LegalEntity(id=provider, name="Riverside PC", npi="1234567893", tin="123456789"))
        await ctx.put(FACILITY, Facility(id=location, name="Main", legal_entity_id=provider, npi="1245319599"))
    await ctx.commit()
    return Clinic(
        services=services,
        app=DialectApp(dialect, services, WebSettings(verify_answers=True, max_upload=max_upload)),
        practice=practice,
        provider=providers[0],
        other_provider=providers[1],
        location=locations[0],
        other_location=locations[1],
        key=await _new_key(services, practice),
    )


async def _new_key(
    services: Services, practice: Practice, *providers: str, role: str = "integration", rate_limit: int | None = None
) -> str:
    credential = Credential(
        practice_id=practice.id,
        kind=CredentialKind.API_KEY,
        dialect="silna",
        subject=f"client:{new_id()}",
        permissions=tuple(sorted(permissions_of(role))),
        legal_entities=providers,
        rate_limit=rate_limit,
        created_at=practice.created_at,
    )
    key = new_secret()
    await services.credentials.add(credential, key)
    return key
