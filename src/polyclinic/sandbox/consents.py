"""A demo patient with an ABHA address, who has let some of the chart be read and would not let more."""

from dataclasses import replace
from datetime import timedelta

from polyclinic.core.consent.model import (
    CONSENT,
    CareContext,
    Consent,
    ConsentStatus,
    ContextKind,
    Grant,
    InformationType,
    Period,
    Purpose,
)
from polyclinic.core.patients.model import PATIENT, Patient
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.identifiers import Register
from polyclinic.core.shared.secrets import Secret
from polyclinic.sandbox import ids
from polyclinic.sandbox.plan import Plan

ABHA_ADDRESS = "demo.patient@sbx"
_YEARS = timedelta(days=3650)


async def load_consents(ctx: Context, plan: Plan, patients: list[Patient]) -> None:
    """Stage them, in the first demo practice alone: others start with none."""
    if plan.practice_id != ids.PRACTICE:
        return
    patient, now = patients[2], ctx.clock.now()
    address = Register.of(ctx).take("abha_address", ABHA_ADDRESS, None, ("abha_address",))
    await ctx.put(PATIENT, replace(patient, identifiers=(*patient.identifiers, address)))
    asked = Consent(
        id=plan.id("consent", 0),
        patient_id=patient.id,
        patient_name=patient.name.full,
        patient_address=Secret(ABHA_ADDRESS),
        purpose=Purpose.CARE_MANAGEMENT,
        period=Period(now - _YEARS, now),
        erase_at=now + _YEARS,
        types=(InformationType.OP_CONSULTATION, InformationType.PRESCRIPTION, InformationType.WELLNESS_RECORD),
        facility_id=plan.id("facility", 0),
        requested_by=plan.name,
        requested_at=now,
        decided_at=now,
    )
    chart = (CareContext(ContextKind.CHART, patient.id),)
    granted = replace(asked, status=ConsentStatus.GRANTED, grant=Grant(asked.types[:2], asked.period, chart, now))
    research = replace(asked, id=plan.id("consent", 1), purpose=Purpose.RESEARCH, status=ConsentStatus.DENIED)
    for number, consent in enumerate((granted, research)):
        await ctx.put(CONSENT, replace(consent, number=plan.first_number + 6001 + number))
