"""Encounters of the last weeks, billed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from polyclinic.core.billing import ledger
from polyclinic.core.billing import operations as billing
from polyclinic.core.encounters.model import (
    Claim,
    ClaimStatus,
    Diagnosis,
    Encounter,
    PatientCopy,
    Provider,
    ProviderRole,
    ResponsibleParty,
    ServiceLine,
    Subscriber,
)
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.practitioners.model import Practitioner
from polyclinic.core.scheduling.model import Appointment, Status
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.entity import ExternalId, with_external_id
from polyclinic.core.shared.postings import Movement, Party
from polyclinic.sandbox.plan import Plan

_REASONS = (("M54.50", "99213", 12500), ("I10", "99214", 18000), ("E11.9", "99213", 12500), ("J06.9", "99212", 8000))


def _uninsured(visit: Encounter) -> Encounter:
    return replace(visit, subscribers=())


def _without_principal(visit: Encounter) -> Encounter:
    return replace(visit, diagnoses=tuple(replace(each, code_type="ABF") for each in visit.diagnoses))


def _uncharged(visit: Encounter) -> Encounter:
    return replace(visit, service_lines=tuple(replace(each, charge=None) for each in visit.service_lines))


def _misspelt_npi(visit: Encounter) -> Encounter:
    billing, *others = visit.providers
    return replace(visit, providers=(replace(billing, npi="1234567890"), *others))


_FLAWS = {2: _uninsured, 5: _without_principal, 7: _uncharged, 10: _misspelt_npi}
"""Visits, by their place in the list, that somebody has to look at before they can be billed."""

_ANSWERED = (
    (Movement.ADJUSTMENT, Party.PRIMARY, 3_115),
    (Movement.TRANSFER, Party.PRIMARY, 2_000),
    (Movement.PAYMENT, Party.PATIENT, 2_000),
)
_OUTCOMES: Mapping[int, tuple[ClaimStatus, tuple[tuple[Movement, Party, int], ...]]] = {
    0: (ClaimStatus.PAID, (*_ANSWERED, (Movement.PAYMENT, Party.PRIMARY, 7_385))),
    1: (ClaimStatus.PAID, (*_ANSWERED, (Movement.PAYMENT, Party.PRIMARY, 5_000))),
    3: (ClaimStatus.SUBMITTED, ()),
    4: (ClaimStatus.BILLER_RECEIVED, ((Movement.PAYMENT, Party.PATIENT, 2_000),)),
    6: (ClaimStatus.DENIED, ()),
}
"""Where the claims of visits, by their place in the list, have got to, and what has moved on their only service."""


async def load_visits(
    ctx: Context,
    plan: Plan,
    staff: Sequence[Practitioner],
    patients: Sequence[Patient],
    appointments: Sequence[Appointment],
) -> None:
    """Record an encounter for every third patient; some are not ready to be billed, some are paid."""
    came = {held.patient_id: held for held in appointments if held.status is Status.COMPLETE}
    doctors = {practitioner.id: practitioner for practitioner in staff}
    for place, (position, patient) in enumerate(list(enumerate(patients))[::3]):
        known = await ctx.put(PATIENT, with_external_id(patient, "candid.patient.external_id", f"demo-{position}"))
        appointment = came.get(patient.id)
        doctor = doctors.get(appointment.practitioner_id or "") if appointment else None
        visit = _visit(ctx, plan, position, doctor or staff[position % len(staff)], known)
        if appointment:
            visit = replace(visit, start=appointment.day, facility_id=appointment.facility_id)
            visit = replace(visit, appointment_ids=(appointment.id,))
        await _bill(ctx, _FLAWS[place](visit) if place in _FLAWS else visit, place)


async def _bill(ctx: Context, visit: Encounter, place: int) -> None:
    status, moved = _OUTCOMES.get(place, (ClaimStatus.BILLER_RECEIVED, ()))
    claims = tuple(replace(claim, status=status) for claim in visit.claims)
    await billing.record(ctx, replace(visit, claims=claims))
    for movement, party, cents in moved:
        await ledger.post(ctx, visit.service_lines[0].id, movement, party, cents)


def _visit(ctx: Context, plan: Plan, position: int, practitioner: Practitioner, patient: Patient) -> Encounter:
    code, procedure, charge = _REASONS[position // 3 % len(_REASONS)]
    day = ctx.clock.today(ZoneInfo(plan.zone)) - timedelta(days=position + 2)
    diagnosis = Diagnosis(id=plan.id("diagnosis", position), code_type="ABK", code=code)
    return Encounter(
        id=plan.id("encounter", position),
        number=plan.first_number + 9001 + position,
        external_ids=(ExternalId("candid.encounter.external_id", f"demo-visit-{position}"),),
        patient_id=patient.id,
        patient=PatientCopy(
            patient.name, f"demo-{position}", patient.birth_date, patient.gender, patient.address, patient.telecoms
        ),
        start=day,
        responsible_party=ResponsibleParty.INSURANCE,
        place_of_service="11",
        facility_id=patient.facility_id,
        providers=_providers(plan, position, practitioner),
        subscribers=(_subscriber(plan, position, patient),),
        diagnoses=(diagnosis,),
        service_lines=(
            ServiceLine(
                id=plan.id("service_line", position),
                procedure_code=procedure,
                quantity=Decimal("1"),
                units="UN",
                charge=charge,
                diagnosis_ids=(diagnosis.id,),
            ),
        ),
        claims=(Claim(id=plan.id("claim", position), status=ClaimStatus.BILLER_RECEIVED),),
    )


def _providers(plan: Plan, position: int, practitioner: Practitioner) -> tuple[Provider, ...]:
    return (
        Provider(
            id=plan.id("provider", "billing", position),
            role=ProviderRole.BILLING,
            organisation=f"{plan.name} Medical PC",
            npi="1234567893",
            tin=f"12{plan.seed % 100:02d}00000",
            address=plan.address,
        ),
        Provider(
            id=plan.id("provider", "rendering", position),
            role=ProviderRole.RENDERING,
            name=practitioner.name,
            npi=practitioner.npi,
            address=plan.address,
            practitioner_id=practitioner.id,
        ),
    )


def _subscriber(plan: Plan, position: int, patient: Patient) -> Subscriber:
    return Subscriber(
        id=plan.id("subscriber", position),
        card_id=plan.id("insurance_card", position),
        order=1,
        name=patient.name,
        gender=patient.gender,
        birth_date=patient.birth_date,
        address=patient.address,
        member_id=f"W{plan.seed + position}",
        payer_id="60054",
        payer_name="Aetna",
    )
