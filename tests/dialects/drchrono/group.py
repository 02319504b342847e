"""A practice group in a real store, and its dialect served in this process at /drchrono."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from polyclinic.adapters.authn import Argon2Passwords, TotpCodes
from polyclinic.adapters.db.store import Store
from polyclinic.adapters.files.store import open_files
from polyclinic.core.identity.model import USER, Credential, CredentialKind, User
from polyclinic.core.identity.operations import new_secret
from polyclinic.core.identity.policy import READ_ALL, WRITE_ALL, permissions_of
from polyclinic.core.organisation.model import FACILITY, Facility, OnlineSlot, OverlapPolicy, Practice, Room
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner, Relation
from polyclinic.core.scheduling.model import APPOINTMENT_TYPE, AppointmentType
from polyclinic.core.shared.addresses import Address
from polyclinic.core.shared.clock import HeldClock
from polyclinic.core.shared.codes import Gender
from polyclinic.core.shared.context import Actor, Context
from polyclinic.core.shared.ids import new_id
from polyclinic.core.shared.names import HumanName
from polyclinic.dialects.drchrono.dialect import dialect
from polyclinic.web.app import DialectApp
from polyclinic.web.contexts import open_practice
from polyclinic.web.rate_limits import Rules, make_limiter
from polyclinic.web.services import Services, WebSettings
from tests.dialects.drchrono.contract.reference import check_answer

SOMEBODY = Actor("test", READ_ALL | WRITE_ALL)
NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
ALL_SCOPES = ("calendar", "user", "patients", "patients:summary", "billing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """In New York. ``main`` allows overlaps, ``strict`` (in Los Angeles) refuses them; the token is ``doctor``'s."""

    services: Services
    clock: HeldClock
    app: DialectApp
    practice: Practice
    doctor: Practitioner
    colleague: Practitioner
    main: Facility
    strict: Facility
    patient: Patient
    profile: AppointmentType
    user: User
    token: str

    def http(self, token: str | None = "", **options: Any) -> httpx2.AsyncClient:
        """A client of the dialect with the doctor's token, another one, or None."""
        token = self.token if token == "" else token
        transport = httpx2.ASGITransport(app=self.app, root_path="/drchrono")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        options = {"event_hooks": {"response": [documented]}, **options}
        return httpx2.AsyncClient(transport=transport, base_url="http://test/drchrono", headers=headers, **options)

    async def new_token(self, *scopes: str, user: User | None = None, role: str = "staff", **changes: Any) -> str:
        """A token with these scopes, of the doctor or of another user."""
        given: dict[str, Any] = {
            "practice_id": self.practice.id,
            "kind": CredentialKind.ACCESS_TOKEN,
            "dialect": "drchrono",
            "subject": f"user:{(user or self.user).id}",
            "permissions": tuple(sorted(permissions_of(role))),
            "scopes": scopes,
            "created_at": NOW,
            **changes,
        }
        token = new_secret()
        await self.services.credentials.add(Credential(**given), token)
        return token

    def context(self) -> Context:
        """The record, as another API would open it."""
        return open_practice(self.services, self.practice, SOMEBODY, "test")

    async def put(self, kind: Any, entity: Any) -> Any:
        """What another API wrote."""
        ctx = self.context()
        stored = await ctx.put(kind, entity)
        await ctx.commit()
        return stored

    def appointment(self, **changes: Any) -> dict[str, Any]:
        """An appointment as it is posted; a change of ``...`` leaves the field out."""
        return _with(
            {
                "doctor": f"/api/doctors/{self.doctor.number}",
                "duration": 30,
                "office": f"/api/offices/{self.main.number}",
                "patient": f"/api/patients/{self.patient.number}",
                "scheduled_time": "2026-08-03T14:30:00",
            },
            changes,
        )

    def person(self, **changes: Any) -> dict[str, Any]:
        """A patient as it is posted; a change of ``...`` leaves the field out."""
        return _with(
            {
                "first_name": "Ana",
                "last_name": "Silva",
                "date_of_birth": "1990-01-02",
                "gender": "Female",
                "doctor": f"/api/doctors/{self.doctor.number}",
            },
            changes,
        )

    def paper(self, **changes: Any) -> dict[str, Any]:
        """A document's form as it is posted; a change of ``...`` leaves the field out."""
        return _with(
            {
                "doctor": f"/api/doctors/{self.doctor.number}",
                "patient": f"/api/patients/{self.patient.number}",
                "description": "Short document description here",
                "date": "2014-02-24",
                "metatags": '["tag1", "tag2"]',
            },
            changes,
        )


async def documented(answer: httpx2.Response) -> None:
    """Fail if the version's reference does not describe this answer."""
    request = answer.request
    check_answer(request.method, request.url.path, answer.status_code, await answer.aread())


def _with(body: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


async def open_group(store: Store, *, defaults: bool = True, first_number: int = 1000) -> Group:
    """A fresh practice in ``store``; with ``defaults`` the main office and the doctor stand in for what is open."""
    clock = HeldClock(NOW)
    services = _services(store, clock)
    ids = {"facility": new_id(), "practitioner": new_id()}
    practice = Practice(
        id=new_id(), name="Riverside", zone="America/New_York", created_at=NOW, defaults=ids if defaults else {}
    )
    await store.practices.save(practice)
    ctx = open_practice(services, practice, SOMEBODY, "test")
    main, strict = await _offices(ctx, ids["facility"], first_number)
    doctor, colleague = await _doctors(ctx, ids["practitioner"], first_number)
    profile = AppointmentType(
        number=first_number, name="Follow-up", color="#4a90d9", duration=timedelta(minutes=45), reason="Follow-up"
    )
    user = User(number=first_number, username=f"doctor-{practice.id}", practitioner_id=doctor.id)
    patient = Patient(
        number=first_number,
        name=HumanName("Ines", "Yilmaz", suffix="PhD"),
        birth_date=date(1944, 7, 24),
        gender=Gender.FEMALE,
        practitioner_id=doctor.id,
    )
    group = Group(
        services=services,
        clock=clock,
        app=DialectApp(dialect, services, WebSettings(verify_answers=True)),
        practice=practice,
        doctor=doctor,
        colleague=colleague,
        main=main,
        strict=strict,
        patient=await ctx.put(PATIENT, patient),
        profile=await ctx.put(APPOINTMENT_TYPE, profile),
        user=await ctx.put(USER, user),
        token="",
    )
    await ctx.commit()
    return replace(group, token=await group.new_token(*ALL_SCOPES))


def _services(store: Store, clock: HeldClock) -> Services:
    return Services(
        records=store.records,
        audit=store.audit,
        codes=store.codes,
        vault=store.vault,
        credentials=store.credentials,
        practices=store.practices,
        claims=store.claims,
        clock=clock,
        limiter=make_limiter(Rules(vendor=False), clock=clock),
        passwords=Argon2Passwords(),
        one_time_codes=TotpCodes(),
        files=open_files("memory://"),
    )


async def _doctors(ctx: Context, doctor_id: str, number: int) -> tuple[Practitioner, Practitioner]:
    """Two of the staff; beside them somebody from outside."""
    await ctx.put(PRACTITIONER, Practitioner(name=HumanName("Out", "Sider"), relation=Relation.EXTERNAL))
    doctor = Practitioner(id=doctor_id, number=number, name=HumanName("Jyoti", "Whitfield"))
    colleague = Practitioner(number=number + 1, name=HumanName("Grace", "Fontaine"))
    return await ctx.put(PRACTITIONER, doctor), await ctx.put(PRACTITIONER, colleague)


async def _offices(ctx: Context, main_id: str, number: int) -> tuple[Facility, Facility]:
    address = Address(("12 Harbour Row", "Floor 2"), "Albany", "NY", "12207", "1234", "US")
    main = Facility(
        id=main_id,
        number=number,
        name="Main",
        address=address,
        phone="+15552000100",
        rooms=(Room(1, "Room 1", online_scheduling=True), Room(2, "Room 2")),
        opens=8 * 60 + 30,
        closes=18 * 60 + 30,
        online_slots=(OnlineSlot(0, 9 * 60), OnlineSlot(6, 14 * 60 + 40)),
    )
    strict = Facility(
        number=number + 1,
        name="Strict",
        zone="America/Los_Angeles",
        rooms=(Room(1, "A"), Room(2, "B")),
        overlap=OverlapPolicy.REFUSE,
    )
    return await ctx.put(FACILITY, main), await ctx.put(FACILITY, strict)
