"""The demo practice's patients, as if several systems had written them over the years."""

from collections.abc import Iterator

from polyclinic.core.coverage.model import COVERAGE, Coverage
from polyclinic.core.identity.model import USER, User
from polyclinic.core.patients.model import PATIENT, EmergencyContact, Patient, PatientStatus
from polyclinic.core.shared.addresses import Address, Telecom
from polyclinic.core.shared.context import Context
from polyclinic.sandbox import ids
from polyclinic.sandbox.people import Person
from polyclinic.sandbox.plan import Plan

INVITED = "example@example.com"
_PAYERS = (("Aetna", "60054"), ("UnitedHealthcare", "87726"), ("Cigna", "62308"))


async def load_patients(ctx: Context, plan: Plan, crowd: Iterator[Person]) -> list[Patient]:
    """Stage the patients (the published one first), a plan for two in three, and the user of the invited one."""
    patients = [await _patient(ctx, plan, position, next(crowd)) for position in range(plan.patients)]
    for position, patient in enumerate(patients):
        if position % 3 != 2:
            payer, payer_id = _PAYERS[position % len(_PAYERS)]
            await ctx.put(
                COVERAGE,
                Coverage(
                    id=plan.id("coverage", position),
                    number=plan.first_number + 3001 + position,
                    patient_id=patient.id,
                    order=1,
                    payer_name=payer,
                    payer_id=payer_id,
                    member_id=f"M{plan.seed % 1000:03d}{position:06d}",
                    plan_name=f"{payer} Choice",
                ),
            )
    if plan.practice_id == ids.PRACTICE:
        await ctx.put(
            USER,
            User(
                id=plan.id("user", "invited"),
                number=plan.first_number + 901,
                username=INVITED,
                name=patients[1].name.full,
                email=INVITED,
                role="patient",
                patient_id=patients[1].id,
            ),
        )
    return patients


async def _patient(ctx: Context, plan: Plan, position: int, person: Person) -> Patient:
    published = position == 0
    email = INVITED if position == 1 and plan.practice_id == ids.PRACTICE else person.email
    return await ctx.put(
        PATIENT,
        Patient(
            id=plan.id("patient", position),
            number=plan.first_number + (ids.PATIENT_NUMBER if published else 5000 + position),
            name=person.name,
            birth_date=person.birth_date,
            gender=person.gender,
            status=PatientStatus.INTAKE if position % 9 == 8 else PatientStatus.ACTIVE,
            telecoms=(Telecom("phone", person.phone, "mobile"), Telecom("email", email, "home")),
            address=Address(
                (f"{10 + position} Elm Street",), plan.city, plan.state, plan.zip_code, f"{1000 + position}", "US"
            ),
            practitioner_id=plan.id("practitioner", position % plan.practitioners),
            facility_id=plan.id("facility", position % 2),
            legal_entity_id=plan.id("legal_entity", position % 2),
            group_ids=(plan.id("group", position % 2),),
            language="en",
            emergency_contact=EmergencyContact(f"Sam {person.name.family}", "+15552000199", "Sibling"),
        ),
    )
