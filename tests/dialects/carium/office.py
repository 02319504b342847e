"""An organization in a real store, and its dialect served in this process on a clock that a test moves."""

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import argon2
import httpx2
import pyotp

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.core.documents.model import DOCUMENT_CLASS, DocumentClass
from polyclinic.core.documents.ports import DirectStore, Files
from polyclinic.core.identity.model import USER, CredentialKind, User
from polyclinic.core.identity.operations import user_credential
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL
from polyclinic.core.organisation.model import Practice
from polyclinic.core.patients.model import PATIENT, PATIENT_GROUP, Patient, PatientGroup
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.scheduling.model import (
    APPOINTMENT_STATUS,
    APPOINTMENT_TYPE,
    AppointmentStatus,
    AppointmentType,
    Status,
)
from polyclinic.core.shared.addresses import Telecom
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.context import Actor, Context
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.core.shared.secrets import Secret
from polyclinic.dialects.carium.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.contexts import open_practice
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services, WebSettings
from tests.dialects.carium.soundness import look_at

SOMEBODY = Actor("test", READ_ALL | WRITE_ALL)
PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
APPOINTMENTS = "/caredb/v1/org-appointments/"
DOCUMENTS = "/caredb/v1/org-document-references/"
CLASSES = "/caredb/v1/org-document-classes/"
PATIENTS = "/showboat/v1/patients/"
INDIVIDUALS = "/caredb/v1/individuals/"
LOGIN = "/identity/v1/login/"
INVITATIONS = "/identity/v1/resend-invitation/"

HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORDS = Argon2Passwords(HASHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One organization. ``username`` has no second factor, ``mfa_username`` has ``TOTP_SECRET``; both ``PASSWORD``."""

    services: Services
    app: DialectApp
    practice: Practice
    clock: HeldClock
    username: str
    mfa_username: str
    patient: str
    practitioner: str
    booked: str
    confirmed: str
    type: str
    document_class: str
    group: str

    @property
    def id(self) -> str:
        return self.practice.id

    def context(self) -> Context:
        """The record, as another API would open it."""
        return open_practice(self.services, self.practice, SOMEBODY, "test")

    def nobody(self) -> httpx2.AsyncClient:
        """A client of the dialect, mounted at /carium, without a token."""
        return self._client({})

    async def http(self, username: str | None = None) -> httpx2.AsyncClient:
        """A client that has signed in."""
        async with self.nobody() as http:
            credentials = {"username": username or self.username, "password": PASSWORD}
            answer = await http.post(LOGIN, json=credentials)
        assert answer.status_code == 200, answer.text
        return self._client({"Authorization": f"Bearer {answer.json()['access-token']}"})

    def _client(self, headers: dict[str, str]) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(app=self.app, root_path="/carium")
        hooks = {"response": [look_at]}
        return httpx2.AsyncClient(
            transport=transport, base_url="http://test/carium", headers=headers, event_hooks=hooks
        )

    def code(self) -> str:
        """The one-time code of this moment."""
        return pyotp.TOTP(TOTP_SECRET).at(self.clock.now())

    def new_patient(self, **changes: Any) -> dict[str, Any]:
        """A patient as it is posted; a change of ``...`` leaves the attribute out, like in the others."""
        given = {
            "first-name": "James",
            "last-name": "Reece",
            "birth-date": "1980-07-04",
            "gender": "male",
            "email": "james.reece@example.com",
            "mobile-phone": "+15551234567",
            "locale": "en_US",
            "individual-group-ids": [self.group],
            "username": "james.reece@example.com",
            "organization-id": self.id,
        }
        return resource("ui-patients", given, changes)

    def new_appointment(self, **changes: Any) -> dict[str, Any]:
        given = {
            "organization-id": self.id,
            "individual-id": self.patient,
            "practitioner-id": self.practitioner,
            "start-time": "2022-01-01T09:00:00Z",
            "end-time": "2022-01-01T09:30:00Z",
            "status-id": self.booked,
            "type-id": self.type,
            "add-video-channel": False,
        }
        return resource("org-appointments", given, changes)

    def new_document(self, **changes: Any) -> dict[str, Any]:
        given = {
            "attachment-content-type": "application/pdf",
            "attachment-filename": "example.pdf",
            "class-id": self.document_class,
            "name": "Example",
            "individual-id": self.patient,
            "organization-id": self.id,
        }
        return resource("org-document-references", given, changes)


def resource(type_: str, given: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The document to post; ``changes`` are spelled with underscores."""
    spelled = {name.replace("_", "-"): value for name, value in changes.items()}
    attributes = {name: value for name, value in {**given, **spelled}.items() if value is not ...}
    return {"data": {"type": type_, "attributes": attributes}}


def changes(type_: str, **changed: Any) -> dict[str, Any]:
    """The document to patch."""
    return resource(type_, {}, changed)


def problems(answer: httpx2.Response) -> dict[str, str]:
    """The code of each error, by the place that it points at."""
    assert answer.headers["content-type"] == "application/vnd.api+json"
    found = {}
    for error in answer.json()["errors"]:
        assert error["id"] == answer.headers["x-request-id"]
        source = error.get("source", {})
        found[source.get("pointer", source.get("parameter", ""))] = error["code"]
    return found


async def open_office(
    store: Store,
    *,
    rules: Rules | None = None,
    settings: WebSettings | None = None,
    files: Files | None = None,
    direct: DirectStore | None = None,
) -> Office:
    """A fresh practice in ``store``. Without ``rules`` nothing is limited; without ``files`` they lie in memory."""
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
        passwords=PASSWORDS,
        one_time_codes=TotpCodes(),
        files=files or open_files("memory://"),
        direct=direct,
    )
    return await furnish(services, clock, settings or WebSettings(verify_answers=True))


async def furnish(services: Services, clock: HeldClock, settings: WebSettings) -> Office:
    """Another practice behind the same services."""
    practitioner, booked, type_, document_class = (new_id() for _ in range(4))
    defaults = {
        "practitioner": practitioner,
        "appointment_type": type_,
        "appointment_status": booked,
        "document_class": document_class,
    }
    practice = Practice(id=new_id(), name="Riverside", created_at=NOW, defaults=defaults)
    await services.practices.save(practice)
    ctx = open_practice(services, practice, SOMEBODY, "test")
    ana = Patient(name=HumanName("Ana", "Silva"), birth_date=date(1990, 1, 2))
    confirmed = AppointmentStatus(name="Confirmed", status=Status.CONFIRMED)
    group = PatientGroup(name="Care programme")
    await ctx.put(PRACTITIONER, _practitioner("Gregory", "House", id=practitioner))
    await ctx.put(PRACTITIONER, _practitioner("Out", "Sider", relation=Relation.EXTERNAL))
    await ctx.put(PATIENT, ana)
    await ctx.put(APPOINTMENT_STATUS, AppointmentStatus(id=booked, name="Booked", status=Status.BOOKED))
    await ctx.put(APPOINTMENT_STATUS, confirmed)
    await ctx.put(APPOINTMENT_TYPE, AppointmentType(id=type_, name="Visit", duration=timedelta(minutes=30)))
    await ctx.put(DOCUMENT_CLASS, DocumentClass(id=document_class, name="Clinical note"))
    await ctx.put(PATIENT_GROUP, group)
    await ctx.commit()
    return Office(
        services=services,
        app=DialectApp(dialect, services, settings),
        practice=practice,
        clock=clock,
        username=await add_user(services, practice, "admin"),
        mfa_username=await add_user(services, practice, "mfa", totp_secret=Secret(TOTP_SECRET)),
        patient=ana.id,
        practitioner=practitioner,
        booked=booked,
        confirmed=confirmed.id,
        type=type_,
        document_class=document_class,
        group=group.id,
    )


def _practitioner(given: str, family: str, **fields: Any) -> Practitioner:
    telecoms = (Telecom("email", f"{family.lower()}@example.com", "work"),)
    return Practitioner(name=HumanName(given, family), telecoms=telecoms, **fields)


async def add_user(services: Services, practice: Practice, name: str, **fields: Any) -> str:
    """A user of the practice who can sign in with ``PASSWORD``; the user name."""
    username = f"{name}@{practice.id}.example"
    given: dict[str, Any] = {"username": username, "role": "owner", "password_hash": _password_hash(), **fields}
    ctx = open_practice(services, practice, SOMEBODY, "test")
    user = await ctx.put(USER, User(**given))
    await ctx.commit()
    credential = user_credential(user, practice.id, "carium", services.clock)
    assert credential.kind is CredentialKind.LOGIN
    await services.credentials.add(credential, username.casefold())
    return username


@functools.cache
def _password_hash() -> str:
    return HASHER.hash(PASSWORD)
