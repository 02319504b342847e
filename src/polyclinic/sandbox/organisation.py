"""The demo practice's companies, offices, staff, and the lists it picks from."""

from collections.abc import Iterator
from datetime import time, timedelta

from polyclinic.core.documents.model import DOCUMENT_CLASS, DocumentClass
from polyclinic.core.founding import STATUSES
from polyclinic.core.organisation.model import (
    FACILITY,
    LEGAL_ENTITY,
    Facility,
    LegalEntity,
    OnlineSlot,
    OverlapPolicy,
    Registration,
    RegistrationStatus,
    Room,
)
from polyclinic.core.organisation.registry import REGISTRY
from polyclinic.core.patients.model import PATIENT_GROUP, PatientGroup
from polyclinic.core.practitioners.model import PRACTITIONER, Practitioner
from polyclinic.core.scheduling.model import (
    APPOINTMENT_STATUS,
    APPOINTMENT_TEMPLATE,
    APPOINTMENT_TYPE,
    AppointmentStatus,
    AppointmentTemplate,
    AppointmentType,
)
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import with_external_id
from polyclinic.core.shared.places import Position
from polyclinic.sandbox import ids
from polyclinic.sandbox.people import Person
from polyclinic.sandbox.plan import Plan

_SPECIALTIES = ("Physical Therapy", "Family Medicine", "Pediatrics", "Cardiology", "Dermatology", "Neurology")
_TYPES = (
    ("Follow-up visit", "#4a90d9", 30, "Follow-up"),
    ("New patient", "#7ed321", 45, "First visit"),
    ("Telehealth", "#9013fe", 20, "Video visit"),
    ("Procedure", "#f5a623", 60, "Procedure"),
)
_SLOTS = ((0, 9, 0), (1, 14, 1), (3, 10, 3), (4, 16, 2))
"""Weekly slots at the first office: weekday, hour, type."""
_CLASSES = ("Clinical note", "Laboratory report", "Imaging", "Insurance card", "Consent form")
_GROUPS = ("Care programme A", "Care programme B")
_NPIS = ("1234567893", "1245319599", "1316943434", "1477554491", "1588667638", "1679576722", "1730165986", "1841293982")


async def load_organisation(ctx: Context, plan: Plan, crowd: Iterator[Person]) -> list[Practitioner]:
    """Stage the organisation and return its practitioners."""
    await _companies(ctx, plan)
    for position, (name, color, minutes, reason) in enumerate(_TYPES):
        await ctx.put(
            APPOINTMENT_TYPE,
            AppointmentType(
                id=plan.id("appointment_type", position),
                number=plan.first_number + 101 + position,
                name=name,
                color=color,
                duration=timedelta(minutes=minutes),
                reason=reason,
                online_scheduling=position == 0,
                sort_order=position,
            ),
        )
    for position, (name, status) in enumerate(STATUSES):
        await ctx.put(
            APPOINTMENT_STATUS,
            AppointmentStatus(
                id=plan.id("appointment_status", position),
                number=plan.first_number + 201 + position,
                name=name,
                status=status,
            ),
        )
    for position, name in enumerate(_CLASSES):
        await ctx.put(
            DOCUMENT_CLASS,
            DocumentClass(id=plan.id("document_class", position), number=plan.first_number + 301 + position, name=name),
        )
    for position, name in enumerate(_GROUPS):
        await ctx.put(
            PATIENT_GROUP,
            PatientGroup(id=plan.id("group", position), number=plan.first_number + 401 + position, name=name),
        )
    await _templates(ctx, plan)
    return [await _practitioner(ctx, plan, position, next(crowd)) for position in range(plan.practitioners)]


async def _templates(ctx: Context, plan: Plan) -> None:
    for position, (weekday, hour, type_position) in enumerate(_SLOTS):
        await ctx.put(
            APPOINTMENT_TEMPLATE,
            AppointmentTemplate(
                id=plan.id("appointment_template", position),
                number=plan.first_number + 601 + position,
                facility_id=plan.id("facility", 0),
                type_id=plan.id("appointment_type", type_position),
                practitioner_id=plan.id("practitioner", 0),
                weekday=weekday,
                time=time(hour),
                duration=timedelta(minutes=_TYPES[type_position][2]),
                room=1,
            ),
        )


async def _companies(ctx: Context, plan: Plan) -> None:
    for position, suffix in enumerate(("Medical PC", "Therapy LLC")):
        await ctx.put(
            LEGAL_ENTITY,
            LegalEntity(
                id=plan.id("legal_entity", position),
                number=plan.first_number + 501 + position,
                name=f"{plan.name} {suffix}",
                dba=plan.name,
                npi=_NPIS[position],
                tin=f"12{plan.seed % 100:02d}{position:05d}",
                address=plan.address,
            ),
        )
    for position, (name, overlap) in enumerate(
        (("Main Street Office", OverlapPolicy.ALLOW), ("Hill Office", OverlapPolicy.REFUSE))
    ):
        await ctx.put(
            FACILITY,
            Facility(
                id=plan.id("facility", position),
                number=plan.first_number + ids.OFFICE_NUMBER + position,
                name=f"{plan.city} {name}",
                legal_entity_id=plan.id("legal_entity", position),
                address=plan.address,
                phone="+15552000100",
                npi=_NPIS[2 + position],
                zone=plan.zone,
                rooms=(Room(1, "Room 1", online_scheduling=True), Room(2, "Room 2"), Room(3, "Treatment room")),
                opens=8 * 60,
                closes=18 * 60,
                online_scheduling=True,
                online_slots=(OnlineSlot(0, 9 * 60), OnlineSlot(2, 14 * 60 + 30)),
                overlap=overlap,
            ),
        )
    await ctx.put(FACILITY, _indian_clinic(plan))


def _indian_clinic(plan: Plan) -> Facility:
    """A place of the practice that India's registry of health facilities knows."""
    clinic = Facility(
        id=plan.id("facility", 2),
        number=plan.first_number + ids.OFFICE_NUMBER + 2,
        name="Kochi Clinic",
        legal_entity_id=plan.id("legal_entity", 0),
        address=Address(
            lines=("12 Marine Drive", "Near the High Court"),
            city="Kochi",
            state="KL",
            postal_code="682031",
            country="IN",
            district="ERNAKULAM",
        ),
        phone="+914842000100",
        zone="Asia/Kolkata",
        opens=9 * 60,
        closes=18 * 60,
        position=Position(9.9816, 76.2755),
        registration=Registration(
            status=RegistrationStatus.APPROVED,
            account=plan.practice_id,
            ownership="P",
            ownership_sub_type="PP04",
            operational_status="F",
            systems=("M",),
            facility_type="4",
            services=("OPD",),
            district="555",
            sub_district="5661",
        ),
    )
    return with_external_id(clinic, REGISTRY, f"IN32{plan.seed:08}")


async def _practitioner(ctx: Context, plan: Plan, position: int, person: Person) -> Practitioner:
    specialty = _SPECIALTIES[position % len(_SPECIALTIES)]
    return await ctx.put(
        PRACTITIONER,
        Practitioner(
            id=plan.id("practitioner", position),
            number=plan.first_number + ids.DOCTOR_NUMBER + position,
            name=person.name,
            gender=person.gender,
            npi=_NPIS[position % len(_NPIS)],
            specialty=specialty,
            department=specialty.casefold(),
            job_title="Physician",
            telecoms=(Telecom("phone", person.phone, "mobile"), Telecom("email", person.email, "work")),
            address=plan.address,
            facility_ids=(plan.id("facility", 0), plan.id("facility", 1)),
        ),
    )
