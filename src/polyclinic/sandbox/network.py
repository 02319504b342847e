"""Who the demo practice is to payers: a group of its first company, contracts, and where a patient is treated."""

from dataclasses import replace

from polyclinic.core.contracts.model import PAYER_CONTRACT, PayerContract
from polyclinic.core.organisation.groups import PROVIDER_GROUP, ProviderGroup
from polyclinic.core.organisation.model import FACILITY, payer_key
from polyclinic.core.patients.model import PATIENT, CarePlace
from polyclinic.core.patients.notes import NOTE, Note
from polyclinic.core.shared.context import Context
from polyclinic.sandbox.plan import Plan

_HOME, _VIDEO = "12", "10"
_PAYERS = (("60054", "Aetna"), ("62308", "Cigna"), ("87726", "UnitedHealthcare"))


async def load_network(ctx: Context, plan: Plan) -> None:
    """Stage a group, home visits and calls at the first office, contracts, and a note about the first patient."""
    company, office = plan.id("legal_entity", 0), plan.id("facility", 0)
    group = ProviderGroup(
        id=plan.id("provider_group", 0),
        name=f"{plan.name} Pediatrics",
        legal_entity_id=company,
        npi="1902846306",
        tin=f"13{plan.seed % 100:02d}00000",
    )
    await ctx.put(PROVIDER_GROUP, group)
    facility = await ctx.put(FACILITY, replace(await ctx.need(FACILITY, office), further_places=(_HOME, _VIDEO)))
    for position, (number, name) in enumerate(_PAYERS):
        contract = PayerContract(
            id=plan.id("payer_contract", position),
            payer_id=payer_key(number, name),
            legal_entity_id=company,
            group_id=group.id if position else None,
            insurance_types=("COMMERCIAL",),
            facility_ids=(office,),
        )
        await ctx.put(PAYER_CONTRACT, contract)
    patient = await ctx.need(PATIENT, plan.id("patient", 0))
    place = CarePlace(plan.id("care_place", 0), facility.id, _HOME)
    await ctx.put(PATIENT, replace(patient, care_places=(place,)))
    note = Note(id=plan.id("note", 0), value="Prefers to be called in the afternoon.", patient_id=patient.id)
    await ctx.put(NOTE, note)
